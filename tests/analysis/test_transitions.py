"""Chart 6: two visits of the same patients, against published tables and R."""

import numpy as np
import pytest

from monitor.analysis.detection_states import visit_states
from monitor.analysis.response_groups import everybody, groups_by
from monitor.analysis.transitions import NODES, Node, transition_data
from monitor.analysis.transitions_clearance import visit_clearance
from monitor.analysis.transitions_groups import Therapy, therapies_between, therapy_groups
from monitor.analysis.transitions_tables import (
    agreement_table,
    matrix_table,
    transition_table,
    transitions_json,
)
from tests.analysis.response_cohorts import cohort_of
from tests.analysis.visit_cohorts import FIRST, PLAN, SECOND, THREE, pair, paired_cohort
from tests.stats.references import rows

CELLS = ("pos_pos", "pos_neg", "neg_pos", "neg_neg")


def data_of(cohort, column="", through=(), visits=("BM1", "BM2")):
    groups = groups_by(cohort, column) if column else everybody(cohort)
    return transition_data(visit_states(cohort), *visits, groups, through)


def clearance_of(cohort):
    return visit_clearance(visit_states(cohort), "BM1", "BM2", everybody(cohort))


def count(flow, one, two):
    return flow.counts[NODES.index(one)][NODES.index(two)]


@pytest.mark.parametrize("row", rows("mcnemar"), ids=lambda r: "/".join(f"{r[c]:g}" for c in CELLS))
def test_exact_mcnemar_of_a_cohort_is_that_of_r(row):
    table = tuple(int(row[cell]) for cell in CELLS)
    group = data_of(paired_cohort(*table)).groups[0]
    assert group.table == table
    assert group.agreement.p_value == pytest.approx(row["p_exact"], rel=1e-6)


def test_satt_bm1_and_bm2_agree_in_86_5_percent_of_1085():
    """Synnestvedt 2012: 1,121 enrolled, 1,085 with both; BM1 94 (8.7 %), BM2 83 (7.6 %)."""
    missing = [pair("0/2.0M", "")] * 36
    group = data_of(paired_cohort(15, 79, 68, 923, *missing)).groups[0]
    found = group.agreement
    assert (group.patients, group.pairs, group.left_out) == (1121, 1085, 36)
    assert found.agreement == pytest.approx(0.8645, abs=5e-5)
    assert (found.agreement_lower, found.agreement_upper) == pytest.approx(
        (0.8427016, 0.8843310), abs=5e-7
    )
    assert found.kappa == pytest.approx(0.0960, abs=5e-5)
    assert found.p_value == pytest.approx(0.409580, abs=5e-7)
    assert round(100 * (15 + 79) / group.pairs, 1) == 8.7
    assert [(e.reason, e.patients) for e in group.excluded] == [
        ("no sample, alive and relapse-free, at BM2", 36)
    ]


def test_braun_2000_before_and_after_chemotherapy_is_not_demonstrably_different():
    """29 of 59 before, 26 of 59 after; 14 of 29 turned negative, 11 of 30 positive."""
    group = data_of(paired_cohort(15, 14, 11, 19)).groups[0]
    found = group.agreement
    assert found.p_value == pytest.approx(0.690038, abs=5e-7)
    assert found.kappa == pytest.approx(0.1508, abs=5e-5)
    assert found.agreement == pytest.approx(0.5763, abs=5e-5)
    assert group.between.leaving(Node.DETECTED) == 29
    assert group.between.reaching(Node.DETECTED) == 26
    assert count(group.between, Node.DETECTED, Node.NOT_DETECTED) == 14
    assert count(group.between, Node.NOT_DETECTED, Node.DETECTED) == 11


def test_naume_2003_two_sites_agree_in_74_percent():
    found = data_of(paired_cohort(21, 16, 9, 51)).groups[0].agreement
    assert found.agreement == pytest.approx(0.7423, abs=5e-5)
    assert found.kappa == pytest.approx(0.4333, abs=5e-5)
    assert found.p_value == pytest.approx(0.229523, abs=5e-7)


def test_a_negative_under_screened_sampling_is_no_pair_and_is_said():
    others = (
        pair("0/0.3M", "0/2.0M"),
        pair("1/2.0M", "0/0.3M"),
        pair("1/2.0M", "n.e."),
        pair("pos", "0/2.0M"),
        "2020-01-01..2020-03-01 chemotherapy EC",
    )
    group = data_of(paired_cohort(1, 1, 1, 1, *others)).groups[0]
    assert (group.pairs, group.left_out) == (4, 5)
    assert {e.reason: e.patients for e in group.excluded} == {
        "positive without count or depth at BM1": 1,
        "under-screened at BM1": 1,
        "no sample, alive and relapse-free, at BM1": 1,
        "under-screened at BM2": 1,
        "not evaluable at BM2": 1,
    }
    assert sum(e.patients for e in group.excluded) == group.left_out


def test_every_patient_is_in_one_cell_of_the_matrix():
    others = (pair("0/0.3M", "0/2.0M"), pair("pos", "0/2.0M"), pair("", "1/2.0M"))
    flow = data_of(paired_cohort(2, 1, 0, 3, *others)).groups[0].between
    assert np.sum(flow.counts) == 9
    assert count(flow, Node.UNDER_SCREENED, Node.NOT_DETECTED) == 1
    # A positive result without a depth is detected for status, though it makes no pair.
    assert flow.leaving(Node.DETECTED) == 3 + 1 + 1


