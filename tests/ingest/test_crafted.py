"""The crafted files: the wanted action on each, every good row exact, nothing else stored.

Where we differ from `expected.json`, this file says so and why.
"""

import json
from pathlib import Path

import pytest

from monitor.domain.plan import Action
from monitor.ingest.report import report
from monitor.intake import accept_proposed
from tests.imports import plan

CRAFTED = Path(__file__).parents[1] / "data" / "crafted"
CASES = {
    case["file"]: case for case in json.loads((CRAFTED / "expected.json").read_text())["files"]
}
OURS = {
    "patient_id": "patient_id",
    "sample_date": "collected_on",
    "assay": "method",
    "nucleated_cells": "cells_screened",
    "tumour_cells": "tumor_cells",
    "tumour_pct": "reported_rate",
    "comment": "comment",
    "marker": "marker",
}
# Nine thousand million million cells are read exactly and then asked about.
DIFFERENT = {"45_precision.csv": (Action.ASK,)}
# What a person answers where the file cannot tell.
ANSWERS = {
    "45_precision.csv": {"confirm:implausible_depth": "store"},
    "51_foreign_header.csv": {
        "column:Datum": "collected_on",
        "column:Kernhaltige Zellen": "cells_screened",
        "column:Anteil [%]": "reported_rate",
    },
    "53_hash_row.csv": {"hash_lines": "comment"},
}
by_case = pytest.mark.parametrize("name", sorted(CASES))


def read(name):
    return (CRAFTED / "files" / name).read_bytes()


def values_of(row):
    """Returns what the row says in our words; percent is per 10⁶ here."""
    told = {OURS[name]: value for name, value in row["values"].items()}
    if told["reported_rate"] is not None:
        told["reported_rate"] = round(told["reported_rate"] * 10_000, 6)
    return told


@by_case
def test_each_crafted_file_is_stored_confirmed_asked_or_refused_as_it_should(name, store):
    found = plan(store, read(name))
    accepted = accept_proposed(store, found)
    wanted = CASES[name]["action"]
    is_open = [question.proposed is None for question in found.questions]
    if name in DIFFERENT:
        assert accepted.action in DIFFERENT[name]
    elif wanted == "accept":
        assert (found.action, found.questions) == (Action.STORED, ())
    elif wanted == "confirm":
        assert found.action is Action.ASK
        assert not any(is_open)
        assert accepted.action is Action.STORED
    elif wanted == "ask":
        assert found.action is Action.ASK
        assert any(is_open)
    elif wanted == "partial":
        assert Action.PARTIAL in (found.action, accepted.action)
    else:
        assert found.action is Action.REFUSED
        assert found.refused


@by_case
def test_every_good_row_is_exact_and_nothing_else_is_stored(name, store):
    asked = plan(store, read(name))
    rows = {row["line"]: row for row in report(asked)["rows"]}
    for row in CASES[name]["rows"]:
        if row["status"] != "ok" and row["line"] in rows:
            assert rows[row["line"]]["outcome"] != "stored" or asked.questions, row["reason"]
    told = report(accept_proposed(store, plan(store, read(name), ANSWERS.get(name))))
    rows = {row["line"]: row for row in told["rows"]}
    good = {row["line"]: values_of(row) for row in CASES[name]["rows"] if row["status"] == "ok"}
    for line, truth in good.items():
        assert rows[line]["outcome"] in ("stored", "pending"), rows[line]["problems"]
        assert {column: rows[line]["values"][column] for column in truth} == truth
    stored = {line for line, row in rows.items() if row["outcome"] == "stored"}
    confirmed = {row["line"] for row in CASES[name]["rows"] if row["reason"] == "mojibake"}
    assert stored <= good.keys() | confirmed
