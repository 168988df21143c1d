"""Columns that name people: found by header and by content, and shown nowhere."""

import hashlib

import pytest

from monitor.domain.coded import Coded
from monitor.domain.plan import Action
from monitor.ingest.mapping import UnknownHeaderError, map_columns
from monitor.ingest.report import report
from monitor.store.history import read_imports
from tests.imports import assert_lawful, given_back, outcomes, plan, take

HEADER = ["patient_id", "collected_on", "cells_screened", "tumor_cells", "extra"]
DROP = {"personal_columns": "drop the columns"}


def mapping(cells, answers=None, name="extra"):
    rows = len(cells)
    columns = [
        Coded.of([f"P{n}" for n in range(rows)]),
        Coded.of(["2023-01-17"] * rows),
        Coded.of(["2000000"] * rows),
        Coded.of(["0"] * rows),
        Coded.of(cells),
    ]
    return map_columns([*HEADER[:4], name], answers or {}, columns)


@pytest.mark.parametrize(
    "cells",
    [
        ["Müller, Anna", "Maier, Eva Maria", ""],
        ["anna@example.org"],
        ["A123456789", "B987654321"],
        ["123-45-6789"],
        ["+49 89 1234567", "089/123456"],
        ["17.03.1958", "1.2.1961", "30.11.1970"],
        ["1958-03-17", "1961-02-01"],
        ["3/17/58", "2/1/61"],
    ],
    ids=str,
)
def test_a_column_whose_cells_name_people_is_asked_by_name_alone(cells):
    found = mapping(cells)
    (question,) = found.questions
    assert (question.id, question.options, question.proposed) == (
        "personal_columns", ("drop the columns",), None,
    )  # fmt: skip
    assert found.waits
    assert found.hides
    assert "extra" not in found.unknown
    assert "extra" in question.message
    assert not any(cell and cell in question.message for cell in cells)


@pytest.mark.parametrize(
    "cells",
    [
        ["dry tap", "left, repeated"],
        ["Oslo", "Munich"],
        ["99/0417", "00/0511"],
        ["2023-01-19", "2022-12-31"],
        ["n@home", "a @ b"],
        ["12", "13"],
        ["", ""],
    ],
    ids=str,
)
def test_a_column_of_anything_else_is_not(cells):
    assert not mapping(cells).questions


def test_days_of_receipt_of_an_old_series_are_no_birth_dates():
    columns = [Coded.of(["P1"]), Coded.of(["1999-04-03"]), Coded.of(["1"]), Coded.of(["0"])]
    old = [*columns, Coded.of(["1999-04-04"])]
    assert not map_columns([*HEADER[:4], "Eingangsdatum"], {}, old).questions
    assert not map_columns([*HEADER[:4], "extra"], {}, old).questions


def test_once_dropped_they_are_named_by_position_and_read_no_more():
    found = mapping(["Müller, Anna", "Maier, Eva"], DROP)
    assert found.dropped == (4,)
    assert not found.questions
    assert not found.unknown


@pytest.mark.parametrize(
    ("header", "cells"),
    [("patient_id,arm,Nachname", "P1,a,Musterfrau"), ("patient_id,arm,birth_year", "P1,a,4.3.58")],
)
def test_what_the_header_says_refuses_the_file_and_tells_the_way_out(store, header, cells):
    found = plan(store, f"{header}\n{cells}\n")
    assert found.action is Action.REFUSED
    assert [question.id for question in found.questions] == ["personal_columns"]
    assert cells.rpartition(",")[2] not in str(report(found))


def test_pseudonyms_that_are_names_cannot_be_dropped():
    columns = [Coded.of(["Müller, Anna", "Maier, Eva"]), *[Coded.of(["1", "2"])] * 3]
    with pytest.raises(UnknownHeaderError, match="holds names") as refused:
        map_columns(HEADER[:4], DROP, columns)
    assert "Anna" not in str(refused.value)


def test_until_it_is_answered_nothing_of_such_a_column_is_shown(store):
    file = (
        ",".join(HEADER) + "\nP1,2023-01-17,2000000,0,anna@example.org\n"
        'P2,x,2000000,0,eva@example.org\nP3,2023-01-17,2000000,0,"eve@example.org\n'
    )
    found = plan(store, file)
    assert found.action is Action.ASK
    assert set(outcomes(found).values()) <= {"named", "pending", "rejected"}
    shown = str(report(found)) + given_back(found)
    assert "example.org" not in shown
    assert_lawful(found)


