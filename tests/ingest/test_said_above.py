"""What a report says once above its table is offered for all rows, and taken after a yes only."""

import pytest

from monitor.domain.plan import Action
from monitor.ingest.report import report
from monitor.intake import accept_proposed
from tests.imports import outcomes, plan

TABLE = "Pat-Nr;MNZ ausgewertet;Tumorzellen\nP1;2000000;3\nP2;2000000;0\n"
DATED = "Pat-Nr;Entnahmedatum;MNZ ausgewertet;Tumorzellen\nP1;17.01.2023;2000000;3\n"


def asked(found):
    return {q.id: q.proposed for q in found.questions if q.id.startswith("constant:")}


@pytest.mark.parametrize(
    "line",
    ["Entnahmedatum: 17.03.2024", "Entnahmedatum;17.03.2024;", '"Entnahmedatum:";17.03.2024'],
)
def test_a_day_that_stands_above_the_table_is_offered_for_all_rows(store, line):
    file = f"Befund DTC\n{line}\n\n{TABLE}"
    found = plan(store, file)
    assert asked(found) == {"constant:collected_on": "17.03.2024"}
    (question,) = (q for q in found.questions if q.id == "constant:collected_on")
    assert "line 2" in question.message
    told = accept_proposed(store, found)
    rows = [row for row in report(told)["rows"] if row["outcome"] == "stored"]
    assert [row["values"]["collected_on"] for row in rows] == ["2024-03-17"] * 2
    assert outcomes(told) == dict.fromkeys((1, 2, 3, 4), "named") | {5: "stored", 6: "stored"}


def test_a_day_above_the_table_is_asked_about_as_any_other(store):
    found = accept_proposed(store, plan(store, f"Entnahmedatum: 04.03.2024\n\n{TABLE}"))
    assert [question.id for question in found.questions] == ["dates:collected_on"]


def test_lab_and_method_above_the_table_are_offered_and_may_be_left_out(store):
    file = f"Labor: Institut Nord;Methode: ICC\n\n{DATED}"
    found = plan(store, file)
    assert asked(found) == {"constant:lab": "Institut Nord", "constant:method": "ICC"}
    answers = {q.id: q.proposed for q in found.questions}
    taken = plan(store, file, answers)
    assert (taken.rows.columns["lab"][0], taken.rows.columns["method"][0]) == (
        "Institut Nord", "icc",
    )  # fmt: skip
    left = plan(store, file, {**answers, "constant:lab": "leave out"})
    assert left.rows.columns["lab"][0] is None
    assert left.action is Action.STORED


@pytest.mark.parametrize(
    "above",
    [
        "Datum: 04.03.2024",
        "Befunddatum: 04.03.2024",
        "Entnahmedatum: siehe unten",
        "Entnahmedatum: 04.03.2024\nEntnahmedatum: 05.03.2024",
    ],
)
def test_what_may_be_another_day_is_not_proposed(store, above):
    assert asked(plan(store, f"{above}\n\n{TABLE}")) == {"constant:collected_on": None}


def test_a_column_of_the_table_holds_whatever_stands_above(store):
    assert asked(plan(store, f"Entnahmedatum: 04.03.2024\n\n{DATED}")) == {}
