"""Chart 1 as drawn: traces, shapes and labels of the figure, read back as plain data."""

import json
from dataclasses import replace
from datetime import date

import plotly.graph_objects as go
import pytest

from monitor.analysis.rate_axis import Scale, Unit
from monitor.analysis.time_axis import AxisKind
from monitor.analysis.timeline import TimelineOptions, timeline
from monitor.charts.layout import anchored, staggered
from monitor.charts.point_labels import Spot, label_sides
from monitor.charts.texts import hover_text, literal
from monitor.charts.theme import DARK, LIGHT, mixed
from monitor.charts.timeline import timeline_figure, timeline_sentence
from monitor.domain.rules import DEFAULT_RULES, RuleSet
from monitor.domain.visits import VisitPlan, VisitWindow
from tests.builders import course

CUT = date(2024, 8, 31)
LINEAR = TimelineOptions(scale=Scale.LINEAR)

FLAGSHIP = """
    2021-03-02               14/2.0M  baseline
    2021-07-05               5/2.0M
    2021-11-10               1/2.0M
    2022-03-01               0/0.3M
    2022-09-06               0/2.1M
    2023-03-07               0/3.0M
    2024-02-05               2/2.0M
    2024-05-06               6/2.0M
    2021-03-10               surgery mastectomy
    2021-04-01..2021-09-14   chemotherapy EC-T cycles=8
    2021-12-01..             endocrine letrozole
    2022-01-10..?            bone_targeted zoledronate
"""


def data_of(text, options=None, rules=DEFAULT_RULES):
    return timeline(course(text), options or TimelineOptions(), rules, CUT)


def planned(text, plan):
    return timeline(course(text), TimelineOptions(), DEFAULT_RULES, CUT, plan)


def figure_of(text, options=None, rules=DEFAULT_RULES, dark=False, narrow=False):
    return json.loads(timeline_figure(data_of(text, options, rules), dark, narrow).to_json())


def trace(figure, name):
    return next(t for t in figure["data"] if t["name"].startswith(name))


def names(figure):
    return [t["name"] for t in figure["data"]]


def shapes(figure, **wanted):
    return [
        shape
        for shape in figure["layout"].get("shapes", [])
        if all(shape.get(name) == value for name, value in wanted.items())
    ]


def places(figure, **look):
    """The days of the vertical lines with this look."""
    alike = [
        shape["path"]
        for shape in shapes(figure, type="path", yref="paper")
        if all(shape["line"].get(name) == value for name, value in look.items())
    ]
    return [line.split(",")[0] for path in alike for line in path.split("M")[1:]]


def texts(figure):
    return [a["text"].replace("<br>", " ") for a in figure["layout"].get("annotations", [])]


