"""What the checks found in a file: rule by rule, then row by row with the cells marked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pandas as pd

from monitor.analysis.formats import counted, one_line, sentence_case, words
from monitor.domain.plan import ImportPlan, Outcome, Question
from monitor.domain.problems import Level, Problem

ROWS = 200
CELL = 60
# A mark for every level, so that nothing is told by color alone.
MARKS = {Level.STOP: "✕", Level.DECIDE: "?", Level.NOTE: "•"}
_FATES = {Level.STOP: "left out", Level.DECIDE: "waits for your answer", Level.NOTE: "stored"}
_NAMES = {Level.STOP: "Stop", Level.DECIDE: "Decide", Level.NOTE: "Note"}
_ORDER = list(MARKS)
_DECIDED = {Outcome.PENDING: Level.DECIDE, Outcome.REJECTED: Level.STOP}


@dataclass(slots=True)
class _Group:
    level: Level
    lines: set[int] = field(default_factory=set)
    first: Problem | None = None


@dataclass(frozen=True, slots=True)
class MarkedRows:
    """Rows with faults as they stand in the file: the cells, and beside them each cell's mark."""

    cells: pd.DataFrame
    marks: pd.DataFrame
    row_count: int


def row_problems(plan: ImportPlan) -> list[Problem]:
    """Returns every fault that stands on a line, the reasons of unreadable rows among them."""
    told = [problem for problem in plan.problems if problem.line is not None]
    known = set(told)
    rest = (problem for row in plan.rejected for problem in row.problems if problem not in known)
    return [*told, *rest]


def settled(plan: ImportPlan) -> list[Problem]:
    """Returns the faults that stand on a line, each at the level that it has by the answers given:
    a decision taken is a reason to leave the row out, or only a note.
    """
    found = row_problems(plan)
    lines = {problem.line for problem in found if problem.level is Level.DECIDE}
    fates = {}
    if plan.rows and lines:
        outcomes = zip(plan.rows.lines, plan.rows.outcomes, strict=True)
        fates = {line: _DECIDED.get(outcome) for line, outcome in outcomes if line in lines}
    return [
        replace(p, level=fates.get(p.line or 0) or Level.NOTE) if p.level is Level.DECIDE else p
        for p in found
    ]


def rules_frame(problems: Iterable[Problem]) -> pd.DataFrame:
    """Returns one line per rule that a row breaks: level, rows, an example, what is done."""
    groups: dict[tuple[Level, str], _Group] = {}
    for problem in problems:
        level = problem.level
        group = groups.setdefault((level, problem.rule), _Group(level))
        group.lines.add(problem.line or 0)
        group.first = group.first or problem
    ordered = sorted(groups.items(), key=_place)
    return pd.DataFrame(
        [
            (
                f"{MARKS[group.level]} {_NAMES[group.level]}",
                sentence_case(words(rule)),
                len(group.lines),
                _FATES[group.level],
                _example(group.first),
            )
            for (_, rule), group in ordered
        ],
        columns=["Level", "Rule", "Rows", "What happens", "For example"],
    )


def marked_rows(plan: ImportPlan, problems: Iterable[Problem], limit: int = ROWS) -> MarkedRows:
    """Returns the first rows with faults, the worst first, each cell with its level's mark; the
    columns with a fault stand first.
    """
    by_line: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.line is not None:
            by_line[problem.line].append(problem)
    worst = {line: min(map(_rank, found)) for line, found in by_line.items()}
    lines = sorted(by_line, key=lambda line: (worst[line], line))[:limit]
    cells = _cells(plan, lines)
    marks = pd.DataFrame("", index=cells.index, columns=cells.columns, dtype="str")
    for at, line in enumerate(lines):
        for problem in sorted(by_line[line], key=_rank, reverse=True):
            column = problem.column if problem.column in cells.columns else "Line"
            marks.loc[at, column] = MARKS[problem.level]
        reasons = dict.fromkeys(problem.message for problem in by_line[line])
        cells.loc[at, "Why"] = " ".join(reasons)
    shown = cells.where(marks == "", marks + " " + cells)
    order = ["Line", "Why", *sorted(cells.columns[2:], key=lambda name: not marks[name].any())]
    return MarkedRows(shown[order], marks[order], len(by_line))


def _cells(plan: ImportPlan, lines: list[int]) -> pd.DataFrame:
    """Returns these rows' cells as text, under our names."""
    rows = plan.rows
    positions = {} if rows is None else dict(zip(rows.lines, range(len(rows.lines)), strict=True))
    raw = {} if rows is None else rows.raw
    table = {"Line": [str(line) for line in lines], "Why": [""] * len(lines)}
    for name, column in raw.items():
        found = (positions.get(line) for line in lines)
        table[name] = ["" if at is None else one_line(column[at], CELL) for at in found]
    return pd.DataFrame(table, dtype="str")


def _place(pair: tuple[tuple[Level, str], _Group]) -> tuple[int, int, str]:
    """Returns where a rule stands: the gravest first, then what concerns most rows."""
    (level, rule), group = pair
    return _ORDER.index(level), -len(group.lines), rule


def _example(problem: Problem | None) -> str:
    if problem is None:
        return ""
    cell = f" “{one_line(problem.raw, CELL)}”" if problem.raw and problem.column else ""
    column = f", {problem.column}" if problem.column else ""
    return f"line {problem.line}{column}{cell}: {problem.message}"


def _rank(problem: Problem) -> int:
    return _ORDER.index(problem.level)


def held_sentence(questions: Iterable[Question]) -> str:
    """Returns how many questions wait, and how many of them the file itself answers."""
    asked = list(questions)
    proposed = sum(question.proposed is not None for question in asked)
    said = f", {proposed} with a proposal" if proposed else ""
    return f"{counted(len(asked), 'question')}{said}"
