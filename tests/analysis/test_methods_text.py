"""The Methods page: its examples are computed, and follow the rules in force."""

import re

import pytest

from monitor.analysis.methods_text import method_sections, rule_lines
from monitor.domain.rules import RuleSet

RULES = RuleSet()


def examples(anchor, rules=RULES):
    return next(s.examples for s in method_sections(rules) if s.anchor == anchor)


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ("one-sampling", "0 in 2.0 M: 0 (0–1.84) per 10⁶; a level above 1.5 is excluded"),
        ("one-sampling", "1 in 2.0 M: 0.5 (0.0127–2.79) per 10⁶"),
        ("one-sampling", "5 in 2.0 M: 2.5 (0.812–5.83) per 10⁶"),
        ("one-sampling", "0 in 0.2 M: 0 (0–18.4) per 10⁶; a level above 15 is excluded"),
        ("one-sampling", "2 in 1.0 M + 0 in 1.0 M = 2 in 2.0 M"),
        ("one-sampling", "To see it with 95 % chance, screen 6.0 M"),
        (
            "change",
            "14 in 2.0 M → 5 in 2.0 M: RR 0.357 (0.101–1.05), p = 0.064, central p = 0.064: "
            "compatible with chance",
        ),
        (
            "change",
            "6 in 2.0 M → 0 in 2.0 M: RR 0 (0–0.849), p = 0.031, central p = 0.031: demonstrable",
        ),
        (
            "change",
            "5 in 2.0 M → 0 in 2.01 M: RR 0 (0–1.09), p = 0.031, central p = 0.062: compatible "
            "with chance",
        ),
        ("false-clearance", "1 in 2.0 M → 0 in 2.0 M: 50 % of such pairs if nothing changed"),
        ("false-clearance", "1 in 2.0 M → 0 in 2.1 M: 49 % of such pairs if nothing changed"),
        ("false-clearance", "5 in 2.0 M → 0 in 2.0 M: 3.1 % of such pairs if nothing changed"),
    ],
)
def test_the_examples_say_the_numbers_of_the_design(anchor, expected):
    assert expected in examples(anchor)


def test_the_smallest_falls_are_those_of_the_design():
    text = " ".join(examples("change"))
    assert "6 → 0, 8 → 1, 10 → 2, 12 → 3" in text
    assert "would need 78 M: no realistic depth can show clearance" in text


def test_unchanged_patients_turn_negative_as_often_as_the_fixture_says():
    assert "after 1 cell 52 %, after 2 cells 32 %, after 5 cells 7.3 %" in " ".join(
        examples("regression-to-the-mean")
    )


def test_the_examples_follow_the_rules_in_force():
    strict = RuleSet(version="2.0", alpha=0.01, recovery=0.5, threshold=2)
    assert "screen 12.0 M" in " ".join(examples("one-sampling", strict))
    one_cell = examples("one-sampling", RuleSet(threshold=2))[1]
    assert one_cell.endswith("a level above 2.37 is excluded")
    change = next(e for e in examples("change", strict) if e.startswith("6 in 2.0 M → 0"))
    assert change.endswith("compatible with chance")


def test_every_rule_is_told_with_its_value():
    told = dict(rule_lines(RuleSet(version="3.1", lab_depths=(("North", 500_000),))))
    assert told["Version"] == "3.1"
    assert told["Minimum depth, North"] == "0.5 M MNC"
    assert told["Detected from"] == "1 cell"
    assert told["Confirmed by a second sampling after"] == "28 days"


def test_every_section_has_an_anchor_of_its_own_that_an_address_can_hold():
    anchors = [section.anchor for section in method_sections(RULES)]
    assert len(set(anchors)) == len(anchors)
    assert all(re.fullmatch(r"[a-z-]+", anchor) for anchor in anchors)
