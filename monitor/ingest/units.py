"""What the numbers of a column count: cells, thousands or millions; per 10⁶, per 2×10⁶ or percent.

A unit that the header names ("tumour_pct", "MNZ (Mio)", "CK+/10^6") holds. Otherwise cells and
rates per 10⁶ are meant, unless the numbers themselves say that this cannot be: then it is asked.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from monitor.domain.plan import Question
from monitor.ingest.columns import Column, Form
from monitor.ingest.reading import ColumnText, Reading
from monitor.ingest.synonyms import fold_name, folded_names

PER_MILLION, PER_TWO_MILLION, PERCENT = "per 10^6", "per 2x10^6", "percent"
FRACTION = "fraction"
RATE_FACTORS: Mapping[str, Decimal] = {
    PER_MILLION: Decimal(1),
    PER_TWO_MILLION: Decimal("0.5"),
    PERCENT: Decimal(10_000),
    FRACTION: Decimal(1_000_000),
}
CELLS, THOUSANDS, MILLIONS = "cells", "thousands", "millions"
COUNT_FACTORS: Mapping[str, Decimal] = {
    CELLS: Decimal(1),
    THOUSANDS: Decimal(1_000),
    MILLIONS: Decimal(1_000_000),
}
RATE = "reported_rate"
VIABILITY = "viability_pct"
DEPTHS = ("cells_screened", "control_cells_screened")
MOST_MILLIONS = 100  # more than 10⁸ MNC are on no slide

_HEADER = re.compile(r"(?P<name>.*\S)\s*[(\[]\s*(?P<unit>[^()\[\]]+?)\s*[)\]]\s*", re.DOTALL)
_HEADER_END = re.compile(
    r"(?P<name>.*?[^\s/])(?:\s+|(?<=\w)(?=[×*]))"
    r"(?P<unit>(?:in\s+)?(?:mio\.?|mill\.?|millions?|millionen|tsd\.?|tausend|thousands?)"
    r"|[x×*]\s*10(?:[⁶³]|\s*(?:\^|\*\*|e)\s*[63])|[x×*]\s*1000)\s*",
    re.IGNORECASE | re.DOTALL,
)
_IS_RATE = re.compile(r".*(\b(per|pro|je|/)|_(per|pro|je))\s*", re.IGNORECASE | re.DOTALL)
_MILLIONS = folded_names(
    "mio|mio.|mill|million|millions|millionen|x10^6|10^6|x 10^6|1e6|10E6|x10E6|*10^6|10⁶"
    "|x10⁶|×10⁶|×10^6|in mio|in mio.|in millions|in millionen|e6|mio zellen|million cells"
    "|mio. Zellen"
)
_THOUSANDS = folded_names(
    "tsd|tsd.|tausend|thousand|thousands|x10^3|10^3|10³|x10³|×10³|×10^3|x10E3|*10^3|in tsd|in tsd."
    "|in thousands|in tausend|1e3|x1000|×1000|*1000"
)
_PLAIN = folded_names("n|anzahl|zellen|cells|count|#|number|stück|mnc|mnz|abs|absolut")
_PER_MILLION = folded_names(
    "/10^6|per 10^6|pro 10^6|/mio|pro mio|pro mio.|per million|/million|/1e6|per 1e6|/10⁶"
    "|je mio|cells/10^6|zellen/mio|pro million|/10^6 MNC|per 10^6 MNC|pro 10^6 MNZ|/Mio MNZ"
    "|per million MNC|ppm"
)
_PER_TWO = folded_names(
    "/2x10^6|per 2x10^6|pro 2x10^6|/2 mio|pro 2 mio|per 2 million|/2e6|per 2e6|/2×10⁶"
    "|per 2x10^6 MNC|pro 2 Mio MNZ"
)
_PERCENT = folded_names("%|pct|percent|prozent|vol%")
_PER_MILLION_END = re.compile(r"(per|pro|je)?(1e6|10(e|exp)?6|mio|million)(mnc|mnz|cells|zellen)?")
_PER_TWO_END = re.compile(r"(per|pro|je)?(2x10e?6|2mio|2million|2e6)(mnc|mnz|cells|zellen)?")
_RATE_ENDS = (
    _PER_TWO_END,
    re.compile(r"(per|pro|je)?(1e6|10(e|exp)?6|1mio)(mnc|mnz|cells|zellen)?"),
    re.compile(r"(per|pro|je)(mio|million)(mnc|mnz|cells|zellen)?"),
    re.compile(r"(in)?(pct|percent|percentage|prozent)|ppm|fraction"),
)
_PER_VOLUME = re.compile(r".*(/|per|pro|je)\s*[0-9.,]*\s*(m|µ|μ|u|d)?l\b.*", re.IGNORECASE)


def counted_by_rate(cell: str) -> str | None:
    """Returns, folded, of what a header cell names a rate: dtc for "DTC per 1e6", else None."""
    folded = fold_name(cell)
    for end in _RATE_ENDS:
        match = re.fullmatch(rf"(.+?)({end.pattern})", folded)
        if match:
            return match[1]
    return None


def is_per_volume(cell: str) -> bool:
    """Returns whether a header cell names a concentration, which is no count and no rate."""
    return _PER_VOLUME.fullmatch(cell) is not None


def header_parts(cell: str) -> tuple[str, str]:
    """Returns a header cell's name and the unit behind it, in brackets or as in "MNZ in Mio", ''
    where it has none. What is per a million is no unit of a count.
    """
    match = _HEADER.fullmatch(cell) or _HEADER_END.fullmatch(cell)
    if match and not _IS_RATE.fullmatch(match["name"]):
        return match["name"], match["unit"]
    return cell, ""


def described(cell: str, unit: str) -> str:
    """Returns a header cell with the unit that stands in a row of units below it."""
    return f"{cell} [{unit.strip()}]" if unit.strip() and not header_parts(cell)[1] else cell


def unit_in_header(column: Column, cell: str) -> str | None:
    """Returns the unit of our column that its header cell names: '' where it names none, None
    where what stands in brackets is no unit of it.
    """
    _, bracket = header_parts(cell)
    folded = fold_name(bracket)
    if column.name == RATE:
        return _rate_unit(fold_name(cell), folded) or (None if bracket else "")
    if not bracket or column.form not in (Form.COUNT, Form.DECIMAL) or column.name == "dose":
        return ""
    if column.name == "volume_ml":
        return "" if folded == "ml" else None
    if column.name == VIABILITY:
        return "" if folded in _PERCENT else None
    if column.name in DEPTHS and folded in _MILLIONS | _THOUSANDS:
        return MILLIONS if folded in _MILLIONS else THOUSANDS
    return "" if folded in _PLAIN else None


def _rate_unit(name: str, bracket: str) -> str:
    if bracket in _PERCENT or re.search(r"(pct|percent|percentage|prozent)", name):
        return PERCENT
    if bracket == FRACTION or name.endswith(FRACTION):
        return FRACTION
    if bracket in _PER_TWO or re.search(rf"{_PER_TWO_END.pattern}$", name):
        return PER_TWO_MILLION
    if bracket in _PER_MILLION or re.search(rf"{_PER_MILLION_END.pattern}$", name):
        return PER_MILLION
    return ""


def factor_of(unit: str, column: str) -> Decimal:
    """Returns by what a number is multiplied to be in our own unit."""
    if column == VIABILITY:
        return Decimal(100) if unit == FRACTION else Decimal(1)
    factors = RATE_FACTORS if column == RATE else COUNT_FACTORS
    return factors.get(unit, Decimal(1))


def settle_unit(text: ColumnText, values: Mapping[str, Decimal], reading: Reading) -> str:
    """Returns the unit of a column: as it was answered, else as its header names it, else as its
    numbers suggest.
    """
    name, answer = text.column.name, text.answers.get(f"unit:{text.header}", "")
    if name == RATE:
        return answer if answer in RATE_FACTORS else text.unit or _written_unit(text)
    if name == VIABILITY:
        return _viability_unit(text, values, reading)
    if name not in DEPTHS:
        return CELLS
    if answer in COUNT_FACTORS or text.unit:
        return answer if answer in COUNT_FACTORS else text.unit
    if not looks_like_millions(values.values()):
        return CELLS
    most = max(values, key=lambda written: values[written])
    question = Question(
        id=f"unit:{text.header}",
        about=name,
        message=(
            f"No row of column {text.header} has more than {most.strip()} cells screened "
            f"({text.where(values)}). Are these millions?"
        ),
        options=tuple(COUNT_FACTORS),
        proposed=MILLIONS,
    )
    return reading.ask(question, text) or CELLS


def _viability_unit(text: ColumnText, values: Mapping[str, Decimal], reading: Reading) -> str:
    """Returns whether viabilities are percentages: asked where none of them is above 1."""
    if not looks_like_fractions(values.values()):
        return PERCENT
    question = Question(
        id=f"unit:{text.header}",
        about=text.column.name,
        message=(
            f"No viability in column {text.header} is above 1 ({text.where(values)}). Are these "
            "fractions of 1?"
        ),
        options=(PERCENT, FRACTION),
        proposed=FRACTION,
    )
    return reading.ask(question, text) or PERCENT


def looks_like_fractions(viabilities: Iterable[object]) -> bool:
    """Returns whether these viabilities are too low for percentages of cells that were counted."""
    found = [v for v in viabilities if isinstance(v, float | Decimal) and v]
    return bool(found) and max(found) <= 1


def _written_unit(text: ColumnText) -> str:
    """Returns the unit of rates by what stands behind the numbers."""
    written = [t for t in text.cells.distinct if t.strip()]
    all_percent = bool(written) and all(t.rstrip().endswith("%") for t in written)
    return PERCENT if all_percent else PER_MILLION


def looks_like_millions(depths: Iterable[object]) -> bool:
    """Returns whether these depths are too small for cells, and right as millions of them."""
    found = [depth for depth in depths if isinstance(depth, int | Decimal) and depth]
    return bool(found) and max(found) <= MOST_MILLIONS
