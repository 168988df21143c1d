"""One file from bytes to receipt: the only place where reading files and the store meet."""

import gc
import getpass
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from monitor.domain.coded import coded
from monitor.domain.plan import Action, ImportPlan, Outcome, Question, Receipt
from monitor.domain.problems import Level, Problem
from monitor.domain.source_file import SourceFile
from monitor.ingest.beside_table import refuse_personal_lines
from monitor.ingest.body import LARGE
from monitor.ingest.cutting import CutFile, without_columns
from monitor.ingest.mapping import UnknownHeaderError, map_columns
from monitor.ingest.parsing import Parsed, parse_table
from monitor.ingest.planning import plan_import, refused_plan
from monitor.ingest.reconciling import corrections_again
from monitor.ingest.refusing import lines_named
from monitor.ingest.said_above import Above
from monitor.ingest.text_table import TextTable, UnreadableFileError, read_table
from monitor.ingest.unfolding import lay_out
from monitor.store.applying import IMPORT, Carrying, Progress, apply_plan, tell_nobody
from monitor.store.engine import Store
from monitor.store.errors import StalePlanError
from monitor.store.facts import read_facts
from monitor.store.history import read_answers, read_source_file

STORABLE = (Action.STORED, Action.PARTIAL)
TRIES = 10  # one is lost for every other import that is committed meanwhile
READ, PARSE, CHECK = "read", "parse", "check"  # stages, before the store's own
Carried = tuple[ImportPlan, Receipt | None]


@dataclass(frozen=True, slots=True)
class Wish:
    """How a file is to be imported: whole or not at all, why, the draft that it ends, and to whom
    progress is told.

    `change_kind` tells the sample cohort from a user's own files.
    """

    change_kind: str = IMPORT
    all_or_nothing: bool = False
    reason: str | None = None
    draft_id: str | None = None
    tell: Progress = tell_nobody


AS_USUAL = Wish()


def source_file(name: str, content: bytes) -> SourceFile:
    """Returns a file's bytes with their SHA-256. Of its name, what no database takes is spelled."""
    told = Path(name).name.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
    return SourceFile(told, content, hashlib.sha256(content).hexdigest())


@dataclass(frozen=True, slots=True)
class Read:
    """What importing a file would do, and what it was read as; None of a file that is no table."""

    plan: ImportPlan
    parsed: Parsed | None = None


def plan_file(
    store: Store,
    source: SourceFile,
    answers: Mapping[str, str],
    tell: Progress = tell_nobody,
    accepts: bool = False,
) -> ImportPlan:
    """Returns what importing a file would do. Nothing is written.

    Where a person `accepts` what files propose, questions of how columns are read are answered so
    before the rows are planned: planning a long file twice takes twice as long. The bytes of a long
    file are compressed meanwhile, and the plan has only these.
    """
    if source.byte_count < LARGE:
        return read_file(store, source, answers, tell, accepts).plan
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as beside:
        packing = beside.submit(source.packed)
        plan = read_file(store, source, answers, tell, accepts).plan
        return replace(plan, source=packing.result()) if plan.source is source else plan


def read_file(
    store: Store,
    source: SourceFile,
    answers: Mapping[str, str],
    tell: Progress = tell_nobody,
    accepts: bool = False,
) -> Read:
    """Returns what importing a file would do, with the table it was read as. Nothing is written."""
    with _without_collector():
        try:
            tell(READ, 0, 0)
            table = read_table(source.content, answers)
            refuse_personal_lines(table)
            return _plan(store, source, table, answers, tell, accepts and not table.questions)
        except (UnreadableFileError, UnknownHeaderError) as fault:
            facts = read_facts(store, None, (), (), source.sha256)
            questions = fault.questions if isinstance(fault, UnknownHeaderError) else ()
            return Read(refused_plan(source, facts, str(fault), questions=questions))


