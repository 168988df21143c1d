"""A column of words of a closed vocabulary: known ones are read, each unknown one is asked once.

In a column that is understood otherwise, a rare unknown word is more likely a slip than a word of
the lab: then leaving its rows out is proposed.
"""

import re
from collections.abc import Collection

from monitor.domain.plan import Question, Value
from monitor.domain.problems import Level
from monitor.ingest.faults import Fault
from monitor.ingest.qualifiers import BLANK, REJECT
from monitor.ingest.reading import ColumnText, Reading
from monitor.ingest.words import YES_NO, fold_word

MOST_ASKED = 12  # unknown words of a column; with more, the column is no such column
RARE = 5  # so many rows must be understood for each one that is not
OTHERS = "other words"
_NO_WORD = re.compile(r"[0-9.,:/-]{3,}", re.ASCII)  # longer than any code of a word


def read_words(text: ColumnText, texts: Collection[str]) -> Reading:
    """Returns the meaning of every text of a column of words."""
    reading = Reading()
    unknown: dict[str, list[str]] = {}
    signs = {fold_word(written) for written in texts} & {"+", "++", "(+)"}
    for written in texts:
        value = text.column.parse(written)
        if isinstance(value, Fault):
            is_negative = fold_word(written) == "-" and signs and "negative" in text.column.options
            if is_negative:
                value = "negative"
            elif not _NO_WORD.fullmatch(written.strip()):
                unknown.setdefault(fold_word(written), []).append(written)
        reading.meanings[written] = value
    _ask_unknown(text, unknown, reading)
    return reading


def _ask_unknown(text: ColumnText, unknown: dict[str, list[str]], reading: Reading) -> None:
    rows = text.rows_by_text()
    missing = sum(rows[written] for group in unknown.values() for written in group)
    known = sum(rows[t] for t, v in reading.meanings.items() if not isinstance(v, Fault))
    proposed = REJECT if known >= RARE * missing else None
    for word, group in _asked(text, unknown).items():
        answer = reading.ask(_question(text, word, group, proposed), text, group)
        for written in group:
            reading.meanings[written] = _meaning(text, answer, reading.meanings[written])


def _asked(text: ColumnText, unknown: dict[str, list[str]]) -> dict[str, list[str]]:
    """Returns the unknown words with how each is written; too many of them are asked as one."""
    if len(unknown) <= MOST_ASKED:
        return unknown
    asked = {word: group for word, group in unknown.items() if _is_answered(text, word)}
    others = [w for word, group in unknown.items() if word not in asked for w in group]
    return {**asked, OTHERS: others} if others else asked


def _is_answered(text: ColumnText, word: str) -> bool:
    return f"value:{text.column.name}:{word}" in text.answers


def _question(
    text: ColumnText, word: str, group: Collection[str], proposed: str | None
) -> Question:
    column = text.column
    examples = ", ".join(f"“{written.strip()}”" for written in sorted(group)[:4])
    words = () if word == OTHERS else column.options
    return Question(
        id=f"value:{column.name}:{word}",
        about=column.name,
        message=f"What does {examples} in column {text.header} mean ({text.where(group)})?",
        options=(*words, *(() if column.required else (BLANK,)), REJECT),
        proposed=proposed,
    )


def _meaning(text: ColumnText, answer: str | None, fault: Value | object) -> Value | Fault:
    if answer is None:
        return Fault("value", "What this means has to be told first.", Level.DECIDE)
    if answer == BLANK:
        return None
    if answer == REJECT:
        assert isinstance(fault, Fault)
        return fault
    return YES_NO[answer] if text.column.options == ("yes", "no") else answer
