"""Columns of a patients file that are not ours: study covariates, each taken after one yes."""

import json
from collections.abc import Mapping, Sequence

from monitor.domain.plan import Question, Value
from monitor.domain.problems import Level, Problem
from monitor.domain.vocabularies import FileKind
from monitor.ingest.parsing import Parsed

COVARIATES = "covariates"
STORE, LEAVE_OUT = "store", "leave out"


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
        if _question_id(name) not in answers
    )


def covariate_column(parsed: Parsed, answers: Mapping[str, str]) -> list[Value]:
    """Returns each row's covariates as JSON text by column name (None where all are blank)."""
    names = [n for n in _candidates(parsed) if answers.get(_question_id(n)) == STORE]
    cells = [parsed.table.columns[parsed.mapping.unknown[name]] for name in names]
    if not names:
        return [None] * len(parsed.lines)
    return [_as_json(names, row) for row in zip(*cells, strict=True)]


def merge_covariates(old: Value, new: Value) -> Value:
    """Returns the covariates of both, the new ones winning; blanks never overwrite."""
    merged = {**json.loads(str(old or "{}")), **json.loads(str(new or "{}"))}
    return json.dumps(merged, ensure_ascii=False, sort_keys=True) if merged else None


def unread_columns(parsed: Parsed) -> list[Problem]:
    """Returns a note for each column of another kind of file that is not read."""
    if parsed.mapping.kind is FileKind.PATIENTS:
        return []
    message = "This column is not read; it stays in the kept file only."
    return [
        Problem(None, name, name, "column_not_read", Level.NOTE, message)
        for name in parsed.mapping.unknown
        if name
    ]


def _candidates(parsed: Parsed) -> list[str]:
    is_patients = parsed.mapping.kind is FileKind.PATIENTS
    return [name for name in parsed.mapping.unknown if name] if is_patients else []


def _question_id(name: str) -> str:
    return f"covariate:{name}"


def _as_json(names: Sequence[str], cells: Sequence[str]) -> Value:
    given = {
        name: cell.strip() for name, cell in zip(names, cells, strict=True) if cell.strip()
    }
    return json.dumps(given, ensure_ascii=False, sort_keys=True) if given else None
