"""Doubts about the text of cells: letters read in a wrong encoding once, and letters lost."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.domain.coded import Coded
from monitor.domain.plan import Question
from monitor.ingest.mojibake import first_change, is_lost, repaired
from monitor.ingest.refusing import lines_named

MOJIBAKE, LOST = "mojibake", "lost_letters"
REPAIR, KEEP = "repair", "keep as written"
LEAVE_OUT = "leave these rows out"
LOST_LETTER = "A letter was lost before this file was written: � stands in its place."


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is to be asked about the letters of cells. `repairs` gives texts as written → as they
    were before; `left_out` are rows, by position, in which a letter is lost.
    """

    questions: tuple[Question, ...] = ()
    repairs: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()


def text_doubts(
    header: Sequence[str],
    header_line: int,
    columns: Sequence[Coded[str]],
    lines: Sequence[int],
    answers: Mapping[str, str],
) -> Doubts:
    """Returns the doubts about the letters of a table's cells, as the answers leave them."""
    odd = {text for column in columns for text in _beyond_ascii(column)}
    repairs = {t: repaired(t) for t in (*header, *sorted(odd)) if repaired(t) != t}
    lost = _rows(columns, set(filter(is_lost, odd)))
    questions = []
    if repairs and answers.get(MOJIBAKE) not in (REPAIR, KEEP):
        there = [lines[at] for at in sorted(_rows(columns, repairs.keys()))]
        in_header = [header_line] if any(cell in repairs for cell in header) else []
        questions.append(_mojibake_question(next(iter(repairs)), [*in_header, *there]))
    if lost and answers.get(LOST) not in (LEAVE_OUT, KEEP):
        questions.append(_lost_question([lines[at] for at in sorted(lost)]))
    return Doubts(
        questions=tuple(questions),
        repairs={} if answers.get(MOJIBAKE) == KEEP else repairs,
        left_out=frozenset() if answers.get(LOST) == KEEP else frozenset(lost),
    )


def _beyond_ascii(column: Coded[str]) -> Iterable[str]:
    if all(map(str.isascii, column.distinct)):
        return ()
    return (text for text in column.distinct if not text.isascii())


def _rows(columns: Sequence[Coded[str]], texts: Collection[str]) -> set[int]:
    """Returns the rows, by position, in which one of these texts stands."""
    found: set[int] = set()
    for column in columns if texts else ():
        odd = {code for code, text in enumerate(column.distinct) if text in texts}
        if odd:
            found |= {at for at, code in enumerate(column.codes) if code in odd}
    return found


def _mojibake_question(example: str, lines: Sequence[int]) -> Question:
    before, after = first_change(example)
    message = (
        f"Text in {lines_named(lines)} looks like UTF-8 that was once read as Windows-1252: "
        f"“{before}” for “{after}”."
    )
    return Question(MOJIBAKE, "", message, (REPAIR, KEEP), REPAIR)


def _lost_question(lines: Sequence[int]) -> Question:
    message = f"In {lines_named(lines)} a letter was lost before the file was written (�)."
    return Question(LOST, "", message, (LEAVE_OUT, KEEP), LEAVE_OUT)
