"""The charts of response, as numbers: chart 5b and its ladder, observed beside expected, chart 8,
times to clearance and doses; with nobody, one and many.
"""

import numpy as np
import plotly.graph_objects as go
import pytest

from monitor.analysis.clearance_times import clearance_intervals, time_members, times_data
from monitor.analysis.expected_clearance import clearance_data
from monitor.analysis.line_response import by_change, line_page, summary
from monitor.analysis.response_dose import dose_data
from monitor.analysis.response_groups import everybody, groups_by
from monitor.analysis.response_pairs import pairs_of
from monitor.analysis.response_spans import Span
from monitor.analysis.waterfall import waterfall_data
from monitor.charts.clearance_times import clearance_times_figure, clearance_times_sentence
from monitor.charts.expected_clearance import (
    comparison_sentence,
    expected_clearance_figure,
    expected_clearance_sentence,
)
from monitor.charts.line_ladder import line_ladder_figure
from monitor.charts.line_response import line_response_figure, line_response_sentence
from monitor.charts.response_dose import dose_figure, dose_sentence
from monitor.charts.waterfall import waterfall_figure, waterfall_sentence
from tests.analysis.response_cohorts import cohort_of, simulated

LINES = (
    "2021-03-02 14/2.0M\n2021-04-01..2021-09-14 chemotherapy EC-T\n2021-10-05 5/2.0M\n",
    "2021-03-02 14/2.0M\n2021-04-01..2021-09-14 chemotherapy EC-T\n2021-10-05 0/2.1M\n",
    "2021-03-02 0/2.0M\n2021-04-01..2021-09-14 chemotherapy EC-T\n2021-10-05 0/2.0M\n",
    "2021-03-02 0/2.0M\n2021-04-01..2021-09-14 chemotherapy EC-T\n2021-10-05 6/2.0M\n",
)
EC_T = Span("chemotherapy", "EC-T")


def page(*texts):
    return line_page(by_change(pairs_of(cohort_of(*texts), EC_T)), 0)


def traces(figure):
    return {trace["name"]: trace for trace in figure.to_dict()["data"]}


def annotations(figure):
    return " ".join(a["text"] for a in figure.to_dict()["layout"].get("annotations", []))


def unchanged(size, seed=3, arms=("standard", "docetaxel")):
    draw = np.random.default_rng(seed)
    rates = draw.gamma(0.35, 0.3 / 0.35, size)
    arm = np.array(arms)[np.arange(size) % len(arms)]
    return simulated(draw.poisson(rates * 2.0), 2.0, draw.poisson(rates * 2.0), 2.0, arm)


def test_each_patient_has_a_slot_in_order_of_change():
    layout = line_response_figure(page(*LINES), dark=False).to_dict()["layout"]
    assert layout["xaxis"]["ticktext"] == ["P002", "P001", "P004", "P003"]


def test_a_zero_stands_in_the_lane_with_a_whisker_to_what_it_excludes():
    data = page(LINES[1])
    zeros = traces(line_response_figure(data, dark=False))["not detected: level excluded, 95 %"]
    assert zeros["y"] == [data.rates.zero]
    top = zeros["y"][0] + zeros["error_y"]["array"][0]
    assert top == pytest.approx(2.9957 / 2.1, rel=1e-3)
    assert zeros["marker"]["symbol"] == "triangle-down-open"


def test_demonstrable_changes_are_strong_lines_and_the_others_dotted():
    drawn = traces(line_response_figure(page(*LINES), dark=False))
    assert drawn["demonstrably lower (1)"]["line"]["dash"] == "solid"
    assert drawn["demonstrably higher (1)"]["line"]["dash"] == "solid"
    assert drawn["within chance (2)"]["line"]["dash"] == "dot"


def test_a_click_on_a_point_names_the_patient_by_link_and_the_hover_by_pseudonym():
    points = traces(line_response_figure(page(LINES[0]), dark=False))[
        "detected, exact 95 % interval"
    ]
    assert points["customdata"] == [["link001"], ["link001"]]
    assert "14/2.0 → 5/2.0, RR 0.36 (0.10–1.05)" in points["hovertext"][0].replace("<br>", " ")


def test_the_ladder_shows_zero_and_infinite_ratios_at_its_edges():
    drawn = traces(line_ladder_figure(page(*LINES), dark=False))
    marks = drawn["ratio"]["marker"]["symbol"]
    assert marks == ["triangle-left", "diamond", "triangle-right"]
    assert drawn["ratios in numbers"]["text"][0].strip() == "0 (0–0.29)"
    assert drawn["ratios in numbers"]["text"][-1].strip() == "no cells in either"
    assert drawn["ratio"]["x"] == [0.01, pytest.approx(0.357, abs=1e-3), 100.0]


def test_the_sentence_of_chart_5b_sums_up():
    data = page(*LINES)
    found = summary(pairs_of(cohort_of(*LINES), EC_T))
    said = line_response_sentence(data, found)
    assert "4 patients with a sampling before and after; 1 demonstrably lower" in said
    assert "1 of 2 positive before had no cell after (50 %, 95 % exact 1–99 %)" in said


def test_observed_lies_beside_expected_and_both_brackets():
    cohort = unchanged(2_000)
    data = clearance_data(pairs_of(cohort, Span()), everybody(cohort))
    group = data.groups[0]
    drawn = traces(expected_clearance_figure(data, dark=False))
    assert drawn["observed, 95 % exact interval"]["x"] == [pytest.approx(group.share, rel=1e-5)]
    low, high, _ = drawn["expected if nothing changed, 95 % range"]["x"]
    assert low <= group.share <= high
    brackets = drawn["brackets: each keeps its own count, or all share one mean"]["x"]
    assert brackets[0] == pytest.approx(group.expectation.own_count / group.positive, rel=1e-5)
    assert "what chance alone explains" in expected_clearance_sentence(data)


