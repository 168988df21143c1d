"""Words: the evident ones are read, every other one is asked once."""

import json

import pytest

from monitor.domain.plan import Action
from monitor.ingest.columns import COLUMNS, Form
from monitor.ingest.words import fold_word
from tests.imports import assert_lawful, outcomes, plan, rules, take

ASSAYS = "patient_id;collected_on;cells_screened;DTC;site;result_text;control_positive\n"


def rows(*cells, column=4):
    """Returns a file of one row for each text, which stands in the column of this position."""
    plain = ["P{}", "2023-01-17", "2000000", "0", "", "", ""]
    lines = []
    for n, cell in enumerate(cells):
        row = [*plain]
        row[0], row[column] = f"P{n}", cell
        lines.append(";".join(row))
    return ASSAYS + "\n".join(lines) + "\n"


def asked(found):
    return {question.id: (question.options, question.proposed) for question in found.questions}


def value_of(kind, name, text):
    column = next(column for column in COLUMNS[kind] if column.name == name)
    return column.parse(text)


@pytest.mark.parametrize(
    ("kind", "column", "text", "value"),
    [
        ("assays", "site", "BK li", "left"), ("assays", "site", "BK re.", "right"),
        ("assays", "site", "bds.", "both"), ("assays", "site", "R", "right"),
        ("assays", "site", "Sternum", "sternum"), ("assays", "material", "KM", "bone_marrow"),
        ("assays", "material", "Knochenmark", "bone_marrow"), ("assays", "material", "PB", "blood"),
        ("assays", "method", "Immunzytochemie", "icc"), ("assays", "method", "FACS", "flow"),
        ("assays", "method", "RT-PCR", "pcr"), ("assays", "result_text", "pos.", "positive"),
        ("assays", "result_text", "POS", "positive"), ("assays", "result_text", "neg", "negative"),
        ("assays", "result_text", "fragl.", "questionable"),
        ("assays", "result_text", "n. auswertbar", "not evaluable"),
        ("assays", "result_text", "Material unzureichend", "not evaluable"),
        ("assays", "result_text", "insufficient", "not evaluable"),
        ("assays", "result_text", "nicht nachweisbar", "negative"),
        ("therapy", "therapy_type", "CH", "chemotherapy"),
        ("therapy", "therapy_type", "Bestrahlung", "radiotherapy"),
        ("therapy", "therapy_type", "HO", "endocrine"), ("therapy", "intent", "N", "neoadjuvant"),
        ("therapy", "end_reason", "E", "regular"), ("therapy", "end_reason", "V", "patient_wish"),
        ("therapy", "ongoing", "ja", True), ("therapy", "ongoing", "x", True),
        ("outcomes", "event_type", "Fernmetastase", "distant_metastasis"),
        ("outcomes", "event_type", "verstorben", "death"),
        ("outcomes", "event_type", "Lokalrezidiv", "local_recurrence"),
        ("outcomes", "site", "Knochen", "OSS"), ("outcomes", "site", "oss", "OSS"),
        ("outcomes", "site", "Leber", "HEP"), ("outcomes", "cause", "J", "breast_cancer"),
        ("patients", "er", "+", "positive"), ("patients", "pr", "neg.", "negative"),
        ("patients", "her2", "3+", "positive"), ("patients", "her2", "1+", "negative"),
        ("patients", "er", "U", "unknown"),
    ],
)  # fmt: skip
def test_an_evident_word_is_read(kind, column, text, value):
    assert value_of(kind, column, text) == value


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_word_that_is_known_means_a_word_of_the_vocabulary(kind):
    for column in COLUMNS[kind]:
        if column.form is Form.WORD and column.options != ("yes", "no"):
            assert set(column.words.values()) <= set(column.options), column.name
            for option in column.options:
                assert column.parse(option) == option
                assert column.words.get(fold_word(option), option) == option


@pytest.mark.parametrize("text", ["IM", "ZS", "CZ", "CIZ"])
def test_a_code_that_may_be_several_classes_is_not_evident(text):
    assert getattr(value_of("therapy", "therapy_type", text), "rule", None) == "unknown_word"