class TestCounts:
    def test_one_trace_for_each_state_with_its_symbol(self):
        figure = figure_of(FLAGSHIP + "\n2024-06-01 n.e.\n2024-07-01 pos")
        symbols = {t["name"]: t["marker"]["symbol"] for t in figure["data"] if "customdata" in t}
        assert symbols == {
            "Detected": "circle",
            "Not detected": "triangle-down-open",
            "Under-screened (< 1.0 M)": "diamond-open",
            "Depth unknown": "square-open",
            "Not evaluable": "x-thin",
        }

    def test_zeros_lie_in_the_lane_and_whiskers_end_at_the_level_excluded(self):
        negatives = trace(figure_of(FLAGSHIP), "Not detected")
        assert negatives["y"] == pytest.approx([0.03, 0.03])
        ends = [y + up for y, up in zip(negatives["y"], negatives["error_y"]["array"], strict=True)]
        assert ends == pytest.approx([2.995732 / 2.1, 2.995732 / 3.0], rel=1e-6)
        assert negatives["error_y"]["arrayminus"] == [None, None]

    def test_detected_whiskers_span_the_exact_interval_down_to_the_lane(self):
        detected = trace(figure_of(FLAGSHIP), "Detected")
        assert detected["y"] == pytest.approx([7.0, 2.5, 0.5, 1.0, 3.0])
        bars = detected["error_y"]
        lows = [y - low for y, low in zip(detected["y"], bars["arrayminus"], strict=True)]
        highs = [y + up for y, up in zip(detected["y"], bars["array"], strict=True)]
        assert lows == pytest.approx([3.82697, 0.811743, 0.05, 0.121105, 1.10095], rel=1e-5)
        assert highs == pytest.approx([11.7448, 5.83417, 2.78582, 3.61234, 6.52974], rel=1e-5)

    def test_cut_whiskers_carry_arrows(self):
        marks = trace(figure_of("2021-03-02 1/2.0M\n2022-03-02 0/0.1M"), "Exact 95 %")
        assert marks["marker"]["symbol"] == ["line-ns", "triangle-up", "triangle-down"]
        assert marks["x"] == [None, "2022-03-02", "2021-03-02"]
        assert marks["y"][1:] == pytest.approx([8.8320, 0.05], rel=1e-3)

    def test_the_axis_has_the_lane_its_ticks_and_its_break(self):
        figure = figure_of(FLAGSHIP)
        axis = figure["layout"]["yaxis"]
        assert (axis["type"], axis["ticktext"]) == ("log", ["ND", "0.1", "1", "10", "100"])
        assert axis["tickvals"] == pytest.approx([0.03, 0.1, 1, 10, 100])
        assert axis["range"] == pytest.approx([-1.69897, 2.0], rel=1e-5)
        lane = shapes(figure, type="rect", xref="paper")
        assert [(s["y0"], s["y1"]) for s in lane] == [pytest.approx((0.02, 0.05))]
        assert [s["y0"] for s in shapes(figure, type="line", yref="y")] == pytest.approx([0.05])

    def test_on_the_linear_scale_zero_is_zero_and_there_is_no_lane(self):
        figure = figure_of(FLAGSHIP, LINEAR)
        assert trace(figure, "Not detected")["y"] == [0.0, 0.0]
        assert figure["layout"]["yaxis"]["type"] == "linear"
        assert figure["layout"]["yaxis"]["ticktext"][0] == "0"
        assert shapes(figure, type="rect", xref="paper") == []

    def test_the_unit_is_named_and_multiplies_the_points(self):
        figure = figure_of(FLAGSHIP, TimelineOptions(unit=Unit.PER_TWO_MILLION))
        assert trace(figure, "Detected")["y"] == pytest.approx([14, 5, 1, 2, 6])
        assert figure["layout"]["yaxis"]["title"]["text"] == "Tumor cells per 2×10⁶ MNC"

    def test_connectors_are_one_line_for_each_style(self):
        figure = figure_of(FLAGSHIP)
        solid, dotted = trace(figure, "connectors, solid"), trace(figure, "connectors, dotted")
        assert solid["x"] == [
            "2021-03-02", "2021-07-05", None, "2021-07-05", "2021-11-10", None,
            "2024-02-05", "2024-05-06", None,
        ]  # fmt: skip
        assert dotted["x"] == [
            "2022-09-06", "2023-03-07", None, "2023-03-07", "2024-02-05", None,
        ]  # fmt: skip
        assert (solid["line"]["dash"], dotted["line"]["dash"]) == ("solid", "dot")

    def test_a_method_change_is_a_labelled_seam(self):
        figure = figure_of("2021-03-02 1/2.0M\n2021-09-02 1/2.0M if\n2022-09-02 1/2.0M if")
        assert places(figure, dash="dashdot") == ["2021-06-02"]
        assert "method change" in texts(figure)
        assert "Before: ICC" in " ".join(trace(figure, "marks")["hovertext"])

    def test_labels_stand_beside_the_marks_and_leave_when_there_are_many(self):
        assert trace(figure_of(FLAGSHIP), "Detected")["text"][0] == "14/2.0M"
        many = "\n".join(f"20{10 + i}-03-02 1/2.0M" for i in range(15))
        assert trace(figure_of(many), "Detected")["mode"] == "markers"
        assert trace(figure_of(many.rpartition("\n")[0]), "Detected")["mode"] == "markers+text"

    def test_every_point_carries_its_assay_first(self):
        assert trace(figure_of(FLAGSHIP), "Detected")["customdata"][:2] == [[1], [2]]

    def test_the_legend_names_both_whiskers(self):
        legend = [t["name"] for t in figure_of(FLAGSHIP)["data"] if t.get("showlegend", True)]
        assert legend == [
            "Detected",
            "Not detected",
            "Under-screened (< 1.0 M)",
            "Exact 95 % interval; from ND: level excluded (3.0/N)",
        ]
        half = figure_of("2021-03-02 0/2.0M", rules=RuleSet(recovery=0.5))
        assert "From ND: level excluded (3.0/(N·0.5))" in names(half)
        linear = names(figure_of(FLAGSHIP, LINEAR))
        assert "Exact 95 % interval; from 0: level excluded (3.0/N)" in linear

    def test_labs_with_their_own_depth_leave_the_number_out_of_the_legend(self):
        rules = RuleSet(lab_depths=(("Oslo", 2_000_000),))
        figure = figure_of("2021-03-02 0/0.2M lab=Oslo\n2022-03-02 0/0.2M lab=Munich", rules=rules)
        assert "Under-screened" in names(figure)

    def test_samplings_of_one_day_get_a_bracket(self):
        figure = figure_of("2021-03-02 1/2.0M\n2021-03-02 0/2.0M if\n2021-09-02 0/2.0M")
        assert len(shapes(figure, type="line", yref="y domain")) == 3