def test_few_positives_have_no_expected_range_and_the_sentence_says_why():
    cohort = unchanged(60)
    data = clearance_data(pairs_of(cohort, Span()), everybody(cohort))
    drawn = traces(expected_clearance_figure(data, dark=False))
    assert drawn["expected if nothing changed, 95 % range"]["x"] == []
    assert "fewer than 20 baseline positives" in expected_clearance_sentence(data)


def test_groups_have_a_row_each_with_the_control_on_top():
    cohort = unchanged(1_000)
    data = clearance_data(pairs_of(cohort, Span()), groups_by(cohort, "arm"))
    layout = expected_clearance_figure(data, dark=True).to_dict()["layout"]
    assert layout["yaxis"]["ticktext"] == ["standard<br>(control)", "docetaxel"]
    assert layout["yaxis"]["range"][0] > layout["yaxis"]["range"][1]
    assert "Fisher's exact" in comparison_sentence(data.comparison)
    assert "robust variance" in comparison_sentence(data.comparison)


def test_the_waterfall_draws_zeros_to_what_they_exclude_and_dots_them_on():
    cohort = cohort_of(*(text for text in LINES if "chemo" in text))
    data = waterfall_data(pairs_of(cohort, Span(until="last sampling")), cohort)
    figure = waterfall_figure(data, dark=False)
    drawn = traces(figure)
    zero = drawn["demonstrably lower (1)"]
    assert zero["y"] == [pytest.approx(np.log10(0.29), abs=0.01)]
    assert drawn["zeros"]["y"][:2] == [zero["y"][0], -3.35]
    assert drawn["ND: no cell found (1)"]["text"] == ["ND"]
    axis = figure.to_dict()["layout"]["yaxis"]
    assert axis["ticktext"] == ["÷1000", "÷100", "÷10", "1", "×10", "×100"]
    assert "2 patients without a bar" in waterfall_sentence(data)


def test_bars_within_chance_are_pale():
    cohort = cohort_of(LINES[0], LINES[1])
    data = waterfall_data(pairs_of(cohort, Span(until="last sampling")), cohort)
    drawn = traces(waterfall_figure(data, dark=False))
    strong = drawn["demonstrably lower (1)"]["marker"]["color"]
    assert drawn["lower, within chance (1)"]["marker"]["color"] != strong


def test_times_are_bands_between_the_two_samplings():
    text = "2020-01-01 3/2.0M\n2021-01-01 0/2.0M\n"
    cohort = cohort_of(text)
    data = times_data(cohort, everybody(cohort), False)
    late, early, steps = clearance_times_figure(data, dark=False).to_dict()["data"]
    assert late["y"][0] == 0.0
    assert late["y"][-1] == 1.0
    assert early["y"][0] >= late["y"][0]
    assert early["fill"] == "tonexty"
    assert "half of them between month 0.0 and 12.0" in clearance_times_sentence(data)
    intervals = clearance_intervals(cohort, False)
    first, *_, last = (
        time_members(intervals, everybody(cohort), mark) for (mark,) in steps["customdata"]
    )
    assert [words.partition(" by")[0] for words, _ in first] == ["not known to have cleared"]
    assert [words for words, _ in last] == ["cleared by month 12.0 · All patients"]
    assert time_members(intervals, everybody(cohort), "link001") == ()


def test_doses_are_points_beside_what_was_to_be_expected():
    data = dose_data(pairs_of(unchanged(4_000), Span()))
    drawn = traces(dose_figure(data, dark=False))
    assert len(drawn["observed, 95 % Wilson interval"]["x"]) == 4
    assert len(drawn["expected if nothing changed"]["y"]) == 4
    assert "Trend over 0 to ≥ 3" in dose_sentence(data)


@pytest.mark.parametrize("size", [0, 1, 12, 120, 2_000])
@pytest.mark.parametrize("dark", [False, True])
def test_every_chart_is_a_valid_figure_for_any_number_of_patients(size, dark):
    cohort = unchanged(size) if size else cohort_of()
    pairs = by_change(pairs_of(cohort, Span()))
    clearance = clearance_data(pairs, everybody(cohort))
    times, doses = times_data(cohort, everybody(cohort), True), dose_data(pairs)
    waterfall, lines = waterfall_data(pairs, cohort), line_page(pairs, 0)
    drawn = (
        (line_response_figure(lines, dark), line_response_sentence(lines, summary(pairs))),
        (line_ladder_figure(lines, dark), "the ladder"),
        (expected_clearance_figure(clearance, dark), expected_clearance_sentence(clearance)),
        (waterfall_figure(waterfall, dark), waterfall_sentence(waterfall)),
        (clearance_times_figure(times, dark), clearance_times_sentence(times)),
        (dose_figure(doses, dark), dose_sentence(doses)),
    )
    for figure, sentence in drawn:
        assert len(go.Figure(figure.to_dict()).to_json()) < 100_000
        assert sentence
        if not size:
            assert annotations(figure)


def test_texts_of_data_reach_a_chart_escaped():
    cohort = unchanged(40, arms=("<b>x</b>", "standard"))
    data = clearance_data(pairs_of(cohort, Span()), groups_by(cohort, "arm"))
    layout = expected_clearance_figure(data, dark=False).to_dict()["layout"]
    assert "&lt;b&gt;" in layout["yaxis"]["ticktext"][1]
