"""A file beside what the store knows: people, days, corrections, and assays given twice."""

import pytest

from monitor.domain.plan import Action
from monitor.ingest.report import report
from monitor.store.undoing import undo_imports
from tests.imports import content, outcomes, plan, rules, take

ASSAYS = "patient_id,collected_on,cells_screened,tumor_cells\n"
SITES = "patient_id,collected_on,cells_screened,tumor_cells,site\n"
SAMPLES = "patient_id,sample_id,lab,site,collected_on,cells_screened,tumor_cells\n"
PATIENTS = "patient_id,diagnosed_on,birth_year\n"
EVENTS = "patient_id,event_type,occurred_on\n"
THERAPY = "patient_id,therapy_type,agent,started_on,ended_on\n"


def notes(found):
    return [(p.line, p.rule) for p in found.problems if p.level == "note" and p.line is not None]


def questions(found):
    return [question.id for question in found.questions]


# ------------------------------------------------------------------ look-alikes


@pytest.mark.parametrize(
    "other",
    [
        "muc-0012", "MUC-012", "MUC-12", "MUC 12", "MUC_0012", "MUC.12", "MUC12", "Muc 0012",
        "MUC‑0012",  # a hyphen that does not break
        "MUC–0012",  # a dash
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_stored", [True, False])
def test_a_pseudonym_that_looks_like_another_one_is_asked_and_its_rows_wait(
    store, other, is_stored
):
    first, second = "MUC-0012,2023-01-17,2000000,3\n", f"{other},2023-02-17,2000000,0\n"
    more = "".join(f"MUC-{n:04},2023-01-17,2000000,3\n" for n in range(20, 23))
    if is_stored:
        take(store, ASSAYS + first)
        found = plan(store, ASSAYS + second)
        line = 2
    else:
        found = plan(store, ASSAYS + first + more + second)
        line = 6
    assert questions(found) == [f"similar_id:{other}"]
    (question,) = found.questions
    assert question.options == ("same as MUC-0012", "another person")
    assert question.proposed is None
    assert f"in line {line}" in question.message
    assert (outcomes(found)[line], rules(found)[line]) == ("pending", {"similar_id"})
    if not is_stored:
        assert [outcomes(found)[n] for n in range(2, 6)] == ["stored"] * 4


@pytest.mark.parametrize("mixed", ["ΜUC-0012", "МUC-0012"])
def test_a_pseudonym_in_letters_of_two_scripts_is_never_stored_unasked(store, mixed):
    take(store, ASSAYS + "MUC-0012,2023-01-17,2000000,3\n")
    found = plan(store, ASSAYS + f"{mixed},2023-02-17,2000000,3\nMUC-0012,2023-03-17,2000000,3\n")
    assert (outcomes(found)[2], outcomes(found)[3]) in {
        ("pending", "stored"),
        ("rejected", "stored"),
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MUC-0012", "MUC-0013"),
        ("1-23", "12-3"),
        ("A-10", "A-100"),
        ("Ä-1", "Ö-1"),
        ("P1", "P1a"),
        ("1-1-01", "1-10-1"),
        ("ДТК-1", "ДТК-2"),
    ],
)
def test_pseudonyms_that_differ_are_two_people_and_nothing_is_asked(store, one, other):
    row = "{},2023-01-17,2000000,3\n"
    take(store, ASSAYS + row.format(one))
    take(store, ASSAYS + row.format(other))
    assert content(store).keys() == {("", one), ("", other)}


@pytest.mark.parametrize(
    ("answer", "people"),
    [
        ("same as MUC-0012", {("", "MUC-0012")}),
        ("another person", {("", "MUC-0012"), ("", "muc 12")}),
    ],
)
def test_the_answer_says_whether_a_look_alike_is_the_same_person(store, answer, people):
    take(store, ASSAYS + "MUC-0012,2023-01-17,2000000,3\n")
    rows = "muc 12,2023-02-17,2000000,0\n"
    done = take(store, ASSAYS + rows, {"similar_id:muc 12": answer})
    assert done.action is Action.STORED
    assert content(store).keys() == people
    assert len(content(store)["", "MUC-0012"]["assays"]) == (2 if len(people) == 1 else 1)


def test_once_it_is_another_person_it_is_not_asked_again(store):
    take(store, ASSAYS + "MUC-0012,2023-01-17,2000000,3\n")
    file = ASSAYS + "MUC-012,2023-02-17,2000000,0\n"
    take(store, file, {"similar_id:MUC-012": "another person"})
    assert plan(store, file).action is Action.UNCHANGED
    assert plan(store, ASSAYS + "MUC-012,2023-03-17,2000000,0\n").action is Action.STORED


@pytest.mark.parametrize("hidden", ["BM-002\u200b", "BM\u00ad-002", "BM-\u2060002"])
def test_what_cannot_be_seen_makes_no_patient_of_its_own(store, hidden):
    found = plan(store, ASSAYS + f"{hidden},2023-01-17,2000000,3\nBM-009,2023-01-17,2000000,3\n")
    if outcomes(found)[2] == "rejected":
        return
    (question,) = found.questions
    assert question.options == ("same as BM-002", "leave out")
    same = take(store, found.source.content, {question.id: "same as BM-002"})
    assert same.action is Action.STORED
    assert content(store).keys() == {("", "BM-002"), ("", "BM-009")}
    left_out = plan(store, found.source.content, {question.id: "leave out"})
    assert outcomes(left_out)[2] == "rejected"


def test_look_alikes_at_two_centers_are_two_people(store):
    file = ASSAYS.replace("\n", ",center\n")
    take(store, file + "0012,2023-01-17,2000000,3,North\n12,2023-01-17,2000000,3,South\n")
    assert content(store).keys() == {("North", "0012"), ("South", "12")}
    assert questions(plan(store, file + "012,2023-01-17,2000000,3,South\n")) == ["similar_id:012"]


def test_the_form_that_most_pseudonyms_have_is_taken_for_the_right_one(store):
    names = ("A-001", "A-002", "A-003", "A-1")
    rows = "".join(f"{name},2023-01-17,2000000,3\n" for name in names)
    (question,) = plan(store, ASSAYS + rows).questions
    assert (question.id, question.options[0]) == ("similar_id:A-1", "same as A-001")


# ------------------------------------------------------------------ days of a life


@pytest.mark.parametrize(
    ("known", "file", "rule"),
    [
        (EVENTS + "P1,death,2023-01-16\n", ASSAYS + "P1,2023-01-17,2000000,3\n", "after_death"),
        (
            EVENTS + "P1,death,2023-01-16\n",
            THERAPY + "P1,chemotherapy,EC,2023-01-17,\n",
            "after_death",
        ),
        (
            EVENTS + "P1,death,2023-01-16\n",
            THERAPY + "P1,chemotherapy,EC,2022-01-17,2023-03-01\n",
            "after_death",
        ),
        (EVENTS + "P1,death,2023-01-16\n", EVENTS + "P1,last_contact,2023-01-17\n", "after_death"),
        (EVENTS + "P1,death,2023-01-16\n", PATIENTS + "P1,2023-02-01,\n", "after_death"),
        (PATIENTS + "P1,2023-02-01,\n", ASSAYS + "P1,2023-01-17,2000000,3\n", "before_diagnosis"),
        (PATIENTS + "P1,,2024\n", ASSAYS + "P1,2023-01-17,2000000,3\n", "before_birth"),
        (PATIENTS + "P1,,2024\n", THERAPY + "P1,chemotherapy,EC,2022-01-17,\n", "before_birth"),
        (
            PATIENTS + "P1,2023-02-01,\n",
            EVENTS + "P1,last_contact,2023-01-17\n",
            "before_diagnosis",
        ),
    ],
)
def test_days_that_contradict_each_other_are_asked_whichever_file_comes_first(
    new_store, known, file, rule
):
    one, other = new_store("one.sqlite"), new_store("other.sqlite")
    take(one, known)
    asked = plan(one, file)
    assert (questions(asked), rules(asked)) == ([f"confirm:{rule}"], {2: {rule}})
    assert outcomes(asked)[2] == "pending"
    assert outcomes(plan(one, file, {f"confirm:{rule}": "store"}))[2] in ("stored", "changed")
    take(other, file)
    reverse = plan(other, known)
    assert len(questions(reverse)) == 1
    assert outcomes(reverse)[2] == "pending"


def test_a_death_and_a_later_day_in_one_file_are_asked(store):
    found = plan(store, EVENTS + "P1,death,2023-01-16\nP1,last_contact,2023-01-17\n")
    assert (questions(found), rules(found)) == (["confirm:after_death"], {3: {"after_death"}})


def test_the_day_of_a_death_may_be_corrected(store):
    take(store, EVENTS + "P1,death,2023-01-16\n")
    assert take(store, EVENTS + "P1,death,2023-01-10\n").action is Action.STORED


def test_therapy_before_the_diagnosis_is_noted(store):
    take(store, PATIENTS + "P1,2023-02-01,\n")
    found = plan(store, THERAPY + "P1,endocrine,tamoxifen,2003-01-17,\n")
    assert (found.action, notes(found)) == (Action.STORED, [(2, "before_diagnosis")])


def test_days_on_the_very_day_are_not_asked(store):
    take(store, PATIENTS + "P1,2023-01-17,2000\n")
    take(store, EVENTS + "P1,death,2023-01-17\n")
    assert plan(store, ASSAYS + "P1,2023-01-17,2000000,3\n").action is Action.STORED


def test_what_was_undone_bounds_no_days(store):
    take(store, EVENTS + "P1,death,2023-01-16\n")
    undo_imports(store, [1], "tester")
    assert plan(store, ASSAYS + "P1,2023-01-17,2000000,3\n").action is Action.STORED


# ------------------------------------------------------------------ one sampling given twice

TWICE = ASSAYS + "P1,2023-01-17,2000000,3\nP1,2023-01-17,2000000,4\nP2,2023-01-17,2000000,0\n"


def test_one_sampling_given_twice_with_other_values_is_asked(store):
    found = plan(store, TWICE)
    (question,) = found.questions
    assert question.id == "confirm:same_sampling"
    assert question.options == ("number as replicates", "keep the first", "leave out")
    assert outcomes(found) == {1: "named", 2: "pending", 3: "pending", 4: "stored"}
    assert "Lines 2, 3 give the same patient, day and site" in question.message


@pytest.mark.parametrize(
    ("answer", "fates", "stored"),
    [
        ("number as replicates", ("stored", "stored"), [(3, None), (4, 2)]),
        ("keep the first", ("stored", "rejected"), [(3, None)]),
        ("leave out", ("rejected", "rejected"), []),
    ],
)
def test_the_answer_says_what_one_sampling_given_twice_is(store, answer, fates, stored):
    done = take(store, TWICE, {"confirm:same_sampling": answer})
    assert (outcomes(done)[2], outcomes(done)[3]) == fates
    assays = content(store).get(("", "P1"), {"assays": []})["assays"]
    assert [(a["tumor_cells"], a.get("replicate")) for a in assays] == stored
    assert take(store, TWICE, {"confirm:same_sampling": answer}).counts.stored == 0


def test_two_readers_of_one_slide_are_asked_and_never_two_samplings(store):
    file = ASSAYS.replace("\n", ",reader\n")
    found = plan(store, file + "P1,2023-01-17,2000000,3,R1\nP1,2023-01-17,2000000,3,R2\n")
    assert questions(found) == ["confirm:same_sampling"]


def test_rows_of_other_kinds_that_contradict_each_other_are_rejected(store):
    found = plan(
        store,
        THERAPY.replace("\n", ",cycles\n")
        + "P1,chemotherapy,EC,2023-01-17,,4\nP1,chemotherapy,EC,2023-01-17,,6\n",
    )
    assert rules(found) == {2: {"rows_contradict"}, 3: {"rows_contradict"}}


def test_a_row_that_only_says_less_than_another_one_contradicts_nothing(store):
    file = ASSAYS.replace("\n", ",visit,comment\n")
    rows = "P1,2023-01-17,2000000,3,,\nP1,2023-01-17,2000000,3,baseline,dry tap\n"
    done = take(store, file + rows + "P1,2023-01-17,2000000,3,,dry tap\n")
    assert outcomes(done) == {1: "named", 2: "unchanged", 3: "stored", 4: "unchanged"}
    (assay,) = content(store)["", "P1"]["assays"]
    assert (assay["visit"], assay["comment"]) == ("baseline", "dry tap")


def test_rows_that_each_say_something_else_are_asked(store):
    file = ASSAYS.replace("\n", ",visit,comment\n")
    rows = "P1,2023-01-17,2000000,3,baseline,\nP1,2023-01-17,2000000,3,,dry tap\n"
    assert questions(plan(store, file + rows)) == ["confirm:same_sampling"]


# ------------------------------------------------------------------ a part of the key is missing


@pytest.mark.parametrize(
    ("header", "first", "second"),
    [
        (SITES, "P1,2023-01-17,2000000,3,both", "P1,2023-01-17,2000000,4,"),
        (SITES, "P1,2023-01-17,2000000,3,", "P1,2023-01-17,2000000,4,left"),
        (
            SAMPLES,
            "P1,99/0417,Oslo,left,2023-01-17,2000000,3",
            "P1,,Oslo,left,2023-01-17,2000000,4",
        ),
        (
            SAMPLES,
            "P1,99/0417,Oslo,left,2023-01-17,2000000,3",
            "P1,99/0417,,left,2023-01-17,2000000,4",
        ),
        (
            ASSAYS.replace("\n", ",antibody\n"),
            "P1,2023-01-17,2000000,3,A45-B/B3",
            "P1,2023-01-17,2000000,4,",
        ),
        (
            ASSAYS.replace("\n", ",method\n"),
            "P1,2023-01-17,2000000,3,if",
            "P1,2023-01-17,2000000,4,",
        ),
        (
            ASSAYS.replace("\n", ",replicate\n"),
            "P1,2023-01-17,2000000,3,2",
            "P1,2023-01-17,2000000,4,",
        ),
    ],
)
def test_an_assay_that_differs_from_a_stored_one_by_a_blank_in_its_key_is_asked(
    store, header, first, second
):
    take(store, header + first + "\n")
    found = plan(store, header + second + "\n")
    (question,) = found.questions
    assert question.id == "confirm:looks_like_stored"
    assert question.options == ("same as stored", "store", "leave out")
    assert "Import 1 has an assay of this patient and day" in question.message
    assert outcomes(found)[2] == "pending"
    same = plan(store, header + second + "\n", {question.id: "same as stored"})
    assert outcomes(same)[2] == "changed"
    assert same.rows.changes[0].fields["tumor_cells"] == (3, 4)
    beside = plan(store, header + second + "\n", {question.id: "store"})
    assert outcomes(beside)[2] == "stored"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("P1,1,Oslo,left,2023-01-17,2000000,3", "P1,2,Oslo,right,2023-01-17,2000000,4"),
        ("P1,1,Oslo,left,2023-01-17,2000000,3", "P1,2,Oslo,left,2023-01-17,2000000,4"),
        ("P1,,Oslo,left,2023-01-17,2000000,3", "P1,,Oslo,left,2023-01-18,2000000,4"),
        ("P1,,Oslo,left,2023-01-17,2000000,3", "P2,,Oslo,,2023-01-17,2000000,4"),
    ],
)
def test_an_assay_of_another_site_number_day_or_patient_is_another_one(store, first, second):
    take(store, SAMPLES + first + "\n")
    assert plan(store, SAMPLES + second + "\n").action is Action.STORED


