"""What is known of a row's person, as columns beside the row's own: days that bound its own days.

The names begin with a blank, so that no column of a file can have them.
"""

from collections.abc import Callable, Mapping, Sequence

from monitor.domain.plan import PersonDates, Value
from monitor.domain.vocabularies import EventType, FileKind

BIRTH_YEAR, DIAGNOSED_ON, DIED_ON = " birth_year", " diagnosed_on", " died_on"
EARLIEST_ON, FIRST_ON, LAST_ON = " earliest_on", " first_on", " last_on"
Columns = Mapping[str, Sequence[Value]]

_KNOWN: dict[str, Callable[[PersonDates], Value]] = {
    BIRTH_YEAR: lambda dates: dates.birth_year,
    DIAGNOSED_ON: lambda dates: dates.diagnosed_on,
    DIED_ON: lambda dates: dates.died_on,
    EARLIEST_ON: lambda dates: dates.earliest_on,
    FIRST_ON: lambda dates: dates.first_on,
    LAST_ON: lambda dates: dates.last_on,
}


def person_columns(
    kind: FileKind, links: Sequence[str], columns: Columns, known: Mapping[str, PersonDates]
) -> Columns:
    """Returns the columns of which anything is known, from the store and from the file's own
    deaths.
    """
    days = {name: _by_link(known, read) for name, read in _KNOWN.items()}
    if kind is FileKind.OUTCOMES:
        days[DIED_ON] |= _deaths(links, columns)
    return {name: list(map(by_link.get, links)) for name, by_link in days.items() if by_link}


def _by_link(
    known: Mapping[str, PersonDates], read: Callable[[PersonDates], Value]
) -> dict[str, Value]:
    pairs = ((link, read(dates)) for link, dates in known.items())
    return {link: value for link, value in pairs if value is not None}


def _deaths(links: Sequence[str], columns: Columns) -> dict[str, Value]:
    stands = zip(links, columns["event_type"], columns["occurred_on"], strict=True)
    return {link: day for link, event, day in stands if event == EventType.DEATH and day}
