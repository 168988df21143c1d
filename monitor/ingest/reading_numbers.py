"""A column of numbers: one decimal mark for all of it, its unit, and what stands there instead.

Which mark a column has, its unambiguous cells decide ("0,5", "1.250.000"); a cell that contradicts
the clear majority rejects its row, and "1.234" is asked about where nothing decides. A mark or
grouping other than ours is confirmed once. Blanks and apostrophes between groups of three decide
nothing and are only said.
"""

import re
from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from monitor.domain.plan import Question, Value
from monitor.domain.problems import Level
from monitor.ingest.columns import Form
from monitor.ingest.dates import is_day_and_month
from monitor.ingest.faults import Fault, Meaning
from monitor.ingest.numbers import Mark, Number, read_number
from monitor.ingest.qualifiers import read_qualified
from monitor.ingest.reading import ColumnText, Decision, Meanings, Reading, decide
from monitor.ingest.units import (
    DEPTHS,
    VIABILITY,
    factor_of,
    looks_like_fractions,
    looks_like_millions,
    settle_unit,
)
from monitor.ingest.values import EXCEL_DATE, LARGEST_COUNT
from monitor.ingest.words import fold_word

_MAY_BE_GROUPED = re.compile(r"\s*[1-9][0-9]{0,2}\.[0-9]{3}\s*")
_LARGEST_DECIMAL = Decimal(10) ** 15


def is_read_as_it_stands(text: ColumnText, values: Meanings) -> bool:
    """Returns whether numbers that are all in our own plain form need no look at the whole column:
    their unit is ours, and no point of theirs may divide thousands.
    """
    name = text.column.name
    if factor_of(text.answers.get(f"unit:{text.header}", text.unit), name) != 1:
        return False
    if text.column.form is Form.COUNT:
        return name not in DEPTHS or bool(text.unit) or not looks_like_millions(values.values())
    if name == VIABILITY and looks_like_fractions(values.values()):
        return False
    doubtful = [t for t in values if _MAY_BE_GROUPED.fullmatch(t) and not _over(text, t)]
    return not doubtful or sum("." in t for t in values) > len(doubtful)


def _over(text: ColumnText, written: str) -> bool:
    """Returns whether the number with its point taken for a thousands mark is out of range."""
    return int(written.replace(".", "")) > text.column.most


def read_numbers(text: ColumnText, texts: Collection[str]) -> Reading:
    """Returns the meaning of every text of a column of counts or decimal numbers."""
    reading = Reading()
    numbers: dict[str, Number] = {}
    rest: dict[str, Fault] = {}
    for written in texts:
        known = text.column.words.get(fold_word(written))
        number = read_number(written) if known is None else None
        if known is not None:
            reading.meanings[written] = known
        elif isinstance(number, Number):
            numbers[written] = _within(number, text)
        elif isinstance(number, Fault):
            rest[written] = number
    for written in _slips(text, numbers):
        message = "A whole number is expected, without decimals, as in the rest of the column."
        reading.meanings[written] = Fault("not_a_whole_number", message)
        del numbers[written]
    mark, decision = _mark(text, numbers, reading)
    unit = settle_unit(text, _values(numbers, mark), reading)
    for written, number in numbers.items():
        reading.meanings[written] = _meaning(text, number, mark, decision, unit)
    read_qualified(text, rest, reading)
    for written, fault in rest.items():
        if written not in reading.meanings:
            reading.meanings[written] = _excel(written) or fault
    return reading


def _slips(text: ColumnText, numbers: dict[str, Number]) -> frozenset[str]:
    """Returns the counts that are written with decimals where the others are not: 0.00 and 0 are no
    accident, but two cells that ran together.
    """
    if text.column.form is not Form.COUNT:
        return frozenset()
    parts = {t for t, n in numbers.items() if not n.is_scaled and n.has_part}
    forms = {"whole": numbers.keys() - parts, "parts": parts}
    decision = decide(text, forms)
    return decision.losers if decision.winner == "whole" else frozenset()


def _within(number: Number, text: ColumnText) -> Number:
    """Returns the number without the value that is out of the column's range, if one fits."""
    if not number.is_ambiguous:
        return number
    fitting = tuple((m, v) for m, v in number.values if v <= text.column.most)
    return replace(number, values=fitting or number.values)


def _mark(
    text: ColumnText, numbers: dict[str, Number], reading: Reading
) -> tuple[Mark | None, Decision]:
    """Returns the column's decimal mark (None where it is not known), and what decides it."""
    decision = decide(text, {m.value: _deciding(m, numbers, text) for m in Mark})
    ambiguous = {t for t, number in numbers.items() if number.is_ambiguous}
    winner = Mark(decision.winner) if decision.winner else None
    needs_mark = ambiguous or any(n.decides_for for n in numbers.values())
    departs = winner is Mark.COMMA or any(_has_comma(t) for t in numbers)
    if winner and (departs or ambiguous):
        said = _evidence(text, decision, ambiguous)
        question = _question(text, said, proposed=winner)
        if departs:
            return Mark(reading.ask(question, text) or winner), decision
        reading.notes.append(text.note("numbers", said))
    elif not winner and needs_mark and (ambiguous or decision.is_contested):
        question = _question(text, _doubt(text, ambiguous, decision), proposed=None)
        answer = reading.ask(question, text, () if decision.is_contested else ambiguous)
        return (Mark(answer) if answer else None), decision
    _say_groups(text, numbers, reading)
    return winner, decision


