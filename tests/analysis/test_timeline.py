"""Chart 1 as numbers, before anything is drawn: where points, lines, lanes and events lie."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.analysis.rate_axis import Scale, Unit
from monitor.analysis.therapy_spans import EndKind
from monitor.analysis.time_axis import Anchor, AxisKind
from monitor.analysis.timeline import TimelineOptions, timeline
from monitor.analysis.timeline_events import EventKind
from monitor.analysis.timeline_points import LineStyle
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import CellDefinition
from monitor.domain.vocabularies import TherapyType
from tests.builders import course

CUT = date(2024, 8, 31)
RULES = RuleSet()
LINEAR = TimelineOptions(scale=Scale.LINEAR)
MONTHS = TimelineOptions(axis=AxisKind.MONTHS)

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
    2021-06-20..2022-06-20   her2 trastuzumab
    2021-12-01..             endocrine letrozole
    2022-01-10..?            bone_targeted zoledronate
"""


def drawn(text, options=None, rules=RULES, cut=CUT):
    return timeline(course(text), options or TimelineOptions(), rules, cut)


class TestRateAxis:
    def test_the_lane_lies_below_one_cell_in_the_deepest_sampling(self):
        axis = drawn(FLAGSHIP).rates
        assert (axis.lane_top, axis.zero, axis.bottom) == pytest.approx((0.05, 0.03, 0.02))
        assert axis.tick_values == pytest.approx((0.03, 0.1, 1, 10, 100))
        assert axis.tick_texts == ("ND", "0.1", "1", "10", "100")

    @pytest.mark.parametrize(
        ("depth", "lane_top"), [("0.05M", 5.0), ("0.9M", 0.5), ("1.0M", 0.5), ("2.0M", 0.05),
                                ("10.0M", 0.05), ("10.1M", 0.005)],
    )  # fmt: skip
    def test_the_lane_follows_the_deepest_sampling(self, depth, lane_top):
        axis = drawn(f"2021-03-02 0/{depth}").rates
        assert (axis.lane_top, axis.zero, axis.bottom) == pytest.approx(
            (lane_top, 0.6 * lane_top, 0.4 * lane_top)
        )

    @pytest.mark.parametrize(
        ("result", "top"),
        [("0/2.0M", 10), ("1/2.0M", 10), ("5/2.0M", 10), ("14/2.0M", 100), ("40/0.5M", 1000)],
    )
    def test_the_top_is_the_decade_above_the_highest_limit(self, result, top):
        assert drawn(f"2021-03-02 {result}").rates.top == pytest.approx(top)

    def test_the_range_follows_evaluable_samplings(self):
        assert drawn("2021-03-02 0/2.0M\n2022-03-02 0/0.1M").rates.top == pytest.approx(10)

    def test_without_any_evaluable_sampling_it_follows_the_others(self):
        assert drawn("2022-03-02 0/0.1M").rates.top == pytest.approx(100)

    def test_a_rate_alone_is_within_the_range(self):
        axis = drawn("2021-03-02 0/2.0M\n2022-03-02 rate=250").rates
        assert axis.top == pytest.approx(1000)
        assert drawn("2021-03-02 rate=0.004").rates.lane_top == pytest.approx(0.0005)

    def test_on_the_linear_scale_zero_is_zero(self):
        axis = drawn(FLAGSHIP, LINEAR).rates
        assert (axis.zero, axis.lane_top) == (0.0, None)
        assert axis.tick_texts == ("0", "2", "4", "6", "8", "10", "12")
        assert axis.bottom < 0 < 11.74 < axis.top

    def test_the_unit_multiplies_rates_limits_and_ticks(self):
        one, two = drawn(FLAGSHIP), drawn(FLAGSHIP, TimelineOptions(unit=Unit.PER_TWO_MILLION))
        for a, b in zip(one.points, two.points, strict=True):
            assert b.rate == pytest.approx(2 * a.rate)
            assert b.upper == pytest.approx(2 * a.upper)
        assert two.rates.title == "Tumor cells per 2×10⁶ MNC"
        assert two.rates.tick_texts == ("ND", "0.1", "1", "10", "100")

    @pytest.mark.parametrize("scale", list(Scale))
    def test_samplings_without_a_rate_have_their_own_lane(self, scale):
        data = drawn(
            "2021-03-02 1/2.0M\n2022-03-02 n.e.\n2023-03-02 pos\n2024-03-02 neg",
            TimelineOptions(scale=scale),
        )
        axis = data.rates
        assert axis.tick_texts[0] == "no rate"
        assert axis.bottom < axis.no_rate < axis.no_rate_top < axis.zero
        assert [p.y for p in data.points[1:]] == [axis.no_rate, axis.no_rate, axis.zero]
        assert all(p.high is None for p in data.points[1:])


