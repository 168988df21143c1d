"""What changed in the store, and which values an import corrected, for a person to look over."""

from collections.abc import Iterable

import pandas as pd

from monitor.analysis.formats import sentence_case
from monitor.analysis.import_receipt import instant
from monitor.domain.changes import ChangeEntry, Correction
from monitor.domain.plan import Value


def changes_frame(changes: Iterable[ChangeEntry]) -> pd.DataFrame:
    """Returns one line per change: number, what it was, when, who, why, and its import."""
    return pd.DataFrame(
        [
            (
                change.number,
                sentence_case(change.kind),
                instant(change.made_at),
                change.made_by,
                change.reason or "",
                "" if change.import_id is None else str(change.import_id),
            )
            for change in changes
        ],
        columns=["Change", "What", "When", "Who", "Why", "Import"],
    )


def corrections_frame(corrections: Iterable[Correction]) -> pd.DataFrame:
    """Returns one line per corrected value: whose, old and new, and the import that it replaced."""
    return pd.DataFrame(
        [
            (
                found.patient_id,
                found.column,
                _shown(found.old),
                _shown(found.new),
                found.old_import_id,
                found.line,
            )
            for found in corrections
        ],
        columns=["Patient", "Column", "Before", "After", "Entered with import", "Line"],
    )


def _shown(value: Value) -> str:
    return "" if value is None else str(value)
