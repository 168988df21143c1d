"""Undo: what an import added goes, what it replaced comes back, in any order."""

import itertools
import sqlite3

import pytest

from monitor.intake import carry_out, plan_again
from monitor.store.engine import revision
from monitor.store.errors import NoSuchImportError
from monitor.store.history import read_imports, read_source
from monitor.store.reading import read_courses
from monitor.store.undo_preview import preview_undo
from monitor.store.undoing import Undone, undo_imports
from tests.imports import content, take

ASSAYS = "patient_id,collected_on,cells_screened,tumor_cells,comment\n"
FIRST = ASSAYS + "P1,2023-01-17,2000000,3,first\nP2,2023-01-17,2000000,0,\n"
SECOND = ASSAYS + "P1,2023-01-17,2000000,4,\nP3,2023-01-17,2000000,0,\n"
THIRD = ASSAYS + "P1,2023-01-17,2000000,5,third\nP2,2023-06-17,2000000,0,\n"
PATIENTS = "patient_id,center,arm,bmi\nP1,North,a,23\nP2,North,b,\n"
THERAPY = "patient_id,therapy_type,agent,started_on\nP1,chemotherapy,EC,2022-01-01\n"
FILES = (FIRST, SECOND, PATIENTS, THIRD, THERAPY)


def undo(store, *imports):
    return undo_imports(store, imports, "tester")


def test_undo_of_the_last_import_is_as_if_it_had_never_been(store):
    for file in FILES:
        before = content(store)
        take(store, file)
        number = read_imports(store)[0].import_id
        undo(store, number)
        assert content(store) == before
        take(store, file)


def test_imports_undone_in_any_order_leave_an_empty_store(new_store):
    for number, order in enumerate(itertools.permutations(range(1, 6))):
        if number % 11:
            continue
        store = new_store(f"{number}.sqlite")
        for file in FILES:
            take(store, file)
        for import_id in order:
            undo(store, import_id)
        assert content(store) == {}, order
        store.engine.dispose()


def test_imports_undone_together_leave_an_empty_store(store):
    for file in FILES:
        take(store, file)
    undo(store, 3, 1, 5, 2, 4)
    assert content(store) == {}


def test_independent_imports_can_be_undone_in_any_order(store):
    take(store, FIRST)
    take(store, THERAPY)
    with_both = content(store)
    undo(store, 1)
    assert content(store).keys() == {("", "P1")}
    assert content(store)["", "P1"]["therapies"] == with_both["", "P1"]["therapies"]
    take(store, FIRST)
    assert content(store) == with_both


def test_undo_tells_what_was_removed_restored_and_kept(store):
    take(store, FIRST)
    take(store, SECOND)
    assert undo(store, 2) == [Undone(removed=2, restored=1, kept=0)]  # P3 and the assay of P3
    take(store, THIRD)
    # The corrected assay, and both patients, whom the third file names too.
    assert undo(store, 1) == [Undone(removed=1, restored=0, kept=3)]


def buckets(preview):
    return [
        Undone(bucket.removed.count, bucket.restored.count, bucket.kept.count) for bucket in preview
    ]


def test_the_preview_says_what_the_undo_does(new_store):
    for number, order in enumerate(itertools.permutations(range(1, 6))):
        if number % 17:
            continue
        store = new_store(f"{number}.sqlite")
        for file in FILES:
            take(store, file)
        for import_id in order:
            expected = buckets([preview_undo(store, import_id)])
            assert undo(store, import_id) == expected, (order, import_id)
        store.engine.dispose()


def test_the_preview_writes_nothing(store, tmp_path):
    take(store, FIRST)
    before = (tmp_path / "store.sqlite").read_bytes()
    preview_undo(store, 1)
    assert (tmp_path / "store.sqlite").read_bytes() == before


def test_the_preview_names_the_rows_that_go_come_back_and_stay(store):
    take(store, FIRST, name="first.csv")
    take(store, SECOND, name="second.csv")
    take(store, THERAPY, name="therapy.csv")
    seen = preview_undo(store, 2)
    assert (seen.file_name, seen.revision) == ("second.csv", 3)
    gone = {(row.kind, row.patient_id, row.line) for row in seen.removed.rows}
    assert gone == {("assays", "P3", 3), ("patients", "P3", 3)}
    (back,) = seen.restored.rows
    assert (back.patient_id, back.fields) == ("P1", {"tumor_cells": (4, 3)})
    assert seen.kept.count == 0
    (kept,) = preview_undo(store, 1).kept.rows[:1]
    assert (kept.patient_id, kept.values["tumor_cells"]) == ("P1", 4)
    assert (kept.since.import_id, kept.since.file_name) == (2, "second.csv")
    assert kept.since.made_by


