"""Endpoints: which outcome events count, and how long a patient was free of them (methods.md 6).

The names and lists are those of STEEP (Hudis, J Clin Oncol 2007;25:2127–2132; version 2.0: Tolaney,
J Clin Oncol 2021;39:2720–2731).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.domain.records import OutcomeEvent
from monitor.domain.vocabularies import RELAPSES, DeathCause, EventType


class Endpoint(StrEnum):
    """What a patient is free of, by the letters the field uses."""

    OS = "OS"
    IDFS = "IDFS"
    IBCFS = "IBCFS"
    RFS = "RFS"
    DDFS = "DDFS"
    DRFS = "DRFS"
    BCSS = "BCSS"
    RFI = "RFI"
    DRFI = "DRFI"


class Happening(StrEnum):
    """What endpoints tell apart. `DCIS` (in situ, any breast) belongs to none of them."""

    LOCAL = "invasive local recurrence"
    REGIONAL = "regional recurrence"
    DISTANT = "distant metastasis"
    CONTRALATERAL = "invasive contralateral breast cancer"
    SECOND_PRIMARY = "second primary cancer"
    DCIS = "non-invasive breast disease"
    BREAST_CANCER_DEATH = "death from breast cancer"
    OTHER_DEATH = "death from another cause"


DEATHS = frozenset({Happening.BREAST_CANCER_DEATH, Happening.OTHER_DEATH})

_RELAPSE = frozenset({Happening.LOCAL, Happening.REGIONAL, Happening.DISTANT})
_BREAST_CANCER_DEATH = frozenset({Happening.BREAST_CANCER_DEATH})


@dataclass(frozen=True, slots=True)
class Definition:
    """The happenings that are the event, and those after which it cannot come any more. What is in
    neither neither counts nor censors.
    """

    title: str
    events: frozenset[Happening]
    competing: frozenset[Happening] = frozenset()

    @property
    def tells_deaths_apart(self) -> bool:
        """Returns whether the cause of a death matters."""
        return bool(self.competing & DEATHS)


DEFINITIONS: Mapping[Endpoint, Definition] = {
    Endpoint.OS: Definition("overall survival", DEATHS),
    Endpoint.IDFS: Definition(
        "invasive disease-free survival",
        _RELAPSE | {Happening.CONTRALATERAL, Happening.SECOND_PRIMARY} | DEATHS,
    ),
    Endpoint.IBCFS: Definition(
        "invasive breast cancer-free survival", _RELAPSE | {Happening.CONTRALATERAL} | DEATHS
    ),
    Endpoint.RFS: Definition("recurrence-free survival", _RELAPSE | DEATHS),
    Endpoint.DDFS: Definition(
        "distant disease-free survival",
        frozenset({Happening.DISTANT, Happening.SECOND_PRIMARY}) | DEATHS,
    ),
    Endpoint.DRFS: Definition(
        "distant recurrence-free survival", frozenset({Happening.DISTANT}) | DEATHS
    ),
    Endpoint.BCSS: Definition(
        "breast cancer-specific survival", _BREAST_CANCER_DEATH, frozenset({Happening.OTHER_DEATH})
    ),
    Endpoint.RFI: Definition(
        "recurrence-free interval",
        _RELAPSE | _BREAST_CANCER_DEATH,
        frozenset({Happening.OTHER_DEATH}),
    ),
    Endpoint.DRFI: Definition(
        "distant recurrence-free interval",
        frozenset({Happening.DISTANT}) | _BREAST_CANCER_DEATH,
        frozenset({Happening.OTHER_DEATH}),
    ),
}


class UnknownCause(StrEnum):
    """How a death of unknown cause is read where the cause matters."""

    BY_METASTASIS = "breast cancer after a recorded distant metastasis, else another cause"
    BREAST_CANCER = "breast cancer"
    OTHER = "another cause"


class Ending(StrEnum):
    """How a patient's time ends."""

    EVENT = "event"
    CENSORED = "censored"
    COMPETING = "competing"


class Flag(StrEnum):
    """What had to be assumed about one patient; counted under the figure."""

    NO_LAST_CONTACT = "no last contact is recorded: follow-up ends at the last dated record"
    AFTER_LAST_CONTACT = "an outcome is dated after the last contact: follow-up ends with it"
    CAUSE_UNKNOWN = "the cause of death is unknown"
    INVASIVE_NOT_GIVEN = "whether the recurrence was invasive is not given: taken as invasive"


