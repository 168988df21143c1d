"""Cumulative incidence: against R 4.2.2, survival 3.5-3, against a library, by property."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stats.competing import cumulative_incidence
from monitor.stats.survival import kaplan_meier

T = [1, 17, 18, 9, 6, 27, 8, 43, 3, 1, 10, 8, 19, 19, 13, 4, 7, 10, 6, 10]
T += [25, 7, 4, 5, 6, 3, 5, 13, 17, 19, 13, 8, 20, 1, 6, 4, 1, 4, 10, 9]
CAUSE = [0, 2, 1, 2, 2, 2, 2, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1, 2, 1, 1]
CAUSE += [0, 1, 0, 2, 2, 1, 0, 1, 1, 2, 2, 1, 2, 1, 0, 1, 0, 1, 2, 1]
people = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 2)), min_size=1, max_size=50)


def test_incidence_with_its_limits_agrees_with_r():
    """survfit(Surv(t, factor(cause, 0:2)) ~ 1, conf.type = "log-log") at days 6, 10, 19, 27."""
    event, competing = cumulative_incidence(T, CAUSE)
    assert event.incidence_at([3, 6, 10, 27]) == pytest.approx(
        [0.0520833333333, 0.1386437908497, 0.3362137727898, 0.5388496517028]
    )
    assert competing.incidence_at([3, 6, 10, 19, 27]) == pytest.approx(
        [0, 0.091339869281, 0.224741822899, 0.326059762355, 0.410491378569]
    )
    day = np.searchsorted(event.times, [6, 10, 19])
    assert event.at_risk[day].tolist() == [28, 17, 7]
    assert event.standard_error[day] == pytest.approx(
        [0.0578288461790, 0.0837015832423, 0.0898170851443]
    )
    assert competing.standard_error[day] == pytest.approx(
        [0.0502620736726, 0.0749071328163, 0.0845623407658]
    )
    assert event.lower[day] == pytest.approx([0.05036646186616, 0.18168936602105, 0.35037314500229])
    assert event.upper[day] == pytest.approx([0.270803319640, 0.498248399124, 0.694513220423])
    assert competing.lower[day] == pytest.approx([0.0233832475286, 0.099028526112, 0.171381917372])
    assert competing.upper[day] == pytest.approx([0.217635191105, 0.381470279887, 0.490650021444])


def test_the_standard_error_stays_where_nobody_is_left():
    """survfit(Surv(c(2, 3, 3, 5), factor(c(1, 2, 1, 1), 0:2)) ~ 1)."""
    event, _ = cumulative_incidence([2, 3, 3, 5], [1, 2, 1, 1])
    assert event.incidence.tolist() == [0.25, 0.5, 0.75]
    assert event.standard_error == pytest.approx([0.216506350946, 0.25, 0.216506350946])


def test_a_death_before_it_takes_the_event_s_place_where_kaplan_meier_waits_for_it():
    event, _ = cumulative_incidence([1, 2, 3, 4], [2, 2, 1, 1])
    curve = kaplan_meier([1, 2, 3, 4], [0, 0, 1, 1])
    assert event.incidence_at(4) == 0.5
    assert 1 - curve.survival_at(4) == 1.0


def test_after_the_last_patient_nothing_is_said():
    event, competing = cumulative_incidence([4, 6], [1, 0])
    assert event.incidence_at([3, 4, 6]).tolist() == [0, 0.5, 0.5]
    assert np.isnan(event.incidence_at(7))
    assert competing.incidence.tolist() == competing.upper.tolist() == [0, 0]


@given(people)
@settings(deadline=None)
def test_any_incidence_is_that_of_statsmodels(rows):
    """CumIncidenceRight(t, cause), but for its last standard errors."""
    from statsmodels.duration.survfunc import CumIncidenceRight

    time, cause = (np.array(column) for column in zip(*rows, strict=True))
    with np.errstate(all="ignore"):
        peer = CumIncidenceRight(time, cause)
    for k, expected in enumerate(peer.cinc):
        found = cumulative_incidence(time, cause)[k]
        assert found.incidence == pytest.approx(expected)
        known = np.isfinite(peer.cinc_se[k])
        assert found.standard_error[known] ** 2 == pytest.approx(
            peer.cinc_se[k][known] ** 2, abs=1e-12
        )


@given(people)
@settings(deadline=None)
def test_all_causes_and_those_free_of_any_make_one(rows):
    time, cause = (np.array(column) for column in zip(*rows, strict=True))
    event, competing = cumulative_incidence(time, cause)
    free = kaplan_meier(time, cause > 0)
    assert event.incidence + competing.incidence + free.survival == pytest.approx(1.0)
    assert np.all(np.diff(np.append(0, event.incidence)) >= 0)
    assert np.all(event.lower <= event.incidence + 1e-12)
    assert np.all(event.incidence <= event.upper + 1e-12)


@given(people)
@settings(deadline=None)
def test_with_one_cause_it_is_the_other_side_of_kaplan_meier(rows):
    time, cause = np.array([r[0] for r in rows]), np.array([min(r[1], 1) for r in rows])
    event, _ = cumulative_incidence(time, cause)
    curve = kaplan_meier(time, cause == 1)
    assert event.incidence == pytest.approx(1 - curve.survival)


@pytest.mark.parametrize(("time", "cause"), [([1], [3]), ([1, 2], [0]), ([1], [0.5]), ([0], [1])])
def test_impossible_times_and_causes_are_refused(time, cause):
    with pytest.raises(ValueError, match=r"^(Each time needs|The cause must|The time must)"):
        cumulative_incidence(time, cause)
