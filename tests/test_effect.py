"""What an import is said to do to the calls is what it then does."""

import shutil
import sqlite3
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from monitor import effect
from monitor.analysis.calls import calls_of_all
from monitor.analysis.news import effect_sentence, news
from monitor.analysis.standing import call_words, standing_call
from monitor.domain.rules import DEFAULT_RULES, RuleSet
from monitor.intake import carry_out
from monitor.store.engine import BUSY_MILLISECONDS, open_store, revision, writing
from monitor.store.errors import StalePlanError, StoreUnwritableError
from monitor.store.reading import read_courses
from tests.imports import plan, take

HEADER = "patient_id,collected_on,cells_screened,tumor_cells\n"
FIRST = HEADER + "P1,2021-03-01,2000000,3\nP1,2021-09-17,2000000,0\nP2,2021-03-01,2000000,0\n"
THERAPY = (
    "patient_id,therapy_type,agent,started_on,ended_on\nP1,chemotherapy,EC,2021-04-01,2021-08-01\n"
)
RELAPSE = "patient_id,event_type,occurred_on\nP1,distant_metastasis,2021-06-01\n"


def views(store):
    return {course.patient.link: course for course in read_courses(store)}


def words(store, rules=DEFAULT_RULES):
    courses = read_courses(store)
    return {
        course.patient.patient_id: (stands := standing_call(found)) and call_words(stands)
        for course, found in zip(courses, calls_of_all(courses, rules), strict=True)
    }


def rows(draw_rows):
    return HEADER + "".join(f"P{p},2021-{m:02d}-01,{n},{k}\n" for p, m, n, k in draw_rows)


ROWS = st.lists(
    st.tuples(
        st.integers(1, 3), st.integers(1, 12), st.sampled_from((2_000_000, 400_000)),
        st.sampled_from((0, 0, 1, 9)),
    ),
    min_size=1, max_size=8, unique_by=lambda row: row[:2],
)  # fmt: skip


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=ROWS, second=ROWS, rules=st.sampled_from((DEFAULT_RULES, RuleSet(threshold=2))))
def test_the_effect_told_before_is_the_one_seen_after(
    empty_store_file, tmp_path, first, second, rules
):
    store = open_store(f"sqlite:///{shutil.copy(empty_store_file, tmp_path / 'any.sqlite')}")
    take(store, rows(first))
    before, held = views(store), words(store, rules)
    planned = plan(store, rows(second))
    told = effect.effect_of(store, planned, rules)
    planned, receipt = carry_out(store, planned)
    after = views(store)
    touched = effect.touched_links(planned) if receipt else frozenset()
    assert told == news(
        {link: course for link, course in before.items() if link in touched},
        {link: course for link, course in after.items() if link in touched},
        rules,
    )
    now = words(store, rules)
    assert {one.patient_id for one in told.changed} == {p for p in held if held[p] != now[p]}
    store.engine.dispose()


@pytest.mark.parametrize(
    ("file", "after"),
    [
        (THERAPY, "cleared, not confirmed"),
        (RELAPSE, "after relapse"),
        (HEADER + "P1,2021-09-17,2000000,8\n", "persistent"),
    ],
)
def test_files_of_every_kind_are_rehearsed(store, file, after):
    take(store, FIRST)
    held = words(store)
    told = effect.effect_of(store, plan(store, file), DEFAULT_RULES)
    assert told.compared == 1
    take(store, file)
    assert words(store)["P1"] == after
    assert [one.patient_id for one in told.changed] == ["P1"] * (held["P1"] != after)


def test_a_rehearsal_leaves_every_byte_of_the_store_as_it_was(store, tmp_path):
    take(store, FIRST)
    before = (tmp_path / "store.sqlite").read_bytes()
    told = effect.effect_of(store, plan(store, HEADER + "P2,2021-09-17,2000000,2\n"), DEFAULT_RULES)
    assert len(told.changed) == 1
    assert (tmp_path / "store.sqlite").read_bytes() == before
    assert (revision(store), words(store)["P2"]) == (1, "baseline")
    with sqlite3.connect(tmp_path / "store.sqlite", timeout=0) as connection:
        connection.execute("BEGIN IMMEDIATE")


def test_a_rehearsal_waits_for_no_long_import(store, tmp_path):
    planned = plan(store, FIRST)
    with sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(StoreUnwritableError):
            effect.effect_of(store, planned, DEFAULT_RULES)
        assert time.monotonic() - began < 5
        other.execute("ROLLBACK")
    with writing(store) as connection:
        wait = connection.execute(text("PRAGMA busy_timeout")).scalar()
    assert wait == BUSY_MILLISECONDS


def test_a_plan_that_the_store_has_left_behind_is_not_rehearsed(store):
    planned = plan(store, FIRST)
    take(store, HEADER + "P9,2021-03-01,2000000,3\n")
    with pytest.raises(StalePlanError):
        effect.effect_of(store, planned, DEFAULT_RULES)


def test_of_too_many_patients_the_effect_is_not_worked_out(store, monkeypatch):
    planned = plan(store, FIRST)
    assert effect.effect_of(store, planned, DEFAULT_RULES).new_patients == 2
    monkeypatch.setattr(effect, "MOST_PATIENTS", 1)
    assert effect.effect_of(store, planned, DEFAULT_RULES) is None


def test_the_line_names_whose_call_changes_from_what_to_what(store):
    take(store, FIRST)
    file = HEADER + "P1,2022-03-01,2000000,0\nP2,2021-09-17,2000000,2\n"
    told = effect.effect_of(store, plan(store, file), DEFAULT_RULES)
    assert effect_sentence(told) == (
        "This file would change 2 calls: P1 cleared, not confirmed → cleared, confirmed; "
        "P2 baseline → appeared, not confirmed."
    )
    assert effect_sentence(told, told=1).endswith("confirmed; and 1 more.")