class TestHover:
    def hover(self, text, state="Detected"):
        return (
            trace(figure_of(text), state)["hovertext"][0]
            .replace("<br>", " | ")
            .replace("\u00a0", " ")
        )

    def test_a_negative_says_its_depth_its_limit_and_why(self):
        text = self.hover(
            "2021-03-02 0/2.1M 12M control=0/0.5M antibody=CK2 lab=Oslo reader=AB", "Not detected"
        )
        assert text == (
            "<b>2021-03-02 · 12M</b> | 0 tumor cells in 2,100,000 MNC | "
            "0 per 10⁶ MNC (95 % exact 0–1.76) | A level above 1.43 per 10⁶ MNC is excluded | "
            "(95 %, one-sided) | Not detected: no cell in 2.1 M; a negative | needs 1.0 M | "
            "Assay 0/2.1M, control 0/0.5M, read by AB | On the day of first sampling | "
            "ICC · CK2 · Oslo | Import 1, course.csv, line 2"
        )

    def test_every_assay_of_a_pooled_sampling_is_told(self):
        text = self.hover("2021-03-02 2/1.0M left probable=1\n2021-03-02 5/1.0M right withdrawn")
        assert "Left 2/1.0M + 1 probable, control not reported" in text
        said = text.replace(" | ", " ")
        assert "Set aside, withdrawn by the lab: right 5/1.0M, control not reported" in said
        assert "line 2 | Import 1, course.csv, line 3" in text

    def test_therapy_is_told_with_its_dates_as_known(self):
        bars = trace(figure_of(FLAGSHIP), "therapy")["hovertext"]
        assert "2021-04-01 to 2021-09-14<br>8 cycles, drawn evenly spaced" in bars[0]
        assert "Since 2021-12-01, ongoing until data cut<br>2024-08-31" in bars[1]
        assert "Since 2022-01-10, end unknown" in bars[2]


