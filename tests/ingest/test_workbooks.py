"""Workbooks as tables of text; and those that would fill the machine, refused before opening."""

import io
import time
import tracemalloc
import zipfile

import pytest

from monitor.ingest.text_table import read_table
from tests.readers import assert_lawful_reading, broken, named, proposed, question, refusal, rows
from tests.workbooks import ods, ods_row, ole, raw_xlsx, xls, xlsx, zipped

HEAD = ("patient_id", "collected_on", "cells_screened")
TABLE = xlsx({"Export": [HEAD, ("007", "2023-01-17", 2_000_000), ("P2", "Bär", 0.5)]})


def test_a_sheet_is_a_table_whose_lines_are_its_rows():
    table = read_table(TABLE)
    assert (table.encoding, table.header, table.header_line) == ("xlsx", HEAD, 1)
    assert rows(TABLE) == {2: ["007", "2023-01-17", "2000000"], 3: ["P2", "Bär", "0.5"]}
    assert_lawful_reading(TABLE)


def test_cells_say_what_a_person_sees():
    content = xlsx({"S": [("a", "b", "c"), (1.0, 68.66499999999999, True), (1e-7, 1e15, None)]})
    assert rows(content) == {2: ["1", "68.665", "TRUE"], 3: ["1e-07", "1e+15", ""]}


def test_texts_with_tabs_quotes_and_line_ends_stay_one_cell_on_one_row():
    content = xlsx({"S": [("a", "b"), ("x\ty", 'say "no"'), ("one\ntwo", "z")]})
    assert rows(content) == {2: ["x\ty", 'say "no"'], 3: ["one\ntwo", "z"]}
    assert read_table(content).raw(2, 2) == '"x\ty"\t"say ""no"""'
    assert_lawful_reading(content)


def test_preamble_blank_rows_and_totals_are_named_as_in_text():
    content = xlsx(
        {
            "S": [
                ("Labor Dr. Huber",),
                (),
                HEAD,
                ("P1", "2023-01-17", 2_000_000),
                (),
                ("Summe", None, 2_000_000),
            ]
        }
    )
    assert proposed(content) == {"header": "line 3"}
    assert named(content) == {
        1: "preamble", 2: "blank", 3: "header", 5: "blank", 6: "total",
    }  # fmt: skip


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#NAME?"])
def test_a_row_with_a_failed_formula_is_held_back_and_never_blank(error):
    content = xlsx({"S": [HEAD, ("P1", "2023-01-17", error), ("P2", "2023-01-18", 5)]})
    assert list(rows(content)) == [3]
    assert broken(content) == {2: "excel_error"}
    assert f"C2 holds {error}" in read_table(content).broken[0].message
    assert error in read_table(content).raw(2, 2)


# ------------------------------------------------------------------ which sheet


def test_of_several_sheets_one_is_asked_for_and_the_known_one_proposed():
    content = xlsx({"Notes": [("x", "y"), (1, 2)], "Data": [HEAD, ("P1", "2023-01-17", 5)]})
    assert proposed(content) == {"sheet": "Data"}
    assert list(rows(content)) == [2]
    assert rows(content, {"sheet": "Notes"}) == {2: ["1", "2"]}
    assert "2 sheets" in question(content, "sheet")


def test_sheets_that_are_all_known_are_asked_without_a_proposal_and_empty_ones_not_at_all():
    one = [HEAD, ("P1", "2023-01-17", 5)]
    assert proposed(xlsx({"A": one, "B": one})) == {"sheet": None}
    assert proposed(xlsx({"A": [], "B": one, "C": [(), ()]})) == {}


def test_an_empty_workbook_is_refused():
    assert "empty" in refusal(xlsx({"S": []}))
    assert "empty" in refusal(xlsx({"S": [("", ""), ("", " ")]}))


# ------------------------------------------------------------------ .ods and .xls


def test_an_opendocument_sheet_is_read_and_its_endless_blank_rows_are_not():
    blank = '<table:table-cell table:number-columns-repeated="16000"/>'
    end = f'<table:table-row table:number-rows-repeated="1000000">{blank}</table:table-row>'
    content = ods(ods_row("patient_id", "comment") + ods_row("P1", "x") + end)
    assert read_table(content).encoding == "ods"
    assert rows(content) == {2: ["P1", "x"]}


