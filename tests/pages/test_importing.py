"""The import page: from a file laid into it to the receipt, over a real store."""

import pytest

from monitor.intake import source_file
from monitor.store import backups, engine
from monitor.store.drafts import read_drafts
from monitor.store.engine import open_store
from monitor.store.history import read_changes, read_imports, read_source_file
from monitor.store.reading import read_courses
from tests.imports import take
from tests.pages.imports import buttons, open_steps, press, table, texts, upload
from tests.workbooks import xlsx

CLEAN = """patient_id,collected_on,cells_screened,tumor_cells,lab
P1,2021-03-01,2000000,3,Lab
P1,2021-09-17,2000000,0,Lab
P2,2021-03-01,2000000,0,Lab
"""
CORRECTED = CLEAN.replace("2000000,3", "2000000,4")
FAULTY = """patient_id,collected_on,cells_screened,tumor_cells
P1,2021-03-01,2000000,3
P1,2021-09-17,2000000,3.5
P2,2021-13-45,2000000,0
P2,2021-03-01,2000000,0
"""
COVARIATES = "patient_id,arm,weight\nP1,a,high\nP2,b,low\n"
GERMAN = """Labor Süd – Befundliste;;;;;;
Pat-Nr;Proben-Nr;Entnahmedatum;Entnahmeort;MNZ ausgewertet;Tumorzellen;Bemerkung
0012;23/0417;03.04.2023;BK li;1.000.000;2;
0012;23/0418;17.10.2023;BK re;2.000.000;0;nach CTx
0031;23/0209;14.02.2023;BK li;2 Mio;n.d.;
Summe;;;;;2;
"""


@pytest.fixture
def store(store_url):
    return open_store(store_url)


def reviewed(open_page, content, name="a.csv"):
    return upload(open_page("importing.py"), name, content)


def test_a_clean_file_is_one_screen_without_a_question_and_one_button(open_page, store):
    app = reviewed(open_page, CLEAN)
    assert open_steps(app) == []
    assert "3 stored + 1 named = 4 lines" in texts(app)
    press(app, "Import 3 rows")
    assert app.success[0].value == "Stored as import 1."
    assert [link.label for link in app.get("page_link")][:2] == ["P1", "P2"]
    assert read_imports(store)[0].counts.stored == 3


def test_a_receipt_is_found_again_by_its_address(open_page, store):
    take(store, CLEAN)
    app = open_page("importing.py", **{"import": "1"})
    assert app.success[0].value == "Stored as import 1."
    assert "3 stored + 1 named = 4 lines" in texts(app)


def test_faulty_rows_are_shown_by_rule_and_by_row_before_anything_is_stored(open_page, store):
    app = reviewed(open_page, FAULTY)
    assert "2 stored + 2 rejected + 1 named = 5 lines" in texts(app)
    assert list(table(app, "Rule")["Rows"]) == ["1", "1"]
    rows = table(app, "Why")
    assert list(rows["Line"]) == ["3", "4"]
    assert rows["tumor_cells"][0] == "✕ 3.5"
    assert rows["collected_on"][1] == "✕ 2021-13-45"
    assert "Import 2 rows, leave 2 out" in buttons(app)
    assert read_imports(store) == ()


def test_all_or_nothing_stores_nothing_while_a_row_is_left_out(open_page, store):
    app = reviewed(open_page, FAULTY)
    app.toggle[0].set_value(True).run()
    button = next(b for b in app.button if b.label.startswith("Import 2 rows"))
    assert button.disabled
    assert "2 rows cannot be stored, so nothing is." in texts(app)


def test_a_file_is_a_draft_at_once_and_another_session_goes_on_with_it(open_page, store):
    reviewed(open_page, COVARIATES)
    (draft,) = read_drafts(store)
    other = open_page("importing.py", draft=draft.id)
    assert open_steps(other) == ["Columns  1 question, 1 with a proposal".join((":blue[**", "**]"))]
    press(other, "Confirm")
    assert "Import 2 rows" in buttons(other)
    third = open_page("importing.py", draft=draft.id)
    assert "Study covariate “weight”: **store**" in texts(third)


def test_an_answer_is_taken_back_by_itself_and_asked_again(open_page, store):
    app = press(reviewed(open_page, COVARIATES), "Confirm")
    assert "Import 2 rows" in buttons(app)
    press(app, "Change")
    assert app.radio[0].options == ["store", "leave out"]
    assert "Import 2 rows" not in buttons(app)


def test_every_proposal_is_taken_with_one_click(open_page, store):
    app = reviewed(open_page, GERMAN.encode("cp1252"))
    press(app, "Accept")
    left = [radio.label.replace("\\", "") for radio in app.radio]
    left += [box.label.replace("\\", "") for box in app.selectbox if "mean" in box.label]
    assert len(left) == 1
    assert "“n.d.”" in left[0]


