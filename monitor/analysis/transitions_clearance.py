"""Beside chart 6: who had no cell at the second visit, and how many would by chance alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitor.analysis.detection_states import IS_EVALUABLE, VisitStates
from monitor.analysis.expected_clearance import ClearanceData, clearance_data
from monitor.analysis.response_groups import Group, in_two
from monitor.analysis.response_pairs import Pairs
from monitor.analysis.response_spans import Span


@dataclass(frozen=True, slots=True)
class VisitSpan(Span):
    """From one visit to another one."""

    first: str = ""

    @property
    def label(self) -> str:
        return f"{self.first} to {self.visit}"


@dataclass(frozen=True, slots=True)
class VisitClearance:
    """Observed and expected clearance by group. `other_series` positives had their second sampling
    in another series, where counts cannot be compared: they are left out.
    """

    found: ClearanceData
    other_series: int


def visit_clearance(
    states: VisitStates, first: str, second: str, groups: Sequence[Group]
) -> VisitClearance:
    """Returns the clearance of groups from one visit to another (methods.md 5)."""
    pairs, other_series = visit_pairs(states, first, second)
    return VisitClearance(clearance_data(pairs, groups, in_two(groups)), other_series)


def visit_pairs(states: VisitStates, first: str, second: str) -> tuple[Pairs, int]:
    """Returns the pairs of one series with their counts, for what clearance was to be expected;
    and how many positives had their second sampling in another series.
    """
    cohort = states.cohort
    one, two = (_sampled(states, visit) for visit in (first, second))
    both = one.merge(two, on="patient", suffixes=("1", "2"))
    is_same = both["series1"] == both["series2"]
    is_other = ~is_same & (both["k1"] >= cohort.rules.threshold)
    frame = both[is_same].rename(columns={"minimum2": "minimum"})
    kept = ["patient", "k1", "events1", "n1", "k2", "events2", "n2", "minimum"]
    without = pd.DataFrame({"patient": states.codes[~np.isin(states.codes, frame["patient"])]})
    firsts = one[["patient", "k", "events", "n", "minimum"]]
    span = VisitSpan(visit=second, first=first)
    pairs = Pairs(span, cohort.rules, frame[kept].reset_index(drop=True), firsts, without)
    return pairs, int(is_other.sum())


def _sampled(states: VisitStates, visit: str) -> pd.DataFrame:
    """Returns the evaluable samplings of a visit, with the depth that a zero of their lab needs."""
    cohort = states.cohort
    rows = states.place[:, states.column(visit)][IS_EVALUABLE[states.at(visit)]]
    kept = ["patient", "series", "lab", "k", "n", "events"]
    samplings = cohort.samplings
    found = samplings[[name for name in kept if name in samplings]].take(rows)
    labs = found["lab"].cat
    rules = cohort.rules
    depths = np.array([rules.depth_for_lab(str(lab) or None) for lab in labs.categories])
    codes = labs.codes.to_numpy()
    k, n = found["k"].to_numpy(dtype=np.int64), found["n"].to_numpy(dtype=np.int64)
    return pd.DataFrame(
        {
            "patient": found["patient"].to_numpy(),
            "series": found["series"].cat.codes.to_numpy(),
            "k": k,
            "events": found["events"].to_numpy(dtype=np.int64) if "events" in found else k,
            "n": n,
            "minimum": depths[codes].astype(float) if codes.size else np.zeros(0),
        }
    )
