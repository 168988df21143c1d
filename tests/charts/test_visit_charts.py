"""Charts 7 and 6 as drawn, read back as plain data."""

import json

import plotly.graph_objects as go
import pytest

from monitor.analysis.detection import detection_data
from monitor.analysis.detection_members import detection_members
from monitor.analysis.detection_states import visit_states
from monitor.analysis.response_groups import everybody, groups_by
from monitor.analysis.transitions import transition_data
from monitor.analysis.transitions_members import passages, passing_patients
from monitor.charts.detection import detection_figure, detection_sentence
from monitor.charts.transitions import transitions_figure, transitions_sentence
from monitor.charts.transitions_matrix import matrix_figure, matrix_sentence
from tests.analysis.response_cohorts import cohort_of
from tests.analysis.visit_cohorts import PLAN, THREE, pair, paired_cohort

TEXTS = (
    pair("5/2.0M", "0/2.0M"), pair("1/2.0M", "1/2.0M"), pair("0/2.0M", "0/0.3M"),
    pair("0/2.0M", "n.e."), pair("0/2.0M", ""), pair("pos", "0/2.0M"),
)  # fmt: skip
ARMS = ("a", "a", "a", "b", "b", "b")


def detection(*texts, arms=(), visits=PLAN, by_order=False):
    cohort = cohort_of(*texts, arms=arms, visits=visits)
    groups = groups_by(cohort, "arm") or everybody(cohort)
    return detection_data(visit_states(cohort, by_order), groups)


def transitions(cohort, through=(), second="BM2"):
    groups = groups_by(cohort, "arm") or everybody(cohort)
    return transition_data(visit_states(cohort), "BM1", second, groups, through)


def drawn(figure):
    """Returns the figure as plain data that plotly and JSON accept."""
    plain = figure.to_dict()
    go.Figure(plain)
    json.dumps(plain, allow_nan=False)
    return plain


def trace(figure, name):
    return next(t for t in figure["data"] if t["name"] == name)


def test_the_bars_of_a_visit_add_up_to_a_hundred_percent():
    figure = drawn(detection_figure(detection(*TEXTS), False))
    bars = [t for t in figure["data"] if t["type"] == "bar"]
    for heights in zip(*(bar["y"] for bar in bars), strict=True):
        assert sum(heights) == pytest.approx(100, abs=0.01)
    assert [bar["name"] for bar in bars] == [
        "≥ 3 cells",
        "2 cells",
        "1 cell",
        "Positive, no count or depth",
        "Not detected",
        "Under-screened",
        "Not evaluable",
        "No sample",
    ]
    assert trace(figure, "Not detected")["text"] == ["3", "2"]


def test_what_no_sampling_is_has_no_place_in_the_legend():
    figure = drawn(detection_figure(detection(pair("5/2.0M", "0/2.0M")), False))
    bars = [t["name"] for t in figure["data"] if t["type"] == "bar"]
    assert bars == ["≥ 3 cells", "2 cells", "1 cell", "Not detected"]


def test_no_bar_is_told_by_color_alone():
    figure = drawn(detection_figure(detection(*TEXTS), False))
    assert trace(figure, "Under-screened")["marker"]["pattern"]["shape"] == "/"
    assert trace(figure, "Not evaluable")["marker"]["pattern"]["shape"] == "x"
    assert trace(figure, "Not detected")["marker"]["line"]["width"] > 1


def test_a_part_that_nobody_is_in_needs_no_place_in_the_legend_where_it_is_rare():
    figure = drawn(detection_figure(detection(pair("1/2.0M", "0/2.0M")), False))
    assert "Positive, no count or depth" not in [t["name"] for t in figure["data"]]


def test_the_rate_has_wilsons_limits_and_hollow_points_for_the_extremes():
    data = detection(*TEXTS)
    figure = drawn(detection_figure(data, False))
    rate, count = trace(figure, "Rate, 95 %"), data.counts[0]
    assert rate["y"][0] == pytest.approx(40)
    assert rate["y"][0] + rate["error_y"]["array"][0] == pytest.approx(100 * count.upper, abs=1e-3)
    ends = trace(figure, "Extremes")
    assert ends["marker"]["symbol"] == "circle-open"
    assert ends["y"] == pytest.approx([50, 50, 25, 50], abs=0.01)


