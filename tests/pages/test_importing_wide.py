"""A wide file through the import page: its groups shown and asked about, then stored and undone."""

import pytest

from monitor.store.engine import open_store
from monitor.store.reading import read_courses
from tests.imports import take
from tests.ingest.test_wide import FOLDER, VISITS
from tests.pages.imports import buttons, press, table, texts, upload


@pytest.fixture
def store(store_url):
    return open_store(store_url)


def reviewed(open_page, content, name="wide.csv"):
    return upload(open_page("importing.py"), name, content)


def assays(store):
    return {c.patient.patient_id: len(c.assays) for c in read_courses(store)}


def asked(app):
    """Returns the questions of a page, as they are read aloud."""
    return "\n".join(str(field.label) for field in (*app.radio, *app.selectbox))


def test_the_groups_and_what_the_first_line_becomes_are_shown_before_the_answer(open_page, store):
    app = reviewed(open_page, VISITS)
    assert "Several assays stand side by side in one line." in asked(app)
    groups = table(app, "collected on")
    assert list(groups["visit"]) == ["KM1", "KM2"]
    assert list(groups["tumor cells"]) == [
        "KM1 Tumorzellen · column 4", "KM2 Tumorzellen · column 7",
    ]  # fmt: skip
    first = table(app, "patient id")
    assert list(first["collected on"]) == ["1999-04-03", "1999-11-18"]
    assert list(first["cells screened"]) == ["2,000,000", "1,850,000"]
    assert "Line 2 is read so; 2 lines of the file: 3 assays" in texts(app)
    assert not any(label.startswith("Import ") for label in buttons(app))


def test_answered_the_file_is_stored_group_by_group(open_page, store):
    app = press(reviewed(open_page, VISITS), "Accept")
    assert "one assay each, visit KM1, KM2" in texts(app)
    press(app, "Import 3 rows")
    assert assays(store) == {"P1": 2, "P2": 1}


def test_a_file_that_is_not_to_be_read_so_says_the_way_out_and_keeps_its_question(open_page, store):
    app = reviewed(open_page, VISITS)
    choice = next(field for field in app.radio if "refuse the file" in field.options)
    choice.set_value("refuse the file")
    app = press(app, "Confirm") if "Confirm" in buttons(app) else press(app, "Continue")
    assert "write each group into a row of its own" in texts(app)
    assert "Several assays stand side by side in one line." in asked(app)


def test_a_depth_that_stands_once_is_asked_and_no_proposal_takes_it(open_page, store):
    app = press(reviewed(open_page, (FOLDER / "one_depth_for_both.csv").read_text()), "Accept")
    assert "were so many cells screened for each of them, or for all together?" in asked(app)
    field = next(radio for radio in app.radio if "of each" in radio.options)
    assert field.value is None
    field.set_value("of each")
    press(press(app, "Continue"), "Import 4 rows")
    assert assays(store) == {"M-0012": 2, "M-0031": 2}


def test_a_line_held_back_shows_the_cell_of_the_group_at_fault(open_page, store):
    app = reviewed(open_page, VISITS.replace("18.11.1999;0", "18.11.1999;2500000"))
    app = press(app, "Accept")
    marked = table(app, "Why")
    assert marked["KM2 Tumorzellen"].str.contains("2500000").any()
    assert marked["KM2 Tumorzellen"].str.startswith("✕").any()
    assert not marked["KM1 Tumorzellen"].str.startswith("✕").any()


def test_the_evidence_of_a_stored_assay_names_the_columns_it_was_read_from(open_page, store):
    take(store, VISITS)
    (link,) = [c.patient.link for c in read_courses(store) if c.patient.patient_id == "P1"]
    app = open_page("patient.py", p=link)
    app.get("button_group")[-1].set_value(["Assays"]).run()
    box = app.selectbox[-1]
    assert box.label == "Evidence of a sampling"
    box.select_index(1).run()
    assert not app.exception
    assert app.code[0].value.startswith("P1;Lab A;03.04.1999;2;2000000;18.11.1999;0;1850000;")
    named = [c.value.replace("\\", "") for c in app.caption if "Read from the columns" in c.value]
    assert named in (
        ["Read from the columns KM1 Datum, KM1 Tumorzellen, KM1 MNZ"],
        ["Read from the columns KM2 Datum, KM2 Tumorzellen, KM2 MNZ"],
    )
