"""Chart 2 and the planner's curves as drawn, read back as plain data."""

import json
from dataclasses import replace
from math import log10

import plotly.graph_objects as go
import pytest

from monitor.analysis.depth import cohort_depth, depth_data
from monitor.analysis.depth_plan import detection_plan, fall_plan
from monitor.charts.depth import (
    depth_denominators,
    depth_figure,
    depth_sentence,
)
from monitor.charts.depth_axes import depth_text, depth_ticks
from monitor.charts.depth_plan import (
    depth_label,
    detection_figure,
    detection_sentence,
    fall_figure,
    fall_sentence,
)
from monitor.domain.rules import RuleSet
from tests.analysis.cohorts import cohort_of
from tests.builders import course

RULES = RuleSet()
TEXTS = (
    "2021-03-02 14/2.0M lab=North\n2021-07-05 0/0.3M lab=North\n2022-03-02 0/2.1M lab=North",
    "2021-03-02 1/0.5M lab=South\n2021-09-02 0/0.4M lab=South\n2022-03-02 pos lab=South",
)
IMPOSSIBLE = "2021-03-02 rate=0.002 2/2.0M"


def patient(n, text):
    """Returns a course with a link and a pseudonym of its own."""
    found = course(text, patient_id=f"P{n}")
    return replace(found, patient=replace(found.patient, link=f"link-{n}"))


def data_of(*texts, rules=RULES):
    courses = [patient(n, text) for n, text in enumerate(texts)]
    return depth_data(cohort_depth(cohort_of(*courses, rules=rules)))


def figure_of(*texts, rules=RULES, dark=False):
    return depth_figure(data_of(*texts, rules=rules), dark).to_dict()


def trace(figure, name):
    return next(t for t in figure["data"] if t["name"].startswith(name))


def test_each_state_has_its_symbol_and_its_count_in_the_legend():
    figure = figure_of(*TEXTS)
    marks = [t for t in figure["data"] if t.get("mode") == "markers"]
    assert [(t["name"], t["marker"]["symbol"]) for t in marks] == [
        ("Detected (2)", "circle"),
        ("Not detected (1)", "triangle-down-open"),
        ("Under-screened (2)", "diamond-open"),
    ]
    assert trace(figure, "Detected")["x"] == [2_000_000, 500_000]
    assert trace(figure, "Detected")["y"] == [7.0, 2.0]


def test_every_point_carries_the_link_of_its_patient_and_not_the_pseudonym():
    figure = figure_of(*TEXTS)
    assert trace(figure, "Detected")["customdata"] == [["link-0"], ["link-1"]]
    assert "P0" in trace(figure, "Detected")["hovertext"][0]


def test_of_many_points_each_says_only_who_when_and_how_many_in_less_than_100_kb():
    figure = figure_of(*[TEXTS[0]] * 2_000)
    assert trace(figure, "Detected")["customdata"][0] == ["link-0", "P0", "2021-03-02", 14]
    assert "%{customdata[3]} in %{x:,} MNC" in trace(figure, "Detected")["hovertemplate"]
    assert len(json.dumps(figure)) < 100_000


def test_the_lines_of_equal_cells_fall_by_one_decade_a_decade():
    line = trace(figure_of(*TEXTS), "same number of cells")
    segments = [(line["x"][at : at + 2], line["y"][at : at + 2]) for at in range(0, 12, 3)]
    for cells, (x, y) in zip((1, 2, 5, 10), segments, strict=True):
        assert [n * rate / 1e6 for n, rate in zip(x, y, strict=True)] == pytest.approx(
            [cells, cells], rel=1e-4
        )
        assert log10(y[1] / y[0]) / log10(x[1] / x[0]) == pytest.approx(-1, rel=1e-4)
    assert line["x"][2::3] == [None] * 4


@pytest.mark.parametrize(("recovery", "name"), [(1.0, "3.0/N"), (0.5, "3.0/(0.5·N)")])
def test_the_level_excluded_is_drawn_thick_and_named_with_the_recovery(recovery, name):
    line = trace(figure_of(*TEXTS, rules=RuleSet(recovery=recovery)), "Level that a zero excludes")
    assert line["name"].endswith(f"({name})")
    assert line["line"]["width"] == 2
    assert [n * rate / 1e6 for n, rate in zip(line["x"], line["y"], strict=True)] == pytest.approx(
        [2.995732 / recovery] * 2, rel=1e-4
    )


def test_every_minimum_depth_has_a_dashed_line_and_the_shallow_side_is_shaded():
    shapes = figure_of(*TEXTS, rules=RuleSet(lab_depths=(("South", 350_000),)))["layout"]["shapes"]
    dashed = [s["x0"] for s in shapes if s["line"].get("dash") == "dash"]
    assert dashed == [350_000, 1_000_000]
    shaded = [s for s in shapes if s["type"] == "rect" and s.get("x1") == 350_000]
    assert len(shaded) == 1