def test_unfinished_imports_are_listed_with_their_questions_and_can_be_discarded(open_page, store):
    reviewed(open_page, COVARIATES, "weights.csv")
    app = open_page("importing.py")
    assert "weights.csv" in buttons(app)
    assert "1 question open" in texts(app)
    press(app, "Discard")
    assert read_drafts(store) == ()
    assert "weights.csv" not in buttons(app)


def test_a_discarded_draft_says_so_where_it_is_opened_again(open_page, store):
    app = open_page("importing.py", draft="gone")
    assert "not here any more" in texts(app)


def test_a_file_imported_before_is_said_to_be_and_kept_no_second_time(open_page, store):
    take(store, CLEAN)
    app = reviewed(open_page, CLEAN, "again.csv")
    assert "Identical to import 1" in texts(app)
    assert read_drafts(store) == ()


def test_a_file_that_is_no_table_is_refused_by_name_and_not_kept(open_page, store):
    app = reviewed(open_page, b"%PDF-1.7 something", "report.csv")
    assert "PDF" in app.error[0].value
    assert read_drafts(store) == ()


def test_a_file_of_which_no_row_can_be_stored_shows_every_reason(open_page, store):
    bad = "P1,2021-03-01,2000000,1.5\nP2,2021-03-01,2000000,2.5\nP3,x,2000000,1\n"
    app = reviewed(open_page, FAULTY.splitlines()[0] + "\n" + bad)
    assert app.warning[0].value.replace("\\", "") == (
        "No row can be stored. 2 rows: not a whole number; 1 row: not a date."
    )
    assert list(table(app, "Rule")["Rows"]) == ["2", "1"]
    assert list(table(app, "Why")["Line"]) == ["2", "3", "4"]
    assert not any(label.startswith("Import ") for label in buttons(app))


def test_rows_of_which_none_can_be_stored_are_kept_on_record_and_the_receipt_says_so(
    open_page, store
):
    app = reviewed(open_page, "patient_id,collected_on,cells_screened,tumor_cells\nP1,x,y,z\n")
    press(app, "Keep 1 rejected row on record")
    assert app.warning[0].value.startswith("No row was stored.")
    assert read_imports(store)[0].counts.rejected == 1
    assert read_courses(store) == ()


def test_columns_that_name_persons_are_dropped_before_anything_is_kept_or_shown(open_page, store):
    file = "patient_id,Nachname,arm\nP1,Musterfrau,a\nP2,Beispiel,b\n"
    app = reviewed(open_page, file)
    assert "Nachname" in texts(app)
    assert "Musterfrau" not in str(app)
    assert read_drafts(store) == ()
    press(app, "Drop the columns")
    assert "Musterfrau" not in str(app)
    press(app, "Import 2 rows")
    kept = read_source_file(store, 1)
    assert b"Musterfrau" not in kept.content
    assert read_imports(store)[0].uploaded_sha256 == source_file("a.csv", file.encode()).sha256


def test_a_stored_value_changes_only_with_a_reason_and_shows_old_and_new(open_page, store):
    take(store, CLEAN)
    app = reviewed(open_page, CORRECTED)
    changes = table(app, "In the file")
    changed = table(app, "Entered with").iloc[0]
    assert (changed["Stored"], changed["In the file"]) == ("3", "4")
    assert changed["Entered with"].startswith("import 1 by ")
    assert len(changes)
    press(app, "Import 1 row")
    assert "A reason is needed" in app.warning[0].value
    assert len(read_imports(store)) == 1
    field(app, "reason_").input("corrected report").run()
    press(app, "Import 1 row")
    assert app.success[0].value == "Stored as import 2."
    assert read_changes(store, 1)[0].reason == "corrected report"


def test_a_click_on_a_page_that_the_store_left_behind_compares_anew(open_page, store):
    app = reviewed(open_page, CLEAN)
    take(store, CORRECTED)
    press(app, "Import 3 rows")
    assert len(read_imports(store)) == 1
    assert "The store changed meanwhile" in texts(app)
    assert "Import 1 row" in buttons(app)
    assert list(table(app, "Entered with")["Stored"]) == ["4"]


def test_a_store_that_cannot_be_written_keeps_the_draft(open_page, store, store_url, monkeypatch):
    app = reviewed(open_page, CLEAN)
    with engine.writing(store):
        monkeypatch.setattr(engine, "BUSY_MILLISECONDS", 100)
        monkeypatch.setattr(backups, "BUSY_SECONDS", 0.1)
        store.engine.pool.dispose()
        app = press(app, "Import 3 rows")
    assert "Nothing was stored. Your draft is kept." in texts(app)
    assert len(read_drafts(store)) == 1
    assert read_imports(store) == ()