class TestPoints:
    def test_a_zero_is_drawn_in_the_lane_with_a_whisker_to_the_level_excluded(self):
        points = drawn(FLAGSHIP).points
        zeros = [p for p in points if p.sampling.tumor_cells == 0]
        assert [p.y for p in zeros] == pytest.approx([0.03] * 3)
        assert [p.low for p in zeros] == pytest.approx([0.03] * 3)
        assert [p.high for p in zeros] == pytest.approx([9.98577, 1.42654, 0.998577], rel=1e-5)
        assert [p.upper for p in zeros] == pytest.approx([12.2963, 1.75661, 1.22963], rel=1e-5)

    def test_a_zero_is_never_a_small_number(self):
        linear = drawn(FLAGSHIP, LINEAR).points
        assert [p.y for p in linear if p.sampling.tumor_cells == 0] == [0.0] * 3
        assert [p.rate for p in drawn(FLAGSHIP).points if p.sampling.tumor_cells == 0] == [0.0] * 3

    def test_cells_are_drawn_at_their_rate_with_both_exact_limits(self):
        first = drawn(FLAGSHIP).points[0]
        assert (first.y, first.low, first.high) == pytest.approx((7.0, 3.82697, 11.7448), rel=1e-5)
        assert (first.is_cut_below, first.is_cut_above, first.label) == (False, False, "14/2.0M")

    def test_a_lower_limit_in_the_lane_is_cut_at_its_top_and_marked(self):
        one_cell = drawn(FLAGSHIP).points[2]
        assert one_cell.lower == pytest.approx(0.0126589, rel=1e-5)
        assert (one_cell.low, one_cell.is_cut_below) == (pytest.approx(0.05), True)
        linear = drawn(FLAGSHIP, LINEAR).points[2]
        assert (linear.low, linear.is_cut_below) == (pytest.approx(0.0126589, rel=1e-5), False)

    def test_an_under_screened_whisker_above_the_axis_is_cut_and_marked(self):
        shallow = drawn("2021-03-02 0/2.0M\n2022-03-02 0/0.1M").points[1]
        assert (shallow.high, shallow.is_cut_above) == (10.0, True)
        assert shallow.excluded == pytest.approx(29.9573, rel=1e-5)

    def test_a_whisker_that_just_reaches_the_top_is_whole(self):
        assert not any(p.is_cut_above for p in drawn("2021-03-02 0/2.0M", LINEAR).points)

    def test_below_the_threshold_a_point_lies_at_its_rate_with_both_limits(self):
        point = drawn("2021-03-02 1/2.0M", rules=RuleSet(threshold=2)).points[0]
        assert (point.y, point.high) == pytest.approx((0.5, 2.78582), rel=1e-5)
        assert point.excluded == pytest.approx(2.37193, rel=1e-5)

    def test_the_level_excluded_allows_for_recovery(self):
        assert drawn("2021-03-02 0/2.0M", rules=RuleSet(recovery=0.5)).points[
            0
        ].high == pytest.approx(2.99573, rel=1e-5)

    def test_months_are_counted_from_the_anchor_in_exact_days(self):
        points = drawn(FLAGSHIP, MONTHS).points
        assert [p.days_from_anchor for p in points] == [-8, 117, 245, 356, 545, 727, 1062, 1153]
        assert [p.x for p in points] == pytest.approx(
            [days / 30.4375 for days in (-8, 117, 245, 356, 545, 727, 1062, 1153)], abs=1e-5
        )

    def test_on_the_calendar_a_point_lies_on_its_day(self):
        assert [p.x for p in drawn(FLAGSHIP).points][:2] == ["2021-03-02", "2021-07-05"]

    def test_samplings_of_one_day_stand_apart_under_a_bracket(self):
        data = drawn("2021-03-02 1/2.0M\n2021-03-02 0/2.0M if\n2021-09-02 0/2.0M")
        assert "2021-02-15" < data.points[0].x < "2021-03-01" < data.points[1].x < "2021-03-15"
        assert [(b.day, b.first, b.last) for b in data.brackets] == [
            (date(2021, 3, 2), data.points[0].x, data.points[1].x)
        ]

    def test_probable_cells_come_and_go_with_the_cell_definition(self):
        text = "2021-03-02 1/2.0M probable=2 control=0/0.5M"
        assert drawn(text).points[0].label == "3/2.0M"
        only_tumor = TimelineOptions(cells=CellDefinition.TUMOR)
        assert drawn(text, only_tumor).points[0].label == "1/2.0M"

    def test_blood_is_listed_apart(self):
        data = drawn("2021-03-02 1/2.0M\n2021-04-02 5/2.0M blood")
        assert [p.label for p in data.points] == ["1/2.0M"]
        assert [s.tumor_cells for s in data.blood] == [5]
        assert data.notes == (
            "1 blood sampling listed in the table only: blood is never mixed with marrow.",
        )


