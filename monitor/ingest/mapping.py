"""Header to mapping: which kind of file this is, and which of its columns is which of ours.

A column is found by our own name, then by a synonym, never by likeness. General words ("Datum")
are asked, as are two columns that say the same, and what a whole file lacks but one value can
tell. Columns that would name a person refuse the file, or wait to be dropped.
"""

from collections import Counter
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

from monitor.domain.plan import Question
from monitor.domain.problems import Level, Problem
from monitor.domain.vocabularies import FileKind, Material
from monitor.ingest.assigning import Assigned, assign, is_answered
from monitor.ingest.columns import COLUMNS, Column, Form
from monitor.ingest.header_rows import is_value
from monitor.ingest.kinds import HeaderCell, UnknownHeaderError, choose_kind
from monitor.ingest.matching import column_name, match, says_blood
from monitor.ingest.personal import (
    CLOSED_TEXTS,
    DROP,
    NOBODY,
    OWN_TEXTS,
    QUESTION,
    Look,
    holds_birth_dates,
    holds_names,
    looks_personal,
    no_person_id,
    no_person_question,
    personal_contents,
    personal_headers,
    personal_question,
)
from monitor.ingest.said_above import NOTHING_ABOVE, Above
from monitor.ingest.side_by_side import FIX, beside
from monitor.ingest.text_table import NO_ANSWERS
from monitor.ingest.units import described, unit_in_header
from monitor.ingest.values import unguarded

__all__ = ["Mapping", "UnknownHeaderError", "column_name", "map_columns"]

LEAST_COUNTED = 2  # rows, to tell that a column counts them
LONGEST_GAPS = 2  # numbers for each row that is left: of broken rows, none is
REASONS_COLUMN = "rejected_because"  # our own column in a file of rejected rows