def test_a_saved_profile_reads_the_next_export_of_the_lab_without_asking(open_page, store):
    app = press(reviewed(open_page, GERMAN.encode("cp1252")), "Accept")
    answer_all(app)
    press(app, "Import")
    app.text_input[0].input("Lab South")
    press(app, "Save")
    assert "Saved as Lab South, version 1." in texts(app)
    later = GERMAN.replace(";23/", ";24/").replace(".2023;", ".2024;")
    again = reviewed(open_page, later.encode("cp1252"), "next.csv")
    assert "Lab South, version 1: 7 of 7 columns" in texts(again)
    assert any(label.startswith("Import ") for label in buttons(again))


def test_a_file_that_departs_from_a_profile_is_shown_the_difference_and_asks(open_page, store):
    app = press(reviewed(open_page, GERMAN.encode("cp1252")), "Accept")
    answer_all(app)
    press(app, "Import")
    app.text_input[0].input("Lab South")
    press(app, "Save")
    other = GERMAN.replace(";23/", ";24/").replace("Bemerkung", "Kommentar 2")
    again = reviewed(open_page, other.encode("cp1252"), "other.csv")
    assert "6 of 7 columns; new in this file: Kommentar 2; missing: Bemerkung" in texts(again)
    assert not any(label.startswith("Import ") for label in buttons(again))


def field(app, begins):
    """Returns the text field whose key begins so."""
    return next(one for one in app.text_input if str(one.key).startswith(begins))


def answer_all(app):
    """Answers what only a person can know: the first answer of each question."""
    for field in (*app.radio, *(box for box in app.selectbox if box.value is None)):
        if field.value is None and field.label != "Read as":
            field.set_value(field.options[0])
    return press(app, "Continue")


def test_a_column_is_read_differently_by_choice(open_page, store):
    app = reviewed(open_page, CLEAN.replace(",lab", ",who").replace(",Lab", ",R1"))
    boxes = [str(box.key) for box in app.selectbox]
    column = app.selectbox[boxes.index(next(k for k in boxes if k.startswith("column_of_")))]
    target = app.selectbox[boxes.index(next(k for k in boxes if k.startswith("column_as_")))]
    column.set_value("who")
    target.set_value("reader")
    press(app, "Read it so")
    mapping = table(app, "Read as").set_index("In the file")
    assert mapping["Read as"]["who"] == "reader"
    assert "Column “who”: **reader**" in texts(app)


def test_an_answer_that_would_have_the_file_refused_is_said_and_not_kept(open_page, store):
    lines = CLEAN.replace(",lab", "").replace(",Lab", ",").splitlines()
    app = reviewed(open_page, "\n".join(lines) + "\n")
    app.radio[0].set_value("refuse")
    press(app, "Confirm")
    assert "The answer was not kept." in texts(app)
    (draft,) = read_drafts(store)
    assert draft.answers == {}


def test_answers_that_contradict_each_other_are_said_to_and_not_kept(open_page, store):
    file = "Pat-Nr;Entnahmedatum;MNZ ausgewertet;CK+ Zellen;davon TZ\n1;17.04.2021;2000000;2;1\n"
    app = reviewed(open_page, file)
    for radio in app.radio[:2]:
        radio.set_value("tumor_cells")
    press(app, "Continue")
    assert "contradict each other" in app.error[0].value
    (draft,) = read_drafts(store)
    assert draft.answers == {}


def test_a_question_is_drawn_literally_and_read_aloud_without_marks(open_page, store):
    app = reviewed(open_page, COVARIATES.replace("weight", "a*b [c](d)"))
    label = app.radio[0].label
    assert "\\" not in label
    assert "a*b (c)(d)" in label
    assert "a\\*b \\[c\\]" in "".join(str(e.value) for e in app.markdown)


def layout_field(app, about):
    return next(box for box in app.selectbox if str(box.key).startswith(f"layout_{about}_"))


def test_the_header_line_is_chosen_by_hand_where_nothing_was_asked(open_page, store):
    app = reviewed(open_page, CLEAN.splitlines()[0] + "\n" + CLEAN)
    assert "header in line 1" in texts(app)
    layout_field(app, "header").set_value("line 2")
    press(app, "Read the file so")
    assert "header in line 2" in texts(app)
    (draft,) = read_drafts(store)
    assert draft.answers["header"] == "line 2"
    press(app, "Change")
    assert "header in line 1" in texts(app)


