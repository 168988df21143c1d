"""Strata of a trial by rules of the reader."""

import pytest

from monitor.analysis.staging import staging
from monitor.analysis.strata import (
    CELLS,
    MARROW,
    StratumRule,
    cut_names,
    cuts_of,
    is_numeric,
    strata,
    stratum_columns,
)
from tests.analysis.cohorts import cohort_of, patient


@pytest.fixture
def cohort():
    return cohort_of(
        patient(0, "2021-03-02 5/2.0M", center="North", nodes_positive=0),
        patient(1, "2021-03-02 0/2.0M", center="South", nodes_positive=2),
        patient(2, "2021-03-02 1/2.0M", center="South", nodes_positive=4),
        patient(3, "2021-03-02 0/0.2M", center="South", nodes_positive=1),
        patient(4, "2021-03-02 0/2.0M\n2021-03-02 distant_metastasis", nodes_positive=1),
    )


def found(cohort, *rules):
    return strata(cohort, staging(cohort), rules)


def test_strata_are_the_combinations_that_occur_in_the_order_of_the_columns(cohort):
    made = found(cohort, StratumRule(MARROW), StratumRule("nodes_positive", (1.0, 4.0)))
    assert [(s.number, s.name, s.patients, s.detected) for s in made.strata] == [
        (1, "cM0(i+) · 0", 1, 1),
        (2, "cM0(i+) · ≥4", 1, 1),
        (3, "cM0 · 1–3", 1, 0),
    ]


def test_the_list_has_one_line_per_patient_and_a_blank_stratum_where_something_is_missing(cohort):
    made = found(cohort, StratumRule(MARROW), StratumRule("center"))
    assert list(made.listed["patient_id"]) == ["P000", "P001", "P002", "P003", "P004"]
    assert list(made.listed["stratum_name"]) == [
        "cM0(i+) · North", "cM0 · South", "cM0(i+) · South", "", "",
    ]  # fmt: skip
    assert list(made.listed["stratum"].isna()) == [False, False, False, True, True]
    assert made.left_out == 2


def test_cells_can_be_cut(cohort):
    made = found(cohort, StratumRule(CELLS, (1.0, 3.0)))
    assert [(s.name, s.patients) for s in made.strata] == [("0", 1), ("1–2", 1), ("≥3", 1)]


@pytest.mark.parametrize(
    ("text", "cuts"),
    [("1, 4", (1.0, 4.0)), ("4;1 1", (1.0, 4.0)), ("", ()), ("2.5", (2.5,)), ("one", None)],
)
def test_cut_points_are_numbers_in_order(text, cuts):
    assert cuts_of(text) == cuts


def test_groups_between_cut_points_have_names():
    assert cut_names((1.0, 2.0, 4.0), is_whole=True) == ("0", "1", "2–3", "≥4")
    assert cut_names((0.5, 2.0), is_whole=False) == ("<0.5", "0.5 to <2", "≥2")


def test_only_columns_of_numbers_can_be_cut(cohort):
    staged = staging(cohort)
    assert is_numeric(cohort, staged, "nodes_positive")
    assert is_numeric(cohort, staged, CELLS)
    assert not is_numeric(cohort, staged, "center")
    assert not is_numeric(cohort, staged, MARROW)
    assert set(stratum_columns(cohort)) >= {MARROW, CELLS, "center", "nodes_positive"}