class TestLanes:
    def test_lanes_are_bars_in_one_trace_with_their_names_on_the_axis(self):
        figure = figure_of(FLAGSHIP)
        bars = trace(figure, "therapy")
        assert figure["layout"]["yaxis4"]["ticktext"] == [
            "Caution", "Surgery", "Chemotherapy", "Endocrine", "Bone-targeted",
        ]  # fmt: skip
        assert bars["y"] == [1, 2, 3]
        assert bars["base"] == ["2021-04-01", "2021-12-01", "2022-01-10"]
        assert bars["x"][0] == 166 * 86_400_000

    def test_ongoing_is_hatched_to_the_data_cut_with_a_triangle(self):
        figure = figure_of(FLAGSHIP)
        bars, marks = trace(figure, "therapy"), trace(figure, "marks in lanes")
        assert bars["marker"]["pattern"]["shape"] == ["", "/", ""]
        assert (bars["base"][1], bars["y"][1]) == ("2021-12-01", 2)
        arrow = marks["marker"]["symbol"].index("triangle-right")
        assert (marks["x"][arrow], marks["y"][arrow]) == ("2024-08-31", 2)

    def test_an_unknown_end_is_a_dashed_stub_with_a_question_mark(self):
        figure = figure_of(FLAGSHIP)
        stub = shapes(figure, type="rect", yref="y4")
        assert [(s["x0"], s["x1"]) for s in stub] == [("2022-01-10", "2022-02-09")]
        labels = trace(figure, "cycles and labels")
        assert "\u00a0? zoledronate\u00a0" in labels["text"]
        assert labels["x"][labels["text"].index("\u00a0? zoledronate\u00a0")] == "2022-02-09"

    def test_an_unknown_end_between_others_keeps_its_question_mark(self):
        infusions = "\n".join(f"2021-0{m}-01..? bone_targeted zoledronate" for m in (1, 4, 7))
        labels = trace(figure_of(infusions), "cycles and labels")["text"]
        assert sum("?" in label for label in labels) == 3

    def test_partial_dates_are_whiskers(self):
        whiskers = trace(figure_of("2021-07..2021-12 chemotherapy FEC"), "partial dates")
        assert whiskers["x"] == [
            "2021-07-01", "2021-07-31", None, "2021-12-01", "2021-12-31", None,
        ]  # fmt: skip
        assert whiskers["marker"]["symbol"] == "line-ns"

    def test_cycles_are_ticks_and_surgery_is_a_star(self):
        figure = figure_of(FLAGSHIP)
        ticks = trace(figure, "cycles and labels")
        assert ticks["marker"]["size"].count(3) == 7
        assert trace(figure, "marks in lanes")["marker"]["symbol"][0] == "star"

    def test_each_lane_makes_the_figure_higher(self):
        one = figure_of("2021-03-02 0/2.0M\n2022-03-02 0/2.0M\n2021-01-01.. endocrine x")
        two = figure_of(
            "2021-03-02 0/2.0M\n2022-03-02 0/2.0M\n2021-01-01.. endocrine x\n2021-01-01.. her2 y"
        )
        assert two["layout"]["height"] - one["layout"]["height"] == 26

    def test_caution_windows_are_hatched_in_their_own_row(self):
        caution = trace(figure_of(FLAGSHIP), "caution")
        assert caution["base"] == ["2021-03-10", "2021-04-01"]
        assert "Within 14 days of surgery (mastectomy)" in caution["hovertext"][0]
        middle = figure_of(FLAGSHIP)["layout"]["yaxis4"]["tickvals"][0]
        assert caution["y"] == [middle, middle]
        assert middle < -0.5 < trace(figure_of(FLAGSHIP), "therapy")["y"][0]

    def test_plotly_hides_labels_that_do_not_fit_only_in_the_last_row_of_bars(self):
        figure = figure_of(FLAGSHIP)
        rows = {t["yaxis"] for t in figure["data"] if t["type"] == "bar"}
        assert rows == {"y4"}
        assert figure["layout"]["uniformtext"]["mode"] == "hide"

    def test_shading_and_drop_lines(self):
        figure = figure_of(FLAGSHIP)
        bands = shapes(figure, type="rect", yref="y domain")
        assert [(s["x0"], s["x1"]) for s in bands] == [("2021-04-01", "2021-09-14")]
        assert len(places(figure, width=1, dash="dot")) == 8 + 1  # the samplings, the data cut

    def test_a_narrow_chart_has_short_names(self):
        axis = figure_of(FLAGSHIP, narrow=True)["layout"]["yaxis4"]
        assert axis["ticktext"] == ["Caution", "Surgery", "Chemo", "Endocrine", "Bone"]


