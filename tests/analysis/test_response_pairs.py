"""Which two samplings of a patient are compared, and who has none."""

import numpy as np
import pytest

from monitor.analysis.response_pairs import NO_BASELINE, NO_LATER, pairs_of
from monitor.analysis.response_spans import FIRST, LAST, LOWEST, Span, baseline_spans, therapy_spans
from monitor.domain.visits import VisitPlan, VisitWindow
from tests.analysis.response_cohorts import cohort_of

EC_T = """
    2021-03-02  14/2.0M
    2021-04-01..2021-09-14  chemotherapy EC-T
    2021-10-05  5/2.0M
    2022-10-05  0/2.1M
    2023-10-05  1/2.0M
    """
LETROZOLE = """
    2021-03-02  0/2.0M
    2021-04-01..2022-04-01  endocrine letrozole
    2022-05-01  0/2.0M
    """
NO_PAIR = """
    2021-05-02  3/2.0M
    2021-04-01..2021-09-14  chemotherapy EC-T
    """
CHEMOTHERAPY = Span("chemotherapy")


def counts(pairs):
    return pairs.frame[["patient_id", "k1", "n1", "k2", "n2"]].values.tolist()


def test_a_line_is_compared_from_the_last_sampling_before_it_to_the_first_after():
    pairs = pairs_of(cohort_of(EC_T), Span("chemotherapy", "EC-T"))
    assert counts(pairs) == [["P001", 14, 2_000_000, 5, 2_000_000]]
    row = pairs.frame.iloc[0]
    assert (row.ratio, row.lower, row.upper) == pytest.approx((0.357, 0.10, 1.05), abs=0.005)
    assert not row.demonstrable


def test_who_has_no_pair_is_kept_with_the_reason():
    pairs = pairs_of(cohort_of(EC_T, NO_PAIR, LETROZOLE), CHEMOTHERAPY)
    assert len(pairs.frame) == 1
    assert pairs.without["patient_id"].tolist() == ["P002"]
    assert "no evaluable sampling before its start" in pairs.without["reason"][0]


def test_a_patient_counts_once_and_the_other_lines_are_counted():
    twice = EC_T + "2021-11-01..2022-09-01  chemotherapy docetaxel\n"
    pairs = pairs_of(cohort_of(twice), CHEMOTHERAPY)
    assert pairs.frame["label"].tolist() == ["EC-T"]
    assert pairs.further == 1


@pytest.mark.parametrize(("until", "k2", "looks"), [(FIRST, 5, 1), (LAST, 1, 1), (LOWEST, 0, 3)])
def test_a_later_sampling_is_the_first_the_last_or_the_lowest(until, k2, looks):
    frame = pairs_of(cohort_of(EC_T), Span(until=until)).frame
    assert frame[["k1", "k2", "looks"]].values.tolist() == [[14, k2, looks]]


def test_the_p_of_the_lowest_is_multiplied_by_the_samplings_it_was_chosen_among():
    lowest = pairs_of(cohort_of(EC_T), Span(until=LOWEST)).frame.iloc[0]
    alone = "2021-03-02  14/2.0M\n2022-10-05  0/2.1M\n"
    single = pairs_of(cohort_of(alone), Span(until=LOWEST)).frame.iloc[0]
    assert lowest.p_central == pytest.approx(3 * single.p_central)
    assert lowest.upper > single.upper


def test_the_baseline_is_the_last_before_the_first_systemic_therapy_else_the_first():
    before = "2021-01-01 1/2.0M\n2021-03-02 2/2.0M\n2021-04-01.. endocrine tamoxifen\n"
    later = before + "2022-01-01 0/2.0M\n"
    without = "2021-01-01 1/2.0M\n2022-03-02 2/2.0M\n"
    pairs = pairs_of(cohort_of(later, without), Span())
    assert counts(pairs) == [
        ["P001", 2, 2_000_000, 0, 2_000_000],
        ["P002", 1, 2_000_000, 2, 2_000_000],
    ]


