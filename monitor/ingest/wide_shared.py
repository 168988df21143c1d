"""Columns that stand once beside groups that hold an assay each: said of each of them, or of all?

Who, where and by whom is said of every assay of a line. A depth, a result or a control belongs to
one of them, or to all together: that is asked, and never divided or copied unasked.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.domain.plan import Question
from monitor.domain.vocabularies import FileKind
from monitor.ingest.columns import COLUMNS
from monitor.ingest.matching import match
from monitor.ingest.said_above import LEAVE_OUT
from monitor.ingest.wide_groups import DEPTH
from monitor.ingest.wide_marks import VISIT

LAYOUT = "layout"
EACH, TOGETHER = "of each", "of all together"
# What is found in one assay, and what belongs to one of several days.
_OF_ONE = frozenset(
    (
        DEPTH, "tumor_cells", "probable_cells", "control_cells_screened", "control_positive",
        "clusters", "volume_ml", "viability_pct", "reported_rate", "result_text", "marker",
        "marker_positive", "marker_evaluated", "status",
    )
)  # fmt: skip
_OURS = frozenset(column.name for column in COLUMNS[FileKind.ASSAYS])


@dataclass(frozen=True, slots=True)
class Shared:
    """A column that stands once, what it is, and how it may be meant; the first way holds until it
    is answered.
    """

    cell: str
    target: str
    options: tuple[str, ...]
    why: str

    @property
    def id(self) -> str:
        return f"{LAYOUT}:{self.cell}"

    def answer(self, answers: Mapping[str, str]) -> str | None:
        """Returns how the column was said to be meant."""
        given = answers.get(self.id)
        return given if given in self.options else None

    def question(self) -> Question:
        return Question(self.id, self.cell, self.why, self.options)

    def settled(self, answers: Mapping[str, str]) -> str:
        """Returns what the column is read as."""
        meant = self.answer(answers) or self.options[0]
        return LEAVE_OUT if meant == LEAVE_OUT else self.target


def shared_columns(
    cells: Sequence[str],
    grouped: Collection[str],
    says: str,
    marks: Sequence[str],
    answers: Mapping[str, str],
) -> Iterator[Shared]:
    """Yields each of the cells of a header, those of groups left out, of which it is open how it is
    meant beside them. `grouped` are the columns of ours in the groups, `says` what their marks are.
    """
    named = ", ".join(marks)
    for cell in filter(None, cells):
        target = _target(cell, answers)
        begin = f"Column {cell} stands once beside {named}"
        if target in grouped or target == says:
            why = f"{begin}, which say {target} of their own. It cannot be read beside them."
            yield Shared(cell, target, (LEAVE_OUT,), why)
        elif target == DEPTH:
            why = f"{begin}: were so many cells screened for each of them, or for all together?"
            yield Shared(cell, target, (EACH, TOGETHER), why)
        elif target in _OF_ONE:
            why = f"{begin}: is it true of each of them? What is true of all together is left out."
            yield Shared(cell, target, (EACH, LEAVE_OUT), why)
        elif target == "sample_id" and says == VISIT:
            why = f"{begin}: one sample number for several days is no number of a sample."
            yield Shared(cell, target, (LEAVE_OUT, EACH), why)


def _target(cell: str, answers: Mapping[str, str]) -> str:
    """Returns what a column is: as it was answered, else where it can be one thing only."""
    answer = answers.get(f"column:{cell}", "")
    if answer in _OURS or answer == LEAVE_OUT:
        return answer
    targets = match(FileKind.ASSAYS, cell).targets
    return targets[0] if len(targets) == 1 else ""
