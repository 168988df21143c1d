"""A file beside the store: what it would take back, and what the store has that it lacks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from monitor.domain.cell_corrections import CellCorrection, CorrectedBefore
from monitor.domain.plan import Absent, EarlierVersion, StoredRow, Value
from monitor.domain.problems import Level, Problem
from monitor.domain.vocabularies import AssayStatus
from monitor.ingest.correcting import row_digest
from monitor.ingest.deciding import Columns, Rows, change_of
from monitor.ingest.decisions import CORRECT_AGAIN, CORRECTED_BEFORE, REVERTS, answer_to
from monitor.ingest.parsing import Parsed

FIRST_SHOWN = 100
_WITHDRAWN = AssayStatus.WITHDRAWN.value


def reverted_corrections(
    rows: Rows,
    columns: Columns,
    matched: Mapping[int, StoredRow],
    earlier: Mapping[str, Sequence[EarlierVersion]],
) -> Iterator[Problem]:
    """Yields a problem for every row whose changes say again what was corrected since: the mark of
    an export that is older than the last one.
    """
    if not earlier:
        return
    for at, row in matched.items():
        versions = earlier.get(rows.keys[at], ())
        fields = change_of(row, columns, at).fields if versions else {}
        version = next((v for v in versions if fields and _says_again(v, fields)), None)
        if version is not None:
            name, (old, new) = next(iter(fields.items()))
            message = (
                f"Import {version.corrected_by} corrected {name} from {new} to {old}; "
                f"this file says {new} again."
            )
            yield Problem(rows.lines[at], name, str(new), REVERTS, Level.DECIDE, message)


def _says_again(version: EarlierVersion, fields: Mapping[str, tuple[Value, Value]]) -> bool:
    return all(version.values.get(name) == new for name, (_, new) in fields.items())


def corrected_before(
    parsed: Parsed,
    rows: Rows,
    columns: Columns,
    matched: Mapping[int, StoredRow],
    earlier: Sequence[CorrectedBefore],
) -> Iterator[Problem]:
    """Yields a problem for every row that would take back what a person corrected by hand, because
    the file still says what it said then.
    """
    for before in earlier:
        for at in _saying(parsed, before.cell):
            stored = matched.get(at)
            if stored is None:
                takes_back = _is_same_row(parsed, at, before.cell)
            else:
                is_its_row = (stored.import_id, stored.line) == (before.import_id, before.cell.line)
                is_its_row = is_its_row or _is_same_row(parsed, at, before.cell)
                takes_back = is_its_row and bool(change_of(stored, columns, at).fields)
            if takes_back:
                yield _corrected_before(rows.lines[at], before)


def _saying(parsed: Parsed, cell: CellCorrection) -> Iterator[int]:
    """Yields the rows whose cell says what a corrected one said."""
    places = {**parsed.mapping.unknown, **parsed.mapping.positions}
    if cell.target not in places:
        return
    cells = parsed.table.columns[places[cell.target]]
    wanted = {code for code, text in enumerate(cells.distinct) if text == cell.said}
    if wanted:
        yield from (at for at, code in enumerate(cells.codes) if code in wanted)


def _is_same_row(parsed: Parsed, at: int, cell: CellCorrection) -> bool:
    return row_digest(parsed.table, parsed.lines[at], parsed.table.last_lines[at]) == cell.row


def _corrected_before(line: int, before: CorrectedBefore) -> Problem:
    cell, message = before.cell, _told_before(before)
    return Problem(line, cell.target, cell.said or "", CORRECTED_BEFORE, Level.DECIDE, message)


def _told_before(before: CorrectedBefore) -> str:
    """Returns what was corrected, in words by which the correction is known again."""
    cell = before.cell
    return (
        f"Import {before.import_id} read {cell.column} “{cell.said}” as “{cell.value}” "
        f"({cell.reason}); the file still says “{cell.said}”."
    )


def withdrawn_again(rows: Rows, matched: Mapping[int, StoredRow]) -> Iterator[Problem]:
    """Yields a note for every row of an assay that was withdrawn and of which the file does not say
    so: a blank status leaves it withdrawn.
    """
    status = rows.columns.get("status", ())
    for at, row in matched.items():
        if status and row.values.get("status") == _WITHDRAWN and status[at] is None:
            message = f"Import {row.import_id} marked this assay as withdrawn; it stays so."
            yield Problem(rows.lines[at], "status", "", "withdrawn_before", Level.NOTE, message)


def corrections_again(
    problems: Sequence[Problem], answers: Mapping[str, str], earlier: Sequence[CorrectedBefore]
) -> dict[str, str]:
    """Returns the corrections to be made once more, where that was answered."""
    if not earlier or answer_to(CORRECTED_BEFORE, answers) != CORRECT_AGAIN:
        return {}
    made = {_told_before(before): before.cell for before in earlier}
    found: dict[str, str] = {}
    for problem in problems:
        if problem.rule == CORRECTED_BEFORE and problem.line and problem.message in made:
            cell = replace(made[problem.message], line=int(problem.line))
            found.setdefault(cell.answer_id, cell.answer)
    return {name: said for name, said in found.items() if name not in answers}


def absent_rows(
    stored: Mapping[str, StoredRow], keys: Sequence[str], links: Sequence[str]
) -> Absent:
    """Returns what the store has of the file's patients and the file does not name, but for assays
    that their lab withdrew.
    """
    if not stored:
        return Absent()
    named, people = set(keys), set(links)
    rows = [
        row
        for key, row in stored.items()
        if key not in named and row.link in people and row.values.get("status") != _WITHDRAWN
    ]
    rows.sort(key=lambda row: row.id)
    return Absent(len(rows), tuple(rows[:FIRST_SHOWN]))
