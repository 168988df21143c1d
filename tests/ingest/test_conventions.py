"""One convention for the dates and the numbers of a column: decided, asked, and never flipped."""

from datetime import date

import pytest

from monitor.domain.plan import Action
from tests.imports import assert_lawful, outcomes, plan, rules, take

ASSAYS = "patient_id;collected_on;cells_screened;tumor_cells;reported_rate\n"


def dated(*days):
    return ASSAYS + "".join(f"P{n};{day};2000000;0;\n" for n, day in enumerate(days))


def numbered(*numbers, column="cells_screened"):
    row = {
        "cells_screened": "P{};2023-01-17;{};0;\n",
        "reported_rate": "P{};2023-01-17;2000000;0;{}\n",
        "tumor_cells": "P{};2023-01-17;90000000;{};\n",
    }[column]
    return ASSAYS + "".join(row.format(n, number) for n, number in enumerate(numbers))


def asked(found):
    return {question.id: question.proposed for question in found.questions}


def days(found):
    return [day and str(day) for day in found.rows.columns["collected_on"]]


# ------------------------------------------------------------------ dates


@pytest.mark.parametrize(
    ("written", "order", "read"),
    [
        (("17/01/2023", "03/04/2023"), "day.month.year", ["2023-01-17", "2023-04-03"]),
        (("01/17/2023", "03/04/2023"), "month/day/year", ["2023-01-17", "2023-03-04"]),
        (("17.01.2023", "03.04.2023"), "day.month.year", ["2023-01-17", "2023-04-03"]),
        (("3.4.2023", "17.1.2023"), "day.month.year", ["2023-04-03", "2023-01-17"]),
    ],
)
def test_the_rows_that_fit_one_order_decide_for_the_whole_column(store, written, order, read):
    found = plan(store, dated(*written))
    assert asked(found) == {"dates:collected_on": order}
    assert days(found) == read
    assert "line 2" in found.questions[0].message or "line 3" in found.questions[0].message
    assert take(store, dated(*written)).action is Action.STORED


@pytest.mark.parametrize("written", [("03/04/2023", "05/06/2023"), ("03.04.2023", "05.06.2023")])
def test_where_nothing_decides_the_order_is_asked_and_the_rows_wait(store, written):
    found = plan(store, dated(*written))
    assert asked(found) == {"dates:collected_on": None}
    assert set(outcomes(found).values()) == {"named", "pending"}
    assert rules(found) == {2: {"dates"}, 3: {"dates"}}
    assert days(plan(store, dated(*written), {"dates:collected_on": "month/day/year"})) == [
        "2023-03-04", "2023-05-06",
    ]  # fmt: skip
    assert days(plan(store, dated(*written), {"dates:collected_on": "day.month.year"})) == [
        "2023-04-03", "2023-06-05",
    ]  # fmt: skip


def test_rows_of_one_patient_whose_dates_wait_do_not_contradict_each_other(store):
    file = ASSAYS + "P1;03/04/2023;2000000;0;\nP1;05/06/2023;2000000;1;\n"
    assert set(outcomes(plan(store, file)).values()) == {"named", "pending"}


def test_a_date_against_a_clear_majority_is_rejected_and_none_is_turned_round(store):
    written = ("17/01/2023", "18/01/2023", "19/01/2023", "01/20/2023", "03/04/2023")
    done = take(store, dated(*written))
    assert rules(done)[5] == {"other_date_form"}
    assert rules(done)[6] == {"ambiguous_date"}
    assert days(done)[:3] == ["2023-01-17", "2023-01-18", "2023-01-19"]


def test_a_column_of_two_orders_is_asked(store):
    found = plan(store, dated("17/01/2023", "01/18/2023", "03/04/2023"))
    assert asked(found) == {"dates:collected_on": None}
    told = plan(
        store,
        dated("17/01/2023", "01/18/2023", "03/04/2023"),
        {"dates:collected_on": "day.month.year"},
    )
    assert outcomes(told) == {1: "named", 2: "stored", 3: "rejected", 4: "rejected"}


@pytest.mark.parametrize("slip", ["15.08.2024", "2024-8-5", "24-08-15", "20240815"])
def test_another_form_among_our_own_is_a_slip(store, slip):
    found = plan(store, dated("2023-01-17", "2023-01-18", "2023-01-19", slip))
    assert found.action is Action.PARTIAL
    assert rules(found) == {5: {"other_date_form"}}


def test_a_year_or_a_zero_that_is_lost_among_whole_dates_is_a_slip(store):
    found = take(store, dated("17.01.2023", "18.01.2023", "09.01.2023", "17.01.20", "7.01.2023"))
    assert rules(found) == {5: {"other_date_form"}, 6: {"other_date_form"}}


def test_two_forms_side_by_side_are_both_read(store):
    found = plan(store, dated("2023-01-17", "18.01.2023"))
    assert asked(found) == {"dates:collected_on": "day.month.year"}
    assert days(found) == ["2023-01-17", "2023-01-18"]


