"""What one column says of another: rates of counts and depths, a drug of the class of a therapy."""

from collections.abc import Sequence
from dataclasses import replace

from monitor.domain.plan import Value
from monitor.domain.problems import Problem
from monitor.domain.vocabularies import FileKind
from monitor.ingest.agreement import belied_rows
from monitor.ingest.columns import COLUMNS
from monitor.ingest.faults import Fault
from monitor.ingest.gathering import Gathered
from monitor.ingest.rates import (
    RATE_ONLY,
    Counted,
    count_question,
    counted,
    detected_unit,
    unit_question,
)
from monitor.ingest.reading import ColumnText, Reading
from monitor.ingest.reading_columns import read_column
from monitor.ingest.units import RATE, RATE_FACTORS, settle_unit
from monitor.ingest.values import word_of
from monitor.ingest.words import DRUGS


def settle_rates(
    text: ColumnText | None, read: Gathered, behind: Sequence[str] | None = None
) -> None:
    """Sets the unit of the rates right by the counts, or takes the counts from the rates. `behind`
    are the cells of free text right behind the rates.
    """
    if text is None or not any(value is not None for value in read.columns[RATE]):
        return
    found, screened = read.columns["tumor_cells"], read.columns["cells_screened"]
    has_counts, is_told = "tumor_cells" in text.beside, f"unit:{text.header}" in text.answers
    if has_counts and not is_told:
        unit = settle_unit(text, {}, Reading())
        detected = detected_unit(read.columns[RATE], found, screened, unit)
        if detected:
            read.questions.append(unit_question(text, detected))
            read.columns[RATE] = _in_unit(text, detected.unit)
            text = replace(text, unit=detected.unit)
    elif not has_counts:
        _count_by_rate(text, read)
    if has_counts:
        unit = settle_unit(text, {}, Reading())
        read.problems += belied_rows(text, unit, read.columns[RATE], found, screened, behind)


def _in_unit(text: ColumnText, unit: str) -> Sequence[Value]:
    again = Gathered()
    told = replace(text, answers={**text.answers, f"unit:{text.header}": unit})
    again.take(told, read_column(told))
    return again.columns[RATE]


def _count_by_rate(text: ColumnText, read: Gathered) -> None:
    """Takes the counts from the rates, in a file that has none."""
    found = counted(
        text, settle_unit(text, {}, Reading()), read.columns[RATE], read.columns["cells_screened"]
    )
    answer: str | None = RATE_ONLY
    if found.whole or found.unfit:
        question = count_question(text, found)
        answer = text.answer(question)
        if answer is None:
            read.questions.append(question)
            answer = question.proposed
    if answer in RATE_FACTORS:
        _take_counts(text, found, read)
    else:
        message = "The file has rates and no counts: the depth of its results is unknown."
        read.problems.append(text.note("rate_only", message))


def _take_counts(text: ColumnText, found: Counted, read: Gathered) -> None:
    read.columns["tumor_cells"] = [c if isinstance(c, int) else None for c in found.counts]
    for at, count in enumerate(found.counts):
        if isinstance(count, Fault):
            line, cell = text.lines[at], text.cells[at]
            problem = Problem(line, RATE, cell, count.rule, count.level, count.message)
            read.problems.append(problem)


def class_by_agent(agent: ColumnText | None, given: ColumnText | None, read: Gathered) -> None:
    """Takes the class of a therapy from its drug, in a file that names the drug alone."""
    if agent is None or given is not None:
        return
    column = next(c for c in COLUMNS[FileKind.THERAPY] if c.name == "therapy_type")
    column = replace(column, parse=word_of({**column.words, **DRUGS}, "a drug that is known"))
    text = replace(agent, column=column)
    read.take(text, read_column(text))
