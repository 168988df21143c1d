"""Charts 5 and 4 as drawn, read back as plain data."""

import json
from itertools import pairwise

import plotly.graph_objects as go
import pytest

from monitor.analysis import cohort_courses
from monitor.analysis.cohort_courses import courses_data
from monitor.analysis.cohort_courses_trellis import TrellisOrder, trellis_page
from monitor.analysis.swimmer import SwimmerOrder, swimmer_page
from monitor.analysis.time_axis import Anchor
from monitor.charts.cohort_courses import courses_caption, courses_figure, courses_sentence
from monitor.charts.cohort_courses_trellis import trellis_figure, trellis_sentence
from monitor.charts.swimmer import LANE, swimmer_figure, swimmer_sentence
from tests.analysis.response_cohorts import cohort_of
from tests.analysis.visit_cohorts import PLAN

RICH = """2020-01-01 14/2.0M lab=North
2020-02-01..2020-05-01 chemotherapy EC-T
2020-05-01.. endocrine letrozole
2020-05-01..2020-09-01 her2 trastuzumab
2020-07-01 0/0.3M lab=North
2021-01-01 0/2.1M lab=North
2021-06-01 n.e. lab=North
2022-01-01 distant_metastasis OSS
2022-06-01 death breast_cancer"""
PLAIN = "2020-01-01 0/2.0M\n2020-07-01 2/2.0M\n2024-12-01 last_contact"
FIRST = Anchor.FIRST_SAMPLING


def drawn(figure):
    """Returns the figure as plain data that plotly and JSON accept."""
    plain = figure.to_dict()
    go.Figure(plain)
    json.dumps(plain, allow_nan=False)
    return plain


def trace(figure, name):
    return next(t for t in figure["data"] if t["name"].startswith(name))


def courses(*texts, one="", visits=PLAN):
    data = courses_data(cohort_of(*texts, visits=visits), FIRST, one)
    return data, drawn(courses_figure(data, False, one))


def swimmers(*texts, arms=(), order=SwimmerOrder.FOLLOW_UP):
    page = swimmer_page(cohort_of(*texts, arms=arms, visits=PLAN), FIRST, order)
    return page, drawn(swimmer_figure(page, False))


def test_all_courses_are_one_gray_line_broken_between_patients():
    _, figure = courses(RICH, PLAIN)
    line = trace(figure, "courses")
    # Through evaluable samplings only: the under-screened one and the one without a result are not.
    assert line["x"] == [0, 12.02, None, 0, 5.98, None]
    assert line["hoverinfo"] == "skip"


def test_there_is_no_mean_line_on_counts():
    _, figure = courses(RICH, PLAIN)
    on_counts = [t for t in figure["data"] if t.get("mode") == "lines" and "yaxis" not in t]
    assert [t["name"] for t in on_counts] == ["courses"]


def test_every_state_has_its_symbol_and_its_number():
    _, figure = courses(RICH, PLAIN)
    marks = [t for t in figure["data"] if t["mode"] == "markers" and "yaxis" not in t]
    assert [(t["name"], t["marker"]["symbol"]) for t in marks] == [
        ("Detected (2)", "circle"),
        ("Not detected (2)", "triangle-down-open"),
        ("Under-screened (1)", "diamond-open"),
        ("Not evaluable (1)", "x-thin"),
    ]
    assert marks[0]["customdata"] == [["link001"], ["link002"]]


def test_a_highlighted_course_is_thick_with_whiskers_and_the_others_pale():
    _, figure = courses(RICH, PLAIN, one="P001")
    assert trace(figure, "P001")["line"]["width"] == 2.5
    strong = trace(figure, "highlighted")
    assert len(strong["error_y"]["array"]) == 4
    assert trace(figure, "Detected")["marker"]["opacity"] == 0.35


def test_zeros_lie_between_the_lines_of_their_lane():
    data, figure = courses(RICH, PLAIN)
    assert figure["layout"]["yaxis"]["ticktext"][:2] == ["no rate", "ND"]
    assert all(y < data.rates.lane_top for y in trace(figure, "Not detected")["y"])


def test_the_share_below_has_wilsons_interval():
    data, figure = courses(RICH, PLAIN)
    share, step = trace(figure, "share detected, Wilson"), data.steps[0]
    assert share["y"][0] + share["error_y"]["array"][0] == pytest.approx(100 * step.upper, abs=1e-3)


def test_thinning_and_missing_windows_are_said(monkeypatch):
    monkeypatch.setattr(cohort_courses, "MOST_POINTS", 4)
    data, _ = courses(*[PLAIN] * 6, visits=None)
    assert courses_caption(data) == (
        "every 3rd patient drawn (2 courses); the shares count everybody; shares by years from the "
        "anchor: no visit window is counted from it"
    )


def test_twelve_panels_are_two_figures_of_six_with_shared_ranges():
    page = trellis_page(cohort_of(*[RICH] * 8), FIRST, TrellisOrder.PSEUDONYM)
    first, second = (drawn(trellis_figure(page, half, False)) for half in (0, 1))
    assert len(first["layout"]["annotations"]) == 6
    assert len(second["layout"]["annotations"]) == 2
    ranges = [
        first["layout"][name]["range"] for name in first["layout"] if name.startswith("xaxis")
    ]
    assert all(found == second["layout"]["xaxis"]["range"] for found in ranges)
    assert first["layout"]["annotations"][0]["text"].startswith("<b>P001</b><br>")
    strips = {t["name"] for t in first["data"] if t["type"] == "bar"}
    assert strips == {"Chemotherapy", "Endocrine", "Anti-HER2"}