class TestEvents:
    COURSE = """
        2021-03-02   1/2.0M
        2022-03-02   1/2.0M
        2021-03-10   surgery mastectomy
        2023-05-01   distant_metastasis OSS
        2024-01-01   death breast_cancer
    """

    def test_relapse_and_death_stand_on_the_axis(self):
        events = trace(figure_of(self.COURSE), "marks")
        assert events["marker"]["symbol"] == ["star", "diamond"]
        assert events["y"] == pytest.approx([0.02, 0.02])
        assert "Cause: breast cancer" in events["hovertext"][1]

    def test_each_event_is_a_labelled_line(self):
        figure = figure_of(self.COURSE)
        assert texts(figure) == ["surgery", "distant metastasis (OSS)", "death"]
        assert places(figure, dash="dash") == ["2021-03-10"]
        assert places(figure, width=2) == ["2023-05-01"]
        assert places(figure, width=1.2, color=LIGHT.strong) == ["2024-01-01"]

    def test_close_labels_are_staggered_and_the_fourth_is_left_out(self):
        assert staggered([(0.1, 80), (0.12, 80), (0.14, 80), (0.16, 80), (0.9, 40)], 250, 3) == [
            0, 1, 2, None, 0,
        ]  # fmt: skip

    def test_the_data_cut_has_a_hover_of_its_own(self):
        events = trace(figure_of(FLAGSHIP), "marks")
        assert events["hovertext"] == [
            "<b>2024-08-31 · data cut</b><br>Day +1270 from first surgery"
        ]

    def test_two_surgeries_close_together_share_a_label_but_not_a_line(self):
        figure = figure_of("""
            2019-03-02   1/2.0M
            2023-03-02   1/2.0M
            2019-03-10   surgery BCS
            2019-03-24   surgery re-excision
            2023-03-10   surgery mastectomy
        """)
        assert texts(figure).count("surgery") == 2
        assert places(figure, dash="dash") == ["2019-03-10", "2019-03-24", "2023-03-10"]

    def test_labels_at_the_edges_stay_inside(self):
        assert [anchored(share, 60, 250) for share in (0.01, 0.5, 0.99)] == [
            "left", "center", "right",
        ]  # fmt: skip


class TestLabels:
    def spot(self, share, lines=()):
        return Spot(share, y=100.0, low=60.0, high=140.0, label=35.0, lines=frozenset(lines))

    def test_a_label_avoids_the_side_of_a_line(self):
        assert label_sides([self.spot(0.5, ["top right"])], [250]) == ["bottom right"]

    def test_neighbors_do_not_hide_each_other(self):
        assert label_sides([self.spot(0.5), self.spot(0.55)], [250]) == ["top left", "top right"]

    def test_where_there_is_no_room_there_is_no_label(self):
        crowd = [self.spot(0.4 + i / 50) for i in range(6)]
        assert None in label_sides(crowd, [250])
        assert None not in label_sides(crowd, [250, 5000])


