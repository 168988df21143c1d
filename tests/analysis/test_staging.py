"""Marrow status at baseline, and its cross-table against a published one."""

from datetime import date

import pytest

from monitor.analysis.staging import MarrowStage, staging
from monitor.analysis.staging_groups import node_group, subtype, tumor_group
from monitor.analysis.staging_table import (
    NODES,
    patient_frame,
    patients_in,
    stage_frame,
    stage_table,
)
from tests.analysis.cohorts import cohort_of, patient

CHEMOTHERAPY = "2021-04-01..2021-08-14 chemotherapy EC-T\n"


def stage_of(text, **fields):
    frame = staging(cohort_of(patient(0, text, **fields))).frame
    return frame["stage"].iloc[0], frame["reason"].iloc[0]


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        (CHEMOTHERAPY + "2021-03-02 1/2.0M", "cM0(i+)"),
        (CHEMOTHERAPY + "2021-03-02 0/2.0M", "cM0"),
        (CHEMOTHERAPY + "2021-03-02 1/2.0M\n2021-03-30 0/2.0M", "cM0"),
        (CHEMOTHERAPY + "2021-03-02 1/2.0M\n2021-03-30 0/0.2M", "cM0(i+)"),
        (CHEMOTHERAPY + "2021-04-01 1/2.0M", "cM0(i+)"),
        (CHEMOTHERAPY + "2021-03-02 pos", "cM0(i+)"),
        (CHEMOTHERAPY + "2021-03-02 0/2.0M icc\n2021-03-02 1/1.0M if", "cM0(i+)"),
        ("2021-03-02 0/2.0M\n2022-03-02 5/2.0M", "cM0"),
        (CHEMOTHERAPY + "2021-03-02 3/2.0M blood", "not known"),
        (CHEMOTHERAPY + "2021-03-02 1/2.0M\n2021-03-10 distant_metastasis OSS", "cM1"),
        (CHEMOTHERAPY + "2021-03-02 1/2.0M\n2024-03-10 distant_metastasis OSS", "cM0(i+)"),
    ],
)
def test_baseline_is_the_last_usable_sampling_before_systemic_therapy(text, stage):
    assert stage_of(text)[0] == stage


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (CHEMOTHERAPY, "no marrow sampling"),
        (CHEMOTHERAPY + "2021-09-02 0/2.0M", "no sampling before the start of systemic therapy"),
        (CHEMOTHERAPY + "2021-03-02 neg", "depth unknown: negative; the number of cells"),
        (CHEMOTHERAPY + "2021-03-02 0/0.2M", "under-screened: only 200,000"),
        (
            "2021-09-02 distant_metastasis\n2021-10-02 0/2.0M",
            "no sampling before the distant metastasis",
        ),
    ],
)
def test_a_status_that_is_not_known_says_why(text, reason):
    stage, found = stage_of(text, diagnosed_on=None)
    if stage != MarrowStage.METASTATIC:
        assert stage == MarrowStage.UNKNOWN
        assert found.startswith(reason)


def test_metastasis_counts_for_the_stage_within_four_months_of_the_diagnosis():
    text = "2021-03-02 1/2.0M\n2021-07-02 distant_metastasis OSS"
    assert stage_of(text, diagnosed_on=date(2021, 3, 5))[0] == "cM1"
    assert stage_of(text, diagnosed_on=date(2021, 2, 1))[0] == "cM0(i+)"


def test_stage_and_receptors_are_folded():
    patients = cohort_of(
        patient(0, "", pt="ypT1c(m)", pn="pN1mi(sn)", er="positive", her2="negative"),
        patient(1, "", pt="pTis", pn="N0(i+)", er="negative", pr="positive", her2="positive"),
        patient(2, "", pt="unclear", er="negative", pr="negative", her2="negative"),
        patient(3, "", er="negative", her2="negative"),
    ).patients
    assert list(tumor_group(patients)) == ["pT1", "pTis", "", ""]
    assert list(node_group(patients)) == ["pN1", "pN0", "", ""]
    assert list(subtype(patients)) == ["HR+ HER2−", "HER2+", "triple negative", ""]