def _deciding(mark: Mark, numbers: dict[str, Number], text: ColumnText) -> list[str]:
    """Returns the texts that fit this decimal mark only.

    In a column of counts, a part of a cell is a fault and proves nothing, unless all are parts.
    """
    alone = [t for t, number in numbers.items() if number.decides_for is mark]
    if text.column.form is not Form.COUNT or factor_of(text.unit, text.column.name) != 1:
        return alone
    return [t for t in alone if numbers[t].is_scaled or _is_whole(numbers[t].values[0][1])] or (
        alone if len(alone) == len(numbers) else []
    )


def _has_comma(text: str) -> bool:
    return "," in text


def _evidence(text: ColumnText, decision: Decision, ambiguous: Collection[str]) -> str:
    winning = decision.deciding[str(decision.winner)]
    against = f", {text.where(decision.losers)} the other and are rejected" * bool(decision.losers)
    both = f"; {len(text.lines_of(ambiguous)):,} fit both" if ambiguous else ""
    return (
        f"Numbers in column {text.header} have a {decision.winner}: {text.where(winning)} "
        f"can mean nothing else{against}{both}."
    )


def _doubt(text: ColumnText, ambiguous: Collection[str], decision: Decision) -> str:
    if decision.is_contested:
        points, commas = (text.where(decision.deciding[mark]) for mark in Mark)
        return (
            f"Column {text.header} mixes decimal points ({points}) and decimal commas ({commas}). "
            "Which holds? The other rows are rejected."
        )
    example = text.first_of(ambiguous).strip()
    plain = example.replace(".", "").replace(",", "")
    parts = example.replace(",", ".")
    meant = f"{int(plain):,} or {parts}" if plain.isdigit() else "a number with this decimal mark"
    return (
        f"Is “{example}” in column {text.header} {meant}? Nothing in the column decides it "
        f"({text.where(ambiguous)})."
    )


def _question(text: ColumnText, message: str, proposed: Mark | None) -> Question:
    return Question(
        id=f"numbers:{text.header}",
        about=text.column.name,
        message=message,
        options=tuple(mark.value for mark in Mark),
        proposed=proposed.value if proposed else None,
    )


def _say_groups(text: ColumnText, numbers: dict[str, Number], reading: Reading) -> None:
    grouped = {t for t, n in numbers.items() if n.is_grouped and not re.search("[.,]", t)}
    if grouped:
        message = f"Blanks or apostrophes divide thousands in {text.where(grouped)}."
        reading.notes.append(text.note("numbers", message))
    said = {number.note: t for t, number in numbers.items() if number.note}
    for note, written in said.items():
        reading.notes.append(text.note("power_of_ten", f"{note} See {text.where({written})}."))


def _values(numbers: dict[str, Number], mark: Mark | None) -> dict[str, Decimal]:
    """Returns the numbers that stand without a power or word that scales them."""
    plain = ((t, n.value(mark)) for t, n in numbers.items() if not n.is_scaled)
    return {t: value for t, value in plain if value is not None}


def _meaning(
    text: ColumnText, number: Number, mark: Mark | None, decision: Decision, unit: str
) -> Value | Fault | Meaning:
    value = number.value(mark)
    if mark is None and (number.is_ambiguous or (number.decides_for and decision.is_contested)):
        return Fault("numbers", "The decimal mark has to be told first.", Level.DECIDE)
    if number.is_ambiguous and decision.is_contested:
        return Fault("ambiguous_number", "The column mixes decimal marks, and this fits both.")
    if value is None:
        return Fault("other_decimal_mark", f"The column has a {mark}; this number has the other.")
    if number.unit and not _fits_unit(number.unit, text, unit):
        return Fault("other_unit", f"“{number.unit}” is not the unit of this column.")
    factor = factor_of(unit, text.column.name)
    if _is_count(
        text
    ):  # 2 Mio cells are 2 Mio below "MNC (Mio)" too; 5E-02 below % is a percentage
        return _whole(text, value if number.is_scaled else value * factor)
    return _decimal(text, value, factor)


def _is_count(text: ColumnText) -> bool:
    return text.column.form is Form.COUNT


def _fits_unit(written: str, text: ColumnText, unit: str) -> bool:
    if written == "%":
        return text.column.unit == "%" or unit == "percent"
    if written == "ml":
        return text.column.unit.lower() == "ml"
    return _is_count(text)


def _is_whole(value: Decimal) -> bool:
    return value == value.to_integral_value()


def _whole(text: ColumnText, value: Decimal) -> Value | Fault:
    column = text.column
    if not _is_whole(value):
        return Fault("not_a_whole_number", "Counts are whole numbers, such as 2000000.")
    if value > LARGEST_COUNT:
        return Fault("number_too_large", f"More than {LARGEST_COUNT:,} cannot be a count of cells.")
    if not column.least <= value <= column.most:
        message = f"A whole number from {column.least} to {column.most:,} is expected."
        return Fault("out_of_range", message)
    return int(value)


def _decimal(text: ColumnText, value: Decimal, factor: Decimal) -> Value | Fault:
    if value * factor > text.column.most or (factor == 10_000 and value > 100):
        unit = "mL" if text.column.unit == "mL" else "%"
        return Fault("above_100", f"At most 100 {unit} is expected.")
    if value > _LARGEST_DECIMAL:
        return Fault("number_too_large", "The number is too large for this column.")
    return float(value * factor)


def _excel(text: str) -> Fault | None:
    if not is_day_and_month(text):
        return None
    message = "Excel has probably made a date of a number: take it from the original export."
    return Fault(EXCEL_DATE, message)
