"""A file as it was read, as JSON: every cell as text, and every physical line in its place.

Written in pieces, for the table of a large file would not fit twice. Cells stand as in the file;
what would be repaired is among the problems, as is every question, by its id.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.ingest.text_table import TextTable

Json = dict[str, Any]
ROWS_AT_ONCE = 1000


def table_json(table: TextTable) -> Iterator[str]:
    """Yields one JSON object on a table, in pieces and without a line end."""
    head = {
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "header_line": table.header_line,
        "header": table.header,
    }
    rest = {"named": _named(table), "problems": _problems(table), "refused": None}
    yield json.dumps(head)[:-1] + ', "rows": ['
    yield from _rows(table)
    yield "], " + json.dumps(rest)[1:]


def refusal_json(reason: str) -> str:
    """Returns one JSON object on a file that is no table, of the same form."""
    nothing: Json = {"encoding": None, "delimiter": None, "header_line": None, "header": []}
    return json.dumps(nothing | {"rows": [], "named": [], "problems": [], "refused": reason})


def _rows(table: TextTable) -> Iterator[str]:
    for begin in range(0, len(table.lines), ROWS_AT_ONCE):
        part = slice(begin, begin + ROWS_AT_ONCE)
        columns = [column[part] for column in table.columns]
        cells = zip(*columns, strict=True)
        spans = zip(table.lines[part], table.last_lines[part], strict=True)
        rows = [_span(*span) | {"cells": row} for span, row in zip(spans, cells, strict=True)]
        yield (", " if begin else "") + json.dumps(rows)[1:-1]


def _named(table: TextTable) -> Sequence[Json]:
    return [
        {"line": line, "as": name.named_as.value}
        for name in table.named
        for line in range(name.line, name.last_line + 1)
    ]


def _problems(table: TextTable) -> Sequence[Mapping[str, Any]]:
    """Returns the rows that cannot be told apart, and what is asked and said of the whole file."""
    asked = (
        (q.id, f"{q.message} Read as: {q.proposed or 'not decided'}.") for q in table.questions
    )
    said = ((note.rule, note.message) for note in table.notes)
    return [
        *(
            _span(row.line, row.last_line) | {"rule": row.rule, "message": row.message}
            for row in table.broken
        ),
        *({"line": None, "rule": rule, "message": text} for rule, text in (*asked, *said)),
    ]


def _span(line: int, last_line: int) -> Json:
    return {"line": line, "last_line": last_line} if last_line > line else {"line": line}
