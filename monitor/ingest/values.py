"""One cell's text to one typed value, or to the fault that keeps it from being one.

The grammars are ASCII and closed: Python's own `int`, `float` and `fromisoformat` take `1_000`,
`inf`, Arabic digits and week dates, none of which a lab means.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from string import ascii_letters, digits

from monitor.domain.plan import Value
from monitor.ingest.dates import is_day_and_month
from monitor.ingest.faults import Fault, Parser
from monitor.ingest.words import YES_NO, fold_word

LONGEST_ID = 64
LONGEST_NAME = 200
LONGEST_TEXT = 4000
LOOKED_AT_ONCE = 1 << 14  # texts
LARGEST_COUNT = 2**63 - 1  # what a database holds exactly; what is plausible is asked
BIRTH_DATE, EXCEL_DATE, UNKNOWN_WORD = "birth_date", "excel_date_in_text_column", "unknown_word"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

# No leading zeros: 2000000,14 with its comma one digit too early is 200000,014.
_COUNT = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,20})?", re.ASCII)
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_YEAR = re.compile(r"(19|20)[0-9]{2}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


# Shaped like text of a table, and in no pseudonym: an id is neither markup nor a line of a script.
_NO_ID = re.compile(r"[<>{}|\\^`;]")
# What most identifiers are like, and then certainly in order: P0012, BM-001, 99/0417.
_PLAIN_ID = re.compile(r"(?:[A-Za-z]{0,4}|[A-Za-z]{1,2}[-_/])[0-9]+(?:[-_/.][0-9]+)*", re.ASCII)
_MAY_BE_DAY = re.compile(r"[0-9]{1,2}[.\s-]{1,3}[^\W\d]{3,9}\.?|[^\W\d]{3,9}\.?[\s-][0-9]{1,2}")
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+E[+-][0-9]+|E\+[0-9]{2,3})", re.IGNORECASE)
_EXCEL_ERROR = re.compile(r"#(N/A|NV|REF!|BEZUG!|VALUE!|WERT!|NAME\?|NUM!|ZAHL!|DIV/0!|NULL!)")


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


def are_plain_ids(texts: Sequence[str]) -> bool:
    """Returns whether all of these texts stand as they are in a column of identifiers, whatever
    else is looked at there; blank ones may be among them.
    """
    for at in range(0, len(texts), LOOKED_AT_ONCE):
        some = texts[at : at + LOOKED_AT_ONCE]
        shapes = "\n".join(some).translate(_SHAPE).split("\n")
        if len(shapes) != len(some) or max(map(len, shapes)) > LONGEST_ID:
            return False
        if not all(map(_is_plain_shape, set(shapes))):
            return False
    return True


def _is_plain_shape(shape: str) -> bool:
    return not shape or ("." not in shape and _PLAIN_ID.fullmatch(shape) is not None)


_SHAPE = str.maketrans(ascii_letters + digits, "a" * len(ascii_letters) + "0" * len(digits))


def parse_identifier(text: str) -> Value | Fault:
    """Returns a sample number as text: never a number, leading zeros kept."""
    if len(text) <= LONGEST_ID and _PLAIN_ID.fullmatch(text):
        return text
    fault = _no_identifier(unguarded(text))
    return fault or parse_name(text)


def parse_pseudonym(text: str) -> Value | Fault:
    """Returns a patient's pseudonym as text, leading zeros kept.

    Something invisible inside is kept as well: whether that is another patient, a person says.
    """
    if len(text) <= LONGEST_ID and _PLAIN_ID.fullmatch(text):
        return text
    value = unguarded(text)
    if any(unicodedata.category(letter) not in ("Cf", "Zs") for letter in _hidden(value)):
        return Fault("invisible_character", "It holds an invisible or special blank character.")
    return _no_identifier(value) or value


def _hidden(text: str) -> str:
    """Returns the letters of a text that nobody sees."""
    return "" if text.isprintable() else "".join(c for c in text if not c.isprintable())


def _no_identifier(value: str) -> Fault | None:
    """Returns what keeps a text from being an identifier, whatever of it can be seen."""
    if len(value) > LONGEST_ID:
        return Fault("identifier_too_long", f"An identifier has at most {LONGEST_ID} characters.")
    if _NO_ID.search(value):
        return Fault("id_charset", "An identifier holds none of < > { } | \\ ^ ` ;")
    if value and not any(map(str.isalnum, value)):
        return Fault("id_charset", "An identifier holds a letter or a digit.")
    if _EXCEL_ERROR.fullmatch(value):
        return Fault("excel_error", "This is a spreadsheet's error, not an identifier.")
    if not value.isascii() and len(_scripts(value)) > 1:
        return Fault("mixed_script_id", "It mixes letters of two alphabets that look alike.")
    return _eaten_by_excel(value)


def _scripts(text: str) -> set[str]:
    """Returns the alphabets of a text's letters, such as LATIN and CYRILLIC."""
    return {unicodedata.name(letter, "").split()[0] for letter in text if letter.isalpha()}


def _eaten_by_excel(text: str) -> Fault | None:
    """Returns a fault where a spreadsheet has made a date or a rounded number of a text."""
    if _MAY_BE_DAY.fullmatch(text) and is_day_and_month(text):
        message = "Excel has probably made a date of it: take it from the original export."
        return Fault(EXCEL_DATE, message)
    if _ROUNDED.fullmatch(text):
        message = "Excel has probably rounded a long number: take it from the original export."
        return Fault("excel_number_in_text_column", message)
    return None


def parse_label(text: str) -> Value | Fault:
    """Returns the short name of a thing that Excel may have taken for a date, such as SEPT9."""
    return _eaten_by_excel(unguarded(text)) or parse_name(text)


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


def word_of(words: Mapping[str, Value], expected: str) -> Parser:
    """Returns a parser for words that are known by how they fold."""

    def parse(text: str) -> Value | Fault:
        value = words.get(fold_word(text))
        return (
            Fault(UNKNOWN_WORD, f"One of these is expected: {expected}.")
            if value is None
            else value
        )

    return parse


def choice(vocabulary: type[StrEnum], others: Mapping[str, Value] | None = None) -> Parser:
    """Returns a parser for the words of a vocabulary, in any case, with blank, - or _ between, and
    for other words that mean the same.
    """
    words: dict[str, Value] = {fold_word(word): word.value for word in vocabulary}
    return word_of({**(others or {}), **words}, ", ".join(word.value for word in vocabulary))


def parse_yes_no(text: str) -> Value | Fault:
    """Returns True for yes, False for no."""
    return _YES_NO(text)


_YES_NO = word_of(YES_NO, "yes, no")


def parse_antibody(text: str) -> Value | Fault:
    """Returns the antibody's name, spelling variants of the known ones folded together."""
    value = parse_name(text)
    return _ANTIBODIES.get(_letters(value), value) if isinstance(value, str) else value


def _letters(name: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", name.upper())


_ANTIBODIES = {
    _letters(name): name
    for name in ("A45-B/B3", "AE1/AE3", "CK2", "2E11", "5D3", "HEA125", "BerEP4", "EMA")
}
KNOWN_ANTIBODIES = frozenset(_ANTIBODIES.values())
