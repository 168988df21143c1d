"""What numbers count: percent, per million, millions of cells; and what the detective finds."""

import pytest

from monitor.domain.plan import Action
from monitor.ingest.report import report
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


def without_count(name, *rows):
    lines = (f"P{n},2023-01-17,{screened},{rate}\n" for n, (screened, rate) in enumerate(rows))
    return f"patient_id,collected_on,cells_screened,{name}\n" + "".join(lines)


@pytest.mark.parametrize(("name", "proposed"), [("CK+/10^6", "rate only"), ("reported_rate", None)])
def test_rates_that_come_to_no_whole_cells_are_asked_about_and_stay_rates(store, name, proposed):
    file = without_count(name, (2_000_000, "1.3"), (3_000_000, "0.45"))
    assert asked(plan(store, file)) == {f"unit:{name}": proposed}
    kept = plan(store, file, {f"unit:{name}": "rate only"})
    assert kept.action is Action.STORED
    assert list(kept.rows.columns["tumor_cells"]) == [None, None]
    assert list(kept.rows.columns["reported_rate"]) == [1.3, 0.45]


@pytest.mark.parametrize("rate", ["0.003", "0.01", "0.3", "0.74"])
def test_a_rate_above_zero_never_becomes_no_cells(store, rate):
    alone = without_count("reported_rate", (2_000_000, rate))
    for answer in ("per 10^6", "rate only"):
        found = plan(store, alone, {"unit:reported_rate": answer})
        assert list(found.rows.columns["tumor_cells"]) == [None]
    whole = [(2_000_000, f"{cells / 2}") for cells in range(12)]
    found = take(store, without_count("reported_rate", *whole, (2_000_000, rate)))
    assert found.action is Action.PARTIAL
    assert rules(found) == {14: {"no_whole_count"}}


@pytest.mark.parametrize(
    ("screened", "rate", "count"),
    [
        (2_000_000, "0", 0),
        (2_000_000, "0.0", 0),
        (2_000_000, "0.5", 1),
        (1_950_000, "12.3", 24),
        (3_000_000, "0.33", 1),
        (1_000_000, "6", 6),
        (1_700_000, "0.588235294117647", 1),
        (2_000_000, "1.25E+01", 25),
    ],
)
def test_a_count_is_the_one_whole_number_that_gives_the_rate_as_it_is_rounded(
    store, screened, rate, count
):
    found = take(store, without_count("reported_rate", (screened, rate), (2_000_000, "1.5")))
    assert list(found.rows.columns["tumor_cells"]) == [count, 3]


def test_a_rate_that_several_counts_give_stays_a_rate(store):
    file = without_count("reported_rate", (1_000_000, "3"), (1_000_000, "4"), (20_000_000, "3"))
    found = take(store, file)
    assert list(found.rows.columns["tumor_cells"]) == [3, 4, None]
    assert rules(found) == {4: {"count_not_told"}}
    assert found.action is Action.STORED


def test_percentages_that_round_to_zero_are_not_said_to_be_no_cells(store):
    file = without_count("tumour_pct", (2_000_000, "0.00"), (2_000_000, "0.01"))
    found = plan(store, file)
    assert found.action is Action.STORED
    assert list(found.rows.columns["tumor_cells"]) == [None, None]


# ------------------------------------------------------------------ rates in other words


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("DTC per 1e6", 0.5),
        ("tumour cells / 10^6 MNC", 0.5),
        ("tumor cells per 2x10^6", 0.25),
        ("Tumor Cells [ppm]", 0.5),
        ("Tumorzellen in %", 5_000.0),
        ("DTC fraction", 500_000.0),
    ],
)
def test_tumor_cells_per_something_are_a_rate_and_no_count(store, name, rate):
    file = f"patient_id,collected_on,cells_screened,{name}\nP1,2023-01-17,1333333,0.5\n"
    values = report(plan(store, file))["rows"][1]["values"]
    assert (values["tumor_cells"], values["reported_rate"]) == (None, rate)


def test_a_concentration_is_no_count(store):
    file = "patient_id,collected_on,cells_screened,DTC/ml\nP1,2023-01-17,2000000,5\n"
    assert plan(store, file).action is Action.REFUSED


@pytest.mark.parametrize("name", ["MNZ in Mio.", "MNZ ×10⁶", "MNC (Mio)"])
def test_a_unit_behind_the_name_needs_no_brackets(store, name):
    file = f"patient_id,collected_on,{name},tumor_cells\nP1,2023-01-17,2,5\n"
    found = plan(store, file, {f"column:{name}": "cells_screened"})
    assert list(found.rows.columns["cells_screened"]) == [2_000_000]


def test_a_percentage_with_an_exponent_is_a_percentage(store):
    head = "patient_id,collected_on,cells_screened,tumor_cells,tumor_pct\n"
    file = head + "P1,2023-01-17,2000000,1000,5E-02\n"
    assert list(plan(store, file).rows.columns["reported_rate"]) == [500.0]


def test_viabilities_of_which_none_is_above_one_are_fractions(store):
    file = (
        "patient_id,collected_on,cells_screened,tumor_cells,viability_pct\n"
        "P1,2023-01-17,2000000,0,0.95\nP2,2023-01-17,2000000,0,1\n"
    )
    found = plan(store, file)
    (question,) = found.questions
    assert (question.id, question.proposed) == ("unit:viability_pct", "fraction")
    assert list(found.rows.columns["viability_pct"]) == [95.0, 100.0]


# ------------------------------------------------------------------ rows that the rates belie

AGREEING = "".join(f"P{n},2023-01-1{n},2000000,{n},{n / 2}\n" for n in range(1, 6))
RATED = "patient_id,collected_on,cells_screened,tumor_cells,reported_rate\n"


def test_a_rate_that_departs_where_all_others_agree_holds_its_row_back(store):
    found = plan(store, RATED + AGREEING + "P6,2023-01-17,2000000,20,1\n")
    assert rules(found) == {7: {"rate_disagrees"}}
    assert found.action is Action.PARTIAL


def test_the_only_row_without_a_rate_is_said(store):
    found = plan(store, RATED + AGREEING + "P6,2023-01-17,2000000,20,\n")
    assert rules(found) == {7: {"only_blank"}}
    assert found.action is Action.STORED


@pytest.mark.parametrize("end", [",0.002", ",0.05diagnosis", "0,0remission", "0,002"])
def test_a_rate_that_stands_in_the_comment_holds_its_row_back(store, end):
    head = "patient_id,collected_on,cells_screened,tumor_cells,tumor_pct,comment\n"
    good = "P1,2023-01-17,1000000,20,0.002,dry\n"
    found = plan(store, f"{head}{good}P2,2023-01-18,1000000,20,{end}\n")
    assert "cells_shifted" in rules(found)[3]
