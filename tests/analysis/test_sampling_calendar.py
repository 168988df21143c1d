"""Who was sampled when, and who is due."""

from datetime import date

import pytest

from monitor.analysis.calendar_page import ROWS, calendar_frame, calendar_page
from monitor.analysis.sampling_calendar import (
    Cell,
    due_list,
    due_without_plan,
    sampling_calendar,
)
from tests.analysis.cohorts import PLAN, cohort_of

SURGERY = "2021-03-02 surgery mastectomy\n"
TODAY = date(2021, 9, 20)  # BM2 is open: 2021-07-02 to 2021-11-01


def row_of(text, as_of=TODAY):
    calendar = sampling_calendar(cohort_of(text, plan=PLAN), as_of)
    return [Cell(cell).name for cell in calendar.cells[0]]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        (SURGERY + "2021-03-02 0/2.0M", ["ADEQUATE", "DUE", "NOT_YET_DUE"]),
        (SURGERY + "2021-03-02 0/0.2M", ["UNDER_SCREENED", "DUE", "NOT_YET_DUE"]),
        (SURGERY + "2021-03-02 n.e.", ["NOT_EVALUABLE", "DUE", "NOT_YET_DUE"]),
        (SURGERY, ["MISSING", "DUE", "NOT_YET_DUE"]),
        (SURGERY + "2021-05-10 0/2.0M", ["OFF_WINDOW", "DUE", "NOT_YET_DUE"]),
        (SURGERY + "2021-03-02 0/2.0M\n2021-05-10 0/2.0M", ["ADEQUATE", "DUE", "NOT_YET_DUE"]),
        (SURGERY + "2021-08-01 death", ["MISSING", "OFF_STUDY", "OFF_STUDY"]),
        (SURGERY + "2021-08-01 distant_metastasis", ["MISSING", "OFF_STUDY", "OFF_STUDY"]),
        (SURGERY + "2021-09-25 0/2.0M", ["MISSING", "DUE", "NOT_YET_DUE"]),
        ("2021-03-02 0/2.0M", ["NO_DAY", "NO_DAY", "NO_DAY"]),
    ],
)
def test_each_planned_visit_says_what_became_of_it(text, cells):
    assert row_of(text) == cells


def test_the_most_overdue_patient_stands_on_top():
    cohort = cohort_of(
        SURGERY + "2021-09-02 0/2.0M",
        SURGERY,
        "2020-03-02 surgery mastectomy\n2020-03-02 0/2.0M",
        plan=PLAN,
    )
    calendar = sampling_calendar(cohort, TODAY)
    assert list(calendar.codes) == [2, 1, 0]
    assert (calendar.due, calendar.is_late) == (2, 1)
    due = due_list(cohort, calendar)
    assert list(due["patient_id"]) == ["P002", "P001"]
    assert list(due["visit"]) == ["BM3", "BM2"]
    assert list(due["state"]) == ["overdue", "due"]
    closed = date(2021, 6, 2)  # 15 months of 30.4375 days
    assert due["window_closes_on"].iloc[0].date() == closed
    assert due["days_overdue"].iloc[0] == (TODAY - closed).days


def test_who_missed_an_earlier_visit_is_wanted_for_the_last_one_only():
    cohort = cohort_of(SURGERY + "2021-09-02 0/2.0M", plan=PLAN)
    assert due_list(cohort, sampling_calendar(cohort, TODAY)).empty


def test_completeness_counts_visits_sampled_in_time():
    cohort = cohort_of(SURGERY + "2021-09-02 0/2.0M", plan=PLAN)
    assert list(sampling_calendar(cohort, TODAY).complete) == [0.5]


def test_a_page_holds_so_many_rows_and_the_table_all_of_them():
    cohort = cohort_of(*[SURGERY] * (ROWS + 1), plan=PLAN, size=100)
    calendar = sampling_calendar(cohort, TODAY)
    pages = [calendar_page(cohort, calendar, number) for number in (1, 2)]
    assert [len(page.rows) for page in pages] == [ROWS, 1]
    assert pages[1].first == ROWS + 1
    assert pages[1].rows[0].patient_id == f"P{ROWS:03d}"
    assert len(calendar_frame(cohort, calendar)) == ROWS + 1


def test_texts_in_cells_tell_states_apart_without_color():
    cohort = cohort_of(SURGERY + "2021-03-02 0/0.2M\n2021-11-10 0/2.0M", plan=PLAN)
    cells = calendar_page(cohort, sampling_calendar(cohort, date(2022, 1, 1))).rows[0].cells
    assert [cell.text for cell in cells] == ["◇0.2M", "+70 d", "due"]


def test_without_windows_the_interval_of_the_rules_says_who_is_due():
    cohort = cohort_of(
        SURGERY + "2021-03-02 0/2.0M", "2020-01-01 0/2.0M", "2020-01-01 0/2.0M\n2020-05-01 death"
    )
    due = due_without_plan(cohort, TODAY)
    assert list(due["patient_id"]) == ["P001"]
    assert due["planned_on"].iloc[0].date() == date(2020, 12, 31)
    assert sampling_calendar(cohort, TODAY).cells.shape == (3, 0)
    assert calendar_page(cohort, sampling_calendar(cohort, TODAY)).visits == ()


@pytest.mark.parametrize("end", ["death", "distant_metastasis"])
@pytest.mark.parametrize(
    ("ended_on", "as_of"),
    [
        ("2021-11-10", date(2021, 11, 20)),  # BM2 closed and missing, BM3 opens on 2021-12-01
        ("2022-08-01", date(2022, 9, 1)),  # after the last window
    ],
)
def test_nobody_is_wanted_after_the_end_whatever_was_missed_before_it(end, ended_on, as_of):
    cohort = cohort_of(SURGERY + f"{ended_on} {end}", SURGERY, plan=PLAN)
    calendar = sampling_calendar(cohort, as_of)
    assert list(due_list(cohort, calendar)["patient_id"]) == ["P001"]
    assert calendar.due == 1
    before = date.fromisoformat(ended_on).toordinal() - 1
    assert sampling_calendar(cohort, date.fromordinal(before)).due == 2
