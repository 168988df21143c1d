"""Between which two samplings response is asked for: a line of therapy, or from the baseline on."""

from dataclasses import dataclass

import pandas as pd

from monitor.analysis.cohort import Cohort
from monitor.analysis.therapy_lanes import LANE_LABELS
from monitor.domain.vocabularies import TherapyType

FIRST, LAST, LOWEST = "first later sampling", "last sampling", "lowest sampling"


@dataclass(frozen=True, slots=True)
class Span:
    """`therapy_type` with or without an `agent`, or else a later sampling: `until` is one of
    `FIRST`, `LAST`, `LOWEST` or, with `visit` set, the sampling that counts in that window.
    """

    therapy_type: str = ""
    agent: str = ""
    until: str = FIRST
    visit: str = ""

    @property
    def is_therapy(self) -> bool:
        return bool(self.therapy_type or self.agent)

    @property
    def is_last(self) -> bool:
        return self.until == LAST and not self.visit

    @property
    def is_lowest(self) -> bool:
        return self.until == LOWEST and not self.visit

    @property
    def label(self) -> str:
        """Returns the span in words: "Chemotherapy (any)", "EC-T", "baseline to BM2"."""
        if self.agent:
            return self.agent
        if self.therapy_type:
            return f"{LANE_LABELS[TherapyType(self.therapy_type)]} (any)"
        return f"baseline to {self.visit or self.until}"

    @property
    def missing(self) -> str:
        """Returns why somebody with a baseline has no pair; "" for the usual reason."""
        return f"no evaluable sampling counts in {self.visit}" if self.visit else ""

    def takes(self, lines: pd.DataFrame) -> pd.Series:
        """Returns which lines of therapy are meant."""
        chosen = pd.Series(True, index=lines.index)
        if self.therapy_type:
            chosen &= lines["therapy_type"].astype(str) == self.therapy_type
        if self.agent:
            chosen &= lines["agent"].astype(str) == self.agent
        return chosen


def therapy_spans(cohort: Cohort) -> tuple[Span, ...]:
    """Returns the therapies that can be asked for: classes in the usual order, then the agents of
    classes that have several, the most frequent first.
    """
    lines = cohort.lines
    if lines.empty:
        return ()
    kinds, agents = lines["therapy_type"].astype(str), lines["agent"].astype(str)
    counts = lines.groupby([kinds, agents], observed=True)["patient"].nunique()
    found: list[Span] = []
    for kind in (one.value for one in TherapyType):
        if kind not in counts.index.get_level_values(0):
            continue
        of_kind = counts[counts.index.get_level_values(0) == kind].droplevel(0)
        named = of_kind.sort_values(ascending=False, kind="stable").index
        if len(named) > 1:
            found.append(Span(kind))
        found += [Span(kind, str(agent)) for agent in named]
    return tuple(found)


def baseline_spans(cohort: Cohort) -> tuple[Span, ...]:
    """Returns the later samplings that can be asked for, visit windows behind the usual ones."""
    named = cohort.visits.windows if cohort.visits else ()
    visits = (Span(visit=window.name) for window in named)
    return (Span(until=FIRST), Span(until=LAST), *visits)