def test_a_cell_names_up_to_ten_patients():
    flow = data_of(paired_cohort(0, 12, 0, 1)).groups[0].between
    named = flow.named[NODES.index(Node.DETECTED)][NODES.index(Node.NOT_DETECTED)]
    assert named == tuple(f"P{number:03}" for number in range(1, 11))
    assert flow.named[NODES.index(Node.NOT_DETECTED)][NODES.index(Node.NOT_DETECTED)] == ("P013",)


def test_flows_lead_through_the_visits_between():
    day = "2021-12-30"
    texts = [
        f"2020-01-01 1/2.0M lab=North\n2020-12-30 0/2.0M lab=North\n{day} 1/2.0M lab=North",
        "2020-01-01 0/2.0M lab=North\n2020-12-30 0/2.0M lab=North\n2021-05-01 death other",
    ]
    cohort = cohort_of(*texts, visits=THREE)
    group = data_of(cohort, through=("BM1", "BM2", "BM3"), visits=("BM1", "BM3")).groups[0]
    assert [(f.first, f.second) for f in group.flows] == [("BM1", "BM2"), ("BM2", "BM3")]
    assert count(group.flows[1], Node.NOT_DETECTED, Node.DETECTED) == 1
    assert count(group.flows[1], Node.NOT_DETECTED, Node.OFF_STUDY) == 1
    assert group.table == (1, 0, 0, 0)
    for flow, after in zip(group.flows, group.flows[1:], strict=False):
        assert all(flow.reaching(node) == after.leaving(node) for node in NODES)


def test_arms_have_tables_of_their_own():
    cohort = paired_cohort(1, 2, 0, 3, arms=["drug"] * 3 + ["standard"] * 3)
    found = data_of(cohort, column="arm")
    assert {g.name: g.table for g in found.groups} == {
        "standard": (0, 0, 0, 3),
        "drug": (1, 2, 0, 0),
    }
    assert list(agreement_table(found)["pairs"]) == [3, 3]


@pytest.mark.parametrize(
    ("line", "is_between"),
    [
        ("2020-02-01..2020-05-01 chemotherapy docetaxel", True),
        ("2019-11-01..2020-02-01 chemotherapy docetaxel", True),
        (f"{FIRST} chemotherapy docetaxel", True),
        ("2020-02-01..? chemotherapy docetaxel", True),
        ("2019-01-01.. chemotherapy docetaxel", True),
        ("2019-01-01..2019-06-01 chemotherapy docetaxel", False),
        ("2019-01-01..? chemotherapy docetaxel", False),
        (f"{SECOND}..2020-09-01 chemotherapy docetaxel", False),
        ("2020-08-01..2020-09-01 chemotherapy docetaxel", False),
    ],
)
def test_a_therapy_is_between_two_visits_if_it_was_given_after_one_and_before_the_other(
    line, is_between
):
    cohort = cohort_of(f"{pair('1/2.0M', '0/2.0M')}\n{line}", visits=PLAN)
    states = visit_states(cohort)
    found = therapies_between(states, "BM1", "BM2")
    assert found == ((Therapy("chemotherapy", "docetaxel"),) if is_between else ())
    without, given = therapy_groups(states, "BM1", "BM2", Therapy("chemotherapy"))
    assert (len(given.codes), len(without.codes)) == ((1, 0) if is_between else (0, 1))


def test_a_therapy_splits_the_cohort_into_two_sankeys():
    given = f"{pair('1/2.0M', '0/2.0M')}\n2020-02-01..2020-05-01 chemotherapy docetaxel"
    cohort = cohort_of(given, given, pair("1/2.0M", "1/2.0M"), visits=PLAN)
    states = visit_states(cohort)
    groups = therapy_groups(states, "BM1", "BM2", Therapy("chemotherapy", "docetaxel"))
    found = transition_data(states, "BM1", "BM2", groups)
    assert [(g.name, g.table) for g in found.groups] == [
        ("without docetaxel", (1, 0, 0, 0)),
        ("with docetaxel", (0, 2, 0, 0)),
    ]


def test_clearance_counts_the_same_pairs_beside_what_chance_alone_gives():
    cohort = paired_cohort(15, 79, 68, 923)
    cleared = clearance_of(cohort).found.groups[0]
    assert (cleared.observed, cleared.positive) == (79, 94)
    assert cleared.expectation.lower <= cleared.expectation.expected <= cleared.expectation.upper
    assert cleared.expectation.own_count == pytest.approx(94 * np.exp(-1))
    assert cleared.expectation.common_mean == pytest.approx(94 * np.exp(-94 / 1085), rel=1e-3)


def test_counts_of_another_series_are_left_out_of_clearance_but_not_of_status():
    other = f"{FIRST} 1/2.0M icc lab=North\n{SECOND} 0/2.0M if lab=North"
    cohort = paired_cohort(1, 1, 0, 1, other)
    assert data_of(cohort).groups[0].table == (1, 2, 0, 1)
    found = clearance_of(cohort)
    assert found.other_series == 1
    assert found.found.groups[0].positive == 2


def test_the_tables_hold_what_the_figures_show():
    found = data_of(paired_cohort(1, 2, 0, 3))
    ways = transition_table(found)
    assert list(ways["patients"]) == [1, 2, 3]
    assert matrix_table(found).set_index("at BM1").loc["Detected", "Not detected"] == 2
    assert agreement_table(found).loc[0, "agreement, %"] == pytest.approx(66.7)


def test_nobody_has_no_numbers_and_plain_data_without_nan():
    cohort = cohort_of(visits=PLAN)
    answer = transitions_json(data_of(cohort), clearance_of(cohort))
    group = answer["groups"][0]
    assert (group["patients"], group["pairs"]) == (0, 0)
    assert group["agreement"]["value"] is None
    assert group["kappa"]["value"] is None