def test_no_sample_says_its_reasons_on_hover():
    figure = drawn(detection_figure(detection(*TEXTS), False))
    assert "1 alive and relapse-free" in trace(figure, "No sample")["hovertext"][1]


def test_arms_stand_beside_each_other_with_symbols_of_their_own():
    figure = drawn(detection_figure(detection(*TEXTS, arms=ARMS), False))
    assert trace(figure, "a")["marker"]["symbol"] != trace(figure, "b")["marker"]["symbol"]
    assert figure["layout"]["xaxis"]["ticktext"] == ["a", "b", "a", "b"]
    first, second = trace(figure, "1 cell")["x"][:2]
    assert first < second


def test_the_axis_of_rates_runs_from_zero_to_a_hundred_and_names_its_denominator():
    axis = drawn(detection_figure(detection(*TEXTS), False))["layout"]["yaxis2"]
    assert axis["range"] == [0, 100]
    assert axis["title"]["text"] == "Detected of evaluable"


def test_the_sentence_has_k_and_n_of_every_visit():
    assert detection_sentence(detection(*TEXTS)) == (
        "Detection rate among the evaluable, at each visit. "
        "BM1 2 of 5 (40 %, Wilson 12–77 %); BM2 1 of 3 (33 %, Wilson 6.1–79 %)."
    )
    assert "by order of the sampling" in detection_sentence(detection(*TEXTS, by_order=True))


@pytest.mark.parametrize("visits", [PLAN, None])
def test_without_a_counted_sampling_the_chart_says_so(visits):
    figure = drawn(detection_figure(detection(visits=visits), False))
    assert figure["data"] == []
    assert "No sampling counts" in figure["layout"]["annotations"][0]["text"]


def sankey(group, data):
    return drawn(transitions_figure(group, data, False))["data"][0]


def test_detected_is_always_on_top():
    data = transitions(cohort_of(*TEXTS, visits=PLAN))
    flow = sankey(data.groups[0], data)
    assert flow["arrangement"] == "fixed"
    labels, tops = flow["node"]["label"], flow["node"]["y"]
    first = [
        (top, label)
        for top, label, x in zip(tops, labels, flow["node"]["x"], strict=True)
        if x < 0.5
    ]
    assert [label for _, label in sorted(first)] == ["Detected 3 (50 %)", "Not detected 3 (50 %)"]
    assert all(0 < value < 1 for value in (*flow["node"]["x"], *tops))


def test_a_link_has_the_color_of_its_source_and_names_its_patients():
    data = transitions(cohort_of(*TEXTS, visits=PLAN))
    flow = sankey(data.groups[0], data)
    assert sum(flow["link"]["value"]) == 6
    assert all(",0.35)" in color for color in flow["link"]["color"])
    text = next(t for t in flow["link"]["customdata"] if "detected → BM2 not detected" in t)
    assert "P001, P006" in text


def test_between_many_visits_a_node_is_named_where_it_first_appears():
    texts = ["\n".join(f"{y}-01-01 1/2.0M" for y in (2020, 2021, 2022))] * 3
    cohort = cohort_of(*texts, visits=THREE)
    data = transitions(cohort, ("BM1", "BM2", "BM3"), "BM3")
    labels = sankey(data.groups[0], data)["node"]["label"]
    assert labels == ["Detected<br>3 (100 %)", "3 (100 %)", "3 (100 %)"]


def test_the_matrix_outlines_its_diagonal_and_leaves_out_empty_nodes():
    data = transitions(cohort_of(*TEXTS, visits=PLAN))
    figure = drawn(matrix_figure(data.groups[0], data, False))
    cells = figure["data"][0]
    assert cells["text"][0] == ["1", "2", "·", "·", "·"]
    assert list(figure["layout"]["yaxis"]["ticktext"]) == ["Detected", "Not detected"]
    assert len(figure["layout"]["shapes"]) == 2


