"""What one column says of another: rates of counts and depths, a drug of the class of a therapy."""

from collections.abc import Sequence
from dataclasses import replace

from monitor.domain.plan import Value
from monitor.domain.vocabularies import FileKind
from monitor.ingest.agreement import belied_rows
from monitor.ingest.columns import COLUMNS
from monitor.ingest.gathering import Gathered
from monitor.ingest.rates import (
    RATE_ONLY,
    count_question,
    counts_from_rates,
    detected_unit,
    unit_question,
)
from monitor.ingest.reading import ColumnText, Reading
from monitor.ingest.reading_columns import read_column
from monitor.ingest.units import RATE, settle_unit
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
    rates, screened = read.columns[RATE], read.columns["cells_screened"]
    unit = settle_unit(text, {}, Reading())
    question = count_question(text, unit, rates, screened)
    answer = text.answers.get(f"unit:{text.header}")
    if question and answer not in question.options:
        read.questions.append(question)
        answer = question.proposed
    if question and answer != RATE_ONLY:
        read.columns["tumor_cells"] = counts_from_rates(rates, screened)
    else:
        message = "The file has rates and no counts: the depth of its results is unknown."
        read.problems.append(text.note("rate_only", message))


def class_by_agent(agent: ColumnText | None, given: ColumnText | None, read: Gathered) -> None:
    """Takes the class of a therapy from its drug, in a file that names the drug alone."""
    if agent is None or given is not None:
        return
    column = next(c for c in COLUMNS[FileKind.THERAPY] if c.name == "therapy_type")
    column = replace(column, parse=word_of({**column.words, **DRUGS}, "a drug that is known"))
    text = replace(agent, column=column)
    read.take(text, read_column(text))