def test_an_unknown_word_is_asked_once_with_its_lines(store):
    found = plan(store, rows("Crista", "crista", "left"))
    (question,) = found.questions
    assert (question.id, question.proposed) == ("value:site:crista", None)
    assert question.options == (
        "left", "right", "both", "sternum", "other", "leave blank", "reject rows",
    )  # fmt: skip
    assert "lines 2, 3" in question.message
    assert outcomes(found) == {1: "named", 2: "pending", 3: "pending", 4: "stored"}
    assert_lawful(found)


@pytest.mark.parametrize(
    ("answer", "value", "outcome"),
    [
        ("right", "right", "stored"),
        ("leave blank", None, "stored"),
        ("reject rows", None, "rejected"),
    ],
)
def test_the_answer_holds_for_every_row_with_the_word(store, answer, value, outcome):
    found = plan(store, rows("Crista", "crista", "left"), {"value:site:crista": answer})
    assert list(found.rows.columns["site"]) == [value, value, "left"]
    assert outcomes(found)[2] == outcome


def test_a_rare_unknown_word_in_a_column_that_is_understood_is_proposed_to_be_left_out(store):
    found = plan(store, rows("left", "left", "right", "left", "both", "lef"))
    assert asked(found)["value:site:lef"][1] == "reject rows"
    assert rules(found) == {7: {"unknown_word"}}
    assert (
        take(store, rows("left", "left", "right", "left", "both", "lef")).action is Action.PARTIAL
    )


def test_a_row_that_is_rejected_anyway_is_not_asked_about(store):
    file = rows("left", "left", "right") + "P9;x;2000000;0;lef;;\n"
    assert plan(store, file).action is Action.PARTIAL


def test_a_number_in_place_of_a_word_is_a_fault(store):
    found = plan(store, rows("left", "2000000"))
    assert found.action is Action.PARTIAL
    assert rules(found) == {3: {"unknown_word"}}


def test_too_many_unknown_words_are_asked_as_one(store):
    found = plan(store, rows(*(f"wort{chr(97 + n)}" for n in range(20))))
    assert asked(found) == {"value:site:other words": (("leave blank", "reject rows"), None)}


@pytest.mark.parametrize("text", ["-", "–", "n/a", "k.A.", "NA", "unbekannt", "keine Angabe", "."])
def test_a_code_for_nothing_is_blank(store, text):
    found = plan(store, rows(text))
    assert found.action is Action.STORED
    assert found.rows.columns["site"] == [None]


def test_a_patient_called_na_is_a_patient(store):
    found = plan(store, "patient_id;collected_on;cells_screened;DTC\nNA;2023-01-17;2000000;0\n")
    assert found.action is Action.STORED
    assert found.rows.people["patient_id"] == ["NA"]


def test_a_sign_in_a_column_of_results_is_no_blank(store):
    assert asked(plan(store, rows("-", column=5)))["value:result_text:-"][1] is None
    signs = plan(store, rows("+", "-", column=5), {"confirm:result_disagrees": "store"})
    assert list(signs.rows.columns["result_text"]) == ["positive", "negative"]


# ------------------------------------------------------------------ in place of a count


@pytest.mark.parametrize(
    ("text", "question", "proposed"),
    [
        ("<1", "<…", "keep as written"), (">100", ">…", "keep as written"),
        ("ca. 12", "ca…", "keep as written"), ("2-3", "…-…", "keep as written"),
        ("neg", "neg", "0 cells"), ("neg.", "neg", "0 cells"), ("negativ", "negativ", "0 cells"),
        ("keine", "keine", "0 cells"), ("pos.", "pos", "positive, no count"),
        ("fragl.", "fragl", "questionable, no count"),
        ("n. auswertbar", "n_auswertbar", "not evaluable"),
        ("Material unzureichend", "material_unzureichend", "not evaluable"),
        ("n.d.", "nd", None), ("ND", "nd", None), ("n.n.", "nn", None), ("(+)", "(+)", None),
        ("vereinzelt", "vereinzelt", None),
        ("1 Cluster (ca. 12 Z.)", "cluster…", None),
    ],
)  # fmt: skip
def test_what_is_no_number_is_asked_once_for_each_kind(store, text, question, proposed):
    found = plan(store, rows(text, column=3))
    assert {name: said[1] for name, said in asked(found).items()} == {
        f"value:tumor_cells:{question}": proposed
    }
    assert "stored" not in outcomes(found).values() or proposed
    assert_lawful(found)


