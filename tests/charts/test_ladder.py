"""Chart 3 as drawn: bars, marks and numbers, read back as plain data."""

import plotly.graph_objects as go
import pytest

from monitor.analysis.calls import calls
from monitor.analysis.ladder import ladder
from monitor.charts.ladder import ladder_figure, ladder_sentence
from monitor.domain.rules import DEFAULT_RULES
from tests.builders import course

COURSE = """
    2020-01-10 14/2.0M
    2020-07-01 5/2.0M
    2021-01-05 1/2.0M
    2021-07-05 0/2.1M
"""


def data_of(text):
    return ladder("P<b>14", calls(course(text), DEFAULT_RULES), DEFAULT_RULES)


def figure_of(text=COURSE, dark=False):
    return ladder_figure(data_of(text), dark).to_dict()


def trace(figure, name):
    return next(t for t in figure["data"] if t["name"] == name)


def test_gray_where_the_interval_crosses_one_and_color_where_it_does_not():
    figure = figure_of()
    crossing, real = trace(figure, "interval crosses 1"), trace(figure, "demonstrable fall")
    assert crossing["x"][:2] == pytest.approx([0.100674, 1.049304], rel=1e-5)
    assert real["x"][:2] == pytest.approx([0.01, 0.469474], rel=1e-5)
    assert crossing["line"]["color"] != real["line"]["color"]


def test_a_diamond_at_the_ratio_and_triangles_at_the_ends():
    marks = trace(figure_of(), "rate ratio")
    assert marks["marker"]["symbol"][1:4] == ["diamond", "diamond", "triangle-left"]
    assert marks["x"][1:4] == pytest.approx([0.357143, 0.0714286, 0.01])
    rise = trace(figure_of("2020-01-10 0/2.0M\n2020-07-01 6/2.0M"), "rate ratio")
    assert (rise["marker"]["symbol"][1], rise["x"][1]) == ("triangle-right", 100.0)


def test_the_numbers_stand_in_columns_and_what_is_demonstrable_is_bold():
    texts = trace(figure_of(), "numbers")["text"]
    assert texts[:6] == ["Sampling", "k/N → k/N", "RR (95 %)", "p", "chance", "depth"]
    assert "14/2.0M → 5/2.0M" in texts
    assert "0.36 (0.10–1.05)" in texts
    assert "<b>0.07 (0.002–0.47)</b>" in texts
    assert {"0.064", "49 %", "78 M"} <= set(texts)


def test_the_line_at_one_is_drawn_behind_the_bars():
    [line] = [s for s in figure_of()["layout"]["shapes"] if s["line"]["width"] == 1.2]
    assert line["path"].count("M1,") == 5
    assert line["layer"] == "below"


def test_what_cannot_be_compared_says_so():
    figure = figure_of("2020-01-10 14/2.0M")
    assert "it takes two samplings" in figure["layout"]["annotations"][0]["text"].replace(
        "<br>", " "
    )
    assert ladder_sentence(data_of("2020-01-10 14/2.0M")).startswith("P<b>14: nothing to compare")


def test_two_zeros_have_words_and_no_bar():
    figure = figure_of("2020-01-10 0/2.0M\n2020-07-01 0/2.0M")
    assert "no cells in either" in trace(figure, "numbers")["text"]
    assert trace(figure, "rate ratio")["x"] == [None]


def test_each_series_has_its_own_heading():
    text = "2020-01-10 3/2.0M icc\n2020-07-01 0/2.0M icc\n2021-01-01 9/17M if\n2021-07-01 0/17M if"
    headings = [t for t in trace(figure_of(text), "numbers")["text"] if t.startswith("<b>Against")]
    assert [h.split(" · ")[-1] for h in headings] == ["ICC</b>", "IF</b>"]


def test_the_sentence_names_what_is_demonstrable():
    assert ladder_sentence(data_of(COURSE)) == (
        "P<b>14: 3 comparisons against the reference, 2 demonstrable (2021-01-05 rate ratio 0.07 "
        "(0.002–0.47), 2021-07-05 rate ratio 0 (0–0.29)); 2 comparisons against the previous "
        "sampling, 0 demonstrable."
    )


@pytest.mark.parametrize("dark", [False, True])
def test_plotly_knows_every_attribute(dark):
    go.Figure(figure_of(dark=dark))
    go.Figure(figure_of("2020-01-10 14/2.0M"))
