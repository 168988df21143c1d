"""What differs between two views of the same patients, and the call that a patient stands at."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.analysis.calls import calls
from monitor.analysis.cohort_build import build_cohort
from monitor.analysis.news import News, effect_sentence, news, patients_sentence, whose_calls
from monitor.analysis.news_tables import news_frame
from monitor.analysis.standing import call_words, standing_call, standing_verdicts, verdict
from monitor.domain.rules import DEFAULT_RULES, RuleSet
from tests.builders import course

BASE = "2021-01-10 3/2.0M\n"
CLEARED = BASE + "2021-07-10 0/2.0M\n"
CONFIRMED = CLEARED + "2022-01-10 0/2.0M\n"
BACK = CONFIRMED + "2022-07-10 2/2.0M\n"
METASTASIS = "2021-05-01 distant_metastasis\n"


def view(**texts):
    """Returns courses by link, each patient's from a text."""
    found = {}
    for name, text in texts.items():
        known = course(text, name)
        found[name] = replace(known, patient=replace(known.patient, link=name))
    return found


def stands(text, rules=DEFAULT_RULES):
    return call_words(standing_call(calls(course(text), rules)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BASE, "baseline"),
        (CLEARED, "cleared, not confirmed"),
        (CONFIRMED, "cleared, confirmed"),
        (BACK, "re-appeared, not confirmed"),
        (BACK + "2023-01-10 2/2.0M\n", "re-appeared, confirmed"),
        ("2021-01-10 90/2.0M\n2021-07-10 20/2.0M\n", "lower, demonstrable"),
        ("2021-01-10 20/2.0M\n2021-07-10 18/2.0M\n", "persistent"),
        (CONFIRMED + "2022-07-10 0/0.2M\n", "no call"),
        (CLEARED + METASTASIS, "after relapse"),
        (CONFIRMED + "2023-01-10 9/2.0M blood\n", "cleared, confirmed"),
    ],
)
def test_a_patient_stands_at_the_call_of_the_last_marrow_sampling(text, words):
    assert stands(text) == words


def test_who_was_never_sampled_stands_at_nothing():
    assert standing_call(()) is None
    assert standing_call(calls(course("2021-01-10 9/2.0M blood\n"), DEFAULT_RULES)) is None


def test_the_cohort_gives_the_same_verdicts_as_the_calls():
    same_day = "2021-01-10 3/2.0M lab=A\n2022-01-10 0/0.2M lab=A\n2022-01-10 1/2.0M lab=B\n"
    known = view(a=BASE, b=CLEARED, c=BACK, d=same_day, e="2021-01-10 1/2.0M blood\n", f="")
    cohort = build_cohort([tuple(known.values())], DEFAULT_RULES, date(2024, 1, 1), None)
    own = {link: standing_call(calls(one, DEFAULT_RULES)) for link, one in known.items()}
    assert standing_verdicts(cohort) == {link: verdict(call) for link, call in own.items() if call}
    assert "f" not in standing_verdicts(cohort)


def test_only_patients_whose_call_says_something_else_are_news_the_newest_call_first():
    before = view(same=BASE, cleared=BASE, back=CONFIRMED, again=CONFIRMED)
    after = view(same=BASE, cleared=CLEARED, back=BACK, again=CONFIRMED + "2022-07-10 0/2.0M\n")
    found = news(before, after, DEFAULT_RULES)
    assert [(one.patient_id, one.words) for one in found.changed] == [
        ("back", "cleared, confirmed → re-appeared, not confirmed"),
        ("cleared", "baseline → cleared, not confirmed"),
    ]
    assert found.compared == 4


def test_a_confirmation_is_news():
    (one,) = news(view(p=CLEARED), view(p=CONFIRMED), DEFAULT_RULES).changed
    assert one.words == "cleared, not confirmed → cleared, confirmed"
    assert one.day == date(2022, 1, 10)


def test_the_last_six_states_are_glyphs_in_time_order():
    long = "".join(f"20{year}-01-10 {k}/2.0M\n" for year, k in enumerate("11001110", 14))
    (one,) = news(view(p=long), view(p=long + "2022-01-10 0/0.1M\n"), DEFAULT_RULES).changed
    assert one.states == "○●●●○◇"


def test_patients_who_come_or_go_are_counted_and_not_listed():
    found = news(view(here=BASE, gone=BASE), view(here=BASE, new=BASE, other=BASE), DEFAULT_RULES)
    assert found == News(new_patients=2, gone_patients=1, compared=1)
    assert patients_sentence(found) == "2 patients new · 1 patient not in the store any more"
    assert patients_sentence(News()) == ""


def test_the_first_sampling_of_a_known_patient_and_the_loss_of_the_only_one_are_news():
    first = news(view(p=""), view(p=BASE), DEFAULT_RULES)
    assert first.changed[0].words == "no sampling → baseline"
    back = news(view(p=BASE), view(p=""), DEFAULT_RULES)
    assert back.changed[0].words == "baseline → no sampling"
    assert list(news_frame(back.changed)["Sampled on"]) == [None]


def test_calls_of_earlier_samplings_that_become_others_are_counted():
    corrected = BACK.replace("2021-07-10 0/2.0M", "2021-07-10 4/2.0M")
    found = news(view(p=BACK), view(p=corrected), DEFAULT_RULES)
    assert found.changed == ()
    assert found.earlier_calls == 1
    assert effect_sentence(found) == (
        "This file would change no call. 1 earlier sampling would get another call."
    )


def test_news_are_judged_by_the_rules_given():
    before, after = view(p=CLEARED), view(p=CLEARED + "2022-01-10 1/2.0M\n")
    (one,) = news(before, after, DEFAULT_RULES).changed
    assert one.words.endswith("re-appeared, not confirmed")
    (one,) = news(before, after, RuleSet(threshold=2)).changed
    assert one.words.endswith("cleared, confirmed")


def test_a_headline_counts_patients():
    one = news(view(p=BASE), view(p=CLEARED), DEFAULT_RULES)
    two = news(view(p=BASE, q=BASE), view(p=CLEARED, q=CLEARED), DEFAULT_RULES)
    assert (whose_calls(one), whose_calls(two)) == ("1 patient's call", "The calls of 2 patients")


def test_the_table_says_the_call_then_and_now_and_its_day():
    frame = news_frame(news(view(p=CONFIRMED), view(p=BACK), DEFAULT_RULES).changed)
    assert frame.iloc[0].to_dict() == {
        "Patient": "p",
        "Last six": "●○○●",
        "Call then": "cleared, confirmed",
        "Call now": "re-appeared, not confirmed",
        "Sampled on": date(2022, 7, 10),
        "Center": "",
    }
