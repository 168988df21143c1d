"""Header to mapping: which kind of file this is, and which of its columns is which of ours."""

import re
from collections import Counter
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.domain.plan import Question
from monitor.domain.problems import Problem
from monitor.domain.vocabularies import FileKind
from monitor.ingest.columns import COLUMNS, Column
from monitor.ingest.text_table import NO_ANSWERS
from monitor.ingest.values import unguarded

REASONS_COLUMN = "rejected_because"  # our own column in a file of rejected rows

# Matched against the letters of a header cell alone: "Name, Vorname" is "namevorname".
_PERSONAL = re.compile(
    r"((sur|first|last|middle|full|family|given|maiden|birth|patients?|patienten|pat|nach|vor"
    r"|geburts|familien)?namen?)+"
    r"|(patients?)?(dateof)?birth(date|day)?|dateofbirth|dob"
    r"|geb|geb(urts)?(datum|dat|tag)|geboren(am)?"
    r"|(patients?)?mrn|(medical|hospital|patients?)?record(no|number|nr|id)"
    r"|(social|national)?(security|insurance|health)(no|number|nr|id)|ssn|nhs(no|number)|kvnr"
    r"|(kranken)?(versicherten|versicherungs)(nummer|nr)|(fall|akten)(nummer|nr|zeichen)"
    r"|street|address|strasse|straße|anschrift|adresse"
    r"|(tele)?phone(no|number|nr)?|telefon(nummer|nr)?|mobile|email"
)


@dataclass(frozen=True, slots=True)
class Mapping:
    """The kind of a file, the position of each of our columns, of the columns that are not ours
    (by name as written) and of those that have no name at all; what is still asked about them, and
    what was found out.
    """

    kind: FileKind
    positions: MappingOf[str, int]
    unknown: MappingOf[str, int]
    nameless: tuple[int, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def declared(self) -> tuple[Column, ...]:
        return COLUMNS[self.kind]


class UnknownHeaderError(Exception):
    """The header cannot be mapped safely; the message says what is missing or double."""


def map_columns(header: Sequence[str], answers: MappingOf[str, str] = NO_ANSWERS) -> Mapping:
    """Returns the mapping of a header, by exact name in any case.

    Raises UnknownHeaderError where no kind or more than one fits, where a required column is
    missing, where two columns claim one name, or where a column would name a person.
    """
    names = [column_name(cell) for cell in header]
    _refuse_personal(header)
    _refuse_double(names)
    kind = _kind(names)
    ours = {column.name for column in COLUMNS[kind]}
    others = ((at, name) for at, name in enumerate(names) if name not in ours)
    return Mapping(
        kind=kind,
        positions={name: at for at, name in enumerate(names) if name in ours},
        unknown={
            unguarded(header[at]): at for at, name in others if name not in (REASONS_COLUMN, "")
        },
        nameless=tuple(at for at, name in enumerate(names) if not name),
    )


def column_name(cell: str) -> str:
    """Returns a header cell in the form of our names: lower case, words joined by _."""
    return re.sub(r"[\s.-]+", "_", unguarded(cell).lower()).strip("_")


def _kind(names: Sequence[str]) -> FileKind:
    """Returns the one kind whose required columns all stand in the header.

    A patients file is known by its patient column alone, so it is asked for last.
    """
    missing = {kind: _missing(kind, names) for kind in FileKind}
    whole = [kind for kind, names_missing in missing.items() if not names_missing]
    specific = [kind for kind in whole if kind is not FileKind.PATIENTS]
    if len(specific) == 1:
        return specific[0]
    if len(specific) > 1:
        raise UnknownHeaderError(f"The header fits several kinds of file: {', '.join(specific)}.")
    if whole and any(column.name in names for column in COLUMNS[FileKind.PATIENTS][1:]):
        return FileKind.PATIENTS
    raise UnknownHeaderError(_sentence(names, missing))


def _missing(kind: FileKind, names: Sequence[str]) -> list[str]:
    needed = (column for column in COLUMNS[kind] if column.required or column.expected)
    return [column.name for column in needed if column.name not in names]


def _sentence(names: Sequence[str], missing: MappingOf[FileKind, Sequence[str]]) -> str:
    """Returns why no kind fits, told for the kind that has most of the header's names."""
    ours = {
        kind: {c.name for c in columns}.intersection(names) for kind, columns in COLUMNS.items()
    }
    kind = max(ours, key=lambda kind: len(ours[kind]))
    if not ours[kind]:
        return "No column of the header is one that Marrow Monitor reads, such as patient_id."
    if ours[kind] == {"patient_id"}:
        return "Of the columns that Marrow Monitor reads, the header has patient_id and no other."
    return f"Read as {kind} file, the header lacks: {', '.join(missing[kind])}."


def _refuse_personal(header: Sequence[str]) -> None:
    found = [cell for cell in header if _PERSONAL.fullmatch(_letters(cell))]
    if found:
        raise UnknownHeaderError(
            f"Column {', '.join(found)} looks like names, birth dates or record numbers. "
            "Only pseudonyms are stored here: take the column out and upload the file again."
        )


def _letters(cell: str) -> str:
    return "".join(filter(str.isalpha, cell.lower()))


def _refuse_double(names: Sequence[str]) -> None:
    double = sorted(name for name, times in Counter(names).items() if times > 1 and name)
    if double:
        raise UnknownHeaderError(f"The header has more than one column {', '.join(double)}.")
