"""The call ribbon of chart 1 as drawn, and the rings around what nobody has looked at."""

from datetime import date

import plotly.graph_objects as go
import pytest

from monitor.analysis.timeline import TimelineOptions, timeline
from monitor.analysis.timeline_calls import course_calls
from monitor.charts.theme import DARK, LIGHT, mixed
from monitor.charts.timeline import timeline_figure, timeline_sentence
from monitor.domain.rules import DEFAULT_RULES
from tests.builders import course

CUT = date(2024, 8, 31)
COURSE = """
    2021-03-02               14/2.0M
    2021-07-05               5/2.0M
    2021-11-10               1/2.0M
    2022-03-01               0/0.3M
    2022-09-06               0/2.1M
    2023-03-07               0/3.0M
    2024-02-05               2/2.0M
    2024-05-06               9/2.0M
    2021-03-10               surgery mastectomy
    2021-04-01..2021-09-14   chemotherapy EC-T
"""
GREEN, SKY, VERMILLION = "#009E73", "#56B4E9", "#D55E00"


def data_of(text=COURSE, **more):
    found = course(text)
    calls = course_calls(found, TimelineOptions(), DEFAULT_RULES, CUT)
    return timeline(found, TimelineOptions(), DEFAULT_RULES, CUT, calls=calls.every, **more)


def figure_of(text=COURSE, dark=False, **more):
    return timeline_figure(data_of(text, **more), dark).to_dict()


def trace(figure, name):
    return next(t for t in figure["data"] if t["name"] == name)


def test_one_block_for_each_sampling_with_its_letters():
    blocks = trace(figure_of(), "calls")
    assert blocks["text"] == ["BL", "(↓)", "↓", "?", "C", "C✓", "R", "R✓"]
    assert blocks["base"][:2] == ["2021-03-02", "2021-07-05"]
    assert blocks["x"][0] == 125 * 86_400_000


def test_full_color_only_where_demonstrable_and_confirmed():
    blocks = trace(figure_of(), "calls")
    colors = dict(zip(blocks["text"], blocks["marker"]["color"], strict=True))
    assert colors["↓"] == SKY
    assert colors["C✓"] == GREEN
    assert colors["R✓"] == VERMILLION
    for letters in ("(↓)", "?", "C", "R"):
        assert colors[letters] not in (SKY, GREEN, VERMILLION)
    assert colors["C"] == mixed(GREEN, 0.24, LIGHT.page)


def test_what_is_not_firm_is_dashed_too():
    dashed = [s for s in figure_of()["layout"]["shapes"] if s["line"].get("dash") == "3px,2px"]
    starts = sorted(
        day for s in dashed for day in (p.split(",")[0] for p in s["path"].split("M")[1:])
    )
    assert starts == ["2021-07-05", "2022-03-01", "2022-09-06", "2024-02-05"]
    assert {s["yref"] for s in dashed} == {"y4"}


def test_where_nothing_is_known_it_says_so():
    blocks = trace(figure_of("2022-01-10 5/2.0M\n2022-07-01 0/2.0M"), "calls")
    assert blocks["text"][-1] == "not known"
    assert blocks["hovertext"][-1].startswith("<b>Not known after 2023-07-01</b>")


def test_hover_has_the_sentence_its_numbers_and_the_rule_version():
    blocks = trace(figure_of(), "calls")
    hover = blocks["hovertext"]
    assert "2021-11-10 · Demonstrably lower" in hover[2]
    assert "0.07 (0.002–0.47)" in hover[2].replace("<br>", " ")
    assert blocks["hovertemplate"] == (
        "%{hovertext}<br>Sizes held against: before the first systemic therapy<br>Rule set 1.0"
        "<extra></extra>"
    )
    assert "Confirmed 182 days later, on 2023-03-07" in hover[4].replace("<br>", " ")


def test_the_ribbon_lies_between_the_counts_and_the_caution_windows():
    layout = figure_of()["layout"]
    axis = layout["yaxis4"]
    assert axis["ticktext"][:3] == ["Call", "Caution", "Surgery"]
    assert axis["range"][1] < axis["tickvals"][0] < axis["tickvals"][1] < 0
    assert layout["yaxis"]["domain"][0] > axis["domain"][1]


def test_calls_of_one_day_lie_one_below_the_other():
    blocks = trace(figure_of("2024-01-10 5/2.0M icc\n2024-01-10 1/17M if"), "calls")
    first, second = blocks["y"]
    assert second - first == pytest.approx(blocks["width"], rel=1e-3)


def test_the_ribbon_is_there_without_any_therapy():
    layout = figure_of("2022-01-10 5/2.0M\n2022-07-01 0/2.0M")["layout"]
    assert layout["yaxis4"]["ticktext"] == ["Call"]


def test_the_method_change_seam_stays():
    figure = figure_of("2022-01-10 5/2.0M icc\n2022-07-01 1/17M if")
    assert "method change" in [a["text"] for a in figure["layout"]["annotations"]]
    assert trace(figure, "calls")["text"][:2] == ["BL", "new"]


def test_rings_around_what_nobody_has_looked_at():
    rings = trace(figure_of(unreviewed=frozenset({1, 5})), "New since last review")
    assert rings["x"] == ["2021-03-02", "2022-09-06"]
    assert (rings["marker"]["symbol"], rings["marker"]["size"]) == ("circle-open", 18)
    assert rings["marker"]["color"] == "#4D4D4D"
    assert "New since last review" not in [t["name"] for t in figure_of()["data"]]
    assert DARK.ring != LIGHT.ring


def test_the_sentence_ends_with_the_last_call():
    assert timeline_sentence(data_of()).endswith("; last call: re-appeared, confirmed.")


@pytest.mark.parametrize("dark", [False, True])
def test_plotly_knows_every_attribute(dark):
    go.Figure(figure_of(dark=dark, unreviewed=frozenset({1})))
