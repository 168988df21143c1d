"""What a course shows, as small tables: calls, therapy lines, context, trends and times."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from monitor.analysis.call_text import (
    call_sentence,
    p_text,
    ratio_text,
    result_text,
    share_text,
    verdict,
)
from monitor.analysis.formats import counted, millions, sentence_case
from monitor.analysis.lab_scatter import divided_text, with_scatter
from monitor.analysis.series_trends import DAYS_PER_MONTH, SeriesTrend
from monitor.analysis.therapy_context import CautionWindow, therapy_context
from monitor.analysis.therapy_lanes import LANE_LABELS
from monitor.analysis.therapy_spans import Span
from monitor.domain.calls import Call, TherapyLineChange
from monitor.domain.samplings import Sampling
from monitor.domain.series import Between, Days, SeriesTimes
from monitor.stats.trend import Trend


def call_table(calls: Sequence[Call]) -> pd.DataFrame:
    """Returns one row for each sampling: its call with all numbers that it rests on."""
    return _frame(
        [
            {
                "date": c.collected_on,
                "result": result_text(c.sampling),
                "call": sentence_case(verdict(c)),
                "confirmed": c.confirmed_on,
                "says": call_sentence(c),
                "rate_ratio": ratio_text(c.comparison) if c.comparison else "",
                "p": p_text(c.comparison.p_value) if c.comparison else "",
                "p_central": p_text(c.comparison.p_central) if c.comparison else "",
                "chance_of_false_clearance": _chance(c.chance_of_false_clearance),
                "note": divided_text(c.comparison, c.key.lab),
                "key": str(c.key),
                "rule_set": c.rule_version,
            }
            for c in calls
        ]
    )


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Returns the rows; what is not there is missing, so that an empty column can be left out."""
    return pd.DataFrame(rows).replace({"": None})


def _chance(chance: float | None) -> str:
    return "" if chance is None else share_text(chance)


def therapy_line_table(changes: Iterable[TherapyLineChange]) -> pd.DataFrame:
    """Returns one row for each line: "EC-T: 14 in 2.0 M → 5 in 2.0 M, RR 0.36 (0.10–1.05)"."""
    return _frame([_line(change) for change in changes])


def _line(change: TherapyLineChange) -> dict[str, Any]:
    found, therapy = change.comparison, change.therapy
    return {
        "therapy": f"{LANE_LABELS[therapy.therapy_type]}: {therapy.agent}",
        "started": therapy.started_on,
        "before": _sampled(change.before),
        "after": _sampled(change.after),
        "rate_ratio": ratio_text(found) if found else "",
        "p": p_text(found.p_value) if found else "",
        "change": _change(change),
        "note": sentence_case(with_scatter(change.reason, found, _lab(change))),
        "key": str(change.key) if change.key else "",
    }


def _lab(change: TherapyLineChange) -> str:
    return change.key.lab if change.key else ""


def _sampled(sampling: Sampling | None) -> str:
    if sampling is None:
        return ""
    return f"{result_text(sampling)} ({sampling.collected_on})"


def _change(change: TherapyLineChange) -> str:
    if change.comparison is None:
        return ""
    return "demonstrable" if change.comparison.demonstrable else "compatible with chance"


def context_table(
    days: Iterable[date], spans: tuple[Span, ...], cautions: tuple[CautionWindow, ...]
) -> pd.DataFrame:
    """Returns what the samplings of these days were taken under, one row for each day."""
    rows = []
    for day in dict.fromkeys(days):
        found = therapy_context(day, spans, cautions)
        rows.append(
            {
                "date": day,
                "surgery": str(found.since_surgery or ""),
                "chemotherapy": str(found.since_chemotherapy or ""),
                "g_csf": str(found.since_g_csf or ""),
                "on_board": ", ".join(found.on_board),
                "caution": "; ".join(found.cautions),
            }
        )
    return _frame(rows)


def times_table(times: Iterable[SeriesTimes], trends: Iterable[SeriesTrend]) -> pd.DataFrame:
    """Returns what each series says about time, one line for each question.

    The series is named where there are several.
    """
    rows = []
    for one, trend in zip(times, trends, strict=True):
        rows += [(about, says, str(one.key)) for about, says in _times(one, trend)]
    table = pd.DataFrame(rows, columns=["about", "known", "key"])
    return table if table["key"].nunique() > 1 else table.drop(columns="key")


def _times(one: SeriesTimes, trend: SeriesTrend) -> list[tuple[str, str]]:
    return [
        ("First detection", str(one.first_detected_on or "never detected")),
        ("Cells screened in total", f"{millions(one.cells_screened)} M"),
        ("Clearance", _between(one.clearance, "nothing to clear")),
        ("Re-appearance", _between(one.reappearance, "nothing had cleared")),
        ("Sustained clearance", {True: "yes", False: "no", None: "no clearance"}[one.is_sustained]),
        ("Marrow-free interval", _days(one.marrow_free, "no clearance")),
        ("Lead time to distant relapse", _days(one.lead_time, "no relapse, or a zero before it")),
        ("Trend", trend_text(trend)),
    ]


def _between(found: Between | None, without: str) -> str:
    if found is None:
        return without
    if found.by is None:
        return f"not seen by {found.after}"
    return f"after {found.after}, by {found.by}"


def _days(found: Days | None, without: str) -> str:
    if found is None:
        return without
    if found.at_most is None:
        return f"at least {_length(found.at_least)}, upper bound open"
    return f"{_length(found.at_least)} to {_length(found.at_most)}"


def _length(days: int) -> str:
    return f"{counted(days, 'day')} ({days / DAYS_PER_MONTH:.1f} months)"


def trend_text(found: SeriesTrend) -> str:
    """Returns halving or doubling time with its interval, or why there is none."""
    if found.trend is None:
        return f"not fitted: {found.refusal}"
    trend = found.trend
    return f"{_speed(trend)}; likelihood-ratio p {p_text(trend.p_value)}"


def _speed(trend: Trend) -> str:
    if trend.upper < 0:
        low, high = trend.fastest_halving, trend.slowest_halving
        return f"halving in {_months(trend.months)} (95 % {_months(low)} to {_months(high)})"
    if trend.lower > 0:
        low, high = trend.fastest_doubling, trend.slowest_doubling
        return f"doubling in {_months(trend.months)} (95 % {_months(low)} to {_months(high)})"
    halving, doubling = _months(trend.fastest_halving), _months(trend.fastest_doubling)
    return f"no clear trend: halving in more than {halving} or doubling in more than {doubling}"


def _months(months: float | None) -> str:
    return "?" if months is None else f"{months:.1f} months"
