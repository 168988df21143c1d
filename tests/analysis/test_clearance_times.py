"""Times to clearance as intervals, first and sustained; dose groups."""

import numpy as np
import pytest

from monitor.analysis.clearance_tables import dose_table, times_table
from monitor.analysis.clearance_times import clearance_intervals, times_data
from monitor.analysis.response_dose import dose_data
from monitor.analysis.response_groups import everybody, groups_by
from monitor.analysis.response_pairs import pairs_of
from monitor.analysis.response_spans import Span
from monitor.domain.rules import RuleSet
from tests.analysis.response_cohorts import cohort_of, simulated

# Months 0, 12, 24, 36 and 48, whatever the results.
DAYS = ("2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01", "2024-01-01")


def course(results):
    """Returns a course of one letter a year: D, n (not detected) or s (shallow)."""
    counts = {"D": "3/2.0M", "n": "0/2.0M", "s": "0/0.4M"}
    return "".join(f"{day} {counts[r]}\n" for day, r in zip(DAYS, results, strict=False))


@pytest.mark.parametrize(
    ("results", "first", "sustained"),
    [
        ("DDnn", (12, 24), (12, 24)),
        ("Dn", (0, 12), (0, np.inf)),
        ("DDD", (24, np.inf), (24, np.inf)),
        ("DnD", (0, 12), (24, np.inf)),
        ("DnDnn", (0, 12), (24, 36)),
        ("Dsnn", (0, 24), (0, 24)),
    ],
)
def test_a_change_lies_between_two_evaluable_samplings(results, first, sustained):
    for is_sustained, expected in ((False, first), (True, sustained)):
        row = clearance_intervals(cohort_of(course(results)), is_sustained).iloc[0]
        assert (row.after, row.until) == pytest.approx(expected, abs=0.2)


def test_only_positives_who_were_sampled_again_are_followed():
    found = clearance_intervals(cohort_of(course("nD"), course("D"), course("Dn")), False)
    assert found["patient"].tolist() == [2]


def test_two_zeros_within_the_confirmation_are_no_sustained_clearance():
    text = "2020-01-01 3/2.0M\n2021-01-01 0/2.0M\n2021-01-20 0/2.0M\n"
    row = clearance_intervals(cohort_of(text), True).iloc[0]
    assert np.isinf(row.until)
    at_once = RuleSet(confirmation_days=14)
    assert np.isfinite(clearance_intervals(cohort_of(text, rules=at_once), True).iloc[0].until)


def test_the_median_is_an_interval_and_groups_have_curves_of_their_own():
    texts = [course("Dn")] * 3 + [course("DDDn")] * 3
    cohort = cohort_of(*texts, arms=["standard"] * 3 + ["docetaxel"] * 3)
    data = times_data(cohort, groups_by(cohort, "arm"), False)
    assert [(g.name, g.changed, g.patients) for g in data.groups] == [
        ("standard", 3, 3),
        ("docetaxel", 3, 3),
    ]
    assert data.groups[0].median == pytest.approx((0, 12), abs=0.1)
    assert data.groups[1].median == pytest.approx((24, 36), abs=0.2)
    table = times_table(data)
    at_six = table[(table["month"] == 6) & (table["group"] == "standard")].iloc[0]
    assert (at_six["at least cleared"], at_six["at most cleared"]) == (0.0, 1.0)


def test_nobody_has_an_empty_curve():
    data = times_data(cohort_of(), everybody(cohort_of()), True)
    assert data.patients == 0
    assert data.groups[0].median is None
    assert times_table(data).empty


def test_doses_are_counted_by_cells_at_first():
    texts = [course("Dn"), "2020-01-01 1/2.0M\n2021-01-01 1/2.0M\n", course("nn"), course("nD")]
    data = dose_data(pairs_of(cohort_of(*texts), Span()))
    assert [(g.dose, g.patients, g.detected) for g in data.groups] == [
        ("0", 2, 1),
        ("1", 1, 1),
        ("2", 0, 0),
        ("≥ 3", 1, 0),
    ]
    assert dose_table(data)["patients"].sum() == 4


def test_of_unchanged_patients_each_dose_is_detected_as_often_as_expected():
    draw = np.random.default_rng(12)
    rates = draw.gamma(0.35, 0.3 / 0.35, 40_000)
    cohort = simulated(draw.poisson(rates * 2.0), 2.0, draw.poisson(rates * 2.0), 2.0)
    data = dose_data(pairs_of(cohort, Span()))
    for group in data.groups:
        error = np.sqrt(0.25 / group.patients)
        assert group.share == pytest.approx(group.expected, abs=4 * error + 0.01)
    assert data.trend.slope > 0
    assert data.trend.p_value < 1e-6


def test_a_shallow_second_sampling_is_left_out_of_the_doses():
    text = "2020-01-01 3/2.0M\n2021-01-01 1/0.4M\n"
    assert dose_data(pairs_of(cohort_of(text), Span())).patients == 0


def test_of_unchanged_patients_a_higher_threshold_is_reached_as_often_as_expected():
    draw = np.random.default_rng(12)
    rates = draw.gamma(0.35, 0.3 / 0.35, 40_000)
    counts = draw.poisson(rates * 2.0), 2.0, draw.poisson(rates * 2.0), 2.0
    data = dose_data(pairs_of(simulated(*counts, rules=RuleSet(threshold=2)), Span()))
    for group in data.groups:
        error = np.sqrt(group.expected * (1 - group.expected) / group.patients)
        assert group.share == pytest.approx(group.expected, abs=4 * error + 0.01)
