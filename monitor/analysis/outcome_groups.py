"""Who belongs to which group, and since which day that is known (methods.md 6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from monitor.analysis.patient_columns import column_value, in_order
from monitor.analysis.samplings import samplings
from monitor.domain.endpoints import NotAtRisk
from monitor.domain.records import Assay, Course
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import CellDefinition, Sampling
from monitor.domain.vocabularies import EvidenceState, Material

MARROW = "marrow@"
DETECTED, NOT_DETECTED = "detected", "not detected"


@dataclass(frozen=True, slots=True)
class Placed:
    """A patient's group. `known_on` is the day of the last sampling that it rests on, a confirming
    one included: no clock may start earlier. None where no sampling is involved. `sampled_on` is
    the sampling that the group is named for.
    """

    group: str
    known_on: date | None = None
    sampled_on: date | None = None
    remark: str = ""


class Grouping(Protocol):
    """A way to sort patients into groups; anything that says since when it was known will do."""

    def place(self, course: Course) -> Placed | NotAtRisk:
        """Returns a patient's group, or why there is none."""

    def ordered(self, groups: Iterable[str]) -> tuple[str, ...]:
        """Returns the groups that occur, in the order in which they are shown."""

    def reference(self, groups: tuple[str, ...]) -> str:
        """Returns the group that the others are compared with."""

    def term(self, group: str, groups: tuple[str, ...]) -> str:
        """Returns the name of that comparison in a model."""


@dataclass(frozen=True, slots=True)
class MarrowAt:
    """Tumor cells detected or not at a visit as the lab wrote it (upper and lower case alike).

    The first day of that visit with a result counts: detected where any method detects cells, of
    unknown depth too; not detected at adequate depth. Anything else has no status.
    """

    visit: str
    rules: RuleSet
    cells: CellDefinition = CellDefinition.TUMOR_AND_PROBABLE

    def place(self, course: Course) -> Placed | NotAtRisk:
        """Returns the status, known on the day of the sampling."""
        found = self._samplings(course)
        if not found:
            return NotAtRisk(f"no marrow sampling at visit “{self.visit}”")
        usable = [s for s in found if marrow_status(s) is not None]
        if not usable:
            return NotAtRisk(f"{found[-1].state} at visit “{self.visit}”: {found[-1].reason}")
        day = usable[0].collected_on
        that_day = {marrow_status(s) for s in usable if s.collected_on == day}
        group = DETECTED if DETECTED in that_day else NOT_DETECTED
        return Placed(group, day, day, self._remark(usable, that_day))

    def ordered(self, groups: Iterable[str]) -> tuple[str, ...]:
        """Returns “detected” first."""
        return tuple(name for name in (DETECTED, NOT_DETECTED) if name in set(groups))

    def reference(self, groups: tuple[str, ...]) -> str:
        """Returns “not detected”."""
        return groups[-1]

    def term(self, group: str, groups: tuple[str, ...]) -> str:  # noqa: ARG002
        """Returns the group's name."""
        return group

    def _is_of_visit(self, assay: Assay) -> bool:
        return (assay.visit or "").strip().casefold() == self.visit.strip().casefold()

    def _samplings(self, course: Course) -> list[Sampling]:
        marrow = [a for a in course.assays if a.material is Material.BONE_MARROW]
        days = {a.collected_on for a in marrow if self._is_of_visit(a)}
        found = samplings((a for a in marrow if a.collected_on in days), self.rules, self.cells)
        return [s for s in found if any(self._is_of_visit(a) for a in s.assays)]

    def _remark(self, usable: list[Sampling], that_day: set[str | None]) -> str:
        if len(that_day) > 1:
            return f"methods disagree at visit “{self.visit}”: taken as detected"
        if len({s.collected_on for s in usable}) > 1:
            return f"several samplings at visit “{self.visit}”: the first counts"
        return ""


@dataclass(frozen=True, slots=True)
class ByColumn:
    """Groups by what the patients file says in one column."""

    column: str

    def place(self, course: Course) -> Placed | NotAtRisk:
        """Returns the value, known from the start."""
        value = column_value(course.patient, self.column)
        return NotAtRisk(f"{self.column} is not given") if value is None else Placed(value)

    def ordered(self, groups: Iterable[str]) -> tuple[str, ...]:
        """Returns the values by size or as words."""
        return in_order(groups)

    def reference(self, groups: tuple[str, ...]) -> str:
        """Returns the first value."""
        return groups[0]

    def term(self, group: str, groups: tuple[str, ...]) -> str:
        """Returns the column's name for a yes-or-no column of 0 and 1, else column and value."""
        return self.column if groups == ("0", "1") else f"{self.column}={group}"


def marrow_status(sampling: Sampling) -> str | None:
    """Returns what a sampling says for status: detected, not detected, or None."""
    if sampling.is_positive:
        return DETECTED
    return NOT_DETECTED if sampling.state is EvidenceState.NOT_DETECTED else None


def grouping(text: str, rules: RuleSet) -> MarrowAt | ByColumn:
    """Returns the grouping that `marrow@VISIT` or the name of a column asks for."""
    if text.startswith(MARROW):
        return MarrowAt(text.removeprefix(MARROW), rules)
    return ByColumn(text)
