"""Visit windows: which a sampling meets, what is wrong with them, and how they are kept."""

import pytest

from monitor.domain.visits import (
    VisitPlan,
    VisitWindow,
    check_windows,
    plan_from_text,
    plan_to_text,
)

BM1, BM2 = VisitWindow("BM1", 0, 2), VisitWindow("BM2", 12, 3)


@pytest.mark.parametrize(
    ("month", "name"),
    [(-2, "BM1"), (2, "BM1"), (2.1, "off-window"), (9, "BM2"), (15, "BM2"), (15.1, "off-window")],
)
def test_both_ends_belong_to_a_window(month, name):
    assert VisitPlan("first surgery", (BM1, BM2)).window_of(month) == name


@pytest.mark.parametrize(
    ("windows", "problem"),
    [
        ((BM1, VisitWindow("BM2", 4, 2)), "BM1 and BM2 overlap."),
        ((BM1, VisitWindow("BM1", 12, 2)), "BM1 is named twice."),
        ((VisitWindow(" ", 12, 2),), "The window at month 12 has no name."),
        ((VisitWindow("BM1", 12, 0),), "BM1: the tolerance is more than 0 months."),
        ((VisitWindow("BM1", 2024, 1),), "BM1: the month is between -120 and 600."),
        ((VisitWindow("B" * 17, 1, 1),), f"{'B' * 17} is longer than 16 letters."),
    ],
)
def test_what_cannot_be_is_named(windows, problem):
    assert problem in check_windows(windows)


def test_sound_windows_have_no_problem():
    assert check_windows((BM2, BM1)) == []


def test_a_plan_is_kept_as_text_and_read_back_in_time_order():
    plan = VisitPlan("diagnosis", (BM2, BM1))
    assert plan_from_text(plan_to_text(plan)) == VisitPlan("diagnosis", (BM1, BM2))
