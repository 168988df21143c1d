"""Carrying out an import plan: one transaction, all of it or nothing."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import compress
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from monitor.domain.coded import Coded, chosen, coded, runs
from monitor.domain.plan import KEPT, ImportPlan, Outcome, PlannedRows, Receipt
from monitor.domain.vocabularies import FileKind
from monitor.store.backups import back_up
from monitor.store.bulk import Versions, add_versions, end_rows, insert_columns
from monitor.store.encoding import encoded, now
from monitor.store.engine import Store, last_change, writing
from monitor.store.errors import StalePlanError
from monitor.store.listed import batches, is_one_of
from monitor.store.schema import (
    TABLES,
    change,
    draft,
    imports,
    patient,
    person,
    rejected_row,
    source_file,
    value_columns,
)

IMPORT, SAMPLE = "import", "sample"
Progress = Callable[[str, int, int], None]  # stage, rows done, rows in all
STORE_STAGE = "store"
_NAMED = ("center", "patient_id")  # all that a file of another kind says of a patient


def tell_nobody(_stage: str, _done: int, _total: int) -> None:
    """Takes progress and lets nobody know."""


@dataclass(frozen=True, slots=True)
class Carrying:
    """Who imports, as what kind of change, why, the draft that is finished with it, to whom the
    progress is told, and the import's number where the database is not to give one.
    """

    made_by: str
    change_kind: str = IMPORT
    reason: str | None = None
    draft_id: str | None = None
    tell: Progress = tell_nobody
    import_id: int | None = None


def apply_plan(store: Store, plan: ImportPlan, how: Carrying) -> Receipt:
    """Stores what a plan decided and returns the receipt; the store is backed up before.

    Raises StalePlanError where the store changed since the plan was made.
    """
    back_up(store.engine)
    with writing(store) as connection:
        return apply_on(connection, plan, how)


def apply_on(connection: Connection, plan: ImportPlan, how: Carrying) -> Receipt:
    """Stores what a plan decided on a writing connection, whatever becomes of that in the end.

    Raises StalePlanError where the store changed since the plan was made.
    """
    if last_change(connection) != plan.revision:
        raise StalePlanError
    number = add_change(connection, how.change_kind, how.made_by, how.reason)
    import_id = _add_import(connection, plan, number, how.import_id)
    if how.draft_id is not None:
        connection.execute(delete(draft).where(draft.c.id == how.draft_id))
    _add_rejected(connection, plan, import_id)
    if plan.rows is not None and plan.kind is not None:
        people = _people(connection, plan.rows)
        if plan.kind is not FileKind.PATIENTS:
            _add_patients(connection, plan, people, number, import_id)
        _add_rows(connection, plan.kind, plan.rows, people, number, import_id, how.tell)
    return Receipt(import_id, number, plan.counts)


def add_change(connection: Connection, kind: str, made_by: str, reason: str | None = None) -> int:
    """Records a change and returns its number, which is the store's revision from now on."""
    number = last_change(connection) + 1
    values = {"id": number, "kind": kind, "made_at": now(), "made_by": made_by, "reason": reason}
    connection.execute(insert(change).values(values))
    return number


def _add_import(
    connection: Connection, plan: ImportPlan, number: int, import_id: int | None
) -> int:
    source = plan.source
    known = select(source_file.c.sha256).where(source_file.c.sha256 == source.sha256)
    if connection.execute(known).first() is None:
        kept = source.packed().held
        values = {"sha256": source.sha256, "byte_count": source.byte_count, "content": kept}
        connection.execute(insert(source_file).values(values))
    entry = {
        "change_id": number,
        "file_name": source.name,
        "sha256": source.sha256,
        "kind": str(plan.kind),
        "answers": json.dumps(dict(plan.answers), sort_keys=True),
        "profile": plan.profile,
        "uploaded_sha256": plan.uploaded_sha256,
        **asdict(plan.counts),
        **({} if import_id is None else {"id": import_id}),
    }
    added = connection.execute(insert(imports).values(entry).returning(imports.c.id))
    return int(added.scalar_one())