def test_a_lane_is_24_pixels_and_every_mark_of_it_opens_the_patient():
    page, figure = swimmers(RICH, PLAIN)
    _, more = swimmers(*[PLAIN] * 12)
    assert more["layout"]["height"] - figure["layout"]["height"] == 10 * LANE
    assert trace(figure, "Follow-up")["customdata"] == [[s.line.link] for s in page.swimmers]
    for t in figure["data"]:
        if t["type"] == "bar":
            assert len(t["customdata"]) == len(t["x"])


def test_therapies_of_a_lane_do_not_cover_each_other():
    _, figure = swimmers(RICH)
    bars = [t for t in figure["data"] if t["type"] == "bar" and t["name"] != "Follow-up"]
    edges = [(t["y"][0] - t["width"] / 2, t["y"][0] + t["width"] / 2) for t in bars]
    assert len(edges) == 3
    assert all(one[1] <= two[0] + 1e-9 for one, two in pairwise(edges))


def test_outcomes_and_ends_have_symbols_of_their_own():
    _, figure = swimmers(RICH, PLAIN)
    assert trace(figure, "Distant relapse")["marker"]["symbol"] == "star"
    assert trace(figure, "Death")["marker"]["symbol"] == "cross"
    assert trace(figure, "Alive at cut")["marker"]["symbol"] == "triangle-right"


def test_arms_have_a_row_with_their_name():
    _, figure = swimmers(RICH, PLAIN, PLAIN, arms=("b", "a", "b"), order=SwimmerOrder.ARM)
    heads = trace(figure, "arms")
    assert heads["text"] == ["<b>a</b> · 1 lane", "<b>b</b> · 2 lanes"]
    assert heads["y"] == [0, 2]
    assert trace(figure, "Follow-up")["y"] == [1, 3, 4]


def test_visit_windows_are_one_dotted_shape_with_names_inside_the_plot():
    _, figure = swimmers(PLAIN)
    assert len(figure["layout"]["shapes"]) == 1
    assert [a["text"] for a in figure["layout"]["annotations"]] == ["BM1", "BM2"]


def test_sentences_say_how_many_and_in_which_order():
    data, _ = courses(RICH, PLAIN)
    assert courses_sentence(data) == (
        "6 marrow samplings of 2 patients in months from first sampling: detected 2, not detected "
        "2, under-screened 1, not evaluable 1. Detected among the evaluable: BM1 1 of 2; "
        "BM2 1 of 1."
    )
    page, _ = swimmers(RICH, PLAIN)
    assert swimmer_sentence(page) == (
        "Page 1 of 1, by follow-up: 2 of 2 patients in months from first sampling; 1 death, "
        "1 alive at cut; 1 with a distant metastasis."
    )
    panels = trellis_page(cohort_of(RICH, PLAIN), FIRST, TrellisOrder.PSEUDONYM)
    assert trellis_sentence(panels).startswith("Page 1 of 1, 2 of 2 courses: P001 ")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("texts", [(), ("2020-01-01 pos",), ("2020-01-01..2020-03-01 her2 T",)])
def test_next_to_nothing_can_be_drawn(texts, dark):
    cohort = cohort_of(*texts)
    drawn(courses_figure(courses_data(cohort, FIRST), dark))
    drawn(trellis_figure(trellis_page(cohort, FIRST, TrellisOrder.HIGHEST), 0, dark))
    for order in SwimmerOrder:
        drawn(swimmer_figure(swimmer_page(cohort, FIRST, order), dark))


def test_a_tag_in_a_pseudonym_is_shown_and_does_nothing():
    cohort = cohort_of(PLAIN)
    cohort.patients["patient_id"] = ["<b>x</b>"]
    data = courses_data(cohort, FIRST, "<b>x</b>")
    for figure in (
        courses_figure(data, False, "<b>x</b>"),
        trellis_figure(trellis_page(cohort, FIRST, TrellisOrder.PSEUDONYM), 0, False),
        swimmer_figure(swimmer_page(cohort, FIRST), False),
    ):
        text = json.dumps(drawn(figure))
        assert "&lt;b&gt;x" in text
        assert "<b>x</b>" not in text


def test_of_many_samplings_each_says_only_who_when_and_how_many():
    _, figure = courses(*[PLAIN] * 160)
    marks = trace(figure, "Detected")
    assert marks["customdata"][0] == ["link001", "P001", "2020-07-01", "2/2.0M"]
    assert marks["hovertemplate"] == (
        "<b>%{customdata[1]} · %{customdata[2]}</b><br>%{customdata[3]}<extra></extra>"
    )
    _, figure = swimmers(*[PLAIN] * 60)
    assert trace(figure, "Detected")["customdata"][0][2:] == ["2020-07-01", "2/2.0M"]


def test_a_chart_of_many_courses_is_less_than_100_kb():
    _, figure = courses(*[RICH] * 1_000)
    assert len(json.dumps(figure)) < 100_000
    _, figure = swimmers(*[RICH] * 100)
    assert len(json.dumps(figure)) < 100_000
