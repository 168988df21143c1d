"""Response as tables: what stands behind each chart, and what is downloaded."""

import numpy as np
import pandas as pd

from monitor.analysis.clearance_times import TimesData
from monitor.analysis.expected_clearance import ClearanceData
from monitor.analysis.formats import millions
from monitor.analysis.line_response import ratio_text, with_q
from monitor.analysis.response_dose import DoseData
from monitor.analysis.response_pairs import Pairs

DEMONSTRABLE, COMPATIBLE = "demonstrable", "compatible with chance"
NO_CELLS = "no cells in either"
QUARTER = 3.0


def pair_table(pairs: Pairs) -> pd.DataFrame:
    """Returns every pair with its ratio, p and q (Benjamini and Hochberg over this table), and then
    everybody without a pair with the reason.
    """
    frame = with_q(pairs.frame)
    parts = (frame[name] for name in ("k1", "n1", "k2", "n2", "ratio", "lower", "upper"))
    shown = pd.DataFrame(
        {
            "patient": frame["patient_id"],
            "therapy": frame["label"],
            "change": [_change(*row) for row in zip(*parts, strict=True)],
            "before": frame["first_on"].dt.date,
            "k before": frame["k1"].astype("Int64"),
            "N before": frame["n1"].astype("Int64"),
            "after": frame["second_on"].dt.date,
            "k after": frame["k2"].astype("Int64"),
            "N after": frame["n2"].astype("Int64"),
            "ratio": frame["ratio"],
            "ratio lower 95 %": frame["lower"],
            "ratio upper 95 %": frame["upper"],
            "p (exact)": frame["p_value"],
            "p (central)": frame["p_central"],
            "samplings looked at": frame["looks"].astype("Int64"),
            "grade": _grades(frame),
            "q": frame["q"],
            "method": frame["series"],
            "reason": "",
        }
    )
    shown = shown if pairs.span.is_therapy else shown.drop(columns="therapy")
    without = pairs.without
    missing = pd.DataFrame({"patient": without["patient_id"], "reason": without["reason"]})
    return pd.concat([shown, missing], ignore_index=True) if len(missing) else shown


def _change(k1: int, n1: int, k2: int, n2: int, ratio: float, lower: float, upper: float) -> str:
    """Returns "14/2.0 → 5/2.0, RR 0.36 (0.10–1.05)"."""
    counts = f"{k1}/{millions(n1)} → {k2}/{millions(n2)}"
    if np.isnan(ratio):
        return f"{counts}, {NO_CELLS}"
    return f"{counts}, RR {ratio_text(ratio)} ({ratio_text(lower)}–{ratio_text(upper)})"


def _grades(frame: pd.DataFrame) -> list[str]:
    rows = zip(frame["demonstrable"], frame["ratio"], strict=True)
    return [
        NO_CELLS if np.isnan(ratio) else DEMONSTRABLE if is_real else COMPATIBLE
        for is_real, ratio in rows
    ]


def clearance_table(data: ClearanceData) -> pd.DataFrame:
    """Returns observed and expected clearance, one row a group."""
    rows = [
        {
            "group": group.name,
            "control": "yes" if group.is_control else "",
            "positive before": group.positive,
            "cleared": group.observed,
            "share": group.share,
            "share lower 95 %": group.lower,
            "share upper 95 %": group.upper,
            "expected if nothing changed": group.expectation.expected,
            "range lower 95 %": group.expectation.lower,
            "range upper 95 %": group.expectation.upper,
            "bracket: own count": group.expectation.own_count,
            "bracket: one common mean": group.expectation.common_mean,
            "baseline samplings": group.baselines,
            "baseline positives": group.baseline_positives,
            "left out, too shallow after": group.shallow,
            "without a pair": group.without,
            "reading": group.verdict.value,
        }
        for group in data.groups
    ]
    return pd.DataFrame(rows)


def times_table(data: TimesData) -> pd.DataFrame:
    """Returns the least and the greatest share cleared by each quarter, group by group."""
    months = np.arange(0.0, data.months + QUARTER, QUARTER)
    rows = []
    for group in data.groups:
        if not group.patients:
            continue
        least, most = group.curve.survival_range(months)
        rows += [
            (group.name, group.patients, group.changed, month, 1 - high, 1 - low)
            for month, low, high in zip(months, least, most, strict=True)
        ]
    names = ["group", "positives", "cleared", "month", "at least cleared", "at most cleared"]
    return pd.DataFrame(rows, columns=names)


def dose_table(data: DoseData) -> pd.DataFrame:
    """Returns the dose groups."""
    rows = [
        (one.dose, one.patients, one.detected, one.share, one.lower, one.upper, one.expected)
        for one in data.groups
    ]
    names = [
        "cells at first", "patients", "detected at second", "share", "lower 95 %", "upper 95 %",
        "expected if nothing changed",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)
