"""An import plan as tables and sentences for a person to look over."""

from collections.abc import Iterable, Mapping

import pandas as pd

from monitor.analysis.import_receipt import state_sentence
from monitor.analysis.import_steps import answer_title
from monitor.domain.answers import spoken_answers
from monitor.domain.plan import Counts, ImportEntry, ImportPlan, Outcome, Rejected


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


def answers_frame(answers: Mapping[str, str]) -> pd.DataFrame:
    """Returns what was answered, question by question."""
    asked = spoken_answers(answers)
    rows = [(answer_title(found), said) for found, said in sorted(asked.items())]
    return pd.DataFrame(rows, columns=["About", "Answer"])


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
                entry.profile or "",
                state_sentence(entry),
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
            "Profile",
            "State",
        ],
    )


def counts_sentence(counts: Counts) -> str:
    """Returns what becomes of the file's lines, adding up: "12 stored + 2 rejected + 1 named"."""
    names = ("stored", "changed", "unchanged", "pending", "rejected", "named")
    parts = [f"{getattr(counts, name):,} {name}" for name in names if getattr(counts, name)]
    return f"{' + '.join(parts)} = {counts.lines:,} lines"
