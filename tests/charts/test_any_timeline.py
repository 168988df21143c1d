"""Whatever the course, chart 1 can be drawn and everything on it lies within its axes."""

from datetime import date
from itertools import pairwise

import plotly.graph_objects as go
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analysis.call_card import call_facts, call_notes, numbers_line
from monitor.analysis.call_tables import call_table
from monitor.analysis.call_text import call_sentence
from monitor.analysis.course_tables import assay_table, therapy_table, timeline_table
from monitor.analysis.ladder import ladder, ladder_table
from monitor.analysis.rate_axis import Scale, Unit
from monitor.analysis.time_axis import Anchor, AxisKind
from monitor.analysis.timeline import TimelineOptions, timeline
from monitor.analysis.timeline_calls import course_calls
from monitor.charts.ladder import ladder_figure, ladder_sentence
from monitor.charts.timeline import timeline_figure, timeline_sentence
from monitor.domain.calls import ReferenceChoice, ReferenceKind
from monitor.domain.records import Assay, Course, OutcomeEvent, Patient, TherapyEvent
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import CellDefinition
from monitor.domain.vocabularies import (
    AssayStatus,
    DatePrecision,
    EventType,
    Material,
    Method,
    ResultText,
    TherapyType,
)

days = st.dates(date(2015, 1, 1), date(2026, 12, 31))
words = st.text("ab <>&/\n\u202e", max_size=12)


def maybe(strategy):
    return st.none() | strategy


assays = st.builds(
    Assay,
    id=st.integers(1, 10_000),
    collected_on=days,
    cells_screened=maybe(st.integers(1, 50_000_000)),
    tumor_cells=maybe(st.integers(0, 3) | st.integers(0, 100_000)),
    probable_cells=maybe(st.integers(0, 5)),
    control_cells_screened=maybe(st.integers(1, 2_000_000)),
    control_positive=maybe(st.integers(0, 3)),
    visit=maybe(words),
    material=st.sampled_from(Material),
    method=st.sampled_from(Method),
    reported_rate=maybe(st.floats(0, 1e300)),
    result_text=maybe(st.sampled_from(ResultText)),
    status=st.sampled_from(AssayStatus),
    comment=maybe(words),
)
therapies = st.builds(
    TherapyEvent,
    id=st.integers(1, 10_000),
    therapy_type=st.sampled_from(TherapyType),
    agent=words,
    started_on=days,
    ended_on=maybe(days),  # before the start too: a store may hold such a row
    ongoing=maybe(st.booleans()),
    date_precision=st.sampled_from(DatePrecision),
    cycles=maybe(st.integers(0, 60)),
    comment=maybe(words),
)
outcomes = st.builds(
    OutcomeEvent,
    id=st.integers(1, 10_000),
    event_type=st.sampled_from(EventType),
    occurred_on=days,
    comment=maybe(words),
)
courses = st.builds(
    Course,
    patient=st.builds(Patient, link=st.just("k"), patient_id=words, diagnosed_on=maybe(days)),
    assays=st.lists(assays, max_size=12, unique_by=lambda a: a.id).map(tuple),
    therapies=st.lists(therapies, max_size=8, unique_by=lambda t: t.id).map(tuple),
    outcomes=st.lists(outcomes, max_size=4, unique_by=lambda o: o.id).map(tuple),
)
options = st.builds(
    TimelineOptions,
    axis=st.sampled_from(AxisKind),
    anchor=st.sampled_from(Anchor),
    scale=st.sampled_from(Scale),
    unit=st.sampled_from(Unit),
    shaded=st.lists(st.sampled_from(TherapyType), unique=True).map(tuple),
    cells=st.sampled_from(CellDefinition),
    reference=st.sampled_from(ReferenceKind).map(ReferenceChoice),
    without_cautioned=st.booleans(),
)
steady = settings(deadline=None, max_examples=40)  # the machine may be busy


@steady
@given(courses, options, st.integers(1, 3), days)
def test_every_point_and_whisker_lies_on_the_axis(course, chosen, threshold, cut):
    data = timeline(course, chosen, RuleSet(threshold=threshold), cut)
    axis = data.rates
    for point in data.points:
        assert axis.bottom <= point.y <= axis.top
        assert 0 <= point.share <= 1
        if point.high is not None:
            assert axis.bottom <= point.low <= point.y <= point.high <= axis.top
        assert point.rate != 0 or point.y == axis.zero
    for bar in data.lanes.bars:
        assert bar.length >= 0
    assert data.time.first < data.time.last


@steady
@given(courses, options, st.booleans(), st.booleans(), days)
def test_it_can_always_be_drawn_told_and_tabled(course, chosen, dark, narrow, cut):
    calls = course_calls(course, chosen, RuleSet(), cut)
    data = timeline(course, chosen, RuleSet(), cut, calls=calls.every)
    figure = timeline_figure(data, dark, narrow)
    assert figure.to_json() == timeline_figure(data, dark, narrow).to_json()
    go.Figure(figure.to_dict())  # raises where plotly does not know an attribute or a value
    assert timeline_sentence(data).endswith(".")
    assert len(timeline_table(data)) == len(data.points) + len(data.blood)
    assert len(assay_table(course)) == len(course.assays)
    assert len(therapy_table(course)) == len(course.therapies)


@steady
@given(courses, options, st.booleans(), days)
def test_the_calls_can_always_be_told_tabled_and_laddered(course, chosen, dark, cut):
    found = course_calls(course, chosen, RuleSet(), cut)
    data = ladder(course.patient.patient_id, found.every, RuleSet(), chosen.cells)
    go.Figure(ladder_figure(data, dark).to_dict())
    assert ladder_sentence(data).endswith(".")
    assert len(ladder_table(data)) == len(data.rungs)
    assert len(call_table(found.every)) == len(found.every)
    for call in found.every:
        assert call_sentence(call).endswith(".")
        assert "\n" not in call_sentence(call)
        assert numbers_line(call).endswith(f"rule set {call.rule_version}")
        assert all(fact.text for fact in call_facts(call, RuleSet()))
        assert all(fact.text for fact in call_notes(call, RuleSet(), found.every))
    for rung in data.rungs:
        assert rung.at is None or 0.01 <= rung.low <= rung.at <= rung.high <= 100


@steady
@given(courses, options, days)
def test_no_two_blocks_of_the_ribbon_overlap(course, chosen, cut):
    calls = course_calls(course, chosen, RuleSet(), cut)
    blocks = timeline(course, chosen, RuleSet(), cut, calls=calls.every).ribbon
    assert sum(block.call is not None for block in blocks) == len(calls.every)
    for before, after in pairwise(blocks):
        assert before.last <= after.first or before.first == after.first


@steady
@given(courses, days)
def test_no_course_overlaps_another_in_its_lane(course, cut):
    lanes = timeline(course, TimelineOptions(), RuleSet(), cut).lanes
    for lane in range(len(lanes.lanes)):
        bars = sorted((b for b in lanes.bars if b.lane == lane), key=lambda b: b.first)
        assert all(a.last <= b.first for a, b in pairwise(bars))


@steady
@given(courses, days)
def test_days_since_therapy_are_never_negative(course, cut):
    for point in timeline(course, TimelineOptions(), RuleSet(), cut).points:
        elapsed = (point.context.since_surgery, point.context.since_chemotherapy)
        assert all(e is None or e.days >= 0 for e in elapsed)
