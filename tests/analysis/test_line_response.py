"""Chart 5b's data: lines in order of change, the summary, many comparisons."""

import math

import numpy as np
import pytest

from monitor.analysis.clearance_tables import pair_table
from monitor.analysis.line_response import (
    by_change,
    expected_demonstrable,
    line_page,
    ratio_text,
    ratio_words,
    summary,
)
from monitor.analysis.response_pairs import pairs_of
from monitor.analysis.response_spans import Span
from tests.analysis.response_cohorts import cohort_of, simulated


def line(before, after):
    return f"2021-03-02 {before}\n2021-04-01..2021-09-14 chemotherapy EC-T\n2021-10-05 {after}\n"


EC_T = Span("chemotherapy", "EC-T")
COHORT = [
    line("14/2.0M", "5/2.0M"),
    line("1/2.0M", "0/2.0M"),
    line("14/2.0M", "0/2.1M"),
    line("0/2.0M", "0/2.0M"),
    line("0/2.0M", "6/2.0M"),
]


def pairs(*texts):
    return by_change(pairs_of(cohort_of(*texts), EC_T))


def test_the_table_reads_as_the_design_writes_it():
    page = line_page(pairs(line("14/2.0M", "5/2.0M")), 0)
    assert ratio_words(page.lines[0]) == "14/2.0 → 5/2.0, RR 0.36 (0.10–1.05)"
    table = pair_table(pairs(line("14/2.0M", "5/2.0M")))
    assert table["change"].tolist() == ["14/2.0 → 5/2.0, RR 0.36 (0.10–1.05)"]
    assert table["therapy"].tolist() == ["EC-T"]


def test_the_greatest_fall_comes_first_and_no_cells_in_either_last():
    page = line_page(pairs(*COHORT), 0)
    assert [one.patient_id for one in page.lines] == ["P003", "P002", "P001", "P005", "P004"]
    assert page.lines[-1].ratio is None
    assert math.isinf(page.lines[-2].ratio)
    assert "no cells in either" in ratio_words(page.lines[-1])


def test_the_summary_counts_what_is_demonstrable_and_cleared():
    found = summary(pairs(*COHORT))
    assert (found.pairs, found.lower, found.higher, found.no_cells) == (5, 1, 1, 1)
    assert (found.cleared, found.positive) == (2, 3)
    assert (found.cleared_lower, found.cleared_upper) == pytest.approx((0.0943, 0.9916), abs=5e-4)


def test_a_page_holds_twelve_and_one_beyond_the_last_is_the_last():
    many = pairs(*[line(f"{k}/2.0M", "1/2.0M") for k in range(1, 31)])
    assert [len(line_page(many, at).lines) for at in range(3)] == [12, 12, 6]
    last = line_page(many, 99)
    assert (last.page, last.pages, last.first, last.total) == (2, 3, 24, 30)


def test_unchanged_pairs_are_demonstrable_no_more_often_than_expected(capsys):
    """The number below the list is the sum of attained sizes: for small counts far below α."""
    draw = np.random.default_rng(1)
    rates = draw.gamma(0.5, 4.0, 100_000)
    k1, k2 = draw.poisson(rates * 2.0), draw.poisson(rates * 1.0)
    found = summary(pairs_of(simulated(k1, 2.0, k2, 1.0), Span()))
    seen = found.lower + found.higher
    with capsys.disabled():
        print(
            f"\n10⁵ unchanged pairs: {seen:,} demonstrable, "
            f"{found.expected_demonstrable:,.0f} expected, α·n = 5,000",
            end="",
        )
    assert seen == pytest.approx(found.expected_demonstrable, rel=0.08)
    assert found.expected_demonstrable < 5_000


def test_the_lowest_of_several_samplings_is_demonstrable_no_more_often_than_alpha(capsys):
    draw = np.random.default_rng(2)
    texts = []
    for rate in draw.gamma(2.0, 3.0, 400):
        cells = draw.poisson(rate * 2.0, 5)
        texts.append("".join(f"20{21 + i}-01-01 {k}/2.0M\n" for i, k in enumerate(cells)))
    found = summary(pairs_of(cohort_of(*texts), Span(until="lowest sampling")))
    with capsys.disabled():
        print(f"\nlowest of 4 in 400 unchanged courses: {found.lower} demonstrable", end="")
    assert found.lower <= 0.05 * 400 + 3 * math.sqrt(20)


def test_q_is_in_the_table_and_patients_without_a_pair_stand_below():
    alone = "2021-05-02 3/2.0M\n2021-04-01..2021-09-14 chemotherapy EC-T\n"
    table = pair_table(pairs(*COHORT, alone))
    assert len(table) == 6
    assert table["reason"].tolist()[-1].startswith("no evaluable sampling before")
    tested = table.dropna(subset=["q"])
    assert (tested["q"] >= tested["p (central)"] - 1e-12).all()
    assert table["grade"].tolist()[:5] == [
        "demonstrable",
        "compatible with chance",
        "compatible with chance",
        "demonstrable",
        "no cells in either",
    ]


def test_an_empty_cohort_sums_up_to_nothing():
    found = summary(pairs())
    assert (found.pairs, found.positive, found.without) == (0, 0, 0)
    assert expected_demonstrable(pairs().frame, 0.05) == 0
    assert pair_table(pairs()).empty


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(0, "0"), (0.357, "0.36"), (0.0714, "0.071"), (12.3, "12"), (math.inf, "∞"), (1.05, "1.05")],
)
def test_ratios_are_short(ratio, text):
    assert ratio_text(ratio) == text
