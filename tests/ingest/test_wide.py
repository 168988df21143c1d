"""Wide layouts: several assays in one line, asked about and unfolded, one for each group."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from monitor.domain.plan import Action, Outcome
from monitor.domain.wide import GroupLine
from monitor.ingest.personal import DROP
from monitor.ingest.personal import QUESTION as PERSONAL
from monitor.ingest.report import report
from monitor.ingest.wide_layout import QUESTION, REFUSE
from monitor.intake import accept_proposed
from monitor.profiling import plan_with, profile_of
from monitor.source_columns import source_columns
from monitor.store.reading import read_courses
from monitor.store.source_rows import read_source_row
from monitor.store.undoing import undo_imports
from tests.imports import assert_lawful, content, given_back, plan, take
from tests.workbooks import xlsx

FOLDER = Path(__file__).parent.parent / "data" / "wide"
VISITS = """\
Pat-Nr;Labor;KM1 Datum;KM1 Tumorzellen;KM1 MNZ;KM2 Datum;KM2 Tumorzellen;KM2 MNZ;Bemerkung
P1;Lab A;03.04.1999;2;2000000;18.11.1999;0;1850000;
P2;Lab A;25.04.1999;1;2000000;;;;nur KM1
"""


def asked(found):
    return {question.id: question for question in found.questions}


def assays(found):
    """Returns line, group and values of every assay that is not held back."""
    rows = [row for row in report(found)["rows"] if row["outcome"] in ("stored", "changed")]
    return [(row["line"], one["group"], one["values"]) for row in rows for one in row["assays"]]


def counts(found):
    return [
        (line, group, values["collected_on"], values["tumor_cells"], values["cells_screened"])
        for line, group, values in assays(found)
    ]


# --------------------------------------------------------------------------- what is proposed


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Pat-Nr,KM1 Datum,KM1 Tumorzellen,KM1 MNZ,KM2 Datum,KM2 Tumorzellen,KM2 MNZ",
         "visit KM1, KM2"),
        ("Pat-Nr,Datum KM1,TZ KM1,MNZ KM1,Datum KM2,TZ KM2,MNZ KM2", "visit KM1, KM2"),
        ("patient_id,BM1_date,BM1_dtc,BM1_mnc,BM2_date,BM2_dtc,BM2_mnc", "visit BM1, BM2"),
        ("patient_id,V1.date,V1.k,V1.n,V2.date,V2.k,V2.n", "visit V1, V2"),
        ("patient_id,date1,k1,n1,date2,k2,n2,date3,k3,n3", "visit 1, 2, 3"),
        ("patient_id,Baseline collection date,Baseline DTC,Baseline MNC,"
         "Post-NACT collection date,Post-NACT DTC,Post-NACT MNC", "visit Baseline, Post-NACT"),
        ("Pat-Nr,Entnahmedatum,Tumorzellen links,MNZ links,Tumorzellen rechts,MNZ rechts",
         "site links, rechts"),
        ("Pat-Nr,Entnahmedatum,TZ (li),MNZ (li),TZ (re),MNZ (re)", "site li, re"),
        ("Pat-Nr,Entnahmedatum,BK li TZ,BK li MNZ,BK re TZ,BK re MNZ", "site BK li, BK re"),
        ("patient_id,collected_on,L_dtc,L_mnc,R_dtc,R_mnc", "site L, R"),
        ("patient_id,collected_on,tumor cells left,cells screened left,tumor cells right,"
         "cells screened right", "site left, right"),
        ("patient_id,collected_on,ICC tumor cells,ICC MNC,IF tumor cells,IF MNC", "method ICC, IF"),
        ("Pat-Nr,Entnahmedatum,TZ A45-B/B3,MNZ A45-B/B3,TZ AE1/AE3,MNZ AE1/AE3",
         "antibody A45-B/B3, AE1/AE3"),
        ("patient_id,collected_on,BM dtc,BM mnc,PB dtc,PB mnc", "material BM, PB"),
        ("Pat-Nr,MNZ KM1 (Mio),TZ KM1,Datum KM1,MNZ KM2 (Mio),TZ KM2,Datum KM2", "visit KM1, KM2"),
        ("Pat-Nr,Datum vor NACT,TZ vor NACT,MNZ vor NACT,Datum nach NACT,TZ nach NACT,"
         "MNZ nach NACT", "visit vor NACT, nach NACT"),
        ("Pat-Nr,1. KM Datum,1. KM TZ,1. KM MNZ,2. KM Datum,2. KM TZ,2. KM MNZ",
         "visit 1. KM, 2. KM"),
        ("Pat-Nr,KM1 (Datum),KM1 (TZ),KM1 (MNZ),KM2 (Datum),KM2 (TZ),KM2 (MNZ)",
         "visit KM1, KM2"),
        ("patient,collection date,DTC-L,N-L,DTC-R,N-R", "site L, R"),
        ("patient,collection date,tumor_cells_sin,cells_screened_sin,tumor_cells_dex,"
         "cells_screened_dex", "site sin, dex"),
        ("Pat-Nr,Entnahmedatum,TZ Replikat 1,MNZ Replikat 1,TZ Replikat 2,MNZ Replikat 2",
         "replicate Replikat 1, Replikat 2"),
    ],
)  # fmt: skip
def test_groups_are_found_in_many_dresses_and_proposed_with_what_tells_them_apart(
    store, header, said
):
    cells = ["P1", *["1"] * header.count(",")]
    found = plan(store, f"{header}\n{','.join(cells)}\n")
    assert found.action is Action.ASK
    question = asked(found)[QUESTION]
    assert question.options == (f"one assay each, {said}", REFUSE)
    assert question.proposed == question.options[0]


def test_the_question_names_the_columns_of_each_group(store):
    message = asked(plan(store, VISITS))[QUESTION].message
    assert "KM1: columns 3, 4, 5 (KM1 Datum, KM1 Tumorzellen, KM1 MNZ)" in message
    assert "KM2: columns 6, 7, 8" in message
    assert "up to 2 assays, with visit KM1, KM2?" in message


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("patient_id,BM1_date,BM1_cells,BM1_N,BM2_date,BM2_cells,BM2_N", "in doubt"),
        ("patient_id,collected_on,DTC 1,MNC 1,DTC 2,MNC 2", "replicates or other samplings"),
        ("Pat-Nr,KM1 Datum,KM1 TZ,KM1 MNZ,KM1 Befund,KM2 Datum,KM2 TZ,KM2 MNZ", "lacks a column"),
        ("Pat-Nr,Entnahmedatum,TZ li,MNZ ausgew. li,TZ re,MNZ ausgew. re", "unknown depth"),
    ],
)
def test_what_is_not_plain_is_asked_and_never_proposed(store, header, why):
    cells = ["P1", *["1"] * header.count(",")]
    found = accept_proposed(store, plan(store, f"{header}\n{','.join(cells)}\n"))
    assert found.action is Action.ASK, why
    assert asked(found)[QUESTION].proposed is None
    assert found.counts.stored == 0


def test_until_it_is_answered_nothing_of_an_unplain_file_is_judged_and_then_it_is(store):
    text = "patient_id,BM1_date,BM1_cells,BM1_N,BM2_date,BM2_cells,BM2_N\n"
    text += "P1,1999-04-23,2,2000000,1999-11-18,0,1850000\n"
    first = asked(plan(store, text))
    assert {QUESTION, "column:cells", "column:N"} <= first.keys()
    answers = {
        QUESTION: first[QUESTION].options[0],
        "column:cells": "tumor_cells",
        "column:N": "cells_screened",
    }
    assert counts(plan(store, text, answers)) == [
        (2, "BM1", "1999-04-23", 2, 2_000_000),
        (2, "BM2", "1999-11-18", 0, 1_850_000),
    ]


def test_a_column_of_the_groups_that_nobody_knows_is_read_as_it_was_said(store):
    text = "Pat-Nr,Entnahmedatum,TZ li,MNZ ausgew. li,TZ re,MNZ ausgew. re\n"
    text += "P1,1999-04-23,2,2000000,0,1850000\n"
    (option, _) = asked(plan(store, text))[QUESTION].options
    said = {QUESTION: option, "column:MNZ ausgew": "cells_screened"}
    assert counts(plan(store, text, said)) == [
        (2, "li", "1999-04-23", 2, 2_000_000),
        (2, "re", "1999-04-23", 0, 1_850_000),
    ]


def test_refused_by_its_user_a_file_is_refused_as_it_stands(store):
    found = plan(store, VISITS, {QUESTION: REFUSE})
    assert found.action is Action.REFUSED
    assert "KM1 (KM1 Datum, KM1 Tumorzellen, KM1 MNZ)" in found.refused
    assert "row of its own" in found.refused


def test_an_answer_for_other_groups_is_no_answer(store):
    said = {QUESTION: "one assay each, visit KM1, KM2, KM3"}
    assert asked(plan(store, VISITS, said))[QUESTION].proposed


# --------------------------------------------------------------------------- what is stored


def test_each_group_with_a_value_becomes_an_assay_and_a_blank_group_none(store):
    found = take(store, VISITS)
    assert counts(found) == [
        (2, "KM1", "1999-04-03", 2, 2_000_000),
        (2, "KM2", "1999-11-18", 0, 1_850_000),
        (3, "KM1", "1999-04-25", 1, 2_000_000),
    ]
    assert (found.counts.lines, found.counts.stored, found.counts.named) == (3, 2, 1)
    assert_lawful(found)
    held = content(store)["", "P1"]["assays"]
    assert {(a["visit"], a["lab"]) for a in held} == {("KM1", "Lab A"), ("KM2", "Lab A")}


def test_each_value_keeps_its_column(store):
    row = report(take(store, VISITS))["rows"][1]
    assert row["assays"][1]["columns"] == {
        "collected_on": "KM2 Datum",
        "tumor_cells": "KM2 Tumorzellen",
        "cells_screened": "KM2 MNZ",
    }
    assert row["assays"][1]["raw"]["collected_on"] == "18.11.1999"
    assert "visit" not in row["assays"][1]["raw"]  # it stands in the header, not on the line


def test_the_crafted_german_file_is_read_as_it_was_meant(store):
    found = take(store, (FOLDER / "german_visits.csv").read_bytes(), {"encoding": "windows-1252"})
    assert found.action is Action.PARTIAL
    assert_lawful(found)
    assert [(line, group) for line, group, _ in assays(found)] == [
        (3, "KM1"), (3, "KM2"), (3, "KM3"), (4, "KM1"), (4, "KM3"), (5, "KM1"), (5, "KM2"),
    ]  # fmt: skip
    by_sample = {values["sample_id"]: values for _, _, values in assays(found)}
    assert by_sample["99/1502"]["cells_screened"] == 2_000_000
    assert {values["antibody"] for values in by_sample.values()} == {"A45-B/B3"}
    assert [row.line for row in found.rejected] == [6]


def test_the_crafted_english_file_is_read_as_it_was_meant(store):
    found = take(store, (FOLDER / "english_sides.csv").read_bytes())
    assert found.action is Action.STORED
    assert [(line, v["site"], v["tumor_cells"]) for line, _, v in assays(found)] == [
        (2, "left", 2), (2, "right", 0), (3, "left", 0), (4, "left", 0), (4, "right", 12),
    ]  # fmt: skip
    assert {values["collected_on"] for line, _, values in assays(found) if line == 2} == {
        "1999-04-03"
    }


# --------------------------------------------------------------------------- one fate for a line


def test_one_wrong_group_holds_its_whole_line_and_is_named_by_its_column(store):
    found = take(store, VISITS.replace("18.11.1999;0", "18.11.1999;2.500.000"))
    assert [(line, group) for line, group, *_ in counts(found)] == [(3, "KM1")]
    assert found.counts.rejected == 1
    (row,) = found.rejected
    assert row.raw == "P1;Lab A;03.04.1999;2;2000000;18.11.1999;2.500.000;1850000;"
    assert [(p.column, p.raw) for p in row.problems] == [("KM2 Tumorzellen", "2.500.000")]
    assert ("", "P1") not in content(store)
    assert_lawful(found)


def test_the_line_comes_back_once_and_as_it_was_and_can_be_corrected(store):
    text = VISITS.replace("18.11.1999;0;", "31.11.1999;1,5;")
    back = given_back(take(store, text))
    header, *rows = csv.reader(io.StringIO(back), delimiter=";")
    assert header[:-1] == VISITS.splitlines()[0].split(";")
    assert [row[:-1] for row in rows] == [text.splitlines()[1].split(";")]
    assert "KM2 Datum" in rows[0][-1]
    assert "KM2 Tumorzellen" in rows[0][-1]
    corrected = back.replace("31.11.1999;1,5;", "18.11.1999;0;")
    assert [group for _, group, *_ in counts(take(store, corrected))] == ["KM1", "KM2"]


def test_a_day_without_a_result_is_judged_as_in_a_row_of_its_own(store):
    found = take(store, VISITS.replace("2000000;;;;nur", "2000000;19.12.1999;;;nur"))
    assert [row.line for row in found.rejected] == [3]
    assert {p.column for p in found.rejected[0].problems} == {"KM2 Tumorzellen", "KM2 MNZ"}


def test_a_remark_alone_is_no_assay_and_is_said(store):
    header, first, second = VISITS.splitlines()
    lines = [f"{header};KM1 Bemerkung;KM2 Bemerkung", f"{first};;", f"{second};;verweigert"]
    text = "\n".join(lines).replace("MNZ;Bemerkung", "MNZ;Sonstiges") + "\n"
    found = take(store, text.replace("nur KM1", ""))
    assert [(line, group) for line, group, *_ in counts(found)] == [
        (2, "KM1"), (2, "KM2"), (3, "KM1"),
    ]  # fmt: skip
    assert [(p.line, p.rule) for p in found.problems if p.line] == [(3, "remark_without_assay")]
    assert_lawful(found)


def test_replicates_are_numbered_as_their_columns_say(store):
    text = "Pat-Nr,Entnahmedatum,TZ Replikat 1,MNZ Replikat 1,TZ Replikat 2,MNZ Replikat 2\n"
    found = take(store, text + "P1,1999-04-23,2,2000000,0,1850000\n")
    assert [v["replicate"] for _, _, v in assays(found)] == [1, 2]


def test_a_wide_workbook_is_read_as_its_text_would_be(store):
    rows = [line.split(";") for line in VISITS.splitlines()]
    assert counts(take(store, xlsx({"Verlauf": rows}))) == [
        (2, "KM1", "1999-04-03", 2, 2_000_000),
        (2, "KM2", "1999-11-18", 0, 1_850_000),
        (3, "KM1", "1999-04-25", 1, 2_000_000),
    ]


def test_a_line_in_which_nothing_is_written_is_held_back_not_lost(store):
    found = take(store, VISITS + "P3;Lab A;;;;;;;\n")
    assert [(row.line, [p.message for p in row.problems]) for row in found.rejected] == [
        (4, ["Nothing is written of KM1, KM2: the line has no assay."])
    ]
    assert_lawful(found)


def test_a_doubt_about_one_group_holds_its_line_until_it_is_answered(store):
    text = VISITS.replace("0;1850000", "0;1850")
    found = accept_proposed(store, plan(store, text))
    question = asked(found)["confirm:implausible_depth"]
    assert "line 2 (KM2)" in question.message
    assert (found.counts.pending, found.counts.stored) == (1, 1)
    assert set(found.rows.fates().values()) == {Outcome.PENDING, Outcome.STORED}
    said = plan(store, text, {**found.answers, question.id: "store"})
    assert [cells for *_, cells in counts(said)] == [2_000_000, 1_850, 2_000_000]


def test_what_one_group_says_in_words_hides_no_fault_of_another(store):
    text = VISITS.replace("03.04.1999;2;", "03.04.1999;<1;").replace(
        "18.11.1999;0", "18.11.1999;9000000"
    )
    found = accept_proposed(store, plan(store, text))
    assert {row.line for row in found.rejected} == {2}


def test_two_groups_of_one_day_and_place_are_asked_about(store):
    found = accept_proposed(store, plan(store, VISITS.replace("18.11.1999", "03.04.1999")))
    question = asked(found)["confirm:same_sampling"]
    assert "Lines 2 (KM1), 2 (KM2) give the same" in question.message
    text = found.source.content.decode()
    first = plan(store, text, {**found.answers, question.id: "keep the first"})
    assert [row.line for row in first.rejected] == [2]
    assert "stored whole or not at all" in first.rejected[0].problems[0].message
    both = plan(store, text, {**found.answers, question.id: "number as replicates"})
    assert [v["replicate"] for _, _, v in assays(both)] == [None, 2, None]


# --------------------------------------------------------------------------- what stands once


def test_one_depth_beside_two_counts_is_asked_and_copied_only_where_it_was_said(store):
    text = (FOLDER / "one_depth_for_both.csv").read_text()
    found = accept_proposed(store, plan(store, text))
    assert found.action is Action.ASK
    question = asked(found)["layout:MNC screened"]
    assert (question.options, question.proposed) == (("of each", "of all together"), None)
    assert found.counts.stored == 0
    each = plan(store, text, {**found.answers, question.id: "of each"})
    assert [cells for *_, cells in counts(each)] == [2_000_000] * 2 + [1_280_000] * 2
    both = plan(store, text, {**found.answers, question.id: "of all together"})
    assert both.action is Action.REFUSED
    assert "site both" in both.refused


def test_one_count_beside_two_depths_is_refused(store):
    found = plan(store, (FOLDER / "one_count_for_both.csv").read_bytes())
    assert found.action is Action.REFUSED
    assert "none how many were found" in found.refused


@pytest.mark.parametrize(
    ("column", "value", "options"),
    [
        ("Befund", "positive", ("of each", "leave out")),
        ("Isotyp", "0", ("of each", "leave out")),
        ("Tumorzellen", "2", ("leave out",)),
        ("Entnahmedatum", "1999-04-03", ("leave out",)),
        ("Zeitpunkt", "Verlauf", ("leave out",)),
        ("E-Nr", "99/0417", ("leave out", "of each")),
    ],
)
def test_what_belongs_to_one_assay_and_stands_once_is_asked_about(store, column, value, options):
    lines = VISITS.splitlines()
    text = "\n".join([f"{column};{lines[0]}", *(f"{value};{line}" for line in lines[1:])]) + "\n"
    found = accept_proposed(store, plan(store, text))
    question = asked(found)[f"layout:{column}"]
    assert (question.options, question.proposed) == (options, None)
    left = plan(store, text, {**found.answers, question.id: "leave out"})
    assert counts(left) == counts(plan(store, VISITS, found.answers))


def test_where_and_by_whom_is_said_of_every_assay_of_the_line(store):
    found = take(store, VISITS)
    assert {(v["lab"], v["comment"]) for _, _, v in assays(found)} == {
        ("Lab A", None), ("Lab A", "nur KM1"),
    }  # fmt: skip


# --------------------------------------------------------------------------- store and profile


def test_the_same_file_again_changes_nothing_and_a_corrected_cell_one_assay(store):
    take(store, VISITS)
    assert take(store, VISITS).action is Action.UNCHANGED
    corrected = take(store, VISITS.replace("18.11.1999;0", "18.11.1999;4"))
    (change,) = corrected.rows.changes.values()
    assert change.fields == {"tumor_cells": (0, 4)}
    assert (corrected.counts.changed, corrected.counts.unchanged) == (1, 1)
    held = content(store)["", "P1"]["assays"]
    assert {assay["visit"]: assay["tumor_cells"] for assay in held} == {"KM1": 2, "KM2": 4}


def test_a_group_filled_later_is_one_new_assay(store):
    take(store, VISITS)
    later = take(store, VISITS.replace("2000000;;;;nur", "2000000;19.12.1999;3;2000000;nur"))
    assert later.row_counts[Outcome.STORED] == 1
    assert (later.counts.stored, later.counts.unchanged) == (1, 1)
    assert len(content(store)["", "P2"]["assays"]) == 2


def test_undo_takes_every_assay_of_the_file_back(store):
    before = content(store)
    take(store, VISITS)
    undo_imports(store, [1], "tester")
    assert content(store) == before


def test_a_profile_keeps_the_layout_and_asks_again_where_the_groups_are_others(store):
    found = accept_proposed(store, plan(store, VISITS))
    profile = profile_of(found, "Verlauf")
    assert profile.header == tuple(VISITS.splitlines()[0].split(";"))
    again = plan_with(store, found.source, profile, {})
    assert (again.action, counts(again)) == (Action.STORED, counts(found))
    other = VISITS.replace("KM2", "KM3")
    departing = plan(store, other, profile.answers)
    assert asked(departing)[QUESTION].options[0] == "one assay each, visit KM1, KM3"


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("german_visits.csv", ("KM2 Tumorzellen", "KM2 MNZ ausgewertet")),
        ("english_sides.csv", ("DTC (R)", "MNC screened (R)")),
    ],
)
def test_a_stored_assay_leads_back_to_its_line_and_to_its_columns_in_it(store, name, columns):
    take(store, (FOLDER / name).read_bytes(), {"encoding": "windows-1252"})
    (assay,) = [
        assay
        for course in read_courses(store)
        for assay in course.assays
        if course.patient.patient_id in ("0044", "M-0044") and assay.tumor_cells in (3, 12)
    ]
    found = source_columns(store, assay)
    assert (found["tumor_cells"], found["cells_screened"]) == columns
    assert read_source_row(store, assay.origin).split(";")[0].startswith(("0044", "M-0044"))


def test_an_assay_that_has_its_line_for_itself_needs_no_columns(store):
    take(store, "patient_id,collected_on,cells_screened,tumor_cells\nP1,2020-01-17,2000000,3\n")
    (course,) = read_courses(store)
    assert source_columns(store, course.assays[0]) == {}


# --------------------------------------------------------------------------- the rest of a file


def test_a_column_that_names_people_is_dropped_from_a_wide_file_too(store):
    lines = VISITS.splitlines()
    named = [f"Nachname;{lines[0]}", *(f"Muster;{line}" for line in lines[1:])]
    text = "\n".join(named) + "\n"
    assert plan(store, text).action is Action.REFUSED
    dropped = take(store, text, {PERSONAL: DROP})
    assert b"Muster" not in dropped.source.content
    assert [group for _, group, *_ in counts(dropped)] == ["KM1", "KM2", "KM1"]


@pytest.mark.parametrize("at", [0, 2, 5])
def test_the_right_column_is_dropped_wherever_it_stands(store, at):
    def with_names(line, cell):
        cells = line.split(";")
        return ";".join([*cells[:at], cell, *cells[at:]])

    lines = VISITS.splitlines()
    names = ["Nachname", "Muster", "Huber"]
    text = "\n".join(map(with_names, lines, names)) + "\n"
    assert take(store, text, {PERSONAL: DROP}).source.content.decode() == VISITS


def test_a_cell_of_a_group_is_corrected_by_hand_under_the_name_that_the_file_has_for_it(store):
    text = VISITS.replace("18.11.1999;0", "18.11.1999;3,5")
    answers = {"cell:2:KM2 Tumorzellen": '{"value": "3", "reason": "typing error"}'}
    found = take(store, text, answers)
    assert [cells for _, _, _, cells, _ in counts(found)] == [2, 3, 1]
    assert_lawful(found)


def test_what_was_corrected_by_hand_is_not_taken_back_by_the_same_file_unasked(store):
    text = VISITS.replace("18.11.1999;0", "18.11.1999;3")
    take(store, text, {"cell:2:KM2 Tumorzellen": '{"value": "4", "reason": "typing error"}'})
    again = accept_proposed(store, plan(store, text, {}, "later.csv"))
    question = asked(again)["confirm:corrected_before"]
    assert "KM2 Tumorzellen “3” as “4”" in question.message
    kept = take(store, text, {**again.answers, question.id: "correct again"})
    assert kept.action is Action.UNCHANGED


def test_a_line_over_several_physical_lines_has_one_fate(store):
    text = VISITS.replace("1850000;", '1850000;"zwei\nZeilen"')
    found = take(store, text)
    assert (found.counts.lines, found.counts.stored, found.counts.named) == (4, 3, 1)
    assert_lawful(found)


def test_a_line_of_a_group_is_its_line_and_says_its_group():
    line = GroupLine(12, "KM3")
    assert line == 12
    assert line in {12}
    assert f"{line}" == "12 (KM3)"
    assert date(2000, 1, line).day == 12