def test_a_second_slide_set_beside_an_unnumbered_first_one_is_not_asked(store):
    file = ASSAYS.replace("\n", ",replicate\n")
    take(store, file + "P1,2023-01-17,2000000,3,\n")
    assert plan(store, file + "P1,2023-01-17,2000000,4,2\n").action is Action.STORED


def test_where_several_stored_assays_may_be_meant_none_is_changed(store):
    take(store, SITES + "P1,2023-01-17,2000000,3,left\nP1,2023-01-17,2000000,0,right\n")
    answer = {"confirm:looks_like_stored": "same as stored"}
    found = plan(store, SITES + "P1,2023-01-17,2000000,4,\nP2,2023-01-17,2000000,4,\n", answer)
    assert (outcomes(found)[2], rules(found)[2]) == ("rejected", {"looks_like_stored"})


def test_the_same_holds_for_two_rows_of_one_file(store):
    found = plan(store, SITES + "P1,2023-01-17,2000000,3,left\nP1,2023-01-17,2000000,3,\n")
    assert questions(found) == ["confirm:looks_like_another"]
    assert outcomes(found) == {1: "named", 2: "stored", 3: "pending"}


def test_a_row_that_is_left_out_makes_no_other_wait(store):
    found = plan(store, SITES + "P1,2023-01-17,2000000,x,left\nP1,2023-01-17,2000000,3,\n")
    assert questions(found) == []
    assert outcomes(found) == {1: "named", 2: "rejected", 3: "stored"}


