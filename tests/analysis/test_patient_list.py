"""The list of patients: what each line says, and in which order."""

from datetime import date

from monitor.analysis.patient_list import (
    Filter,
    Order,
    filtered,
    latest_samplings,
    patient_list,
    patient_rows,
)
from monitor.domain.rules import RuleSet
from tests.builders import course

CUT = date(2024, 8, 31)

TEXTS = {
    "A": "2021-03-02 1/2.0M\n2023-03-02 0/2.0M\n2021-10-01.. endocrine letrozole",
    "B": "2022-03-02 0/0.2M\n2021-10-01.. endocrine letrozole\n2022-05-01 death",
    "C": "2021-10-01..? endocrine letrozole",
    "D": "2024-01-02 5/2.0M",
}


def rows():
    courses = [course(text, patient_id=name) for name, text in TEXTS.items()]
    return patient_rows(courses, RuleSet(), CUT)


def names(found):
    return "".join(row.patient_id for row in found)


def test_a_line_says_the_states_the_last_result_and_the_therapy_now():
    first, dead, *_ = rows()
    assert (first.states, first.last_result, first.therapy_now) == ("●○", "0/2.0M", "letrozole")
    assert (dead.states, dead.therapy_now, dead.due_on) == ("◇", "", None)


def test_an_unknown_end_is_said():
    assert rows()[2].therapy_now == "letrozole (end unknown)"


def test_each_order_puts_those_without_a_day_last():
    assert names(filtered(rows(), Filter())) == "ABCD"
    assert names(filtered(rows(), Filter(order=Order.LATEST))) == "DABC"
    assert names(filtered(rows(), Filter(order=Order.DUE)))[:2] == "AD"


def test_the_latest_are_the_newest_first():
    assert names(latest_samplings(rows(), 2)) == "DA"


def test_the_table_stands_in_the_order_of_its_rows():
    table = patient_list(filtered(rows(), Filter(order=Order.LATEST)))
    assert list(table.frame["Patient"]) == [row.patient_id for row in table.rows]
