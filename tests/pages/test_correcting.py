"""Correcting single cells and denying a false alarm, on the import page over a real store."""

import json

import pytest

from monitor.store.drafts import read_drafts
from monitor.store.engine import open_store
from monitor.store.history import read_answers, read_imports
from monitor.store.reading import read_courses
from tests.pages.imports import buttons, press, table, texts, upload

FAULTY = """patient_id,collected_on,cells_screened,tumor_cells
P1,2021-03-01,2000000,3
P1,2021-09-17,2000000,3.5
P2,2021-03-01,2000000,12
P3,2021-03-01,2 Mio?,1
P4,2021-03-01,2 Mio?,0
"""
NAMES = """patient_id,collected_on,cells_screened,tumor_cells,comment
P1,2021-03-01,2000000,3,dry tap
P2,2021-03-01,2000000,0,Anna Cytospin
"""


@pytest.fixture
def store(store_url):
    return open_store(store_url)


def reviewed(open_page, content, name="a.csv"):
    return upload(open_page("importing.py"), name, content)


def correct(app, line, column, value, reason):
    """Corrects one cell by the way that every cell has."""
    widget(app.number_input, "cell_line_").set_value(line).run()
    widget(app.selectbox, "cell_column_").set_value(column).run()
    widget(app.text_input, "cell_use_").input(value)
    widget(app.text_input, "cell_reason_").input(reason)
    return press(app, "Read the cell so")


def widget(widgets, begins):
    return next(one for one in widgets if str(one.key).startswith(begins))


def cells_of(store):
    return {c.patient.patient_id: [a.tumor_cells for a in c.assays] for c in read_courses(store)}


def test_cells_at_fault_are_listed_once_where_they_say_the_same(open_page):
    listed = table(reviewed(open_page, FAULTY), "Use instead")
    assert list(listed["Line"]) == ["5 + 1 alike", "3"]
    assert list(listed["In the file"]) == ["2 Mio?", "3.5"]
    assert set(listed["Use instead"]) == {""}


def test_a_corrected_cell_is_kept_in_the_draft_and_taken_back(open_page, store):
    app = correct(reviewed(open_page, FAULTY), 3, "tumor_cells", "3", "typing error")
    assert "Line 3, tumor_cells: “3.5” read as “3” (typing error)" in texts(app)
    (draft,) = read_drafts(store)
    again = open_page("importing.py", draft=draft.id)
    assert "“3.5” read as “3”" in texts(again)
    assert "Import 3 rows, leave 2 out" in buttons(again)
    press(again, "Take back")
    assert read_drafts(store)[0].answers == {}
    assert "Import 2 rows, leave 3 out" in buttons(again)


def test_a_typing_error_that_no_rule_sees_is_corrected_and_stands_on_the_receipt(open_page, store):
    app = correct(reviewed(open_page, FAULTY), 4, "tumor_cells", "21", "lab called")
    press(app, "Import")
    assert cells_of(store)["P2"] == [21]
    shown = table(app, "The file said").iloc[0]
    assert (shown["The file said"], shown["Read as"], shown["Reason"]) == ("12", "21", "lab called")
    assert shown["Corrected by"] == read_imports(store)[0].made_by
    assert json.loads(read_answers(store, 1)["cell:4:tumor_cells"])["said"] == "12"


def test_a_cell_without_a_reason_is_not_corrected(open_page, store):
    app = correct(reviewed(open_page, FAULTY), 3, "tumor_cells", "3", "")
    assert "A cell is corrected with a value and a reason." in texts(app)
    assert read_drafts(store)[0].answers == {}


def test_what_cannot_be_kept_is_said(open_page, store):
    app = correct(reviewed(open_page, FAULTY), 3, "patient_id", "Anna Muster", "her name")
    assert "looks like the name of a person" in texts(app)
    assert "The answer was not kept." in texts(app)
    assert read_drafts(store)[0].answers == {}


def test_the_same_file_again_asks_before_it_takes_a_correction_back(open_page, store):
    app = correct(reviewed(open_page, FAULTY), 4, "tumor_cells", "21", "lab called")
    press(app, "Import")
    again = reviewed(open_page, FAULTY)
    (asked,) = again.radio
    assert asked.options == ["correct again", "store", "leave out"]
    asked.set_value("correct again")
    press(again, "Continue")
    assert "stored already" in texts(again)
    assert cells_of(store)["P2"] == [21]


def test_a_stored_file_is_opened_again_to_correct_a_cell_of_it(open_page, store):
    good = FAULTY.replace("3.5", "3").replace("2 Mio?", "2000000")
    press(reviewed(open_page, good), "Import")
    app = press(reviewed(open_page, good, "again.csv"), "Correct a cell of this file")
    app = correct(app, 4, "tumor_cells", "21", "lab called")
    assert list(table(app, "Stored")["In the file"]) == ["21"]
    widget(app.text_input, "reason_").input("lab called").run()
    press(app, "Import")
    assert cells_of(store)["P2"] == [21]


def test_a_false_alarm_is_denied_by_whoever_knows_the_column(open_page, store):
    app = reviewed(open_page, NAMES)
    assert "Anna" not in texts(app)
    (knows,) = app.checkbox
    assert next(b for b in app.button if b.label.startswith("Read column")).disabled
    knows.check().run()
    press(app, "Read column comment")
    press(app, "Import 2 rows")
    assert read_answers(store, 1) == {"no_person:comment": "no person is named there"}


def test_a_column_named_for_persons_cannot_be_denied(open_page):
    app = reviewed(open_page, NAMES.replace("comment", "Nachname"))
    assert not app.checkbox
    assert "Drop the columns" in buttons(app)
