"""Reading as tests do it: bytes in, what stands on which line as plain values, and the laws."""

from collections.abc import Mapping

from monitor.ingest.text_table import TextTable, UnreadableFileError, read_table


def rows(content: bytes, answers: Mapping[str, str] | None = None) -> dict[int, list[str]]:
    """Returns the cells of each data row by its line."""
    table = read_table(content, answers or {})
    return dict(zip(table.lines, map(list, zip(*table.columns, strict=True)), strict=True))


def named(content: bytes, answers: Mapping[str, str] | None = None) -> dict[int, str]:
    return {n.line: n.named_as.value for n in read_table(content, answers or {}).named}


def broken(content: bytes, answers: Mapping[str, str] | None = None) -> dict[int, str]:
    return {row.line: row.rule for row in read_table(content, answers or {}).broken}


def proposed(content: bytes, answers: Mapping[str, str] | None = None) -> dict[str, str | None]:
    """Returns the open questions by id, each with what the file proposes."""
    return {q.id: q.proposed for q in read_table(content, answers or {}).questions}


def question(content: bytes, name: str) -> str:
    return next(q.message for q in read_table(content).questions if q.id == name)


def refusal(content: bytes, answers: Mapping[str, str] | None = None) -> str | None:
    """Returns why a file is refused, None where it is read."""
    try:
        read_table(content, answers or {})
    except UnreadableFileError as fault:
        return str(fault)
    return None


def assert_lawful_reading(content: bytes, answers: Mapping[str, str] | None = None) -> None:
    """What holds for any bytes: a refusal, or each line in one place and each cell on its line."""
    reason = refusal(content, answers)
    if reason is not None:
        assert reason.endswith(".")
        return
    table = read_table(content, answers or {})
    assert_every_line_has_one_place(table)
    assert_cells_stand_on_their_lines(table)
    for asked in table.questions:
        assert asked.proposed is None or asked.proposed in asked.options


def assert_every_line_has_one_place(table: TextTable) -> None:
    spans = [
        *zip(table.lines, table.last_lines, strict=True),
        *((line.line, line.last_line) for line in table.named),
        *((row.line, row.last_line) for row in table.broken),
    ]
    places = sorted(n for first, last in spans for n in range(first, last + 1))
    assert places == list(range(1, len(table.text_lines) + 1))


def assert_cells_stand_on_their_lines(table: TextTable) -> None:
    for at, (first, last) in enumerate(zip(table.lines, table.last_lines, strict=True)):
        text = table.raw(first, last)
        for column in table.columns:
            assert column[at] in text or column[at].replace('"', '""') in text
