"""Numbers as labs write them: `2.000.000`, `0,5`, `2 Mio`, `2x10^6`, `2,0E+06`, `1'000'000`.

The grammars are ASCII and closed. What `1.234` means depends on the column's decimal mark, so a
text is read once for each mark, and two different values mean that the column has to decide.
Values are exact decimals: no number passes through binary floating point before its last step.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from monitor.ingest.faults import Fault

MOST_DIGITS = 19  # those of 2**63


class Mark(StrEnum):
    """The decimal mark of a column; the other mark then divides groups of three digits."""

    POINT = "decimal point"
    COMMA = "decimal comma"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: its value by decimal mark (one or both), and how it was written.

    `is_scaled` says that a power of ten or a word such as Mio stands behind it, `unit` what else
    does (% or ml), `is_grouped` that its groups of three digits are divided.
    """

    values: tuple[tuple[Mark, Decimal], ...]
    is_scaled: bool = False
    is_grouped: bool = False
    unit: str = ""
    note: str = ""

    @property
    def is_ambiguous(self) -> bool:
        return len({value for _, value in self.values}) > 1

    @property
    def has_part(self) -> bool:
        """Returns whether it is certainly written with decimals, be they zeros."""
        return not self.is_ambiguous and int(self.values[0][1].as_tuple().exponent) < 0

    @property
    def decides_for(self) -> Mark | None:
        """Returns the decimal mark that this number alone proves, if any."""
        return self.values[0][0] if len(self.values) == 1 else None

    def value(self, mark: Mark | None) -> Decimal | None:
        """Returns the value under a decimal mark; None where the number does not fit it."""
        if mark is None:
            return None if self.is_ambiguous else self.values[0][1]
        return dict(self.values).get(mark)


_SPACES = " \u00a0\u2009\u202f"
_APOSTROPHES = "'\u2019"
_SIGNS = "+\u2212\u2013\u2012\u2010\u2011-"
_NUMBER = re.compile(
    rf"(?P<sign>[{_SIGNS}])?\s*(?P<mantissa>[0-9](?:[0-9.,{_SPACES}{_APOSTROPHES}]*[0-9])?)"
    r"(?P<power>[eE](?P<e>[+-]?[0-9]{1,2})"
    r"|\s*[x×*·]\s*10(?:\s*(?:\^|\*\*|E)\s*\+?(?P<p>[0-9]{1,2})|(?P<s>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))"
    r"|\s*(?P<word>mio|mill|million|millions|millionen|tsd|tausend|thousand)\b\.?)?"
    r"\s*(?P<unit>%|ml|zellen|cells|mnc|mnz)?",
    re.IGNORECASE,
)
_WORDS = {"mio": 6, "mil": 6, "tsd": 3, "tau": 3, "tho": 3}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LARGEST_POWER = 12


def _grammar(decimal: str, group: str) -> re.Pattern[str]:
    groups = "|".join(map(re.escape, (group, *_SPACES, *_APOSTROPHES)))
    grouped = rf"[1-9][0-9]{{0,2}}(?:(?P<by>{groups})[0-9]{{3}})(?:(?P=by)[0-9]{{3}})*"
    return re.compile(
        rf"(?:{grouped}|0|[1-9][0-9]{{0,{MOST_DIGITS - 1}}})(?:{re.escape(decimal)}[0-9]{{1,20}})?"
    )


_GRAMMARS = {Mark.POINT: (_grammar(".", ","), "."), Mark.COMMA: (_grammar(",", "."), ",")}


@lru_cache(maxsize=65_536)
def read_number(text: str) -> Number | Fault:
    """Returns a number ≥ 0 as it is written, or why the text is none."""
    written = text.strip()
    match = _NUMBER.fullmatch(written)
    if not match:
        return _no_number(written)
    if match["sign"]:
        is_minus = match["sign"] != "+"
        rule, what = ("negative", "negative") if is_minus else ("signed_number", "written with +")
        return Fault(rule, f"A number from 0 on is expected; this one is {what}.")
    power = _power(match)
    if power is None:
        return Fault("number_too_large", "The power of ten is out of any cell count.")
    values = tuple(
        (mark, Decimal(_plain(match["mantissa"], decimal)).scaleb(power))
        for mark, (grammar, decimal) in _GRAMMARS.items()
        if grammar.fullmatch(match["mantissa"])
    )
    if not values:
        if len(re.sub("[^0-9]", "", match["mantissa"])) > MOST_DIGITS:
            return Fault("number_too_large", "The number has more digits than any count.")
        return _no_number(written)
    return Number(
        values=values,
        is_scaled=match["power"] is not None,
        is_grouped=any(mark in match["mantissa"] for mark in _SPACES + _APOSTROPHES)
        or len(re.findall(r"[.,]", match["mantissa"])) > 1,
        unit=(match["unit"] or "").lower(),
        note=_note(match),
    )


def _power(match: re.Match[str]) -> int | None:
    if match["word"]:
        return _WORDS[match["word"].lower()[:3]]
    digits = match["e"] or match["p"] or match["s"]
    power = int(digits.translate(_SUPERSCRIPTS)) if digits else 0
    return power if abs(power) <= _LARGEST_POWER else None


def _plain(mantissa: str, decimal: str) -> str:
    """Returns the mantissa in digits and a decimal point."""
    whole, _, part = mantissa.partition(decimal)
    return re.sub(r"[^0-9]", "", whole) + (f".{part}" if part else "")


def _note(match: re.Match[str]) -> str:
    """Says what is meant by 2*10E6, which a calculator would take for 20 million."""
    if match["p"] and "e" in match["power"].lower():
        return f"“{match[0].strip()}” is read as times 10 to the power of {match['p']}."
    return ""


def _no_number(text: str) -> Fault:
    if any(letter.isdecimal() and not letter.isascii() for letter in text):
        return Fault("digits_not_ascii", "The digits are not 0 to 9; type the number anew.")
    return Fault("not_a_number", "A number is expected, such as 4.5 or 2000000.")
