"""Chart 5: all courses over each other, and the share detected at each visit below them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import ceil

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.analysis.cohort import Cohort
from monitor.analysis.cohort_courses_time import Months, months_from, windows_from, with_years
from monitor.analysis.rate_axis import RateAxis, log_axis
from monitor.analysis.time_axis import Anchor
from monitor.domain.rules import RuleSet
from monitor.domain.vocabularies import EvidenceState
from monitor.stats.proportions import wilson

# So many marks, each with its hover text, still go over the wire at once; of more samplings every
# nth patient is drawn.
MOST_POINTS = 800
_GREATEST_RATE, _LEAST_RATE = 1e6, 1e-3
_USUAL_DEPTH = 2_000_000
# Decades of a lane that its points may take; multiples of the golden ratio spread evenly.
_LANE, _GOLDEN = 0.22, 0.618_034
EVALUABLE = (EvidenceState.DETECTED.value, EvidenceState.NOT_DETECTED.value)


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """One sampling, drawn at `y`; `lower` and `upper` are where its whisker ends (for a zero the
    level excluded), None where it has none.
    """

    month: float
    y: float
    state: EvidenceState
    collected_on: date
    k: int | None
    n: int | None
    rate: float | None
    lower: float | None
    upper: float | None
    after_relapse: bool
    series: str


@dataclass(frozen=True, slots=True)
class CourseLine:
    """One patient's samplings in time order. `call` is that of the last one, in words."""

    code: int
    link: str
    patient_id: str
    call: str
    points: tuple[CoursePoint, ...]


@dataclass(frozen=True, slots=True)
class ShareStep:
    """One visit, from `first` to `last` month: `detected` of `evaluable`, Wilson's 95 % limits."""

    visit: str
    first: float
    last: float
    detected: int
    evaluable: int
    lower: float
    upper: float

    @property
    def share(self) -> float:
        return self.detected / self.evaluable


@dataclass(frozen=True, slots=True)
class CoursesData:
    """What chart 5 shows. `lines` may be every `nth` patient only; `steps` count everybody, by
    visit windows, else (`is_by_year`) by years from the anchor. `without_anchor` patients have no
    place in time.
    """

    anchor: Anchor
    lines: tuple[CourseLine, ...]
    nth: int
    patients: int
    samplings: int
    states: tuple[tuple[EvidenceState, int], ...]
    without_anchor: int
    steps: tuple[ShareStep, ...]
    is_by_year: bool
    rates: RateAxis
    first: float
    last: float
    rules: RuleSet

    def line_of(self, patient_id: str) -> CourseLine | None:
        """Returns the course of a patient, None where it is not drawn."""
        return next((line for line in self.lines if line.patient_id == patient_id), None)


def courses_data(cohort: Cohort, anchor: Anchor, always: str = "") -> CoursesData:
    """Returns the courses in months from an anchor; the patient `always` is drawn in any case."""
    samplings = cohort.samplings
    months = months_from(cohort, anchor, samplings["patient"], samplings["collected_on"])
    known = ~np.isnan(months)
    placed = samplings[known]
    codes = _distinct(placed["patient"].to_numpy())
    nth = max(1, ceil(len(placed) / MOST_POINTS))
    rates = cohort_rates(placed)
    drawn = _drawn(cohort, codes, nth, always)
    first, last = _ends(months[known])
    steps, is_by_year = share_steps(cohort, anchor)
    states = placed["state"].value_counts()
    return CoursesData(
        anchor=anchor,
        lines=course_lines(cohort, anchor, drawn, rates, is_spread=True),
        nth=nth,
        patients=codes.size,
        samplings=len(placed),
        states=tuple((s, int(states[s.value])) for s in EvidenceState if states.get(s.value, 0)),
        without_anchor=int(_distinct(samplings["patient"].to_numpy()).size - codes.size),
        steps=steps,
        is_by_year=is_by_year,
        rates=rates,
        first=first,
        last=last,
        rules=cohort.rules,
    )