class TestNothingToDraw:
    def test_an_empty_course_says_what_is_missing_and_has_no_axis(self):
        figure = figure_of("diagnosed 2021-01-01")
        assert texts(figure) == ["No marrow sampling yet: upload an assays file on the Import page"]
        assert figure["data"] == []
        assert figure["layout"]["xaxis"]["visible"] is False

    def test_therapy_alone_keeps_its_lanes(self):
        figure = figure_of("2021-03-10 surgery BCS\n2021-04-01.. endocrine tamoxifen")
        assert any(text.startswith("No marrow sampling yet") for text in texts(figure))
        assert trace(figure, "therapy")["base"] == ["2021-04-01"]
        assert figure["layout"]["yaxis"]["showticklabels"] is False
        assert figure["layout"]["showlegend"] is False

    def test_counts_alone_say_that_therapy_is_missing(self):
        figure = figure_of("2021-03-02 0/2.0M\n2022-03-02 0/2.0M")
        assert any(text.startswith("No therapy recorded") for text in texts(figure))

    def test_one_sampling_is_drawn_and_asks_for_a_second(self):
        figure = figure_of("2021-03-02 0/2.0M")
        assert trace(figure, "Not detected")["x"] == ["2021-03-02"]
        assert any(text.startswith("One sampling so far") for text in texts(figure))

    def test_no_trace_is_empty(self):
        for text in (FLAGSHIP, "2021-03-02 0/2.0M", "2021-03-10 surgery BCS"):
            assert all(t["x"] for t in figure_of(text)["data"])


class TestTextFromData:
    EVIL = '<a href="http://x.example">b</a> & <b>c</b>'

    def evil(self):
        word = self.EVIL.replace(" ", "_")
        return figure_of(f"""
            2021-03-02             1/2.0M  {word.replace("/", "∕")}  comment={word}
            2022-03-02             0/2.0M
            2021-03-10             surgery {word}
            2021-04-01..2023-04-01 chemotherapy {word} comment={word}
            2021-04-01..?          endocrine {word}
        """)

    def test_no_tag_of_the_data_reaches_plotly(self):
        known = {"<b>", "</b>", "<br>"}
        shown = json.dumps(self.evil(), ensure_ascii=False)
        tags = {part.split(">")[0] + ">" for part in shown.split("<")[1:]}
        assert {"<" + tag for tag in tags} <= known
        assert "&lt;a href=" in shown

    def test_escaping_is_done_once(self):
        bars = trace(self.evil(), "therapy")
        assert bars["text"][0].startswith('&lt;a href="http://x.example"&gt;b&lt;/a&gt; &amp;')
        assert "&amp;lt;" not in json.dumps(self.evil())

    def test_hover_text_is_wrapped_before_it_is_escaped(self):
        assert hover_text(["a", "&" * 50]).count("<br>") == 2
        assert literal("<b>&amp;</b>") == "&lt;b&gt;&amp;amp;&lt;/b&gt;"

    def test_a_long_or_broken_name_is_one_short_line(self):
        figure = figure_of("2021-01-01..2024-01-01 chemotherapy " + "x" * 300 + "\u202e\u0007")
        label = trace(figure, "therapy")["text"][0]
        assert label == "x" * 39 + "…"


