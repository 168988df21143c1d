"""Columns that only a person can tell: what is asked, and what the answers come to."""

import pytest

from monitor.domain.plan import Action
from monitor.domain.vocabularies import FileKind
from monitor.ingest.mapping import UnknownHeaderError, map_columns
from tests.imports import assert_lawful, outcomes, plan, rules

FOREIGN = "Patienten-Nr,Datum,Methode,Kernhaltige Zellen,Tumorzellen,Anteil [%],Bemerkung\n"
ROW = "BM-001,2023-01-17,flow,1250000,625,0.05,diagnosis\n"
TOLD = {
    "column:Datum": "collected_on",
    "column:Kernhaltige Zellen": "cells_screened",
    "column:Anteil [%]": "reported_rate",
}


def questions(found):
    return {question.id: question for question in found.questions}


def test_general_words_are_asked_with_their_possible_columns_and_no_proposal(store):
    asked = plan(store, FOREIGN + ROW)
    assert {q.id: (q.options, q.proposed) for q in asked.questions} == {
        "column:Datum": (("collected_on", "leave out"), None),
        "column:Kernhaltige Zellen": (("cells_screened", "leave out"), None),
        "column:Anteil [%]": (("reported_rate", "leave out"), None),
    }
    assert outcomes(asked)[2] == "pending"
    assert not rules(asked)
    assert_lawful(asked)


def test_the_answers_say_which_column_is_which_and_in_what_unit(store):
    found = plan(store, FOREIGN + ROW, TOLD)
    assert found.action is Action.STORED
    columns = found.rows.columns
    assert (columns["cells_screened"][0], columns["reported_rate"][0]) == (1_250_000, 500.0)


def test_a_column_that_is_left_out_is_not_read(store):
    found = plan(store, FOREIGN + ROW, TOLD | {"column:Anteil [%]": "leave out"})
    assert found.rows.columns["reported_rate"] == [None]
    assert "Anteil [%]" in [p.column for p in found.problems if p.rule == "column_not_read"]


def test_an_answer_that_is_no_column_is_no_answer(store):
    found = plan(store, FOREIGN + ROW, TOLD | {"column:Datum": "reported"})
    assert "column:Datum" in questions(found)


def test_an_answer_names_a_column_that_nobody_asked_about(store):
    file = "patient_id,collected_on,cells_screened,blah\nP1,2023-01-17,2000000,3\n"
    found = plan(store, file, {"column:blah": "tumor_cells"})
    assert found.rows.columns["tumor_cells"] == [3]


def test_results_that_are_nothing_else_speak_for_themselves(store):
    file = "patient_id,collected_on,cells_screened,DTC,Ergebnis\nP1,2023-01-17,2000000,3,pos.\n"
    (question,) = plan(store, file).questions
    assert (question.id, question.proposed) == ("column:Ergebnis", "result_text")
    found = plan(store, file, {"column:Ergebnis": "result_text"})
    assert found.rows.columns["result_text"] == ["positive"]


def test_two_columns_that_say_the_same_are_both_asked(store):
    file = "patient_id,collected_on,cells_screened,CK+ Zellen,davon TZ\nP1,2023-01-17,2000000,3,1\n"
    asked = questions(plan(store, file))
    assert set(asked) == {"column:CK+ Zellen", "column:davon TZ"}
    answers = {"column:CK+ Zellen": "leave out", "column:davon TZ": "tumor_cells"}
    assert plan(store, file, answers).rows.columns["tumor_cells"] == [1]
    both = dict.fromkeys(asked, "tumor_cells")
    assert set(questions(plan(store, file, both))) == set(asked)


def test_the_total_of_both_categories_is_not_read_beside_them(store):
    head = "patient_id,collected_on,cells_screened,ck_pos_total,n_tc,n_probable\n"
    found = plan(store, head + "P1,2023-01-17,2000000,3,2,1\n")
    assert found.action is Action.STORED
    assert found.rows.columns["tumor_cells"] == [2]
    assert "total_not_read" in [problem.rule for problem in found.problems]


def test_a_known_name_over_cells_that_cannot_be_is_asked(store):
    head = "patient_id,collected_on,cells_screened,DTC,Isotyp\n"
    (question,) = plan(store, head + "P1,2023-01-17,2000000,3,MOPC21\n").questions
    assert question.id == "column:Isotyp"
    assert question.options == ("control_positive", "leave out")
    assert plan(store, head + "P1,2023-01-17,2000000,3,0\n").action is Action.STORED


