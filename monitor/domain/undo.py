"""What undoing an import would do, before it is done: three buckets of rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.domain.plan import Value
from monitor.domain.vocabularies import FileKind


@dataclass(frozen=True, slots=True)
class Since:
    """The import that changed a row since, or still needs it: when it came, and from whom."""

    import_id: int
    file_name: str
    made_at: str
    made_by: str


@dataclass(frozen=True, slots=True)
class UndoneRow:
    """One row of an import: of which patient, on which line it stood, and the values that go.

    A row that comes back to an earlier version has in `fields` what it holds now and what it will
    hold; one that is kept says `since` when.
    """

    kind: FileKind
    link: str
    patient_id: str
    line: int
    values: Mapping[str, Value]
    fields: Mapping[str, tuple[Value, Value]]
    since: Since | None = None


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many rows share a fate, and the first of them."""

    count: int
    rows: tuple[UndoneRow, ...]


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """Rows that go, rows that come back to what they were, and rows that stay because another
    import changed them since or still speaks of the patient.
    """

    import_id: int
    file_name: str
    revision: int
    removed: Bucket
    restored: Bucket
    kept: Bucket
