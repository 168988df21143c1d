"""What numbers count: percent, per million, millions of cells; and what the detective finds."""

import pytest

from monitor.domain.plan import Action
from tests.imports import outcomes, plan, rules, take

HEAD = "patient_id,collected_on,cells_screened,DTC,{}\n"
PLAIN = "P1,2023-01-17,2000000,3,{}\nP2,2023-01-17,3000000,3,{}\nP3,2023-01-17,1000000,6,{}\n"


def rates(header, *cells):
    return HEAD.format(header) + PLAIN.format(*cells)


def asked(found):
    return {question.id: question.proposed for question in found.questions}


@pytest.mark.parametrize(
    ("header", "cells", "read"),
    [
        ("reported_rate", ("1.5", "1.0", "6"), [1.5, 1.0, 6.0]),
        ("CK+/10^6", ("1.5", "1.0", "6"), [1.5, 1.0, 6.0]),
        ("DTC per 2x10^6", ("3", "2", "12"), [1.5, 1.0, 6.0]),
        ("tumour_pct", ("0.00015", "0.0001", "0.0006"), [1.5, 1.0, 6.0]),
        ("Tumorzellen [%]", ("0.00015", "0.0001", "0.0006"), [1.5, 1.0, 6.0]),
    ],
)
def test_a_unit_that_the_header_names_holds_without_a_question(store, header, cells, read):
    found = plan(store, rates(header, *cells))
    assert found.action is Action.STORED
    assert list(found.rows.columns["reported_rate"]) == read
    assert not rules(found)


def test_percent_is_converted_exactly(store):
    rows = "P1,2023-01-17,2000000,1000,0.05\nP2,2023-01-17,2000000,1400,0.07\n"
    rows += "P3,2023-01-17,2000000,2000,0.1\n"
    told = plan(store, HEAD.format("tumour_pct") + rows)
    assert list(told.rows.columns["reported_rate"]) == [500.0, 700.0, 1000.0]


def test_percent_behind_every_number_says_the_unit(store):
    found = plan(store, rates("reported_rate", "0.00015 %", "0.0001%", "0.0006 %"))
    assert list(found.rows.columns["reported_rate"]) == [1.5, 1.0, 6.0]


@pytest.mark.parametrize(
    ("cells", "unit"),
    [
        (("3", "2", "12"), "per 2x10^6"),
        (("0.00015", "0.0001", "0.0006"), "percent"),
        (("0.0000015", "0.000001", "0.000006"), "fraction"),
    ],
)
def test_a_constant_factor_is_the_unit_of_the_rates(store, cells, unit):
    file = rates("reported_rate", *cells)
    found = plan(store, file)
    assert asked(found) == {"unit:reported_rate": unit}
    assert list(found.rows.columns["reported_rate"]) == [1.5, 1.0, 6.0]
    told = plan(store, file, {"unit:reported_rate": unit})
    assert told.action is Action.STORED
    assert not rules(told)


def test_two_rows_are_no_constant_factor(store):
    found = plan(
        store,
        HEAD.format("reported_rate") + "P1,2023-01-17,2000000,3,3\nP2,2023-01-17,2000000,3,3\n",
    )
    assert found.action is Action.STORED
    assert rules(found) == {line: {"rate_differs"} for line in (2, 3)}


def test_a_percentage_a_hundred_times_off_rejects_its_row(store):
    found = plan(store, rates("tumour_pct", "0.00015", "0.01", "0.0006"))
    assert outcomes(found) == {1: "named", 2: "stored", 3: "rejected", 4: "stored"}
    assert "percent_slipped" in rules(found)[3]


@pytest.mark.parametrize(("cell", "rule"), [("150", "above_100"), ("-3", "negative")])
def test_no_percentage_is_above_100_or_below_0(store, cell, rule):
    assert rule in rules(plan(store, rates("tumour_pct", "0.00015", cell, "0.0006")))[3]


def test_depths_that_cannot_be_cells_are_asked_to_be_millions(store):
    file = "patient_id,collected_on,N_screened,DTC\nP1,2023-01-17,2,3\nP2,2023-01-17,1.5,0\n"
    file = file.replace("N_screened", "MNZ gez.")
    found = plan(store, file)
    assert asked(found) == {"unit:MNZ gez.": "millions"}
    assert list(take(store, file).rows.columns["cells_screened"]) == [2_000_000, 1_500_000]
    assert "more_cells_than_screened" in rules(plan(store, file, {"unit:MNZ gez.": "cells"}))[2]


@pytest.mark.parametrize("header", ["MNZ gez. (Mio)", "MNZ gez. [x10^6]", "MNZ gez. (in Mio.)"])
def test_millions_in_the_header_need_no_question(store, header):
    file = f"patient_id,collected_on,{header},DTC\nP1,2023-01-17,2,3\nP2,2023-01-17,1.5,0\n"
    found = plan(store, file)
    assert found.action is Action.STORED
    assert list(found.rows.columns["cells_screened"]) == [2_000_000, 1_500_000]


def test_counts_come_from_rates_and_depths_only_after_an_answer(store):
    file = (
        "patient_id,collected_on,cells_screened,CK+/10^6\n"
        "P1,2023-01-17,2000000,1.5\nP2,2023-01-17,3000000,0.33\n"
    )
    found = plan(store, file)
    assert asked(found) == {"unit:CK+/10^6": "per 10^6"}
    assert list(take(store, file).rows.columns["tumor_cells"]) == [3, 1]


def test_rates_may_stand_alone(store):
    answer = {"unit:CK+/10^6": "rate only"}
    file = "patient_id,collected_on,cells_screened,CK+/10^6\nP1,2023-01-17,2000000,1.5\n"
    found = plan(store, file, answer)
    assert found.rows.columns["tumor_cells"] == [None]
    assert outcomes(found)[2] == "stored"
    alone = plan(store, "patient_id,collected_on,CK+/10^6\nP1,2023-01-17,1.5\n")
    assert alone.action is Action.STORED
    assert "rate_only" in [problem.rule for problem in alone.problems]


def test_rates_that_come_to_no_whole_cells_stay_rates(store):
    file = (
        "patient_id,collected_on,cells_screened,CK+/10^6\n"
        "P1,2023-01-17,2000000,1.3\nP2,2023-01-17,3000000,0.45\n"
    )
    found = plan(store, file)
    assert found.action is Action.STORED
    assert list(found.rows.columns["tumor_cells"]) == [None, None]