@pytest.mark.parametrize(
    ("century", "read"),
    [
        ("1930 to 2029", ["1999-01-17", "2005-04-03"]),
        ("1900 to 1999", ["1999-01-17", "1905-04-03"]),
    ],
)
def test_the_century_of_two_digits_is_asked_without_a_proposal(store, century, read):
    written = dated("17.01.99", "03.04.05")
    found = plan(store, written)
    assert asked(found) == {"dates:collected_on": "day.month.year", "century:collected_on": None}
    assert rules(found) == {2: {"century"}, 3: {"century"}}
    answers = {"dates:collected_on": "day.month.year", "century:collected_on": century}
    assert days(plan(store, written, answers)) == read


def test_times_of_day_are_dropped_after_one_yes_and_the_day_is_as_written(store):
    written = ("2023-01-17T00:30:00+01:00", "2023-04-25T23:30:00-05:00", "2023-02-14T09:00Z")
    found = plan(store, dated(*written))
    assert asked(found) == {"times:collected_on": "date as written"}
    assert days(found) == ["2023-01-17", "2023-04-25", "2023-02-14"]


def test_midnight_is_no_time_of_day(store):
    found = plan(store, dated("2023-01-17 00:00:00", "2023-01-18 00:00:00"))
    assert found.action is Action.STORED
    assert "times" in [problem.rule for problem in found.problems]


def test_day_numbers_of_a_spreadsheet_are_confirmed_where_all_cells_are_such(store):
    found = plan(store, dated("44943", "45031"))
    assert asked(found) == {"dates:collected_on": "Excel day number (1900)"}
    assert days(found) == ["2023-01-17", "2023-04-15"]
    mixed = plan(store, dated("44943", "2023-01-17", "2023-01-18"))
    assert rules(mixed) == {2: {"not_a_date"}}


def test_a_month_alone_is_no_day_of_aspiration(store):
    assert rules(plan(store, dated("Mai 2000", "2000-05-14"))) == {2: {"date_incomplete"}}


def test_a_therapy_may_start_in_a_month_and_go_on(store):
    file = (
        "Pat-Nr;Therapieart;Substanz;Beginn;Ende\n"
        "1;HO;Letrozol;Mai 2000;laufend\n2;CH;EC;2001;2002\n3;CH;EC;2001-02-03;2001-05-04\n"
    )
    found = take(store, file)
    assert found.action is Action.STORED
    columns = {name: list(values) for name, values in found.rows.columns.items()}
    assert columns["started_on"] == [date(2000, 5, 1), date(2001, 1, 1), date(2001, 2, 3)]
    assert columns["ended_on"] == [None, date(2002, 12, 31), date(2001, 5, 4)]
    assert columns["ongoing"] == [True, None, None]
    assert columns["date_precision"] == ["month", "year", "day"]
    assert columns["therapy_type"] == ["endocrine", "chemotherapy", "chemotherapy"]


# ------------------------------------------------------------------ numbers


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (("2.000.000", "980.000", "1250000"), [2_000_000, 980_000, 1_250_000]),
        (("2,0E+06", "12,5 x10^6", "1,5 Mio."), [2_000_000, 12_500_000, 1_500_000]),
        (("1.000.000", "1 Mio", "2x10^6"), [1_000_000, 1_000_000, 2_000_000]),
    ],
)
def test_a_german_column_of_counts_is_confirmed_once_and_read_exactly(store, written, read):
    found = plan(store, numbered(*written))
    assert asked(found) == {"numbers:cells_screened": "decimal comma"}
    assert list(found.rows.columns["cells_screened"]) == read


@pytest.mark.parametrize(
    "written",
    [
        ("2 Mio", "1 Mio"),
        ("1'000'000", "2'000'000"),
        ("1\u00a0000\u00a0000", "2\u202f000\u202f000"),
    ],
)
def test_what_can_mean_one_thing_only_is_read_without_a_question(store, written):
    found = plan(store, numbered(*written))
    assert found.action is Action.STORED
    assert all(n >= 1_000_000 for n in found.rows.columns["cells_screened"])


def test_a_thousands_point_that_nothing_decides_is_asked(store):
    found = plan(store, numbered("1.250", "980.000", "2.000"))
    assert asked(found) == {"numbers:cells_screened": None}
    assert rules(found) == {line: {"numbers"} for line in (2, 3, 4)}
    told = plan(store, numbered("1.250", "980.000"), {"numbers:cells_screened": "decimal comma"})
    assert list(told.rows.columns["cells_screened"]) == [1_250, 980_000]


@pytest.mark.parametrize(
    ("written", "mark", "read"),
    [
        (("0,5", "1.234"), "decimal comma", [0.5, 1234.0]),
        (("0,05", "0,002", "0"), "decimal comma", [0.05, 0.002, 0.0]),
        (("0.5", "1,234.5"), "decimal point", [0.5, 1234.5]),
    ],
)
def test_a_decimal_comma_or_divided_thousands_are_confirmed(store, written, mark, read):
    found = plan(store, numbered(*written, column="reported_rate"))
    assert asked(found) == {"numbers:reported_rate": mark}
    assert list(found.rows.columns["reported_rate"]) == read


