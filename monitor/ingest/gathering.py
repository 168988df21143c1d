"""The columns of a file as they are read one by one, and what they say of each other."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress, count
from typing import cast

from monitor.domain.coded import Coded
from monitor.domain.plan import Question, Value
from monitor.domain.problems import Level, Problem
from monitor.ingest.faults import Fault, Meaning
from monitor.ingest.reading import ColumnText, Reading

SPECIAL = (Fault, Meaning)


@dataclass(slots=True)
class Gathered:
    """What the columns read so far have come to.

    `beside` are the meanings by row and column that say more than the column's own value, `asked`
    the column and lines that a question is about, where it is not about a whole column, `kept` the
    texts by row and column that are no numbers.
    """

    columns: dict[str, Sequence[Value]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    beside: list[tuple[int, ColumnText, Meaning]] = field(default_factory=list)
    asked: dict[str, tuple[str, list[int]]] = field(default_factory=dict)
    kept: dict[int, dict[str, str]] = field(default_factory=dict)

    def take(self, text: ColumnText, reading: Reading) -> None:
        """Adds a column that was read."""
        name, cells = text.column.name, text.cells
        meanings = reading.of(cells.distinct)
        values, odd = cast("Sequence[Value]", meanings), {}
        if not set(SPECIAL).isdisjoint(map(type, meanings)):
            odd = {c: m for c, m in enumerate(meanings) if isinstance(m, SPECIAL)}
            values = list(values)
            for code, meaning in odd.items():
                values[code] = None if isinstance(meaning, Fault) else meaning.value
        self.columns[name] = Coded(values, cells.codes, reading.stands and cells.differ)
        self.questions += reading.questions
        self.problems += reading.notes
        for question, texts in reading.asked.items():
            self.asked[question] = (name, text.lines_of(texts))
        if odd:
            self._take_special(text, odd)

    def _take_special(self, text: ColumnText, special: Mapping[int, Fault | Meaning]) -> None:
        name, codes = text.column.name, text.cells.codes
        for at in compress(count(), text.cells.where(special.keys())):
            meaning = special[codes[at]]
            if isinstance(meaning, Fault):
                line, cell = text.lines[at], text.cells[at]
                problem = Problem(line, name, cell, meaning.rule, meaning.level, meaning.message)
                self.problems.append(problem)
            else:
                self.beside.append((at, text, meaning))

    def set(self, name: str, at: int, value: Value) -> None:
        column = self.columns[name]
        if not isinstance(column, list):
            column = self.columns[name] = list(column)
        column[at] = value

    def say_beside(self) -> None:
        """Takes what cells say beside their own value: of other columns, where those are blank."""
        for at, text, said in self.beside:
            meaning = said
            if said.otherwise and self.columns[said.needs][at] is None:
                meaning = said.otherwise
                self.set(text.column.name, at, meaning.value)
                note = text.note("depth_unknown", "How many cells were screened is not said.")
                self.problems.append(replace(note, line=text.lines[at], column=said.needs))
            for name, value in meaning.also.items():
                if self.columns[name][at] is None:
                    self.set(name, at, value)
            if meaning.is_kept:
                self.kept.setdefault(at, {})[text.column.name] = text.cells[at].strip()
            if meaning.note:
                line, raw = text.lines[at], text.cells[at]
                self.problems.append(text.note("kept_as_written", meaning.note, line, raw))

    def qualified(self, rows: int) -> list[Value]:
        """Returns for each row, as JSON by column, the texts that stand in place of numbers."""
        column: list[Value] = [None] * rows
        for at, texts in self.kept.items():
            column[at] = json.dumps(texts, ensure_ascii=False, sort_keys=True)
        return column

    def open_questions(self) -> tuple[Question, ...]:
        """Returns each question once, but none about rows that are rejected whatever is said."""
        by_id: dict[str, Question] = {}
        for question in self.questions:
            by_id.setdefault(question.id, question)
        if self.asked:
            asked = {(line, name) for name, lines in self.asked.values() for line in lines}
            stops = (p for p in self.problems if p.level is Level.STOP)
            stopped = {p.line for p in stops if (p.line, p.column) not in asked}
            for question_id, (_, lines) in self.asked.items():
                if stopped.issuperset(lines):
                    by_id.pop(question_id, None)
        return tuple(by_id.values())