def _distinct(sorted_codes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(sorted_codes[np.append(True, np.diff(sorted_codes) > 0)[: sorted_codes.size]])


def _drawn(cohort: Cohort, codes: NDArray[np.int64], nth: int, always: str) -> NDArray[np.int64]:
    named = cohort.codes[(cohort.patients["patient_id"] == always).to_numpy(dtype=bool)]
    return np.union1d(codes[::nth], np.intersect1d(named, codes))


def _ends(months: Months) -> tuple[float, float]:
    if not months.size:
        return 0.0, 12.0
    first, last = float(months.min()), float(months.max())
    margin = max(0.03 * (last - first), 0.7)
    return first - margin, last + margin


def cohort_rates(samplings: pd.DataFrame) -> RateAxis:
    """Returns the axis for these samplings, with a lane for those that have no rate."""
    rates = samplings["rate"].to_numpy(dtype=float, na_value=np.nan)
    counted = np.clip(rates[rates > 0], _LEAST_RATE, _GREATEST_RATE)
    is_zero = (samplings["state"] == EVALUABLE[1]).to_numpy(dtype=bool)
    zeros = samplings["excluded"].to_numpy(dtype=float, na_value=np.nan)[is_zero]
    depths = samplings["n"].to_numpy(dtype=float, na_value=np.nan)
    highest = max(counted.max(initial=0.0), np.nanmax(zeros, initial=0.0)) or 1e6 / _USUAL_DEPTH
    deepest = round(np.nanmax(depths, initial=0.0)) or _USUAL_DEPTH
    return log_axis(float(highest), deepest, bool(_has_no_rate(samplings, rates).any()))


def _has_no_rate(samplings: pd.DataFrame, rates: Months) -> NDArray[np.bool_]:
    return np.isnan(rates) & ~_is_negative(samplings)


def _is_negative(samplings: pd.DataFrame) -> NDArray[np.bool_]:
    return ~samplings["is_positive"].to_numpy(dtype=bool, na_value=True)


def course_lines(
    cohort: Cohort,
    anchor: Anchor,
    codes: Iterable[int],
    rates: RateAxis,
    is_spread: bool = False,
) -> tuple[CourseLine, ...]:
    """Returns the courses of these patients, in the order given; `is_spread` gives each patient a
    height of its own within the lane of zeros, so that none covers another.
    """
    wanted = list(codes)
    samplings = cohort.samplings[np.isin(cohort.samplings["patient"].to_numpy(), wanted)]
    months = months_from(cohort, anchor, samplings["patient"], samplings["collected_on"])
    points = _points(samplings, months, rates, is_spread)
    names = cohort.patients.loc[wanted, ["link", "patient_id"]]
    calls = last_calls(samplings)
    links = dict(zip(names.index, names["link"], strict=True))
    ids = dict(zip(names.index, names["patient_id"], strict=True))
    return tuple(
        CourseLine(
            code, str(links[code]), str(ids[code]), calls.get(code, ""), points.get(code, ())
        )
        for code in map(int, wanted)
    )


def last_calls(samplings: pd.DataFrame) -> dict[int, str]:
    """Returns the call of each patient's last sampling in words: "cleared, not confirmed"."""
    last = samplings.drop_duplicates("patient", keep="last")
    rows = zip(
        last["patient"].tolist(), last["call"].astype(str), last["grade"].astype(str),
        last["confirmed_on"].notna(), strict=True,
    )  # fmt: skip
    return {patient: call_text(call, grade, confirmed) for patient, call, grade, confirmed in rows}


def call_text(call: str, grade: str, is_confirmed: bool) -> str:
    """Returns a call as the patient list says it."""
    if call in CONFIRMABLE_WORDS:
        return f"{call}, {'confirmed' if is_confirmed else 'not confirmed'}"
    return f"{call}, {grade}" if grade == "demonstrable" else call


CONFIRMABLE_WORDS = frozenset({"cleared", "appeared", "re-appeared"})


def _points(
    samplings: pd.DataFrame, months: Months, rates: RateAxis, is_spread: bool
) -> dict[int, tuple[CoursePoint, ...]]:
    found: dict[int, list[CoursePoint]] = {}
    columns = [
        samplings["patient"].tolist(), months.tolist(), samplings["state"].astype(str).tolist(),
        _is_negative(samplings).tolist(), samplings["collected_on"].dt.date.tolist(),
        _known(samplings["k"]), _known(samplings["n"]), _known(samplings["rate"]),
        _known(samplings["lower"]), _known(samplings["upper"]), _known(samplings["excluded"]),
        samplings["after_relapse"].tolist(), samplings["series"].astype(str).tolist(),
    ]  # fmt: skip
    for row in zip(*columns, strict=True):
        patient, month, state, is_negative, day, k, n, rate, lower, upper, excluded, *other = row
        if np.isnan(month):
            continue
        y = rates.place(rate) if rate is not None else rates.zero if is_negative else rates.no_rate
        if is_spread and not rate and y is not None:
            y *= _spread(patient)
        end = excluded if k == 0 else upper
        point = CoursePoint(
            month, y or rates.bottom, EvidenceState(state), day, k, n, rate, lower, end, *other
        )
        found.setdefault(patient, []).append(point)
    return {patient: tuple(points) for patient, points in found.items()}


def _spread(patient: int) -> float:
    """Returns by what a patient's height in a lane is multiplied, always the same."""
    return float(10 ** (_LANE * ((patient * _GOLDEN) % 1 - 0.5)))


def _known(column: pd.Series) -> list[object]:
    """Returns plain values, None where one is not known."""
    return [None if pd.isna(value) else value for value in column.tolist()]


def share_steps(cohort: Cohort, anchor: Anchor) -> tuple[tuple[ShareStep, ...], bool]:
    """Returns the share detected of each visit window, else of each year; one sampling a patient,
    the nearest, and evaluable ones only. And whether it is by year.
    """
    windows = windows_from(cohort, anchor)
    samplings = cohort.samplings
    is_by_year = not windows
    if is_by_year:
        samplings, windows = with_years(cohort, anchor)
    found = []
    counts = _counted(samplings)
    for window in windows:
        detected, negative = (counts.get((window.name, one), 0) for one in EVALUABLE)
        if detected + negative:
            lower, upper = wilson(detected, detected + negative)
            found.append(
                ShareStep(
                    window.name, window.first, window.last, detected, detected + negative,
                    float(lower), float(upper),
                )
            )  # fmt: skip
    return tuple(found), is_by_year


def _counted(samplings: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Returns how many samplings that count at a visit are in each state."""
    is_counted = samplings["is_counted_visit"].to_numpy(dtype=bool)
    visits, states = samplings["visit"].cat, samplings["state"].cat
    wide = len(states.categories)
    places = visits.codes.to_numpy().astype(np.int64) * wide + states.codes.to_numpy()
    numbers = np.bincount(places[is_counted], minlength=len(visits.categories) * wide).tolist()
    names = product(map(str, visits.categories), map(str, states.categories))
    return dict(zip(names, numbers, strict=True))