@pytest.mark.parametrize("text", ["<1", ">100", "ca. 12", "2-3"])
def test_a_comparator_is_kept_as_written_and_never_becomes_the_number(store, text):
    found = take(store, rows(text, column=3))
    assert found.action is Action.STORED
    assert found.rows.columns["tumor_cells"] == [None]
    assert json.loads(found.rows.columns["qualified"][0]) == {"tumor_cells": text}


def test_one_answer_holds_for_every_number_behind_a_comparator(store):
    found = plan(store, rows("<1", "< 5", "<10", column=3))
    assert list(asked(found)) == ["value:tumor_cells:<…"]


def test_neg_is_none_of_the_cells_screened_where_the_row_says_how_many(store):
    done = take(store, rows("neg.", column=3))
    assert done.rows.columns["tumor_cells"] == [0]
    assert done.rows.columns["result_text"] == [None]


def test_neg_without_a_depth_is_negative_and_no_count(store):
    file = ASSAYS + "P1;2023-01-17;;neg.;;;\nP2;2023-01-17;2000000;neg.;;;\n"
    done = take(store, file)
    assert list(done.rows.columns["tumor_cells"]) == [None, 0]
    assert list(done.rows.columns["result_text"]) == ["negative", None]
    assert done.action is Action.STORED


@pytest.mark.parametrize(
    ("text", "answer", "count", "result"),
    [
        ("n.d.", "0 cells", 0, None),
        ("n.d.", "negative, no count", None, "negative"),
        ("n.d.", "not evaluable", None, "not evaluable"),
        ("(+)", "questionable, no count", None, "questionable"),
        ("vereinzelt", "positive, no count", None, "positive"),
    ],
)
def test_a_person_says_what_the_lab_meant(store, text, answer, count, result):
    folded = fold_word(text)
    found = plan(store, rows(text, column=3), {f"value:tumor_cells:{folded}": answer})
    assert found.action is Action.STORED
    assert found.rows.columns["tumor_cells"] == [count]
    assert found.rows.columns["result_text"] == [result]


def test_a_lab_that_says_its_result_itself_is_not_overruled(store):
    file = ASSAYS + "P1;2023-01-17;2000000;vereinzelt;;negativ;\n"
    found = plan(store, file, {"value:tumor_cells:vereinzelt": "positive, no count"})
    assert found.rows.columns["result_text"] == ["negative"]


def test_a_control_that_is_blank_is_not_zero_and_neg_is(store):
    done = take(store, rows("", "neg", "0", column=6))
    assert list(done.rows.columns["control_positive"]) == [None, 0, 0]
    assert asked(plan(store, rows("-", column=6)))["value:control_positive:-"][1] is None


# ------------------------------------------------------------------ drugs


def test_the_class_of_a_therapy_comes_from_its_drug_after_one_yes(store):
    file = "patient_id,drug,start\nP1,Letrozol,2020-01-02\nP2,EC,2020-01-02\n"
    assert plan(store, file).questions[0].proposed == "by agent"
    done = take(store, file)
    assert list(done.rows.columns["therapy_type"]) == ["endocrine", "chemotherapy"]


def test_an_unknown_drug_is_asked(store):
    file = "patient_id,drug,start\nP1,Foobarol,2020-01-02\n"
    found = plan(store, file, {"constant:therapy_type": "by agent"})
    assert list(asked(found)) == ["value:therapy_type:foobarol"]
    told = {"constant:therapy_type": "by agent", "value:therapy_type:foobarol": "parp"}
    assert plan(store, file, told).rows.columns["therapy_type"] == ["parp"]
