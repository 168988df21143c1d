"""The call ribbon: how long each call holds, and where nothing is known."""

from datetime import date

from monitor.analysis.timeline import TimelineOptions, timeline
from monitor.analysis.timeline_calls import course_calls, known_choice, reference_choices
from monitor.analysis.timeline_ribbon import unknown_since
from monitor.domain.calls import ReferenceChoice, ReferenceKind
from monitor.domain.rules import DEFAULT_RULES, RuleSet
from monitor.domain.visits import VisitPlan, VisitWindow
from tests.builders import course

CUT = date(2024, 8, 31)


def data_of(text, plan=None, options=None, rules=DEFAULT_RULES, **more):
    found, options = course(text), options or TimelineOptions()
    made = course_calls(found, options, rules, CUT)
    return timeline(found, options, rules, CUT, plan, calls=made.every, **more)


def blocks(text, plan=None):
    return [
        (block.letters or "not known", str(block.first), str(block.last))
        for block in data_of(text, plan).ribbon
    ]


def test_a_call_holds_until_the_next_sampling_or_a_year_then_nothing_is_known():
    assert blocks("2022-01-10 5/2.0M\n2022-07-01 0/2.0M") == [
        ("BL", "2022-01-10", "2022-07-01"),
        ("C", "2022-07-01", "2023-07-01"),
        ("not known", "2023-07-01", "2024-08-31"),
    ]


def test_a_sampling_within_a_month_of_its_due_day_leaves_nothing_unknown():
    assert blocks("2022-06-01 5/2.0M\n2023-06-20 0/2.0M\n2024-07-01 0/2.0M") == [
        ("BL", "2022-06-01", "2023-06-20"),
        ("C", "2023-06-20", "2024-07-01"),
        ("C✓", "2024-07-01", "2024-08-31"),
    ]


def test_a_visit_that_was_due_earlier_ends_a_call_earlier():
    plan = VisitPlan("first surgery", (VisitWindow("BM2", 6, 1),))
    found = blocks("2023-06-01 surgery mastectomy\n2023-06-01 5/2.0M\n2024-06-01 0/2.0M", plan)
    assert found[:2] == [("BL", "2023-06-01", "2023-12-31"), ("not known", *found[1][1:])]


def test_nothing_is_known_after_death():
    last = blocks("2023-01-10 5/2.0M\n2023-05-01 death")[-1]
    assert last == ("BL", "2023-01-10", "2023-05-01")


def test_the_last_call_is_seen_though_it_was_taken_at_the_data_cut():
    block = data_of("2020-01-10 5/2.0M\n2024-08-31 0/2.0M").ribbon[-1]
    assert (block.last - block.first).days > 30
    assert unknown_since(data_of("2024-08-31 0/2.0M").ribbon) == ""


def test_a_distant_metastasis_ends_the_series_and_with_it_what_is_known():
    text = "2022-01-10 5/2.0M\n2022-07-01 0/2.0M\n2022-09-15 distant_metastasis"
    assert blocks(text)[1:] == [
        ("C", "2022-07-01", "2022-09-15"),
        ("not known", "2022-09-15", "2024-08-31"),
    ]
    assert unknown_since(data_of(text).ribbon) == (
        "not known since 2022-09-15, when a distant metastasis ended the series"
    )


def test_a_sampling_after_a_distant_metastasis_has_a_block_of_its_own():
    text = "2024-01-10 5/2.0M\n2024-02-15 distant_metastasis\n2024-07-01 0/2.0M"
    assert [letters for letters, *_ in blocks(text)] == ["BL", "not known", "–"]


def test_calls_of_one_day_share_the_row_and_blood_has_none():
    found = data_of("2024-01-10 5/2.0M icc\n2024-01-10 1/17M if\n2024-01-10 3/1.0M blood").ribbon
    assert [(b.layer, b.layers, b.letters) for b in found] == [(0, 2, "BL"), (1, 2, "BL")]


def test_a_timeline_without_calls_has_no_ribbon():
    data = timeline(course("2024-01-10 5/2.0M"), TimelineOptions(), DEFAULT_RULES, CUT)
    assert (data.calls, data.ribbon) == ((), ())


def test_results_that_nobody_has_looked_at_are_marked():
    data = data_of("2023-01-10 5/2.0M\n2024-01-10 0/2.0M", unreviewed=frozenset({2}))
    assert [point.is_unreviewed for point in data.points] == [False, True]


class TestCourseCalls:
    COURSE = """
        2023-01-10 9/2.0M
        2023-03-01..2023-06-01 chemotherapy EC
        2023-04-15 0/2.0M
        2023-12-01 1/2.0M
        2024-01-05.. endocrine letrozole
    """

    def test_the_switch_leaves_out_samplings_in_caution_windows_and_says_what_it_flips(self):
        options = TimelineOptions(without_cautioned=True)
        found = course_calls(course(self.COURSE), options, DEFAULT_RULES, CUT)
        assert {str(day): why for day, why in found.left_out.items()} == {
            "2023-04-15": "during chemotherapy (EC)"
        }
        flips = [(str(f.collected_on), f.before.kind, f.after.kind) for f in found.flipped]
        assert flips == [("2023-12-01", "re-appeared", "lower")]

    def test_windows_that_the_rules_switch_off_leave_nothing_out(self):
        rules = RuleSet(caution_during_chemotherapy=False)
        found = course_calls(
            course(self.COURSE), TimelineOptions(without_cautioned=True), rules, CUT
        )
        assert found.left_out == {}

    def test_a_line_can_be_the_reference_of_its_own_course_only(self):
        patient = course(self.COURSE)
        lines = [c for c in reference_choices(patient) if c.kind is ReferenceKind.BEFORE_LINE]
        assert [reference_choices(patient)[c] for c in lines] == [
            "before EC, 2023-03-01", "before letrozole, 2024-01-05",
        ]  # fmt: skip
        assert known_choice(patient, lines[1]) == lines[1]
        foreign = ReferenceChoice(ReferenceKind.BEFORE_LINE, 999)
        assert known_choice(patient, foreign) == ReferenceChoice()

    def test_the_current_call_is_that_of_the_last_sampling(self):
        found = course_calls(course(self.COURSE), TimelineOptions(), DEFAULT_RULES, CUT)
        assert found.current == found.every[-1]
