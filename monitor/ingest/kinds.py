"""Which kind of file a header belongs to: results, therapy, patients or outcomes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from monitor.domain.plan import Question
from monitor.domain.vocabularies import FileKind
from monitor.ingest.columns import COLUMNS, Form
from monitor.ingest.dates import read_date
from monitor.ingest.faults import Fault
from monitor.ingest.header_rows import is_value
from monitor.ingest.matching import NOTHING, Match, column_name, match
from monitor.ingest.numbers import read_number
from monitor.ingest.personal import is_given_name
from monitor.ingest.side_by_side import groups_in, sentence
from monitor.ingest.synonyms import IGNORED, fold_name
from monitor.ingest.units import described, is_per_volume

Cells = Mapping[int, "HeaderCell"]  # by position
COLUMNS_NAMED = 20
LEAST_OWN = 2  # so many columns must belong to a kind of file and no other, to look for the rest
MOST_UNKNOWN = 12
LOOKED_AT = 1_000  # cells of a column
# What one value may stand for, in a file that lacks the column.
ONE_FOR_ALL: Mapping[FileKind, tuple[str, ...]] = {
    FileKind.ASSAYS: ("collected_on", "cells_screened"),
    FileKind.THERAPY: ("therapy_type",),
    FileKind.PATIENTS: (),
    FileKind.OUTCOMES: ("event_type",),
}
# Any one of these says what was found, so that the count itself may be missing.
_FINDINGS = ("tumor_cells", "reported_rate", "result_text")


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A header cell as it is written, and the unit in a row of units below it."""

    text: str
    unit: str = ""

    def match(self, kind: FileKind) -> Match:
        return match(kind, described(self.text, self.unit))


class UnknownHeaderError(Exception):
    """The header cannot be mapped safely; the message says what is missing or double, `questions`
    what could be answered to have the file read all the same.
    """

    def __init__(self, message: str, questions: tuple[Question, ...] = ()) -> None:
        super().__init__(message)
        self.questions = questions


@dataclass(frozen=True, slots=True)
class ChosenKind:
    kind: FileKind
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """What of a kind's columns the header has for certain, and perhaps."""

    kind: FileKind
    certain: frozenset[str]
    likely: frozenset[str]

    def lacks(self, found: Collection[str]) -> list[str]:
        return lacking(self.kind, found)


def lacking(kind: FileKind, found: Collection[str]) -> list[str]:
    """Returns the columns that a file of this kind must have and that are not found."""
    needed = [column.name for column in COLUMNS[kind] if column.required or column.expected]
    missing = [name for name in needed if name not in found]
    if kind is FileKind.ASSAYS and any(name in found for name in _FINDINGS[1:]):
        missing = [name for name in missing if name not in ("tumor_cells", "cells_screened")]
    return missing


def choose_kind(
    cells: Cells, columns: Sequence[Sequence[str]], answers: Mapping[str, str]
) -> ChosenKind:
    """Returns the one kind whose needed columns all stand in the header, or could; where several
    fit, the question which it is.

    A patients file is known by its patient column alone, so it is asked for last.
    """
    fits = [_fit(kind, cells, answers) for kind in FileKind]
    answer = answers.get("kind", "")
    if answer in tuple(FileKind):
        return ChosenKind(FileKind(answer))
    whole = _whole(fits) or _almost(fits, cells, columns)
    if not whole:
        raise UnknownHeaderError(_sentence(fits, cells))
    best = max(whole, key=lambda fit: len(fit.certain))
    if len(whole) == 1:
        return ChosenKind(best.kind)
    options = tuple(fit.kind.value for fit in whole)
    message = f"The header fits several kinds of file: {', '.join(options)}. Which is it?"
    return ChosenKind(best.kind, (Question("kind", "", message, options),))


def _fit(kind: FileKind, cells: Cells, answers: Mapping[str, str]) -> Fit:
    ours = {column.name for column in COLUMNS[kind]}
    certain: set[str] = set()
    likely: set[str] = set()
    for cell in cells.values():
        answer = answers.get(f"column:{cell.text}")
        found = cell.match(kind)
        if answer in ours:
            certain.add(str(answer))
        else:
            (certain if found.is_certain else likely).update(found.targets)
    given = {name for name in ours if answers.get(f"constant:{name}")}
    return Fit(kind, frozenset(certain | given), frozenset(likely))


