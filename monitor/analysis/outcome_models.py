"""Hazard ratios of the groups, adjusted for covariates; none where the events are too few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.analysis.formats import counted
from monitor.analysis.outcome_facts import Codes, CohortFacts, Days
from monitor.analysis.outcome_groups import Grouping
from monitor.analysis.patient_columns import TooManyWordsError
from monitor.stats.cox import Cox, CoxRows, NotEstimable, cox, cox_rows, too_few_events
from monitor.stats.inputs import Bools, Floats
from monitor.stats.proportionality import Proportionality, proportionality

# Below this many events a term, coefficients are easily far off (Peduzzi, J Clin Epidemiol 1995).
EVENTS_PER_TERM = 10


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """The patients who are followed, by number: each one's group, the day since when it is known
    (UNKNOWN where it rests on no sampling), the day her clock begins, the days to her end, and
    whether that is the event or a competing one.
    """

    patient: Codes
    group: Codes
    known_on: Days
    begins_on: Days
    days: Floats
    has_event: Bools
    competes: Bools

    @property
    def causes(self) -> NDArray[np.int64]:
        """Returns 0 for a time without event, 1 for the event, 2 for a competing one."""
        return np.where(self.competes, 2, self.has_event.astype(np.int64))

    def __len__(self) -> int:
        return int(self.patient.size)


@dataclass(frozen=True, slots=True, eq=False)
class Adjusted:
    """The Cox model with its check, or the reason (`refusal`) why there is none."""

    model: Cox | None
    check: Proportionality | None
    refusal: str | None
    notes: tuple[str, ...] = ()


def adjusted(
    facts: CohortFacts,
    members: Members,
    names: tuple[str, ...],
    groups: Grouping,
    covariates: Sequence[str] = (),
) -> Adjusted:
    """Returns the hazard ratios of the groups against their reference, and of the covariates.

    Competing events are censored (cause-specific). Patients who lack a covariate are left out of
    the model, and counted in the notes. Under 5 events in a group there is none.
    """
    if len(names) < 2:
        return Adjusted(None, None, "a hazard ratio needs two groups")
    reference = groups.reference(names)
    terms: dict[str, Floats] = {
        groups.term(name, names): (members.group == code).astype(float)
        for code, name in enumerate(names)
        if name != reference
    }
    try:
        terms |= covariate_terms(facts, covariates, members.patient)
    except TooManyWordsError as reason:
        return Adjusted(None, None, str(reason))
    is_whole = complete(terms)
    notes = left_out(int(np.sum(~is_whole)), covariates)
    with_event = members.group[is_whole & members.has_event]
    numbers = np.bincount(with_event, minlength=len(names)).tolist()
    if few := too_few_events(dict(zip(names, numbers, strict=True))):
        return Adjusted(None, None, few, notes)
    return fitted(
        cox_rows(
            members.days[is_whole],
            members.has_event[is_whole],
            {name: values[is_whole] for name, values in terms.items()},
        ),
        notes,
    )


def covariate_terms(
    facts: CohortFacts, covariates: Sequence[str], patients: NDArray[np.integer]
) -> Mapping[str, Floats]:
    """Returns the terms of covariates for these patients, NaN where blank. Raises TooManyWordsError
    for a column of more words than a model takes.
    """
    found: dict[str, Floats] = {}
    for name in covariates:
        column = facts.column(name)
        if column is not None:
            found |= column.of(patients).terms()
    return found


def complete(terms: Mapping[str, Floats]) -> Bools:
    """Returns where no term is missing."""
    return np.asarray(np.all(np.isfinite(np.column_stack(list(terms.values()))), axis=1))


def fitted(rows: CoxRows, notes: tuple[str, ...] = ()) -> Adjusted:
    """Returns the model of these rows with its check, or the reason why there is none."""
    try:
        model = cox(rows)
    except NotEstimable as reason:
        return Adjusted(None, None, str(reason), notes)
    return Adjusted(model, proportionality(rows, model), None, (*notes, *_thin(model)))


def left_out(number: int, covariates: Sequence[str]) -> tuple[str, ...]:
    """Returns the sentence on patients who lack a covariate, nothing where nobody does."""
    if not number:
        return ()
    return (f"{counted(number, 'patient')} without {' or '.join(covariates)}: not in the model.",)


def _thin(model: Cox) -> tuple[str, ...]:
    if model.events >= EVENTS_PER_TERM * model.degrees:
        return ()
    terms, events = counted(model.degrees, "term"), counted(model.events, "event")
    return (f"{terms} on {events}: under {EVENTS_PER_TERM} a term, read with caution.",)