@dataclass(frozen=True, slots=True)
class Mapping:
    """The kind of a file, the position of each of our columns, of the columns that are not ours
    (by name as written) and of those that have no name at all; what is still asked about them, and
    what was found out.

    `units` are what the header names, `constants` the one value of columns that the file lacks,
    `dropped` the positions of columns that a person has had taken out of the file.
    """

    kind: FileKind
    positions: MappingOf[str, int]
    unknown: MappingOf[str, int]
    nameless: tuple[int, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[Problem, ...] = ()
    units: MappingOf[str, str] = field(default_factory=dict)
    constants: MappingOf[str, str] = field(default_factory=dict)
    dropped: tuple[int, ...] = ()

    @property
    def declared(self) -> tuple[Column, ...]:
        return COLUMNS[self.kind]

    @property
    def waits(self) -> bool:
        """Returns whether a person must say first what the columns are: until then no row can be
        judged.
        """
        return any(question.proposed is None for question in self.questions)

    @property
    def hides(self) -> bool:
        """Returns whether columns of the file may name people, so that no line of it is shown."""
        return any(question.id == QUESTION for question in self.questions)


def map_columns(
    header: Sequence[str],
    answers: MappingOf[str, str] = NO_ANSWERS,
    columns: Sequence[Sequence[str]] = (),
    units: Sequence[str] = (),
    above: Above = NOTHING_ABOVE,
) -> Mapping:
    """Returns the mapping of a header, and of the columns, the row of units below it and the lines
    above it where these are given.

    Raises UnknownHeaderError where no kind of file fits, where a needed column is missing, where
    two columns have one name, or where a column would name a person.
    """
    _refuse_double([column_name(cell) for cell in header])
    cells = [unguarded(cell) for cell in header]
    personal = _refuse_personal(cells, answers)
    readable = {
        at: HeaderCell(cell, units[at] if units else "")
        for at, cell in enumerate(cells)
        if cell and at not in personal and column_name(cell) != REASONS_COLUMN
    }
    chosen = choose_kind(readable, columns, answers)
    found = assign(chosen.kind, readable, columns, answers, above)
    _refuse_more_samplings(cells, found)
    suspected = _personal_by_content(cells, columns, found, answers)
    personal += suspected
    in_order = sorted(found.positions.items(), key=itemgetter(1))
    places = {name: at for name, at in in_order if at not in personal}
    left = set(readable) - set(personal) - set(places.values()) - found.open
    is_dropped = answers.get(QUESTION) == DROP
    asks = _asked(cells, personal, suspected) if personal and not is_dropped else ()
    ours = [column for column in COLUMNS[chosen.kind] if column.name in places]
    counters = [at for at, cell in enumerate(cells) if not cell and _numbers_rows(columns, at)]
    return Mapping(
        kind=chosen.kind,
        positions=places,
        unknown={cells[at]: at for at in sorted(left)},
        nameless=tuple(at for at, cell in enumerate(cells) if not cell and at not in counters),
        questions=(*asks, *chosen.questions, *found.questions, *_specimen(cells, found, answers)),
        notes=(*_matched(cells, places), *_counters(counters), *found.notes),
        units={column.name: _unit(column, readable[places[column.name]]) for column in ours},
        constants=_constants(chosen.kind, found, answers),
        dropped=tuple(sorted(personal)) if is_dropped else (),
    )


def _unit(column: Column, cell: HeaderCell) -> str:
    return unit_in_header(column, described(cell.text, cell.unit)) or ""


def _question(cells: Sequence[str], personal: Sequence[int]) -> Question:
    return personal_question([cells[at] for at in personal])


def _asked(
    cells: Sequence[str], personal: Sequence[int], suspected: MappingOf[int, Look]
) -> tuple[Question, ...]:
    """Returns the question whether to drop columns, and for each whose cells are only like names
    whether it names nobody after all.
    """
    like = [at for at, look in suspected.items() if look is Look.LIKE_NAMES]
    return (
        _question(cells, personal),
        *(no_person_question(cells[at]) for at in like if cells[at]),
    )


def _refuse_double(names: Sequence[str]) -> None:
    double = sorted(name for name, times in Counter(names).items() if times > 1 and name)
    if double:
        named = "of one name" if any(map(is_value, names)) else ", ".join(double)
        raise UnknownHeaderError(f"The header has more than one column {named}.")


def _refuse_more_samplings(cells: Sequence[str], found: Assigned) -> None:
    """Raises where a row holds a second sampling beside the one that would be read."""
    more = beside(cells, found.positions) if found.kind is FileKind.ASSAYS else []
    if more:
        columns = ", ".join(more)
        raise UnknownHeaderError(f"Columns {columns} hold more samplings of the row. {FIX}")


def _refuse_personal(cells: Sequence[str], answers: MappingOf[str, str]) -> list[int]:
    """Returns the columns that name people by their header, where a person had them dropped."""
    has_patient = any(
        match(FileKind.ASSAYS, cell) == match(FileKind.ASSAYS, "patient_id") for cell in cells
    )
    found = personal_headers(cells, has_patient)
    if found and answers.get(QUESTION) != DROP:
        names = looks_personal([cells[at] for at in found])
        columns = "the column" if len(found) == 1 else "the columns"
        raise UnknownHeaderError(
            f"{names} Only pseudonyms are stored here: take {columns} out and upload the file "
            "again.",
            (_question(cells, found),),
        )
    return found


def _personal_by_content(
    cells: Sequence[str],
    columns: Sequence[Sequence[str]],
    found: Assigned,
    answers: MappingOf[str, str],
) -> dict[int, Look]:
    """Returns the columns that are none of ours, or not yet, or free text, and name people; the
    numbers of samples too. Those are left out of which a person said that they name nobody.

    Raises UnknownHeaderError where the column of pseudonyms does, or that of birth years.
    """
    if not columns:
        return {}
    patients = found.positions.get("patient_id")
    if patients is not None and holds_names(columns[patients]):
        raise UnknownHeaderError(
            f"Column {cells[patients]} holds names of people. Only pseudonyms are stored here."
        )
    mapped = {at for name, at in found.positions.items() if name not in OWN_TEXTS}
    rest = [at for at in range(len(cells)) if at not in mapped]
    dated = [at for name, at in found.positions.items() if found.form(name) is Form.DATE]
    closed = {at for name, at in found.positions.items() if name in CLOSED_TEXTS}
    looks = personal_contents(cells, columns, rest, dated, closed)
    personal = {at: look for at, look in looks.items() if not _is_denied(cells[at], look, answers)}
    samples = found.positions.get("sample_id")
    if samples is not None and holds_names(columns[samples]):
        personal[samples] = Look.PERSONAL
    born = found.positions.get("birth_year")
    if born is not None and holds_birth_dates(columns[born]):
        personal[born] = Look.PERSONAL
        if answers.get(QUESTION) != DROP:
            reason = (
                f"Column {cells[born]} holds birth dates. Only a year is stored: shorten it first."
            )
            raise UnknownHeaderError(reason, (_question(cells, list(personal)),))
    return personal


def _is_denied(name: str, look: Look, answers: MappingOf[str, str]) -> bool:
    """Returns whether a person said that a column whose cells are like names names nobody."""
    return look is Look.LIKE_NAMES and bool(name) and answers.get(no_person_id(name)) == NOBODY


def _matched(cells: Sequence[str], positions: MappingOf[str, int]) -> tuple[Problem, ...]:
    """Returns a note that says which columns of other names were found."""
    renamed = [f"{cells[at]} = {n}" for n, at in positions.items() if column_name(cells[at]) != n]
    if not renamed:
        return ()
    message = f"Columns read under another name: {', '.join(renamed)}."
    return (Problem(None, None, "", "columns_matched", Level.NOTE, message),)


def _numbers_rows(columns: Sequence[Sequence[str]], at: int) -> bool:
    """Returns whether a column only counts the rows, as programs write it before them."""
    cells = [cell.strip() for cell in columns[at]] if columns else []
    if len(cells) < LEAST_COUNTED or not all(c.isascii() and c.isdigit() for c in cells):
        return False
    steps = {int(after) - int(before) for before, after in pairwise(cells)}
    return int(cells[0]) <= 1 and min(steps) > 0 and int(cells[-1]) <= LONGEST_GAPS * len(cells)


def _counters(positions: Sequence[int]) -> tuple[Problem, ...]:
    message = "A column without a name counts the rows, and nothing else: it is not read."
    return tuple(
        Problem(None, None, "", "counter_not_read", Level.NOTE, message) for _ in positions
    )


def _specimen(
    cells: Sequence[str], found: Assigned, answers: MappingOf[str, str]
) -> tuple[Question, ...]:
    """Returns the question that must be answered where a header speaks of blood."""
    said = [cells[at] for at in found.positions.values() if says_blood(cells[at])]
    is_known = "material" in found.positions or answers.get("constant:material")
    if found.kind is not FileKind.ASSAYS or not said or is_known:
        return ()
    options = (Material.BONE_MARROW.value, Material.BLOOD.value)
    if answers.get("specimen") in options:
        return ()
    message = f"Column {', '.join(said)} speaks of blood. From what were these samples taken?"
    return (Question("specimen", "material", message, options),)


def _constants(kind: FileKind, found: Assigned, answers: MappingOf[str, str]) -> dict[str, str]:
    """Returns the values answered for columns that the file lacks, or proposed meanwhile."""
    lacking = [column.name for column in COLUMNS[kind] if column.name not in found.positions]
    proposed = {question.id: question.proposed or "" for question in found.questions}
    told = {**proposed, **answers}
    given = {name: told.get(f"constant:{name}", "").strip() for name in lacking}
    if kind is FileKind.ASSAYS and "material" in lacking and not given["material"]:
        given["material"] = answers.get("specimen", "")
    return {
        name: text
        for name, text in given.items()
        if is_answered(kind, name, {f"constant:{name}": text})
    }
