"""What the command line says, in words for a person and in lines for a program."""

import json
import os
import sys
from collections.abc import Iterable
from typing import Any

from monitor.domain.cell_corrections import correction_words, corrections_in
from monitor.domain.plan import ImportPlan, Receipt
from monitor.domain.profile import ProfileMatch
from monitor.domain.undo import Bucket, UndoneRow, UndoPreview

REASONS_TOLD = 20
ROWS_TOLD = 20
LONGEST_CELL = 60
MOST_LINES_A_SECOND = 20


def tell(text: str) -> None:
    """Prints a line. Where nobody listens any more (`| head`), all further words go nowhere, and
    the work goes on.
    """
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # Python itself writes once more as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(message: str) -> None:
    """Prints what went wrong on standard error."""
    print(f"monitor: {message}", file=sys.stderr)


class Progress:
    """Tells how far a run is, as JSON lines on standard error, not more often than it is read."""

    def __init__(self, clock: Any) -> None:
        self._clock = clock
        self._last = ("", 0.0)

    def __call__(self, stage: str, done: int, total: int) -> None:
        at = self._clock()
        is_due = stage != self._last[0] or at - self._last[1] >= 1 / MOST_LINES_A_SECOND
        if is_due or done == total:
            self._last = (stage, at)
            self._say(stage=stage, done=done, total=total)

    def end(self, plan: ImportPlan, receipt: Receipt | None) -> None:
        number = receipt.import_id if receipt else None
        self._say(stage="done", action=plan.action.value, **{"import": number})

    def fail(self, message: str) -> None:
        self._say(stage="failed", message=message)

    def _say(self, **said: object) -> None:
        print(json.dumps(said), file=sys.stderr, flush=True)


def tell_plan(plan: ImportPlan, receipt: Receipt | None) -> None:
    """Tells what importing a file did or would do, its questions and its reasons."""
    counts = plan.counts
    numbers = ", ".join(
        f"{getattr(counts, name)} {name}"
        for name in ("stored", "changed", "unchanged", "rejected", "pending", "named")
        if getattr(counts, name)
    )
    done = f"import {receipt.import_id}" if receipt else plan.action.value
    tell(f"{shown(plan.source.name)}: {done} · {counts.lines} lines: {numbers}")
    if plan.refused:
        tell(f"  {shown(plan.refused)}")
    for question in plan.questions:
        proposed = f" (proposed: {question.proposed})" if question.proposed else ""
        options = " / ".join(question.options)
        tell(shown(f"  ? {question.id}: {question.message} {options}{proposed}"))
    for read in corrections_in(plan.answers) if not plan.refused else ():
        tell(shown(f"  line {read.line}, {read.column}: {correction_words(read)}"))
    reasons = [(row.line, problem) for row in plan.rejected for problem in row.problems]
    for line, problem in reasons[:REASONS_TOLD]:
        cell = shown(problem.raw)[:LONGEST_CELL]
        where = f"{problem.column} “{cell}”: " if problem.column else ""
        tell(f"  line {line}: {where}{problem.message}")
    if len(reasons) > REASONS_TOLD:
        tell(f"  … and {len(reasons) - REASONS_TOLD} more reasons; --report names them all")


def tell_departure(name: str, label: str, found: ProfileMatch | None) -> None:
    """Tells that a file departs from a profile, whose answers were therefore not taken."""
    if found is None:
        tell(f"{shown(name)}: has too little in common with profile {shown(label)}")
        return
    parts = (("new", found.new), ("missing", found.missing))
    columns = (f"{what}: {', '.join(columns)}" for what, columns in parts if columns)
    said = "; ".join((*columns, *found.departs))
    tell(
        f"{shown(name)}: departs from profile {shown(label)} ({shown(said)}); its answers were not "
        "taken"
    )


def tell_undo(preview: UndoPreview) -> None:
    """Tells the three buckets of an undo."""
    tell(f"undo of import {preview.import_id} ({shown(preview.file_name)})")
    tell(f"  removed: {preview.removed.count:,}")
    _tell_rows(preview.removed, _where)
    tell(f"  restored: {preview.restored.count:,}")
    _tell_rows(preview.restored, _back)
    tell(f"  kept: {preview.kept.count:,}")
    _tell_rows(preview.kept, _since)


def _tell_rows(bucket: Bucket, word: Any) -> None:
    for row in bucket.rows[:ROWS_TOLD]:
        tell(shown(f"    {word(row)}"))
    if bucket.count > ROWS_TOLD:
        tell(f"    … and {bucket.count - ROWS_TOLD:,} more")


def _where(row: UndoneRow) -> str:
    return f"{row.kind.value}, {row.patient_id}, {_day(row)}line {row.line}"


def _back(row: UndoneRow) -> str:
    fields = ", ".join(f"{name} {now} → {then}" for name, (now, then) in row.fields.items())
    return f"{row.kind.value}, {row.patient_id}, {_day(row)}{fields}"


def _since(row: UndoneRow) -> str:
    since = row.since
    by = f"import {since.import_id} by {since.made_by} on {since.made_at[:10]}" if since else ""
    return f"{row.kind.value}, {row.patient_id}, {_day(row)}{by}"


def _day(row: UndoneRow) -> str:
    days: Iterable[str] = ("collected_on", "started_on", "occurred_on")
    return next((f"{row.values[name]}, " for name in days if name in row.values), "")


def shown(text: str) -> str:
    """Returns a file's text without what a terminal would take for a command."""
    return "".join(letter if letter.isprintable() else "·" for letter in text)
