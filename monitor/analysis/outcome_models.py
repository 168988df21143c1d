"""Hazard ratios of the groups, adjusted for covariates; none where the events are too few."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from monitor.analysis.formats import counted
from monitor.analysis.outcome_groups import Grouping
from monitor.analysis.patient_columns import column_value, terms_of
from monitor.domain.endpoints import Ending, TimeToEvent
from monitor.domain.records import Patient
from monitor.stats.cox import Cox, CoxRows, NotEstimable, cox, cox_rows, too_few_events
from monitor.stats.proportionality import Proportionality, proportionality

# Below this many events a term, coefficients are easily far off (Peduzzi, J Clin Epidemiol 1995).
EVENTS_PER_TERM = 10


@dataclass(frozen=True, slots=True)
class Member:
    """A patient in a group, `known_on` the day of the sampling it rests on (None: on none), and
    followed from `begins_on`; `remarks` say what had to be assumed.
    """

    patient: Patient
    group: str
    known_on: date | None
    begins_on: date
    time: TimeToEvent
    remarks: tuple[str, ...] = ()

    @property
    def has_event(self) -> bool:
        return self.time.ending is Ending.EVENT


@dataclass(frozen=True, slots=True, eq=False)
class Adjusted:
    """The Cox model with its check, or the reason (`refusal`) why there is none."""

    model: Cox | None
    check: Proportionality | None
    refusal: str | None
    notes: tuple[str, ...] = ()


def adjusted(
    members: Sequence[Member],
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
    terms: dict[str, NDArray[np.float64]] = {
        groups.term(name, names): np.array([float(m.group == name) for m in members])
        for name in names
        if name != reference
    }
    for column in covariates:
        terms |= terms_of(column, [column_value(m.patient, column) for m in members])
    is_whole = np.all(np.isfinite(np.column_stack(list(terms.values()))), axis=1)
    whole = [member for member, kept in zip(members, is_whole, strict=True) if kept]
    notes = left_out(len(members) - len(whole), covariates)
    events = {name: sum(m.has_event for m in whole if m.group == name) for name in names}
    if few := too_few_events(events):
        return Adjusted(None, None, few, notes)
    return fitted(
        cox_rows(
            [member.time.days for member in whole],
            [member.has_event for member in whole],
            {name: values[is_whole] for name, values in terms.items()},
        ),
        notes,
    )


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