class TestFigure:
    def test_the_same_course_gives_the_same_bytes(self):
        first, second = (timeline_figure(data_of(FLAGSHIP), dark=False).to_json() for _ in "ab")
        assert first == second
        assert len(first) < 20_000

    def test_light_and_dark_differ_in_color_only(self):
        light, dark = figure_of(FLAGSHIP), figure_of(FLAGSHIP, dark=True)
        assert light != dark
        for a, b in zip(light["data"], dark["data"], strict=True):
            assert (a["name"], a["x"], a["y"]) == (b["name"], b["x"], b["y"])
        assert light["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"

    @pytest.mark.parametrize("colors", [LIGHT, DARK])
    def test_inks_can_be_read_on_their_page(self, colors):
        for ink, least in ((colors.ink, 7), (colors.soft, 4.5), (colors.blue, 4), (colors.gray, 3)):
            assert contrast(ink, colors.page) >= least

    def test_months_are_numbers_with_a_tick_every_six(self):
        figure = figure_of(FLAGSHIP, TimelineOptions(axis=AxisKind.MONTHS))
        axis = figure["layout"]["xaxis"]
        assert (axis["type"], axis["dtick"], axis["title"]["text"]) == (
            "linear", 6, "Months from first surgery",
        )  # fmt: skip
        assert trace(figure, "Detected")["x"][0] == pytest.approx(-8 / 30.4375, abs=1e-5)

    def test_rows_share_one_time_axis_and_do_not_overlap(self):
        layout = figure_of(FLAGSHIP)["layout"]
        counts, lanes = (layout[a]["domain"] for a in ("yaxis", "yaxis4"))
        assert 0 <= lanes[0] < lanes[1] < counts[0] < counts[1] <= 1
        assert layout["xaxis"]["anchor"] == "y4"

    def test_it_is_a_figure_that_plotly_accepts(self):
        figure = timeline_figure(data_of(FLAGSHIP), dark=True)
        assert isinstance(figure, go.Figure)
        assert len(go.Figure(figure.to_dict()).data) == len(figure.to_dict()["data"])

    def test_the_browser_draws_it_once(self):
        layout = figure_of(FLAGSHIP)["layout"]
        assert "template" not in layout
        assert layout["datarevision"] == 1
        assert layout["clickmode"] == "event+select"

    def test_it_has_few_traces(self):
        assert len(figure_of(FLAGSHIP)["data"]) <= 11


WINDOWS = VisitPlan(
    "first surgery",
    (VisitWindow("BM1", 0, 2), VisitWindow("BM2", 12, 2), VisitWindow("BM3", 300, 2)),
)


class TestVisitWindows:
    def figure(self, **anchor):
        plan = replace(WINDOWS, **anchor)
        return json.loads(timeline_figure(planned(FLAGSHIP, plan), dark=False).to_json())

    def test_each_window_is_a_bracket_just_above_the_counts_with_its_name(self):
        figure = self.figure()
        brackets = shapes(figure, type="path", yref="paper")[-1]["path"]
        assert brackets.count("M") == 2  # the third lies beyond the axis
        first = figure["layout"]["xaxis"]["range"][0]
        assert brackets.startswith(f"M{first},")  # the axis begins within the window
        assert [t for t in texts(figure) if t.startswith("BM")] == ["BM1", "BM2"]

    def test_a_sampling_says_its_window_or_that_it_is_off(self):
        hovers = trace(self.figure(), "Detected")["hovertext"]
        assert hovers[0].startswith("<b>2021-03-02 · baseline · BM1</b>")
        assert hovers[1].startswith("<b>2021-07-05 · off-window</b>")

    def test_without_windows_or_without_their_anchor_nothing_is_drawn(self):
        assert "off-window" not in json.dumps(figure_of(FLAGSHIP))
        other = json.dumps(self.figure(anchor="diagnosis"))
        assert "BM1" not in other
        assert "off-window" not in other


def contrast(ink, page):
    """The contrast ratio of WCAG 2."""

    def luminance(color):
        channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dim = sorted((luminance(ink), luminance(page)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_a_color_over_another_lies_between_them():
    assert mixed("#000000", 0.5, "#FFFFFF") == "#808080"


class TestSentence:
    def test_the_flagship(self):
        assert timeline_sentence(data_of(FLAGSHIP)) == (
            "P014: 8 samples 2021-03 to 2024-05; detected 5, not detected 2, under-screened 1; "
            "last: detected, 6 in 2.0 M cells (95 % 1.1 to 6.53 per 10⁶)."
        )

    def test_a_last_zero_says_what_it_excludes(self):
        assert timeline_sentence(data_of("2021-03-02 0/2.1M")) == (
            "P014: 1 sample 2021-03-02; not detected 1; last: not detected, 0 in 2.1 M cells "
            "(a level above 1.43 per 10⁶ is excluded, 95 %)."
        )

    def test_without_an_interval_only_the_state(self):
        assert timeline_sentence(data_of("2021-03-02 pos")).endswith("; last: depth unknown.")

    def test_nothing_sampled(self):
        assert timeline_sentence(data_of("2021-03-10 surgery BCS")) == (
            "P014: no marrow samples; therapy: surgery."
        )
        assert timeline_sentence(data_of("diagnosed 2021-01-01")) == (
            "P014: no marrow samples; no therapy recorded."
        )
