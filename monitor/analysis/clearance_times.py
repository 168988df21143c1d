"""When do positives clear, and when for good? Only the interval between two samplings is known.

Never Kaplan–Meier of the first zero: that takes the day of a visit for the day of the change.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from monitor.analysis.cohort import Codes, Cohort
from monitor.analysis.response_groups import Group
from monitor.analysis.response_pairs import baselines, evaluable_samplings, looked_up
from monitor.domain.rules import RuleSet
from monitor.stats.inputs import Floats
from monitor.stats.turnbull import IntervalCurve, turnbull

DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Steps:
    """The least and the greatest share cleared by each of these months, where either changes."""

    months: tuple[float, ...]
    at_least: tuple[float, ...]
    at_most: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class GroupTimes:
    """Patients of one group positive at the baseline, and when their marrow cleared.

    `changed` of `patients` cleared at some sampling; `curve` is of the months since the baseline.
    """

    name: str
    is_control: bool
    patients: int
    changed: int
    curve: IntervalCurve

    @property
    def median(self) -> tuple[float, float] | None:
        """Returns the months between which half have cleared, None where that is not reached."""
        return self.curve.median_range if self.patients else None

    def steps(self, months: float) -> Steps:
        """Returns the curve from month 0 up to this one."""
        ends = self.curve.right[np.isfinite(self.curve.right)]
        places = np.unique(np.concatenate([[0.0], self.curve.left, ends, [months]]))
        places = places[places <= months]
        least, most = self.curve.survival_range(places)
        return Steps(
            tuple(places.tolist()), tuple((1 - most).tolist()), tuple((1 - least).tolist())
        )


@dataclass(frozen=True, slots=True, eq=False)
class TimesData:
    """Months from the baseline to clearance, first or sustained, by group."""

    is_sustained: bool
    rules: RuleSet
    groups: tuple[GroupTimes, ...]
    months: float

    @property
    def patients(self) -> int:
        return sum(group.patients for group in self.groups)


def times_data(cohort: Cohort, groups: Sequence[Group], is_sustained: bool) -> TimesData:
    """Returns the interval-censored times to clearance of each group."""
    every = clearance_intervals(cohort, is_sustained)
    found = tuple(_of_group(every, group) for group in groups)
    last = max((float(every["seen"].max()) if len(every) else 0.0), 1.0)
    return TimesData(is_sustained, cohort.rules, found, last)


def clearance_intervals(cohort: Cohort, is_sustained: bool) -> pd.DataFrame:
    """Returns patient, after, until (months since the baseline; infinite: not seen) and `seen`, the
    month of the last sampling, of everybody positive at the baseline with a later sampling.

    Sustained: the zeros from then on were confirmed and no cell was found again. A single zero at
    the end is no sustained clearance yet; it is open from the last cell on.
    """
    courses = _followed(cohort)
    if courses.empty:
        return pd.DataFrame({"patient": [], "after": [], "until": [], "seen": []}, dtype=float)
    rows = _sustained(courses, cohort.rules) if is_sustained else _first(courses)
    seen = courses.groupby("patient")["month"].max()
    return rows.assign(seen=looked_up(rows["patient"], seen)).reset_index(drop=True)


def time_mark(group: int, month: float) -> str:
    """Returns the name of a step in the curve of the group with that number."""
    return f"{group}:{month!r}"


def time_members(
    intervals: pd.DataFrame, groups: Sequence[Group], mark: str
) -> tuple[tuple[str, Codes], ...]:
    """Returns the patients of a group by what is known of them at the month of a step; () where
    there is no such step.
    """
    number, _, text = mark.partition(":")
    try:
        group, month = groups[int(number)], float(text)
    except (ValueError, IndexError):
        return ()
    own = intervals[intervals["patient"].isin(group.codes)]
    is_cleared = own["until"] <= month
    is_open = ~is_cleared & (own["after"] < month) & np.isfinite(own["until"])
    at = f"month {month:.1f} · {group.name}"
    listed = (
        (f"cleared by {at}", is_cleared),
        (f"cleared between two samplings around {at}", is_open),
        (f"not known to have cleared by {at}", ~is_cleared & ~is_open),
    )
    found = ((words, own["patient"][which].to_numpy(dtype=np.int64)) for words, which in listed)
    return tuple((words, codes) for words, codes in found if codes.size)


def _followed(cohort: Cohort) -> pd.DataFrame:
    """Returns the samplings from the baseline on, in the baseline's series, of those who were
    positive then and were sampled again: patient, month, is_positive.
    """
    evaluable = evaluable_samplings(cohort)
    firsts = baselines(cohort, evaluable).set_index("patient")
    is_detected = firsts["k"] >= cohort.rules.threshold
    firsts = firsts[is_detected]
    own = evaluable[evaluable["series"] == looked_up(evaluable["patient"], firsts["series"])]
    own = own[own["collected_on"] >= looked_up(own["patient"], firsts["collected_on"])]
    days = (own["collected_on"] - looked_up(own["patient"], firsts["collected_on"])).dt.days
    found = pd.DataFrame(
        {
            "patient": own["patient"],
            "month": days / DAYS_PER_MONTH,
            "is_positive": (own["k"] >= cohort.rules.threshold).astype(bool),
        }
    )
    again = found.groupby("patient")["month"].transform("size") > 1
    return found[again].reset_index(drop=True)


def _first(courses: pd.DataFrame) -> pd.DataFrame:
    """Returns when each turned negative for the first time: (last positive before, that zero]."""
    zero = ~courses["is_positive"]
    until = courses["month"].where(zero).groupby(courses["patient"]).min()
    before = courses["month"] < looked_up(courses["patient"], until).fillna(np.inf)
    after = courses["month"].where(before).groupby(courses["patient"]).max()
    return _rows(after, until)


def _sustained(courses: pd.DataFrame, rules: RuleSet) -> pd.DataFrame:
    """Returns when each turned negative for good: (last positive of all, next zero]."""
    by = courses["patient"]
    after = courses["month"].where(courses["is_positive"]).groupby(by).max()
    behind = courses["month"].where(courses["month"] > looked_up(by, after))
    first, last = behind.groupby(by).min(), behind.groupby(by).max()
    days = (last - first) * DAYS_PER_MONTH
    is_confirmed = (days >= rules.confirmation_days - 0.5) & (last > first)
    return _rows(after, first.where(is_confirmed))


def _rows(after: pd.Series, until: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "patient": after.index,
            "after": after.to_numpy(),
            "until": until.fillna(np.inf).to_numpy(),
        }
    )


def _of_group(every: pd.DataFrame, group: Group) -> GroupTimes:
    own = every[every["patient"].isin(group.codes)]
    until: Floats = own["until"].to_numpy(dtype=float)
    return GroupTimes(
        group.name,
        group.is_control,
        len(own),
        int(np.isfinite(until).sum()),
        turnbull(own["after"].to_numpy(dtype=float), until),
    )
