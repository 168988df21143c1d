"""What each row of a file would do, decided before anything is written."""

from datetime import date, timedelta

import pytest

from monitor.domain.plan import Action
from monitor.ingest.report import report
from monitor.store.undoing import undo_imports
from tests.imports import assert_lawful, content, outcomes, plan, rules, take

ASSAYS = "patient_id,collected_on,cells_screened,tumor_cells\n"
RESULTS = "patient_id,collected_on,cells_screened,tumor_cells,result_text\n"
SAMPLES = "patient_id,sample_id,lab,site,collected_on,cells_screened,tumor_cells\n"
THERAPY = "patient_id,therapy_type,agent,started_on,ended_on,ongoing\n"
PATIENTS = "patient_id,center,arm\n"


def test_a_row_with_two_faults_is_told_both(store):
    found = plan(store, ASSAYS + "P1,17.13.2023,2_000_000,3\nP2,2023-01-17,2000000,3\n")
    (row,) = found.rejected
    assert (row.line, row.raw) == (2, "P1,17.13.2023,2_000_000,3")
    assert {(p.column, p.raw, p.rule) for p in row.problems} == {
        ("collected_on", "17.13.2023", "no_such_day"),
        ("cells_screened", "2_000_000", "not_a_number"),
    }
    assert outcomes(found)[3] == "stored"


def test_an_unreadable_cell_is_not_called_missing_as_well(store):
    found = plan(store, ASSAYS + "P1,2023-01-17,2000000,abc\nP2,2023-01-17,2000000,3\n")
    assert rules(found) == {2: {"not_a_number"}}


