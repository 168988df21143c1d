"""Whom a filter leaves, and how it travels in an address."""

from dataclasses import fields

import pytest

from monitor.analysis.cohort_filter import (
    CohortFilter,
    evidence,
    filter_choices,
    patients_of,
    wanted_only,
)
from monitor.analysis.cohort_link import EVERY, filter_from_query, filter_to_query
from tests.analysis.cohorts import PLAN, cohort_of, patient

DEEP = "2021-03-02 surgery mastectomy\n2021-03-02 14/2.0M lab=North\n2021-09-02 0/2.0M lab=North"
ONE = "2021-03-02 surgery mastectomy\n2021-03-02 1/2.0M lab=South"
SHALLOW = "2021-03-02 0/0.2M lab=South\n2021-04-01.. endocrine letrozole"


@pytest.fixture
def cohort():
    return cohort_of(
        patient(0, DEEP, arm="A", center="North", pt="pT1c", er="positive", her2="negative"),
        patient(1, ONE, arm="B", center="South", pt="pT2", her2="positive"),
        patient(2, SHALLOW, arm="B", er="negative", pr="negative", her2="negative", grade=3),
        patient(3, ""),
        plan=PLAN,
    )


def left(cohort, **chosen):
    return list(patients_of(cohort, CohortFilter(**chosen)))


def test_an_empty_filter_leaves_everybody(cohort):
    assert left(cohort) == [0, 1, 2, 3]
    assert left(cohort, level=7.0) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("chosen", "codes"),
    [
        ({"arms": ("B",)}, [1, 2]),
        ({"arms": ("", "A")}, [0, 3]),
        ({"centers": ("North", "South")}, [0, 1]),
        ({"labs": ("South",)}, [1, 2]),
        ({"tumors": ("pT1",)}, [0]),
        ({"grades": ("G3",)}, [2]),
        ({"subtypes": ("HR+ HER2−",)}, [0]),
        ({"subtypes": ("HER2+", "triple negative")}, [1, 2]),
        ({"therapies": ("endocrine",)}, [2]),
        ({"agents": ("mastectomy",)}, [0, 1]),
        ({"visit": "BM1"}, [0, 1]),
        ({"visit": "BM2"}, [0]),
        ({"arms": ("B",), "labs": ("South",), "therapies": ("surgery",)}, [1]),
    ],
)
def test_each_part_narrows_and_parts_are_taken_together(cohort, chosen, codes):
    assert left(cohort, **chosen) == codes


def test_evidence_is_read_from_the_exact_limits(cohort):
    rows = cohort.samplings
    words = dict(zip(zip(rows["k"], rows["n"], strict=True), evidence(rows, 1.0), strict=True))
    assert words == {
        (14, 2_000_000): "surely above",
        (0, 2_000_000): "possibly above",
        (1, 2_000_000): "possibly above",
        (0, 200_000): "possibly above",
    }
    assert set(evidence(rows, 2.0)[rows["k"] == 0]) == {"surely not above", "possibly above"}


def test_evidence_looks_at_the_last_evaluable_sampling_or_at_the_visit(cohort):
    assert left(cohort, above=("surely not above",), level=2.0) == [0]
    assert left(cohort, above=("surely above",), level=2.0, visit="BM1") == [0]
    assert left(cohort, above=("possibly above",), level=2.0) == [1]


def test_choices_are_what_occurs_with_blanks_last(cohort):
    offered = filter_choices(cohort)
    assert offered.arms == ("A", "B", "")
    assert offered.labs == ("North", "South")
    assert offered.subtypes == ("HR+ HER2−", "HER2+", "triple negative", "")
    assert offered.visits == ("BM1", "BM2", "BM3")


def test_a_filter_comes_back_from_its_address_as_it_was():
    chosen = CohortFilter(
        arms=("A", ""), labs=("Lab & Söhne",), above=("surely above",), level=0.5, visit="BM2"
    )
    query = filter_to_query(chosen)
    assert filter_from_query(query) == chosen
    assert set(query) <= set(EVERY)
    assert filter_to_query(CohortFilter()) == {}


def test_nonsense_in_an_address_is_as_usual():
    query = {"level": ["-3"], "above": ["far above"], "unknown": ["x"]}
    assert filter_from_query(query) == CohortFilter()


def test_an_old_link_keeps_only_what_this_store_has(cohort):
    asked = CohortFilter(arms=("A", "Z"), visit="BM9", labs=("gone",), level=2.0)
    assert wanted_only(asked, filter_choices(cohort)) == CohortFilter(arms=("A",), level=2.0)


def test_an_address_names_no_patient(cohort):
    everything = CohortFilter(
        **{f.name: ("x",) for f in fields(CohortFilter) if f.name not in ("visit", "level")}
    )
    texts = str(filter_to_query(everything))
    names = [*cohort.patients["patient_id"], *cohort.patients["link"]]
    assert not any(name in texts for name in names)


def test_the_words_say_what_is_chosen():
    chosen = CohortFilter(arms=("A", ""), visit="BM2", above=("surely above",), level=0.5)
    assert chosen.words == ("arm A or not given · sampled at BM2 · surely above 0.5 per 10⁶ at BM2")
    assert CohortFilter().words == ""
