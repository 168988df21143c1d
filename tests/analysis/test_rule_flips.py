"""Which calls other rules would flip, and how that is told."""

from dataclasses import replace

import pytest

from monitor.analysis.call_changes import flips
from monitor.analysis.calls import calls
from monitor.analysis.rule_flips import flip_preview
from monitor.analysis.rule_tables import (
    beyond_calls,
    changed_rules,
    flip_sentence,
    flip_table,
    turn_table,
    version_table,
)
from monitor.domain.rules import DEFAULT_RULES, RuleVersion
from monitor.sample import load_sample
from monitor.store.reading import read_courses
from tests.builders import course

DEEP = replace(DEFAULT_RULES, version="1.1", minimum_depth=3_000_000)


def cleared(pseudonym: str = "P1"):
    return course("2023-01-01 6/2.0M lab=North\n2023-07-01 0/2.0M lab=North", pseudonym)


def test_a_zero_that_is_no_longer_deep_enough_loses_its_call_with_the_reason():
    preview = flip_preview([[cleared()]], DEFAULT_RULES, DEEP)
    (flip,) = preview.listed
    assert flip.before == "cleared, demonstrable, not confirmed"
    assert flip.after == "lower, demonstrable"
    assert flip.reason.startswith("under-screened: only 2,000,000 of the 3,000,000 cells")
    assert (flip.patient_id, str(flip.collected_on), flip.result) == ("P1", "2023-07-01", "0/2.0M")


@pytest.mark.parametrize(
    ("change", "before", "after", "reason"),
    [
        ({"alpha": 0.01}, "demonstrable", "compatible with chance", "against α = 0.01"),
        ({"minimum_depth": 5_000_000}, "cleared", "lower", "under-screened"),
        ({"lab_depths": (("North", 5_000_000),)}, "cleared", "lower", "under-screened"),
        ({"threshold": 7}, "cleared", "never detected", "earlier sampling"),
    ],
)
def test_every_rule_of_a_call_can_flip_it(change, before, after, reason):
    preview = flip_preview([[cleared()]], DEFAULT_RULES, replace(DEFAULT_RULES, **change))
    flip = preview.listed[-1]
    assert before in flip.before
    assert after in flip.after
    assert reason in flip.reason


def test_a_confirmation_that_comes_too_early_is_said():
    twice = course("2023-01-01 1/2.0M\n2023-07-01 0/2.0M\n2023-08-15 0/2.0M")
    late = replace(DEFAULT_RULES, confirmation_days=90)
    preview = flip_preview([[twice]], DEFAULT_RULES, late)
    first = preview.listed[0]
    assert first.before.endswith("confirmed 2023-08-15")
    assert first.after.endswith("not confirmed")
    assert first.reason == "a confirmation takes a second such sampling at least 90 days later"


def test_the_list_is_bounded_and_everything_is_counted():
    chunks = [[cleared(f"P{n}") for n in range(start, start + 4)] for start in (0, 4, 8)]
    heard: list[int] = []
    preview = flip_preview(chunks, DEFAULT_RULES, DEEP, heard.append, limit=5)
    assert [flip.patient_id for flip in preview.listed] == ["P0", "P1", "P2", "P3", "P4"]
    assert (preview.flipped, preview.flipped_patients) == (12, 12)
    assert (preview.calls, preview.patients) == (24, 12)
    assert heard == [4, 8, 12]
    assert flip_sentence(preview) == (
        "12 calls of 12 patients would flip; 24 calls of 12 patients compared."
    )


def test_what_is_counted_is_what_two_lists_of_calls_say():
    late = replace(DEFAULT_RULES, threshold=2)
    patient = course("2023-01-01 1/2.0M\n2023-07-01 0/2.0M\n2024-01-01 3/2.0M")
    old, new = calls(patient, DEFAULT_RULES), calls(patient, late)
    said = [[(c.kind, c.grade, c.confirmed_on) for c in found] for found in (old, new)]
    differ = sum(a != b for a, b in zip(*said, strict=True))
    assert flip_preview([[patient]], DEFAULT_RULES, late).flipped == differ > 0


def test_rules_that_decide_no_call_flip_none_and_say_what_they_decide():
    other = replace(DEFAULT_RULES, recovery=0.5, sampling_interval_days=180)
    preview = flip_preview([[cleared()]], DEFAULT_RULES, other)
    assert flip_sentence(preview) == "No call would flip; 2 calls of 1 patient compared."
    assert flip_table(preview).empty
    assert beyond_calls(DEFAULT_RULES, other) == (
        "Besides calls they change the level that a zero excludes and when the next sampling is "
        "due."
    )
    assert beyond_calls(DEFAULT_RULES, DEEP) == ""


def test_the_tables_name_both_versions():
    preview = flip_preview([[cleared()]], DEFAULT_RULES, DEEP)
    assert list(turn_table(preview, 5).columns) == ["Calls", "Rules 1.0", "Rules 1.1"]
    assert {"Rules 1.0", "Rules 1.1"} <= set(flip_table(preview).columns)


def test_a_change_is_told_in_the_words_of_the_methods_page():
    other = replace(DEEP, lab_depths=(("North", 2_000_000),), alpha=0.01)
    assert changed_rules(DEFAULT_RULES, other) == {
        "Minimum depth of a negative": "1.0 M MNC → 3.0 M MNC",
        "α, two-sided": "0.05 → 0.01",
        "Minimum depth, North": "as all labs → 2.0 M MNC",
    }
    assert changed_rules(DEEP, replace(DEEP, version="9")) == {}


def test_each_version_stands_with_what_it_changed():
    versions = (
        RuleVersion(DEEP, "2024-03-04T10:12:00+00:00", "ab", "deeper"),
        RuleVersion(DEFAULT_RULES),
    )
    first, last = version_table(versions).to_dict("records")
    assert first["Changed"] == "Minimum depth of a negative: 1.0 M MNC → 3.0 M MNC"
    assert (first["Saved"], first["By"], first["Why"]) == ("2024-03-04 10:12 UTC", "ab", "deeper")
    assert (last["Version"], last["Changed"]) == ("1.0", "")


@pytest.mark.parametrize(
    "change",
    [
        {"minimum_depth": 2_050_000}, {"threshold": 2}, {"alpha": 0.2}, {"confirmation_days": 200},
        {"lab_depths": (("Lab North", 2_500_000),)}, {"recovery": 0.5},
    ],
)  # fmt: skip
def test_over_a_cohort_the_flips_are_those_of_all_calls_made_twice(store, change):
    load_sample(store)
    courses = read_courses(store)
    other = replace(DEFAULT_RULES, **change)
    expected = [
        len(flips(calls(course, DEFAULT_RULES), calls(course, other))) for course in courses
    ]
    preview = flip_preview([courses[:50], courses[50:]], DEFAULT_RULES, other)
    assert preview.flipped == sum(expected)
    assert preview.flipped_patients == sum(map(bool, expected))
    assert preview.calls == sum(len(calls(course, DEFAULT_RULES)) for course in courses)
    assert bool(preview.flipped) == (change != {"recovery": 0.5})