def braun_2000():
    """Braun et al., N Engl J Med 2000;342:525: 199 of 552 positive; 100 of 301 node-negative and
    99 of 251 node-positive patients.
    """
    groups = (("pN0", 100, 301), ("pN1", 99, 251))
    texts = [
        (pn, "2000-01-10 1/2.0M" if number < k else "2000-01-10 0/2.0M")
        for pn, k, n in groups
        for number in range(n)
    ]
    return cohort_of(*(patient(at, text, pn=pn) for at, (pn, text) in enumerate(texts)), size=500)


def test_the_baseline_study_of_552_patients_is_reproduced():
    cohort = braun_2000()
    table = stage_table(cohort, staging(cohort))
    assert (table.total.detected, table.total.evaluable) == (199, 552)
    assert round(100 * table.total.share) == 36
    nodes = next(factor for factor in table.factors if factor.name == NODES)
    assert [(r.level, r.detected, r.evaluable) for r in nodes.rows] == [
        ("pN0", 100, 301),
        ("pN1", 99, 251),
    ]
    assert round(nodes.test.p_value, 2) == 0.13  # as published
    # binom.test(199, 552)$conf.int, R 4.2.2
    limits = (table.total.lower, table.total.upper)
    assert limits == pytest.approx((0.3203863384, 0.4021303463), rel=1e-8)


def test_factors_without_any_value_are_left_out_and_blanks_are_a_row_of_their_own():
    cohort = cohort_of(
        patient(0, "2021-03-02 1/2.0M", grade=3), patient(1, "2021-03-02 0/2.0M"), patient(2, "")
    )
    table = stage_table(cohort, staging(cohort))
    assert [factor.name for factor in table.factors] == ["Grade"]
    assert [(r.level, r.detected, r.evaluable, r.not_known) for r in table.rows] == [
        ("G3", 1, 1, 0),
        ("", 0, 1, 1),
    ]
    assert table.factors[0].test.p_value is None


def test_a_small_table_has_an_exact_p_and_says_so():
    """fisher.test(matrix(c(1, 4, 0, 12, 9, 6), ncol = 2)): 0.224555061179."""
    numbers = {1: (1, 12), 2: (4, 9), 3: (0, 6)}
    people = [
        (grade, "2021-03-02 1/2.0M" if n < hits else "2021-03-02 0/2.0M")
        for grade, (hits, others) in numbers.items()
        for n in range(hits + others)
    ]
    cohort = cohort_of(*(patient(at, text, grade=grade) for at, (grade, text) in enumerate(people)))
    (factor,) = stage_table(cohort, staging(cohort)).factors
    assert factor.test.p_value is None
    assert factor.p_value == pytest.approx(0.224555061179, rel=1e-9)
    assert factor.test_name == "exact"


def test_every_patient_is_in_one_row_of_each_factor():
    cohort = braun_2000()
    table = stage_table(cohort, staging(cohort))
    for factor in table.factors:
        assert sum(row.patients for row in factor.rows) == 552
    assert len(patients_in(cohort, NODES, "pN1")) == 251
    assert len(stage_frame(table)) == 1 + len(table.rows)


def test_the_list_has_one_line_per_patient():
    cohort = cohort_of("2021-03-02 1/2.0M", "")
    frame = patient_frame(cohort, staging(cohort))
    assert list(frame["Status"]) == ["cM0(i+)", "not known"]
    assert list(frame["Why not known"]) == ["", "no marrow sampling"]


def test_a_cohort_of_nobody_has_no_status():
    cohort = cohort_of()
    staged = staging(cohort)
    assert staged.evaluable == 0
    assert stage_table(cohort, staged).total.patients == 0
