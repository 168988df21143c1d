"""The call table and every exception to it: courses as text, the expected call beside each."""

import pytest

from monitor.analysis.calls import calls
from monitor.domain.calls import ReferenceChoice, ReferenceKind
from monitor.domain.evidence import Scatter
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import CellDefinition
from tests.domain.courses import course_and_expected, verdicts

TABLE = {
    "the first sampling is the baseline, detected": """
        2020-01-10 14/2.0  -> baseline
        """,
    "the first sampling is the baseline, not detected": """
        2020-01-10 0/2.0   -> baseline
        """,
    "all ND so far, now ND": """
        2020-01-10 0/2.0   -> baseline
        2020-07-01 0/2.1   -> never detected
        2021-07-01 0/2.1   -> never detected
        """,
    "all ND so far, now D: one cell proves nothing": """
        2020-01-10 0/2.0   -> baseline
        2020-07-01 1/2.1   -> appeared, chance
        """,
    "all ND so far, now D: six cells do": """
        2020-01-10 0/2.0   -> baseline
        2020-07-01 6/2.0   -> appeared, demonstrable
        """,
    "all ND so far, now D: held against all zeros pooled": """
        2020-01-10 0/2.0   -> baseline
        2020-07-01 0/2.0   -> never detected
        2021-01-01 0/2.0   -> never detected
        2021-07-01 3/2.0   -> appeared, demonstrable
        """,
    "last D since the reference, now D: persistent": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 5/2.0   -> persistent, chance
        """,
    "last D since the reference, now D: lower": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 1/2.0   -> lower, demonstrable
        """,
    "last D since the reference, now D: higher": """
        2020-01-10 20/2.0  -> baseline
        2020-07-01 40/2.0  -> higher, demonstrable
        """,
    "sizes are held against the reference, not against the last": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 5/2.0   -> persistent, chance
        2021-01-01 1/2.0   -> lower, demonstrable
        2021-07-01 8/2.0   -> persistent, chance
        """,
    "last D since the reference, now ND: one cell, cleared by chance perhaps": """
        2020-01-10 1/2.0   -> baseline
        2020-07-01 0/2.1   -> cleared, chance
        """,
    "last D since the reference, now ND: fourteen cells, cleared": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 0/2.1   -> cleared, demonstrable
        """,
    "the fall counts from the reference, though the last positive was a single cell": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 1/2.0   -> lower, demonstrable
        2021-01-01 0/2.0   -> cleared, demonstrable
        """,
    "last D, run began by appearing, now D: the same call, confirmed": """
        2020-01-10 0/2.0   -> baseline
        2020-07-01 1/2.1   -> appeared, chance, confirmed 2021-01-01
        2021-01-01 6/2.0   -> appeared, demonstrable, confirmed 2021-01-01
        """,
    "last D, run began by re-appearing, now D: the same call, confirmed": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 0/2.0   -> cleared, demonstrable
        2021-07-01 2/2.0   -> re-appeared, chance, confirmed 2022-07-01
        2022-07-01 2/2.0   -> re-appeared, chance, confirmed 2022-07-01
        2023-07-01 9/2.0   -> re-appeared, demonstrable, confirmed 2022-07-01
        """,
    "last D, run began by appearing, now ND: cleared, against what had appeared": """
        2020-01-10 0/2.0   -> baseline
        2020-07-01 7/2.0   -> appeared, demonstrable
        2021-07-01 0/2.0   -> cleared, demonstrable
        """,
    "last D, run began by re-appearing, now ND: cleared again": """
        2020-01-10 3/2.0   -> baseline
        2020-07-01 0/2.0   -> cleared, chance
        2021-07-01 2/2.0   -> re-appeared, chance
        2022-07-01 0/2.0   -> cleared, chance
        """,
    "last ND, D before, now D: re-appeared": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 0/2.0   -> cleared, demonstrable
        2021-07-01 1/2.0   -> re-appeared, chance
        """,
    "re-appeared is held against the zeros since the last D alone": """
        2020-01-10 0/9.0   -> baseline
        2020-04-01 2/2.0   -> appeared, chance
        2020-07-01 0/2.0   -> cleared, chance
        2021-07-01 5/2.0   -> re-appeared, chance
        """,
    "re-appeared after two zeros: they are pooled": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 0/2.0   -> cleared, demonstrable, confirmed 2021-01-01
        2021-01-01 0/2.0   -> cleared, demonstrable, confirmed 2021-01-01
        2021-07-01 4/2.0   -> re-appeared, demonstrable
        """,
    "last ND, D before, now ND: cleared, confirmed": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 0/2.1   -> cleared, demonstrable, confirmed 2021-07-01
        2021-07-01 0/2.1   -> cleared, demonstrable, confirmed 2021-07-01
        2022-07-01 0/2.1   -> cleared, demonstrable, confirmed 2021-07-01
        """,
    "pooled zeros may prove what one of them could not": """
        2020-01-10 5/2.0   -> baseline
        2020-07-01 0/2.0   -> cleared, chance, confirmed 2021-07-01
        2021-07-01 0/2.0   -> cleared, demonstrable, confirmed 2021-07-01
        """,
}

CONFIRMATION = {
    "27 days are too few": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 0/2.0   -> cleared, demonstrable
        2020-07-28 0/2.0   -> cleared, demonstrable
        """,
    "28 days are enough": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 0/2.0   -> cleared, demonstrable, confirmed 2020-07-29
        2020-07-29 0/2.0   -> cleared, demonstrable, confirmed 2020-07-29
        """,
    "they count from the first of the run": """
        2020-01-10 5/2.0   -> baseline
        2020-07-01 0/2.0   -> cleared, chance, confirmed 2020-08-01
        2020-07-15 0/2.0   -> cleared, chance, confirmed 2020-08-01
        2020-08-01 0/2.0   -> cleared, demonstrable, confirmed 2020-08-01
        """,
    "a detection in between starts anew": """
        2020-01-10 5/2.0   -> baseline
        2020-07-01 0/2.0   -> cleared, chance
        2021-01-01 1/2.0   -> re-appeared, chance
        2021-07-01 0/2.0   -> cleared, chance
        """,
    "across an under-screened sampling": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 0/2.0   -> cleared, demonstrable, confirmed 2021-07-01
        2021-01-01 0/0.3   -> no call
        2021-07-01 0/2.0   -> cleared, demonstrable, confirmed 2021-07-01
        """,
    "across a sampling that is not evaluable": """
        2020-01-10 0/2.0   -> baseline
        2020-07-01 1/2.0   -> appeared, chance, confirmed 2021-07-01
        2021-01-01 n.e.    -> no call
        2021-07-01 1/2.0   -> appeared, chance, confirmed 2021-07-01
        """,
    "an under-screened zero confirms nothing": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 0/2.0   -> cleared, demonstrable
        2021-07-01 0/0.3   -> no call
        """,
    "an appearing confirmed within 27 days is not": """
        2020-01-10 0/2.0   -> baseline
        2020-07-01 1/2.0   -> appeared, chance
        2020-07-28 1/2.0   -> appeared, chance
        """,
}

EXCEPTIONS = {
    "under-screened: no call": """
        2020-01-10 1/2.0   -> baseline
        2020-07-01 0/0.9   -> no call
        """,
    "an under-screened zero that is demonstrably below the reference is lower, never cleared": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 0/0.9   -> lower, demonstrable
        """,
    "it breaks no run: the next detection has not re-appeared": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 0/0.9   -> lower, demonstrable
        2021-07-01 2/2.0   -> lower, demonstrable
        """,
    "not evaluable first: the next one is the baseline": """
        2020-01-10 n.e.    -> no call
        2020-02-10 0/0.5   -> no call
        2020-03-10 3/2.0   -> baseline
        """,
    "a lab's positive without depth has no call": """
        2020-01-10 0/2.0   -> baseline
        2020-07-01 3/?     -> no call
        """,
    "and the next zero is not called never detected": """
        2020-01-10 0/2.0   -> baseline
        2020-07-01 pos     -> no call
        2021-07-01 0/2.0   -> no call
        """,
    "a negative without depth is no zero": """
        2020-01-10 5/2.0   -> baseline
        2020-07-01 neg     -> no call
        2021-07-01 0/2.0   -> cleared, chance
        """,
    "pcr has no count and no call": """
        2020-01-10 pcr pos -> no call
        2020-07-01 pcr neg -> no call
        """,
    "left and right are pooled": """
        2020-01-10 2/1.0 left      -> baseline
        2020-01-10 0/1.0 right
        2020-07-01 0/1.0 left      -> cleared, chance
        2020-07-01 0/1.1 right
        """,
    "a count no higher than its own control is no count": """
        2020-01-10 2/1.0 control=1/0.5   -> no call
        2020-07-01 0/1.0 control=3/0.5   -> baseline
        """,
    "after the first distant metastasis nothing is called": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 0/2.0   -> cleared, demonstrable
        2021-01-01 distant_metastasis OSS
        2021-07-01 0/2.0   -> after relapse
        2022-07-01 n.e.    -> after relapse
        """,
    "a sampling on the day of the metastasis still belongs to the series": """
        2020-01-10 14/2.0  -> baseline
        2021-01-01 0/2.0   -> cleared, demonstrable
        2021-01-01 distant_metastasis OSS
        """,
    "a local recurrence ends no series": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 local_recurrence
        2021-01-01 0/2.0   -> cleared, demonstrable
        """,
    "another antibody begins a new series": """
        2020-01-10 14/2.0 antibody=A45-B/B3  -> baseline
        2020-07-01 0/2.0 antibody=CK2        -> new series
        2021-07-01 0/2.0 antibody=CK2        -> no call
        """,
    "a new series has its own course": """
        2020-01-10 0/2.0           -> baseline
        2020-07-01 3/2.0 if        -> new series
        2021-01-01 0/2.0 if        -> cleared, chance
        2021-07-01 0/2.0           -> no call
        """,
    "a new series begins with its first evaluable sampling": """
        2020-01-10 14/2.0          -> baseline
        2020-07-01 0/0.5 lab=Oslo  -> no call
        2021-07-01 1/2.0 lab=Oslo  -> new series
        """,
    "never detected in two series, one after the other": """
        2020-01-10 0/2.0           -> baseline
        2020-07-01 0/2.0 if        -> new series
        2021-07-01 0/2.0 if        -> never detected
        """,
    "a later detection elsewhere was not known that day": """
        2020-01-10 0/2.0           -> baseline
        2020-07-01 0/2.0           -> never detected
        2021-07-01 2/2.0 if        -> new series
        """,
    "blood before marrow is no earlier series of it": """
        2020-01-01 0/2.0 blood     -> baseline
        2020-02-10 1/2.0           -> baseline
        2020-07-01 0/2.0           -> cleared, chance
        """,
    "cells in the blood say nothing of the marrow": """
        2020-01-10 0/2.0           -> baseline
        2020-02-01 4/2.0 blood     -> baseline
        2020-07-01 0/2.0           -> never detected
        """,
    "cells in the marrow say nothing of the blood": """
        2020-01-10 0/2.0 blood     -> baseline
        2020-02-01 4/2.0           -> baseline
        2020-07-01 0/2.0 blood     -> never detected
        """,
    "a withdrawn result is no result": """
        2020-01-10 14/2.0           -> baseline
        2020-07-01 9/2.0 withdrawn  -> no call
        2021-07-01 0/2.0            -> cleared, demonstrable
        """,
}

REFERENCES = {
    "the last evaluable sampling before the first systemic therapy": """
        2020-01-10 14/2.0  -> baseline
        2020-01-20 3/2.0   -> baseline
        2020-02-01..2020-06-01 chemotherapy FEC
        2020-07-01 3/2.0   -> persistent, chance
        """,
    "an under-screened one is passed over": """
        2020-01-10 14/2.0  -> baseline
        2020-01-20 0/0.3   -> no call
        2020-02-01..2020-06-01 chemotherapy FEC
        2020-07-01 1/2.0   -> lower, demonstrable
        """,
    "the day of the start is before it": """
        2020-01-10 14/2.0  -> baseline
        2020-02-01 3/2.0   -> baseline
        2020-02-01..2020-06-01 endocrine tamoxifen
        2020-07-01 3/2.0   -> persistent, chance
        """,
    "a start known to the month is its last day": """
        2020-01-10 14/2.0  -> baseline
        2020-02-28 3/2.0   -> baseline
        2020-02..2020-06 chemotherapy FEC
        2020-07-01 3/2.0   -> persistent, chance
        """,
    "neoadjuvant therapy counts": """
        2020-01-10 14/2.0  -> baseline
        2020-02-01..2020-06-01 chemotherapy EC neoadjuvant
        2020-06-20 surgery mastectomy
        2020-06-20 1/2.0   -> lower, demonstrable
        2020-07-10.. endocrine letrozole
        2021-07-01 0/2.0   -> cleared, demonstrable
        """,
    "palliative therapy does not": """
        2020-01-10 14/2.0  -> baseline
        2020-01-20 3/2.0   -> lower, demonstrable
        2020-02-01..2020-06-01 chemotherapy capecitabine palliative
        2020-07-01 3/2.0   -> lower, demonstrable
        """,
    "nor do surgery and radiotherapy": """
        2020-01-10 14/2.0  -> baseline
        2020-02-01 surgery mastectomy
        2020-03-01..2020-04-01 radiotherapy 50_Gy
        2020-07-01 1/2.0   -> lower, demonstrable
        """,
    "none before: the first evaluable sampling": """
        2020-01-01..2020-06-01 chemotherapy FEC
        2020-03-01 0/0.5   -> no call
        2020-07-01 14/2.0  -> baseline
        2021-07-01 1/2.0   -> lower, demonstrable
        """,
    "no therapy at all: the first evaluable sampling": """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 0/2.0   -> cleared, demonstrable
        """,
    "a run of zeros that began before therapy is confirmed after it": """
        2020-01-10 14/2.0  -> baseline
        2020-01-20 0/2.0   -> baseline
        2020-02-01..2020-06-01 chemotherapy FEC
        2020-07-01 0/2.0   -> cleared, demonstrable, confirmed 2020-07-01
        """,
    "a zero as the reference does not forget the detection before it": """
        2020-01-10 14/2.0  -> baseline
        2020-01-20 0/2.0   -> baseline
        2020-02-01..2020-06-01 chemotherapy FEC
        2020-07-01 2/2.0   -> re-appeared, chance
        """,
    "a detection as the reference begins its own run": """
        2020-01-10 0/2.0   -> baseline
        2020-01-20 9/2.0   -> baseline
        2020-02-01..2020-06-01 chemotherapy FEC
        2020-07-01 1/2.0   -> lower, demonstrable
        """,
    "each series has its own reference": """
        2020-01-10 14/2.0      -> baseline
        2020-01-10 2/2.0 if    -> baseline
        2020-02-01..2020-06-01 chemotherapy FEC
        2020-07-01 1/2.0       -> lower, demonstrable
        2020-07-01 1/2.0 if    -> persistent, chance
        """,
}


def check(text, rules=None, **options):
    course, expected = course_and_expected(text)
    found = verdicts(calls(course, rules or RuleSet(), **options))
    assert found == sorted(expected, key=lambda e: e[0])


def named(courses):
    return pytest.mark.parametrize("text", courses.values(), ids=courses.keys())


@named(TABLE)
def test_the_call_table(text):
    check(text)


@named(CONFIRMATION)
def test_confirmation(text):
    check(text)


@named(EXCEPTIONS)
def test_what_is_not_called_and_why_not(text):
    check(text)


@named(REFERENCES)
def test_what_a_sampling_is_held_against(text):
    check(text)


def test_held_against_the_previous_sampling():
    check(
        """
        2020-01-10 30/2.0  -> baseline
        2020-02-01..2020-06-01 chemotherapy FEC
        2020-07-01 15/2.0  -> lower, demonstrable
        2021-01-01 9/2.0   -> persistent, chance
        2021-07-01 0/2.0   -> cleared, demonstrable, confirmed 2022-01-01
        2022-01-01 0/2.0   -> cleared, demonstrable, confirmed 2022-01-01
        """,
        reference=ReferenceChoice(ReferenceKind.PREVIOUS),
    )


def test_held_against_the_nadir_every_earlier_sampling_counts_as_a_look():
    """2 → 10 has p 0.039: demonstrable as one look, not as the lower of two."""
    text = """
        2020-01-10 30/2.0  -> baseline
        2020-07-01 2/2.0   -> lower, demonstrable
        2021-01-01 {k}/2.0 -> {says}
        """
    nadir = ReferenceChoice(ReferenceKind.NADIR)
    check(text.format(k=10, says="persistent, chance"), reference=nadir)
    check(text.format(k=14, says="higher, demonstrable"), reference=nadir)


def test_held_against_the_sampling_before_a_line():
    text = """
        2020-01-10 30/2.0  -> baseline
        2020-02-01..2020-06-01 chemotherapy FEC
        2020-07-01 9/2.0   -> {first}
        2020-08-01..2020-10-01 dtc_directed docetaxel
        2020-11-01 2/2.0   -> {second}
        """
    usual = text.format(first="lower, demonstrable", second="lower, demonstrable")
    check(usual)
    before_line = ReferenceChoice(ReferenceKind.BEFORE_LINE, therapy_id=4)
    check(text.format(first="baseline", second="persistent, chance"), reference=before_line)


def test_a_line_that_the_course_does_not_have_is_refused():
    course, _ = course_and_expected("2020-01-10 1/2.0 -> baseline")
    with pytest.raises(ValueError, match="no therapy with the number 9"):
        calls(course, RuleSet(), ReferenceChoice(ReferenceKind.BEFORE_LINE, therapy_id=9))


def test_a_higher_threshold_makes_one_cell_a_negative():
    check(
        """
        2020-01-10 14/2.0  -> baseline
        2020-07-01 1/2.0   -> cleared, demonstrable, confirmed 2021-07-01
        2021-07-01 1/2.0   -> cleared, demonstrable, confirmed 2021-07-01
        2022-07-01 1/0.5   -> no call
        """,
        RuleSet(threshold=2),
    )


def test_a_lab_s_minimum_depth_decides_what_a_zero_is():
    text = "2020-01-10 3/2.0 lab=Oslo -> baseline\n2020-07-01 0/1.5 lab=Oslo -> {says}"
    check(text.format(says="cleared, chance"))
    check(text.format(says="no call"), RuleSet(lab_depths=(("Oslo", 2_000_000),)))


def test_alpha_and_days_to_confirmation_come_from_the_rules():
    text = """
        2020-01-10 5/2.0   -> baseline
        2020-07-01 0/2.0   -> cleared, {grade}, confirmed 2020-07-15
        2020-07-15 0/2.0   -> cleared, demonstrable, confirmed 2020-07-15
        """
    check(text.format(grade="chance"), RuleSet(confirmation_days=14))
    check(text.format(grade="demonstrable"), RuleSet(confirmation_days=14, alpha=0.1))


def test_the_cell_definition_can_flip_a_call():
    text = """
        2020-01-10 1/2.0 probable=6 control=0/0.5   -> baseline
        2020-07-01 0/2.0 probable=0 control=0/0.5   -> cleared, {grade}
        """
    check(text.format(grade="demonstrable"))
    check(text.format(grade="chance"), cells=CellDefinition.TUMOR)


def test_days_left_out_are_passed_over_and_say_so():
    course, _ = course_and_expected("2020-01-10 9/2.0\n2020-02-01 0/2.0\n2020-07-01 5/2.0")
    day = course.assays[1].collected_on
    found = calls(course, RuleSet(), left_out={day: "within 14 days of surgery"})
    assert [says for _, says in verdicts(found)] == ["baseline", "no call", "persistent, chance"]
    assert found[1].reason == "left out: within 14 days of surgery"


def test_a_lab_that_scatters_more_than_poisson_needs_more_cells():
    course, _ = course_and_expected("2020-01-10 8/2.0 lab=Oslo\n2020-07-01 0/2.0 lab=Oslo")
    plain, over = (
        calls(course, RuleSet(), scatter=known)[1]
        for known in ({}, {"Oslo": Scatter(2.0, 24, is_over=True)})
    )
    assert (plain.grade, over.grade) == ("demonstrable", "compatible with chance")
    assert over.chance_of_false_clearance == pytest.approx(0.5**4)
    assert over.comparison.dispersion == 2.0
