"""The receipt of an import: everything about it that a person may want to keep."""

import json
from collections.abc import Mapping
from dataclasses import asdict

from monitor.domain.cell_corrections import CellCorrection, corrections_in, without_corrections
from monitor.domain.plan import ImportEntry


def receipt_json(entry: ImportEntry, answers: Mapping[str, str]) -> str:
    """Returns the receipt as JSON; it names no patient."""
    said = {
        "import": entry.import_id,
        "file": entry.file_name,
        "sha256": entry.sha256,
        "uploaded_sha256": entry.uploaded_sha256,
        "kind": entry.kind,
        "profile": entry.profile,
        "imported_at": entry.made_at,
        "imported_by": entry.made_by,
        "reason": entry.reason,
        "lines": asdict(entry.counts),
        "answers": dict(sorted(without_corrections(answers).items())),
        "corrected_cells": [_correction(cell) for cell in corrections_in(answers)],
        "undone_at": entry.undone_at,
        "undone_by": entry.undone_by,
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _correction(cell: CellCorrection) -> dict[str, str | int]:
    """Returns one corrected cell: what the file said and what it is read as, but for pseudonyms."""
    is_named = cell.target == "patient_id"
    return {
        "line": cell.line,
        "column": cell.column,
        "file_said": "(a pseudonym)" if is_named else cell.said or "",
        "read_as": "(a pseudonym)" if is_named else cell.value,
        "corrected_by": cell.by,
        "reason": cell.reason,
    }


def origin_sentence(entry: ImportEntry) -> str:
    """Returns what came, when, from whom and how it was read, in one line."""
    parts = [
        f"{entry.kind.capitalize()} file",
        f"{instant(entry.made_at)} by {entry.made_by}",
        f"profile {entry.profile}" if entry.profile else "no profile",
    ]
    if entry.reason:
        parts.append(f"reason: {entry.reason}")
    return " · ".join(parts)


def state_sentence(entry: ImportEntry) -> str:
    """Returns whether an import is in force, or since when it is not."""
    if not entry.is_undone:
        return "in force"
    when = f" {instant(entry.undone_at)}" if entry.undone_at else ""
    return f"undone{when}{f' by {entry.undone_by}' if entry.undone_by else ''}"


def instant(text: str) -> str:
    """Returns a stored instant as it is shown: "2024-03-04 10:12 UTC"."""
    return f"{text.replace('T', ' ')[:16]} UTC"