def test_the_preview_shows_some_rows_and_counts_all(store):
    take(store, ASSAYS + "".join(f"P{n},2023-01-17,2000000,3,\n" for n in range(30)))
    seen = preview_undo(store, 1, shown=7)
    assert (seen.removed.count, len(seen.removed.rows)) == (60, 7)


@pytest.mark.parametrize("import_id", [0, 7])
def test_what_is_no_import_in_force_has_no_preview(store, import_id):
    take(store, FIRST)
    with pytest.raises(NoSuchImportError):
        preview_undo(store, import_id)


def test_what_was_undone_can_be_imported_again_from_the_bytes_that_were_kept(store):
    answered = {"covariate:bmi": "leave out"}
    take(store, PATIENTS, answered)
    before = content(store)
    undo(store, 1)
    again = plan_again(store, 1)
    assert (again.source.content, again.answers) == (PATIENTS.encode(), answered)
    carry_out(store, again)
    assert content(store) == before


def test_a_row_that_undo_brought_back_goes_with_its_own_import(store):
    take(store, FIRST)
    take(store, SECOND)
    undo(store, 2)
    undo(store, 1)
    assert content(store) == {}


def test_what_was_changed_since_stays(store):
    take(store, FIRST)
    take(store, SECOND)
    undo(store, 1)
    assert content(store)["", "P1"]["assays"][0]["tumor_cells"] == 4
    assert content(store).keys() == {("", "P1"), ("", "P3")}


def test_what_a_patients_file_said_goes_also_where_the_patient_stays(store):
    take(store, PATIENTS)
    take(store, FIRST)
    undo(store, 1)
    assert content(store).keys() == {("North", "P1"), ("North", "P2")}
    (patient,) = content(store)["North", "P1"]["patient"]
    assert patient == {"patient_id": "P1", "center": "North", "covariates": ()}
    course = read_courses(store)[0]
    assert (course.patient.origin.import_id, course.patient.origin.line) == (2, 2)


def test_the_center_that_an_undone_import_stated_goes_with_it(store):
    take(store, FIRST)
    take(store, PATIENTS)
    undo(store, 2)
    assert content(store).keys() == {("", "P1"), ("", "P2")}


def test_the_link_of_a_patient_survives_undo_and_import(store):
    take(store, FIRST)
    links = {course.patient.patient_id: course.patient.link for course in read_courses(store)}
    undo(store, 1)
    take(store, FIRST)
    assert links == {c.patient.patient_id: c.patient.link for c in read_courses(store)}


def test_undo_is_a_change_of_its_own_and_nothing_is_forgotten(store, tmp_path):
    take(store, FIRST)
    undo_imports(store, [1], "A. B.", "wrong file")
    assert revision(store) == 2
    (entry,) = read_imports(store)
    assert entry.is_undone
    assert read_source(store, entry.sha256) == FIRST.encode()
    raw = sqlite3.connect(tmp_path / "store.sqlite")
    query = "SELECT kind, made_by, reason FROM change WHERE id = 2"
    assert raw.execute(query).fetchone() == ("undo", "A. B.", "wrong file")
    query = (
        "SELECT tumor_cells FROM assay WHERE added_by <= 1 AND (ended_by IS NULL OR ended_by > 1)"
    )
    assert sorted(raw.execute(query)) == [(0,), (3,)]
    raw.close()


@pytest.mark.parametrize("imports", [[7], [1, 7], [0]])
def test_an_import_that_never_was_cannot_be_undone_and_nothing_is(store, imports):
    take(store, FIRST)
    before = content(store)
    with pytest.raises(NoSuchImportError):
        undo(store, *imports)
    assert (content(store), revision(store)) == (before, 1)


def test_an_import_is_undone_once(store):
    take(store, FIRST)
    undo(store, 1)
    with pytest.raises(NoSuchImportError):
        undo(store, 1)