def test_plain_decimals_are_read_without_a_question_even_with_three_digits(store):
    found = plan(store, numbered("0.5", "1.234", "12.25", column="reported_rate"))
    assert found.action is Action.STORED
    assert list(found.rows.columns["reported_rate"]) == [0.5, 1.234, 12.25]


def test_three_digits_behind_every_point_are_asked(store):
    found = plan(store, numbered("1.234", "2.500", column="reported_rate"))
    assert asked(found) == {"numbers:reported_rate": None}
    told = plan(
        store,
        numbered("1.234", "2.500", column="reported_rate"),
        {"numbers:reported_rate": "decimal point"},
    )
    assert list(told.rows.columns["reported_rate"]) == [1.234, 2.5]


def test_a_number_against_a_clear_majority_is_rejected(store):
    done = take(store, numbered("0.5", "0.25", "0.75", "0,5", "1,234", column="reported_rate"))
    assert (rules(done)[5], rules(done)[6]) == ({"other_decimal_mark"}, {"ambiguous_number"})


def test_a_column_of_both_marks_is_asked(store):
    found = plan(store, numbered("0.5", "0,25", column="reported_rate"))
    assert asked(found) == {"numbers:reported_rate": None}
    assert rules(found) == {2: {"numbers"}, 3: {"numbers"}}


@pytest.mark.parametrize(
    "cell", ["3.5", "3,5", "0.00", "-3", "\u22123", "+3", "٣", "3.000.00", "abc", "9-Sep"]
)
def test_a_count_that_is_none_rejects_its_row(store, cell):
    found = plan(store, numbered("0", "14", "2", "5", cell, column="tumor_cells"))
    assert found.action is Action.PARTIAL
    assert list(rules(found)) == [6]


def test_counts_that_a_program_wrote_with_decimals_are_whole(store):
    found = plan(store, numbered("3.0", "0.0", "14.0", column="tumor_cells"))
    assert found.action is Action.STORED
    assert list(found.rows.columns["tumor_cells"]) == [3, 0, 14]


def test_the_largest_count_is_exact(store):
    file = (
        ASSAYS.replace("reported_rate", "clusters")
        + "P1;2023-01-17;9007199254740993;9007199254740993;\n"
    )
    found = plan(store, file, {"confirm:implausible_depth": "store"})
    assert found.rows.columns["cells_screened"] == [9_007_199_254_740_993]


def test_a_file_in_our_own_form_is_asked_nothing(store):
    found = plan(store, ASSAYS + "P1;2023-01-17;2000000;14;7\nP2;2023-01-18;2000000;0;0\n")
    assert found.action is Action.STORED
    assert not found.problems
    assert_lawful(found)


# ------------------------------------------------------------------ marks of a spreadsheet


def test_whether_a_mark_of_excel_belongs_to_the_text_is_asked_once(store):
    file = (
        "patient_id,collected_on,cells_screened,tumor_cells\n"
        "'00123,2023-01-17,2000000,'3\n"
        '"=""00456""",2023-01-17,2000000,0\n'
    )
    found = plan(store, file)
    assert asked(found) == {"excel_text": None}
    assert set(outcomes(found).values()) == {"named", "pending"}
    stripped = plan(store, file, {"excel_text": "strip"})
    assert list(stripped.rows.people["patient_id"]) == ["00123", "00456"]
    assert list(stripped.rows.columns["tumor_cells"]) == [3, 0]
    kept = plan(store, file, {"excel_text": "keep"})
    assert list(kept.rows.people["patient_id"]) == ["'00123", '="00456"']
    assert rules(kept)[2] == {"not_a_number"}


def test_our_own_guard_of_a_formula_is_no_such_mark(store):
    head = "patient_id,collected_on,cells_screened,tumor_cells,comment\n"
    file = head + "'-7,2023-01-17,2000000,0,'=1+1\n"
    found = plan(store, file)
    assert found.action is Action.STORED
    assert found.rows.people["patient_id"] == ["-7"]


def test_numbers_in_a_mark_of_excel_are_read_by_the_convention_of_the_column(store):
    file = numbered("'1.250", "'980.000", "'2.000")
    doubtful = plan(store, file, {"excel_text": "strip"})
    assert asked(doubtful) == {"numbers:cells_screened": None}
    assert "“1.250”" in doubtful.questions[0].message
    assert "lines 2, 3, 4" in doubtful.questions[0].message
    assert outcomes(doubtful) == {1: "named", 2: "pending", 3: "pending", 4: "pending"}
    told = {"excel_text": "strip", "numbers:cells_screened": "decimal comma"}
    assert list(plan(store, file, told).rows.columns["cells_screened"]) == [1250, 980_000, 2000]


def test_a_question_names_the_first_cell_that_shows_the_doubt(store):
    written = [f"{n}.{n}" for n in range(999, 899, -1)]
    question = plan(store, numbered(*written)).questions[0]
    assert question.message.startswith("Is “999.999” in column")
