"""A rule set says itself what is wrong with it."""

import pytest

from monitor.domain.rules import DEFAULT_RULES, RuleSet


def test_the_default_rules_are_in_order():
    assert DEFAULT_RULES.faults == ()


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        (RuleSet(version=" "), "A rule set needs a version."),
        (RuleSet(threshold=0), "The threshold must be at least 1 cell."),
        (RuleSet(minimum_depth=0), "A minimum depth must be at least 1 cell."),
        (RuleSet(lab_depths=(("Oslo", 0),)), "A minimum depth must be at least 1 cell."),
        (RuleSet(lab_depths=(("Oslo", 1), ("Oslo", 2))), "A lab can have one minimum depth only."),
        (RuleSet(alpha=1.0), "α must lie between 0 and 1."),
        (RuleSet(recovery=0.0), "The recovery must lie above 0 and not above 1."),
        (RuleSet(confirmation_days=-1), "The days to a confirmation must not be negative."),
        (RuleSet(surgery_caution_days=-1), "The days after surgery must not be negative."),
        (RuleSet(sampling_interval_days=0), "The sampling interval must be at least 1 day."),
    ],
)
def test_each_fault_is_one_sentence(rules, sentence):
    assert rules.faults == (sentence,)
