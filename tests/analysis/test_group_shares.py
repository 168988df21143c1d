"""Two groups of patients side by side, on Staging and Quality."""

import numpy as np
import pytest

from monitor.analysis.group_shares import GroupShares, share_pair, shares_frame
from monitor.analysis.quality_comparison import quality_shares
from monitor.analysis.staging import staging
from monitor.analysis.staging_comparison import staging_shares
from monitor.analysis.staging_table import stage_table
from monitor.charts.group_shares import group_shares_figure, group_shares_sentence
from monitor.domain.visits import VisitPlan, VisitWindow
from tests.analysis.response_cohorts import cohort_of
from tests.analysis.test_staging import braun_2000

NAMES = ("North", "South")
PLAN = VisitPlan("first sampling", (VisitWindow("start", 0, 1), VisitWindow("year", 12, 2)))


def test_a_difference_is_the_second_less_the_first_with_fisher_s_p():
    """fisher.test(matrix(c(49, 150, 22, 331), 2)): p = 1.66e-9 (Braun, N Engl J Med 2000)."""
    pair = share_pair("All", "died", (49, 199), (22, 353))
    assert pair.difference.p_value == pytest.approx(1.66e-9, rel=5e-3)
    assert pair.difference.difference == pytest.approx(22 / 353 - 49 / 199)
    assert pair.difference.upper < 0
    assert pair.text.startswith("difference −18.4 points (−25.1 to −12.1), exact p = 1.7e-09")
    assert pair.first.text.startswith("49 of 199: 24.6 %, 95 % exact 18.8–31.2")


def test_a_group_without_anybody_has_no_difference():
    pair = share_pair("All", "died", (0, 0), (3, 9))
    assert not pair.is_known
    assert "nobody" in pair.text
    assert pair.first.text == "nobody"
    frame = shares_frame(GroupShares(*NAMES, "%", (pair,)))
    assert np.isnan(frame["p (exact)"][0])


def test_two_groups_of_a_study_are_staged_level_by_level():
    cohort = braun_2000()
    codes = cohort.codes
    tables = tuple(
        stage_table(part, staging(part)) for part in (cohort.of(codes[::2]), cohort.of(codes[1::2]))
    )
    data = staging_shares(NAMES, tables, 0)
    total, *levels = data.pairs
    assert (total.first.k + total.second.k, total.first.n + total.second.n) == (199, 552)
    assert [(p.heading, p.name) for p in levels] == [("Nodes (pN)", "pN0"), ("Nodes (pN)", "pN1")]
    assert sum(p.first.k for p in levels) == total.first.k
    frame = shares_frame(data)
    assert len(frame) == 3
    assert frame["1 North: k"].tolist()[0] == total.first.k


def cohort():
    return cohort_of(
        "2021-01-01 1/2.0M\n2022-01-01 0/2.0M",
        "2021-01-01 0/0.2M\n2021-06-01 0/2.0M",
        "2021-01-01 0/2.0M\n2021-05-01 distant_metastasis",
        "",
        visits=PLAN,
    )


def test_quality_counts_patients_visits_and_samplings():
    every = cohort()
    data = quality_shares(NAMES, (every, every.of(every.codes[:1])), 1)
    found = {
        (p.heading, p.name): (p.first.k, p.first.n, p.second.k, p.second.n) for p in data.pairs
    }
    assert found["Of patients", "sampled"] == (3, 4, 1, 1)
    assert found["Of patients", "sampled twice"] == (2, 4, 1, 1)
    assert found["Of marrow samplings", "under-screened"] == (1, 5, 0, 2)
    assert found["Of marrow samplings", "off every window"] == (1, 5, 0, 2)
    assert ("Of marrow samplings", "depth unknown") not in found
    assert found["Of patients due at a visit", "sampled at year"][2:] == (1, 1)


def test_the_figure_has_a_mark_for_each_group_and_says_the_difference():
    every = cohort()
    data = quality_shares(NAMES, (every, every.of(every.codes[:2])), 2)
    figure = group_shares_figure(data, dark=False).to_dict()
    first, second, counts = figure["data"]
    assert (first["name"], second["name"]) == NAMES
    assert len(first["x"]) == len(second["x"]) == len(data.pairs)
    assert counts["text"][0] == "3/4"
    assert "exact p" in first["hovertext"][0]
    said = group_shares_sentence(data)
    assert said.startswith("North against South. Of patients, sampled: 3 of 4 against 2 of 2")
    assert said.endswith("2 patients in both, counted in each.")


def test_nobody_in_either_group_is_said():
    none = GroupShares(*NAMES, "%", (share_pair("All", "died", (0, 0), (0, 0)),))
    figure = group_shares_figure(none, dark=True).to_dict()
    assert not figure["data"]
    assert "Nobody to count" in str(figure["layout"])
    assert "nobody to count" in group_shares_sentence(none)
