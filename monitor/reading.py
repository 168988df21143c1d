"""Files read and told, without a store: what `python -m monitor read` does."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from monitor.ingest.table_json import refusal_json, table_json
from monitor.ingest.text_table import TextTable, UnreadableFileError, read_table

READ, REFUSED = 0, 1
PROBLEMS_TOLD = 20
File = tuple[str, Callable[[], bytes]]


def read_files(files: Iterable[File], as_json: bool) -> int:
    """Prints what each file holds: one JSON line, or a few lines to be read by a person.

    Returns 0 where every file is a table, else 1.
    """
    status = READ
    for name, content in files:
        try:
            table = read_table(content())
        except UnreadableFileError as fault:
            status = REFUSED
            told = iter((refusal_json(str(fault)) if as_json else f"{name}: refused · {fault}",))
        else:
            told = table_json(table) if as_json else _summary(name, table)
        sys.stdout.writelines(told)
        sys.stdout.write("\n")
    return status


def _summary(name: str, table: TextTable) -> Iterator[str]:
    named = Counter(line.named_as.value for line in table.named)
    names = ", ".join(f"{number} {what}" for what, number in named.items())
    yield f"{name}: {len(table.lines)} rows of {len(table.header)} columns · {table.encoding}, "
    yield f"delimiter {table.delimiter!r}, header in line {table.header_line} · lines: {names}"
    for question in table.questions:
        yield f"\n  ? {question.id}: {question.message}"
    for row in table.broken[:PROBLEMS_TOLD]:
        yield f"\n  line {row.line}: {row.message}"
    if len(table.broken) > PROBLEMS_TOLD:
        yield f"\n  … and {len(table.broken) - PROBLEMS_TOLD} more"
