"""Cells that a program has marked: '00123 and ="00456" as text, 123.0 as a number.

Whether the mark belongs to the value, only a person can say. Our own guard, a ' before what a
spreadsheet would take for a formula, is no such mark: it is taken off without a question. Behind a
pseudonym, .0 is one where no other number behind a point is: 12.1 and 12.0 are two.
"""

import re
from collections.abc import Collection, Iterable

from monitor.domain.plan import Question
from monitor.domain.problems import Level
from monitor.ingest.columns import Form
from monitor.ingest.faults import Fault
from monitor.ingest.reading import ColumnText, Reading

STRIP, KEEP = "strip", "keep"
_MARKED = re.compile(r"'(?P<quoted>[^'=+\-@\s].*)|=\"(?P<formula>[^\"]*)\"|=(?P<number>[0-9.,]+)")

_POINTED = re.compile(r"[0-9]+\.[0-9]+")


def marked_texts(texts: Iterable[str]) -> dict[str, str]:
    """Returns the marked ones among these texts, with what is left without the mark."""
    found: dict[str, str] = {}
    for text in texts:
        if text[:1] in "'= \t":
            match = _MARKED.fullmatch(text.strip())
            if match:
                found[text] = next(part for part in match.groups() if part is not None)
    return found


def _decimals(texts: Collection[str]) -> dict[str, str]:
    """Returns the pseudonyms that a program wrote as decimal numbers, with the whole numbers."""
    pointed = [text for text in texts if _POINTED.fullmatch(text.strip())]
    whole = {text: text.strip().removesuffix(".0") for text in pointed if text.strip()[-2:] == ".0"}
    return whole if len(whole) == len(pointed) else {}


def read_excel_text(text: ColumnText, texts: Collection[str], reading: Reading) -> dict[str, str]:
    """Returns the marked texts of a column with what is to be read instead; while the question is
    open, their cells wait.
    """
    if text.column.form is Form.TEXT and not text.column.required:
        return {}
    marked = marked_texts(texts)
    if text.column.name == "patient_id":
        marked = {**_decimals(texts), **marked}
    if not marked:
        return {}
    example = next(iter(marked))
    mark = "a mark by which Excel keeps text"
    if _POINTED.fullmatch(example.strip()):
        mark = "the .0 that a program writes behind numbers"
    question = Question(
        id="excel_text",
        about=text.column.name,
        message=(
            f"“{example.strip()}” in column {text.header} has {mark} ({text.where(marked)}). "
            "Strip the mark?"
        ),
        options=(STRIP, KEEP),
    )
    answer = reading.ask(question, text)
    if answer is None:
        waits = Fault("excel_text", "Whether the mark belongs to it must be told.", Level.DECIDE)
        reading.meanings.update(dict.fromkeys(marked, waits))
        return {}
    return marked if answer == STRIP else {}
