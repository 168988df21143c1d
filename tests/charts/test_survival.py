"""Chart 9 and its companions: what is drawn, what is dashed, and what stands in the table."""

import numpy as np
import plotly.graph_objects as go
import pytest

from monitor.analysis.outcome_clocks import Clock
from monitor.analysis.outcome_forest import forest_data, group_terms, residual_data
from monitor.analysis.outcome_groups import ByColumn, MarrowAt
from monitor.analysis.outcome_question import OutcomeQuestion
from monitor.analysis.outcome_reduction import facts_of
from monitor.analysis.outcome_step_members import step_members
from monitor.analysis.outcome_steps import incidence_data, survival_data
from monitor.analysis.outcome_tables import curves_table, forest_table, summary_table
from monitor.analysis.outcome_times import TimeUnit
from monitor.analysis.outcomes import hazard_ratios, outcomes_of
from monitor.charts.forest import (
    forest_figure,
    forest_sentence,
    residual_figure,
    residual_sentence,
)
from monitor.charts.survival import NOBODY, survival_figure, survival_sentence
from monitor.domain.endpoints import Endpoint
from monitor.domain.rules import RuleSet
from tests.analysis.outcome_courses import gbsg_courses, sampled, with_columns
from tests.builders import course
from tests.stats.references import text_rows

QUESTION = OutcomeQuestion(Endpoint.RFS, Clock.DIAGNOSIS)
DAYS, YEARS = TimeUnit.DAYS, TimeUnit.YEARS


def asked(courses, question=QUESTION, groups=None):
    facts = facts_of(courses, RuleSet())
    groups = groups or ByColumn("hormon")
    return facts, outcomes_of(facts, question, groups), groups


@pytest.fixture(scope="module")
def gbsg():
    return asked(gbsg_courses())


def followed(patients):
    """Returns patients with a marrow, every third of them detected, and a relapse or a contact."""
    draw = np.random.default_rng(patients)
    for number in range(patients):
        last = int(draw.integers(200, 3000))
        relapse = int(draw.exponential(2500)) + 40
        event = relapse if relapse <= last else None
        yield with_columns(sampled([30], [number % 3 == 0], event, last), age=str(30 + number % 50))


def drawn(figure):
    """Returns the figure as plotly takes it: every attribute is checked."""
    plain = figure.to_dict()
    go.Figure(plain)
    return plain["data"], plain["layout"]


def traces(figure, text):
    return [trace for trace in drawn(figure)[0] if text in trace["name"]]


@pytest.mark.parametrize("patients", [0, 1, 12, 120, 2_000])
@pytest.mark.parametrize("dark", [False, True])
def test_any_number_of_patients_gives_a_chart_that_plotly_takes(patients, dark):
    question = OutcomeQuestion(Endpoint.RFS)
    facts, found, groups = asked(followed(patients), question, MarrowAt("V0"))
    for data in (survival_data(found, YEARS), incidence_data(found, YEARS)):
        drawn(survival_figure(data, dark))
        assert survival_sentence(data)
        assert len(curves_table(data)) == len(data.groups) * len(data.times) * bool(data.groups)
    fitted = hazard_ratios(facts, found, groups)
    data = forest_data(fitted, "RFS", group_terms(found, groups), patients)
    drawn(forest_figure(data, dark))
    assert forest_sentence(data)
    assert bool(data.rows) == (patients >= 120)


def test_a_large_cohort_is_drawn_with_no_more_steps_than_pixels():
    question = OutcomeQuestion(Endpoint.RFS)
    _, found, _ = asked(followed(8_000), question, MarrowAt("V0"))
    data = survival_data(found, YEARS)
    figure = survival_figure(data, dark=False)
    assert all(len(trace["x"]) < 1_000 for trace in drawn(figure)[0])
    for group, whole in zip(data.groups, found.groups, strict=True):
        assert group.curve.y[-1] == pytest.approx(100 * whole.curve.survival[-1])


def test_the_curve_of_the_german_study_is_drawn_at_its_published_values(gbsg):
    """gbsg_kaplan_meier.csv: summary(survfit(…, conf.type = "log-log"), times)."""
    _, found, _ = gbsg
    data = survival_data(found, DAYS)
    for row in text_rows("gbsg_kaplan_meier"):
        (group,) = [one for one in data.groups if row["hormon"] == f"hormon={one.name}"]
        place = np.searchsorted(group.curve.x, float(row["day"]), side="right") - 1
        for name, drawn_ones in (("survival", group.curve.y), ("lower", group.curve.lower)):
            assert drawn_ones[place] == pytest.approx(100 * float(row[name]), rel=1e-6)