def test_a_case_number_is_a_pseudonym_only_if_a_person_says_so(store):
    file = "Fallnummer,collected_on,cells_screened,DTC\nP1,2023-01-17,2000000,0\n"
    (question,) = plan(store, file).questions
    assert (question.id, question.proposed) == ("column:Fallnummer", None)
    assert plan(store, file, {question.id: "patient_id"}).action is Action.STORED
    beside = "patient_id,Fallnummer,collected_on,cells_screened,DTC\nP1,7,2023-01-17,2000000,0\n"
    assert plan(store, beside).action is Action.REFUSED


def test_once_dropped_the_kept_bytes_are_without_them_and_both_hashes_are_known(new_store):
    store = new_store()
    file = (
        ",".join([*HEADER[:2], "Nachname", *HEADER[2:4]])
        + "\nP1,2023-01-17,Musterfrau,2000000,3\nP2,2023-01-18,Beispiel,2000000,0\n"
    )
    found = take(store, file, DROP)
    assert found.action is Action.STORED
    assert b"Musterfrau" not in found.source.content
    assert found.source.content.startswith(b"patient_id,collected_on,cells_screened,tumor_cells\n")
    assert found.uploaded_sha256 == hashlib.sha256(file.encode()).hexdigest()
    assert found.source.sha256 == hashlib.sha256(found.source.content).hexdigest()
    (entry,) = read_imports(store)
    assert (entry.sha256, entry.uploaded_sha256) == (found.source.sha256, found.uploaded_sha256)
    assert plan(store, file, DROP).action is Action.UNCHANGED


def test_a_row_that_cannot_be_cut_is_emptied_and_said_so(store):
    file = ",".join(HEADER) + '\nP1,2023-01-17,2000000,3,a@b.de\nP2,2023-01-18,2000000,"0,c@d.de\n'
    found = plan(store, file, DROP)
    assert b"@" not in found.source.content
    assert "line_emptied" in [problem.rule for problem in found.problems]
    assert found.counts.lines == 3


# ------------------------------------------------------------------ beside the table; full names

TABLE = "patient_id,collected_on,cells_screened,tumor_cells\nP1,2023-01-17,2000000,0\n"


@pytest.mark.parametrize(
    "file",
    [
        "Patientin: Anna Zarnekow\n\n" + TABLE,
        "Geburtsdatum: 17.03.1958\n\n" + TABLE,
        TABLE + "\nName,Vorname,Station,x\nZarnekow,Anna,3,2\n",
    ],
    ids=["above", "birth date above", "a second table"],
)
def test_a_file_that_names_a_patient_beside_its_rows_is_refused_and_shows_nothing(store, file):
    found = plan(store, file)
    assert found.action is Action.REFUSED
    assert "Only pseudonyms" in found.refused
    assert not any(word in str(report(found)) for word in ("Zarnekow", "Anna", "1958"))


def test_what_a_lab_says_of_itself_above_the_table_is_no_patients_data(store):
    above = "Labor: Institut Maier\nE-Mail: labor@example.org\nPatient: BM-001\n\n"
    found = plan(store, above + TABLE)
    assert found.action is Action.ASK
    assert [question.id for question in found.questions] == ["header", "constant:lab"]


def test_full_names_are_known_by_a_name_that_many_people_have(store):
    rows = ("P1,Anna Zarnekow", "P2,Marta Zubiri", "P3,Sabine Zeh")
    file = "patient_id,extra,collected_on,cells_screened,tumor_cells\n" + "".join(
        f"{row},2023-01-17,2000000,0\n" for row in rows
    )
    found = plan(store, file)
    assert [question.id for question in found.questions] == ["personal_columns"]
    assert "Zarnekow" not in str(report(found))
    assert not mapping(["Bone Marrow", "Left Crest", "Iliac Crest"]).questions


def test_comments_that_are_addresses_are_no_comments(store):
    file = TABLE.replace("cells\n", "cells,comment\n").replace(",0\n", ",0,anna@example.org\n")
    found = plan(store, file)
    assert [question.id for question in found.questions] == ["personal_columns"]
    assert "anna@" not in str(report(found))


@pytest.mark.parametrize("name", ["Labor", "Laboratory city", "Ort", "Site", "center", "Klinik"])
def test_towns_and_countries_of_labs_and_centers_are_no_names(store, name):
    towns = ("Oslo, Norway", "Bergen, Norway", "Lund, Sweden")
    rows = "".join(f'P{n},2023-01-17,2000000,0,"{town}"\n' for n, town in enumerate(towns))
    found = plan(store, f"patient_id,collected_on,cells_screened,tumor_cells,{name}\n{rows}")
    assert "personal_columns" not in {question.id for question in found.questions}


