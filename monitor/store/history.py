"""What came in: the imports, their rejected rows, and the files as they were uploaded."""

import json
import zlib

from sqlalchemy import select

from monitor.domain.plan import Counts, ImportEntry, Rejected
from monitor.domain.problems import Level, Problem
from monitor.store.engine import Store, reading
from monitor.store.schema import change, imports, rejected_row, source_file


def read_imports(store: Store) -> tuple[ImportEntry, ...]:
    """Returns every import, the newest first."""
    query = (
        select(imports, change.c.kind.label("change_kind"), change.c.made_at, change.c.made_by)
        .join_from(imports, change, imports.c.change_id == change.c.id)
        .order_by(imports.c.id.desc())
    )
    with reading(store) as connection:
        return tuple(
            ImportEntry(
                import_id=row.id,
                file_name=row.file_name,
                sha256=row.sha256,
                kind=row.kind,
                change_kind=row.change_kind,
                made_at=row.made_at,
                made_by=row.made_by,
                counts=Counts(**{name: getattr(row, name) for name in Counts.__slots__}),
                is_undone=row.undone_by is not None,
            )
            for row in connection.execute(query)
        )


def read_rejected(store: Store, import_id: int) -> tuple[Rejected, ...]:
    """Returns the rows of an import that were not stored, with their raw text and reasons."""
    query = (
        select(rejected_row)
        .where(rejected_row.c.import_id == import_id)
        .order_by(rejected_row.c.line)
    )
    with reading(store) as connection:
        return tuple(
            Rejected(row.line, row.last_line, row.raw.decode(), _problems(row.reasons))
            for row in connection.execute(query)
        )


def read_source(store: Store, sha256: str) -> bytes:
    """Returns the bytes of an imported file as they were uploaded."""
    query = select(source_file.c.content).where(source_file.c.sha256 == sha256)
    with reading(store) as connection:
        return zlib.decompress(connection.execute(query).scalar_one())


def _problems(text: str) -> tuple[Problem, ...]:
    return tuple(Problem(**{**entry, "level": Level(entry["level"])}) for entry in json.loads(text))
