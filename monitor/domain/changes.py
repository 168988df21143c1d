"""What changed in the store: the changes themselves, and the values that an import corrected."""

from dataclasses import dataclass

from monitor.domain.plan import Value


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One change of the store: what kind, when, by whom and why, and the import that it brought or
    took back. Its number is the revision that it made.
    """

    number: int
    kind: str
    made_at: str
    made_by: str
    reason: str | None
    import_id: int | None


@dataclass(frozen=True, slots=True)
class Correction:
    """One value that an import corrected: whose, on which line of its file, from what (said by
    which import) to what.
    """

    link: str
    patient_id: str
    line: int
    column: str
    old: Value
    new: Value
    old_import_id: int
