"""An import plan as tables and sentences for a person to look over."""

from collections.abc import Iterable

import pandas as pd

from monitor.domain.plan import Counts, ImportEntry, ImportPlan, Outcome, Rejected, Value


def rejected_frame(rejected: Iterable[Rejected]) -> pd.DataFrame:
    """Returns every reason of every rejected row: line, column, what stands there, why."""
    return pd.DataFrame(
        [
            (row.line, problem.column or "(row)", problem.raw, problem.message)
            for row in rejected
            for problem in row.problems
        ],
        columns=["Line", "Column", "In the file", "Reason"],
    )


def changes_frame(plan: ImportPlan) -> pd.DataFrame:
    """Returns every value that the file corrects: line, patient, column, old and new."""
    rows = plan.rows
    if rows is None:
        return pd.DataFrame()
    return pd.DataFrame(
        [
            (rows.lines[at], rows.people["patient_id"][at], name, _shown(old), _shown(new))
            for at, change in rows.changes.items()
            for name, (old, new) in change.fields.items()
        ],
        columns=["Line", "Patient", "Column", "Stored", "In the file"],
    )


def notes_frame(plan: ImportPlan) -> pd.DataFrame:
    """Returns what is worth knowing and holds nothing back: line, column, text, note."""
    held = {row.line for row in plan.rejected}
    notes = (p for p in plan.problems if p.line not in held)
    return pd.DataFrame(
        [(p.line, p.column or "", p.raw, p.message) for p in notes],
        columns=["Line", "Column", "In the file", "Note"],
    )


def preview_frame(plan: ImportPlan, limit: int) -> pd.DataFrame:
    """Returns the first rows that would be stored, as they were understood."""
    rows = plan.rows
    if rows is None:
        return pd.DataFrame()
    kept = (Outcome.STORED, Outcome.CHANGED)
    positions = [at for at, outcome in enumerate(rows.outcomes) if outcome in kept][:limit]
    columns = {**rows.people, **rows.columns}
    table = {"line": [rows.lines[at] for at in positions]} | {
        name: [cells[at] for at in positions]
        for name, cells in columns.items()
        if any(cells[at] is not None for at in positions)
    }
    return pd.DataFrame(table)


def columns_frame(rows: Iterable[tuple[str, bool, str, str]]) -> pd.DataFrame:
    """Returns the columns that a kind of file may have."""
    return pd.DataFrame(rows, columns=["Column", "Required", "Unit", "What it holds"])


def entries_frame(entries: Iterable[ImportEntry]) -> pd.DataFrame:
    """Returns the imports of the past, one a line."""
    return pd.DataFrame(
        [
            (
                entry.import_id,
                entry.made_at.replace("T", " ").removesuffix("+00:00"),
                entry.made_by,
                entry.file_name,
                entry.kind,
                entry.counts.stored,
                entry.counts.changed,
                entry.counts.unchanged,
                entry.counts.rejected,
                "undone" if entry.is_undone else "in force",
            )
            for entry in entries
        ],
        columns=[
            "Import",
            "When (UTC)",
            "Who",
            "File",
            "Kind",
            "Stored",
            "Changed",
            "Unchanged",
            "Rejected",
            "State",
        ],
    )


def counts_sentence(counts: Counts) -> str:
    """Returns what becomes of the file's lines, adding up: "12 stored + 2 rejected + 1 named"."""
    names = ("stored", "changed", "unchanged", "pending", "rejected", "named")
    parts = [f"{getattr(counts, name):,} {name}" for name in names if getattr(counts, name)]
    return f"{' + '.join(parts)} = {counts.lines:,} lines"


def _shown(value: Value) -> str:
    return "" if value is None else str(value)
