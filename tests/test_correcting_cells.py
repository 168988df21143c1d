"""Single cells corrected by hand: kept as they stand, and never taken back unsaid."""

import json

import pytest

from monitor.cli import main
from monitor.domain.plan import Action
from monitor.ingest.report import report
from monitor.intake import accept_proposed, carry_out, plan_again
from monitor.store.history import read_answers, read_imports, read_source_file
from monitor.store.reading import read_courses
from monitor.store.undoing import undo_imports
from tests import imports
from tests.imports import assert_lawful, content, given_back, outcomes, rules, take

FILE = """Pat-Nr;Entnahmedatum;MNZ ausgewertet;Tumorzellen
P1;13.03.2023;2.000.000;3,5
P2;14.03.2023;2.000.000;12
P3;15.03.2023;1.500.000;0
"""


def read_as(value, reason="typing error", **more):
    return json.dumps({"value": value, "reason": reason, **more})


REJECTED = {"cell:2:Tumorzellen": read_as("3", said="3,5")}
TYPO = {"cell:3:Tumorzellen": read_as("21", "lab called", said="12")}
AGAIN = {"confirm:corrected_before": "correct again"}


def plan(store, file, answers=None):
    """Returns the plan of a file, read as it proposes itself."""
    return accept_proposed(store, imports.plan(store, file, answers))


def counts(store):
    """Returns the tumor cells that the store has of each patient."""
    return {
        course.patient.patient_id: [assay.tumor_cells for assay in course.assays]
        for course in read_courses(store)
    }


def test_a_rejected_row_is_stored_once_its_cell_is_corrected(new_store):
    store = new_store()
    assert outcomes(plan(store, FILE))[2] == "rejected"
    found = take(store, FILE, REJECTED)
    assert found.action is Action.STORED
    assert counts(store) == {"P1": [3], "P2": [12], "P3": [0]}


def test_what_stands_in_the_file_stays_what_it_is(new_store):
    store = new_store()
    found = take(store, FILE, REJECTED)
    (row,) = (row for row in report(found)["rows"] if row["line"] == 2)
    assert row["raw"]["tumor_cells"] == "3,5"
    assert row["values"]["tumor_cells"] == 3
    assert "corrected_by_hand" in rules(found)[2]
    assert read_source_file(store, 1).content == FILE.encode()
    assert_lawful(found)


def test_who_corrected_what_and_why_is_kept_with_the_import(new_store):
    store = new_store()
    take(store, FILE, REJECTED)
    kept = json.loads(read_answers(store, 1)["cell:2:Tumorzellen"])
    assert (kept["said"], kept["value"]) == ("3,5", "3")
    assert kept["reason"] == "typing error"
    assert kept["by"]
    assert kept["target"] == "tumor_cells"


def test_a_column_may_be_named_as_we_call_it(store):
    found = plan(store, FILE, {"cell:2:tumor_cells": read_as("3")})
    assert found.action is Action.STORED
    assert "cell:2:Tumorzellen" in found.answers


def test_a_correction_is_read_as_its_column_is_and_checked_as_every_cell(store):
    found = plan(store, FILE, {"cell:2:MNZ ausgewertet": read_as("1.800.000"), **REJECTED})
    assert found.rows.columns["cells_screened"][0] == 1_800_000
    found = plan(store, FILE, {"cell:2:Tumorzellen": read_as("4,5")})
    (row,) = found.rejected
    (problem,) = row.problems
    assert problem.raw == "3,5"
    assert problem.message.startswith("Corrected to “4,5”: ")
    assert "3,5" in given_back(found)


def test_a_cell_may_be_emptied(store):
    file = FILE.replace("Tumorzellen\n", "Tumorzellen;Cluster\n").replace("3,5\n", "3;99999\n")
    file = file.replace(";12\n", ";12;1\n").replace(";0\n", ";0;0\n")
    assert outcomes(plan(store, file))[2] == "rejected"
    found = plan(store, file, {"cell:2:Cluster": read_as("", "not counted")})
    assert found.action is Action.STORED


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"cell:9:Tumorzellen": read_as("3")}, "no row"),
        ({"cell:1:Tumorzellen": read_as("3")}, "no row"),
        ({"cell:2:Leukozyten": read_as("3")}, "no such column"),
        ({"cell:2:Tumorzellen": read_as("3", said="4,5")}, "another file"),
        ({"cell:2:Tumorzellen": read_as("3,5")}, "nothing to correct"),
        ({"cell:2:Tumorzellen": read_as("3", " ")}, "no reason"),
        ({"cell:2:Tumorzellen": "3"}, "needs a value and a reason"),
        ({"cell:two:Tumorzellen": read_as("3")}, "names no cell"),
        ({"cell:2:Pat-Nr": read_as("Anna Muster")}, "name of a person"),
        ({"cell:2:Tumorzellen": "[" * 100_000}, "needs a value and a reason"),
        (
            {"cell:2:Tumorzellen": '{"value": "\\ud800", "reason": "x"}'},
            "needs a value and a reason",
        ),
        (
            {"cell:2:Tumorzellen": '{"value": "3", "reason": "\\udfff"}'},
            "needs a value and a reason",
        ),
        ({"cell:2:Tumorzellen": read_as("3"), "cell:2:tumor_cells": read_as("4")}, "two names"),
        ({"cell:2:Tumorzellen": read_as("3", "Dr. Anna Schmidt called")}, "name of a person"),
    ],
)
def test_a_correction_that_does_not_fit_the_file_is_refused_with_the_reason(store, answers, reason):
    found = plan(store, FILE, answers)
    assert found.action is Action.REFUSED
    assert reason in found.refused
    assert "Anna" not in found.refused


