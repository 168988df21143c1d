"""Courses on the same axes."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.analysis.comparison import comparison
from monitor.analysis.course_tables import comparison_table
from monitor.analysis.time_axis import Anchor, AxisKind
from monitor.analysis.timeline import TimelineOptions
from monitor.domain.rules import RuleSet
from tests.builders import course

CUT = date(2024, 8, 31)
SURGERY = TimelineOptions(anchor=Anchor.FIRST_SURGERY)


def compared(*texts, options=SURGERY):
    courses = [course(text, patient_id=f"P{n}") for n, text in enumerate(texts)]
    return comparison(courses, options, RuleSet(), CUT)


LOW = "2021-03-02 0/2.0M\n2023-03-02 0/2.0M\n2021-03-10 surgery mastectomy"
HIGH = "2019-03-02 400/2.0M\n2019-09-02 1/2.0M\n2019-03-10 surgery BCS"


def test_all_panels_share_one_range_of_rates_and_of_months():
    low, high = compared(LOW, HIGH).panels
    assert low.rates == high.rates
    assert low.rates.top == 1000
    ends = [(p.time.place(p.time.first), p.time.place(p.time.last)) for p in (low, high)]
    assert ends[0] == ends[1]
    assert {p.time.kind for p in (low, high)} == {AxisKind.MONTHS}


def test_every_panel_counts_from_its_own_anchor():
    low, high = compared(LOW, HIGH).panels
    assert low.points[0].x == high.points[0].x == pytest.approx(-8 / 30.4375, abs=1e-5)


def test_a_course_without_the_anchor_is_counted_from_another_and_it_is_said():
    data = compared(LOW, "2020-01-01 1/2.0M")
    assert [p.patient_id for p in data.panels] == ["P0", "P1"]
    assert data.notes == ("P1: no first surgery recorded, months are counted from first sampling.",)


def test_a_course_without_any_anchor_is_left_out_and_it_is_said():
    data = compared(LOW, "2021-01-01 last_contact")
    assert [p.patient_id for p in data.panels] == ["P0"]
    assert data.notes == ("P1 has nothing that months could be counted from.",)
    assert compared("2021-01-01 last_contact").panels == ()


def test_no_more_than_four_are_shown():
    assert len(compared(*[LOW] * 6).panels) == 4


def test_the_table_names_the_patient_of_every_row():
    table = comparison_table(compared(LOW, HIGH, options=replace(SURGERY)))
    assert list(table["patient"]) == ["P0", "P0", "P1", "P1"]
    assert list(table["k"]) == [0, 0, 400, 1]
