"""Response as plain data, the same numbers as on the page: `analyze response … --json`."""

from collections.abc import Iterable
from math import isfinite
from typing import Any

from monitor.analysis.expected_clearance import ClearanceData, GroupClearance, TwoGroups
from monitor.analysis.line_response import ResponseSummary
from monitor.analysis.response_dose import DoseData

Json = dict[str, Any]


def response_json(
    data: ClearanceData, found: ResponseSummary, dose: DoseData, lines: Iterable[Json]
) -> Json:
    """Returns clearance of each group, what its pairs say together, doses, and every therapy."""
    return {
        "span": data.span.label,
        "rules": data.rules.version,
        "alpha": data.rules.alpha,
        "groups": [_group(group) for group in data.groups],
        "comparison": _comparison(data.comparison),
        "in_two_groups": data.in_two,
        **summary_json(found),
        "doses": [
            {
                "cells": one.dose,
                "patients": one.patients,
                "detected": one.detected,
                "lower": number(one.lower),
                "upper": number(one.upper),
                "expected": one.expected,
            }
            for one in dose.groups
        ],
        "dose_trend": _trend(dose),
        "lines": list(lines),
    }


def summary_json(found: ResponseSummary) -> Json:
    """Returns what the pairs of a span say together."""
    return {
        "pairs": found.pairs,
        "demonstrably_lower": found.lower,
        "demonstrably_higher": found.higher,
        "no_cells_in_either": found.no_cells,
        "positive_before": found.positive,
        "cleared": found.cleared,
        "cleared_lower": number(found.cleared_lower),
        "cleared_upper": number(found.cleared_upper),
        "expected_demonstrable": found.expected_demonstrable,
        "without_pair": [{"reason": reason, "patients": n} for reason, n in found.reasons],
        "further_pairs": found.further,
    }


def _group(group: GroupClearance) -> Json:
    found = group.expectation
    return {
        "name": group.name,
        "is_control": group.is_control,
        "positive": group.positive,
        "observed": group.observed,
        "share": number(group.share),
        "lower": number(group.lower),
        "upper": number(group.upper),
        "expected": found.expected,
        "expected_lower": found.lower,
        "expected_upper": found.upper,
        "bracket_own_count": found.own_count,
        "bracket_common_mean": found.common_mean,
        "shape": found.rates.shape if found.rates else None,
        "mean_rate": found.rates.mean if found.rates else None,
        "baselines": group.baselines,
        "baseline_positives": group.baseline_positives,
        "left_out_shallow": group.shallow,
        "without_pair": group.without,
    }


def _comparison(both: TwoGroups | None) -> Json | None:
    if both is None:
        return None
    cleared, ratio = both.cleared, both.counts
    return {
        "first": both.first,
        "second": both.second,
        "difference": number(cleared.difference),
        "lower": number(cleared.lower),
        "upper": number(cleared.upper),
        "fisher_p": cleared.p_value,
        "count_ratio": ratio.ratio if ratio else None,
        "count_ratio_lower": ratio.lower if ratio else None,
        "count_ratio_upper": ratio.upper if ratio else None,
        "count_ratio_p": ratio.p_value if ratio else None,
    }


def _trend(dose: DoseData) -> Json:
    named = {"all": dose.trend, "positives": dose.trend_of_positives}
    return {
        name: {"chi_square": trend.chi_square, "p": trend.p_value, "slope": trend.slope}
        if trend
        else None
        for name, trend in named.items()
    }


def number(value: float) -> float | None:
    """Returns the number, None where there is none: JSON knows no NaN."""
    return value if isfinite(value) else None