def test_the_same_file_without_the_correction_of_a_rejected_cell_changes_nothing(new_store):
    store = new_store()
    take(store, FILE, REJECTED)
    before = content(store)
    assert plan(store, FILE).action is Action.UNCHANGED
    take(store, FILE)
    assert content(store) == before


def test_the_same_file_without_a_correction_never_takes_it_back_unasked(new_store):
    store = new_store()
    take(store, FILE, {**REJECTED, **TYPO})
    found = plan(store, FILE)
    assert found.action is Action.ASK
    (question,) = found.questions
    assert question.id == "confirm:corrected_before"
    assert question.options == ("correct again", "store", "leave out")
    assert question.proposed is None
    assert "still says “12”" in question.message
    assert "lab called" in question.message


def test_corrected_again_the_same_file_brings_nothing_new(new_store):
    store = new_store()
    take(store, FILE, {**REJECTED, **TYPO})
    found = plan(store, FILE, AGAIN)
    assert found.action is Action.UNCHANGED
    assert "cell:3:Tumorzellen" in found.answers


def test_what_the_file_says_is_stored_once_a_person_says_so(new_store):
    store = new_store()
    take(store, FILE, {**REJECTED, **TYPO})
    found = take(store, FILE, {"confirm:corrected_before": "store"})
    assert [change.fields for change in found.rows.changes.values()] == [{"tumor_cells": (21, 12)}]
    assert counts(store)["P2"] == [12]
    assert plan(store, FILE).action is Action.UNCHANGED


def test_a_longer_export_of_the_same_rows_asks_too(new_store):
    store = new_store()
    take(store, FILE, {**REJECTED, **TYPO})
    longer = FILE.replace("P1;", "P0;01.03.2023;2.000.000;1\nP1;")
    found = plan(store, longer, AGAIN)
    assert found.rows.changes == {}
    take(store, longer, AGAIN)
    assert counts(store) == {"P0": [1], "P1": [3], "P2": [21], "P3": [0]}


def test_cells_that_said_the_same_are_each_corrected_again_as_they_were(new_store):
    store = new_store()
    file = FILE.replace(";3,5\n", ";12\n")
    both = {
        "cell:2:Tumorzellen": read_as("21", "lab called"),
        "cell:3:Tumorzellen": read_as("2", "seen on the slide"),
    }
    take(store, file, both)
    take(store, file + "P4;16.03.2023;1.500.000;12\n", AGAIN)
    assert counts(store) == {"P1": [21], "P2": [2], "P3": [0], "P4": [12]}


def test_a_corrected_date_does_not_come_in_twice(new_store):
    store = new_store()
    moved = {"cell:3:Entnahmedatum": read_as("15.03.2023", "wrong day", said="14.03.2023")}
    take(store, FILE, {**REJECTED, **moved})
    found = plan(store, FILE)
    assert [question.id for question in found.questions] == ["confirm:corrected_before"]
    assert plan(store, FILE, AGAIN).action is Action.UNCHANGED
    assert len(counts(store)["P2"]) == 1


def test_undone_and_redone_the_corrections_come_back(new_store):
    store = new_store()
    empty = content(store)
    take(store, FILE, {**REJECTED, **TYPO})
    whole = content(store)
    undo_imports(store, [1], "A. B.")
    assert content(store) == empty
    assert outcomes(plan(store, FILE))[2] == "rejected"  # what is undone is as if it had never been
    assert carry_out(store, plan_again(store, 1))[1] is not None
    assert content(store) == whole


def test_a_typing_error_in_a_stored_row_is_a_change_old_to_new(new_store):
    store = new_store()
    take(store, FILE, REJECTED)
    found = take(store, FILE, {**REJECTED, **TYPO})
    assert [change.fields for change in found.rows.changes.values()] == [{"tumor_cells": (12, 21)}]
    assert len(read_imports(store)) == 2
    assert counts(store)["P2"] == [21]


def test_study_covariates_can_be_corrected(new_store):
    store = new_store()
    file = "patient_id,arm,weight\nP1,a,high\nP2,b,lo\n"
    yes = {"covariate:weight": "store"}
    found = take(store, file, {**yes, "cell:3:weight": read_as("low")})
    assert found.rows.columns["covariates"][1] == '{"weight": "low"}'
    assert plan(store, file, yes).action is Action.ASK


# ---------------------------------------------------------------- the command line

CELL = {"cell:2:Tumorzellen": {"value": "3", "reason": "typing error"}}


def run(tmp_path, monkeypatch, capsys, answers):
    """Imports the file with answers by the command line; returns the exit status and the words."""
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    (tmp_path / "f.csv").write_text(FILE)
    (tmp_path / "a.json").write_text(json.dumps(answers))
    command = ["import", str(tmp_path / "f.csv"), "--accept-proposed"]
    status = main([*command, "--answers", str(tmp_path / "a.json")])
    said = capsys.readouterr()
    return status, said.out + said.err


def test_the_command_line_takes_corrections_and_tells_them(tmp_path, monkeypatch, capsys):
    status, said = run(tmp_path, monkeypatch, capsys, CELL)
    assert status == 0
    assert "line 2, Tumorzellen: “3,5” read as “3” by " in said
    assert ": typing error" in said


def test_a_correction_without_a_reason_is_wrong_usage(tmp_path, monkeypatch, capsys):
    status, said = run(tmp_path, monkeypatch, capsys, {"cell:2:Tumorzellen": {"value": "3"}})
    assert status == 64
    assert "needs a value and a reason" in said
