"""What the command line prints about calls: strict JSON, and what would change a call."""

import json
from datetime import date

import pytest

from monitor.analysis.call_changes import call_changes, cautioned_days, current_call, flips
from monitor.analysis.call_outlook import NOTHING, outlook
from monitor.analysis.call_report import call_json, course_json
from monitor.analysis.calls import calls
from monitor.domain.calls import CallKind
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import CellDefinition
from tests.builders import course

RULES = RuleSet(version="1.2")
COURSE = course(
    """
    2020-01-10 14/2.0
    2020-02-01..2020-06-01 chemotherapy EC-T
    2020-07-01 5/2.0
    2021-07-01 0/2.1
    2022-07-01 0/0.3
    2023-01-10 0/2.1
    2024-01-10 pos
    """
)


def strict(value):
    """Returns the value as it comes back from JSON, which knows neither NaN nor infinity."""
    return json.loads(json.dumps(value, allow_nan=False))


def test_a_pair_of_counts_as_json():
    found = strict(call_json(14, 2.0e6, 5, 2.0e6, RULES))
    numbers = [found[name] for name in ("ratio", "ratio_lower", "ratio_upper", "p_value")]
    expected = [0.357142857142857, 0.100674012478849, 1.04930356049545, 0.063568115234375]
    assert numbers == pytest.approx(expected, rel=1e-6)
    assert (found["demonstrable"], found["rules"]) == (False, "1.2")
    assert found["smallest_demonstrable"] == {"fall_to": 4, "rise_to": 28}
    assert found["chance_of_false_clearance"] == pytest.approx(0.03178406, rel=1e-6)


@pytest.mark.parametrize(("k1", "k2", "note"), [(0, 0, "no cells in either"), (0, 6, "")])
def test_what_is_undefined_or_without_bound_is_null(k1, k2, note):
    found = strict(call_json(k1, 2.0e6, k2, 2.0e6, RULES))
    assert (found["ratio"], found["ratio_upper"], found["note"]) == (None, None, note)
    assert found["depth_to_show_fall"] is None


def test_a_course_as_json():
    found = strict(course_json(COURSE, RULES))
    assert found["patient_id"] == "P014"
    rows = [
        (s["collected_on"], s["state"], s["call"], s["grade"], s["confirmed_on"])
        for s in found["samplings"]
    ]
    assert rows == [
        ("2020-01-10", "detected", "baseline", None, None),
        ("2020-07-01", "detected", "persistent", "compatible with chance", None),
        ("2021-07-01", "not detected", "cleared", "demonstrable", "2023-01-10"),
        ("2022-07-01", "under-screened", "no call", None, None),
        ("2023-01-10", "not detected", "cleared", "demonstrable", "2023-01-10"),
        ("2024-01-10", "depth unknown", "no call", None, None),
    ]


def test_every_sampling_has_the_promised_fields():
    promised = {
        "collected_on", "tumor_cells", "cells_screened", "lower", "upper", "excluded", "state",
        "call", "grade", "confirmed_on", "reference_on", "ratio", "ratio_lower", "ratio_upper",
        "p_value", "p_central", "chance_of_false_clearance", "reason",
    }  # fmt: skip
    found = course_json(COURSE, RULES)
    assert found.keys() >= {"patient_id", "samplings", "therapy_lines"}
    for sampling in found["samplings"]:
        assert sampling.keys() >= promised


def test_the_numbers_of_a_cleared_sampling():
    cleared = course_json(COURSE, RULES)["samplings"][2]
    assert (cleared["tumor_cells"], cleared["cells_screened"]) == (0, 2_100_000)
    assert cleared["excluded"] == pytest.approx(2.9957 / 2.1, rel=1e-4)
    assert cleared["upper"] == pytest.approx(3.6889 / 2.1, rel=1e-4)
    assert cleared["reference_on"] == "2020-01-10"
    assert cleared["ratio_upper"] == pytest.approx(0.287, abs=5e-4)
    assert cleared["chance_of_false_clearance"] == pytest.approx((2.0 / 4.1) ** 5)
    assert cleared["compared"]["earlier"]["k"] == 14


