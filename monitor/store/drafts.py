"""Drafts: imports that were begun and not finished. Writing one changes no revision."""

import json
import secrets
import zlib
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from monitor.domain.draft import Draft, DraftEntry
from monitor.domain.plan import ImportPlan
from monitor.domain.source_file import SourceFile
from monitor.store.encoding import now
from monitor.store.engine import Store, reading, writing
from monitor.store.schema import draft

PERSONAL_COLUMNS = "personal_columns"
_LISTED = [column for column in draft.columns if column.name != "content"]


def may_be_kept(plan: ImportPlan) -> bool:
    """Returns whether a file's bytes may be kept before it is imported: not those of a refused
    file, nor of one that may name persons.
    """
    asked = {question.id for question in plan.questions}
    return plan.refused is None and PERSONAL_COLUMNS not in asked


def save_draft(
    store: Store, plan: ImportPlan, made_by: str, draft_id: str | None = None
) -> str | None:
    """Keeps a plan's bytes, answers and profile, and returns the draft's id.

    Without an id, the draft that the same person has of the same bytes is the one meant. Returns
    None, and drops the draft, where the bytes may not be kept.
    """
    if not may_be_kept(plan):
        if draft_id:
            drop_draft(store, draft_id)
        return None
    source = plan.source
    said: dict[str, Any] = {
        "file_name": source.name,
        "answers": json.dumps(dict(plan.answers), sort_keys=True),
        "profile": plan.profile,
        "uploaded_sha256": plan.uploaded_sha256,
        "updated_at": now(),
    }
    with writing(store) as connection:
        mine = (draft.c.sha256 == source.sha256) & (draft.c.made_by == made_by)
        same = mine if draft_id is None else draft.c.id == draft_id
        known = connection.execute(select(draft.c.id, draft.c.sha256).where(same)).first()
        if known is not None and known.sha256 == source.sha256:
            connection.execute(update(draft).where(draft.c.id == known.id).values(said))
            return str(known.id)
        if known is not None:
            connection.execute(delete(draft).where(draft.c.id == known.id))
        number = draft_id or secrets.token_hex(12)  # never like an option of the command line
        said |= {
            "id": number,
            "sha256": source.sha256,
            "content": source.packed().held,
            "created_at": said["updated_at"],
            "made_by": made_by,
        }
        connection.execute(insert(draft).values(said))
    return number


def read_draft(store: Store, draft_id: str) -> Draft | None:
    """Returns a draft with its file, None where there is none of this id."""
    with reading(store) as connection:
        row = connection.execute(select(draft).where(draft.c.id == draft_id)).first()
    if row is None:
        return None
    content = zlib.decompress(row.content)
    return Draft(_entry(row), SourceFile(row.file_name, content, row.sha256))


def read_drafts(store: Store) -> tuple[DraftEntry, ...]:
    """Returns every draft, the one that was last worked on first."""
    query = select(*_LISTED).order_by(draft.c.updated_at.desc(), draft.c.id)
    with reading(store) as connection:
        return tuple(_entry(row) for row in connection.execute(query))


def drop_draft(store: Store, draft_id: str) -> None:
    """Forgets a draft; one that is not there is forgotten already."""
    with writing(store) as connection:
        connection.execute(delete(draft).where(draft.c.id == draft_id))


def _entry(row: Row[Any]) -> DraftEntry:
    values = {column.name: getattr(row, column.name) for column in _LISTED}
    return DraftEntry(**{**values, "answers": json.loads(row.answers)})
