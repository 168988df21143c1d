"""How long each patient of a cohort was free of an endpoint's event: `time_to` for all at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.analysis.outcome_facts import (
    CONTRALATERAL,
    HAPPENINGS,
    LOCAL,
    METASTASIS,
    NEVER,
    UNKNOWN,
    UNKNOWN_DEATH,
    CohortFacts,
    Days,
    Flags,
    day_text,
)
from monitor.domain.endpoints import DEFINITIONS, Endpoint, Flag, Happening, UnknownCause

CENSORED, EVENT, COMPETING = 0, 1, 2
# What ends a time without event, behind the happenings.
ENDINGS = (*(str(kind) for kind in HAPPENINGS), "last record", "last outcome", "last contact")
_LAST_RECORD, _LAST_OUTCOME, _LAST_CONTACT = range(len(HAPPENINGS), len(ENDINGS))
_BC_DEATH = HAPPENINGS.index(Happening.BREAST_CANCER_DEATH)
_OTHER_DEATH = HAPPENINGS.index(Happening.OTHER_DEATH)


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """Where each patient's time ends, wherever it began: the day, CENSORED, EVENT or COMPETING, the
    number of what ended it in ENDINGS, and for each flag whom it concerns.
    """

    on: Days
    cause: NDArray[np.int8]
    what: NDArray[np.int8]
    flags: dict[Flag, Flags]

    def reason(self, patient: int, begins: int) -> tuple[str, str]:
        """Returns why a patient whose time ended by the day it began is not at risk: what and how,
        and the same with its days.
        """
        what, on = ENDINGS[self.what[patient]], int(self.on[patient])
        if on == begins:
            how = "the day the clock starts"
            return f"{what} on {how}", f"{what} on {day_text(on)}, {how}"
        how = "before the clock starts"
        return f"{what} {how}", f"{what} on {day_text(on)}, {how} ({day_text(begins)})"


def ends(facts: CohortFacts, endpoint: Endpoint, unknown_cause: UnknownCause) -> Ends:
    """Returns where the times end: with the first event that the endpoint names or a competing
    death, of one day the event; else at the last contact, a later outcome, or the last record.
    """
    definition = DEFINITIONS[endpoint]
    first, is_assumed = _with_unknown_deaths(facts, unknown_cause)
    event_on, event = _earliest(first, definition.events)
    rival_on, rival = _earliest(first, definition.competing)
    happened = np.minimum(event_on, rival_on) < NEVER
    is_event = event_on <= rival_on
    on, what = np.where(is_event, event_on, rival_on), np.where(is_event, event, rival)
    last_on, last, flags = _last_seen(facts)
    cause = np.where(happened, np.where(is_event, EVENT, COMPETING), CENSORED)
    flags = {flag: concerned & ~happened for flag, concerned in flags.items()}
    flags[Flag.INVASIVE_NOT_GIVEN] = happened & (
        ((what == LOCAL) & facts.invasive_unknown[:, 0])
        | ((what == CONTRALATERAL) & facts.invasive_unknown[:, 1])
    )
    if definition.tells_deaths_apart:
        is_death = (what == _BC_DEATH) | (what == _OTHER_DEATH)
        flags[Flag.CAUSE_UNKNOWN] = happened & is_death & is_assumed
    return Ends(
        on=np.where(happened, on, last_on).astype(np.int32),
        cause=cause.astype(np.int8),
        what=np.where(happened, what, last).astype(np.int8),
        flags=flags,
    )


def _with_unknown_deaths(facts: CohortFacts, unknown_cause: UnknownCause) -> tuple[Days, Flags]:
    """Returns the first day of each happening, and whose first death has an assumed cause."""
    first = facts.first[:, :UNKNOWN_DEATH].copy()
    death = facts.first[:, UNKNOWN_DEATH]
    if unknown_cause is UnknownCause.BY_METASTASIS:
        is_breast_cancer = first[:, METASTASIS] <= death
    else:
        is_breast_cancer = np.full(death.shape, unknown_cause is UnknownCause.BREAST_CANCER)
    is_assumed = death < np.minimum(first[:, _BC_DEATH], first[:, _OTHER_DEATH])
    for place, concerned in ((_BC_DEATH, is_breast_cancer), (_OTHER_DEATH, ~is_breast_cancer)):
        first[:, place] = np.where(concerned, np.minimum(first[:, place], death), first[:, place])
    return first, is_assumed


def _earliest(first: Days, kinds: frozenset[Happening]) -> tuple[Days, NDArray[np.intp]]:
    """Returns the first day of any of these, and which of them it was."""
    if not kinds:
        return np.full(len(first), NEVER, np.int32), np.zeros(len(first), np.intp)
    places = np.array(sorted(HAPPENINGS.index(kind) for kind in kinds))
    own = first[:, places]
    return own.min(axis=1), places[own.argmin(axis=1)]


def _last_seen(facts: CohortFacts) -> tuple[Days, NDArray[np.intp], dict[Flag, Flags]]:
    """Returns the last day that a patient without event was seen, and how."""
    contact, relapse = facts.last_contact, facts.last_relapse
    has_contact = contact != UNKNOWN
    is_later = has_contact & (relapse > contact)
    on = np.where(has_contact, np.maximum(contact, relapse), facts.last_record)
    how = np.where(has_contact, np.where(is_later, _LAST_OUTCOME, _LAST_CONTACT), _LAST_RECORD)
    flags = {Flag.NO_LAST_CONTACT: ~has_contact, Flag.AFTER_LAST_CONTACT: is_later}
    return on, how, flags
