"""From a stored row back to its line in the file, and through its versions."""

from monitor.domain.vocabularies import FileKind
from monitor.sample import load_sample
from monitor.store.history import read_imports
from monitor.store.reading import read_courses, read_listed_courses
from monitor.store.source_rows import read_source_row, read_versions
from monitor.store.undoing import undo_imports
from tests.imports import take

HEADER = "patient_id,collected_on,cells_screened,tumor_cells,comment\n"


def assays(store):
    return [assay for course in read_courses(store) for assay in course.assays]


def test_the_raw_text_is_the_line_of_the_file(store):
    take(store, HEADER + "P1,2023-01-17,2000000,3,\r\nP1,2023-02-17, 2000000,0,  spaced \n")
    texts = [read_source_row(store, assay.origin) for assay in assays(store)]
    assert texts == ["P1,2023-01-17,2000000,3,", "P1,2023-02-17, 2000000,0,  spaced "]


def test_a_row_over_two_lines_is_shown_whole(store):
    take(store, HEADER + 'P1,2023-01-17,2000000,3,"one\ntwo"\nP1,2023-02-17,2000000,0,\n')
    first, second = (read_source_row(store, assay.origin) for assay in assays(store))
    assert first == 'P1,2023-01-17,2000000,3,"one\ntwo"'
    assert second == "P1,2023-02-17,2000000,0,"


def test_a_byte_order_mark_does_not_count_as_text(store):
    take(store, ("\ufeff" + HEADER + "P1,2023-01-17,2000000,3,ä\n").encode())
    assert read_source_row(store, assays(store)[0].origin) == "P1,2023-01-17,2000000,3,ä"


def test_a_correction_is_a_second_version_and_both_say_who_and_when(store):
    take(store, HEADER + "P1,2023-01-17,2000000,3,\n", name="a.csv")
    take(store, HEADER + "P1,2023-01-17,2000000,4,\n", name="b.csv")
    versions = read_versions(store, FileKind.ASSAYS, assays(store)[0].id)
    assert [(v.values["tumor_cells"], v.origin.file_name) for v in versions] == [
        (3, "a.csv"),
        (4, "b.csv"),
    ]
    old, new = versions
    assert old.ended == new.added
    assert new.ended is None
    assert new.added.kind == "import"
    assert new.added.made_by


def test_after_an_undo_the_history_still_knows_all_of_it(store):
    take(store, HEADER + "P1,2023-01-17,2000000,3,\n")
    take(store, HEADER + "P1,2023-01-17,2000000,4,\n")
    undo_imports(store, [read_imports(store)[0].import_id], "tester")
    versions = read_versions(store, FileKind.ASSAYS, assays(store)[0].id)
    assert [v.values["tumor_cells"] for v in versions] == [3, 4, 3]
    assert [v.ended is None for v in versions] == [False, False, True]


def test_courses_for_a_list_are_the_same_but_for_what_describes_them(store):
    load_sample(store)
    whole, listed = read_courses(store), read_listed_courses(store)
    assert [c.patient.link for c in whole] == [c.patient.link for c in listed]
    for full, light in zip(whole, listed, strict=True):
        assert [(a.id, a.collected_on, a.tumor_cells) for a in full.assays] == [
            (a.id, a.collected_on, a.tumor_cells) for a in light.assays
        ]
        assert [(t.id, t.ended_on) for t in full.therapies] == [
            (t.id, t.ended_on) for t in light.therapies
        ]
        assert light.patient.arm == full.patient.arm
