"""What is worth saying about rows and holds nothing back: overlapping courses, cells that look like
a formula.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from monitor.domain.coded import Coded
from monitor.domain.plan import StoredRow, Value
from monitor.domain.problems import Level, Problem
from monitor.domain.vocabularies import FileKind
from monitor.ingest.columns import Form
from monitor.ingest.deciding import Columns, Rows
from monitor.ingest.parsing import Parsed

FORMULA_STARTS = ("=", "+", "-", "@")
FREE = (Form.TEXT, Form.NAME)
Course = tuple[date, date, str]  # first day, last day, and where it is said
Drug = tuple[str, str]  # a person's link, and an agent in small letters


def row_notes(
    parsed: Parsed, rows: Rows, columns: Columns, stored: Mapping[str, StoredRow]
) -> Iterator[Problem]:
    """Yields what is only said about the rows of a file."""
    yield from _formulas(parsed)
    if parsed.mapping.kind is FileKind.THERAPY:
        yield from _overlaps(rows, columns, stored)


def _formulas(parsed: Parsed) -> Iterator[Problem]:
    """Yields a note for every text that a spreadsheet would take for a formula."""
    message = "Stored as the text that it is; an export guards it against spreadsheets."
    texts = [column.name for column in parsed.mapping.declared if column.form in FREE]
    for name in filter(parsed.mapping.positions.__contains__, texts):
        cells, values = parsed.text(name), parsed.columns.get(name, ())
        written = _distinct(cells)
        if {text[:1] for text in written}.isdisjoint(FORMULA_STARTS):
            continue
        odd = {text for text in written if _is_formula(text)}
        if odd:
            for line, text, value in zip(parsed.lines, cells, values, strict=True):
                if text in odd and isinstance(value, str):
                    yield Problem(line, name, text, "looks_like_formula", Level.NOTE, message)


def _distinct(cells: Sequence[str]) -> Iterable[str]:
    return cells.distinct if isinstance(cells, Coded) else set(cells)


def _is_formula(text: str) -> bool:
    return text.startswith(FORMULA_STARTS) and any(map(str.isalnum, text))


def _overlaps(rows: Rows, columns: Columns, stored: Mapping[str, StoredRow]) -> Iterator[Problem]:
    """Yields a note for every course that begins while another one of the same drug lasts."""
    courses: dict[Drug, list[Course]] = defaultdict(list)
    named = set(rows.keys)
    for key, row in stored.items():
        if key not in named:
            _add(courses, row.link, row.values, f"import {row.import_id}, line {row.line}")
    every = ("agent", "started_on", "ended_on", "ongoing")
    said = [
        dict(zip(every, v, strict=True)) for v in zip(*(columns[n] for n in every), strict=True)
    ]
    for link, values, line in zip(rows.links, said, rows.lines, strict=True):
        _add(courses, link, values, f"line {line}")
    places = {f"line {line}": line for line in rows.lines}
    for (_, agent), found in courses.items():
        for before, after in _pairs(found):
            at = places.get(after[2]) or places.get(before[2])
            if at is not None:
                message = (
                    f"{before[2]} has a course of {agent} that lasts until {_until(before[1])} and "
                    f"overlaps with the one of {after[2]} from {after[0]}."
                )
                yield Problem(at, "agent", agent, "courses_overlap", Level.NOTE, message)


def _add(
    courses: dict[Drug, list[Course]], link: str, values: Mapping[str, Value], where: str
) -> None:
    agent, start, end = values["agent"], values["started_on"], values["ended_on"]
    if not isinstance(agent, str) or not isinstance(start, date):
        return
    open_end = date.max if values.get("ongoing") else start
    last = end if isinstance(end, date) else open_end
    courses[link, agent.casefold()].append((start, last, where))


def _pairs(found: list[Course]) -> Iterator[tuple[Course, Course]]:
    """Yields neighbors in time of which the second begins before the first ends."""
    found.sort(key=lambda course: course[:2])
    for before, after in pairwise(found):
        if after[0] < before[1] and after[:2] != before[:2]:
            yield before, after


def _until(last: date) -> str:
    return "now" if last == date.max else str(last)
