"""The small tables of a patient page: calls, therapy lines, context, trend and times."""

from datetime import date

import pytest

from monitor.analysis.call_tables import (
    call_table,
    context_table,
    therapy_line_table,
    times_table,
    trend_text,
)
from monitor.analysis.calls import calls
from monitor.analysis.series import series
from monitor.analysis.series_times import series_times
from monitor.analysis.series_trends import series_trend
from monitor.analysis.therapy_context import caution_windows
from monitor.analysis.therapy_line_changes import therapy_line_changes
from monitor.analysis.therapy_spans import therapy_spans
from monitor.domain.rules import DEFAULT_RULES, RuleSet
from tests.builders import course

CUT = date(2024, 8, 31)
FALLING = "2020-01-01 12/2.0M\n2020-04-01 5/2.0M\n2020-07-01 2/2.0M\n2021-01-01 0/2.0M"


def known(text):
    found = course(text)
    every = series(found, DEFAULT_RULES)
    table = times_table(
        [series_times(one, found, DEFAULT_RULES) for one in every], map(series_trend, every)
    )
    return dict(zip(table["about"], table["known"], strict=True))


def test_before_and_after_a_line_as_the_design_writes_it():
    found = course(
        "2020-01-10 14/2.0M\n2020-02-01..2020-06-01 chemotherapy EC-T\n2020-07-01 5/2.0M\n"
        "2020-08-01.. endocrine letrozole"
    )
    first, second = therapy_line_table(therapy_line_changes(found, DEFAULT_RULES)).to_dict(
        "records"
    )
    assert first["therapy"] == "Chemotherapy: EC-T"
    assert (first["before"], first["after"]) == (
        "14 in 2.0 M (2020-01-10)", "5 in 2.0 M (2020-07-01)",
    )  # fmt: skip
    assert (first["rate_ratio"], first["change"]) == ("0.36 (0.10–1.05)", "compatible with chance")
    assert second["note"] == "No evaluable sampling since its start"


def test_a_trend_has_its_halving_time_with_both_limits():
    assert known(FALLING)["Trend"] == (
        "halving in 2.1 months (95 % 1.3 months to 5.2 months); likelihood-ratio p < 0.0001"
    )


def test_a_trend_that_is_not_clear_says_both():
    says = known("2020-01-01 5/2.0M\n2020-04-01 4/2.0M\n2020-07-01 5/2.0M")["Trend"]
    assert says.startswith("no clear trend: halving in more than ")
    assert " or doubling in more than " in says


def test_where_no_trend_may_be_fitted_it_says_why():
    says = known("2020-01-01 12/2.0M\n2020-04-01 0/2.0M\n2020-07-01 0/2.0M")["Trend"]
    assert says == "not fitted: all cells in the first sampling: no halving time can be estimated"


def test_times_are_intervals():
    found = known(
        "2020-01-01 3/2.0M\n2020-07-01 0/2.0M\n2021-01-01 2/2.0M\n2021-07-01 4/2.0M\n"
        "2022-01-01 distant_metastasis OSS"
    )
    assert found["First detection"] == "2020-01-01"
    assert found["Cells screened in total"] == "8.0 M"
    assert found["Clearance"] == "after 2020-01-01, by 2020-07-01"
    assert found["Re-appearance"] == "after 2020-07-01, by 2021-01-01"
    assert found["Sustained clearance"] == "no"
    assert found["Lead time to distant relapse"] == (
        "365 days (12.0 months) to 549 days (18.0 months)"
    )


def test_a_lead_time_without_a_negative_before_is_open():
    found = known("2020-01-01 3/2.0M\n2021-01-01 distant_metastasis OSS")
    assert (
        found["Lead time to distant relapse"] == "at least 366 days (12.0 months), upper bound open"
    )


def test_each_sampling_has_its_therapy_context():
    found = course(
        "2020-01-20 1/2.0M\n2020-01-10 surgery mastectomy\n2020-03-01..2020-06-01 chemotherapy EC\n"
        "2020-04-01 0/2.0M\n2020-04-01 0/2.0M right\n2020-03-20..2020-04-20 supportive filgrastim"
    )
    spans = therapy_spans(found, CUT)
    windows = caution_windows(spans, DEFAULT_RULES)
    table = context_table([a.collected_on for a in found.assays], spans, windows)
    first, second = table.to_dict("records")
    assert first["surgery"] == "10 days after mastectomy"
    assert first["caution"] == "within 14 days of surgery (mastectomy)"
    assert second["on_board"] == "EC, filgrastim"
    assert second["caution"] == "during chemotherapy (EC); under G-CSF (filgrastim)"


@pytest.mark.parametrize(
    ("rules", "left"),
    [
        (RuleSet(caution_during_chemotherapy=False), "under G-CSF (filgrastim)"),
        (RuleSet(caution_under_g_csf=False), "during chemotherapy (EC)"),
    ],
)
def test_the_rules_can_switch_caution_windows_off(rules, left):
    found = course(
        "2020-03-01..2020-06-01 chemotherapy EC\n2020-03-20..2020-04-20 supportive filgrastim"
    )
    windows = caution_windows(therapy_spans(found, CUT), rules)
    assert [w.reason for w in windows] == [left]


def test_the_calls_as_a_table_have_all_their_numbers():
    table = call_table(calls(course("2020-01-10 1/2.0M\n2020-07-01 0/2.1M"), DEFAULT_RULES))
    last = table.to_dict("records")[-1]
    assert last["call"] == "Cleared, not confirmed, compatible with chance"
    assert (last["rate_ratio"], last["p"], last["chance_of_false_clearance"]) == (
        "0 (0–37)", "0.49", "49 %",
    )  # fmt: skip


def test_too_few_samplings_have_no_trend():
    [one] = series(course("2020-01-10 9/2.0M"), DEFAULT_RULES)
    assert trend_text(series_trend(one)) == "not fitted: fewer than 3 evaluable samplings"