class TestContext:
    def test_what_a_sampling_was_taken_under(self):
        context = drawn(FLAGSHIP).points[2].context
        assert str(context.since_surgery) == "245 days after mastectomy"
        assert str(context.since_chemotherapy) == "57 days after EC-T"
        assert context.on_board == ("trastuzumab",)
        assert context.cautions == ()

    def test_during_chemotherapy_is_a_caution(self):
        context = drawn(FLAGSHIP).points[1].context
        assert str(context.since_chemotherapy) == "95 days into EC-T"
        assert context.on_board == ("EC-T", "trastuzumab")
        assert context.cautions == ("during chemotherapy (EC-T)",)

    def test_before_any_therapy_there_is_nothing_to_say(self):
        context = drawn(FLAGSHIP).points[0].context
        assert (context.since_surgery, context.since_chemotherapy, context.on_board) == (
            None, None, (),
        )  # fmt: skip

    def test_an_unknown_end_is_said_and_never_taken_for_ongoing(self):
        on_board = drawn(FLAGSHIP).points[5].context.on_board
        assert on_board == ("letrozole", "zoledronate (end unknown)")

    def test_days_after_surgery_and_g_csf_are_cautions(self):
        data = drawn("""
            2021-03-20               0/2.0M
            2021-03-25               0/2.0M
            2021-03-10               surgery mastectomy
            2021-03-24..2021-03-26   supportive pegfilgrastim
        """)
        cautions = [p.context.cautions for p in data.points]
        assert cautions == [
            ("within 14 days of surgery (mastectomy)",),
            ("under G-CSF (pegfilgrastim)",),
        ]
        assert str(data.points[1].context.since_g_csf) == "1 day into pegfilgrastim"

    def test_touching_windows_are_one_bar(self):
        data = drawn("""
            2021-03-10               surgery mastectomy
            2021-03-20..2021-06-01   chemotherapy EC
            2021-09-01..2021-10-01   chemotherapy T
        """)
        assert [(str(c.first), str(c.last), len(c.reasons)) for c in data.cautions] == [
            ("2021-03-10", "2021-06-01", 2),
            ("2021-09-01", "2021-10-01", 1),
        ]

    def test_a_month_only_date_makes_days_approximate(self):
        context = drawn("2021-08-16 0/2.0M\n2021-05 surgery mastectomy").points[0].context
        assert str(context.since_surgery) == "about 92 days after mastectomy"


class TestConnectors:
    def styles(self, text):
        return [line.style for line in drawn(text).connectors]

    def test_solid_between_detected_dotted_to_and_from_a_zero(self):
        assert self.styles(FLAGSHIP) == [
            LineStyle.SOLID,  # 14 to 5
            LineStyle.SOLID,  # 5 to 1
            LineStyle.DOTTED,  # the two deep zeros
            LineStyle.DOTTED,  # zero to 2
            LineStyle.SOLID,  # 2 to 6
        ]

    def test_none_into_or_past_an_under_screened_sampling(self):
        assert self.styles("2021-03-02 1/2.0M\n2021-09-02 0/0.3M\n2022-03-02 1/2.0M") == []

    def test_none_past_a_not_evaluable_one(self):
        assert self.styles("2021-03-02 1/2.0M\n2021-09-02 n.e.\n2022-03-02 1/2.0M") == []

    @pytest.mark.parametrize(
        ("second", "style"), [("2022-09-01", LineStyle.SOLID), ("2022-09-02", LineStyle.DOTTED)]
    )
    def test_dotted_after_more_than_eighteen_months(self, second, style):
        assert self.styles(f"2021-03-02 1/2.0M\n{second} 1/2.0M") == [style]

    def test_none_across_a_method_change(self):
        data = drawn("""
            2021-03-02  1/2.0M  antibody=A45-B/B3
            2021-09-02  1/2.0M  antibody=AE1/AE3
            2022-03-02  1/2.0M  antibody=A45-B/B3
            2022-09-02  1/2.0M  antibody=A45-B/B3
        """)
        assert [line.x for line in data.connectors] == [("2022-03-02", "2022-09-02")]
        assert [(s.x, s.before, s.after) for s in data.seams] == [
            ("2021-06-02", "ICC · A45-B/B3", "ICC · AE1/AE3"),
            ("2021-12-01", "ICC · AE1/AE3", "ICC · A45-B/B3"),
        ]

    def test_two_methods_side_by_side_are_two_lines_and_no_seam(self):
        data = drawn("""
            2021-03-02  1/2.0M
            2021-03-02  0/2.0M  if
            2022-03-02  2/2.0M
            2022-03-02  1/2.0M  if
        """)
        assert [line.y for line in data.connectors] == [(0.5, 1.0), (pytest.approx(0.03), 0.5)]
        assert data.seams == ()


