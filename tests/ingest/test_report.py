"""The public contract of the report, and the way back for rejected rows."""

import csv
import io
import json

import pytest

from monitor.domain.plan import Action
from monitor.ingest.report import guarded, report
from tests.imports import content, given_back, plan, take

ASSAYS = "patient_id,collected_on,cells_screened,tumor_cells,comment\n"


def test_the_report_has_the_shape_that_was_promised(store):
    found = plan(
        store, ASSAYS + 'P1,2023-01-17,2000000,3,"a\nb"\nP2,x,1,0,\nP3,2023-01-17,500,0,\n'
    )
    told = json.loads(json.dumps(report(found)))
    assert list(told) == [
        "file", "sha256", "kind", "action", "counts", "questions", "rows", "problems",
    ]  # fmt: skip
    assert (told["file"], told["kind"], told["action"]) == ("f.csv", "assays", "ask")
    assert told["counts"] == {
        "lines": 5, "stored": 2, "changed": 0, "unchanged": 0,
        "rejected": 1, "pending": 1, "named": 1,
    }  # fmt: skip
    (question,) = told["questions"]
    assert list(question) == ["id", "about", "message", "options", "proposed"]
    header, stored, rejected, pending = told["rows"]
    assert (header["outcome"], header["named_as"]) == ("named", "header")
    assert list(stored) == [
        "line", "last_line", "outcome", "named_as", "values", "raw", "problems",
    ]  # fmt: skip
    assert (stored["line"], stored["last_line"], stored["outcome"]) == (2, 3, "stored")
    assert stored["raw"] == {
        "patient_id": "P1", "collected_on": "2023-01-17", "cells_screened": "2000000",
        "tumor_cells": "3", "comment": "a\nb",
    }  # fmt: skip
    assert stored["values"]["collected_on"] == "2023-01-17"
    assert stored["values"]["tumor_cells"] == 3
    assert stored["values"]["method"] == "icc"
    assert stored["values"]["site"] is None
    assert rejected["values"] == {}
    assert rejected["problems"][0] == {
        "column": "collected_on", "raw": "x", "rule": "not_a_date", "level": "stop",
        "message": "A date is expected, such as 2023-01-17.",
    }  # fmt: skip
    assert pending["problems"][0]["level"] == "decide"


def test_a_problem_gives_the_cell_as_it_stands_in_the_file(store):
    head = "patient_id,collected_on,cells_screened,tumor_cells,result_text\n"
    (row,) = (
        r for r in report(plan(store, head + "P1,2023-01-17, 500 ,0, NEGATIVE \n"))["rows"][1:]
    )
    assert row["problems"][0]["raw"] == " 500 "


def test_also_of_a_patient_or_sample_in_doubt_the_cell_is_given_as_it_stands(store):
    take(store, "patient_id,center,arm\nP1,North,a\n")
    asked = plan(store, "patient_id,center,arm\n P1 ,South,a\n")
    assert report(asked)["rows"][1]["problems"][0]["raw"] == " P1 "
    head = "patient_id,sample_id,collected_on,cells_screened,tumor_cells\n"
    row = "{}, S1 ,2023-01-17,2000000,0\n"
    (_, one, other) = report(plan(store, head + row.format("P1") + row.format("P2")))["rows"]
    assert one["problems"][0]["raw"] == other["problems"][0]["raw"] == " S1 "


def test_a_refused_file_is_told_with_its_reason_and_every_line_rejected(store):
    told = report(plan(store, "a,b\r1,2\r3,4"))
    assert told["action"] == "refused"
    assert told["rows"] == []
    assert told["counts"]["rejected"] == told["counts"]["lines"] == 3
    (problem,) = told["problems"]
    assert (problem["rule"], problem["level"]) == ("file_refused", "stop")


def test_covariates_are_told_by_name_with_their_raw_text(store):
    answers = {"covariate:bmi": "store"}
    (_, row) = report(plan(store, "patient_id,arm,bmi\nP1,a, 23.5 \n", answers))["rows"]
    assert row["values"]["covariates"] == {"bmi": "23.5"}
    assert row["raw"]["bmi"] == " 23.5 "


# ------------------------------------------------------------------ rejected rows, back again


def test_rejected_rows_come_in_the_files_own_columns_and_delimiter_with_the_reasons(store):
    file = ASSAYS.replace(",", ";") + "P1;x;2000000;0;a, b\nP2;2023-01-17;2000000;0;\n"
    assert given_back(plan(store, file)) == (
        "patient_id;collected_on;cells_screened;tumor_cells;comment;rejected_because\r\n"
        "P1;x;2000000;0;a, b;line 2: collected_on: A date is expected, such as 2023-01-17.\r\n"
    )


