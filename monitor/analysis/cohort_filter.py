"""Which patients a reader wants to see: one filter for every cohort page."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from operator import itemgetter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.analysis.cohort import Codes, Cohort
from monitor.analysis.staging_groups import grade_group, node_group, subtype, tumor_group
from monitor.domain.vocabularies import EvidenceState

Mask = NDArray[np.bool_]
NOT_GIVEN = ""


class Above(StrEnum):
    """How a sampling's exact 95 % interval lies to a level."""

    SURELY = "surely above"
    POSSIBLY = "possibly above"
    SURELY_NOT = "surely not above"


@dataclass(frozen=True, slots=True)
class CohortFilter:
    """What is wanted, empty = all; "" among the values stands for patients without one.

    `visit` and `above` look at the sampling that counts at the visit, without a visit `above` looks
    at the last evaluable sampling before any distant metastasis. `level` per 10⁶ MNC.
    """

    arms: tuple[str, ...] = ()
    centers: tuple[str, ...] = ()
    labs: tuple[str, ...] = ()
    tumors: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    subtypes: tuple[str, ...] = ()
    therapies: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    visit: str = ""
    above: tuple[str, ...] = ()
    level: float = 1.0

    @property
    def is_empty(self) -> bool:
        """Returns whether everybody is wanted."""
        return replace(self, level=1.0) == CohortFilter()

    @property
    def words(self) -> str:
        """Returns the choice in one line, for captions; "" where everybody is wanted."""
        parts = [
            f"{label} {' or '.join(value or 'not given' for value in getattr(self, name))}"
            for name, label in LABELS.items()
            if getattr(self, name)
        ]
        if self.visit:
            parts.append(f"sampled at {self.visit}")
        if self.above:
            when = f"at {self.visit}" if self.visit else "at the last evaluable sampling"
            parts.append(f"{' or '.join(self.above)} {self.level:g} per 10⁶ {when}")
        return " · ".join(parts)


LABELS = {
    "arms": "arm",
    "centers": "center",
    "labs": "lab",
    "tumors": "tumor",
    "nodes": "nodes",
    "grades": "grade",
    "subtypes": "receptors",
    "therapies": "received",
    "agents": "received",
}
LISTS = tuple(f.name for f in fields(CohortFilter) if f.name not in ("visit", "level"))


_OF_PATIENTS: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "arms": itemgetter("arm"),
    "centers": itemgetter("center"),
    "tumors": tumor_group,
    "nodes": node_group,
    "grades": grade_group,
    "subtypes": subtype,
}


def patients_of(cohort: Cohort, wanted: CohortFilter) -> Codes:
    """Returns the codes of the patients who fit the filter, in order."""
    if wanted.is_empty:
        return cohort.codes
    patients, samplings, therapy = cohort.patients, cohort.samplings, cohort.therapy
    mask = np.ones(len(patients), dtype=bool)
    for name, column in _OF_PATIENTS.items():
        if values := getattr(wanted, name):
            mask &= column(patients).isin(values).to_numpy()
    for values, frame, name in (
        (wanted.labs, samplings, "lab"),
        (wanted.therapies, therapy, "lane"),
        (wanted.agents, therapy, "agent"),
    ):
        if values:
            mask &= _any(cohort, frame.loc[frame[name].isin(values), "patient"])
    if wanted.visit or wanted.above:
        mask &= _by_evidence(cohort, wanted)
    return cohort.codes[mask]


def _any(cohort: Cohort, patients: pd.Series) -> Mask:
    return np.isin(cohort.codes, patients.to_numpy())


def _by_evidence(cohort: Cohort, wanted: CohortFilter) -> Mask:
    chosen = looked_at(cohort, wanted.visit)
    if wanted.above:
        chosen = chosen[evidence(chosen, wanted.level).isin(wanted.above).to_numpy()]
    return _any(cohort, chosen["patient"])


def looked_at(cohort: Cohort, visit: str) -> pd.DataFrame:
    """Returns the one sampling of each patient that the evidence is read from."""
    samplings = cohort.samplings
    if visit:
        is_asked = (samplings["visit"] == visit) & samplings["is_counted_visit"]
        return samplings[is_asked.to_numpy()]
    return evaluable(cohort).drop_duplicates("patient", keep="last")


def evaluable(cohort: Cohort) -> pd.DataFrame:
    """Returns the evaluable samplings before any distant metastasis, by patient and day."""
    samplings = cohort.samplings
    states = (EvidenceState.DETECTED.value, EvidenceState.NOT_DETECTED.value)
    found: pd.DataFrame = samplings[samplings["state"].isin(states) & ~samplings["after_relapse"]]
    return found


def evidence(samplings: pd.DataFrame, level: float) -> pd.Series:
    """Returns how each sampling lies to a level per 10⁶, by its exact 95 % limits; "" without them.

    An interval that holds the level, or ends on it, is “possibly above”.
    """
    lower, upper = samplings["lower"].to_numpy(), samplings["upper"].to_numpy()
    with np.errstate(invalid="ignore"):
        words = np.select(
            [np.isnan(upper), lower > level, upper < level],
            ["", Above.SURELY.value, Above.SURELY_NOT.value],
            Above.POSSIBLY.value,
        )
    return pd.Series(words, index=samplings.index, dtype="object")


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What the cohort can be filtered by, each in its natural order; "" where some have none."""

    arms: tuple[str, ...]
    centers: tuple[str, ...]
    labs: tuple[str, ...]
    tumors: tuple[str, ...]
    nodes: tuple[str, ...]
    grades: tuple[str, ...]
    subtypes: tuple[str, ...]
    therapies: tuple[str, ...]
    agents: tuple[str, ...]
    visits: tuple[str, ...]

    def of(self, name: str) -> tuple[str, ...]:
        """Returns the choices of one part of the filter."""
        found: tuple[str, ...] = getattr(self, name)
        return found


def filter_choices(cohort: Cohort) -> FilterChoices:
    """Returns what occurs in the cohort."""
    patients, therapy = cohort.patients, cohort.therapy
    windows = cohort.visits.windows if cohort.visits else ()
    return FilterChoices(
        **{name: _occurring(column(patients)) for name, column in _OF_PATIENTS.items()},
        labs=_occurring(cohort.samplings["lab"]),
        therapies=_occurring(therapy["lane"]),
        agents=_occurring(therapy["agent"]),
        visits=tuple(window.name for window in windows),
    )


def _occurring(values: pd.Series) -> tuple[str, ...]:
    """Returns the distinct values; in the order of their categories where that means something,
    else as words, what is not given last.
    """
    distinct = [str(value) for value in values.unique()]
    if isinstance(values.dtype, pd.CategoricalDtype) and values.cat.ordered:
        ranks = {str(word): at for at, word in enumerate(values.cat.categories)}
        distinct.sort(key=ranks.__getitem__)
    else:
        distinct.sort()
    return tuple(sorted(distinct, key=lambda value: value == NOT_GIVEN))


def wanted_only(wanted: CohortFilter, offered: FilterChoices) -> CohortFilter:
    """Returns the filter without what the cohort does not have: another store, an old link."""
    kept = {
        name: tuple(v for v in getattr(wanted, name) if v in offered.of(name))
        for name in LISTS
        if name != "above"
    }
    above = tuple(v for v in wanted.above if v in set(Above))
    visit = wanted.visit if wanted.visit in offered.visits else ""
    level = wanted.level if 0 < wanted.level < 1e6 else 1.0
    return CohortFilter(**kept, above=above, visit=visit, level=level)