def test_the_lines_of_therapy_as_json():
    (line,) = strict(course_json(COURSE, RULES))["therapy_lines"]
    assert (line["agent"], line["before_on"], line["after_on"]) == (
        "EC-T", "2020-01-10", "2020-07-01",
    )  # fmt: skip
    assert line["ratio"] == pytest.approx(0.357142857)
    assert line["demonstrable"] is False


def test_after_one_cell_no_realistic_depth_shows_clearance():
    cleared = calls(course("2020-01-10 1/2.0\n2020-07-01 0/2.0"), RULES)[-1]
    found = outlook(cleared, RULES)
    assert found.fall.depth == pytest.approx(78.0)
    assert found.fall.still_needed == pytest.approx(76.0)
    assert not found.fall.is_realistic
    level = found.level
    assert (level.level, level.lower, level.upper, level.depth) == pytest.approx(
        (0.5, 0.0127, 2.786, 5.991), rel=1e-2
    )


def test_after_five_cells_a_little_more_depth_would_do():
    cleared = calls(course("2020-01-10 5/2.0\n2020-07-01 0/2.0"), RULES)[-1]
    found = outlook(cleared, RULES).fall
    assert found.still_needed == pytest.approx(0.18256, rel=1e-3)
    assert found.is_realistic


def test_where_clearance_is_demonstrable_nothing_is_needed():
    cleared = calls(course("2020-01-10 14/2.0\n2020-07-01 0/2.0"), RULES)[-1]
    assert outlook(cleared, RULES).fall is None


def test_after_a_detection_the_counts_that_would_show_a_change():
    persistent = calls(course("2020-01-10 14/2.0\n2020-07-01 5/2.0"), RULES)[-1]
    found = outlook(persistent, RULES)
    assert (found.counts.fall_to, found.counts.rise_to) == (4, 28)


def test_a_baseline_has_no_outlook():
    assert outlook(calls(course("2020-01-10 14/2.0"), RULES)[0], RULES) == NOTHING


def test_what_a_rule_flips_and_what_a_new_file_changes():
    before = calls(course("2020-01-10 5/2.0\n2020-07-01 0/2.0"), RULES)
    stricter = calls(course("2020-01-10 5/2.0\n2020-07-01 0/2.0"), RuleSet(minimum_depth=3_000_000))
    later = calls(course("2020-01-10 5/2.0\n2020-07-01 0/2.0\n2021-07-01 1/2.0"), RULES)
    (flip,) = flips(before, stricter)
    assert (flip.before.kind, flip.after.kind) == (CallKind.CLEARED, CallKind.NO_CALL)
    assert flips(before, later) == ()
    (added,) = call_changes(before, later)
    assert (added.before, added.after.kind) == (None, CallKind.REAPPEARED)
    assert call_changes(before, before) == ()


def test_the_cells_that_count_flip_a_grade():
    known = course("2020-01-10 1/2.0 probable=6 control=0/0.5\n2020-07-01 0/2.0 control=0/0.5")
    both, tumor = calls(known, RULES), calls(known, RULES, cells=CellDefinition.TUMOR)
    assert [f.collected_on for f in flips(both, tumor)] == [date(2020, 7, 1)]


def test_the_current_call_is_the_last_one_with_a_verdict_first_on_its_day():
    assert current_call(()) is None
    known = course("2020-01-10 5/2.0\n2020-07-01 0/2.0\n2020-07-01 n.e. if")
    assert current_call(calls(known, RULES)).kind is CallKind.CLEARED


def test_days_in_caution_windows_can_be_left_out():
    known = course("""
        2020-01-10 9/2.0
        2020-01-15 surgery mastectomy
        2020-01-20 0/2.0
        2020-02-10 5/2.0
    """)
    found = calls(known, RULES)
    days = cautioned_days(known, [c.sampling for c in found], RULES, date(2021, 1, 1))
    assert list(days) == [date(2020, 1, 20)]
    assert [c.kind for c in calls(known, RULES, left_out=days)] == [
        CallKind.BASELINE, CallKind.NO_CALL, CallKind.PERSISTENT,
    ]  # fmt: skip
