"""The unit detective: rates beside counts and depths must come to whole cells.

- Count, N and rate: a factor that explains all rows at once is the unit of the rates (twice as much
  is "per 2×10⁶", a ten-thousandth is percent), proposed where the header does not name it.
- Rate and N: the counts would be rate × N / 10⁶, if that is near a whole number in all rows. They
  are taken after an answer only; until then, and where it is not, the rate stands alone.
- Single rows that depart from a unit that the others have are left to `agreement`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from monitor.domain.plan import Question, Value
from monitor.ingest.reading import ColumnText
from monitor.ingest.units import RATE_FACTORS

RATE_ONLY = "rate only"
LEAST_ROWS = 3  # a factor is constant from so many rows on
MOST = 0.9  # of the rows must agree
ROUNDING = 0.06  # by so much of the count a rounded rate may miss it
NEAR_WHOLE = 0.02
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


def count_question(
    text: ColumnText, unit: str, rates: Sequence[Value], screened: Sequence[Value]
) -> Question | None:
    """Returns the question whether counts may be taken from rates and depths; None where these do
    not come to whole cells.
    """
    counts = [count for count in _counts(rates, screened) if count is not None]
    near = sum(abs(count - round(count)) <= NEAR_WHOLE for count in counts)
    if not counts or near < MOST * len(counts):
        return None
    return Question(
        id=f"unit:{text.header}",
        about=text.column.name,
        message=(
            f"The file has no count. In {near:,} of {len(counts):,} rows, {text.header} {unit} × "
            "cells screened is a whole number within 0.02. Take it as the count?"
        ),
        options=(*RATE_FACTORS, RATE_ONLY),
        proposed=unit,
    )


def counts_from_rates(rates: Sequence[Value], screened: Sequence[Value]) -> list[Value]:
    """Returns the counts that rates and depths give, where they come to whole cells."""
    return [
        round(count) if count is not None and abs(count - round(count)) <= NEAR_WHOLE else None
        for count in _counts(rates, screened)
    ]


def _counts(rates: Iterable[Value], screened: Iterable[Value]) -> Iterator[float | None]:
    for rate, depth in zip(rates, screened, strict=True):
        is_whole = isinstance(rate, float) and isinstance(depth, int)
        yield rate * depth / 1e6 if is_whole else None  # type: ignore[operator]
