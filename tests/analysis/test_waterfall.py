"""Chart 8's bars: a zero ends at what it excludes, and nobody is dropped."""

from math import log10

import pytest

from monitor.analysis.response_pairs import pairs_of
from monitor.analysis.response_spans import Span
from monitor.analysis.waterfall import PAGE, waterfall_data
from tests.analysis.response_cohorts import cohort_of, simulated


def waterfall(*texts, page=0, arms=()):
    cohort = cohort_of(*texts, arms=arms)
    return waterfall_data(pairs_of(cohort, Span(until="last sampling")), cohort, page)


def course(first, last, more=""):
    return f"2021-01-01 {first}\n2022-01-01 {last}\n{more}"


def test_a_bar_ends_at_the_ratio_and_a_zero_at_its_upper_limit():
    data = waterfall(course("14/2.0M", "5/2.0M"), course("14/2.0M", "0/2.0M"))
    zero, fall = data.bars
    assert fall.end == pytest.approx(log10(5 / 14))
    assert zero.is_zero
    assert zero.end == pytest.approx(log10(0.304), abs=0.005)
    assert zero.line.demonstrable


def test_a_zero_that_excludes_nothing_has_no_height_and_is_not_demonstrable():
    bar = waterfall(course("1/2.0M", "0/2.0M")).bars[0]
    assert (bar.end, bar.line.demonstrable, bar.is_zero) == (0.0, False, True)


def test_without_cells_at_the_baseline_or_without_a_later_sampling_a_patient_is_listed():
    data = waterfall(course("0/2.0M", "3/2.0M"), "2021-01-01 2/2.0M\n", course("2/2M", "1/2M"))
    assert [one.patient_id for one in data.listed] == ["P001", "P002"]
    assert data.listed[0].reason == "no cell at the baseline; later 3 in 2.0 M"
    assert "no evaluable sampling after the baseline" in data.listed[1].reason
    assert data.total + len(data.listed) == 3


def test_bars_beyond_the_axis_end_at_it():
    bar = waterfall(course("1/2.0M", "900/2.0M")).bars[0]
    assert bar.end == 2.0


def test_relapse_and_arm_go_with_the_bar():
    data = waterfall(
        course("3/2.0M", "1/2.0M", "2023-01-01 distant_metastasis OSS\n"),
        course("2/2.0M", "1/2.0M"),
        arms=("docetaxel", "standard"),
    )
    assert [(bar.arm, bar.relapsed) for bar in data.bars] == [
        ("docetaxel", True),
        ("standard", False),
    ]
    assert data.arms == ("docetaxel", "standard")


def test_a_large_cohort_is_drawn_page_by_page():
    size = 2 * PAGE + 10
    cohort = simulated([3] * size, 2.0, [1] * size, 2.0)
    data = waterfall_data(pairs_of(cohort, Span()), cohort, 9)
    assert (data.pages, data.page, len(data.bars), data.first) == (3, 2, 10, 2 * PAGE)


def test_nobody_has_no_bars():
    data = waterfall()
    assert (data.bars, data.listed, data.total) == ((), (), 0)
