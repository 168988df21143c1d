"""Everything that the review of an import shows, made ready once for all reruns of its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import pandas as pd

from monitor.analysis.formats import counted, sentence_case
from monitor.analysis.import_checks import MarkedRows, marked_rows, rules_frame, settled
from monitor.analysis.import_steps import Step, StepState, step_of_note, step_states
from monitor.analysis.import_tables import preview_frame
from monitor.domain.plan import Action, Counts, ImportEntry, ImportPlan, Outcome, Value
from monitor.domain.problems import Level, Problem
from monitor.domain.vocabularies import FileKind

CHANGED_ROWS = 200
ANSWERS = 3
PREVIEW = 20
ABSENT = 200


@dataclass(frozen=True, slots=True)
class Review:
    """A plan as its page shows it: the stages, what becomes of the rows, and the tables."""

    states: tuple[StepState, ...]
    action: Action
    counts: Counts
    rows: Mapping[Outcome, int]
    rules: pd.DataFrame
    marked: MarkedRows
    changes: pd.DataFrame
    change_count: int
    absent: pd.DataFrame
    absent_count: int
    preview: pd.DataFrame
    file_notes: tuple[Problem, ...]
    same_name: ImportEntry | None = None

    @property
    def stored(self) -> int:
        return self.rows[Outcome.STORED] + self.rows[Outcome.CHANGED]

    @property
    def first_open(self) -> Step | None:
        """Returns the first stage that asks something."""
        return next((state.step for state in self.states if state.is_open), None)

    def notes(self, step: Step) -> list[Problem]:
        """Returns what is said about the whole file in a stage."""
        return [note for note in self.file_notes if step_of_note(note) is step]

    def state(self, step: Step) -> StepState:
        return next(state for state in self.states if state.step is step)


def review(plan: ImportPlan, entries: Sequence[ImportEntry]) -> Review:
    """Returns what the review of a plan shows; `entries` say who entered a value that changes."""
    found = settled(plan)
    return Review(
        states=step_states(plan),
        action=plan.action,
        counts=plan.counts,
        rows=plan.row_counts,
        rules=rules_frame(found),
        marked=marked_rows(plan, found),
        changes=compared_frame(plan, {entry.import_id: entry for entry in entries}),
        change_count=len(plan.rows.changes) if plan.rows else 0,
        absent=absent_frame(plan),
        absent_count=plan.absent.count,
        preview=preview_frame(plan, PREVIEW),
        file_notes=tuple(p for p in plan.problems if p.line is None and p.level is Level.NOTE),
        same_name=same_name(plan, entries),
    )


def same_name(plan: ImportPlan, entries: Sequence[ImportEntry]) -> ImportEntry | None:
    """Returns the last import in force that came under this name with other bytes; None where the
    same bytes are stored already.
    """
    if plan.same_bytes:
        return None
    name, sums = plan.source.name, {plan.source.sha256, plan.uploaded_sha256} - {None}
    found = next((e for e in entries if e.file_name == name and not e.is_undone), None)
    return None if found and sums & {found.sha256, found.uploaded_sha256} else found


def same_name_sentence(entry: ImportEntry) -> str:
    """Returns what is said of a file that came before under its name."""
    return (
        f"Same name as import {entry.import_id} of {entry.made_at[:10]} but other bytes; "
        f"{Step.COMPARE} shows the differences."
    )


def stops(rules: pd.DataFrame, limit: int = ANSWERS) -> list[str]:
    """Returns why rows are left out, what concerns most of them first: "30 rows: not a number"."""
    found = rules[rules["Level"].str.contains("Stop")].head(limit) if len(rules) else rules
    pairs = zip(found["Rows"], found["Rule"], strict=True) if len(found) else ()
    return [f"{counted(rows, 'row')}: {rule[:1].lower()}{rule[1:]}" for rows, rule in pairs]


def compared_frame(plan: ImportPlan, entries: Mapping[int, ImportEntry]) -> pd.DataFrame:
    """Returns the values that the first rows correct: old and new, and who entered the old one."""
    rows = plan.rows
    table = []
    for at, change in islice(rows.changes.items(), CHANGED_ROWS) if rows else ():
        patient, line = _at(plan, at)
        entry = entries.get(change.replaces.import_id)
        source = f"import {entry.import_id} by {entry.made_by}" if entry else ""
        for name, (old, new) in change.fields.items():
            table.append((patient, name, _shown(old), _shown(new), source, line))
    return pd.DataFrame(
        table,
        columns=["Patient", "Column", "Stored", "In the file", "Entered with", "Line"],
    )


def _at(plan: ImportPlan, position: int) -> tuple[str, int]:
    """Returns whose a row is, and its line."""
    assert plan.rows is not None
    return str(plan.rows.people["patient_id"][position]), plan.rows.lines[position]


def absent_frame(plan: ImportPlan) -> pd.DataFrame:
    """Returns the first rows that the store has of the file's patients and the file does not."""
    names = {}
    if plan.rows is not None:
        names = dict(zip(plan.rows.links, plan.rows.people["patient_id"], strict=True))
    rows = [
        {"Patient": str(names.get(row.link, "")), "Import": row.import_id, "Line": row.line}
        | {name: _shown(value) for name, value in row.values.items() if value is not None}
        for row in plan.absent.first[:ABSENT]
    ]
    return pd.DataFrame(rows)


