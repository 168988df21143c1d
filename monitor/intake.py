"""One file from bytes to receipt: the only place where reading files and the store meet."""

import gc
import getpass
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from monitor.domain.plan import Action, ImportPlan, Receipt, SourceFile
from monitor.ingest.mapping import UnknownHeaderError, map_columns
from monitor.ingest.parsing import Parsed, parse_table
from monitor.ingest.planning import plan_import, refused_plan
from monitor.ingest.text_table import UnreadableFileError, read_table
from monitor.store.applying import IMPORT, apply_plan
from monitor.store.engine import Store
from monitor.store.errors import StalePlanError
from monitor.store.facts import read_facts

STORABLE = (Action.STORED, Action.PARTIAL)
TRIES = 10  # one is lost for every other import that is committed meanwhile
Carried = tuple[ImportPlan, Receipt | None]


def source_file(name: str, content: bytes) -> SourceFile:
    """Returns a file's bytes with their SHA-256."""
    return SourceFile(Path(name).name, content, hashlib.sha256(content).hexdigest())


def plan_file(store: Store, source: SourceFile, answers: Mapping[str, str]) -> ImportPlan:
    """Returns what importing a file would do. Nothing is written."""
    with _without_collector():
        return _plan(store, source, answers)


def _plan(store: Store, source: SourceFile, answers: Mapping[str, str]) -> ImportPlan:
    try:
        table = read_table(source.content, answers)
        parsed = parse_table(table, map_columns(table.header, answers), answers)
    except (UnreadableFileError, UnknownHeaderError) as fault:
        return refused_plan(source, read_facts(store, None, (), (), source.sha256), str(fault))
    kind = parsed.mapping.kind
    facts = read_facts(
        store, kind, _texts(parsed, "patient_id"), _texts(parsed, "sample_id"), source.sha256
    )
    return plan_import(source, parsed, facts, answers)


def accept_proposed(store: Store, plan: ImportPlan) -> ImportPlan:
    """Returns the plan with every open question answered as the file itself proposes."""
    proposed = {q.id: q.proposed for q in plan.questions if q.proposed is not None}
    if not proposed:
        return plan
    return plan_file(store, plan.source, {**plan.answers, **proposed})


def carry_out(store: Store, plan: ImportPlan, change_kind: str = IMPORT) -> Carried:
    """Stores what a plan decided and returns it with its receipt.

    There is no receipt where nothing is to be stored: a refusal, an open question, no change.
    Where the store changed since, the file is planned anew.
    """
    for _ in range(TRIES):
        if plan.action not in STORABLE:
            return plan, None
        try:
            with _without_collector():
                return plan, apply_plan(store, plan, user_name(), change_kind)
        except StalePlanError:
            plan = plan_file(store, plan.source, plan.answers)
    raise StalePlanError


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keeps the garbage collector from searching millions of cells that all stay in use."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def user_name() -> str:
    """Returns who is at this machine, for the record of who imported what."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def _texts(parsed: Parsed, name: str) -> Iterable[str]:
    return {str(value) for value in parsed.columns.get(name, ()) if value is not None}