def _whole(fits: Sequence[Fit]) -> list[Fit]:
    """Returns the kinds that the header fits, looking ever less closely until there is one."""
    events = [fit for fit in fits if fit.kind is not FileKind.PATIENTS]
    patients = [fit for fit in fits if fit.kind is FileKind.PATIENTS and _tells_patients(fit)]
    surely = [fit for fit in events if not fit.lacks(fit.certain)]
    perhaps = [fit for fit in events if not fit.lacks(fit.certain | fit.likely) and _is_told(fit)]
    nearly = [
        fit
        for fit in events
        if _is_told(fit) and set(fit.lacks(fit.certain | fit.likely)) <= set(ONE_FOR_ALL[fit.kind])
    ]
    return surely or perhaps or nearly or patients


def _almost(fits: Sequence[Fit], cells: Cells, columns: Sequence[Sequence[str]]) -> list[Fit]:
    """Returns the kind that would be whole if a column of unknown name were one that it lacks."""
    told = [fit for fit in fits if len(fit.certain & _OWN[fit.kind]) >= LEAST_OWN]
    best = max(told, key=lambda fit: len(fit.certain), default=None)
    if best is None or not columns:
        return []
    missing = set(best.lacks(best.certain | best.likely)) - set(ONE_FOR_ALL[best.kind])
    unknown = unknown_columns(best.kind, cells)
    held = {
        name for name in missing if any(may_hold(best.kind, name, columns[at]) for at in unknown)
    }
    return [best] if missing == held else []


def unknown_columns(kind: FileKind, cells: Cells) -> list[int]:
    """Returns the columns whose name says nothing, unless there are too many to ask about."""
    unknown = [at for at, cell in cells.items() if cell.match(kind) == NOTHING]
    unknown = [at for at in unknown if fold_name(cells[at].text) not in IGNORED]
    unknown = [at for at in unknown if not is_per_volume(cells[at].text)]
    return unknown if len(unknown) <= MOST_UNKNOWN else []


def may_hold(kind: FileKind, name: str, cells: Sequence[str]) -> bool:
    """Returns whether most cells of a column are such as a column of ours has."""
    column = next(column for column in COLUMNS[kind] if column.name == name)
    texts = [text for text in dict.fromkeys(islice(cells, LOOKED_AT)) if text.strip()]
    reads = {Form.DATE: read_date, Form.COUNT: read_number, Form.DECIMAL: read_number}
    read = reads.get(column.form, column.parse)
    right = sum(not isinstance(read(text), Fault) for text in texts)
    return bool(texts) and right > len(texts) / 2


def _is_told(fit: Fit) -> bool:
    """Returns whether some column of the header belongs to this kind of file and no other."""
    return bool(fit.certain & _OWN[fit.kind])


def _own_names() -> dict[FileKind, frozenset[str]]:
    names = {kind: {column.name for column in columns} for kind, columns in COLUMNS.items()}
    return {
        kind: frozenset(own.difference(*(n for other, n in names.items() if other is not kind)))
        for kind, own in names.items()
    }


_OWN = _own_names()


def _tells_patients(fit: Fit) -> bool:
    return "patient_id" in fit.certain | fit.likely and bool(fit.certain & _OWN[FileKind.PATIENTS])


def _sentence(fits: Sequence[Fit], cells: Cells) -> str:
    """Returns why no kind fits, told for the kind that has most of the header's names."""
    groups = groups_in([cell.text for cell in cells.values()])
    if groups:
        return sentence(groups)
    best = max(fits, key=lambda fit: len(fit.certain))
    if not best.certain:
        return (
            "No column of the header is one that Marrow Monitor reads, such as patient_id. "
            f"{_columns(cells)}"
        )
    if best.certain == {"patient_id"}:
        return (
            "Of the columns that Marrow Monitor reads, the header has patient_id and no other. "
            f"{_columns(cells)}"
        )
    missing = ", ".join(best.lacks(best.certain | best.likely))
    return f"Read as {best.kind} file, the header lacks: {missing}. {_columns(cells)}"


def _columns(cells: Cells) -> str:
    names = [cell.text for cell in cells.values() if column_name(cell.text)]
    if any(
        is_value(name) or is_given_name(name) for name in names
    ):  # a row of data may name a person
        return "The first line that could be a header looks like data: it is not shown."
    more = f" and {len(names) - COLUMNS_NAMED} more" if len(names) > COLUMNS_NAMED else ""
    return f"Its columns are: {', '.join(names[:COLUMNS_NAMED])}{more}."