class TestLanes:
    def test_classes_stand_in_a_fixed_order_and_only_where_present(self):
        assert [lane.label for lane in drawn(FLAGSHIP).lanes.lanes] == [
            "Surgery", "Chemotherapy", "Anti-HER2", "Endocrine", "Bone-targeted",
        ]  # fmt: skip

    def test_known_ongoing_and_unknown_ends(self):
        bars = drawn(FLAGSHIP).lanes.bars
        assert [(b.label, b.end, str(b.first), str(b.last)) for b in bars] == [
            ("EC-T", EndKind.KNOWN, "2021-04-01", "2021-09-14"),
            ("trastuzumab", EndKind.KNOWN, "2021-06-20", "2022-06-20"),
            ("letrozole", EndKind.ONGOING, "2021-12-01", "2024-08-31"),
            ("zoledronate", EndKind.UNKNOWN, "2022-01-10", "2022-02-09"),
        ]

    def test_lengths_are_in_the_unit_of_the_axis(self):
        assert drawn(FLAGSHIP).lanes.bars[0].length == 166 * 86_400_000
        assert drawn(FLAGSHIP, MONTHS).lanes.bars[0].length == pytest.approx(166 / 30.4375, 1e-5)

    def test_nothing_is_ongoing_after_death(self):
        data = drawn("2021-03-02.. endocrine letrozole\n2022-01-01 death", cut=CUT)
        assert data.lanes.bars[0].last == date(2022, 1, 1)
        assert data.time.last < date(2022, 6, 1)

    def test_overlapping_courses_of_one_class_get_sub_lanes(self):
        data = drawn("""
            2021-01-01..2021-06-01   chemotherapy EC
            2021-05-01..2021-09-01   chemotherapy paclitaxel
            2021-06-01..2021-07-01   chemotherapy carboplatin
            2021-09-01..2021-10-01   chemotherapy capecitabine
        """)
        assert [lane.label for lane in data.lanes.lanes] == ["Chemotherapy", "Chemotherapy 2"]
        assert {b.label: b.lane for b in data.lanes.bars} == {
            "EC": 0, "paclitaxel": 1, "carboplatin": 0, "capecitabine": 0,
        }  # fmt: skip

    def test_a_single_day_is_a_mark_and_one_day_one_mark(self):
        data = drawn("""
            2021-03-10   surgery mastectomy
            2021-03-10   surgery SLNB
            2021-06-10..2021-06-10   bone_targeted zoledronate
        """)
        assert data.lanes.bars == ()
        assert [([e.agent for e in m.events], m.lane, m.x) for m in data.lanes.marks] == [
            (["mastectomy", "SLNB"], 0, "2021-03-10"),
            (["zoledronate"], 1, "2021-06-10"),
        ]

    def test_a_partial_date_has_a_whisker_over_the_days_it_can_mean(self):
        lanes = drawn("2021-07..2021-12 chemotherapy FEC\n2022..? endocrine tamoxifen").lanes
        assert [(b.start, b.stop) for b in lanes.bars] == [
            ("2021-07-31", "2021-12-01"),
            ("2022-12-31", "2023-01-30"),
        ]
        assert [(w.lane, w.first, w.last) for w in lanes.whiskers] == [
            (0, "2021-07-01", "2021-07-31"),
            (0, "2021-12-01", "2021-12-31"),
            (1, "2022-01-01", "2022-12-31"),
        ]

    def test_a_course_within_one_month_is_a_mark_with_a_whisker(self):
        lanes = drawn("2021-07..2021-07 chemotherapy FEC").lanes
        assert (lanes.bars, lanes.marks[0].x) == ((), "2021-07-16")
        assert [(w.first, w.last) for w in lanes.whiskers] == [("2021-07-01", "2021-07-31")]

    def test_cycles_are_spread_over_a_course_with_a_known_end(self):
        lanes = drawn("2021-01-01..2021-01-31 chemotherapy EC cycles=3").lanes
        assert [c.x for c in lanes.cycles] == ["2021-01-11", "2021-01-21"]
        assert drawn("2021-01-01..? chemotherapy EC cycles=3").lanes.cycles == ()

    def test_the_chosen_classes_are_shaded_behind_the_counts(self):
        bands = drawn(FLAGSHIP).bands
        assert [(b.therapy_type, b.first, b.last) for b in bands] == [
            (TherapyType.CHEMOTHERAPY, "2021-04-01", "2021-09-14"),
            (TherapyType.HER2, "2021-06-20", "2022-06-20"),
        ]
        assert drawn(FLAGSHIP, TimelineOptions(shaded=())).bands == ()


