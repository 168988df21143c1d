"""What a header is read as."""

import pytest

from monitor.domain.vocabularies import FileKind
from monitor.ingest.columns import COLUMNS
from monitor.ingest.mapping import UnknownHeaderError, map_columns

ASSAYS = "patient_id,collected_on,cells_screened,tumor_cells"


def header(text):
    return map_columns(text.split(","))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (ASSAYS, FileKind.ASSAYS),
        ("patient_id,therapy_type,agent,started_on", FileKind.THERAPY),
        ("patient_id,arm", FileKind.PATIENTS),
        ("patient_id,event_type,occurred_on", FileKind.OUTCOMES),
    ],
)
def test_the_required_columns_tell_what_kind_of_file_it_is(text, kind):
    assert header(text).kind is kind


@pytest.mark.parametrize("kind", FileKind)
def test_every_declared_column_is_known_by_its_name(kind):
    names = [column.name for column in COLUMNS[kind]]
    assert map_columns(names).positions == {name: at for at, name in enumerate(names)}


@pytest.mark.parametrize(
    "text",
    [
        "Patient_ID,COLLECTED_ON,Cells Screened,tumor-cells",
        "tumor_cells,cells_screened,collected_on,patient_id",
        " patient_id ,collected.on,cells  screened,Tumor Cells",
    ],
)
def test_case_order_and_what_joins_the_words_do_not_matter(text):
    assert header(text).kind is FileKind.ASSAYS


@pytest.mark.parametrize("name", ["tumor_cell_s2", "tumorcels", "DTK", "TCZ", "tumor_cellz"])
def test_no_column_is_found_by_likeness(name):
    with pytest.raises(UnknownHeaderError, match="lacks: tumor_cells"):
        header(f"patient_id,collected_on,cells_screened,{name}")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b", "No column of the header"),
        ("patient_id,x", "patient_id and no other"),
        ("patient_id,therapy_type,started_on", "lacks: agent"),
        ("patient_id,collected_on,cells_screened", "lacks: tumor_cells"),
        ("patient_id,collected_on,cells_screened,x", "Its columns are: patient_id, .*, x"),
        (f"{ASSAYS},Tumor Cells", "more than one column tumor_cells"),
        (f"{ASSAYS},x,X", "more than one column x"),
    ],
)
def test_a_header_that_cannot_be_read_safely_is_refused_with_the_reason(text, sentence):
    with pytest.raises(UnknownHeaderError, match=sentence):
        header(text)


@pytest.mark.parametrize(
    "name",
    [
        "Nachname", "Vorname", "Name", "Name; Vorname", "Patientenname", "patient_name",
        "Last Name", "SURNAME", "Geburtsname", "name1",
        "date_of_birth", "DOB", "Birth Date", "Geburtsdatum", "Geb.-Datum", "geb.",
        "MRN", "record number", "Medical Record No.", "Versichertennummer", "KVNR", "SSN",
        "e-mail", "Telefon",
    ],
)  # fmt: skip
@pytest.mark.parametrize("columns", [ASSAYS, "patient_id,arm"])
def test_a_column_that_would_name_a_person_refuses_the_file(name, columns):
    with pytest.raises(UnknownHeaderError, match="Only pseudonyms are stored"):
        map_columns([*columns.split(","), name])


@pytest.mark.parametrize("name", ["birth_year", "drug name", "er", "geb_jahr", "filename", "phase"])
def test_a_column_that_only_sounds_like_one_does_not(name):
    map_columns(["patient_id", "arm", name])


def test_our_own_column_of_reasons_and_nameless_columns_are_no_covariates():
    mapping = map_columns(["patient_id", "arm", "", "bmi", "rejected_because"])
    assert list(mapping.unknown) == ["bmi"]
    assert mapping.nameless == (2,)
