"""Dates as labs write them: `17.01.2023`, `01/17/2023`, `17-Jan-2023`, `Mai 2000`, timestamps.

A text gives the days it may mean by order of its parts; which order holds is the column's to
decide. The grammars are ASCII and closed: no week dates, no 30 February, no Arabic digits.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from monitor.domain.vocabularies import DatePrecision
from monitor.ingest.faults import Fault

FIRST_YEAR, LAST_YEAR = 1900, 2199


class Order(StrEnum):
    """In which order a column's dates are written."""

    DMY = "day.month.year"
    MDY = "month/day/year"
    YMD = "year-month-day"


class Serial(StrEnum):
    """How a spreadsheet counts days."""

    FROM_1900 = "Excel day number (1900)"
    FROM_1904 = "Excel day number (1904)"


SERIAL_ORIGINS = {Serial.FROM_1900: date(1899, 12, 30), Serial.FROM_1904: date(1904, 1, 1)}
_SERIALS = range(20_000, 60_001)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as written: by order, its parts (year, month, day).

    A year of two digits lacks its century. `precision` says which part is the last that is known.
    `time` is the time of day behind it, `is_canonical` that it is our own form, `is_named` that the
    month is a word or the year comes first with four digits, so that no order is in question.
    """

    parts: tuple[tuple[Order, tuple[int, int, int]], ...]
    precision: DatePrecision = DatePrecision.DAY
    short_year: bool = False
    is_plain: bool = True
    time: str = ""

    @property
    def orders(self) -> frozenset[Order]:
        return frozenset(order for order, _ in self.parts)


_TIME = re.compile(
    r"(?P<date>.*?[0-9.])(?:[T ]\s*|,\s+)(?P<time>[0-2]?[0-9]:[0-5][0-9]"
    r"(?::[0-5][0-9](?:[.,][0-9]{1,9})?)?(?:\s?[AaPp]\.?[Mm]\.?)?)\s?(?P<zone>Z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?(?:\s?Uhr)?",
    re.ASCII,
)
_TRIPLE = re.compile(r"([0-9]{1,4})(?P<by>[./-])\s?([0-9]{1,2})(?P=by)\s?([0-9]{1,4})", re.ASCII)
_BASIC = re.compile(r"((?:19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})", re.ASCII)
_MONTH = re.compile(r"(?:([0-9]{1,2})[./-]\s?([0-9]{4})|([0-9]{4})[./-]([0-9]{1,2}))", re.ASCII)
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)
_NAMED = (
    re.compile(r"(?P<d>[0-9]{1,2})\.?[\s-]*(?P<m>[a-zä]{3,9})\.?[\s,'-]*(?P<y>[0-9]{4}|[0-9]{2})"),
    re.compile(r"(?P<m>[a-zä]{3,9})\.?\s+(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>[0-9]{4})"),
    re.compile(r"(?P<m>[a-zä]{3,9})\.?[\s/-]*(?P<y>[0-9]{4})"),
    re.compile(r"(?P<y>[0-9]{4})[\s/-]+(?P<m>[a-zä]{3,9})\.?(?:[\s/-]+(?P<d>[0-9]{1,2}))?"),
)
_MONTH_NAMES = (
    "january januar jan jaenner jänner",
    "february februar feb feber",
    "march märz maerz mar mär mrz mae",
    "april apr",
    "may mai",
    "june juni jun",
    "july juli jul",
    "august aug",
    "september sept sep",
    "october oktober oct okt",
    "november nov",
    "december dezember dec dez",
)
MONTHS = {name: at for at, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_DAY_AND_MONTH = re.compile(
    r"(?:[0-9]{1,2}[.\s-]{1,3}(?P<m1>[a-zä]{3,9})\.?|(?P<m2>[a-zä]{3,9})\.?[\s-][0-9]{1,2})"
)


@lru_cache(maxsize=65_536)
def read_date(text: str) -> WrittenDate | Fault:
    """Returns the date that a text writes, or why it writes none."""
    written = text.strip()
    day, time = _without_time(written)
    found = _numeric(day) or _with_month_name(day.lower())
    if found is None:
        return _no_date(written)
    if not found.parts:
        return Fault("no_such_day", "There is no such day in the calendar.")
    if time:
        return WrittenDate(found.parts, found.precision, found.short_year, found.is_plain, time)
    return found


def is_serial(text: str) -> bool:
    """Returns whether a text may be a day number of a spreadsheet."""
    return len(text) == 5 and text.isascii() and text.isdigit() and int(text) in _SERIALS


def from_serial(text: str, system: Serial) -> date:
    """Returns the day that a spreadsheet's number stands for."""
    return SERIAL_ORIGINS[system] + timedelta(int(text))