# ------------------------------------------------------------------ an older file

FIRST = ASSAYS + "P1,2023-01-17,2000000,3\n"
CORRECTED = ASSAYS + "P1,2023-01-17,2000000,4\n"


def test_a_file_that_would_take_back_a_correction_is_asked(store):
    take(store, FIRST)
    take(store, CORRECTED)
    found = plan(store, FIRST + "P2,2023-01-17,2000000,0\n")
    (question,) = found.questions
    assert question.id == "confirm:reverts_correction"
    assert "Import 2 corrected tumor_cells from 3 to 4" in question.message
    assert outcomes(found)[2] == "pending"
    assert outcomes(plan(store, FIRST, {question.id: "store"}))[2] == "changed"


def test_a_new_value_takes_nothing_back(store):
    take(store, FIRST)
    take(store, CORRECTED)
    assert take(store, FIRST.replace("000,3", "000,5")).counts.changed == 1


def test_an_undone_correction_may_be_made_again(store):
    take(store, FIRST)
    take(store, CORRECTED)
    undo_imports(store, [2], "tester")
    assert take(store, CORRECTED).counts.changed == 1


# ------------------------------------------------------------------ in the store, not in the file


def test_what_the_store_has_of_the_files_patients_and_the_file_lacks_is_told(store):
    take(store, FIRST + "P1,2023-06-17,2000000,0\nP9,2023-06-17,2000000,0\n")
    found = plan(store, ASSAYS + "P1,2023-01-17,2000000,3\nP1,2023-12-17,2000000,0\n")
    assert found.absent.count == 1
    (row,) = found.absent.first
    assert (str(row.values["collected_on"]), row.import_id, row.line) == ("2023-06-17", 1, 3)