def test_only_samplings_of_the_same_method_are_compared():
    pairs = pairs_of(
        cohort_of("2021-01-01 3/2.0M antibody=A45\n2022-01-01 0/2.0M antibody=AE1\n"), Span()
    )
    assert pairs.frame.empty
    assert pairs.without["reason"].tolist() == [NO_LATER]


def test_samplings_after_a_metastasis_are_not_compared():
    text = "2021-01-01 3/2.0M\n2021-06-01 distant_metastasis OSS\n2022-01-01 0/2.0M\n"
    assert pairs_of(cohort_of(text), Span()).frame.empty


def test_an_under_screened_zero_is_no_later_sampling():
    pairs = pairs_of(cohort_of("2021-01-01 3/2.0M\n2022-01-01 0/0.4M\n"), Span())
    assert pairs.without["reason"].tolist() == [NO_LATER]


def test_nobody_without_a_sampling_is_dropped():
    pairs = pairs_of(cohort_of("2021-01-01 n.e.\n", EC_T), Span())
    assert pairs.without[["patient_id", "reason"]].values.tolist() == [["P001", NO_BASELINE]]


def test_a_visit_takes_the_sampling_that_counts_in_its_window():
    plan = VisitPlan("first sampling", (VisitWindow("BM2", 19, 3), VisitWindow("BM9", 60, 3)))
    cohort = cohort_of(EC_T, visits=plan)
    assert counts(pairs_of(cohort, Span(visit="BM2"))) == [["P001", 14, 2_000_000, 0, 2_100_000]]
    missing = pairs_of(cohort, Span(visit="BM9")).without
    assert missing["reason"].tolist() == ["no evaluable sampling counts in BM9"]
    assert [span.label for span in baseline_spans(cohort)][2:] == [
        "baseline to BM2",
        "baseline to BM9",
    ]


def test_therapies_are_offered_by_class_and_agent_as_they_occur():
    found = therapy_spans(cohort_of(EC_T, EC_T.replace("EC-T", "FEC"), LETROZOLE))
    assert [span.label for span in found] == ["Chemotherapy (any)", "EC-T", "FEC", "letrozole"]


def test_a_cluster_is_one_event_of_the_test_and_all_its_cells_of_the_rate():
    text = "2021-01-01 6/2.0M clusters=1\n2022-01-01 0/2.0M\n"
    row = pairs_of(cohort_of(text), Span()).frame.iloc[0]
    assert (row.k1, row.events1) == (6, 5)
    assert not row.demonstrable


def test_an_empty_cohort_has_no_pairs():
    for span in (Span(), CHEMOTHERAPY, Span(until=LOWEST)):
        pairs = pairs_of(cohort_of(), span)
        assert len(pairs.frame) == len(pairs.without) == 0
    assert therapy_spans(cohort_of()) == ()


def test_pairs_of_some_patients_are_those_of_the_narrowed_cohort():
    cohort = cohort_of(EC_T, LETROZOLE, NO_PAIR)
    some = pairs_of(cohort, Span()).of(np.array([0, 2]))
    narrowed = pairs_of(cohort.of([0, 2]), Span())
    assert counts(some) == counts(narrowed)
    assert some.without["patient_id"].tolist() == narrowed.without["patient_id"].tolist()


@pytest.mark.parametrize("other", ["", "2019-01-01 0/2.0M lab=South\n"])
def test_which_series_the_baseline_is_of_does_not_depend_on_other_patients(other):
    text = "".join(
        f"{day} {k}/2.0M lab={lab}\n"
        for day in ("2021-01-01", "2022-01-01")
        for lab, k in (("North", 0), ("South", 1))
    )
    pairs = pairs_of(cohort_of(other, text), Span())
    assert pairs.frame["series"].tolist() == ["ICC · North"]