def compare_sentence(rows: Mapping[Outcome, int], absent: int) -> str:
    """Returns how a file's rows stand to the store: "31 new · 180 identical · 3 changed"."""
    parts = [f"{rows[Outcome.STORED]:,} new"]
    if rows[Outcome.UNCHANGED]:
        parts.append(f"{rows[Outcome.UNCHANGED]:,} identical")
    if rows[Outcome.CHANGED]:
        parts.append(f"{rows[Outcome.CHANGED]:,} changed")
    if absent:
        parts.append(f"{absent:,} in the store and not in this file")
    return " · ".join(parts)


def summary_frame(shown: Review, new_patients: int) -> pd.DataFrame:
    """Returns how many rows share a fate, and how many patients are new; zeros are left out."""
    counts = {
        "New rows": shown.rows[Outcome.STORED],
        "Corrected rows": shown.rows[Outcome.CHANGED],
        "Identical, stored already": shown.rows[Outcome.UNCHANGED],
        "Waiting for an answer": shown.rows[Outcome.PENDING],
        "Left out": shown.rows[Outcome.REJECTED],
        "New patients": new_patients,
    }
    told = [(name, number) for name, number in counts.items() if number]
    return pd.DataFrame(told or [("New rows", 0)], columns=["What", "How many"])


def columns_sentence(kind: FileKind | None, columns: int, read: int) -> str:
    """Returns what the columns are read as, in one line."""
    return f"{sentence_case(kind or 'unknown')} file · {read} of {counted(columns, 'column')} read"


def values_sentence(shown: Review) -> str:
    """Returns how values are read, in one line."""
    said = list(dict.fromkeys(shown.state(Step.VALUES).answers.values()))
    if said:
        more = f" and {len(said) - ANSWERS} more" if len(said) > ANSWERS else ""
        return " · ".join(said[:ANSWERS]) + more
    notes = shown.notes(Step.VALUES)
    return counted(len(notes), "convention") if notes else "read as written"


def check_sentence(shown: Review) -> str:
    """Returns what the checks found in one line."""
    parts = []
    if shown.rows[Outcome.REJECTED]:
        parts.append(f"{counted(shown.rows[Outcome.REJECTED], 'row')} left out")
    if shown.rows[Outcome.PENDING]:
        parts.append(f"{counted(shown.rows[Outcome.PENDING], 'row')} waiting")
    noted = int(shown.rules.loc[shown.rules["Level"].str.contains("Note"), "Rows"].sum())
    if noted:
        parts.append(counted(noted, "note"))
    return " · ".join(parts) or "nothing to object to"


def _shown(value: Value) -> str:
    return "" if value is None else str(value)
