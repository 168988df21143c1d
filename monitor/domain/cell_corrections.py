"""A single cell of a file read as another text than stands there: by whom, and why.

It is an answer among the others, `cell:17:Tumorzellen`, so that it stays with the draft and with
the import; the file itself is never touched.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

CELL = "cell"


@dataclass(frozen=True, slots=True)
class CellCorrection:
    """What a cell is read as in place of what stands there. `column` is the file's own name of the
    column, or ours; `said` is the text in the file (None: not looked at yet) and `row` a digest of
    the whole row, by which both are known again in another file.
    """

    line: int
    column: str
    value: str
    reason: str
    said: str | None = None
    by: str = ""
    target: str = ""
    row: str = ""

    @property
    def answer_id(self) -> str:
        return cell_id(self.line, self.column)

    @property
    def answer(self) -> str:
        """Returns the correction as the text that is kept under its id."""
        return as_answer({name: held for name, held in asdict(self).items() if name in _KEPT})

    @property
    def read(self) -> str:
        """Returns in words what the cell is read as."""
        return f"“{self.value}”" if self.value else "blank"


@dataclass(frozen=True, slots=True)
class CorrectedBefore:
    """A cell that was corrected by hand as an import, still in force, was stored."""

    import_id: int
    cell: CellCorrection


_KEPT = frozenset(field.name for field in fields(CellCorrection)) - {"line", "column"}


class NoCorrectionError(ValueError):
    """An answer under a cell's id is no correction; the message says what is missing."""


def cell_id(line: int, column: str) -> str:
    """Returns the id under which a cell's correction is kept."""
    return f"{CELL}:{line}:{column}"


def is_cell(answer_id: str) -> bool:
    """Returns whether an answer corrects a cell."""
    return answer_id.startswith(f"{CELL}:")


def as_answer(said: Mapping[str, object]) -> str:
    """Returns what is said of a cell as the text of an answer."""
    told = {name: held for name, held in said.items() if held not in ("", None) or name == "value"}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def corrections_in(answers: Mapping[str, str]) -> tuple[CellCorrection, ...]:
    """Returns the corrections among answers, in the order of their lines.

    Raises NoCorrectionError where one has no line, no value or no reason.
    """
    found = (correction_of(name, said) for name, said in answers.items() if is_cell(name))
    return tuple(sorted(found, key=lambda cell: (cell.line, cell.column)))


def correction_of(answer_id: str, answer: str) -> CellCorrection:
    """Returns the correction that an answer is; raises NoCorrectionError where it is none."""
    _, line, column = (*answer_id.split(":", 2), "", "")[:3]
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):
        said = None
    if not (line.isascii() and line.isdigit() and column):
        raise NoCorrectionError(f"{answer_id} names no cell: cell:LINE:COLUMN is expected.")
    if not isinstance(said, dict) or not all(_is_text(said.get(n)) for n in _NEEDED):
        raise NoCorrectionError(f"{answer_id} needs a value and a reason, both as text.")
    if not said["reason"].strip():
        raise NoCorrectionError(f"{answer_id} has no reason: say why the cell is corrected.")
    known = {name: held for name, held in said.items() if name in _KEPT and _is_text(held)}
    return CellCorrection(int(line), column, **known)


_NEEDED = ("value", "reason")


def _is_text(held: object) -> bool:
    """Returns whether it is a text that can be stored; JSON may hold halves of letters."""
    return isinstance(held, str) and not _HALF.search(held)


_HALF = re.compile("[\ud800-\udfff]")


def without_corrections(answers: Mapping[str, str]) -> dict[str, str]:
    """Returns the answers but for those that correct a cell."""
    return {name: said for name, said in answers.items() if not is_cell(name)}


def correction_words(cell: CellCorrection) -> str:
    """Returns a correction in words: “3,5” read as “3” by A. B.: typing error."""
    said = "" if cell.said is None else f"“{cell.said}” "
    by = f" by {cell.by}" if cell.by else ""
    return f"{said}read as {cell.read}{by}: {cell.reason}"
