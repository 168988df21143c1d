"""The plan as others read it: the JSON report (a public contract) and the rejected rows as CSV."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from monitor.domain.plan import ImportPlan, Outcome, PlannedRows, Rejected, Value
from monitor.domain.problems import Level, Problem
from monitor.domain.wide import WideLayout
from monitor.ingest.covariates import COVARIATES, covariates_of
from monitor.ingest.mapping import REASONS_COLUMN, column_name
from monitor.ingest.text_table import TextTable
from monitor.ingest.tokenizing import only_cells
from monitor.ingest.values import FORMULA_STARTS

Json = dict[str, Any]


def report(plan: ImportPlan) -> Json:
    """Returns the report on one file: what importing it does, line by line."""
    by_line: dict[int | None, list[Json]] = defaultdict(list)
    for problem in plan.problems:
        by_line[problem.line].append(_problem(problem))
    file_level = list(by_line[None])
    if plan.refused:
        refusal = Problem(None, None, "", "file_refused", Level.STOP, plan.refused)
        file_level.append(_problem(refusal))
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


def rejected_csv(table: TextTable, rejected: Iterable[Rejected]) -> str:
    """Returns rejected rows as a file to be corrected and uploaded again: the file's own columns
    and delimiter, and one more column with the line and the reasons.

    Cells stand as they were read, so a row below a header of another order comes back in the order
    of the first. Those that a spreadsheet would take for a formula are guarded. A row whose cells
    cannot be told apart keeps its text as it was, and has the reasons at its end.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=table.delimiter, lineterminator="\r\n")
    kept = [at for at, name in enumerate(table.header) if column_name(name) != REASONS_COLUMN]
    positions = dict(zip(table.lines, range(len(table.lines)), strict=True))
    writer.writerow((*(guarded(table.header[at]) for at in kept), REASONS_COLUMN))
    for row in rejected:
        reasons = f"line {row.line}: " + "; ".join(map(_reason, row.problems))
        if row.line in positions and row.raw:
            own = [table.columns[at][positions[row.line]] for at in kept]
        else:
            own = only_cells(row.raw, table.delimiter) or []
        if own:
            writer.writerow((*map(guarded, own), reasons))
        else:
            out.write(_guarded_parts(row.raw, table.delimiter) + table.delimiter)
            writer.writerow((reasons,))
    return out.getvalue()


def guarded(text: str) -> str:
    """Returns a text that no spreadsheet takes for a formula; import takes the guard off again."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _guarded_parts(raw: str, delimiter: str) -> str:
    """Returns a row that cannot be read, guarded wherever a spreadsheet may see a cell begin."""
    starts = "".join(map(re.escape, FORMULA_STARTS))
    begin = rf'(^|{re.escape(delimiter)}|")(?=[{starts}])'
    return re.sub(begin, r"\1'", raw, flags=re.MULTILINE)


def _reason(problem: Problem) -> str:
    return f"{problem.column}: {problem.message}" if problem.column else problem.message


def _rows(plan: ImportPlan, by_line: Mapping[int | None, list[Json]]) -> Iterator[Json]:
    if plan.rows:
        yield from _data_rows(plan, by_line)
        known = set(plan.rows.lines)
        for row in plan.rejected:
            if row.line not in known:
                problems = [_problem(problem) for problem in row.problems]
                yield _row(row.line, row.last_line, Outcome.REJECTED, problems=problems)
    for line in plan.named:
        yield _row(line.line, line.last_line, "named", named_as=line.named_as.value)


def _data_rows(plan: ImportPlan, by_line: Mapping[int | None, list[Json]]) -> Iterator[Json]:
    rows = plan.rows
    assert rows is not None
    if plan.layout is not None:
        yield from _wide_rows(rows, plan.layout, by_line)
        return
    columns = {**rows.people, **rows.columns}
    for at, line in enumerate(rows.lines):
        rejected = rows.outcomes[at] is Outcome.REJECTED
        values = {} if rejected else {n: _json(n, cells[at]) for n, cells in columns.items()}
        yield _row(
            line,
            rows.last_lines[at],
            rows.outcomes[at],
            values=values,
            raw={name: cells[at] for name, cells in rows.raw.items()},
            problems=by_line.get(line, []),
        )


def _wide_rows(
    rows: PlannedRows, layout: WideLayout, by_line: Mapping[int | None, list[Json]]
) -> Iterator[Json]:
    """Yields one entry for each line of several assays; they stand under `assays`, each with its
    group of columns, and the file's name of every column that was read there.
    """
    columns, fates = {**rows.people, **rows.columns}, rows.fates()
    names = {group.mark: dict(group.names) for group in layout.groups}
    rows_of: dict[int, list[int]] = defaultdict(list)
    for at, line in enumerate(rows.lines):
        rows_of[line].append(at)
    for line, positions in rows_of.items():
        first, is_rejected = positions[0], fates[line] is Outcome.REJECTED
        raw = {name: cells[first] for name, cells in rows.raw.items()}
        problems = by_line.get(line, [])
        assays = [
            {
                "group": rows.groups[at],
                "outcome": rows.outcomes[at].value,
                "columns": (read := names[rows.groups[at]]),
                "values": {} if is_rejected else {n: _json(n, v[at]) for n, v in columns.items()},
                "raw": {target: raw[name] for target, name in read.items() if name in raw},
            }
            for at in positions
        ]
        entry = _row(line, rows.last_lines[first], fates[line], None, {}, raw, problems)
        yield {**entry, "assays": assays}


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
        "column": problem.column,
        "raw": problem.raw,
        "rule": problem.rule,
        "level": problem.level.value,
        "message": problem.message,
    }


def _json(name: str, value: Value) -> Any:
    if name == COVARIATES:
        return covariates_of(value) or None
    return value.isoformat() if isinstance(value, date) else value
