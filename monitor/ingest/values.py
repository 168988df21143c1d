"""One cell's text to one typed value, or to the fault that keeps it from being one.

The grammars are ASCII and closed: Python's own `int`, `float` and `fromisoformat` take `1_000`,
`inf`, Arabic digits and week dates, none of which a lab means.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.domain.plan import Value

LONGEST_ID = 64
LONGEST_NAME = 200
LONGEST_TEXT = 4000
LARGEST_COUNT = 2**63 - 1  # what a database holds exactly; what is plausible is asked
BIRTH_DATE = "birth_date"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

# No leading zeros: 2000000,14 with its comma one digit too early is 200000,014.
_COUNT = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,20})?", re.ASCII)
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_YEAR = re.compile(r"(19|20)[0-9]{2}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is not a value of its column: the rule it breaks and what was expected."""

    rule: str
    message: str


Parser = Callable[[str], Value | Fault]


def unguarded(text: str) -> str:
    """Returns a cell's text trimmed and in normal form C, without the quote that keeps a
    spreadsheet from taking it for a formula.
    """
    value = text.strip()
    if not value.isascii():
        value = unicodedata.normalize("NFC", value)
    if value.startswith("'") and value[1:].startswith(FORMULA_STARTS):
        return value[1:].strip()
    return value


def parse_text(text: str) -> Value | Fault:
    """Returns the text as it is kept: trimmed, in normal form C, without a formula's guard."""
    value = unguarded(text)
    if len(value) > LONGEST_TEXT:
        return Fault("text_too_long", f"At most {LONGEST_TEXT} characters are kept.")
    if _CONTROL.search(value):
        return Fault("control_character", "The text holds a control character.")
    return value


def parse_name(text: str) -> Value | Fault:
    """Returns a name by which rows are told apart: nothing in it is invisible."""
    value = unguarded(text)
    if len(value) > LONGEST_NAME:
        return Fault("name_too_long", f"At most {LONGEST_NAME} characters are expected.")
    if not value.isprintable():
        return Fault("invisible_character", "It holds an invisible or special blank character.")
    return value


def parse_identifier(text: str) -> Value | Fault:
    """Returns a pseudonym or sample number as text: never a number, leading zeros kept."""
    value = unguarded(text)
    if len(value) > LONGEST_ID:
        return Fault("identifier_too_long", f"An identifier has at most {LONGEST_ID} characters.")
    return parse_name(value)


def parse_count(text: str) -> Value | Fault:
    """Returns a whole number ≥ 0, written in digits only."""
    digits = text.strip()
    if not _COUNT.fullmatch(digits):
        return Fault("not_a_whole_number", "A whole number in digits is expected, such as 2000000.")
    count = int(digits)
    if count > LARGEST_COUNT:
        return Fault("number_too_large", f"More than {LARGEST_COUNT:,} cannot be a count of cells.")
    return count


def whole_number(least: int, most: int) -> Parser:
    """Returns a parser for the whole numbers of a range."""

    def parse(text: str) -> Value | Fault:
        value = parse_count(text)
        if isinstance(value, int) and not least <= value <= most:
            return Fault("out_of_range", f"A whole number from {least} to {most:,} is expected.")
        return value

    return parse


def parse_decimal(text: str) -> Value | Fault:
    """Returns a decimal number ≥ 0, written with a point."""
    digits = text.strip()
    if not _DECIMAL.fullmatch(digits):
        return Fault("not_a_number", "A number with a decimal point is expected, such as 4.5.")
    return float(digits)


def parse_percent(text: str) -> Value | Fault:
    """Returns a decimal number from 0 to 100."""
    value = parse_decimal(text)
    if isinstance(value, float) and value > 100:
        return Fault("above_100", "A percentage is at most 100.")
    return value


def parse_date(text: str) -> Value | Fault:
    """Returns a day written as ISO date."""
    match = _ISO_DATE.fullmatch(text.strip())
    if not match:
        return Fault("not_an_iso_date", "A date as year-month-day is expected, such as 2023-01-17.")
    year, month, day = map(int, match.groups())
    try:
        found = date(year, month, day)
    except ValueError:
        return Fault("no_such_day", "There is no such day in the calendar.")
    if not 1900 <= year < 2200:
        return Fault("year_out_of_range", "The year is out of any patient's lifetime.")
    return found


def parse_birth_year(text: str) -> Value | Fault:
    """Returns a year of four digits. Anything longer with a digit may be a birth date."""
    digits = text.strip()
    if len(digits) > 4 and any(map(str.isdigit, digits)):
        return Fault(BIRTH_DATE, "Only a birth year is taken, never a birth date.")
    if not _YEAR.fullmatch(digits):
        return Fault("not_a_year", "A year of four digits is expected, such as 1958.")
    return int(digits)


def parse_yes_no(text: str) -> Value | Fault:
    """Returns True for yes, False for no."""
    answer = {"yes": True, "no": False}.get(text.strip().lower())
    return Fault("not_yes_or_no", "Either yes or no is expected.") if answer is None else answer


def choice(vocabulary: type[StrEnum]) -> Parser:
    """Returns a parser for the words of a vocabulary, in any case, with blank, - or _ between."""
    words = {_fold(word): word.value for word in vocabulary}
    expected = ", ".join(word.value for word in vocabulary)

    def parse(text: str) -> Value | Fault:
        word = words.get(_fold(text))
        return word or Fault("unknown_word", f"One of these is expected: {expected}.")

    return parse


def parse_antibody(text: str) -> Value | Fault:
    """Returns the antibody's name, spelling variants of the known ones folded together."""
    value = parse_name(text)
    return _ANTIBODIES.get(_letters(value), value) if isinstance(value, str) else value


def _fold(word: str) -> str:
    return re.sub(r"[\s_-]+", "_", word.strip().lower())


def _letters(name: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", name.upper())


_ANTIBODIES = {
    _letters(name): name
    for name in ("A45-B/B3", "AE1/AE3", "CK2", "2E11", "5D3", "HEA125", "BerEP4", "EMA")
}