# ------------------------------------------------------------------ what is only said


def test_too_few_cells_are_noted_as_under_screened_where_none_was_found(store):
    rows = "P1,2023-01-17,999999,0\nP2,2023-01-17,1000000,0\nP3,2023-01-17,999999,1\n"
    found = plan(store, ASSAYS + rows)
    assert (found.action, notes(found)) == (Action.STORED, [(2, "under_screened")])


def test_probable_cells_beside_a_stained_control_are_noted(store):
    file = ASSAYS.replace("\n", ",probable_cells,control_cells_screened,control_positive\n")
    found = plan(
        store, file + "P1,2023-01-17,2000000,0,1,500000,1\nP2,2023-01-17,2000000,0,1,500000,0\n"
    )
    assert notes(found) == [(2, "control_spoils_probable")]


def test_both_categories_together_are_not_more_than_was_screened(store):
    file = ASSAYS.replace("\n", ",probable_cells\n")
    found = plan(store, file + "P1,2023-01-17,10000,6000,6000\nP2,2023-01-17,10000,5000,5000\n")
    assert rules(found)[2] == {"part_above_whole"}
    assert outcomes(found)[3] == "stored"


@pytest.mark.parametrize("text", ["=1+1", "+49 89", "-see report", "@home"])
def test_a_text_that_looks_like_a_formula_is_noted_and_stored_as_text(store, text):
    found = take(store, ASSAYS.replace("\n", ",comment\n") + f"P1,2023-01-17,2000000,3,{text}\n")
    assert notes(found) == [(2, "looks_like_formula")]
    assert content(store)["", "P1"]["assays"][0]["comment"] == text


