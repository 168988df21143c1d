"""Interval-censored times: against R 4.2.2, survival 3.5-3, Kaplan–Meier, and by property."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stats.survival import kaplan_meier
from monitor.stats.turnbull import turnbull
from tests.stats.references import rows

LOOKS = rows("turnbull")
steady = settings(deadline=None)
between = st.tuples(st.integers(0, 12), st.integers(0, 8), st.booleans()).map(
    lambda t: (t[0], np.inf if t[2] else t[0] + t[1])
)
intervals = st.lists(between, min_size=1, max_size=30)


def as_columns(pairs):
    return np.array([p[0] for p in pairs], float), np.array([p[1] for p in pairs], float)


def holds(after, until, left, right):
    """Returns whether (after, until] holds (left, right], or a single time where they are equal."""
    if left == right:
        return after < left <= until or after == until == left
    return after <= left and right <= until


def log_likelihood(curve, after, until):
    places = list(zip(curve.left, curve.right, curve.mass, strict=True))
    inside = [
        sum(mass for left, right, mass in places if holds(a, u, left, right))
        for a, u in zip(after, until, strict=True)
    ]
    return float(np.sum(np.log(inside)))


def test_forty_patients_seen_now_and_then_agree_with_r():
    """survfit(Surv(after, until, type = "interval2") ~ 1), to the depth of its own convergence."""
    times = [row["number"] for row in LOOKS]
    after = np.repeat([row["after"] for row in LOOKS], np.array(times, int))
    until = np.repeat([row["until"] for row in LOOKS], np.array(times, int))
    curve = turnbull(after, until)
    assert (curve.observations, curve.converged) == (40, True)
    expected = [
        *((2, 0.885978203), (3, 0.749105926), (4, 0.669410271), (6, 0.645772955)),
        *((9, 0.581589995), (15, 0.407755804), (20, 0.233825375), (25, 0.156450877)),
        (28, 0.061317898),
    ]
    for day, share in expected:
        least, most = curve.survival_range(day)
        assert float(least) == pytest.approx(share, abs=2e-3)
        assert float(most) == pytest.approx(share, abs=2e-3)
    assert curve.median_range == (10, 11)


def test_within_an_interval_the_share_is_a_range():
    curve = turnbull([0, 2, 4], [2, 4, np.inf])
    least, most = curve.survival_range([1, 2, 3, 4, 5])
    assert least == pytest.approx([2 / 3, 2 / 3, 1 / 3, 1 / 3, 0])
    assert most == pytest.approx([1, 2 / 3, 2 / 3, 1 / 3, 1 / 3])


def test_an_interval_ends_with_its_last_day_and_begins_after_its_first():
    curve = turnbull([0, 3], [3, 9])
    assert list(zip(curve.left, curve.right, strict=True)) == [(0, 3), (3, 9)]
    assert curve.mass == pytest.approx([0.5, 0.5])


def test_who_never_changed_leaves_the_median_open():
    assert turnbull([5, 9, 9], [np.inf] * 3).median_range is None
    assert turnbull([5], [np.inf]).survival_range(4)[1] == 1


def test_nobody_is_a_curve_too():
    curve = turnbull([], [])
    assert (curve.observations, curve.median_range) == (0, None)


@pytest.mark.parametrize(
    ("after", "until"), [([3], [2]), ([-1], [2]), ([np.nan], [2]), ([1], [np.nan]), ([1, 2], [3])]
)
def test_impossible_intervals_are_refused(after, until):
    with pytest.raises(ValueError, match="after ≤ until"):
        turnbull(after, until)


@given(st.lists(st.tuples(st.integers(1, 15), st.booleans()), min_size=1, max_size=40))
@steady
def test_with_exact_times_it_is_kaplan_meier(people):
    time, event = as_columns(people)
    curve, peer = turnbull(time, np.where(event, time, np.inf)), kaplan_meier(time, event)
    assert curve.converged
    days = peer.times[peer.events > 0]
    assert curve.survival_range(days)[1] == pytest.approx(peer.survival_at(days), abs=1e-6)


@given(intervals)
@steady
def test_no_other_masses_on_the_same_places_are_likelier(pairs):
    after, until = as_columns(pairs)
    curve = turnbull(after, until)
    assert curve.converged
    assert curve.mass.sum() == pytest.approx(1)
    best = log_likelihood(curve, after, until)
    draw = np.random.default_rng(3)
    for _ in range(5):
        other = curve.mass * draw.uniform(0.8, 1.25, curve.mass.size)
        moved = type(curve)(curve.left, curve.right, other / other.sum(), len(pairs), True)
        assert log_likelihood(moved, after, until) <= best + 1e-9


@given(intervals)
@steady
def test_seeing_everybody_twice_changes_nothing(pairs):
    after, until = as_columns(pairs)
    once, twice = turnbull(after, until), turnbull(np.tile(after, 2), np.tile(until, 2))
    assert log_likelihood(twice, after, until) == pytest.approx(
        log_likelihood(once, after, until), abs=1e-5
    )
