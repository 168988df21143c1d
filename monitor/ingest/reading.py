"""One column on its way from text to values: what is read, what was answered, what came of it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress

from monitor.domain.coded import Coded
from monitor.domain.plan import Question, Value
from monitor.domain.problems import Level, Problem
from monitor.ingest.columns import Column
from monitor.ingest.faults import Fault, Meaning
from monitor.ingest.refusing import lines_named

Meanings = dict[str, Value | Fault | Meaning]


@dataclass(frozen=True, slots=True)
class ColumnText:
    """A column as it stands in the file: its name there, its cells, what the header says of their
    unit, and the answers given. `beside` are the other columns of ours that the file has.
    """

    column: Column
    header: str
    cells: Coded[str]
    lines: Sequence[int]
    answers: Mapping[str, str]
    unit: str = ""
    beside: Collection[str] = ()
    _rows: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)

    def lines_of(self, texts: Collection[str]) -> list[int]:
        """Returns the lines on which one of these texts stands."""
        wanted = {code for code, text in enumerate(self.cells.distinct) if text in texts}
        return list(compress(self.lines, self.cells.where(wanted))) if wanted else []

    def first_of(self, texts: Collection[str]) -> str:
        """Returns that of these texts which stands first in the column."""
        return next(text for text in self.cells.distinct if text in texts)

    def where(self, texts: Collection[str]) -> str:
        """Returns the first lines on which one of these texts stands, as a sentence names them."""
        return lines_named(self.lines_of(texts))

    def rows_by_text(self) -> Mapping[str, int]:
        """Returns how many rows have each text."""
        if not self._rows:
            self._rows.update(dict.fromkeys(self.cells.distinct, 0))
            for code, count in Counter(self.cells.codes).items():
                self._rows[self.cells.distinct[code]] += count
        return self._rows

    def answer(self, question: Question) -> str | None:
        """Returns the answer to a question, where one of its options was chosen."""
        given = self.answers.get(question.id)
        return given if given in question.options else None

    def note(self, rule: str, message: str, line: int | None = None, raw: str = "") -> Problem:
        return Problem(line, self.column.name, raw, rule, Level.NOTE, message)


@dataclass(slots=True)
class Reading:
    """What came of a column: the meaning of each text, what is asked and what was found out.

    `asked` are the texts that a question is about, where it is not about the whole column. Where a
    column `stands`, a text without a meaning here means itself.
    """

    meanings: Meanings = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    asked: dict[str, frozenset[str]] = field(default_factory=dict)
    stands: bool = False

    def of(self, texts: Sequence[str]) -> Sequence[Value | Fault | Meaning]:
        """Returns what each of the column's texts means."""
        if not self.stands:
            return list(map(self.meanings.__getitem__, texts))
        return list(map(self.meanings.get, texts, texts)) if self.meanings else texts

    def ask(self, question: Question, text: ColumnText, about: Collection[str] = ()) -> str | None:
        """Returns the answer to a question, or meanwhile what the file proposes, and has it asked
        where it is not answered.
        """
        answer = text.answer(question)
        if answer is None:
            self.questions.append(question)
            if about:
                self.asked[question.id] = frozenset(about)
        return answer or question.proposed


@dataclass(frozen=True, slots=True)
class Decision:
    """What the cells of a column that allow one convention only say together.

    `winner` is the convention most of them need, None where they are too few or too divided;
    `losers` are the texts that contradict it.
    """

    winner: str | None
    deciding: Mapping[str, frozenset[str]]
    is_contested: bool

    @property
    def losers(self) -> frozenset[str]:
        others = (texts for name, texts in self.deciding.items() if name != self.winner)
        return frozenset().union(*others)


CLEAR_MAJORITY = 3  # so many times as many rows as all others must need a convention


def decide(text: ColumnText, deciding: Mapping[str, Collection[str]]) -> Decision:
    """Returns which convention the column has, from the texts that allow one only."""
    rows = text.rows_by_text()
    votes = {name: sum(rows[t] for t in texts) for name, texts in deciding.items() if texts}
    sets = {name: frozenset(texts) for name, texts in deciding.items()}
    if not votes:
        return Decision(None, sets, is_contested=False)
    best = max(votes, key=lambda name: votes[name])
    others = sum(votes.values()) - votes[best]
    is_clear = votes[best] >= CLEAR_MAJORITY * others
    return Decision(best if is_clear else None, sets, is_contested=others > 0)