def test_zeros_lie_below_the_line_of_the_lane():
    figure = figure_of(*TEXTS)
    lane = figure["layout"]["shapes"][0]
    for name in ("Not detected", "Under-screened"):
        assert all(lane["y0"] < y < lane["y1"] for y in trace(figure, name)["y"])


def test_the_histogram_stands_above_and_counts_every_sampling():
    figure = figure_of(*TEXTS)
    assert sum(trace(figure, "samplings by depth")["y"]) == 5
    assert figure["layout"]["yaxis2"]["domain"][0] > figure["layout"]["yaxis"]["domain"][1]


def test_impossible_points_are_red_crosses_with_a_reason():
    figure = figure_of(*TEXTS, IMPOSSIBLE)
    cross = trace(figure, "Impossible")
    assert (cross["marker"]["symbol"], cross["x"]) == ("x", [2_000_000])
    assert "wrong unit" in cross["hovertext"][0].replace("<br>", " ")
    assert not [t for t in figure_of(*TEXTS)["data"] if t["name"].startswith("Impossible")]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("texts", [(), TEXTS[:1], TEXTS, (*TEXTS, IMPOSSIBLE), ("2021-01-01 pos",)])
def test_plotly_accepts_every_figure_and_json_does(texts, dark):
    figure = figure_of(*texts, dark=dark)
    assert go.Figure(figure) is not None
    json.dumps(figure, allow_nan=False)


def test_an_empty_cohort_says_so_instead_of_an_empty_axis():
    figure = figure_of()
    assert figure["data"] == []
    assert "No marrow sampling" in figure["layout"]["annotations"][0]["text"]
    assert depth_sentence(data_of()).startswith("No marrow sampling")


def test_the_sentence_counts_states_and_tells_depths():
    assert depth_sentence(data_of(*TEXTS, IMPOSSIBLE)) == (
        "6 marrow samplings of 3 patients by cells screened: detected 3, not detected 1, "
        "under-screened 2 (a negative needs 1.0 M). Median depths of the labs 0.45 to 2.0 M. "
        "1 reported rate below one cell."
    )


def test_the_line_below_names_who_is_not_drawn():
    line = depth_denominators(data_of(*TEXTS), "2024-08-31")
    assert "samplings 5 · evaluable 3 · under-screened 2" in line
    assert "without count or depth 1 (not drawn) · data cut 2024-08-31 · rules 1.0" in line


def test_a_tag_in_a_pseudonym_is_shown_and_does_nothing():
    data = data_of(TEXTS[0])
    points = tuple(replace(p, patient_id="<b>x</b>") for p in data.points)
    figure = depth_figure(replace(data, points=points), False).to_dict()
    assert "&lt;b&gt;x&lt;/b&gt;" in trace(figure, "Detected")["hovertext"][0]


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (2.4e5, 5e6, ["500k", "1M", "2M", "5M"]),
        (9e4, 1.1e7, ["100k", "200k", "500k", "1M", "2M", "5M", "10M"]),
        (900, 2e9, ["1k", "10k", "100k", "1M", "10M", "100M", "1,000M"]),
    ],
)
def test_depths_are_labelled_at_round_numbers(low, high, texts):
    assert [depth_text(n) for n in depth_ticks(low, high)] == texts


def test_the_planner_marks_the_depth_that_was_asked_for():
    figure = detection_figure(detection_plan(0.5, 0.95, RULES), False).to_dict()
    mark = trace(figure, "chosen")
    assert (mark["x"][0], mark["y"][0]) == pytest.approx((5_991_460, 95.0))
    assert mark["text"] == ["<b>6.0 M</b>"]
    assert go.Figure(figure).data


def test_the_planner_says_what_no_marrow_gives():
    assert detection_sentence(detection_plan(0.5, 0.95, RULES)) == (
        "To see a level of 0.5 per 10⁶ with 95 % chance, screen 6.0 M cells."
    )
    assert "no realistic depth" in detection_sentence(detection_plan(0.05, 0.95, RULES))
    assert fall_sentence(fall_plan(1, 2.0, RULES)) == (
        "From 1 cell in 2.0 M no realistic depth can show a fall: a zero would need 78 M cells. "
        "At equal depth it takes 6 cells before."
    )
    assert fall_sentence(fall_plan(6, 2.0, RULES)).startswith(
        "To show a fall from 6 cells in 2.0 M with no cell found, screen 1.7 M"
    )


def test_the_curve_of_falls_marks_the_count_before():
    figure = fall_figure(fall_plan(6, 2.0, RULES), True).to_dict()
    assert [t["name"] for t in figure["data"][:3]] == [
        "0 cells after",
        "1 cell after",
        "2 cells after",
    ]
    assert figure["data"][3]["x"] == [6]
    assert go.Figure(figure).data


@pytest.mark.parametrize(
    ("depth", "text"),
    [(5.991, "6.0 M"), (2.0, "2.0 M"), (1.61, "1.7 M"), (77.99, "78 M"), (0.0123, "0.013 M")],
)
def test_a_depth_is_rounded_up_so_that_it_is_never_too_little(depth, text):
    assert depth_label(depth) == text