def _add_rejected(connection: Connection, plan: ImportPlan, import_id: int) -> None:
    rows = plan.rejected
    columns: dict[str, Sequence[object]] = {
        "import_id": [import_id] * len(rows),
        "line": [row.line for row in rows],
        "last_line": [row.last_line for row in rows],
        "raw": [row.raw.encode() for row in rows],
        "reasons": [json.dumps([asdict(p) for p in row.problems]) for row in rows],
    }
    insert_columns(connection, rejected_row, columns)


def _people(connection: Connection, rows: PlannedRows) -> dict[str, int]:
    """Returns the person number of every link that is stored or known, adding the new ones."""
    links = dict.fromkeys(compress(rows.links, rows.have(KEPT)))
    last = connection.execute(select(func.max(person.c.id))).scalar()
    known = _numbers(connection, links) if last else {}
    # In the order of their rows, so that rows near each other refer to persons near each other.
    insert_columns(connection, person, {"link": [link for link in links if link not in known]})
    added = select(person.c.link, person.c.id).where(person.c.id > (last or 0))
    return known | dict(connection.execute(added).all())


def _numbers(connection: Connection, links: Iterable[str]) -> dict[str, int]:
    query = select(person.c.link, person.c.id)
    found: dict[str, int] = {}
    for batch in batches(links):
        rows = connection.execute(query.where(is_one_of(person.c.link, batch)))
        found |= {row.link: row.id for row in rows}
    return found


def _add_patients(
    connection: Connection, plan: ImportPlan, people: Mapping[str, int], number: int, import_id: int
) -> None:
    """Adds the patients that a file of another kind is the first to name, and completes those
    whose center it is the first to state.
    """
    named = (*plan.new_patients, *plan.completed_patients)
    old = _current_patients(connection, [p.link for p in plan.completed_patients])
    end_rows(connection, patient, [row["id"] for row in old.values()], number)
    first = _first_lines(plan.rows) if plan.rows else {}
    values = [
        {**old.get(p.link, {}), "center": p.center or None, "patient_id": p.patient_id}
        for p in named
    ]
    versions = Versions(
        keys=[p.link for p in named],
        persons=[people[p.link] for p in named],
        lines=[first[p.link] for p in named],
        columns={
            name: [row.get(name) for row in values]
            if old or name in _NAMED
            else Coded.constant(None, len(named))
            for name in value_columns(patient)
        },
    )
    add_versions(connection, FileKind.PATIENTS, versions, import_id, number)


def _add_rows(
    connection: Connection,
    kind: FileKind,
    rows: PlannedRows,
    people: Mapping[str, int],
    number: int,
    import_id: int,
    tell: Progress,
) -> None:
    ended = [change.replaces.id for change in rows.changes.values()]
    end_rows(connection, TABLES[kind], ended, number)
    new = rows.have({Outcome.STORED, Outcome.CHANGED})
    stretches = runs(new)
    versions = Versions(
        keys=compress(rows.keys, new),
        persons=coded(chosen(rows.links, stretches)).map(lambda link: people.get(link, 0)),
        lines=chosen(rows.lines, stretches),
        columns={
            name: encoded(name, chosen(rows.columns[name], stretches))
            for name in value_columns(TABLES[kind])
            if name in rows.columns
        },
    )
    total = len(versions.lines)
    tell(STORE_STAGE, 0, total)
    add_versions(
        connection, kind, versions, import_id, number, lambda done: tell(STORE_STAGE, done, total)
    )


def _first_lines(rows: PlannedRows) -> dict[str, int]:
    """Returns the line where each person stands first in a row that is not left out."""
    first: dict[str, int] = {}
    for link, line in compress(zip(rows.links, rows.lines, strict=True), rows.have(KEPT)):
        first.setdefault(link, line)
    return first


def _current_patients(connection: Connection, links: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Returns the current patient rows by link, which is their natural key."""
    query = select(patient).where(patient.c.ended_by.is_(None))
    found: dict[str, Mapping[str, Any]] = {}
    for batch in batches(links):
        rows = connection.execute(query.where(is_one_of(patient.c.natural_key, batch))).mappings()
        found |= {row["natural_key"]: row for row in rows}
    return found
