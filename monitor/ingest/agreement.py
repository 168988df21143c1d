"""Rows in which the reported rate belies the counts: cells that ran together, or into one another.

Rate, count and depth say one thing twice. Where a column of rates agrees with the counts in nearly
all rows, a row that departs is damaged somewhere, and nobody knows where: it is left out. In a
column that departs in many rows, the lab means something else: the checks note it, the counts hold.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.domain.plan import Value
from monitor.domain.problems import Level, Problem
from monitor.ingest.reading import CLEAR_MAJORITY, ColumnText
from monitor.ingest.units import PERCENT, RATE_FACTORS

LEAST_ROWS = 3  # must agree, for one to be the odd one out
ROUNDED = 0.6  # of the last digit; half of it is rounded away
RELATIVE = 0.02  # of the rate, where a lab rounds to two or three digits
OFF = (100, 0.01)  # by so much, a percentage is off when its decimal mark has slipped
_LAST_DIGITS = re.compile(r"[.,]([0-9]+)\s*%?\s*$")
_LEADING = re.compile(r"\s*([0-9]+(?:[.,][0-9]+)?)")
_GLUED = re.compile(r"\s*[0-9][0-9.,]*[^\W\d_]{4,}.*", re.DOTALL)

Triple = tuple[Value, Value, Value]


@dataclass(frozen=True, slots=True)
class Compared:
    """How the rates of a column compare with the counts: by how much a rounded one may miss, in
    rates per 10⁶.
    """

    unit: str
    rounding: float

    def agree(self, rate: float, cells: int, depth: int) -> bool:
        computed = cells / depth * 1e6
        return abs(rate - computed) <= self.rounding + RELATIVE * computed

    def has_slipped(self, rate: float, cells: int, depth: int) -> bool:
        """Returns whether a percentage is a hundred times what the counts give, or a hundredth."""
        percent = cells / depth * 100
        told = rate / float(RATE_FACTORS[PERCENT])
        return self.unit == PERCENT and any(
            abs(told - percent * off) <= RELATIVE * percent * off for off in OFF if percent
        )


def belied_rows(
    text: ColumnText,
    unit: str,
    rates: Sequence[Value],
    found: Sequence[Value],
    screened: Sequence[Value],
    behind: Sequence[str] | None,
) -> Iterator[Problem]:
    """Yields a problem for every row whose rate is not what its counts give, though it should be.
    `behind` are the cells of free text right behind the rates, where there are any.
    """
    compared = Compared(unit, ROUNDED * _smallest_step(text) * float(RATE_FACTORS[unit]))
    rows = list(zip(rates, found, screened, strict=True))
    said: dict[Triple, tuple[str, str]] = {}
    for triple in set(rows):
        fault = _fault(compared, triple)
        if fault:
            said[triple] = fault
    if said and not _is_odd_one_out(rows, said):
        said = {triple: fault for triple, fault in said.items() if fault[0] == "percent_slipped"}
    if said:
        for at, triple in enumerate(rows):
            if triple in said:
                yield _problem(text, at, *said[triple])
    if behind is not None:
        yield from _shifted(text, compared, rows, behind)
    yield from _only_blank(text, rows)


def _fault(compared: Compared, triple: Triple) -> tuple[str, str] | None:
    rate, cells, depth = triple
    if not (isinstance(rate, float) and isinstance(cells, int) and isinstance(depth, int)):
        return None
    if not depth or cells > depth or compared.agree(rate, cells, depth):
        return None
    if compared.has_slipped(rate, cells, depth):
        percent = cells / depth * 100
        return "percent_slipped", f"The counts give {percent:.3g} %: has the decimal mark slipped?"
    computed = cells / depth * float(1_000_000 / RATE_FACTORS[compared.unit])
    what = f"The counts give {computed:.3g}, {compared.unit}, and the rates of other rows agree."
    return "rate_disagrees", f"{what} One of the three numbers is damaged."


def _is_odd_one_out(rows: Sequence[Triple], said: dict[Triple, tuple[str, str]]) -> bool:
    """Returns whether nearly all rows that have all three numbers agree."""
    whole = Counter(row for row in rows if None not in row)
    off = sum(whole[triple] for triple in said)
    agreeing = whole.total() - off
    return agreeing >= LEAST_ROWS and agreeing >= CLEAR_MAJORITY * off


def _shifted(
    text: ColumnText, compared: Compared, rows: Sequence[Triple], behind: Sequence[str]
) -> Iterator[Problem]:
    """Yields a problem for every row whose rate, or part of it, stands in the text behind it."""
    for at, cell in enumerate(behind):
        leading = _LEADING.match(cell) if cell[:1] and cell.lstrip()[:1].isdigit() else None
        if leading is None:
            continue
        number = leading[1].replace(",", ".")
        rate, cells, depth = rows[at]
        parts = (
            [number] if rate is None else [f"0.{number}"] if not rate and "." not in number else []
        )
        is_rate = any(_is_rate(compared, float(part), cells, depth) for part in parts)
        if is_rate or _GLUED.fullmatch(cell):
            yield _problem(text, at, "cells_shifted", "Part of it stands in the text behind it.")


def _is_rate(compared: Compared, told: float, cells: Value, depth: Value) -> bool:
    if not (isinstance(cells, int) and isinstance(depth, int) and depth):
        return False
    return compared.agree(told * float(RATE_FACTORS[compared.unit]), cells, depth)


def _only_blank(text: ColumnText, rows: Sequence[Triple]) -> Iterator[Problem]:
    """Yields a note for the one row without a rate, where all others have one."""
    blank = [at for at, (rate, cells, _) in enumerate(rows) if rate is None and cells is not None]
    if len(blank) == 1 and len(rows) > LEAST_ROWS and not text.cells[blank[0]].strip():
        message = f"No other row lacks {text.header}: is something missing from this one?"
        yield Problem(text.lines[blank[0]], text.column.name, "", "only_blank", Level.NOTE, message)


def _smallest_step(text: ColumnText) -> float:
    """Returns by how much two numbers of a column differ at least, as most digits have it."""
    parts = (_LAST_DIGITS.search(cell) for cell in text.cells.distinct)
    return float(10.0 ** -max((len(part[1]) for part in parts if part), default=0))


def _problem(text: ColumnText, at: int, rule: str, message: str) -> Problem:
    return Problem(text.lines[at], text.column.name, text.cells[at], rule, Level.STOP, message)