def test_a_lone_dash_is_no_formula(store):
    assert (
        notes(plan(store, ASSAYS.replace("\n", ",comment\n") + "P1,2023-01-17,2000000,3,-\n")) == []
    )


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ("P1,chemotherapy,EC,2023-01-01,2023-03-01\nP1,chemotherapy,ec,2023-02-01,2023-04-01", [3]),
        ("P1,chemotherapy,EC,2023-01-01,2023-03-01\nP1,chemotherapy,EC,2023-03-01,2023-04-01", []),
        ("P1,chemotherapy,EC,2023-01-01,2023-03-01\nP2,chemotherapy,EC,2023-02-01,2023-04-01", []),
        ("P1,chemotherapy,EC,2023-01-01,\nP1,chemotherapy,EC,2023-02-01,2023-04-01", []),
    ],
)
@pytest.mark.parametrize("is_split", [True, False])
def test_overlapping_courses_of_one_drug_are_noted(store, rows, lines, is_split):
    if is_split:
        first, rows = rows.split("\n")
        take(store, THERAPY + first + "\n")
        lines = [line - 1 for line in lines]
    found = plan(store, THERAPY + rows + "\n")
    assert [line for line, rule in notes(found) if rule == "courses_overlap"] == lines


def test_a_clean_file_asks_and_notes_nothing(store):
    take(store, PATIENTS + "P1,2022-12-01,1960\n")
    found = plan(store, SAMPLES + "P1,99/0417,Oslo,left,2023-01-17,2000000,3\n")
    assert (found.action, report(found)["questions"], notes(found)) == (Action.STORED, [], [])


