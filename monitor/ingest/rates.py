"""The unit detective: rates beside counts and depths must come to whole cells.

- Count, N and rate: a factor that explains all rows at once is the unit of the rates (twice as much
  is "per 2×10⁶", a ten-thousandth is percent), proposed where the header does not name it.
- Rate and N: the counts would be rate × N / 10⁶. They are taken after an answer only, where that is
  a whole number within the rounding of the rate as it is written. Nothing that was found becomes
  "none found": of a rate above zero, the number is one at least. A row that does not fit is left
  out, one whose rate is rounded so much that several numbers fit keeps the rate alone.
- Single rows that depart from a unit that the others have are left to `agreement`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from monitor.domain.plan import Question, Value
from monitor.domain.problems import Level
from monitor.ingest.faults import Fault
from monitor.ingest.numbers import Number, read_number
from monitor.ingest.reading import ColumnText
from monitor.ingest.units import RATE_FACTORS

RATE_ONLY = "rate only"
LEAST_ROWS = 3  # a factor is constant from so many rows on
MOST = 0.9  # of the rows must agree
ROUNDING = 0.06  # by so much of the count a rounded rate may miss it
NOISE = 1e-6  # of a cell, in binary floating point
LOOKED_AT = 5_000

Row = tuple[float, int, int]  # rate, cells found, cells screened


@dataclass(frozen=True, slots=True)
class Detected:
    """The unit that the rows speak for, and in how many of them."""

    unit: str
    agreeing: int
    rows: int


def detected_unit(
    rates: Sequence[Value], found: Sequence[Value], screened: Sequence[Value], unit: str
) -> Detected | None:
    """Returns another unit than the one in which rates were read that explains them; None where
    none does, or none is needed.
    """
    factor = float(RATE_FACTORS[unit])
    rows = [(rate / factor, cells, depth) for rate, cells, depth in _rows(rates, found, screened)]
    if len(rows) < LEAST_ROWS or _agreeing(rows, unit) >= MOST * len(rows):
        return None
    best = max(RATE_FACTORS, key=lambda unit: _agreeing(rows, unit))
    agreeing = _agreeing(rows, best)
    return Detected(best, agreeing, len(rows)) if agreeing >= MOST * len(rows) else None


def _rows(
    rates: Iterable[Value], found: Iterable[Value], screened: Iterable[Value]
) -> Iterator[Row]:
    """Yields the first rows that have all three, none of them zero."""
    left = LOOKED_AT
    for rate, cells, depth in zip(rates, found, screened, strict=True):
        if not (isinstance(rate, float) and isinstance(cells, int) and isinstance(depth, int)):
            continue
        if rate and cells and depth:
            yield rate, cells, depth
            left -= 1
        if not left:
            return


def _agreeing(rows: Sequence[Row], unit: str) -> int:
    factor = float(RATE_FACTORS[unit])
    return sum(
        abs(rate * factor * depth / 1e6 - cells) <= ROUNDING * cells for rate, cells, depth in rows
    )


def unit_question(text: ColumnText, detected: Detected) -> Question:
    """Returns the question whether rates are in another unit than one would think."""
    return Question(
        id=f"unit:{text.header}",
        about=text.column.name,
        message=(
            f"In {detected.agreeing:,} of {detected.rows:,} rows, column {text.header} is what the "
            f"counts give {detected.unit}. Is that its unit?"
        ),
        options=tuple(RATE_FACTORS),
        proposed=detected.unit,
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """What rates and depths give: for each row a count, why there is none, or None where it lacks
    a rate or a depth.
    """

    unit: str
    counts: Sequence[int | Fault | None]

    @property
    def whole(self) -> int:
        """Returns in how many rows the count is told."""
        return sum(isinstance(count, int) for count in self.counts)

    @property
    def unfit(self) -> int:
        """Returns in how many rows no count gives the rate."""
        return sum(isinstance(c, Fault) and c.level is Level.STOP for c in self.counts)

    @property
    def is_likely(self) -> bool:
        """Returns whether in nearly all rows a count can have given the rate."""
        rows = sum(count is not None for count in self.counts)
        return self.whole > 0 and self.unfit <= (1 - MOST) * rows


def counted(
    text: ColumnText, unit: str, rates: Sequence[Value], screened: Sequence[Value]
) -> Counted:
    """Returns the counts that a column of rates gives with the depths beside it."""
    roundings = _roundings(text, rates, unit)
    finest = min(roundings, default=0.0)

    @cache
    def count(code: int, rate: Value, depth: Value) -> int | Fault | None:
        if not (isinstance(rate, float) and isinstance(depth, int)):
            return None
        return _count(Rounded(rate, roundings[code], finest), depth, unit)

    rows = zip(text.cells.codes, rates, screened, strict=True)
    return Counted(unit, [count(*row) for row in rows])


@dataclass(frozen=True, slots=True)
class Rounded:
    """A rate per 10⁶, and by how much it may have been rounded: by its own digits, and by those of
    the rate in the column that has most of them. 5 beside 2.5 is 5.0.
    """

    rate: float
    own: float
    finest: float


def _count(rate: Rounded, depth: int, unit: str) -> int | Fault:
    count, margin = rate.rate * depth / 1e6, rate.own * depth / 1e6 + NOISE
    whole = round(count)
    if abs(count - whole) > margin or (rate.rate and not whole):
        return Fault(
            "no_whole_count",
            f"{rate.rate:.4g} per 10^6 of {depth:,} cells screened are {count:.4g} cells, and no "
            "whole number of cells gives this rate. One of the two numbers is damaged, or the "
            f"rates are not {unit}.",
        )
    if 1 - abs(count - whole) < rate.finest * depth / 1e6 - NOISE:
        message = "Several counts give this rate, as it is rounded: the rate is kept alone."
        return Fault("count_not_told", message, Level.NOTE)
    return whole


def _roundings(text: ColumnText, rates: Sequence[Value], unit: str) -> list[float]:
    """Returns by how much each distinct rate of a column may have been rounded, per 10⁶."""
    found = [0.0] * len(text.cells.distinct)
    for code, rate in dict(zip(text.cells.codes, rates, strict=True)).items():
        if isinstance(rate, float):
            found[code] = _rounding(text.cells.distinct[code], rate, float(RATE_FACTORS[unit]))
    return found


def _rounding(written: str, rate: float, factor: float) -> float:
    """Returns half of a rate's last digit."""
    number = read_number(written)
    values = [value for _, value in number.values] if isinstance(number, Number) else []
    told = next((v for v in values if abs(float(v) * factor - rate) <= NOISE * rate), None)
    return 0.5 * 10.0 ** int(told.as_tuple().exponent) * factor if told is not None else 0.0


def count_question(text: ColumnText, found: Counted) -> Question:
    """Returns the question whether counts may be taken from rates and depths; and where these come
    to no whole cells, what the unit of the rates is.
    """
    whole, unfit = f"{found.whole:,}", f"{found.unfit:,}"
    is_count = f"{text.header} {found.unit} × cells screened is a whole number of cells"
    if found.is_likely:
        but = f" (in {unfit} not; left out)" if found.unfit else ""
        message = f"The file has no count. In {whole} rows, {is_count}{but}. Take it as the count?"
        proposed: str | None = found.unit
    else:
        message = (
            f"The file has no count. In {whole} rows only, {is_count}; in {unfit} it is none. What "
            f"is the unit of {text.header}? Or keep the rate alone, without a count?"
        )
        proposed = RATE_ONLY if text.unit else None
    return Question(
        id=f"unit:{text.header}",
        about=text.column.name,
        message=message,
        options=(*RATE_FACTORS, RATE_ONLY),
        proposed=proposed,
    )
