"""The letter to the lab: every row left out, in the lab's own words, and nothing to load."""

import re
from dataclasses import replace

from monitor.analysis.lab_letter import ROWS, Export, lab_letter
from monitor.domain.plan import Counts, ImportEntry, Rejected
from monitor.domain.problems import Level, Problem

ENTRY = ImportEntry(
    import_id=7,
    file_name="a<b>.csv",
    sha256="f00d",
    kind="assays",
    change_kind="import",
    made_at="2026-03-04T10:12:00+00:00",
    made_by="A. B.",
    counts=Counts(3),
    is_undone=False,
)
FAULT = Problem(9, "tumor_cells", "<i>3,5", "not_a_whole_number", Level.STOP, "A whole number.")
ROW = Rejected(9, 9, "P1;<script>x;3,5", (FAULT,))
GERMAN = Export(("Pat-Nr", "Entnahmedatum", "Tumorzellen"), {"tumor_cells": "Tumorzellen"})
ENGLISH = Export(("patient_id", "collected_on", "DTC"), {"tumor_cells": "DTC"})


def text(html):
    return re.sub(r"<[^>]+>", " ", html)


def test_a_german_export_gets_a_german_letter_with_its_own_column_names():
    said = text(lab_letter(ENTRY, [ROW], GERMAN))
    assert "Nicht übernommene Zeilen" in said
    assert "Tumorzellen" in said
    assert "Hier wird eine ganze Zahl erwartet." in said
    assert "A whole number" not in said


def test_any_other_export_gets_an_english_one():
    said = text(lab_letter(ENTRY, [ROW], ENGLISH))
    assert "could not be taken" in said
    assert "DTC" in said
    assert "A whole number." in said


def test_what_the_file_says_is_shown_and_never_run():
    html = lab_letter(ENTRY, [ROW], ENGLISH)
    assert "<script>" not in html
    assert "&lt;script&gt;x" in html
    assert "<i>" not in html
    assert "a&lt;b&gt;.csv" in html
    assert "http" not in html


def test_every_reason_of_a_row_is_told_and_a_reason_without_words_is_not_lost():
    other = replace(FAULT, column=None, rule="never_heard_of", message="Something is wrong.")
    said = text(lab_letter(ENTRY, [replace(ROW, problems=(FAULT, other))], GERMAN))
    assert "eine ganze Zahl" in said
    assert "Something is wrong." in said


def test_a_long_letter_says_where_the_rest_is():
    html = lab_letter(ENTRY, [ROW] * (ROWS + 1), GERMAN)
    assert html.count("<tr>") == ROWS + 1
    assert "die Datei der abgewiesenen Zeilen enthält alle" in html


def test_notes_are_no_reasons():
    note = replace(FAULT, level=Level.NOTE, message="Only said.")
    assert "Only said." not in lab_letter(ENTRY, [replace(ROW, problems=(FAULT, note))], ENGLISH)
