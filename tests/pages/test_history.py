"""The history page: what came in, the way back from it, and back again."""

import json

import pytest

from monitor.analysis.import_receipt import receipt_json
from monitor.store.drafts import read_drafts
from monitor.store.engine import open_store
from monitor.store.history import read_changes, read_imports
from monitor.store.reading import read_courses
from tests.imports import take
from tests.pages.imports import press, table, texts

FIRST = """patient_id,collected_on,cells_screened,tumor_cells,lab
P1,2021-03-01,2000000,3,Lab
P1,2021-09-17,2000000,0,Lab
P2,2021-03-01,2000000,0,Lab
"""
SECOND = FIRST.replace("2000000,3", "2000000,4")
THIRD = FIRST.replace("2000000,3", "2000000,5")
FAULTY = FIRST + "P3,2021-03-01,2000000,none at all,Lab\n"


@pytest.fixture
def store(store_url):
    return open_store(store_url)


def counts(store):
    return {(a.collected_on, a.tumor_cells) for c in read_courses(store) for a in c.assays}


def test_an_empty_store_shows_the_way_to_fill_it(open_page, store):
    app = open_page("history.py")
    assert "Nothing was imported yet." in texts(app)


def test_every_import_stands_there_with_its_counts_and_its_state(open_page, store):
    take(store, FIRST, name="first.csv")
    take(store, SECOND, name="second.csv")
    entries = table(open_page("history.py"), "Rejected")
    assert list(entries["File"]) == ["second.csv", "first.csv"]
    assert list(entries["Stored"]) == [0, 3]
    assert list(entries["Changed"]) == [1, 0]
    assert set(entries["State"]) == {"in force"}


def test_an_import_is_opened_by_its_address(open_page, store):
    take(store, FIRST, name="first.csv")
    take(store, SECOND, name="second.csv")
    app = open_page("history.py", **{"import": "1"})
    assert "Import 1 · first.csv" in texts(app)


def test_what_an_import_corrected_is_shown_old_and_new(open_page, store):
    take(store, FIRST)
    take(store, SECOND)
    found = table(open_page("history.py"), "Before").iloc[0]
    assert (found["Patient"], found["Before"], found["After"]) == ("P1", "3", "4")
    assert found["Entered with import"] == 1


def test_the_rejected_rows_stand_there_with_line_and_reason(open_page, store):
    take(store, FAULTY)
    app = open_page("history.py")
    rejected = table(app, "Reason")
    assert list(rejected["Line"]) == [5]
    assert list(rejected["In the file"]) == ["none at all"]
    assert any(b.label.startswith("Rejected rows") for b in app.get("download_button"))


def test_an_undo_shows_what_goes_comes_back_and_stays_before_it_is_done(open_page, store):
    take(store, FIRST)
    take(store, SECOND)
    app = press(open_page("history.py", **{"import": "1"}), "Undo this import")
    assert "kept, because they changed since" in texts(app)
    assert len(table(app, "What goes"))
    kept = table(app, "What stays")
    assert set(kept["Patient"]) == {"P1"}
    assert kept["Because of"][0].startswith("import 2")
    assert kept["Because of"][1] == "other rows speak of this patient"
    assert not read_imports(store)[1].is_undone


def test_undoing_a_correction_brings_the_old_value_back_and_is_logged_with_its_reason(
    open_page, store
):
    take(store, FIRST)
    before = counts(store)
    take(store, SECOND)
    app = press(open_page("history.py"), "Undo this import")
    back = table(app, "Comes back to").iloc[0]
    assert (back["Now"], back["Comes back to"]) == ("4", "3")
    app.text_input[0].input("wrong file").run()
    press(app, "Undo import 2")
    assert counts(store) == before
    last = read_changes(store, 1)[0]
    assert (last.kind, last.reason) == ("undo", "wrong file")
    app = open_page("history.py")
    assert table(app, "Rejected")["State"][0].startswith("undone")
    assert table(app, "Why")["Why"][0] == "wrong file"


def test_an_undone_import_is_imported_again_from_the_kept_bytes(open_page, store):
    take(store, FIRST)
    before = counts(store)
    press(press(open_page("history.py"), "Undo this import"), "Undo import 1")
    assert counts(store) == set()
    press(open_page("history.py"), "Import again")
    (draft,) = read_drafts(store)
    press(open_page("importing.py", draft=draft.id), "Import 3 rows")
    assert counts(store) == before


def test_every_change_of_the_store_is_listed_the_newest_first(open_page, store):
    take(store, FIRST)
    take(store, SECOND)
    changes = table(open_page("history.py"), "Change")
    assert list(changes["Change"]) == [2, 1]
    assert list(changes["Import"]) == ["2", "1"]


def test_a_receipt_says_all_of_an_import_and_names_no_patient(store):
    take(store, FIRST, name="first.csv")
    entry = read_imports(store)[0]
    said = json.loads(receipt_json(entry, {"dates:Datum": "day.month.year"}))
    assert said["import"] == 1
    assert said["sha256"] == entry.sha256
    assert said["lines"]["stored"] == 3
    assert said["answers"] == {"dates:Datum": "day.month.year"}
    assert "P1" not in receipt_json(entry, {})