@pytest.mark.parametrize(
    ("damaged", "wrong", "right"),
    [
        ("P1,17.13.2023,2000000,3,dry tap", "17.13.2023", "2023-01-17"),
        ("P1,2023-01-17,2000000,3,dry, tap", "dry, tap", '"dry, tap"'),
        ("P1,2023-01-17,2000000,3", "3,", "3,,"),
        ('P1,2023-01-17,2000000,3,"dry tap', '"dry tap', '"dry tap"'),
        ('P1,2023-01-17,2000000,3,dry "tap"', 'dry "tap"', '"dry ""tap"""'),
        ('P1,x,2000000,3,"two\nlines; one, comma"', ",x,", ",2023-01-17,"),
    ],
)
def test_a_rejected_row_corrected_and_uploaded_again_is_stored(store, damaged, wrong, right):
    first = take(store, f"{ASSAYS}P2,2023-01-17,2000000,0,\n{damaged}\n")
    assert first.action is Action.PARTIAL
    file = given_back(first)
    assert file.count(wrong) == 1
    again = take(store, file.replace(wrong, right))
    assert again.action is Action.STORED
    assert content(store)["", "P1"]["assays"][0]["tumor_cells"] == 3


def test_a_row_below_a_header_of_another_order_comes_back_in_the_order_of_the_first(store):
    other = "patient_id,collected_on,tumor_cells,cells_screened,comment\n"
    first = take(store, f"{ASSAYS}P2,2023-01-17,2000000,0,\n{other}P1,x,3,2000000,\n")
    corrected = given_back(first).replace(",x,", ",2023-01-17,")
    assert "P1,2023-01-17,2000000,3," in corrected
    take(store, "\n".join(line for line in corrected.splitlines() if "other" not in line))
    (assay,) = content(store)["", "P1"]["assays"]
    assert (assay["tumor_cells"], assay["cells_screened"]) == (3, 2000000)


def test_a_rejected_row_is_told_only_what_keeps_it_from_being_stored(store):
    (row,) = plan(store, f"{ASSAYS}P1,x,400000,0,\nP2,2023-01-17,2000000,0,\n").rejected
    assert [problem.rule for problem in row.problems] == ["not_a_date"]


def test_a_rejected_row_that_was_not_corrected_is_rejected_again_for_the_same_reason(store):
    first = take(store, f'{ASSAYS}P2,2023-01-17,2000000,0,\nP1,x,2000000,3,\nP1,2,3\nP1,"x,1,2,\n')
    again = plan(store, given_back(first))
    assert again.action is Action.PARTIAL
    assert [[p.rule for p in row.problems] for row in again.rejected] == [
        [p.rule for p in row.problems] for row in first.rejected
    ]
    assert given_back(again).count("rejected_because") == 1


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_no_cell_of_the_rejected_rows_is_a_formula_and_the_text_comes_back_unchanged(store, cell):
    quoted = '"' + cell.replace('"', '""') + '"'
    first = take(store, f"{ASSAYS}P2,2023-01-17,2000000,0,\nP1,x,2000000,3,{quoted}\n")
    file = given_back(first)
    cells = [text for row in csv.reader(io.StringIO(file)) for text in row]
    assert f"'{cell}" in cells
    assert not [text for text in cells if text.startswith(("=", "+", "-", "@", "\t", "\r"))]
    take(store, file.replace(",x,", ",2023-01-17,"))
    assert content(store)["", "P1"]["assays"][0]["comment"] == cell


@pytest.mark.parametrize("row", ['=1+1,"x', 'P1,"=1+1,2', 'P1,@x"y,2,3,4', '"=1+1"x,2'])
def test_also_a_row_that_cannot_be_read_holds_no_formula(store, row):
    first = plan(store, f"{ASSAYS}P2,2023-01-17,2000000,0,\n{row}\n")
    line = given_back(first).splitlines()[1]
    for start in ("=", "@"):
        assert f",{start}" not in line
        assert f'"{start}' not in line
        assert not line.startswith(start)


def test_a_header_that_is_a_formula_is_guarded_and_read_again_as_it_was(store):
    first = plan(store, "patient_id,arm,=x\n,a,1\nP2,a,2\n", {"covariate:=x": "store"})
    file = given_back(first)
    assert file.startswith("patient_id,arm,'=x,rejected_because\r\n")
    assert [q.id for q in plan(store, file.replace("\r\n,", "\r\nP1,")).questions] == [
        "covariate:=x"
    ]


def test_a_rejected_cell_of_a_megabyte_can_be_given_back(store):
    first = plan(
        store, f"{ASSAYS}P2,2023-01-17,2000000,0,\nP1,2023-01-17,2000000,0,{'x' * 10**6}\n"
    )
    assert len(given_back(first)) > 10**6


@pytest.mark.parametrize("text", ["plain", "'=1", "", "1-2"])
def test_a_text_that_is_no_formula_is_left_as_it_is(text):
    assert guarded(text) == text