def test_the_sentence_prints_who_is_left_out_and_every_number_of_the_table():
    data = transitions(paired_cohort(15, 14, 11, 19, pair("0/0.3M", "0/2.0M")))
    assert transitions_sentence(data.groups[0], data) == (
        "BM1 to BM2. 59 pairs evaluable at both: 15 detected twice, 14 first only, 11 second only, "
        "19 neither. Agreement 57.6 % (95 % exact 44.1–70.4), kappa 0.15 (−0.10 to 0.40), "
        "difference second − first −5.1 points (−21.3 to +11.5), exact McNemar p = 0.69. "
        "Left out: 1 of 60 patients (1 under-screened at BM1)."
    )
    assert matrix_sentence(data.groups[0], data).startswith("BM1 to BM2: detected to detected 15;")


def test_nobody_in_a_group_is_said():
    data = transitions(cohort_of(visits=PLAN))
    figure = drawn(transitions_figure(data.groups[0], data, True))
    assert figure["data"] == []
    drawn(matrix_figure(data.groups[0], data, True))
    assert "No pair is evaluable" in transitions_sentence(data.groups[0], data)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("number", [1, 6])
def test_one_patient_and_arms_without_results_can_be_drawn(dark, number):
    texts = [pair("n.e.", "pos")] * number
    arms = tuple(f"<b>{at}</b>" for at in range(number))
    data = detection(*texts, arms=arms)
    assert "&lt;b&gt;" in json.dumps(drawn(detection_figure(data, dark))) or number == 1
    moved = transitions(cohort_of(*texts, arms=arms, visits=PLAN))
    for group in moved.groups:
        drawn(transitions_figure(group, moved, dark))
        drawn(matrix_figure(group, moved, dark))


def test_every_part_of_a_bar_lists_as_many_patients_as_it_counts():
    cohort = cohort_of(*TEXTS, arms=ARMS, visits=PLAN)
    groups, states = groups_by(cohort, "arm"), visit_states(cohort)
    figure = drawn(detection_figure(detection_data(states, groups), False))
    for bar in (t for t in figure["data"] if t["type"] == "bar"):
        assert bar["selected"]["textfont"] == bar["unselected"]["textfont"]
        for (mark,), number in zip(bar["customdata"], bar["text"], strict=True):
            members = detection_members(states, groups, mark)
            assert sum(len(codes) for _, codes in members) == int(number or 0)


def test_a_rate_lists_the_evaluable_and_its_extremes_those_who_leave_it_open():
    cohort = cohort_of(*TEXTS, visits=PLAN)
    groups, states = everybody(cohort), visit_states(cohort)
    figure = drawn(detection_figure(detection_data(states, groups), False))
    (rate, *_), (open_ended, *_) = (
        trace(figure, name)["customdata"] for name in ("Rate, 95 %", "Extremes")
    )
    found = {what: len(who) for what, who in detection_members(states, groups, rate[0])}
    assert found == {
        "with ≥ 3 cells at BM1 · All patients": 1,
        "with 1 cell at BM1 · All patients": 1,
        "not detected at BM1 · All patients": 3,
    }
    ((what, who),) = detection_members(states, groups, open_ended[0])
    assert (what, len(who)) == ("positive, no count or depth at BM1 · All patients", 1)
    assert detection_members(states, groups, "link001") == ()


def test_every_cell_of_the_matrix_lists_as_many_patients_as_it_counts():
    cohort = cohort_of(*TEXTS, arms=ARMS, visits=PLAN)
    groups, states = groups_by(cohort, "arm"), visit_states(cohort)
    data = transition_data(states, "BM1", "BM2", groups)
    offered = passages(data)
    for group in data.groups:
        cells, targets = drawn(matrix_figure(group, data, False))["data"]
        numbers = [text for row in cells["text"] for text in row]
        for (mark,), number in zip(targets["customdata"], numbers, strict=True):
            assert (mark in offered) == (number != "·")
            if mark in offered:
                assert len(passing_patients(states, groups, offered[mark])) == int(number)


def test_every_link_through_the_visits_between_can_be_picked():
    cohort = cohort_of(*TEXTS, visits=THREE)
    groups, states = everybody(cohort), visit_states(cohort)
    data = transition_data(states, "BM1", "BM3", groups, ("BM1", "BM2", "BM3"))
    steps = {(one.first, one.second) for one in passages(data).values()}
    assert steps == {("BM1", "BM2"), ("BM2", "BM3"), ("BM1", "BM3")}
    for passage in passages(data).values():
        assert len(passing_patients(states, groups, passage)) == passage.patients