@pytest.mark.parametrize("name", ["CTC", "CTC count", "zirkulierende Tumorzellen"])
def test_where_the_header_speaks_of_blood_the_specimen_must_be_told(store, name):
    file = f"patient_id,collected_on,cells_screened,{name}\nP1,2023-01-17,2000000,3\n"
    (question,) = plan(store, file).questions
    assert (question.id, question.options, question.proposed) == (
        "specimen", ("bone_marrow", "blood"), None,
    )  # fmt: skip
    assert plan(store, file, {"specimen": "blood"}).rows.columns["material"][0] == "blood"
    assert plan(store, file, {"specimen": "bone_marrow"}).rows.columns["material"][0] == (
        "bone_marrow"
    )


def test_the_specimen_is_not_asked_where_the_file_says_it(store):
    file = "patient_id,collected_on,cells_screened,CTC,Material\nP1,2023-01-17,2000000,3,PB\n"
    found = plan(store, file)
    assert found.action is Action.STORED
    assert found.rows.columns["material"] == ["blood"]


def test_one_value_stands_for_a_column_that_the_file_lacks(store):
    file = "patient_id,collected_on,DTC\nP1,2023-01-17,3\nP2,2023-01-18,0\n"
    (question,) = plan(store, file).questions
    assert (question.id, question.options, question.proposed) == (
        "constant:cells_screened", (), None,
    )  # fmt: skip
    found = plan(store, file, {question.id: "2 Mio"})
    assert found.action is Action.STORED
    assert list(found.rows.columns["cells_screened"]) == [2_000_000, 2_000_000]
    assert_lawful(found)


@pytest.mark.parametrize("answer", ["", " ", "some", "-3"])
def test_an_answer_that_is_no_value_of_the_column_is_asked_again(store, answer):
    file = "patient_id,collected_on,DTC\nP1,2023-01-17,3\n"
    assert "constant:cells_screened" in questions(
        plan(store, file, {"constant:cells_screened": answer})
    )


def test_a_lab_or_center_may_be_told_for_the_whole_file(store):
    file = "patient_id,collected_on,cells_screened,DTC\nP1,2023-01-17,2000000,3\n"
    found = plan(store, file, {"constant:lab": "Oslo", "constant:center": "North"})
    assert found.rows.columns["lab"] == ["Oslo"]
    assert found.rows.people["center"] == ["North"]


def test_a_column_of_unknown_name_is_offered_for_what_is_missing_where_its_cells_fit(store):
    file = "Pat-Nr,Entnahmedatum,MNZ gez.,Farbe,blah\nP1,2023-01-17,2000000,blau,3\n"
    (question,) = plan(store, file).questions
    assert (question.id, question.options) == ("column:blah", ("tumor_cells", "leave out"))
    with pytest.raises(UnknownHeaderError, match="lacks: tumor_cells"):
        map_columns(file.split("\n", 1)[0].split(","))


def test_where_several_kinds_fit_the_kind_is_asked(store):
    file = (
        "patient_id,collected_on,cells_screened,tumor_cells,therapy_type,agent,started_on\n"
        "P1,2023-01-17,2000000,3,surgery,BCS,2023-01-17\n"
    )
    (question,) = plan(store, file).questions
    assert (question.id, question.options) == ("kind", ("assays", "therapy"))
    found = plan(store, file, {"kind": "therapy"})
    assert (found.kind, found.action) == (FileKind.THERAPY, Action.STORED)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Pat-Nr;Therapieart;Substanz;Beginn;Ende;laufend;Zyklen", FileKind.THERAPY),
        ("Patient;Treatment;Drug;Start date;End date", FileKind.THERAPY),
        ("Pat-Nr;Ereignis;Datum;Lokalisation", FileKind.OUTCOMES),
        ("Pat-Nr;Geburtsjahr;pT;pN;Grading;ER-Status", FileKind.PATIENTS),
        ("Pat-Nr;E-Nr;Entnahmedatum;MNZ ausgewertet;DTZ;Befund", FileKind.ASSAYS),
    ],
)
def test_german_and_english_headers_tell_the_kind_of_file(header, kind):
    assert map_columns(header.split(";")).kind is kind


def test_a_row_of_units_says_what_the_numbers_are():
    header = ["patient_id", "collected_on", "MNZ gez.", "DTC"]
    assert map_columns(header, units=["", "", "Mio", "n"]).units["cells_screened"] == "millions"
    doubted = map_columns(header, units=["", "", "ml", "n"], columns=[["1"]] * 4)
    assert "column:MNZ gez." in [question.id for question in doubted.questions]
