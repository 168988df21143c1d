"""A cohort reduced to what questions on outcomes need, as arrays by patient: a question goes
through 200,000 patients in a fraction of a second.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.analysis.outcome_clocks import Clock
from monitor.analysis.patient_columns import Column
from monitor.domain.endpoints import Happening

Days = NDArray[np.int32]  # proleptic ordinals
Codes = NDArray[np.int32]
Flags = NDArray[np.bool_]

UNKNOWN = 0  # a day that nobody wrote down
NEVER = int(np.iinfo(np.int32).max)  # a day that did not come
_EPOCH = date(1970, 1, 1).toordinal()  # of numpy's days

HAPPENINGS = tuple(Happening)
# A death of unknown cause has its own place: what it counts as depends on the question.
UNKNOWN_DEATH = len(HAPPENINGS)
LOCAL = HAPPENINGS.index(Happening.LOCAL)
CONTRALATERAL = HAPPENINGS.index(Happening.CONTRALATERAL)
METASTASIS = HAPPENINGS.index(Happening.DISTANT)

POSITIVE, NEGATIVE, NO_STATUS = 1, 0, -1


@dataclass(frozen=True, slots=True, eq=False)
class Starts:
    """Where one clock starts: the day, whether it is known to the day, and the number of the reason
    why there is none (−1 where there is one).
    """

    day: Days
    is_exact: Flags
    why: Codes
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Marrow:
    """Every sampling of bone marrow, by patient and day. `status` is POSITIVE, NEGATIVE or
    NO_STATUS; `finding` the number of its state and reason. `visit_row` and `visit` say which
    sampling bears which visit, as the lab wrote it (upper and lower case alike).
    """

    patient: Codes
    day: Days
    status: NDArray[np.int8]
    finding: Codes
    findings: tuple[tuple[str, str], ...]
    visit_row: Codes
    visit: Codes
    visits: tuple[str, ...]

    def rows_of(self, visit: str) -> Codes:
        """Returns the samplings of a visit, by patient and day."""
        asked = visit.strip().casefold()
        known = [name.casefold() for name in self.visits]
        if asked not in known:
            return np.zeros(0, np.int32)
        found = np.unique(self.visit_row[self.visit == known.index(asked)])
        return np.asarray(found, np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class CohortFacts:
    """Patients 0 … n−1 in the order of their courses. `first` is the first day of each of
    HAPPENINGS and of a death of unknown cause; `invasive_unknown` tells of the first local and the
    first contralateral event; `last_contact` and `last_relapse` are the last days of their kind.
    `asked_since`: the day on which it was known that a patient is one of those asked about, None
    where that rests on nothing that happened to anybody. No clock starts earlier.
    """

    links: tuple[str, ...]
    patient_ids: tuple[str, ...]
    columns: Mapping[str, Column]
    first: Days
    invasive_unknown: Flags
    last_contact: Days
    last_relapse: Days
    last_record: Days
    starts: Mapping[Clock, Starts]
    marrow: Marrow
    asked_since: Days | None = None

    @property
    def patients(self) -> int:
        return len(self.links)

    @property
    def metastasis(self) -> Days:
        """Returns the day of the first distant metastasis."""
        return np.asarray(self.first[:, METASTASIS])

    @property
    def has_outcomes(self) -> bool:
        """Returns whether anything at all is recorded of what became of anybody."""
        return bool(np.any(self.first != NEVER) or np.any(self.last_contact != UNKNOWN))

    def column(self, name: str) -> Column | None:
        """Returns what the patients file says in a column, named in any case."""
        return self.columns.get(name.strip().casefold())

    @property
    def column_names(self) -> tuple[str, ...]:
        """Returns the columns in which any patient has a value, fields first."""
        return tuple(column.name for column in self.columns.values())

    def of(self, codes: NDArray[np.integer]) -> "CohortFacts":
        """Returns the facts of these patients alone, numbered anew in the order given."""
        columns = {key: column.of(codes) for key, column in self.columns.items()}
        return replace(
            self,
            links=tuple(self.links[code] for code in codes),
            patient_ids=tuple(self.patient_ids[code] for code in codes),
            columns={key: column for key, column in columns.items() if column.is_given},
            first=self.first[codes],
            invasive_unknown=self.invasive_unknown[codes],
            last_contact=self.last_contact[codes],
            last_relapse=self.last_relapse[codes],
            last_record=self.last_record[codes],
            starts={clock: _some_starts(found, codes) for clock, found in self.starts.items()},
            marrow=_some_marrow(self.marrow, codes, self.patients),
            asked_since=None if self.asked_since is None else self.asked_since[codes],
        )


def ordinals(days: pd.Series, unknown: int = UNKNOWN) -> Days:
    """Returns the days of a column as proleptic ordinals, `unknown` where there is none."""
    held = days.to_numpy().astype("datetime64[D]")
    found = np.where(np.isnat(held), unknown - _EPOCH, held.astype(np.int64)) + _EPOCH
    return np.asarray(found, dtype=np.int32)


def day_text(ordinal: int) -> str:
    """Returns a day as ISO text."""
    return date.fromordinal(int(ordinal)).isoformat()


def _some_starts(starts: Starts, codes: NDArray[np.integer]) -> Starts:
    return replace(
        starts, day=starts.day[codes], is_exact=starts.is_exact[codes], why=starts.why[codes]
    )


def _some_marrow(marrow: Marrow, codes: NDArray[np.integer], patients: int) -> Marrow:
    place = np.full(patients, -1, np.int32)
    place[codes] = np.arange(len(codes), dtype=np.int32)
    kept = np.flatnonzero(place[marrow.patient] >= 0)
    kept = kept[np.argsort(place[marrow.patient[kept]], kind="stable")]
    row = np.full(marrow.patient.size, -1, np.int32)
    row[kept] = np.arange(kept.size, dtype=np.int32)
    stays = row[marrow.visit_row] >= 0
    return replace(
        marrow,
        patient=place[marrow.patient[kept]],
        day=marrow.day[kept],
        status=marrow.status[kept],
        finding=marrow.finding[kept],
        visit_row=row[marrow.visit_row[stays]],
        visit=marrow.visit[stays],
    )