def _plan(
    store: Store,
    source: SourceFile,
    table: TextTable,
    answers: Mapping[str, str],
    tell: Progress,
    accepts: bool,
) -> Read:
    rows = len(table.lines)
    tell(PARSE, 0, rows)
    above = Above(table.preamble, table.delimiter)
    laid = lay_out(table, answers, user_name())
    lying = laid.table
    told = laid.answers(answers)
    mapping = laid.asked(map_columns(lying.header, told, lying.columns, lying.units, above))
    if mapping.dropped:
        cut = without_columns(source.content, table, laid.behind(mapping.dropped))
        return _plan_of_cut(store, source, cut, answers, tell)
    if accepts and (proposed := _proposed(mapping.questions, answers)):
        return _plan(store, source, table, {**answers, **proposed}, tell, accepts)
    fixed = laid.corrected(answers, mapping.positions, user_name())
    parsed = parse_table(fixed.table, mapping, answers)
    if accepts:  # cells are read as proposed meanwhile, so that nothing is read again
        answers = {**answers, **_proposed(parsed.questions, answers)}
        open_ones = tuple(q for q in parsed.questions if q.proposed is None)
        parsed = replace(parsed, questions=open_ones)
    tell(CHECK, 0, rows)
    kind = parsed.mapping.kind
    facts = read_facts(
        store, kind, _texts(parsed, "patient_id"), _texts(parsed, "sample_id"), source.sha256
    )
    plan = plan_import(source, parsed, facts, fixed.answers(answers))
    if again := corrections_again(plan.problems, answers, facts.corrected):
        return _plan(store, source, table, {**answers, **again}, tell, accepts)
    tell(CHECK, rows, rows)
    return Read(fixed.told(laid.told(plan, mapping.positions), mapping.hides), parsed)


def _plan_of_cut(
    store: Store, source: SourceFile, cut: CutFile, answers: Mapping[str, str], tell: Progress
) -> Read:
    """Returns the plan for a file without the columns that a person had dropped: nothing of them
    is looked at or kept any more.
    """
    read = read_file(store, source_file(source.name, cut.content), answers, tell)
    said = read.plan.problems
    if cut.emptied:
        message = (
            f"Nothing of {lines_named(cut.emptied)} is kept: the dropped columns could not be told "
            "apart there."
        )
        said = (*said, Problem(None, None, "", "line_emptied", Level.NOTE, message))
    return replace(read, plan=replace(read.plan, uploaded_sha256=source.sha256, problems=said))


def plan_again(store: Store, import_id: int) -> ImportPlan:
    """Returns what importing an import's kept bytes again would do, with the answers given then:
    the way back after an undo.
    """
    source = read_source_file(store, import_id)
    return plan_file(store, source, read_answers(store, import_id))


def accept_proposed(store: Store, plan: ImportPlan) -> ImportPlan:
    """Returns the plan with every open question answered as the file itself proposes; an answer
    may bring up the next question, so as long as one proposes something.
    """
    while proposed := _proposed(plan.questions, plan.answers):
        plan = _as(plan, plan_file(store, plan.source, {**plan.answers, **proposed}))
    return plan


def _proposed(questions: Iterable[Question], answers: Mapping[str, str]) -> dict[str, str]:
    """Returns the answers that the file itself proposes, unless all of them are given already."""
    proposed = {q.id: q.proposed for q in questions if q.proposed is not None}
    return {} if proposed.items() <= answers.items() else proposed


def all_or_nothing(plan: ImportPlan) -> ImportPlan:
    """Returns the plan refused as a whole where a row of it would be left out."""
    left_out = plan.row_counts[Outcome.REJECTED]
    if plan.action is not Action.PARTIAL:
        return plan
    rows = f"{left_out:,} rows" if left_out > 1 else "1 row"
    reason = f"{rows} of the file cannot be stored, and it was to be stored whole or not at all."
    return replace(plan, refused=reason)


def carry_out(store: Store, plan: ImportPlan, wish: Wish = AS_USUAL) -> Carried:
    """Stores what a plan decided and returns it with its receipt.

    There is no receipt where nothing is to be stored: a refusal, an open question, no change.
    Where the store changed since, the file is planned anew.
    """
    how = Carrying(user_name(), wish.change_kind, wish.reason, wish.draft_id, wish.tell)
    for _ in range(TRIES):
        if wish.all_or_nothing:
            plan = all_or_nothing(plan)
        if plan.action not in STORABLE:
            return plan, None
        try:
            with _without_collector():
                return plan, apply_plan(store, plan, how)
        except StalePlanError:
            plan = _as(plan, plan_file(store, plan.source, plan.answers, wish.tell))
    raise StalePlanError


def _as(before: ImportPlan, plan: ImportPlan) -> ImportPlan:
    """Returns a new plan of the same file with what only the one before knows."""
    uploaded = plan.uploaded_sha256 or before.uploaded_sha256
    return replace(plan, profile=before.profile, uploaded_sha256=uploaded)


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


def _texts(parsed: Parsed, name: str) -> Iterator[str]:
    column = coded(parsed.columns.get(name, ()))
    return (str(value) for value in column.distinct if value is not None)
