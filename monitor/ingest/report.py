"""The plan as others read it: the JSON report (a public contract) and the rejected rows as CSV."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from monitor.domain.plan import ImportPlan, Outcome, PlannedRows, Value
from monitor.domain.problems import Problem
from monitor.ingest.values import FORMULA_STARTS

Json = dict[str, Any]


def report(plan: ImportPlan) -> Json:
    """Returns the report on one file: what importing it does, line by line."""
    by_line: dict[int | None, list[Json]] = defaultdict(list)
    for problem in plan.problems:
        by_line[problem.line].append(_problem(problem))
    file_level = list(by_line[None])
    if plan.refused:
        file_level.append(_refusal(plan.refused))
    return {
        "file": plan.source.name,
        "sha256": plan.source.sha256,
        "kind": plan.kind.value if plan.kind else None,
        "action": plan.action.value,
        "counts": asdict(plan.counts),
        "questions": [{**asdict(q), "options": list(q.options)} for q in plan.questions],
        "rows": sorted(_rows(plan, by_line), key=lambda row: int(row["line"])),
        "problems": file_level,
    }


def rejected_csv(plan: ImportPlan) -> str:
    """Returns the rejected rows as CSV: line, reasons, and the raw text, safe for spreadsheets."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("line", "reasons", "raw_text"))
    for row in plan.rejected:
        reasons = "; ".join(_reason(problem) for problem in row.problems)
        writer.writerow((row.line, guarded(reasons), guarded(row.raw)))
    return out.getvalue()


def guarded(text: str) -> str:
    """Returns a text that no spreadsheet takes for a formula; import takes the guard off again."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _reason(problem: Problem) -> str:
    return f"{problem.column}: {problem.message}" if problem.column else problem.message


def _rows(plan: ImportPlan, by_line: Mapping[int | None, list[Json]]) -> Iterator[Json]:
    if plan.rows:
        yield from _data_rows(plan.rows, by_line)
        known = set(plan.rows.lines)
        for row in plan.rejected:
            if row.line not in known:
                problems = [_problem(problem) for problem in row.problems]
                yield _row(row.line, row.last_line, Outcome.REJECTED, problems=problems)
    for line in plan.named:
        yield _row(line.line, line.last_line, "named", named_as=line.named_as.value)


def _data_rows(rows: PlannedRows, by_line: Mapping[int | None, list[Json]]) -> Iterator[Json]:
    columns = {**rows.people, **rows.columns}
    for at, line in enumerate(rows.lines):
        rejected = rows.outcomes[at] is Outcome.REJECTED
        values = {} if rejected else {n: _json_value(cells[at]) for n, cells in columns.items()}
        yield _row(
            line,
            rows.last_lines[at],
            rows.outcomes[at],
            values=values,
            raw={name: cells[at] for name, cells in rows.raw.items()},
            problems=by_line.get(line, []),
        )


def _row(
    line: int,
    last_line: int,
    outcome: str,
    named_as: str | None = None,
    values: Json | None = None,
    raw: Json | None = None,
    problems: list[Json] | None = None,
) -> Json:
    return {
        "line": line,
        "last_line": last_line,
        "outcome": str(outcome),
        "named_as": named_as,
        "values": values or {},
        "raw": raw or {},
        "problems": problems or [],
    }


def _problem(problem: Problem) -> Json:
    return {
        "line": problem.line,
        "column": problem.column,
        "raw": problem.raw,
        "rule": problem.rule,
        "level": problem.level.value,
        "message": problem.message,
    }


def _refusal(reason: str) -> Json:
    return {
        "line": None,
        "column": None,
        "raw": "",
        "rule": "file_refused",
        "level": "stop",
        "message": reason,
    }


def _json_value(value: Value) -> Value:
    return value.isoformat() if isinstance(value, date) else value
