"""Columns of a patients file that are not ours: study covariates, each taken after one yes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.domain.plan import Question, Value
from monitor.domain.problems import Level, Problem
from monitor.domain.vocabularies import FileKind
from monitor.ingest.columns import Column
from monitor.ingest.parsing import Parsed, parse_column
from monitor.ingest.values import parse_text

COVARIATES = "covariates"
STORE, LEAVE_OUT = "store", "leave out"


@dataclass(frozen=True, slots=True)
class Covariates:
    """The covariates taken: each row's as JSON text by name (None where all are blank), the cells
    they come from, and the cells that cannot be read.
    """

    column: Sequence[Value]
    raw: Mapping[str, Sequence[str]]
    problems: tuple[Problem, ...]


def covariate_questions(parsed: Parsed, answers: Mapping[str, str]) -> tuple[Question, ...]:
    """Returns the question still open for each column that may be a study covariate."""
    return tuple(
        Question(
            id=_question_id(name),
            about=name,
            message=f"Column {name} is not one of ours. Keep it as a study covariate?",
            options=(STORE, LEAVE_OUT),
            proposed=STORE,
        )
        for name in _candidates(parsed)
        if answers.get(_question_id(name)) not in (STORE, LEAVE_OUT)
    )


def take_covariates(parsed: Parsed, answers: Mapping[str, str]) -> Covariates:
    """Returns the covariates that were answered with yes."""
    names = [n for n in _candidates(parsed) if answers.get(_question_id(n)) == STORE]
    if not names:
        return Covariates([None] * len(parsed.lines), {}, ())
    raw = {name: parsed.table.columns[parsed.mapping.unknown[name]] for name in names}
    columns: list[Sequence[Value]] = []
    problems: list[Problem] = []
    for name, cells in raw.items():
        column = Column(name, parse_text, "study covariate")
        values, faults = parse_column(column, cells, parsed.lines)
        columns.append(values)
        problems += faults
    rows = (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))
    return Covariates([_as_json(row) for row in rows], raw, tuple(problems))


def merge_covariates(old: Value, new: Value) -> Value:
    """Returns the covariates of both, the new ones winning; blanks never overwrite."""
    return _as_json({**covariates_of(old), **covariates_of(new)})


def covariates_of(held: Value) -> dict[str, str]:
    """Returns covariates by name from the JSON text that holds them."""
    return dict(json.loads(str(held or "{}")))


def unread_columns(parsed: Parsed) -> list[Problem]:
    """Returns a note for each column of another kind of file that is not read."""
    if parsed.mapping.kind is FileKind.PATIENTS:
        return []
    message = "This column is not read; it stays in the kept file only."
    return [
        Problem(None, name, name, "column_not_read", Level.NOTE, message)
        for name in parsed.mapping.unknown
    ]


def _candidates(parsed: Parsed) -> list[str]:
    is_patients = parsed.mapping.kind is FileKind.PATIENTS
    return list(parsed.mapping.unknown) if is_patients else []


def _question_id(name: str) -> str:
    return f"covariate:{name}"


def _as_json(covariates: Mapping[str, Value]) -> Value:
    given = {name: value for name, value in covariates.items() if value is not None}
    return json.dumps(given, ensure_ascii=False, sort_keys=True) if given else None
