"""The days that bound what can be true of a patient: birth, diagnosis, death, first and last."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, func, select

from monitor.domain.plan import PersonDates
from monitor.domain.vocabularies import EventType, FileKind
from monitor.store.listed import batches, is_one_of
from monitor.store.schema import assay, outcome, patient, person, therapy

# The kinds of file that may say something new about what the store holds already.
_BOUNDING = (FileKind.PATIENTS, FileKind.OUTCOMES)
_DAYS = (
    (assay, assay.c.collected_on),
    (therapy, therapy.c.started_on),
    (therapy, therapy.c.ended_on),
    (outcome, outcome.c.occurred_on),
)


def read_person_dates(
    connection: Connection, kind: FileKind, links: Iterable[str]
) -> dict[str, PersonDates]:
    """Returns, by link, the days that a file of this kind is compared with; nobody is in it of whom
    the store knows none of them.
    """
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for batch in batches(links):
        for link, born, diagnosed in connection.execute(_known(batch)):
            found[link] |= {"birth_year": born, "diagnosed_on": _day(diagnosed)}
        for link, died in connection.execute(_deaths(batch)):
            found[link]["died_on"] = _day(died)
        for table, day in _DAYS if kind in _BOUNDING else ():
            for link, first, last in connection.execute(_first_and_last(table, day, batch)):
                _widen(found[link], _day(first), _day(last), table is not therapy)
    return {link: PersonDates(**days) for link, days in found.items()}


def _known(links: list[str]) -> Select[Any]:
    is_known = patient.c.birth_year.is_not(None) | patient.c.diagnosed_on.is_not(None)
    return (
        select(person.c.link, patient.c.birth_year, patient.c.diagnosed_on)
        .join_from(patient, person)
        .where(is_one_of(person.c.link, links) & patient.c.ended_by.is_(None) & is_known)
    )


def _deaths(links: list[str]) -> Select[Any]:
    is_death = outcome.c.event_type == EventType.DEATH.value
    return (
        select(person.c.link, outcome.c.occurred_on)
        .join_from(outcome, person)
        .where(is_one_of(person.c.link, links) & outcome.c.ended_by.is_(None) & is_death)
    )


def _first_and_last(table: Table, day: Column[Any], links: list[str]) -> Select[Any]:
    """Returns the first and last day of a person's records. A death is no bound for itself."""
    wanted = is_one_of(person.c.link, links) & table.c.ended_by.is_(None)
    if table is outcome:
        wanted &= outcome.c.event_type != EventType.DEATH.value
    return (
        select(person.c.link, func.min(day), func.max(day))
        .join_from(table, person)
        .where(wanted)
        .group_by(person.c.link)
    )


def _widen(
    days: dict[str, Any], first: date | None, last: date | None, of_this_disease: bool
) -> None:
    for name in ("earliest_on", "first_on") if of_this_disease else ("earliest_on",):
        days[name] = min(filter(None, (days.get(name), first)), default=None)
    days["last_on"] = max(filter(None, (days.get("last_on"), last)), default=None)


def _day(held: object) -> date | None:
    return None if held is None else date.fromisoformat(str(held))