def is_day_and_month(text: str) -> bool:
    """Returns whether a text is a day and a month's name and no more, as Excel makes of `2-1`,
    `SEPT9` or `3.3`.
    """
    match = _DAY_AND_MONTH.fullmatch(text.strip().lower())
    return match is not None and (match["m1"] or match["m2"]) in MONTHS


def whole_day(parts: tuple[int, int, int], precision: DatePrecision, last: bool) -> date:
    """Returns a day, or the first or last day of a month or year that is all one knows."""
    year, month, day = parts
    if precision is DatePrecision.YEAR:
        month = 12 if last else 1
    if precision is not DatePrecision.DAY:
        day = calendar.monthrange(year, month)[1] if last else 1
    return date(year, month, day)


def _without_time(text: str) -> tuple[str, str]:
    match = _TIME.fullmatch(text)
    if not match:
        return text, ""
    return match["date"].rstrip(), match["time"] + (match["zone"] or "")


def _numeric(text: str) -> WrittenDate | None:
    if match := _TRIPLE.fullmatch(text):
        return _triple(match[1], match[3], match[4], match["by"])
    if match := _BASIC.fullmatch(text):
        return _of(((Order.YMD, (int(match[1]), int(match[2]), int(match[3]))),))
    if match := _MONTH.fullmatch(text):
        year, month = int(match[2] or match[3]), int(match[1] or match[4])
        return _of(((Order.YMD, (year, month, 1)),), DatePrecision.MONTH)
    if _YEAR.fullmatch(text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return _of(((Order.YMD, (int(text), 1, 1)),), DatePrecision.YEAR)
    return None


def _triple(first: str, second: str, third: str, by: str) -> WrittenDate | None:
    """Returns the date of three numbers, of which the first or the last is the year."""
    a, b, c = int(first), int(second), int(third)
    if len(first) == 4 and len(third) <= 2:
        return _of(((Order.YMD, (a, b, c)),))
    if len(first) <= 2 and len(third) == 4:
        return _of(((Order.DMY, (c, b, a)), (Order.MDY, (c, a, b))), is_plain=False)
    if len(first) <= 2 and len(third) == 2:
        year_first = ((Order.YMD, (a, b, c)),) if by == "-" else ()
        orders = ((Order.DMY, (c, b, a)), (Order.MDY, (c, a, b)), *year_first)
        return _of(orders, short_year=True, is_plain=False)
    return None


def _with_month_name(text: str) -> WrittenDate | None:
    for grammar in _NAMED:
        match = grammar.fullmatch(text)
        if match and match["m"] in MONTHS:
            named = match.groupdict()
            precision = DatePrecision.DAY if named.get("d") else DatePrecision.MONTH
            parts = (int(match["y"]), MONTHS[match["m"]], int(named.get("d") or 1))
            return _of(((Order.YMD, parts),), precision, short_year=len(match["y"]) == 2)
    return None


def _of(
    parts: tuple[tuple[Order, tuple[int, int, int]], ...],
    precision: DatePrecision = DatePrecision.DAY,
    short_year: bool = False,
    is_plain: bool = True,
) -> WrittenDate:
    real = tuple((order, p) for order, p in parts if _exists(p, short_year))
    return WrittenDate(real, precision, short_year, is_plain)


def _exists(parts: tuple[int, int, int], short_year: bool) -> bool:
    year, month, day = parts
    if not 1 <= month <= 12:
        return False
    # Of a short year, the 29th of February is judged once the century is known.
    days = calendar.monthrange(2000 if short_year else max(year, 1), month)[1]
    return 1 <= day <= days


def _no_date(text: str) -> Fault:
    if any(letter.isdecimal() and not letter.isascii() for letter in text):
        return Fault("digits_not_ascii", "The digits are not 0 to 9; type the date anew.")
    return Fault("not_a_date", "A date is expected, such as 2023-01-17.")


def centuries() -> Iterator[tuple[str, int]]:
    """Yields, for each window that years of two digits may fall into, its name and first year."""
    for first in (1900, 1930, 1950, 1969, 2000):
        yield f"{first} to {first + 99}", first


def in_window(short: int, first: int) -> int:
    """Returns the year of two digits that lies within a hundred years from the first."""
    return first + (short - first) % 100