def test_a_failed_formula_in_an_opendocument_sheet_holds_back_its_row():
    cell = (
        '<table:table-cell office:value-type="string" calcext:value-type="error">'
        "<text:p>#REF!</text:p></table:table-cell>"
    )
    row = f"<table:table-row>{cell}{cell}</table:table-row>"
    content = ods(ods_row("patient_id", "comment") + row + ods_row("P1", "x"))
    assert broken(content) == {2: "excel_error"}
    assert list(rows(content)) == [3]


def test_an_old_workbook_is_read_and_a_failed_formula_holds_back_its_row():
    content = xls(
        {
            (0, 0): "patient_id",
            (0, 1): "comment",
            (1, 0): "P1",
            (1, 1): 12.0,
            (2, 0): "P2",
            (2, 1): b"\x17",
        }
    )
    assert read_table(content).encoding == "xls"
    assert rows(content) == {2: ["P1", "12"]}
    assert broken(content) == {3: "excel_error"}


# ------------------------------------------------------------------ what is no sound workbook


def test_what_is_zipped_or_of_office_but_no_workbook_is_named():
    assert "zip archive" in refusal(zipped({"a.csv": "a,b"}))
    assert "Word" in refusal(zipped({"word/document.xml": "<a/>"}))
    assert "damaged" in refusal(zipped({"xl/workbook.xml": "<workbook/>"}))
    assert "damaged" in refusal(TABLE[:-200])
    assert "no Excel workbook" in refusal(ole("WordDocument", b"text"))
    assert "OpenDocument" in refusal(zipped({"content.xml": "<a/>"}))


@pytest.mark.parametrize(
    "content", [TABLE, xls({(0, 0): "a", (0, 1): "b"}), ods(ods_row("a", "b"))]
)
def test_a_workbook_with_any_byte_changed_or_cut_is_read_or_refused(content):
    for at in range(0, len(content), 23):
        assert_lawful_reading(content[:at])
        assert_lawful_reading(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])


# ------------------------------------------------------------------ traps


FIRST = "<row r='1'><c r='A1'><v>1</v></c></row>"
LAST = "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
NUMBER_ALONE = "<row r='9999999'><c><v>1</v></c><c r='Z9999999'><v>1</v></c></row>"
REFERRING = "<row r='1'>" + "<c t='s'><v>0</v></c>" * 200 + "</row>"
TRAPS = {
    "a cell in the last corner": raw_xlsx({"S": FIRST + LAST}),
    "a row number alone": raw_xlsx({"S": FIRST + NUMBER_ALONE}),
    "a text that is long and often referred to": raw_xlsx(
        {"S": REFERRING}, f"<si><t>{'x' * 1_000_000}</t></si>"
    ),
    "repeated cells": ods(
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
        'office:value-type="string" table:number-columns-repeated="1000"><text:p>x</text:p>'
        "</table:table-cell></table:table-row>"
    ),
    "gigabytes of blanks": raw_xlsx({"S": " " * 400_000_000}),
    "an old sheet to the last corner": xls({(0, 0): 1.0, (65_535, 255): 1.0}),
}


@pytest.mark.parametrize("content", TRAPS.values(), ids=TRAPS.keys())
def test_a_workbook_that_would_fill_the_machine_is_refused_before_it_does(content):
    tracemalloc.start()
    began = time.process_time()
    assert "too large" in refusal(content)
    assert time.process_time() - began < 2 * max(1, len(content) / 100_000)
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()


def test_a_part_that_states_a_smaller_size_than_it_has_does_not_pass():
    content = bytearray(raw_xlsx({"S": " " * 400_000_000}))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    size = part.file_size.to_bytes(4, "little")
    for _ in range(2):  # in the part's own header and in the directory
        at = content.find(size)
        content[at : at + 4] = (100).to_bytes(4, "little")
    assert "too large" in refusal(bytes(content))


def test_entities_are_not_unfolded():
    doctype = '<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;">]>'
    content = zipped(
        {
            "xl/workbook.xml": f"{doctype}<workbook>&c;</workbook>",
            "xl/_rels/workbook.xml.rels": "<a/>",
        }
    )
    assert "damaged" in refusal(content)