def test_patients_are_names_in_a_column_of_centers_too(store):
    rows = "".join(f'P{n},2023-01-17,2000000,0,"Muster, {who}"\n' for n, who in enumerate(GIVEN))
    found = plan(store, f"patient_id,collected_on,cells_screened,tumor_cells,center\n{rows}")
    assert [question.id for question in found.questions] == ["personal_columns"]


GIVEN = ("Anna", "Eva", "Karin")


@pytest.mark.parametrize("column", ["comment", "visit", "center", "antibody", "sample_id", "extra"])
@pytest.mark.parametrize(
    "cells",
    [("Anna Muster", "Eva Muster", "Karin Muster"), ("call a.muster@example.org", "", "dry tap")],
    ids=["names", "an e-mail address"],
)
def test_names_and_addresses_are_found_in_columns_of_ours(store, column, cells):
    rows = "".join(f"P{n},2023-01-17,2000000,0,{cell}\n" for n, cell in enumerate(cells))
    found = plan(store, f"patient_id,collected_on,cells_screened,tumor_cells,{column}\n{rows}")
    assert [question.id for question in found.questions] == ["personal_columns"]
    assert "muster" not in str(report(found)).lower()


@pytest.mark.parametrize(
    ("line", "is_refused"),
    [
        ("Patientin: Anna Muster", True),
        ("Patientin: Muster", True),
        ("Patientin: Frau Muster", True),
        ("Patientin: A. Muster, geb. 3.4.1958", True),
        ("Befund zu BM-001 geb. 03.04.1958", True),
        ("Patient: BM-001", False),
        ("Patient: anonymisiert", False),
        ("Patient: Anonymous", False),
        ("Labor: Dr. Muster, Hauptstr. 1", False),
        ("Befund vom 03.04.2024", False),
    ],
)
def test_a_line_above_the_table_that_says_who_a_patient_is_refuses_the_file(
    store, line, is_refused
):
    table = "patient_id;collected_on;cells_screened;tumor_cells\nP1;2023-01-17;2000000;0\n"
    found = plan(store, f"{line}\n{table}")
    assert (found.refused is not None) == is_refused
    assert "Muster" not in (found.refused or "")


@pytest.mark.parametrize("name", ["Anna Muster", "Muster, Anna", "MUSTER, ANNA", "Frau Muster"])
@pytest.mark.parametrize("others", [3, 300])
def test_one_name_among_the_pseudonyms_refuses_the_file_and_is_not_shown(store, name, others):
    rows = "".join(f"BM-{n},2023-01-17,2000000,0\n" for n in range(others))
    file = (
        f'patient_id,collected_on,cells_screened,tumor_cells\n{rows}"{name}",2023-01-17,2000000,0\n'
    )
    found = plan(store, file)
    assert found.action is Action.REFUSED
    assert "names of people" in (found.refused or "")
    assert "uster" not in (found.refused or "").casefold()


@pytest.mark.parametrize("code", ["BM 12", "MUC,12", "Arm A", "AB CD", "Lab Nord X", "anna"])
def test_a_pseudonym_of_several_words_is_no_name(store, code):
    rows = f'"{code}",2023-01-17,2000000,0\nBM-2,2023-01-17,2000000,0\n'
    found = plan(store, f"patient_id,collected_on,cells_screened,tumor_cells\n{rows}")
    assert found.action is Action.STORED


@pytest.mark.parametrize("cell", ["1E+05", "1,00E+05", "########", "#N/A", "#NV", "-", "?"])
def test_what_a_spreadsheet_leaves_of_an_identifier_is_none(store, cell):
    rows = f'"{cell}",2023-01-17,2000000,0\nP2,2023-01-17,2000000,0\n'
    found = plan(store, f"patient_id,collected_on,cells_screened,tumor_cells\n{rows}")
    assert outcomes(found)[2] == "rejected"
    assert outcomes(found)[3] == "stored"


def test_null_is_never_proposed_to_be_no_cells(store):
    rows = "P1,2023-01-17,2000000,NULL\nP2,2023-01-17,2000000,3\n"
    found = plan(store, f"patient_id,collected_on,cells_screened,tumor_cells\n{rows}")
    assert {question.id: question.proposed for question in found.questions} == {
        "value:tumor_cells:null": None
    }
