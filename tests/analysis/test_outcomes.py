"""Outcomes of groups: published numbers, landmark-safe groups, what is excluded, and the JSON."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from monitor.analysis.outcome_clocks import Clock, clock_start, last_record, months_after
from monitor.analysis.outcome_facts import UNKNOWN
from monitor.analysis.outcome_groups import ByColumn, MarrowAt, grouping
from monitor.analysis.outcome_json import outcomes_json
from monitor.analysis.outcome_question import (
    OutcomeQuestion,
    OutcomeQuestionError,
    UnknownColumnError,
    UnknownVisitError,
)
from monitor.analysis.outcome_reduction import facts_of
from monitor.analysis.outcomes import hazard_ratios, outcomes_of
from monitor.analysis.patient_columns import in_order
from monitor.domain.endpoints import Endpoint, NotAtRisk
from monitor.domain.rules import RuleSet
from tests.analysis.outcome_courses import (
    gbsg_courses,
    landmark_courses,
    sampled,
    with_columns,
)
from tests.builders import course
from tests.stats.references import text_rows

RULES = RuleSet()
FROM_DIAGNOSIS = OutcomeQuestion(Endpoint.RFS, Clock.DIAGNOSIS)
AT_6M = MarrowAt("6M")


class Asked:
    """The answer of a question, with the facts that it was asked of."""

    def __init__(self, courses, question, groups):
        self.facts = facts_of(courses, RULES)
        self.found = outcomes_of(self.facts, question, groups)
        self.adjusted = hazard_ratios(self.facts, self.found, groups)

    def __getattr__(self, name):
        return getattr(self.found, name)

    def json(self, times=()):
        return outcomes_json(self.found, self.adjusted, self.facts, times)

    @property
    def followed(self):
        """Returns the pseudonyms of those who are followed."""
        return [self.facts.patient_ids[who] for who in self.members.patient]

    @property
    def begins_on(self):
        return [date.fromordinal(day) for day in self.members.begins_on]


def day(text):
    return date.fromisoformat(text)


def reasons(found):
    return [(out.patient_id, out.reason) for out in found.excluded.listed(found.facts)]


@pytest.fixture(scope="module")
def gbsg():
    question = OutcomeQuestion(Endpoint.RFS, Clock.DIAGNOSIS, covariates=("age", "nodes", "grade"))
    return Asked(gbsg_courses(), question, ByColumn("hormon"))


def test_the_german_breast_cancer_study_comes_out_as_in_r(gbsg):
    """gbsg_kaplan_meier.csv: summary(survfit(…, conf.type = "log-log"), times)."""
    days = [365, 730, 1095, 1461, 1826, 2192]
    groups = {group["name"]: group for group in gbsg.json(days)["groups"]}
    for row in text_rows("gbsg_kaplan_meier"):
        group, place = groups[row["hormon"][-1]], days.index(int(row["day"]))
        assert group["at_risk"][place] == int(row["at_risk"])
        for name in ("survival", "lower", "upper"):
            assert group[name][place] == pytest.approx(float(row[name]), rel=1e-6)
    assert [(g["n"], g["events"], g["median"]) for g in groups.values()] == [
        (440, 205, 1528),
        (246, 94, 2018),
    ]


def test_its_tests_come_out_as_in_r(gbsg):
    """gbsg_tests.csv: survdiff(… ~ hormon), coxph(… ~ hormon + age + nodes + grade)."""
    told = gbsg.json()
    expected = {row["term"]: row for row in text_rows("gbsg_tests")}
    assert told["logrank"]["chi_square"] == pytest.approx(8.56478085353896, rel=1e-6)
    assert told["logrank"]["p"] == pytest.approx(0.00342728226474598, rel=1e-6)
    assert told["logrank"]["df"] == 1
    assert [term["term"] for term in told["cox"]] == ["hormon", "age", "nodes", "grade"]
    for term in told["cox"]:
        row = expected[term["term"]]
        assert term["coef"] == pytest.approx(float(row["chisq_or_coef"]), rel=1e-4)
        assert term["se"] == pytest.approx(float(row["se"]), rel=1e-4)
        assert term["hr"] == pytest.approx(float(row["hr"]), rel=1e-4)
        assert term["p"] == pytest.approx(float(row["p"]), rel=1e-4)


def test_its_hazard_ratios_are_checked_for_being_constant(gbsg):
    check = gbsg.adjusted.check
    assert check.overall.p_value == pytest.approx(0.001051821532, rel=1e-4)


@pytest.mark.parametrize(
    ("question", "landmark"),
    [
        (OutcomeQuestion(Endpoint.RFS), "sampling"),
        (OutcomeQuestion(Endpoint.RFS, Clock.SURGERY, 6), "surgery and 6 months"),
        (OutcomeQuestion(Endpoint.RFS, Clock.SURGERY), "surgery"),
        (OutcomeQuestion(Endpoint.RFS, Clock.SURGERY, 2), "surgery and 2 months"),
    ],
)
def test_whatever_the_clock_the_landmark_fixture_gives_its_safe_p(question, landmark):
    found = Asked(landmark_courses(), question, AT_6M)
    assert [(g.name, g.curve.patients, g.curve.event_total) for g in found.groups] == [
        ("detected", 5, 3),
        ("not detected", 7, 2),
    ]
    assert found.log_rank.chi_square == pytest.approx(3.361041, abs=1e-6)
    assert found.log_rank.p_value == pytest.approx(0.066756, abs=1e-6)
    assert reasons(found) == [
        ("positive-4", "distant metastasis on 2010-05-15, before the clock starts (2010-07-15)"),
        ("negative-4", "last contact on 2010-04-15, before the clock starts (2010-07-15)"),
    ]


def test_without_the_rule_the_same_patients_give_a_false_finding():
    """The status carried along from the surgery, as if it had been known: p = 0.0335."""
    courses = [
        with_columns(known, status=known.patient.patient_id[:8]) for known in landmark_courses()
    ]
    question = OutcomeQuestion(Endpoint.RFS, Clock.SURGERY)
    found = Asked(courses, question, ByColumn("status"))
    assert len(found.excluded) == 0
    assert found.log_rank.p_value == pytest.approx(0.0335, abs=2e-4)


def test_a_later_landmark_takes_out_more():
    question = OutcomeQuestion(Endpoint.RFS, Clock.SURGERY, 24)
    found = Asked(landmark_courses(), question, AT_6M)
    assert len(found.members) == 9
    assert set(found.begins_on) == {day("2012-01-15")}


def test_a_status_that_needs_confirming_starts_the_clock_with_the_confirming_sampling():
    class Confirmed(MarrowAt):
        def place(self, facts, question):
            placed = super().place(facts, question)
            confirmed_on = np.full(facts.patients, day("2010-10-15").toordinal(), np.int32)
            return replace(placed, known_on=confirmed_on)

    found = Asked(landmark_courses(), OutcomeQuestion(Endpoint.RFS), Confirmed("6M"))
    assert set(found.begins_on) == {day("2010-10-15")}
    assert ("positive-1", "distant metastasis on 2010-10-15, the day the clock starts") in reasons(
        found
    )


def test_few_events_give_curves_and_a_test_but_no_hazard_ratio():
    found = Asked(landmark_courses(), OutcomeQuestion(Endpoint.RFS), AT_6M)
    assert found.log_rank is not None
    assert found.adjusted.model is None
    assert found.adjusted.refusal == (
        "a hazard ratio needs at least 5 events in each group; "
        "there are 3 in “detected”, 2 in “not detected”"
    )
    assert found.json()["cox"] == []


def cohort(*texts, end="2025-01-01 last_contact"):
    return [
        course(f"diagnosed 2020-01-01\n{text}\n{end}", f"P{number}")
        for number, text in enumerate(texts, start=1)
    ]


@pytest.mark.parametrize(
    ("sampling", "reason"),
    [
        ("2020-02-01 0/2.0M base", "no marrow sampling at visit “6M”"),
        ("2020-02-01 1/2.0M blood 6M", "no marrow sampling at visit “6M”"),
        ("2020-02-01 0/0.3M 6M", "under-screened at visit “6M”: only 300,000 of the"),
        ("2020-02-01 n.e. 6M", "not evaluable at visit “6M”: the lab calls it not evaluable"),
        ("2020-02-01 1/2.0M 6M withdrawn", "not evaluable at visit “6M”: withdrawn by the lab"),
        ("2020-02-01 neg 6M", "depth unknown at visit “6M”: negative; the number"),
        ("2026-02-01 0/2.0M 6M", "last contact on 2025-01-01, before the clock starts"),
    ],
)
def test_without_a_status_a_patient_is_excluded_with_the_reason(sampling, reason):
    found = Asked(cohort(sampling, "2020-02-01 1/2.0M 6M"), OutcomeQuestion(Endpoint.OS), AT_6M)
    assert found.followed == ["P2"]
    ((who, why),) = reasons(found)
    assert (who, why[: len(reason)]) == ("P1", reason)


@pytest.mark.parametrize(
    ("samplings", "group", "known_on"),
    [
        ("2020-02-01 1/0.2M 6M", "detected", "2020-02-01"),
        ("2020-02-01 pos 6M", "detected", "2020-02-01"),
        ("2020-02-01 0/2.0M 6m", "not detected", "2020-02-01"),
        ("2020-02-01 0/2.0M 6M\n2020-02-01 2/2.0M 6M antibody=CK2", "detected", "2020-02-01"),
        ("2020-02-01 0/0.2M 6M\n2020-03-01 0/2.0M 6M", "not detected", "2020-03-01"),
        ("2020-02-01 0/2.0M 6M\n2020-03-01 1/2.0M 6M", "not detected", "2020-02-01"),
        ("2020-02-01 0/0.6M left 6M\n2020-02-01 0/0.6M right", "not detected", "2020-02-01"),
    ],
)
def test_the_first_day_of_the_visit_with_a_result_makes_the_status(samplings, group, known_on):
    found = Asked(cohort(samplings), OutcomeQuestion(Endpoint.OS), AT_6M)
    assert [one.name for one in found.groups] == [group]
    assert found.begins_on == [day(known_on)]


def test_methods_that_disagree_are_counted_in_the_notes():
    found = Asked(
        cohort("2020-02-01 0/2.0M 6M\n2020-02-01 2/2.0M 6M antibody=CK2"),
        OutcomeQuestion(Endpoint.OS),
        AT_6M,
    )
    assert found.notes[0] == "1 patient: methods disagree at visit “6M”: taken as detected."


def test_a_sampling_after_distant_metastasis_makes_no_group():
    found = Asked(
        cohort("2020-03-01 distant_metastasis\n2020-06-01 1/2.0M 6M"),
        OutcomeQuestion(Endpoint.OS),
        AT_6M,
    )
    assert reasons(found) == [("P1", "sampled on 2020-06-01, after distant metastasis")]


def test_everybody_is_in_a_group_or_excluded_with_a_reason():
    found = Asked(landmark_courses(), OutcomeQuestion(Endpoint.OS), AT_6M)
    assert len(found.members) + len(found.excluded) == 14
    assert sum(group.curve.patients for group in found.groups) == len(found.members)
    assert all(reason for _, reason in reasons(found))


@pytest.mark.parametrize(
    ("clock", "text", "starts"),
    [
        (Clock.DIAGNOSIS, "", "2020-01-01"),
        (Clock.SURGERY, "2020-03-01 surgery mastectomy\n2020-02-01 surgery excision", "2020-02-01"),
        (Clock.SURGERY, "2020-02 surgery mastectomy", "2020-02-29"),
        (Clock.SURGERY, "", "no surgery is recorded"),
        (
            Clock.END_OF_CHEMOTHERAPY,
            "2020-02-01..2020-06-10 chemotherapy EC\n2020-07-01..2020-09-10 chemotherapy T",
            "2020-09-10",
        ),
        (
            Clock.END_OF_CHEMOTHERAPY,
            "2020-02-01..2020-06-10 chemotherapy EC\n2021-01-01 distant_metastasis\n"
            "2021-02-01..2021-06-10 chemotherapy T\n"
            "2020-03-01..2022-01-01 chemotherapy X palliative",
            "2020-06-10",
        ),
        (
            Clock.END_OF_CHEMOTHERAPY,
            "2020-02-01..? chemotherapy EC",
            "the end of chemotherapy is not known",
        ),
        (Clock.END_OF_CHEMOTHERAPY, "", "no chemotherapy is recorded"),
        (Clock.SAMPLING, "", "no sampling starts the clock"),
    ],
)
def test_where_the_clock_starts(clock, text, starts):
    found = clock_start(course(f"diagnosed 2020-01-01\n{text}"), clock, None)
    assert (found.reason if isinstance(found, NotAtRisk) else str(found.on)) == starts


@pytest.mark.parametrize(
    ("start", "months", "then"),
    [
        ("2020-01-15", 6, "2020-07-15"),
        ("2019-08-31", 6, "2020-02-29"),
        ("2020-11-30", 3, "2021-02-28"),
        ("2020-01-15", 0, "2020-01-15"),
        ("2020-01-01", 1.5, "2020-02-16"),
    ],
)
def test_months_end_on_the_same_day_of_the_month(start, months, then):
    assert months_after(day(start), months) == day(then)


def test_without_last_contact_any_record_ends_the_follow_up_and_is_counted():
    text = "2020-02-01 0/2.0M 6M\n2020-03-01..2023-03-01 endocrine letrozole"
    assert last_record(course(text)) == day("2023-03-01")
    found = Asked(cohort(text, end=""), OutcomeQuestion(Endpoint.OS), AT_6M)
    assert found.members.days.tolist() == [1124]
    assert found.notes[0].startswith("1 patient: no last contact is recorded")


def columns(*values, name="dose"):
    return [
        with_columns(known, **({} if value is None else {name: value}))
        for known, value in zip(cohort(*[""] * len(values)), values, strict=True)
    ]


def test_groups_by_column_stand_in_order_and_blanks_are_excluded():
    found = Asked(columns("10", "9", None, "10"), FROM_DIAGNOSIS, ByColumn("dose"))
    assert [(g.name, g.curve.patients) for g in found.groups] == [("9", 1), ("10", 2)]
    assert reasons(found) == [("P3", "dose is not given")]


@pytest.mark.parametrize(
    ("values", "terms"),
    [
        (("0", "1"), ["arm"]),
        (("1", "2"), ["arm=2"]),
        (("standard", "zoledronate"), ["arm=zoledronate"]),
        (("1", "2", "3"), ["arm=2", "arm=3"]),
    ],
)
def test_terms_are_named_for_column_and_value(values, terms):
    names = in_order(values)
    reference = ByColumn("arm").reference(names)
    assert [ByColumn("arm").term(n, names) for n in names if n != reference] == terms


def relapses(count):
    """Returns patients with marrow and relapse at many times, and two covariates."""
    for number in range(count):
        known = sampled([100], [number % 3 == 0], 200 + 37 * number % 900 + number, None)
        receptor = "unknown" if number == 1 else ("positive", "negative")[number % 2]
        yield with_columns(known, ki67=str(number * 7 % 40), receptor=receptor)


def test_covariates_are_numbers_or_words_and_incomplete_patients_leave_the_model_only():
    question = OutcomeQuestion(Endpoint.RFS, covariates=("ki67", "receptor"))
    found = Asked(relapses(60), question, MarrowAt("V0"))
    model = found.adjusted.model
    assert [term.name for term in model.terms] == ["detected", "ki67", "receptor=positive"]
    assert (model.rows, len(found.members)) == (59, 60)
    assert "1 patient without ki67 or receptor: not in the model." in found.adjusted.notes


def test_a_covariate_that_cannot_be_told_apart_is_refused_by_name():
    known = [with_columns(c, same="4") for c in relapses(60)]
    question = OutcomeQuestion(Endpoint.RFS, covariates=("same",))
    found = Asked(known, question, MarrowAt("V0"))
    assert found.adjusted.refusal == "“same” is the same in all patients"


def test_a_competing_death_is_censored_in_the_curve_and_counts_in_the_incidence():
    known = cohort("2020-07-01 0/2.0M 6M\n2021-07-01 death other", "2020-07-01 0/2.0M 6M")
    found = Asked(known, OutcomeQuestion(Endpoint.RFI), AT_6M)
    (group,) = found.groups
    assert (group.curve.event_total, group.competing) == (0, 1)
    assert group.incidence.incidence_at(1000) == 0


def test_questions_that_cannot_be_asked_say_why():
    with pytest.raises(UnknownColumnError, match=r"No patient has a value of ki67. There are: dos"):
        Asked(columns("1", "2"), FROM_DIAGNOSIS, ByColumn("ki67"))
    with pytest.raises(UnknownVisitError, match=r"visit “12M”. Visits in the files: 6M"):
        Asked(landmark_courses(), OutcomeQuestion(Endpoint.OS), grouping("marrow@12M"))
    with pytest.raises(OutcomeQuestionError, match="rest on no sampling"):
        Asked([], OutcomeQuestion(Endpoint.OS), ByColumn("arm"))
    with pytest.raises(OutcomeQuestionError, match="13 groups are too many"):
        Asked(columns(*map(str, range(13))), FROM_DIAGNOSIS, ByColumn("dose"))


@pytest.mark.parametrize("courses", [[], cohort("2020-02-01 0/2.0M 6M")], ids=["nobody", "one"])
def test_nobody_or_one_patient_is_told_too(courses):
    found = Asked(courses, OutcomeQuestion(Endpoint.RFS), AT_6M)
    told = found.json([365])
    assert told["logrank"] == {"chi_square": None, "df": None, "p": None}
    assert told["cox"] == []
    assert len(told["groups"]) == len(courses)
    assert found.adjusted.refusal == "a hazard ratio needs two groups"


def test_the_json_has_the_agreed_shape_and_no_number_that_json_lacks():
    found = Asked(relapses(60), OutcomeQuestion(Endpoint.RFS), MarrowAt("V0"))
    told = json.loads(json.dumps(found.json([365, 1095, 9999]), allow_nan=False))
    assert list(told) == ["times", "groups", "logrank", "cox", "excluded"]
    assert told["times"] == [365, 1095, 9999]
    assert [group["name"] for group in told["groups"]] == ["detected", "not detected"]
    for group in told["groups"]:
        assert set(group) == {
            *("name", "n", "events", "at_risk", "survival", "lower", "upper", "median")
        }
        assert group["survival"][2] == 0
        assert group["lower"][2] is None
    assert list(told["cox"][0]) == ["term", "coef", "se", "hr", "lower", "upper", "p"]
    assert told["excluded"] == []


def test_without_times_the_json_tells_each_year():
    found = Asked(gbsg_courses(), FROM_DIAGNOSIS, ByColumn("hormon"))
    assert found.json()["times"] == [365, 730, 1096, 1461, 1826, 2192, 2557]


def test_a_landmark_that_nobody_fixed_is_called_exploratory():
    fixed = OutcomeQuestion(Endpoint.RFS, landmark_was_fixed=True)
    for question, is_told in ((OutcomeQuestion(Endpoint.RFS), True), (fixed, False)):
        found = Asked(landmark_courses(), question, AT_6M)
        assert any("Exploratory" in note for note in found.notes) is is_told


def test_groups_that_rest_on_no_sampling_need_no_landmark(gbsg):
    assert gbsg.notes == ()
    assert set(gbsg.members.known_on) == {UNKNOWN}


@pytest.mark.parametrize("question", [OutcomeQuestion(Endpoint.RFS, clock) for clock in Clock])
def test_no_clock_starts_before_the_group_is_known(question):
    found = Asked(landmark_courses(), question, AT_6M)
    assert np.all(found.members.begins_on >= found.members.known_on)
