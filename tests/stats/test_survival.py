"""Kaplan–Meier and log-rank: against R 4.2.2, survival 3.5-3, against libraries, by property."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stats.survival import kaplan_meier, log_rank
from tests.stats.cohorts import GBSG
from tests.stats.references import text_rows

steady = settings(deadline=None)  # the machine may be busy
days = st.integers(min_value=1, max_value=30)
patients = st.lists(st.tuples(days, st.booleans(), st.integers(0, 2)), min_size=1, max_size=60)


def arm(hormon):
    own = GBSG["hormon"] == hormon
    return kaplan_meier(GBSG["rfs_days"][own], GBSG["rfs_event"][own])


@pytest.mark.parametrize(
    "row", text_rows("gbsg_kaplan_meier"), ids=lambda r: f"{r['hormon']}, day {r['day']}"
)
def test_the_curve_of_the_german_breast_cancer_study_agrees_with_r(row):
    """summary(survfit(Surv(rfs_days, rfs_event) ~ hormon, conf.type = "log-log"), times)."""
    curve, day = arm(float(row["hormon"][-1])), float(row["day"])
    lower, upper = curve.limits_at(day)
    assert curve.at_risk_at(day) == int(row["at_risk"])
    assert float(curve.survival_at(day)) == pytest.approx(float(row["survival"]), rel=1e-6)
    assert float(lower) == pytest.approx(float(row["lower"]), rel=1e-6)
    assert float(upper) == pytest.approx(float(row["upper"]), rel=1e-6)


def test_medians_and_their_limits_agree_with_r():
    """survfit(Surv(rfs_days, rfs_event) ~ hormon, conf.type = "log-log")."""
    assert (arm(0).median, arm(0).median_limits) == (1528, (1280, 1814))
    assert (arm(1).median, arm(1).median_limits) == (2018, (1918, None))
    assert (arm(0).patients, arm(0).event_total) == (440, 205)


def test_ties_and_censorings_of_an_event_s_own_day_agree_with_r():
    """t <- c(3,3,4,5,5,8,8,9,12,12); e <- c(1,0,1,1,1,0,1,0,1,0); survfit(Surv(t, e) ~ 1)."""
    curve = kaplan_meier([3, 3, 4, 5, 5, 8, 8, 9, 12, 12], [1, 0, 1, 1, 1, 0, 1, 0, 1, 0])
    assert curve.times.tolist() == [3, 4, 5, 8, 9, 12]
    assert curve.at_risk.tolist() == [10, 8, 7, 5, 3, 2]
    assert curve.censored.tolist() == [1, 0, 0, 1, 1, 1]
    assert curve.survival == pytest.approx([0.9, 0.7875, 0.5625, 0.45, 0.45, 0.225])
    assert curve.lower == pytest.approx(
        [0.473009271, 0.380881523, 0.209421244, 0.138767371, 0.138767371, 0.014207888], rel=1e-7
    )
    assert curve.upper == pytest.approx(
        [0.985281393, 0.942590952, 0.809170922, 0.724082500, 0.724082500, 0.592709806], rel=1e-7
    )


def test_the_risk_table_counts_who_is_there_that_day_and_what_happened_before_it():
    curve = kaplan_meier([3, 3, 4, 5, 5, 8], [1, 0, 1, 1, 1, 0])
    assert curve.at_risk_at([0, 3, 4, 6, 9]).tolist() == [6, 6, 4, 1, 0]
    assert curve.events_before([0, 3, 4, 6, 9]).tolist() == [0, 0, 1, 4, 4]
    assert curve.censored_before([0, 3, 4, 6, 9]).tolist() == [0, 0, 1, 1, 2]


def test_a_curve_that_runs_along_one_half_has_its_median_in_the_middle():
    """survfit(Surv(1:4, c(1, 1, 1, 1)) ~ 1): 2.5 (1, NA); c(2, 4, 6, 8), c(1, 1, 0, 0): 4."""
    assert kaplan_meier([1, 2, 3, 4], [1, 1, 1, 1]).median == 2.5
    assert kaplan_meier([2, 4, 6, 8], [1, 1, 0, 0]).median == 4


def test_after_the_last_patient_nothing_is_said():
    curve = kaplan_meier([5, 9], [1, 0])
    assert curve.survival_at([4, 5, 9]).tolist() == [1.0, 0.5, 0.5]
    assert np.isnan(curve.survival_at(9.5))
    assert np.isnan(curve.limits_at(10)).all()


def test_where_nobody_is_left_the_share_stays_zero():
    curve = kaplan_meier([5, 9], [0, 1])
    assert curve.survival_at([9, 100]).tolist() == [0, 0]


def test_without_any_event_the_share_is_one_and_the_median_not_reached():
    curve = kaplan_meier([4, 7, 7], [0, 0, 0])
    assert curve.survival.tolist() == curve.lower.tolist() == curve.upper.tolist() == [1, 1]
    assert curve.median is None
    assert curve.median_limits == (None, None)


def test_nobody_is_a_curve_too():
    curve = kaplan_meier([], [])
    assert (curve.patients, curve.event_total, curve.median) == (0, 0, None)
    assert curve.at_risk_at([0, 10]).tolist() == [0, 0]


@pytest.mark.parametrize("times", [[0.0], [-1.0], [float("nan")], [float("inf")]])
def test_a_time_must_lie_after_the_clock_s_start(times):
    with pytest.raises(ValueError, match=r"^The time must be"):
        kaplan_meier(times, [1])


def test_each_time_needs_its_event():
    with pytest.raises(ValueError, match="event or censoring"):
        kaplan_meier([1.0, 2.0], [1])


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined")
@given(patients)
@steady
def test_any_curve_is_that_of_scipy(people):
    """scipy.stats.ecdf(CensoredData.right_censored(t, ~e)).sf, limits by log–log."""
    from scipy.stats import CensoredData, ecdf

    time, event = [p[0] for p in people], np.array([p[1] for p in people])
    curve = kaplan_meier(time, event)
    peer = ecdf(CensoredData.right_censored(np.array(time, float), ~event)).sf
    assert curve.survival_at(peer.quantiles) == pytest.approx(peer.probabilities, abs=1e-12)
    with np.errstate(all="ignore"):
        limits = peer.confidence_interval(method="log-log")
    inside = (peer.probabilities > 0) & (peer.probabilities < 1)
    lower, upper = curve.limits_at(peer.quantiles)
    assert lower[inside] == pytest.approx(limits.low.probabilities[inside], abs=1e-9)
    assert upper[inside] == pytest.approx(limits.high.probabilities[inside], abs=1e-9)


@given(patients, st.floats(min_value=0.01, max_value=1000))
@steady
def test_the_unit_of_time_does_not_matter(people, unit):
    time, event, group = (np.array(column) for column in zip(*people, strict=True))
    first, second = kaplan_meier(time, event), kaplan_meier(time * unit, event)
    assert second.survival.tolist() == first.survival.tolist()
    assert second.times == pytest.approx(first.times * unit)
    one, other = log_rank(time, event, group), log_rank(time * unit, event, group)
    assert (one is None) == (other is None)
    assert one is None or one.chi_square == pytest.approx(other.chi_square, abs=1e-9)


@given(patients)
@steady
def test_a_curve_falls_within_its_limits_and_loses_nobody(people):
    curve = kaplan_meier([p[0] for p in people], [p[1] for p in people])
    assert np.all(np.diff(np.append(1.0, curve.survival)) <= 0)
    known = curve.survival > 0
    assert np.all(curve.lower[known] <= curve.survival[known])
    assert np.all(curve.survival[known] <= curve.upper[known])
    assert curve.events.sum() + curve.censored.sum() == len(people) == curve.patients


def test_the_log_rank_test_of_the_german_breast_cancer_study_agrees_with_r():
    """survdiff(Surv(rfs_days, rfs_event) ~ hormon)."""
    expected = next(row for row in text_rows("gbsg_tests") if row["term"] == "logrank")
    found = log_rank(GBSG["rfs_days"], GBSG["rfs_event"], GBSG["hormon"])
    assert found.chi_square == pytest.approx(float(expected["chisq_or_coef"]), rel=1e-6)
    assert found.p_value == pytest.approx(float(expected["p"]), rel=1e-6)
    assert found.degrees == 1


def test_three_groups_agree_with_r():
    """survdiff(Surv(rfs_days, rfs_event) ~ grade): 21.094434587501, p = 2.6266471138803e-05."""
    found = log_rank(GBSG["rfs_days"], GBSG["rfs_event"], GBSG["grade"] - 1)
    assert found.chi_square == pytest.approx(21.094434587501, rel=1e-6)
    assert found.p_value == pytest.approx(2.6266471138803e-05, rel=1e-6)
    assert found.degrees == 2
    assert found.observed.tolist() == [18, 202, 79]
    assert found.expected == pytest.approx([42.16232035, 198.20957732, 58.62810233])


@given(patients)
@steady
def test_any_log_rank_test_is_that_of_statsmodels(people):
    from statsmodels.duration.survfunc import survdiff

    time, event, group = (np.array(column) for column in zip(*people, strict=True))
    found = log_rank(time, event, group)
    if found is None or found.degrees < len(np.unique(group)) - 1:
        return  # statsmodels has no answer there
    chi_square, p_value = survdiff(time.astype(float), event.astype(int), group)
    assert found.chi_square == pytest.approx(chi_square, rel=1e-6, abs=1e-6)
    assert found.p_value == pytest.approx(p_value, rel=1e-6, abs=1e-6)
    assert found.observed.sum() == pytest.approx(found.expected.sum())


@pytest.mark.parametrize("groups", [2, 3, 5])
def test_a_large_cohort_keeps_its_degrees_of_freedom(groups):
    """Rounding over thousands of times must not pass for one more direction to differ in."""
    from statsmodels.duration.survfunc import survdiff

    draw = np.random.default_rng(groups)
    for patients in (1_500, 20_000):
        time, group = draw.integers(1, 4_000, patients), draw.integers(0, groups, patients)
        event = draw.random(patients) < 0.6
        found = log_rank(time, event, group)
        chi_square, p_value = survdiff(time.astype(float), event.astype(int), group)
        assert found.degrees == groups - 1
        assert found.chi_square == pytest.approx(chi_square, rel=1e-6)
        assert found.p_value == pytest.approx(p_value, rel=1e-6)


@given(patients)
@steady
def test_the_order_of_groups_and_an_empty_one_do_not_matter(people):
    time, event, group = (np.array(column) for column in zip(*people, strict=True))
    one, other = log_rank(time, event, group), log_rank(time, event, 7 - 2 * group)
    assert (one is None) == (other is None)
    assert one is None or one.chi_square == pytest.approx(other.chi_square, rel=1e-6, abs=1e-9)
    assert one is None or one.degrees == other.degrees


@pytest.mark.parametrize(
    ("time", "event", "group"),
    [
        ([], [], []),
        ([3, 4, 5], [1, 1, 1], [0, 0, 0]),
        ([3, 4, 5], [0, 0, 0], [0, 1, 1]),
        ([3, 4, 9, 9], [0, 0, 1, 1], [0, 0, 1, 1]),
        ([7], [1], [0]),
    ],
    ids=["nobody", "one group", "no event", "never at risk together", "one patient"],
)
def test_where_nothing_can_be_compared_there_is_no_test(time, event, group):
    assert log_rank(time, event, group) is None


def test_the_landmark_fixture_with_and_without_its_landmark():
    """Months; positive 14e 9e 30c 22e 4e 41c, negative 36c 48c 27e 60c 3c 52e 44c 60c.

    survdiff(Surv(t, e) ~ g): p = 0.0334813350606 of all, χ² 3.3610410005 of those with t > 6.
    """
    time = np.array([14, 9, 30, 22, 4, 41, 36, 48, 27, 60, 3, 52, 44, 60])
    event = np.array([1, 1, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0])
    group = np.array([1] * 6 + [0] * 8)
    later = time > 6
    assert later.sum() == 12
    safe = log_rank(time[later] - 6, event[later], group[later])
    assert safe.chi_square == pytest.approx(3.361041, abs=1e-6)
    assert safe.p_value == pytest.approx(0.066756, abs=1e-6)
    naive = log_rank(time, event, group)
    assert naive.p_value == pytest.approx(0.0334813350606, rel=1e-6)