def test_curves_begin_at_100_and_the_axis_at_zero(gbsg):
    _, found, _ = gbsg
    figure = survival_figure(survival_data(found, YEARS), dark=False)
    data, layout = drawn(figure)
    lines = [t for t in data if t["mode"] == "lines" and t["name"] in ("0", "1")]
    assert [(line["x"][0], line["y"][0]) for line in lines] == [(0, 100), (0, 100)]
    assert layout["yaxis"]["range"][0] == 0
    assert all(line["line"]["shape"] == "hv" for line in lines)


def test_an_axis_that_starts_above_zero_says_so(gbsg):
    _, found, _ = gbsg
    plain = survival_data(found, YEARS)
    zoomed = survival_data(found, YEARS, zoomed=True)
    assert (plain.bottom, zoomed.bottom) == (0, 20)
    _, layout = drawn(survival_figure(zoomed, dark=False))
    assert layout["yaxis"]["range"][0] == 20
    assert any("starts at 20 %, not at zero" in a["text"] for a in layout["annotations"])


def test_a_curve_is_dashed_and_without_band_where_fewer_than_ten_are_at_risk(gbsg):
    _, found, _ = gbsg
    data = survival_data(found, DAYS)
    figure = survival_figure(data, dark=False)
    curve = found.groups[1].curve
    last_with_ten = curve.times[curve.at_risk >= 10][-1]
    (dashed,) = traces(figure, "1, fewer than 10")
    assert dashed["line"]["dash"] == "dash"
    assert dashed["x"][-1] == curve.times[-1]
    bands = traces(figure, "upper limit")
    assert max(bands[1]["x"]) <= last_with_ten
    (solid,) = [t for t in drawn(figure)[0] if t["name"] == "1" and t["mode"] == "lines"]
    assert solid["x"][-1] <= last_with_ten


def test_the_table_counts_at_risk_censored_and_events_as_the_legend_of_it_says(gbsg):
    _, found, _ = gbsg
    data = survival_data(found, DAYS)
    (cells,) = traces(survival_figure(data, dark=False), "at risk, 0")
    assert cells["text"][0] == "440<br>(0) [0]"
    for number, day in enumerate(data.times):
        row = data.groups[0].row
        assert row.at_risk[number] + row.censored[number] + row.events[number] == 440, day
    assert cells["cliponaxis"] is False


def test_competing_deaths_are_no_censored_patients_in_the_table():
    known = [
        course(
            f"diagnosed 2020-01-01\n2020-02-01 {k}/2.0M V\n20{21 + n}-02-01 death other", f"P{n}"
        )
        for n, k in enumerate((0, 1, 0, 1))
    ]
    question = OutcomeQuestion(Endpoint.RFI)
    _, found, _ = asked(known, question, MarrowAt("V"))
    data = incidence_data(found, YEARS)
    assert [group.row.censored[-1] for group in data.groups] == [0, 0]
    assert [group.competing for group in data.groups] == [2, 2]
    assert len(traces(survival_figure(data, dark=False), "competing death")) == 2


@pytest.mark.parametrize("patients", [60, 2_000])
def test_clicks_on_all_steps_and_ticks_lead_to_everybody_once(patients):
    """Steps finer than a pixel are one mark, for all whose time ended there."""
    _, found, _ = asked(followed(patients), OutcomeQuestion(Endpoint.RFS), MarrowAt("V0"))
    figure = survival_figure(survival_data(found, YEARS), dark=False)
    marks = [
        values[0]
        for name in ("censored", "steps")
        for trace in traces(figure, name)
        for values in trace["customdata"]
    ]
    listed = [who for mark in marks for _, own in step_members(found, mark) for who in own.tolist()]
    assert sorted(listed) == sorted(found.members.patient.tolist())


def test_a_step_lists_who_had_the_event_on_its_day():
    _, found, _ = asked(followed(60), OutcomeQuestion(Endpoint.RFS), MarrowAt("V0"))
    data = survival_data(found, DAYS)
    group = data.groups[0]
    assert group.curve.marks[0] == ""
    ((words, who),) = step_members(found, group.curve.marks[1])
    assert words.startswith("with the event ")
    assert words.endswith(group.name)
    assert set(found.members.days[np.isin(found.members.patient, who)]) == {group.curve.x[1]}


@pytest.mark.parametrize("text", ["", "link001", "9:1:0:5", "0:1:x:5", "-1:1:0:5"])
def test_what_is_no_mark_of_a_curve_lists_nobody(text):
    _, found, _ = asked(followed(60), OutcomeQuestion(Endpoint.RFS), MarrowAt("V0"))
    assert step_members(found, text) == ()