class TestEvents:
    def test_surgery_relapse_last_contact_and_data_cut_in_time_order(self):
        data = drawn("""
            2021-03-10   surgery mastectomy
            2023-05-01   distant_metastasis OSS
            2024-01-01   last_contact
        """)
        assert [(e.kind, str(e.on), e.label) for e in data.events] == [
            (EventKind.SURGERY, "2021-03-10", "surgery"),
            (EventKind.RELAPSE, "2023-05-01", "distant metastasis (OSS)"),
            (EventKind.LAST_CONTACT, "2024-01-01", "last contact"),
            (EventKind.DATA_CUT, "2024-08-31", "data cut"),
        ]

    def test_after_death_there_is_no_data_cut(self):
        data = drawn("2023-05-01 death breast_cancer")
        assert [(e.kind, e.details[0]) for e in data.events] == [
            (EventKind.DEATH, "cause: breast cancer")
        ]

    def test_two_surgeries_of_one_day_are_one_line(self):
        data = drawn("2021-03-10 surgery mastectomy\n2021-03-10 surgery SLNB")
        assert data.events[0].details == ("mastectomy", "SLNB")


class TestAnchor:
    ANCHORED = """
        diagnosed 2021-02-01
        2021-03-02               0/2.0M
        2021-03-10               surgery mastectomy
        2020-01-01..2020-02-01   chemotherapy FEC palliative
        2021-04-01..2021-09-14   chemotherapy EC-T
    """

    @pytest.mark.parametrize(
        ("anchor", "day"),
        [
            (Anchor.FIRST_SURGERY, "2021-03-10"),
            (Anchor.FIRST_SAMPLING, "2021-03-02"),
            (Anchor.DIAGNOSIS, "2021-02-01"),
            (Anchor.FIRST_SYSTEMIC_THERAPY, "2021-04-01"),
        ],
    )
    def test_months_start_at_the_anchor(self, anchor, day):
        time = drawn(self.ANCHORED, replace(MONTHS, anchor=anchor)).time
        assert (str(time.origin), time.title) == (day, f"Months from {anchor}")
        assert time.place(date.fromisoformat(day)) == 0

    def test_a_missing_anchor_gives_way_and_says_so(self):
        data = drawn("2021-03-02 0/2.0M", MONTHS)
        assert data.time.anchor is Anchor.FIRST_SAMPLING
        assert data.notes == ("No first surgery recorded: months are counted from first sampling.",)

    def test_without_any_anchor_the_calendar_is_shown(self):
        data = drawn("2021-03-02 endocrine tamoxifen palliative", MONTHS)
        assert data.time.kind is AxisKind.CALENDAR
        assert data.notes == ("Nothing to count months from: shown on the calendar.",)


class TestMissing:
    def test_an_empty_course(self):
        data = drawn("diagnosed 2021-01-01")
        assert data.is_empty
        assert data.missing_counts.startswith("No marrow sampling yet: upload an assays file")

    def test_therapy_alone(self):
        data = drawn("2021-03-10 surgery mastectomy\n2021-04-02 5/2.0M blood")
        assert not data.is_empty
        assert data.missing_counts.startswith("No marrow sampling besides 1 blood sampling yet")
        assert data.missing_therapy is None

    def test_counts_alone(self):
        data = drawn("2021-03-02 0/2.0M\n2022-03-02 0/2.0M")
        assert data.missing_counts is None
        assert data.missing_therapy.startswith("No therapy recorded: upload a therapy file")

    def test_one_sampling(self):
        data = drawn("2021-03-02 0/2.0M")
        assert data.missing_counts.startswith("One sampling so far")
        assert data.time.span_days > 180


def test_options_can_be_a_cache_key():
    assert hash(TimelineOptions()) == hash(TimelineOptions())


def test_the_same_course_gives_the_same_data():
    assert drawn(FLAGSHIP) == drawn(FLAGSHIP)
