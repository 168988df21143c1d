"""What undoing an import would do, bucket by bucket."""

import pandas as pd

from monitor.analysis.formats import counted, k_in_n
from monitor.domain.plan import Value
from monitor.domain.undo import Bucket, UndoneRow, UndoPreview
from monitor.domain.vocabularies import FileKind

_TOLD = (
    "collected_on", "started_on", "occurred_on", "sample_id", "agent", "event_type",
)  # fmt: skip


def removed_frame(bucket: Bucket) -> pd.DataFrame:
    """Returns the rows that go, each with what it says."""
    return pd.DataFrame(
        [(row.patient_id, row.kind.value, _said(row), row.line) for row in bucket.rows],
        columns=["Patient", "Kind", "What goes", "Line"],
    )


def restored_frame(bucket: Bucket) -> pd.DataFrame:
    """Returns the values that come back, cell by cell."""
    return pd.DataFrame(
        [
            (row.patient_id, row.kind.value, name, _shown(now), _shown(before), row.line)
            for row in bucket.rows
            for name, (now, before) in row.fields.items()
        ],
        columns=["Patient", "Kind", "Column", "Now", "Comes back to", "Line"],
    )


def kept_frame(bucket: Bucket, import_id: int) -> pd.DataFrame:
    """Returns the rows that stay when this import is undone, and why each does."""
    rows = [(r.patient_id, r.kind.value, _said(r), _since(r, import_id)) for r in bucket.rows]
    return pd.DataFrame(rows, columns=["Patient", "Kind", "What stays", "Because of"])


def undo_sentence(preview: UndoPreview) -> str:
    """Returns what an undo does, in one sentence."""
    parts = [f"{counted(preview.removed.count, 'row')} removed"]
    if preview.restored.count:
        parts.append(f"{counted(preview.restored.count, 'row')} brought back to what they were")
    if preview.kept.count:
        kept = counted(preview.kept.count, "row")
        parts.append(f"{kept} kept, because they changed since or are needed")
    return f"{', '.join(parts)}."


def _said(row: UndoneRow) -> str:
    told = [_shown(row.values[name]) for name in _TOLD if row.values.get(name) is not None]
    if row.kind is FileKind.ASSAYS:
        k, n = row.values.get("tumor_cells"), row.values.get("cells_screened")
        told.append(k_in_n(k if isinstance(k, int) else None, n if isinstance(n, int) else None))
    return " · ".join(told)


def _since(row: UndoneRow, import_id: int) -> str:
    since = row.since
    if since is None or since.import_id == import_id:
        return "other rows speak of this patient"
    return f"import {since.import_id}, {since.made_at[:10]} by {since.made_by}"


def _shown(value: Value) -> str:
    return "" if value is None else str(value)
