"""Assays that a lab took back: an import of its own, so that it is logged, counted and undone as
every other.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from monitor.domain.plan import Action, ImportPlan, Outcome, StoredRow, Value
from monitor.domain.source_file import SourceFile
from monitor.domain.vocabularies import AssayStatus, FileKind
from monitor.ingest.report import guarded
from monitor.intake import Wish, accept_proposed, carry_out, plan_file, source_file
from monitor.store.engine import Store

STATUS, WITHDRAWN = "status", AssayStatus.WITHDRAWN.value
# By these an assay is known again. Its counts stay blank, for a blank never overwrites; but a text
# that stands in place of one, such as <1, is said again.
_KEY = ("sample_id", "collected_on", "lab", "site", "method", "antibody", "replicate", "material")
_COUNTS = ("cells_screened", "tumor_cells")


class NotWithdrawnError(Exception):
    """The assays cannot be marked; the message says why."""


def may_be_withdrawn(plan: ImportPlan) -> tuple[StoredRow, ...]:
    """Returns the stored assays of a file's patients that the file lacks, of those that are shown;
    only assays have a status.
    """
    return plan.absent.first if plan.kind is FileKind.ASSAYS and plan.rows is not None else ()


def withdraw(store: Store, plan: ImportPlan, rows: Sequence[StoredRow], reason: str) -> int:
    """Marks stored assays, which a plan's file lacks, as withdrawn by the lab, and returns the
    number of the import that says so.

    Raises NotWithdrawnError where that would do anything else.
    """
    source = withdrawal_file(plan, rows)
    told = accept_proposed(store, plan_file(store, source, {}))
    _make_sure(told, len(rows))
    _, receipt = carry_out(store, told, Wish(all_or_nothing=True, reason=reason))
    if receipt is None:
        raise NotWithdrawnError("The store changed meanwhile. Nothing was marked; look again.")
    return receipt.import_id


def withdrawal_file(plan: ImportPlan, rows: Sequence[StoredRow]) -> SourceFile:
    """Returns the file that says of these assays that the lab withdrew them."""
    people = _people(plan)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("patient_id", "center", *_KEY, *_COUNTS, STATUS))
    for row in rows:
        cells = (*people[row.link], *(_text(row.values.get(name)) for name in _KEY))
        texts = json.loads(_text(row.values.get("qualified")) or "{}")
        counts = (str(texts.get(name, "")) for name in _COUNTS)
        writer.writerow((*map(guarded, (*cells, *counts)), WITHDRAWN))
    name = f"withdrawn_{Path(plan.source.name).stem}.csv"
    return source_file(name, out.getvalue().encode())


def _people(plan: ImportPlan) -> Mapping[str, tuple[str, str]]:
    """Returns pseudonym and center of a file's patients by link, a stated center before none."""
    rows = plan.rows
    assert rows is not None
    names, centers = rows.people["patient_id"], rows.people["center"]
    found: dict[str, tuple[str, str]] = {}
    for link, name, center in zip(rows.links, names, centers, strict=True):
        if link not in found or (center and not found[link][1]):
            found[link] = (_text(name), _text(center))
    return found


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _make_sure(told: ImportPlan, wanted: int) -> None:
    """Raises where the file would do anything else than change the status of so many assays."""
    changes = told.rows.changes.values() if told.rows else ()
    is_only_status = all(change.fields.keys() == {STATUS} for change in changes)
    if (
        told.action is not Action.STORED
        or told.row_counts[Outcome.CHANGED] != wanted
        or told.row_counts.total() != wanted
        or not is_only_status
    ):
        raise NotWithdrawnError(
            "These assays cannot be told apart from others by patient, day, site and number. "
            "Nothing was marked: withdraw them with a file that has a column status."
        )
