"""Chart 4: a lane for each patient: how long followed, what given, what the marrow showed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.analysis.cohort import Cohort
from monitor.analysis.cohort_courses import CourseLine, cohort_rates, course_lines
from monitor.analysis.cohort_courses_time import Months, months_from, windows_from
from monitor.analysis.cohort_courses_trellis import Strip, strip_lanes, therapy_strips
from monitor.analysis.staging_groups import node_group, subtype
from monitor.analysis.time_axis import Anchor
from monitor.domain.rules import RuleSet
from monitor.domain.visits import VisitWindow
from monitor.domain.vocabularies import EventType, EvidenceState, TherapyType

LANES = 60
MOST_THERAPIES = 3
NO_ARM = "no arm"
_NEVER = np.inf


class SwimmerOrder(StrEnum):
    FOLLOW_UP = "follow-up"
    LAST_CALL = "last call"
    ARM = "arm, then follow-up"
    CLEARANCE = "time to clearance"


class End(StrEnum):
    DEATH = "death"
    ALIVE = "alive at the data cut"
    LOST = "no record for longer than a sampling interval before the data cut"


class Outcome(StrEnum):
    DISTANT = "distant metastasis"
    LOCAL = "local or regional recurrence"


@dataclass(frozen=True, slots=True)
class Event:
    """An outcome on a lane."""

    kind: Outcome
    month: float
    on: date
    site: str


@dataclass(frozen=True, slots=True)
class Swimmer:
    """One patient's lane, followed from `first` to `last` month. `cleared_at` is the month of the
    first sampling called cleared, None where there is none.
    """

    line: CourseLine
    arm: str
    note: str
    first: float
    last: float
    end: End
    ended_on: date | None
    strips: tuple[Strip, ...]
    events: tuple[Event, ...]
    cleared_at: float | None


@dataclass(frozen=True, slots=True)
class SwimmerPage:
    """One page of lanes in an order. `therapies` are the classes drawn; `left_out` has none of its
    own. `unplaced` patients have no anchor or nothing recorded after it.
    """

    anchor: Anchor
    order: SwimmerOrder
    swimmers: tuple[Swimmer, ...]
    therapies: tuple[TherapyType, ...]
    left_out: int
    windows: tuple[VisitWindow, ...]
    first: float
    last: float
    page: int
    pages: int
    patients: int
    unplaced: int
    rules: RuleSet

    @property
    def states(self) -> tuple[EvidenceState, ...]:
        """Returns the states that occur on the page."""
        seen = {point.state for one in self.swimmers for point in one.line.points}
        return tuple(state for state in EvidenceState if state in seen)


def swimmer_page(
    cohort: Cohort,
    anchor: Anchor,
    order: SwimmerOrder = SwimmerOrder.ARM,
    page: int = 0,
    therapies: Sequence[TherapyType] = (),
) -> SwimmerPage:
    """Returns one page of lanes, in months from an anchor."""
    spans = _spans(cohort, anchor)
    placed = spans[spans["is_placed"]]
    codes = _ordered(placed, cohort, anchor, order)
    pages = max(1, -(-codes.size // LANES))
    at = min(max(page, 0), pages - 1)
    shown = codes[at * LANES : (at + 1) * LANES]
    lanes, others = strip_lanes(cohort, MOST_THERAPIES)
    chosen = tuple(therapies)[:MOST_THERAPIES] or lanes
    return SwimmerPage(
        anchor=anchor,
        order=order,
        swimmers=_swimmers(cohort.of(shown), anchor, shown, spans.loc[shown], chosen),
        therapies=chosen,
        left_out=len(lanes) + others - len(chosen),
        windows=windows_from(cohort, anchor),
        first=float(placed["first"].min()) if len(placed) else 0.0,
        last=float(placed["last"].max()) if len(placed) else 12.0,
        page=at,
        pages=pages,
        patients=len(placed),
        unplaced=len(spans) - len(placed),
        rules=cohort.rules,
    )


def _spans(cohort: Cohort, anchor: Anchor) -> pd.DataFrame:
    """Returns from which month to which every patient is followed, and how that ends."""
    patients, codes = cohort.patients, cohort.codes
    until = patients["died_on"].where(patients["died_on"].notna(), patients["last_record_on"])
    last = months_from(cohort, anchor, codes, until)
    starts = [
        months_from(cohort, anchor, codes, patients[name])
        for name in ("diagnosed_on", "first_sampling_on", "first_surgery_on", "first_systemic_on")
    ]
    first = np.fmin.reduce(starts) if codes.size else np.zeros(0)
    cut = np.datetime64(cohort.data_cut, "s")
    silent = cut - patients["last_record_on"].to_numpy()
    is_lost = silent > np.timedelta64(cohort.rules.sampling_interval_days, "D")
    return pd.DataFrame(
        {
            "first": first,
            "last": last,
            "ended_on": until,
            "end": np.select(
                [patients["died_on"].notna().to_numpy(), is_lost],
                [End.DEATH.value, End.LOST.value], End.ALIVE.value,
            ),
            "is_placed": ~np.isnan(first) & ~np.isnan(last) & (last >= first),
        },
        index=patients.index,
    )  # fmt: skip


def clearance_months(cohort: Cohort, anchor: Anchor) -> pd.Series:
    """Returns the month of the first sampling called cleared, by patient who has one."""
    samplings = cohort.samplings
    cleared = samplings[(samplings["call"].astype(object) == "cleared").to_numpy(dtype=bool)]
    first = cleared.drop_duplicates("patient")
    months = months_from(cohort, anchor, first["patient"], first["collected_on"])
    return pd.Series(months, index=first["patient"].to_numpy())


def _ordered(
    placed: pd.DataFrame, cohort: Cohort, anchor: Anchor, order: SwimmerOrder
) -> NDArray[np.int64]:
    length = (placed["first"] - placed["last"]).to_numpy()
    codes = placed.index.to_numpy(dtype=np.int64)
    if order is SwimmerOrder.FOLLOW_UP:
        keys: tuple[NDArray[np.generic], ...] = (codes, length)
    elif order is SwimmerOrder.ARM:
        arms = cohort.patients["arm"].astype(object).reindex(placed.index).to_numpy()
        ranks = {arm: (not arm, arm) for arm in set(arms)}
        place = {arm: at for at, arm in enumerate(sorted(ranks, key=ranks.__getitem__))}
        keys = (codes, length, np.array([place[arm] for arm in arms]))
    elif order is SwimmerOrder.CLEARANCE:
        months = clearance_months(cohort, anchor).reindex(placed.index).fillna(_NEVER)
        keys = (codes, length, months.to_numpy())
    else:
        last = cohort.samplings.drop_duplicates("patient", keep="last").set_index("patient")
        calls = last["call"].astype(object).reindex(placed.index).fillna("")
        _, numbers = np.unique(calls.to_numpy(dtype=str), return_inverse=True)
        keys = (codes, length, numbers)
    return codes[np.lexsort(keys)]


def _swimmers(
    cohort: Cohort,
    anchor: Anchor,
    codes: NDArray[np.int64],
    spans: pd.DataFrame,
    therapies: tuple[TherapyType, ...],
) -> tuple[Swimmer, ...]:
    lines = course_lines(cohort, anchor, codes.tolist(), cohort_rates(cohort.samplings))
    strips = therapy_strips(cohort, anchor, codes, therapies)
    events = _events(cohort, anchor)
    cleared = clearance_months(cohort, anchor)
    arms = cohort.patients["arm"].astype(str)
    notes = _notes(cohort)
    followed = {
        int(code): row
        for code, *row in zip(
            spans.index, spans["first"].tolist(), spans["last"].tolist(), spans["end"].tolist(),
            spans["ended_on"].dt.date, strict=True,
        )
    }  # fmt: skip
    return tuple(
        Swimmer(
            line=line,
            arm=arms[line.code],
            note=notes[line.code],
            first=followed[line.code][0],
            last=followed[line.code][1],
            end=End(followed[line.code][2]),
            ended_on=followed[line.code][3],
            strips=strips.get(line.code, ()),
            events=events.get(line.code, ()),
            cleared_at=float(cleared[line.code]) if line.code in cleared.index else None,
        )
        for line in lines
    )


_SHORT = {"HR+ HER2−": "HR+", "HER2+": "HER2+", "triple negative": "TN"}


def _notes(cohort: Cohort) -> dict[int, str]:
    """Returns receptors and nodes of each patient, as short as a lane's margin needs them."""
    receptors = subtype(cohort.patients).astype(str).map(lambda word: _SHORT.get(word, ""))
    nodes = node_group(cohort.patients).astype(str)
    return {
        int(code): " ".join(filter(None, (word, node)))
        for code, word, node in zip(cohort.codes, receptors, nodes, strict=True)
    }


_OUTCOME_OF = {
    EventType.DISTANT_METASTASIS.value: Outcome.DISTANT,
    EventType.LOCAL_RECURRENCE.value: Outcome.LOCAL,
    EventType.REGIONAL_RECURRENCE.value: Outcome.LOCAL,
}


def _events(cohort: Cohort, anchor: Anchor) -> dict[int, tuple[Event, ...]]:
    events = cohort.events[cohort.events["event_type"].isin(_OUTCOME_OF).to_numpy(dtype=bool)]
    months: Months = months_from(cohort, anchor, events["patient"], events["occurred_on"])
    found: dict[int, list[Event]] = {}
    rows = zip(
        events["patient"].tolist(), events["event_type"].astype(str), months.tolist(),
        events["occurred_on"].dt.date, events["site"].astype(str), strict=True,
    )  # fmt: skip
    for patient, kind, month, day, site in rows:
        if month == month:
            found.setdefault(patient, []).append(Event(_OUTCOME_OF[kind], month, day, site))
    return {patient: tuple(listed) for patient, listed in found.items()}