@dataclass(frozen=True, slots=True)
class TimeToEvent:
    """Days from the clock's start to the event, or to the end of what is known."""

    days: int
    ending: Ending
    ended_on: date
    reason: str
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class NotAtRisk:
    """The patient cannot be followed from the clock's start, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Dated:
    happening: Happening
    on: date
    flags: tuple[Flag, ...] = ()


def time_to(
    endpoint: Endpoint,
    outcomes: Iterable[OutcomeEvent],
    starts_on: date,
    last_record_on: date,
    unknown_cause: UnknownCause = UnknownCause.BY_METASTASIS,
) -> TimeToEvent | NotAtRisk:
    """Returns how long after `starts_on` the patient was free of the endpoint's event.

    The first event that the endpoint names ends the time, a competing death as well. Others end it
    at the last contact (or a later outcome), without one at `last_record_on`, flagged. An event or
    an end that is not after the start takes the patient out.
    """
    known = sorted(outcomes, key=lambda o: o.occurred_on)
    dated = _happenings(known, unknown_cause)
    definition = DEFINITIONS[endpoint]
    first = _first(dated, definition)
    if first is None:
        return _censored(known, starts_on, last_record_on)
    day = f"{first.happening} on {first.on}"
    if first.on <= starts_on:
        return NotAtRisk(f"{day}, {_before(first.on, starts_on)}")
    is_event = first.happening in definition.events
    return TimeToEvent(
        days=(first.on - starts_on).days,
        ending=Ending.EVENT if is_event else Ending.COMPETING,
        ended_on=first.on,
        reason=day,
        flags=_that_matter(first, definition),
    )


def happening(
    event: OutcomeEvent,
    metastasis_on: date | None = None,
    unknown_cause: UnknownCause = UnknownCause.BY_METASTASIS,
) -> Happening | None:
    """Returns what an outcome event counts as, None for a last contact.

    A non-invasive local or contralateral event counts as DCIS. `metastasis_on` is the day of the
    first recorded distant metastasis.
    """
    if event.event_type is EventType.DEATH:
        return _death(event, metastasis_on, unknown_cause)
    if event.invasive is False and event.event_type in _IN_ONE_BREAST:
        return Happening.DCIS
    return _HAPPENINGS.get(event.event_type)


_HAPPENINGS: Mapping[EventType, Happening] = {
    EventType.LOCAL_RECURRENCE: Happening.LOCAL,
    EventType.REGIONAL_RECURRENCE: Happening.REGIONAL,
    EventType.DISTANT_METASTASIS: Happening.DISTANT,
    EventType.CONTRALATERAL_BREAST: Happening.CONTRALATERAL,
    EventType.SECOND_PRIMARY: Happening.SECOND_PRIMARY,
    EventType.DCIS: Happening.DCIS,
}
_IN_ONE_BREAST = frozenset({EventType.LOCAL_RECURRENCE, EventType.CONTRALATERAL_BREAST})
_CAUSE_IS_KNOWN = frozenset({DeathCause.BREAST_CANCER, DeathCause.OTHER})


def _death(
    event: OutcomeEvent, metastasis_on: date | None, unknown_cause: UnknownCause
) -> Happening:
    if event.cause in _CAUSE_IS_KNOWN:
        is_breast_cancer = event.cause is DeathCause.BREAST_CANCER
    elif unknown_cause is UnknownCause.BY_METASTASIS:
        is_breast_cancer = metastasis_on is not None and metastasis_on <= event.occurred_on
    else:
        is_breast_cancer = unknown_cause is UnknownCause.BREAST_CANCER
    return Happening.BREAST_CANCER_DEATH if is_breast_cancer else Happening.OTHER_DEATH


def _happenings(
    outcomes: Iterable[OutcomeEvent], unknown_cause: UnknownCause
) -> tuple[_Dated, ...]:
    outcomes = tuple(outcomes)
    metastasis_on = _first_metastasis(outcomes)
    found = ((event, happening(event, metastasis_on, unknown_cause)) for event in outcomes)
    return tuple(_Dated(what, e.occurred_on, _flags(e)) for e, what in found if what is not None)


def _flags(event: OutcomeEvent) -> tuple[Flag, ...]:
    if event.event_type is EventType.DEATH and event.cause not in _CAUSE_IS_KNOWN:
        return (Flag.CAUSE_UNKNOWN,)
    if event.event_type in _IN_ONE_BREAST and event.invasive is None:
        return (Flag.INVASIVE_NOT_GIVEN,)
    return ()


def _first_metastasis(outcomes: Iterable[OutcomeEvent]) -> date | None:
    days = (o.occurred_on for o in outcomes if o.event_type is EventType.DISTANT_METASTASIS)
    return min(days, default=None)


def _first(dated: Iterable[_Dated], definition: Definition) -> _Dated | None:
    """Returns what ends the time; of one day an event goes before a competing death."""
    ends = [d for d in dated if d.happening in definition.events | definition.competing]
    return min(ends, key=lambda d: (d.on, d.happening not in definition.events), default=None)


def _that_matter(first: _Dated, definition: Definition) -> tuple[Flag, ...]:
    return tuple(
        flag
        for flag in first.flags
        if flag is not Flag.CAUSE_UNKNOWN or definition.tells_deaths_apart
    )


def _censored(
    outcomes: Iterable[OutcomeEvent], starts_on: date, last_record_on: date
) -> TimeToEvent | NotAtRisk:
    """Returns the time of a patient without event: alive, since every endpoint names each death."""
    ended_on, reason, flags = _end(outcomes, last_record_on)
    if ended_on <= starts_on:
        return NotAtRisk(f"{reason} on {ended_on}, {_before(ended_on, starts_on)}")
    days = (ended_on - starts_on).days
    return TimeToEvent(days, Ending.CENSORED, ended_on, f"{reason} on {ended_on}", flags)


def _end(
    outcomes: Iterable[OutcomeEvent], last_record_on: date
) -> tuple[date, str, tuple[Flag, ...]]:
    outcomes = tuple(outcomes)
    contacts = [o.occurred_on for o in outcomes if o.event_type is EventType.LAST_CONTACT]
    if not contacts:
        return last_record_on, "last record", (Flag.NO_LAST_CONTACT,)
    later = [o.occurred_on for o in outcomes if o.event_type in RELAPSES]
    if later and max(later) > max(contacts):
        return max(later), "last outcome", (Flag.AFTER_LAST_CONTACT,)
    return max(contacts), "last contact", ()


def _before(on: date, starts_on: date) -> str:
    if on == starts_on:
        return "the day the clock starts"
    return f"before the clock starts ({starts_on})"
