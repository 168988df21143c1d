"""What an import would do, decided before anything is written.

The plan is the file's table of typed values plus one decision per row plus the exceptions;
`store.applying` carries it out and nothing else.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import compress
from operator import ne

from monitor.domain.cell_corrections import CorrectedBefore
from monitor.domain.coded import Coded
from monitor.domain.problems import Problem
from monitor.domain.rules import DEFAULT_RULES, RuleSet
from monitor.domain.source_file import SourceFile
from monitor.domain.vocabularies import FileKind
from monitor.domain.wide import WideLayout, counted_lines, line_fates

Value = str | int | float | bool | date | None


class Outcome(StrEnum):
    """What happens to one row of the file."""

    STORED = "stored"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    PENDING = "pending"


GRAVEST_FIRST = (
    Outcome.REJECTED, Outcome.PENDING, Outcome.CHANGED, Outcome.STORED, Outcome.UNCHANGED,
)  # fmt: skip
KEPT = frozenset((Outcome.STORED, Outcome.CHANGED, Outcome.UNCHANGED))


class Action(StrEnum):
    """What importing the file would do as a whole."""

    STORED = "stored"
    PARTIAL = "partial"
    ASK = "ask"
    REFUSED = "refused"
    UNCHANGED = "unchanged"


class LineName(StrEnum):
    """What a line that is no data row is."""

    HEADER = "header"
    PREAMBLE = "preamble"
    BLANK = "blank"
    FOOTER = "footer"
    UNITS = "units"
    TOTAL = "total"
    SEPARATOR = "separator"
    REPEATED_HEADER = "repeated_header"


@dataclass(frozen=True, slots=True)
class NamedLine:
    """Physical lines (first and last, counted from 1) that hold no data row, and what they are."""

    line: int
    last_line: int
    named_as: LineName


@dataclass(frozen=True, slots=True)
class Question:
    """Something only a person can settle; `proposed` is the answer that the file suggests."""

    id: str
    about: str
    message: str
    options: tuple[str, ...]
    proposed: str | None = None


@dataclass(frozen=True, slots=True)
class KnownPatient:
    """A patient that the store holds already ('' = no center stated)."""

    link: str
    center: str
    patient_id: str


@dataclass(frozen=True, slots=True)
class StoredRow:
    """The current version of a stored row: its number, whose it is, its values by column, and the
    import and line that it came from.
    """

    id: int
    link: str
    values: Mapping[str, Value]
    import_id: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """Values that a stored row once had, and the import (still in force) that corrected them."""

    values: Mapping[str, Value]
    corrected_by: int


@dataclass(frozen=True, slots=True)
class PersonDates:
    """The days between which anything about a patient must lie, as the store knows them, and the
    first and last day of what it holds of them; `first_on` leaves out therapy, which may have been
    for an earlier disease, `earliest_on` does not.
    """

    birth_year: int | None = None
    diagnosed_on: date | None = None
    died_on: date | None = None
    earliest_on: date | None = None
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class EarlierImport:
    """An import of the very same bytes that is still in force."""

    import_id: int
    committed_at: str
    committed_by: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that planning an import needs to know of the store, read at one revision.

    `patients` are found by pseudonym, `look_alikes` by its folded form, `dates` by link, `rows` and
    their `earlier` versions by natural key; `corrected` cells are of files of this kind.
    """

    revision: int
    secret: str
    today: date
    rules: RuleSet = DEFAULT_RULES
    patients: Mapping[str, tuple[KnownPatient, ...]] = field(default_factory=dict)
    rows: Mapping[str, StoredRow] = field(default_factory=dict)
    same_bytes: EarlierImport | None = None
    look_alikes: Mapping[str, tuple[KnownPatient, ...]] = field(default_factory=dict)
    dates: Mapping[str, PersonDates] = field(default_factory=dict)
    earlier: Mapping[str, tuple[EarlierVersion, ...]] = field(default_factory=dict)
    corrected: tuple[CorrectedBefore, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is not stored: its physical lines, its raw text and every reason."""

    line: int
    last_line: int
    raw: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One stored row that the file corrects: column → (old, new)."""

    replaces: StoredRow
    fields: Mapping[str, tuple[Value, Value]]


@dataclass(frozen=True, slots=True)
class PlannedRows:
    """The data rows as columns of equal length: lines, typed values, keys and decisions.

    `people` says whose row it is as the file does (patient_id, center), `links` as opaque keys.
    `columns` hold the values that would be stored (stored values filled in where the file is
    blank), `raw` the cells as text. `changes` maps a row's position to what it corrects. Where a
    line holds several assays, it comes once for each, and `groups` name its columns.
    """

    lines: Sequence[int]
    last_lines: Sequence[int]
    people: Mapping[str, Sequence[Value]]
    raw: Mapping[str, Sequence[str]]
    columns: Mapping[str, Sequence[Value]]
    links: Sequence[str]
    keys: Sequence[str]
    outcomes: Coded[Outcome]
    changes: Mapping[int, Change]
    groups: Sequence[str] = ()

    def have(self, outcomes: Collection[Outcome]) -> Coded[bool]:
        """Returns for each row whether its outcome is one of these."""
        return self.outcomes.map(outcomes.__contains__)

    def fates(self) -> dict[int, Outcome]:
        """Returns what becomes of each line; of several assays in one, the gravest decides."""
        return line_fates(self.lines, self.outcomes, GRAVEST_FIRST)

    def line_counts(self) -> Counter[Outcome]:
        """Returns how many physical lines have each outcome."""
        first, last = self.lines, self.last_lines
        if self.groups:
            return counted_lines(self.fates(), first, last)
        lines = self.outcomes.counts()
        for at in compress(range(len(first)), map(ne, first, last)):
            lines[self.outcomes[at]] += last[at] - first[at]
        return lines


@dataclass(frozen=True, slots=True)
class Absent:
    """What the store holds of the file's patients and the file does not name: how many rows, and
    the first of them. Nothing happens to them.
    """

    count: int = 0
    first: tuple[StoredRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """Physical lines by what becomes of them; all but `lines` add up to `lines`."""

    lines: int
    stored: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    pending: int = 0
    named: int = 0


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The whole decision about one file. `refused` says why the file as a whole is not read.

    `profile` is the label of the profile whose answers were taken, `uploaded_sha256` that of the
    bytes as uploaded, where columns were dropped from them before anything else.
    """

    source: SourceFile
    kind: FileKind | None
    revision: int
    line_count: int
    delimiter: str = ","
    header: tuple[str, ...] = ()
    rows: PlannedRows | None = None
    named: tuple[NamedLine, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    new_patients: tuple[KnownPatient, ...] = ()
    completed_patients: tuple[KnownPatient, ...] = ()
    same_bytes: EarlierImport | None = None
    refused: str | None = None
    absent: Absent = Absent()
    profile: str | None = None
    uploaded_sha256: str | None = None
    layout: WideLayout | None = None

    @property
    def row_counts(self) -> Counter[Outcome]:
        """Returns how many rows have each outcome; those that could not be read are rejected."""
        counts = self.rows.outcomes.counts() if self.rows else Counter()
        counts[Outcome.REJECTED] = len(self.rejected)
        return counts

    @property
    def counts(self) -> Counts:
        """Returns the file's physical lines by what becomes of them, adding up to all of them."""
        lines: Counter[Outcome] = Counter()
        if self.rows:
            lines = self.rows.line_counts()
            lines[Outcome.REJECTED] = sum(row.last_line - row.line + 1 for row in self.rejected)
        else:
            lines[Outcome.REJECTED] = self.line_count
        named = sum(line.last_line - line.line + 1 for line in self.named)
        return Counts(self.line_count, **{o.value: lines[o] for o in Outcome}, named=named)

    @property
    def action(self) -> Action:
        """Returns what importing this file would do."""
        rows = self.row_counts
        kept = rows[Outcome.STORED] + rows[Outcome.CHANGED]
        if self.refused is not None:
            return Action.REFUSED
        if self.questions:
            return Action.ASK
        if not kept and (self.same_bytes or not rows[Outcome.REJECTED]):
            return Action.UNCHANGED
        return Action.PARTIAL if rows[Outcome.REJECTED] else Action.STORED


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a committed import did."""

    import_id: int
    revision: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """One import: what came in, when, by whom, with which counts, and whether it was undone.

    `change_kind` tells the sample cohort ("sample") from a user's own files ("import").
    `undone_at` and `undone_by` say when and by whom it was undone, `reason` why it came.
    """

    import_id: int
    file_name: str
    sha256: str
    kind: str
    change_kind: str
    made_at: str
    made_by: str
    counts: Counts
    is_undone: bool
    profile: str | None = None
    uploaded_sha256: str | None = None
    reason: str | None = None
    undone_at: str | None = None
    undone_by: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
