"""Answers are kept by what was asked, as text: other questions have other answers."""

from dataclasses import replace

from monitor.analysis.cohort_filter import CohortFilter
from monitor.analysis.response_spans import Span
from monitor.domain.rules import DEFAULT_RULES
from monitor.ui.keys import BY_TEXT
from monitor.ui.response_reading import TOGETHER, Question
from monitor.ui.response_visits_reading import Transition
from monitor.ui.store import StoreKey

KEY = StoreKey("sqlite://", 3)
ASKED = Question(KEY, DEFAULT_RULES, CohortFilter(arms=("A",)))


def test_every_change_of_a_question_is_another_key():
    others = [
        ASKED,
        replace(ASKED, key=replace(KEY, revision=4)),
        replace(ASKED, key=replace(KEY, url="sqlite:///other")),
        replace(ASKED, rules=replace(DEFAULT_RULES, threshold=2)),
        replace(ASKED, rules=replace(DEFAULT_RULES, lab_depths=(("North", 5),))),
        replace(ASKED, wanted=CohortFilter(arms=("A", "B"))),
        replace(ASKED, wanted=CohortFilter(arms=("A, B",))),
        replace(ASKED, wanted=CohortFilter(centers=("A",))),
    ]
    assert len({BY_TEXT[_name(one)](one) for one in others}) == len(others)


def test_every_kind_of_question_of_ours_is_kept_by_text():
    transition = Transition(ASKED, TOGETHER, True, ("1st sampling", "2nd sampling"), None)
    for one in (ASKED, TOGETHER, transition):
        assert _name(one) in BY_TEXT
    for one in (KEY, DEFAULT_RULES, CohortFilter(), Span()):
        assert type(one) in BY_TEXT


def _name(one):
    return f"{type(one).__module__}.{type(one).__qualname__}"
