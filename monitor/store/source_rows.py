"""Where a stored row comes from: its line in the file as it was uploaded, and all its versions."""

import json
import re
import zlib

from sqlalchemy import Row, bindparam, select

from monitor.domain.records import Origin
from monitor.domain.row_history import RowVersion, Touch
from monitor.domain.vocabularies import FileKind
from monitor.store.encoding import decoder
from monitor.store.engine import Store, reading
from monitor.store.schema import TABLES, change, imports, source_file, value_columns

_LINE_END = re.compile(r"\r\n?|\n")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# A quoted cell may go on over further lines; a stray quote must not show the whole file.
_MOST_LINES = 20


def read_source_row(store: Store, origin: Origin) -> str:
    """Returns the text of a row as it stands in its file, from the bytes that were kept; '' where
    the file has no such line.
    """
    query = (
        select(source_file.c.content, imports.c.answers)
        .join_from(imports, source_file, imports.c.sha256 == source_file.c.sha256)
        .where(imports.c.id == origin.import_id)
    )
    with reading(store) as connection:
        content, answers = connection.execute(query).one()
    text = _decoded(zlib.decompress(content), json.loads(answers).get("encoding"))
    lines = _LINE_END.split(text, origin.line + _MOST_LINES)[origin.line - 1 :]
    return "\n".join(_row(lines[:_MOST_LINES]))


def _decoded(content: bytes, encoding: str | None) -> str:
    if content.startswith(_UTF16_MARKS):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode(encoding or "windows-1252", errors="replace")


def _row(lines: list[str]) -> list[str]:
    """Returns the first of the lines, and those into which a quoted cell of it goes on."""
    row: list[str] = []
    for line in lines:
        row.append(line)
        if "".join(row).count('"') % 2 == 0:
            return row
    return lines[:1]


def read_versions(store: Store, kind: FileKind, row_id: int) -> tuple[RowVersion, ...]:
    """Returns every version of a row, the first one first, told by any of their numbers."""
    table = TABLES[kind]
    added, ended = change.alias("added"), change.alias("ended")
    names = value_columns(table)
    query = (
        select(
            table.c.id,
            table.c.line,
            table.c.import_id,
            imports.c.file_name,
            *(table.c[name] for name in names),
            *(c.label(f"added_{c.name}") for c in added.c if c.name in _TOUCH),
            *(c.label(f"ended_{c.name}") for c in ended.c if c.name in _TOUCH),
        )
        .join_from(table, imports, table.c.import_id == imports.c.id)
        .join(added, table.c.added_by == added.c.id)
        .outerjoin(ended, table.c.ended_by == ended.c.id)
        .where(
            table.c.natural_key
            == select(table.c.natural_key).where(table.c.id == bindparam("row")).scalar_subquery()
        )
        .order_by(table.c.added_by, table.c.id)
    )
    with reading(store) as connection:
        rows = connection.execute(query, {"row": row_id}).all()
    return tuple(_version(row, names) for row in rows)


_TOUCH = ("id", "kind", "made_at", "made_by")


def _version(row: Row[tuple[object, ...]], names: tuple[str, ...]) -> RowVersion:
    held = row._mapping
    return RowVersion(
        row_id=held["id"],
        origin=Origin(held["import_id"], held["file_name"], held["line"]),
        values={name: decoder(name)(held[name]) for name in names},
        added=Touch(*(held[f"added_{name}"] for name in _TOUCH)),
        ended=Touch(*(held[f"ended_{name}"] for name in _TOUCH)) if held["ended_id"] else None,
    )