def test_names_from_the_data_are_no_markup():
    known = [
        with_columns(c, arm="<b>A</b>" if n % 2 else "B<i>") for n, c in enumerate(followed(60))
    ]
    _, found, _ = asked(known, QUESTION, ByColumn("arm"))
    figure = survival_figure(survival_data(found, YEARS), dark=False)
    assert "<b>A</b> ·" not in str(drawn(figure)[0])
    assert "&lt;b&gt;A&lt;/b&gt;" in str(drawn(figure)[0])


def test_nobody_to_follow_is_said_and_no_empty_axis_drawn():
    _, found, _ = asked([], OutcomeQuestion(Endpoint.RFS), MarrowAt("V0"))
    data = survival_data(found, YEARS)
    _, layout = drawn(survival_figure(data, dark=False))
    assert layout["xaxis"]["visible"] is False
    assert survival_sentence(data) == f"{NOBODY}."


def test_the_sentence_names_each_group_and_the_test(gbsg):
    _, found, _ = gbsg
    assert survival_sentence(survival_data(found, YEARS)) == (
        "Free of the event (RFS), from diagnosis on: 0 (440 patients, 205 events): median 4.2 "
        "years; 1 (246 patients, 94 events): median 5.5 years. "
        "Log-rank χ² 8.56 (df 1), p = 0.0034."
    )


def test_medians_have_their_limits_in_the_summary(gbsg):
    _, found, _ = gbsg
    summary = summary_table(survival_data(found, DAYS))
    assert summary["median_days"].tolist() == [1528, 2018]
    assert summary["median_lower_95"][0] < 1528 < summary["median_upper_95"][0]


@pytest.fixture(scope="module")
def adjusted_gbsg():
    question = OutcomeQuestion(Endpoint.RFS, Clock.DIAGNOSIS, None, ("age", "nodes", "grade"))
    facts, found, groups = asked(gbsg_courses(), question)
    fitted = hazard_ratios(facts, found, groups)
    return forest_data(fitted, "RFS", group_terms(found, groups), 686), fitted


def test_the_forest_has_every_term_with_its_numbers_and_check(adjusted_gbsg):
    data, _ = adjusted_gbsg
    table = forest_table(data).set_index("term")
    assert table.loc["hormon", "hr"] == pytest.approx(0.719356990545464, rel=1e-4)
    assert table.loc["hormon", "compared"] == "1 against 0"
    assert table.loc["hormon", "events"] == "94 of 246, against 205 of 440 in 0"
    assert [row.name for row in data.rows if row.changes] == ["age", "grade"]
    plain, layout = drawn(forest_figure(data, dark=False))
    assert plain[0]["name"] == "95 % interval"
    assert len(plain[1]["x"]) == 4
    assert layout["xaxis"]["type"] == "log"
    texts = [a["text"] for a in layout["annotations"]]
    assert any("0.72 (0.56–0.93)" in text for text in texts)


def test_an_interval_beyond_the_chart_ends_in_an_arrow():
    known = [with_columns(c, wide=str(int(n % 20 == 1))) for n, c in enumerate(followed(120))]
    question = OutcomeQuestion(Endpoint.RFS, covariates=("wide",))
    facts, found, groups = asked(known, question, MarrowAt("V0"))
    data = forest_data(hazard_ratios(facts, found, groups), "RFS", {}, 120)
    plain, layout = drawn(forest_figure(data, dark=False))
    low, high = (10**end for end in layout["xaxis"]["range"])
    assert all(low * 0.999 <= x <= high * 1.001 for x in plain[0]["x"] if x is not None)


def test_without_a_model_the_chart_says_why():
    facts, found, groups = asked(followed(12), OutcomeQuestion(Endpoint.RFS), MarrowAt("V0"))
    data = forest_data(hazard_ratios(facts, found, groups), "RFS", {}, 12)
    _, layout = drawn(forest_figure(data, dark=False))
    text = layout["annotations"][0]["text"].replace("<br>", " ")
    assert text.startswith("No hazard ratio: a hazard ratio needs at least 5 events in each group")
    assert forest_sentence(data).startswith("No hazard ratio: ")


def test_residuals_are_drawn_with_their_smooth_and_the_constant_ratio(adjusted_gbsg):
    _, fitted = adjusted_gbsg
    data = residual_data(fitted, "grade")
    plain, _ = drawn(residual_figure(data, dark=False))
    assert [len(trace["x"]) for trace in plain] == [299, 299, 2]
    assert "changes with time" in residual_sentence(data)
    # A grade matters early and less later on: the smooth falls through the constant ratio.
    assert data.smooth[0] > data.constant > data.smooth[-1]
    assert residual_data(fitted, "shoe size") is None