@pytest.mark.parametrize(
    ("header", "row", "rule"),
    [
        (ASSAYS, ",2023-01-17,2000000,0", "missing"),
        (ASSAYS, "P1,,2000000,0", "missing"),
        (ASSAYS, "P1,2023-01-17,,0", "missing"),
        (ASSAYS, "P1,2023-01-17,2000000,", "missing"),
        (ASSAYS, "P1,2023-01-17,0,0", "nothing_screened"),
        (ASSAYS, "P1,2023-01-17,100000,100001", "more_cells_than_screened"),
        (RESULTS, "P1,2023-01-17,,,positive", "missing"),
        (THERAPY, "P1,chemotherapy,EC,2023-05-01,2023-04-30,", "ends_before_start"),
        (THERAPY, "P1,chemotherapy,EC,2023-05-01,2023-06-30,yes", "ongoing_but_ended"),
        ("patient_id,diagnosed_on,birth_year\n", "P1,1950-01-01,1960", "before_birth"),
        (
            "patient_id,event_type,occurred_on,cause\n",
            "P1,dcis,2020-01-01,breast_cancer",
            "cause_without_death",
        ),
        (
            ASSAYS.replace("tumor_cells", "tumor_cells,control_cells_screened,control_positive"),
            "P1,2023-01-17,2000000,0,500000,500001",
            "part_above_whole",
        ),
        (ASSAYS.replace("\n", ",clusters\n"), "P1,2023-01-17,2000000,1,2", "part_above_whole"),
        (ASSAYS.replace("\n", ",method\n"), "P1,2023-01-17,2000000,1,pcr", "pcr_has_no_count"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_by_its_rule(store, header, row, rule):
    found = plan(store, f"{header}{row}\n")
    assert rules(found)[2] == {rule}
    assert outcomes(found) == {1: "named", 2: "rejected"}
    assert_lawful(found)


@pytest.mark.parametrize(
    "row",
    [
        "P1,2023-01-17,,,not evaluable,",
        "P1,2023-01-17,2000000,,not evaluable,",
        "P1,2023-01-17,,,positive,pcr",
        "P1,2023-01-17,2000000,0,,",
        "P1,2023-01-17,2000000,0,negative,flow",
        "P1,2023-01-17,10000,0,,",
        "P1,2023-01-17,100000000,0,,",
    ],
)
def test_a_row_that_can_be_is_stored(store, row):
    found = plan(store, RESULTS.replace("\n", ",method\n") + row + "\n")
    assert outcomes(found) == {1: "named", 2: "stored"}
    assert rules(found).get(2, set()) <= {"under_screened"}


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("P1,2023-01-17,9999,0,", "implausible_depth"),
        ("P1,2023-01-17,100000001,0,", "implausible_depth"),
        ("P1,2199-01-01,2000000,0,", "future_date"),
        ("P1,2023-01-17,2000000,3,negative", "result_disagrees"),
        ("P1,2023-01-17,2000000,0,positive", "result_disagrees"),
    ],
)
def test_a_row_that_a_person_must_look_at_waits_for_the_answer(store, row, rule):
    file = RESULTS + row + "\n"
    asked = plan(store, file)
    (question,) = asked.questions
    assert (asked.action, question.id, question.proposed) == (Action.ASK, f"confirm:{rule}", None)
    assert outcomes(asked)[2] == "pending"
    assert outcomes(plan(store, file, {question.id: "store"}))[2] == "stored"
    assert outcomes(plan(store, file, {question.id: "leave out"}))[2] == "rejected"
    assert outcomes(plan(store, file, {question.id: "perhaps"}))[2] == "pending"


def test_what_was_confirmed_once_is_not_asked_again(store):
    file = RESULTS + "P1,2023-01-17,500,0,\n"
    take(store, file, {"confirm:implausible_depth": "store"})
    assert plan(store, file).action is Action.UNCHANGED


def test_one_question_is_asked_for_all_rows_of_a_rule(store):
    rows = "".join(f"P{n},2023-01-17,500,0,\n" for n in range(20))
    (question,) = plan(store, RESULTS + rows).questions
    assert "line 2, 3, 4, 5, 6, 7, 8, 9 and 12 more" in question.message


def test_a_rate_that_the_counts_do_not_give_is_noted_and_the_row_stored(store):
    found = plan(store, ASSAYS.replace("\n", ",reported_rate\n") + "P1,2023-01-17,2000000,14,14\n")
    assert rules(found) == {2: {"rate_differs"}}
    assert outcomes(found)[2] == "stored"


@pytest.mark.parametrize(("counts", "rate"), [("2000000,14", "7"), ("3000000,1", "0.33")])
def test_a_rate_that_the_counts_give_within_rounding_is_not_noted(store, counts, rate):
    found = plan(
        store, ASSAYS.replace("\n", ",reported_rate\n") + f"P1,2023-01-17,{counts},{rate}\n"
    )
    assert not rules(found)


def test_a_sample_of_today_is_not_of_the_future(store):
    today, tomorrow = date.today(), date.today() + timedelta(days=1)  # noqa: DTZ011
    found = plan(store, ASSAYS + f"P1,{today},2000000,0\nP1,{tomorrow},2000000,0\n")
    assert outcomes(found) == {1: "named", 2: "stored", 3: "pending"}


def test_a_value_below_a_column_without_a_name_rejects_the_row(store):
    found = plan(
        store, ASSAYS.replace("\n", ",\n") + "P1,2023-01-17,2000000,0,\nP1,2023-01-18,1,0,9\n"
    )
    assert outcomes(found) == {1: "named", 2: "stored", 3: "rejected"}
    assert "cell_without_header" in rules(found)[3]


def test_columns_that_are_not_ours_are_noted_and_not_read(store):
    found = plan(store, ASSAYS.replace("\n", ",mood\n") + "P1,2023-01-17,2000000,0,fine\n")
    assert [(p["column"], p["rule"]) for p in report(found)["problems"]] == [
        ("mood", "column_not_read")
    ]
    assert outcomes(found)[2] == "stored"


# ------------------------------------------------------------------ rows that speak of one thing


def test_a_row_that_comes_twice_counts_once(store):
    row = "P1,2023-01-17,2000000,3\n"
    found = plan(store, ASSAYS + row + row)
    assert outcomes(found) == {1: "named", 2: "stored", 3: "unchanged"}


def test_rows_that_contradict_each_other_are_rejected_all(store):
    rows = "P1,death,2023-01-17\nP1,death,2023-01-18\n" * 2
    found = plan(store, "patient_id,event_type,occurred_on\n" + rows)
    assert rules(found) == {line: {"rows_contradict"} for line in (2, 3, 4, 5)}
    assert "Lines 2, 3, 4, 5" in found.rejected[0].problems[0].message


def test_both_crests_of_one_sample_number_are_two_assays(store):
    found = plan(
        store,
        SAMPLES
        + "P1,99/0417,Oslo,left,2023-01-17,1000000,2\nP1,99/0417,Oslo,right,2023-01-17,1000000,0\n",
    )
    assert outcomes(found) == {1: "named", 2: "stored", 3: "stored"}


@pytest.mark.parametrize("sites", [("left", "left"), ("left", "right")])
def test_one_sample_number_for_two_patients_is_rejected(store, sites):
    one, other = (
        f"{patient},99/0417,Oslo,{site},2023-01-17,2000000,0\n"
        for patient, site in zip(("P1", "P2"), sites, strict=True)
    )
    both = plan(store, SAMPLES + one + other)
    assert rules(both) == {line: {"sample_of_two"} for line in (2, 3)}
    take(store, SAMPLES + one)
    assert rules(plan(store, SAMPLES + other)) == {2: {"sample_of_two"}}


def test_two_labs_may_give_the_same_sample_number(store):
    row = "{},17,{},left,2023-01-17,2000000,0\n"
    found = plan(store, SAMPLES + row.format("P1", "Oslo") + row.format("P2", "Munich"))
    assert outcomes(found) == {1: "named", 2: "stored", 3: "stored"}


def test_a_patient_dies_once(store):
    events = "patient_id,event_type,occurred_on\n"
    take(store, events + "P1,death,2023-01-17\n")
    found = plan(store, events + "P1,death,2023-01-18\n")
    assert outcomes(found)[2] == "changed"


# ------------------------------------------------------------------ blanks and defaults


def test_a_correction_tells_old_and_new(store):
    take(store, ASSAYS + "P1,2023-01-17,2000000,3\n")
    found = plan(store, ASSAYS + "P1,2023-01-17,2000000,4\n")
    (change,) = found.rows.changes.values()
    assert change.fields == {"tumor_cells": (3, 4)}
    assert outcomes(found)[2] == "changed"


def test_a_blank_never_overwrites_a_value(store):
    full = ASSAYS.replace("\n", ",visit,volume_ml,comment\n")
    take(store, full + "P1,2023-01-17,2000000,3,baseline,4.5,dry tap\n")
    assert plan(store, full + "P1,2023-01-17,2000000,3,,,\n").action is Action.UNCHANGED
    assert plan(store, ASSAYS + "P1,2023-01-17,2000000,3\n").action is Action.UNCHANGED


@pytest.mark.parametrize(
    ("column", "value"), [("status", "withdrawn"), ("material", "blood"), ("material", "")]
)
def test_a_default_fills_a_new_row_and_never_overwrites_a_stored_value(store, column, value):
    take(store, ASSAYS.replace("\n", f",{column}\n") + f"P1,2023-01-17,2000000,3,{value}\n")
    before = content(store)
    assert take(store, ASSAYS + "P1,2023-01-17,2000000,3\n").action is Action.UNCHANGED
    corrected = take(store, ASSAYS + "P1,2023-01-17,2000000,4\n")
    assert corrected.action is Action.STORED
    before["", "P1"]["assays"][0]["tumor_cells"] = 4
    assert content(store) == before


def test_the_whole_row_as_it_would_be_stored_must_hold(store):
    take(store, THERAPY + "P1,endocrine,letrozole,2020-01-01,,yes\n")
    found = plan(store, THERAPY + "P1,endocrine,letrozole,2020-01-01,2021-01-01,\n")
    assert rules(found) == {2: {"ongoing_but_ended"}}
    ended = take(store, THERAPY + "P1,endocrine,letrozole,2020-01-01,2021-01-01,no\n")
    assert ended.action is Action.STORED


# ------------------------------------------------------------------ whose row it is


def test_one_pseudonym_at_two_centers_of_one_file_is_two_people(store):
    take(store, PATIENTS + "0012,North,a\n0012,South,b\n")
    assert content(store).keys() == {("North", "0012"), ("South", "0012")}


def test_a_row_without_center_joins_the_only_patient_of_that_name(store):
    take(store, PATIENTS + "0012,North,a\n")
    take(store, ASSAYS + "0012,2023-01-17,2000000,3\n")
    assert content(store).keys() == {("North", "0012")}


def test_a_row_without_center_is_rejected_where_two_have_that_name(store):
    take(store, PATIENTS + "0012,North,a\n0012,South,b\n")
    found = plan(store, ASSAYS + "0012,2023-01-17,2000000,3\n0013,2023-01-17,2000000,3\n")
    assert rules(found) == {2: {"ambiguous_center"}}
    assert outcomes(found)[3] == "stored"


def test_the_first_center_that_is_stated_completes_the_patient(store):
    take(store, ASSAYS + "0012,2023-01-17,2000000,3\n")
    done = take(store, ASSAYS.replace("\n", ",center\n") + "0012,2023-02-17,2000000,0,North\n")
    assert done.action is Action.STORED
    assert content(store).keys() == {("North", "0012")}


def test_another_center_is_asked_and_nobody_is_merged_unasked(store):
    take(store, PATIENTS + "0012,North,a\n")
    file = PATIENTS + "0012,South,\n0013,South,b\n"
    asked = plan(store, file)
    (question,) = asked.questions
    assert question.id == "same_person:South:0012"
    assert question.options == ("same person as at North", "another person")
    assert question.proposed is None
    assert outcomes(asked) == {1: "named", 2: "pending", 3: "stored"}
    assert rules(asked) == {2: {"same_person"}}


@pytest.mark.parametrize(
    ("answer", "people"),
    [
        ("same person as at North", {("North", "0012")}),
        ("another person", {("North", "0012"), ("South", "0012")}),
    ],
)
def test_the_answer_says_whether_it_is_one_person_or_two(store, answer, people):
    take(store, PATIENTS + "0012,North,a\n")
    rows = "0012,2023-01-17,2000000,3,South\n"
    done = take(store, ASSAYS.replace("\n", ",center\n") + rows, {"same_person:South:0012": answer})
    assert done.action is Action.STORED
    assert content(store).keys() == people


def test_the_same_person_keeps_the_center_by_which_they_are_known(store):
    take(store, PATIENTS + "0012,North,a\n")
    answer = {"same_person:South:0012": "same person as at North"}
    done = take(store, PATIENTS + "0012,South,b\n", answer)
    (change,) = done.rows.changes.values()
    assert change.fields == {"arm": ("a", "b")}
    assert content(store).keys() == {("North", "0012")}


def test_an_answer_that_was_never_offered_is_no_answer(store):
    take(store, PATIENTS + "0012,North,a\n")
    file = PATIENTS + "0012,South,b\n"
    assert plan(store, file, {"same_person:South:0012": "of course"}).action is Action.ASK


def test_each_of_two_new_centers_is_asked_and_every_known_center_is_offered(store):
    take(store, PATIENTS + "0012,A,a\n0012,B,b\n")
    asked = plan(store, PATIENTS + "0012,C,c\n0012,D,d\n")
    assert [question.id for question in asked.questions] == [
        "same_person:C:0012",
        "same_person:D:0012",
    ]
    assert asked.questions[0].options == (
        "same person as at A", "same person as at B", "another person",
    )  # fmt: skip


def test_a_patient_whose_center_was_taken_back_is_asked_about_beside_a_namesake(store):
    take(store, ASSAYS + "0012,2023-01-17,2000000,3\n")
    take(store, PATIENTS + "0012,North,a\n")
    take(store, PATIENTS + "0012,South,b\n", {"same_person:South:0012": "another person"})
    undo_imports(store, [2], "tester")
    (question,) = plan(store, PATIENTS + "0012,East,c\n").questions
    assert question.options == (
        "same person as at (no center)", "same person as at South", "another person",
    )  # fmt: skip


def test_the_sample_of_a_patient_in_doubt_waits_with_the_patient(store):
    head = SAMPLES.replace("\n", ",center\n")
    take(store, head + "0012,S1,Oslo,left,2023-01-17,2000000,3,North\n")
    asked = plan(store, head + "0012,S1,Oslo,left,2023-01-17,2000000,3,South\n")
    assert outcomes(asked)[2] == "pending"
    same = {"same_person:South:0012": "same person as at North"}
    assert plan(store, head + "0012,S1,Oslo,left,2023-01-17,2000000,3,South\n", same).action is (
        Action.UNCHANGED
    )


# ------------------------------------------------------------------ study covariates

COVARIATES = "patient_id,arm,bmi,Mood\n"


def test_each_further_column_of_a_patients_file_is_asked_with_yes_proposed(store):
    asked = plan(store, COVARIATES + "P1,a,23.5,\n")
    assert [(q.id, q.options, q.proposed) for q in asked.questions] == [
        ("covariate:bmi", ("store", "leave out"), "store"),
        ("covariate:Mood", ("store", "leave out"), "store"),
    ]


def test_an_answer_about_a_covariate_that_was_never_offered_is_no_answer(store):
    asked = plan(store, COVARIATES + "P1,a,23.5,\n", {"covariate:bmi": "maybe"})
    assert "covariate:bmi" in [question.id for question in asked.questions]


def test_covariates_are_stored_after_one_yes_and_left_out_after_a_no(store):
    answers = {"covariate:bmi": "store", "covariate:Mood": "leave out"}
    take(store, COVARIATES + "P1,a,23.5,fine\nP2,b,,fine\n", answers)
    assert content(store)["", "P1"]["patient"][0]["covariates"] == (("bmi", "23.5"),)
    assert content(store)["", "P2"]["patient"][0]["covariates"] == ()


def test_covariates_of_a_later_file_are_added_and_blanks_do_not_overwrite(store):
    take(store, "patient_id,arm,bmi\nP1,a,23.5\n")
    take(store, "patient_id,arm,bmi,ki67\nP1,a,,20\n")
    assert content(store)["", "P1"]["patient"][0]["covariates"] == (("bmi", "23.5"), ("ki67", "20"))


def test_a_covariate_is_read_like_any_text(store):
    take(store, "patient_id,arm,bmi\nP1,a,'=1+1\n")
    assert content(store)["", "P1"]["patient"][0]["covariates"] == (("bmi", "=1+1"),)
    assert rules(plan(store, "patient_id,arm,x\nP2,a,\x07\n", {"covariate:x": "store"})) == {
        2: {"control_character"}
    }


# ------------------------------------------------------------------ persons stay out


@pytest.mark.parametrize("cell", ["1958-03-04", "04.03.1958", "4.3.58"])
def test_a_birth_date_refuses_the_file_and_is_shown_nowhere(store, cell):
    found = plan(store, f"patient_id,birth_year,arm\nP1,1950,a\nP2,{cell},a\n")
    assert found.action is Action.REFUSED
    assert found.rows is None
    assert cell not in str(report(found))
    assert_lawful(found)