def test_a_file_refused_for_its_header_is_read_from_another_line_chosen_by_number(open_page, store):
    german = "Pat-Nr,Entnahmedatum,MNZ ausgewertet,Tumorzellen,Labor\n"
    app = reviewed(open_page, german + CLEAN)
    assert "No row of the file" in app.error[0].value.replace("\\", "")
    field = next(box for box in app.selectbox if str(box.key).startswith("unseen_header_"))
    assert field.options[:2] == ["line 1", "line 2"]
    field.set_value("line 2")
    press(app, "Read the file so")
    assert "header in line 2" in texts(app)
    press(app, "Import 3 rows")
    assert len(read_courses(store)) == 2


def test_the_encoding_of_a_file_is_chosen_and_chosen_again(open_page, store):
    file = CLEAN.replace(",Lab\n", ",Klinik Süd\n").encode("cp850")
    app = reviewed(open_page, file)
    field = next(r for r in app.radio if "encoding" in str(r.key))
    assert [option.replace("\\", "") for option in field.options] == ["cp850", "mac-roman"]
    field.set_value("mac-roman")
    press(app, "Confirm")
    assert read_drafts(store)[0].answers["encoding"] == "mac-roman"
    press(app, "Change")
    field = next(r for r in app.radio if "encoding" in str(r.key))
    field.set_value("cp850")
    press(app, "Confirm")
    press(app, "Import 3 rows")
    assert {a.lab for course in read_courses(store) for a in course.assays} == {"Klinik Süd"}


def test_a_delimiter_that_makes_no_table_is_said_and_not_kept(open_page, store):
    app = reviewed(open_page, CLEAN)
    layout_field(app, "delimiter").set_value("pipe")
    press(app, "Read the file so")
    assert "The answer was not kept." in app.error[0].value.replace("\\", "")
    assert read_drafts(store)[0].answers == {}


def test_a_workbook_has_a_header_line_and_no_delimiter_to_choose(open_page, store):
    rows = [line.split(",") for line in CLEAN.splitlines()]
    app = reviewed(open_page, xlsx({"Sheet": rows}), "book.xlsx")
    assert layout_field(app, "header").value == "line 1"
    assert not any(str(box.key).startswith("layout_delimiter") for box in app.selectbox)
    assert "XLSX · header in line 1" in texts(app)


def test_whose_call_would_change_is_shown_before_anything_is_stored(open_page, store):
    take(store, CLEAN)
    app = reviewed(open_page, CLEAN.splitlines()[0] + "\nP2,2021-09-17,2000000,2,Lab\n")
    assert "This file would change 1 call" in texts(app)
    assert "P2 baseline → appeared, not confirmed" in texts(app)
    shown = table(app, "Call now").iloc[0]
    assert (shown["Patient"], shown["Call then"]) == ("P2", "baseline")
    assert len(read_imports(store)) == 1
    press(app, "Import 1 row")
    assert len(read_imports(store)) == 2


def test_a_file_that_changes_no_call_says_so_and_one_of_new_patients_says_nothing(open_page, store):
    assert "call" not in texts(reviewed(open_page, CLEAN)).lower()
    take(store, CLEAN + "P2,2021-09-17,2000000,0,Lab\n")
    later = CLEAN.splitlines()[0] + "\nP2,2022-03-01,2000000,0,Lab\n"
    assert "This file would change no call." in texts(reviewed(open_page, later))


def test_nothing_is_rehearsed_while_a_question_is_open(open_page, store, monkeypatch):
    monkeypatch.setattr("monitor.effect.rehearse", None)
    assert not reviewed(open_page, COVARIATES).exception


def test_a_file_too_large_to_rehearse_says_so(open_page, store, monkeypatch):
    monkeypatch.setattr("monitor.effect.MOST_PATIENTS", 1)
    assert "is not worked out for files of more than" in texts(reviewed(open_page, CLEAN))


def test_a_file_of_a_known_name_with_other_bytes_says_which_import_it_was(open_page, store):
    take(store, CLEAN, name="export.csv")
    assert "Same name as import 1 of" in texts(reviewed(open_page, CORRECTED, "export.csv"))
    other = CORRECTED.replace("2000000,4", "2000000,5")
    assert "Same name" not in texts(reviewed(open_page, other, "other.csv"))


def test_what_a_file_says_is_shown_as_it_stands(open_page, store):
    name = "**x** [a](b) $y$.csv"
    app = reviewed(open_page, CLEAN.replace("P1", "<img src=x>"), name)
    assert app.subheader[0].value.replace("\\", "") == name
    assert "\\*\\*x" in app.subheader[0].value


def test_the_number_of_patients_does_not_change_what_the_page_shows(open_page, store):
    rows = [f"P{n},2021-03-01,2000000,0,Lab" for n in range(200)]
    app = reviewed(open_page, "\n".join([CLEAN.splitlines()[0], *rows]) + "\n")
    press(app, "Import 200 rows")
    assert len(read_courses(store)) == 200
    people = [link for link in app.get("page_link") if link.label.startswith("P")]
    assert len(people) <= 9
