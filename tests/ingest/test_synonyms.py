"""What labs call our columns: every name means one thing, and none is found by likeness."""

import itertools

import pytest

from monitor.domain.vocabularies import FileKind
from monitor.ingest import synonyms
from monitor.ingest.columns import COLUMNS
from monitor.ingest.matching import match
from monitor.ingest.synonyms import certain_names, fold_name, known_names, likely_names


def all_names(kind):
    columns = {column.name for column in COLUMNS[kind]}
    for table in (synonyms._COMMON, synonyms._CERTAIN[kind]):
        for column, names in table.items():
            if column in columns:
                yield from ((column, name) for name in names.split("|"))


@pytest.mark.parametrize("kind", FileKind)
def test_every_certain_name_means_one_column_and_nothing_else(kind):
    for column, name in all_names(kind):
        assert match(kind, name).targets == (column,), name
        assert fold_name(name) not in likely_names(kind), name
        assert fold_name(name) not in synonyms.IGNORED, name


@pytest.mark.parametrize("kind", FileKind)
def test_every_name_of_ours_is_certain(kind):
    for column in COLUMNS[kind]:
        assert certain_names(kind)[fold_name(column.name)] == column.name


@pytest.mark.parametrize("kind", FileKind)
def test_a_general_word_is_in_no_list_of_certain_names(kind):
    columns = {column.name for column in COLUMNS[kind]}
    for name, targets in likely_names(kind).items():
        assert set(targets) <= columns
        assert name not in certain_names(kind)
        assert name not in synonyms.IGNORED


@pytest.mark.parametrize(
    ("one", "other"), [("DTC", "DTZ"), ("ER", "PR"), ("DTC", "CTC"), ("TZ", "HZ"), ("pT", "pN")]
)
def test_names_that_differ_by_a_letter_are_each_known_by_itself(one, other):
    assert fold_name(one) != fold_name(other)
    assert fold_name(one) in known_names()
    assert fold_name(other) in known_names()


def test_dropping_or_changing_one_letter_of_a_short_name_finds_nothing_else():
    """There is no edit distance: what is not in the list is not found."""
    for kind in FileKind:
        names = certain_names(kind)
        for name, at in itertools.product([n for n in names if len(n) <= 5], range(5)):
            changed = name[:at] + "q" + name[at + 1 :]
            if changed not in names and changed not in likely_names(kind):
                assert not match(kind, changed).targets


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Prä-OP", "praeop"), ("MNZ gez.", "mnz_gez"), ("Pat.-Nr.", "PAT NR"),
        ("Antikörper", "Antikoerper"), ("CK+/10^6", "ck+ / 10⁶"), ("Größe", "GROESSE"),
        ("SampleDate", "sample-date"), ("Vol (ml)", "vol [ML]"), ("Anteil %", "anteil pct"),
    ],
)  # fmt: skip
def test_case_marks_and_spelling_of_umlauts_do_not_matter(one, other):
    assert fold_name(one) == fold_name(other)


def test_positive_and_negative_cells_are_two_things():
    assert fold_name("CK+ Zellen") != fold_name("CK- Zellen")
    assert not match(FileKind.ASSAYS, "CK- Zellen").targets


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("Pat-Nr", "patient_id"), ("Pseudonym", "patient_id"), ("E-Nr", "sample_id"),
        ("Eingangs-Nr.", "sample_id"), ("Proben-Nr.", "sample_id"),
        ("Entnahmedatum", "collected_on"), ("Punktionsdatum", "collected_on"),
        ("sample_date", "collected_on"), ("Zeitpunkt", "visit"), ("Ort", "site"),
        ("Vol (ml)", "volume_ml"), ("MNZ ausgewertet", "cells_screened"),
        ("ausgewertete Zellen", "cells_screened"), ("MNZ gez.", "cells_screened"),
        ("MNZ ausgewertet (Mio)", "cells_screened"), ("nucleated_cells", "cells_screened"),
        ("tumour_cells", "tumor_cells"), ("davon TZ", "tumor_cells"), ("DTZ", "tumor_cells"),
        ("ITZ", "tumor_cells"), ("CK+ Zellen", "tumor_cells"), ("fragl. TZ", "probable_cells"),
        ("Isotyp", "control_positive"), ("Negativkontrolle", "control_positive"),
        ("Klon", "antibody"), ("Antikörper", "antibody"), ("Methode", "method"),
        ("assay", "method"), ("Befund", "result_text"), ("Befunder", "reader"),
        ("CK+/10^6", "reported_rate"), ("Zellen pro Mio", "reported_rate"),
        ("tumour_pct", "reported_rate"), ("Tumorzellen [%]", "reported_rate"),
        ("Bemerkung", "comment"), ("Vitalität (%)", "viability_pct"),
    ],
)  # fmt: skip
def test_what_german_and_english_labs_write_is_known(name, column):
    assert match(FileKind.ASSAYS, name).targets == (column,)
    assert match(FileKind.ASSAYS, name).is_certain


@pytest.mark.parametrize(
    "name", ["Datum", "Anteil [%]", "Kernhaltige Zellen", "Zellen", "Ergebnis", "ID", "N"]
)
def test_a_general_word_is_never_certain(name):
    found = match(FileKind.ASSAYS, name)
    assert found.targets
    assert not found.is_certain


@pytest.mark.parametrize(
    "name", ["Eingangsdatum", "received_date", "report_date", "Befunddatum", "MNZ gesamt", "HZ"]
)
def test_the_day_of_receipt_or_report_is_never_the_day_of_aspiration(name):
    assert not match(FileKind.ASSAYS, name).targets


@pytest.mark.parametrize("name", ["Volumen (l)", "Tumorzellen (pro ml)", "MNZ ausgewertet (ml)"])
def test_a_unit_that_the_column_cannot_have_leaves_it_in_doubt(name):
    assert not match(FileKind.ASSAYS, name).is_certain
