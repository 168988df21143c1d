"""Chart 5 as small multiples: twelve courses a page on shared axes, each over its therapy."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.analysis.cohort import Cohort
from monitor.analysis.cohort_courses import CourseLine, cohort_rates, course_lines
from monitor.analysis.cohort_courses_time import months_from
from monitor.analysis.rate_axis import RateAxis
from monitor.analysis.therapy_lanes import LANE_LABELS
from monitor.analysis.time_axis import DAYS_PER_MONTH, Anchor
from monitor.domain.rules import SYSTEMIC_THERAPIES, RuleSet
from monitor.domain.vocabularies import TherapyType

PANELS = 12
MOST_LANES = 4


class TrellisOrder(StrEnum):
    PSEUDONYM = "pseudonym"
    HIGHEST = "highest rate"
    LAST_CALL = "last call"
    FOLLOW_UP = "samplings over the longest time"


@dataclass(frozen=True, slots=True)
class Strip:
    """A course of therapy from `first` to `last` month in one lane of a panel, 0 on top."""

    lane: int
    therapy_type: TherapyType
    agent: str
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class Panel:
    """One patient of a page."""

    line: CourseLine
    strips: tuple[Strip, ...]


@dataclass(frozen=True, slots=True)
class TrellisPage:
    """One page of panels, with axes that all pages share. `lanes` are the classes of therapy in
    the strips, the most frequent ones; `others` have no lane.
    """

    anchor: Anchor
    panels: tuple[Panel, ...]
    lanes: tuple[TherapyType, ...]
    others: int
    rates: RateAxis
    first: float
    last: float
    page: int
    pages: int
    patients: int
    rules: RuleSet


def trellis_page(cohort: Cohort, anchor: Anchor, order: TrellisOrder, page: int = 0) -> TrellisPage:
    """Returns one page of the courses in an order, in months from an anchor."""
    samplings = cohort.samplings
    months = months_from(cohort, anchor, samplings["patient"], samplings["collected_on"])
    placed = samplings[~np.isnan(months)].assign(month=months[~np.isnan(months)])
    codes = _ordered(placed, order)
    pages = max(1, -(-codes.size // PANELS))
    at = min(max(page, 0), pages - 1)
    shown = codes[at * PANELS : (at + 1) * PANELS]
    rates = cohort_rates(placed)
    lanes, others = strip_lanes(cohort)
    first, last = (float(placed["month"].min()), float(placed["month"].max())) if len(placed) else (
        0.0, 12.0,
    )  # fmt: skip
    margin = max(0.05 * (last - first), 0.7)
    lines = course_lines(cohort, anchor, shown.tolist(), rates)
    strips = therapy_strips(cohort, anchor, shown, lanes)
    return TrellisPage(
        anchor=anchor,
        panels=tuple(Panel(line, strips.get(line.code, ())) for line in lines),
        lanes=lanes,
        others=others,
        rates=rates,
        first=first - margin,
        last=last + margin,
        page=at,
        pages=pages,
        patients=codes.size,
        rules=cohort.rules,
    )


def _ordered(placed: pd.DataFrame, order: TrellisOrder) -> NDArray[np.int64]:
    """Returns the codes in order; codes themselves stand in the order of the pseudonyms."""
    by_patient = placed.groupby("patient")
    if order is TrellisOrder.HIGHEST:
        keys = -by_patient["rate"].max().fillna(-1.0)
    elif order is TrellisOrder.FOLLOW_UP:
        keys = by_patient["month"].min() - by_patient["month"].max()
    elif order is TrellisOrder.LAST_CALL:
        last = placed.drop_duplicates("patient", keep="last").set_index("patient")
        keys = last["call"].astype(str)
    else:
        return np.unique(placed["patient"].to_numpy())
    return keys.sort_values(kind="stable").index.to_numpy(dtype=np.int64)


def strip_lanes(cohort: Cohort, most: int = MOST_LANES) -> tuple[tuple[TherapyType, ...], int]:
    """Returns the classes of therapy to be drawn, in the usual order, and how many are left out.

    Systemic ones, which reach the marrow, come first, then those that the most patients were given.
    Surgery is a day, and has no lane.
    """
    given = cohort.therapy[["patient", "lane"]].drop_duplicates()
    counts = given["lane"].astype(str).value_counts()
    known = [t for t in LANE_LABELS if counts.get(t.value, 0) and t is not TherapyType.SURGERY]
    top = sorted(known, key=lambda t: (t not in SYSTEMIC_THERAPIES, -int(counts[t.value])))[:most]
    return tuple(t for t in known if t in top), len(known) - len(top)


def therapy_strips(
    cohort: Cohort, anchor: Anchor, codes: NDArray[np.int64], lanes: tuple[TherapyType, ...]
) -> dict[int, tuple[Strip, ...]]:
    """Returns the strips of these patients by code. A course without an end goes on to the last
    record where it is ongoing, else a month.
    """
    therapy = cohort.therapy
    names = [lane.value for lane in lanes]
    is_meant = np.isin(therapy["patient"].to_numpy(), codes)
    is_meant = is_meant & therapy["lane"].isin(names).to_numpy(dtype=bool)
    chosen = therapy[is_meant]
    first, last = strip_months(cohort, anchor, chosen)
    found: dict[int, list[Strip]] = {}
    rows = zip(
        chosen["patient"].tolist(), chosen["lane"].astype(str), chosen["agent"].astype(str),
        first.tolist(), last.tolist(), strict=True,
    )  # fmt: skip
    for patient, lane, agent, start, end in rows:
        if start == start:
            strip = Strip(names.index(lane), TherapyType(lane), agent, start, max(start, end))
            found.setdefault(patient, []).append(strip)
    return {patient: tuple(strips) for patient, strips in found.items()}


def strip_months(
    cohort: Cohort, anchor: Anchor, therapy: pd.DataFrame
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Returns from and to which month courses of therapy are drawn."""
    first = months_from(cohort, anchor, therapy["patient"], therapy["started_on"])
    last = months_from(cohort, anchor, therapy["patient"], therapy["ended_on"])
    at = np.searchsorted(cohort.codes, therapy["patient"].to_numpy())
    until = cohort.patients["last_record_on"].iloc[at]
    open_end = months_from(cohort, anchor, therapy["patient"], until)
    is_ongoing = therapy["ongoing"].to_numpy(dtype=bool)
    last = np.where(
        np.isnan(last), np.where(is_ongoing, open_end, first + 30 / DAYS_PER_MONTH), last
    )
    return first, last