@pytest.mark.parametrize(
    "bad",
    ["MUC-12,2023-02-30,2000000,3", "MUC-12,2023-01-17,2,3"],
)
def test_nothing_is_asked_about_a_look_alike_whose_rows_are_all_rejected(store, bad):
    good = "MUC-012,2023-01-17,2000000,3\nMUC-013,2023-01-17,2000000,3\n"
    found = plan(store, f"{ASSAYS}{good}{bad}\n")
    assert (questions(found), outcomes(found)[4]) == ([], "rejected")
    both = plan(store, f"{ASSAYS}{good}{bad}\nMUC-12,2023-01-18,2000000,3\n")
    assert questions(both) == ["similar_id:MUC-12"]


def test_a_damaged_row_that_is_left_out_puts_nobodys_identity_in_doubt(new_store):
    header = "patient_id,collected_on,cells_screened,tumor_cells\n"
    damaged = header + "P001,2024-01-10,2000000,9999999\nP01,2024-11-11,2000000,2\n"
    found = plan(new_store(), damaged)
    assert outcomes(found) == {1: "named", 2: "rejected", 3: "stored"}
    assert not found.questions
    both = header + "P001,2024-01-10,2000000,9\nP01,2024-11-11,2000000,2\n"
    assert questions(plan(new_store("b.sqlite"), both)) == ["similar_id:P01"]


def test_a_row_that_is_left_out_does_not_ask_whose_it_is(new_store):
    store = new_store()
    header = "patient_id,center,collected_on,cells_screened,tumor_cells\n"
    take(store, header + "P1,North,2024-01-10,2000000,2\n")
    found = plan(store, header + "P1,South,2024-03-10,2000000,9999999\nP2,,2024-03-10,2000000,0\n")
    assert not found.questions
    assert outcomes(found)[2] == "rejected"
