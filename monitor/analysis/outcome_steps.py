"""What a chart of step curves shows: curves in a unit of time, and who is at risk below them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from monitor.analysis.outcome_follow import COMPETING, EVENT
from monitor.analysis.outcome_groups import DETECTED, NOT_DETECTED
from monitor.analysis.outcome_step_members import NOT_EVENT, StepMark
from monitor.analysis.outcome_times import TimeUnit, round_times
from monitor.analysis.outcome_words import clock_words, test_words
from monitor.analysis.outcomes import GroupOutcome, Outcomes
from monitor.domain.endpoints import DEFINITIONS
from monitor.stats.inputs import Bools, Counts, Floats
from monitor.stats.survival import SurvivalCurve

# A curve is dashed from where fewer are at risk: a step there is a patient or two.
FEW_AT_RISK = 10
# What is finer than a pixel is drawn once, for all the patients behind it.
_MOST_STEPS, _MOST_TICKS = 600, 120
_STYLES = {DETECTED: 0, NOT_DETECTED: 1}


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """One curve: percent with limits after each of `x`, the mark of whose time ended at each step
    ("" where nobody's did), how many are at risk there. From `few_from` on fewer than 10 are.
    """

    x: Floats
    y: Floats
    lower: Floats
    upper: Floats
    at_risk: Counts
    marks: tuple[str, ...]
    few_from: float

    @property
    def solid(self) -> list[int]:
        """Returns the steps at which enough are at risk."""
        return [int(at) for at in np.flatnonzero(self.x <= self.few_from)]

    @property
    def dashed(self) -> list[int]:
        """Returns the steps from the last solid one on, none where all are solid."""
        solid = self.solid
        return [] if len(solid) == self.x.size else list(range(len(solid) - 1, self.x.size))

    @property
    def banded(self) -> list[int]:
        """Returns the solid steps with limits."""
        known = np.isfinite(self.lower) & np.isfinite(self.upper)
        return [at for at in self.solid if known[at]]


@dataclass(frozen=True, slots=True)
class RiskRow:
    """Who is at risk, censored before and with the event before, at each time of the table."""

    at_risk: tuple[int, ...]
    censored: tuple[int, ...]
    events: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class StepGroup:
    """One group: its curve, a second one of competing events where they are drawn, where patients
    were censored, and its row of the table. `style` is the number of its color and mark: marrow
    detected has the same in every figure.
    """

    name: str
    style: int
    patients: int
    events: int
    competing: int
    median: float | None
    median_limits: tuple[float | None, float | None]
    curve: Steps
    rival: Steps | None
    ticks: tuple[tuple[float, float, str], ...]
    row: RiskRow


@dataclass(frozen=True, slots=True, eq=False)
class StepsData:
    """What chart 9 shows. `title` names the axis, `times` are those of the table in `unit`, `test`
    is the sentence of the log-rank test, the axis goes from `bottom` to `top` percent.
    """

    title: str
    clock: str
    unit: TimeUnit
    times: tuple[float, ...]
    last: float
    groups: tuple[StepGroup, ...]
    test: str
    bottom: float
    top: float = 100.0
    is_incidence: bool = False


def survival_data(found: Outcomes, unit: TimeUnit, zoomed: bool = False) -> StepsData:
    """Returns the Kaplan–Meier curves of the groups."""
    times, last = round_times(found.members.days, unit)
    groups = tuple(
        _group(group, code, times, unit, _survival(group.curve), None)
        for code, group in enumerate(found.groups)
    )
    curves = [group.curve for group in groups]
    lowest = [part for c in curves for part in (c.y, c.lower[c.x <= c.few_from])]
    return StepsData(
        title=f"Free of the event ({found.question.endpoint}), %",
        clock=clock_words(found),
        unit=unit,
        times=times,
        last=last,
        groups=groups,
        test=test_words(found),
        bottom=_bottom(lowest) if zoomed else 0.0,
    )


def incidence_data(found: Outcomes, unit: TimeUnit) -> StepsData:
    """Returns the cumulative incidence of the event, beside that of competing events."""
    times, last = round_times(found.members.days, unit)
    competes = bool(DEFINITIONS[found.question.endpoint].competing)
    groups = tuple(
        _group(
            group,
            code,
            times,
            unit,
            _incidence(group, rival=False),
            _incidence(group, rival=True) if competes else None,
        )
        for code, group in enumerate(found.groups)
    )
    return StepsData(
        title=f"Had the event ({found.question.endpoint}), %",
        clock=clock_words(found),
        unit=unit,
        times=times,
        last=last,
        groups=groups,
        test="",
        bottom=0.0,
        top=_top(groups),
        is_incidence=True,
    )


def _survival(curve: SurvivalCurve) -> tuple[Floats, ...]:
    return curve.times, curve.survival, curve.lower, curve.upper, curve.events.astype(float)


def _incidence(group: GroupOutcome, rival: bool) -> tuple[Floats, ...]:
    found = group.rival if rival else group.incidence
    return found.times, found.incidence, found.lower, found.upper, found.events.astype(float)


def _group(
    group: GroupOutcome,
    code: int,
    times: Sequence[float],
    unit: TimeUnit,
    drawn: tuple[Floats, ...],
    rival: tuple[Floats, ...] | None,
) -> StepGroup:
    curve, days = group.curve, np.array(times) * unit.days
    style = _STYLES.get(group.name, code)
    few = np.flatnonzero(curve.at_risk < FEW_AT_RISK)
    few_from = float(curve.times[few[0] - 1] if few.size and few[0] else 0.0) / unit.days
    few_from = few_from if few.size else float("inf")
    first, last = curve.median_limits
    return StepGroup(
        name=group.name,
        style=style,
        patients=curve.patients,
        events=curve.event_total,
        competing=group.competing,
        median=_in(curve.median, unit),
        median_limits=(_in(first, unit), _in(last, unit)),
        curve=_steps(drawn, curve, (code, EVENT), unit, few_from),
        rival=_steps(rival, curve, (code, COMPETING), unit, few_from) if rival else None,
        ticks=_ticks(drawn, curve, code, unit),
        row=RiskRow(
            tuple(curve.at_risk_at(days).tolist()),
            tuple((curve.censored_before(days) - _competed(group, days)).tolist()),
            tuple(curve.events_before(days).tolist()),
        ),
    )


def _competed(group: GroupOutcome, days: Floats) -> Counts:
    """Returns how many had a competing event before each day: they are no censored patients."""
    total = np.append(0, np.cumsum(group.rival.events))
    return np.asarray(total[np.searchsorted(group.rival.times, days, side="left")], np.int64)


def _steps(
    drawn: tuple[Floats, ...],
    curve: SurvivalCurve,
    of: tuple[int, int],
    unit: TimeUnit,
    few_from: float,
) -> Steps:
    times, y, lower, upper, events = drawn
    kept = np.flatnonzero(events > 0)
    kept = kept[_spread(times[kept], _MOST_STEPS)]
    if times.size and (not kept.size or kept[-1] != times.size - 1):
        kept = np.append(kept, times.size - 1)  # the curve ends with the last patient
    start = 0.0 if curve.survival is not y else 100.0
    days = np.append(0.0, times[kept])
    return Steps(
        x=days / unit.days,
        y=np.append(start, 100 * y[kept]),
        lower=np.append(start, 100 * lower[kept]),
        upper=np.append(start, 100 * upper[kept]),
        at_risk=curve.at_risk_at(days),
        marks=("", *_marks(of, times[kept], events[kept] > 0)),
        few_from=few_from,
    )


def _ticks(
    drawn: tuple[Floats, ...],
    curve: SurvivalCurve,
    code: int,
    unit: TimeUnit,
) -> tuple[tuple[float, float, str], ...]:
    kept = np.flatnonzero(curve.censored > 0)
    kept = kept[_spread(curve.times[kept], _MOST_TICKS)]
    days = curve.times[kept]
    marks = _marks((code, NOT_EVENT), days, np.ones(days.size, bool))
    return tuple(
        (day / unit.days, 100 * y, mark)
        for day, y, mark in zip(days.tolist(), drawn[1][kept].tolist(), marks, strict=True)
    )


def _marks(of: tuple[int, int], days: Floats, has_any: Bools) -> tuple[str, ...]:
    """Returns the mark of each step: whose time ended since the step before it."""
    after = np.append(-1, days[:-1]) if days.size else days
    return tuple(
        StepMark(*of, int(low), int(day)).text if known else ""
        for low, day, known in zip(after.tolist(), days.tolist(), has_any.tolist(), strict=True)
    )


def _spread(times: Floats, most: int) -> Counts:
    """Returns the places of at most so many times, the last one of each stretch."""
    if times.size <= most:
        return np.arange(times.size)
    stretch = np.floor((times - times[0]) / (times[-1] - times[0]) * (most - 1))
    return np.flatnonzero(np.append(stretch[1:] != stretch[:-1], True))


def _in(days: float | None, unit: TimeUnit) -> float | None:
    return None if days is None else days / unit.days


def _bottom(values: Sequence[Floats]) -> float:
    """Returns ten percent steps below the lowest value, 0 where little would be gained."""
    known = [float(np.nanmin(part)) for part in values if np.isfinite(part).any()]
    lowest = floor(min(known, default=0.0) / 10) * 10
    return float(lowest) if lowest >= 20 else 0.0


def _top(groups: Sequence[StepGroup]) -> float:
    """Returns twenty percent steps above the highest value: small shares are not drawn flat."""
    drawn = [part for group in groups for part in (group.curve.y, group.curve.upper)]
    drawn += [group.rival.y for group in groups if group.rival is not None]
    known = [float(np.nanmax(part)) for part in drawn]
    return float(max(20, 20 * ceil(max(known, default=0.0) / 20)))


def risk_cell(row: RiskRow, place: int) -> str:
    """Returns one cell of the table: "90 (0) [0]" = at risk (censored) [events]."""
    return f"{row.at_risk[place]:,} ({row.censored[place]:,}) [{row.events[place]:,}]"
