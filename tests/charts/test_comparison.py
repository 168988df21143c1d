"""Courses one below the other, read back as plain data."""

from datetime import date
from itertools import pairwise

import plotly.graph_objects as go

from monitor.analysis.comparison import comparison
from monitor.analysis.timeline import TimelineOptions
from monitor.charts.comparison import comparison_figure, comparison_sentence
from monitor.domain.rules import RuleSet
from tests.builders import course

TEXTS = (
    "2021-03-02 14/2.0M\n2022-03-02 0/2.0M\n2021-03-10 surgery BCS\n2021-04-01.. endocrine x",
    "2021-03-02 0/0.2M\n2021-03-10 surgery BCS\n2021-04-01..2022-01-01 chemotherapy EC",
    "2021-03-02 0/2.0M\n2021-03-10 surgery BCS",
)


def data_of(*texts):
    courses = [course(text, patient_id=f"P{n}") for n, text in enumerate(texts)]
    return comparison(courses, TimelineOptions(), RuleSet(), date(2024, 8, 31))


def figure_of(*texts):
    return comparison_figure(data_of(*texts), dark=False).to_dict()


def test_every_patient_has_a_panel_of_counts_above_lanes_and_none_overlaps():
    layout = figure_of(*TEXTS)["layout"]
    names = ("yaxis", "yaxis2", "yaxis3", "yaxis4", "yaxis5", "yaxis6")
    domains = [layout[name]["domain"] for name in names]
    for (low, high), (next_low, next_high) in pairwise(domains):
        assert 0 <= next_low < next_high < low < high <= 1
    assert [a["text"] for a in layout["annotations"]] == ["<b>P0</b>", "<b>P1</b>", "<b>P2</b>"]


def test_all_counts_have_the_same_range_and_one_time_axis():
    layout = figure_of(*TEXTS)["layout"]
    ranges = [layout[name]["range"] for name in ("yaxis", "yaxis3", "yaxis5")]
    assert ranges[0] == ranges[1] == ranges[2]
    assert layout["xaxis"]["anchor"] == "y6"


def test_the_legend_names_each_state_and_the_whisker_once():
    traces = figure_of(*TEXTS)["data"]
    shown = [t["name"] for t in traces if t.get("showlegend", True)]
    assert shown == [
        "Detected",
        "Not detected",
        "Exact 95 % interval; from ND: level excluded (3.0/N)",
        "Under-screened (< 1.0 M)",
    ]


def test_plotly_accepts_it_and_nothing_to_compare_says_why():
    assert go.Figure(figure_of(*TEXTS)).data
    empty = figure_of("2021-01-01 last_contact")
    assert empty["data"] == []
    assert "nothing that months" in empty["layout"]["annotations"][0]["text"].replace("<br>", " ")


def test_the_sentence_tells_every_panel():
    assert comparison_sentence(data_of(*TEXTS)).count("sample") == 3
