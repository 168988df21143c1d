"""Lines to cells: the strict grammar, and that fast ways say the same as the slow one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.ingest.source_lines import SourceLines
from monitor.ingest.tokenizing import BrokenRow, Record, only_cells, raw_cells, records

GRAMMAR = re.compile(r'(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?:,|\Z)')
rows_of_text = st.text(alphabet=['"', ",", "a", "\n", " "], max_size=14)


def by_grammar(text: str) -> list[str] | None:
    """Returns the cells of a row: each wholly quoted, or without any quote or line end."""
    cells, place = [], 0
    while True:
        match = GRAMMAR.match(text, place)
        if match is None:
            return None
        cells.append(match[2] if match[1] is None else match[1].replace('""', '"'))
        if not match.group().endswith(",") or match.end() == place:
            return cells if match.end() == len(text) else None
        place = match.end()
        if place == len(text):
            return [*cells, ""]


@given(rows_of_text)
def test_a_row_has_the_cells_that_the_grammar_says(text):
    assert only_cells(text, ",") == by_grammar(text)


@given(st.lists(st.text(alphabet=['"', ",", "a", "\n", "ä"]), min_size=1, max_size=5))
def test_what_is_written_quoted_is_read_back(cells):
    written = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    assert only_cells(written, ",") == cells
    assert ",".join(raw_cells(written, ",")) == written
    assert len(raw_cells(written, ",")) == len(cells)


@pytest.mark.parametrize("text", ['a"', '"a"b', ' "a"', '"a" ', '"', '"""', 'a,"b', "a\nb", "a\0"])
def test_a_row_that_breaks_the_rules_has_no_cells(text):
    assert only_cells(text, ",") is None


def test_a_row_may_begin_in_one_block_and_end_in_the_next():
    start = b"a,b\n" + b"1,2\n" * 65_530 + b'3,"'
    content = start + b"x\n" * 100 + b'y"\n4,5\n'
    found = list(records(SourceLines(content), 0, ",", 2))
    assert [row.line for row in found[-2:]] == [65_532, 65_633]
    assert found[-2].last_line == 65_632
    assert not [row for row in found if isinstance(row, BrokenRow)]


@pytest.mark.parametrize("rest", ['y",M1,"6,464,519"', 'y",M1,"2,5,5"'])
def test_a_row_goes_on_below_its_first_line_however_many_marks_its_other_cells_hold(rest):
    lines = SourceLines(f'M0,ok,1,2,3\na,b,"x\n{rest}\n'.encode())
    found = list(records(lines, 0, ",", 5))
    assert [(row.line, row.last_line, isinstance(row, Record)) for row in found] == [
        (1, 1, True), (2, 3, True),
    ]  # fmt: skip


@pytest.mark.parametrize("rest", ['M1,"6,4",1,2,3"', 'M1,6",1,2,3', '"M1,6",1,2",3,4'])
def test_a_row_is_not_swallowed_because_a_stray_quote_closes_another(rest):
    lines = SourceLines(f'M0,ok,1,2,3\na,b,1,2,"x\n{rest}\n'.encode())
    found = list(records(lines, 0, ",", 5))
    assert [isinstance(row, BrokenRow) for row in found] == [False, True, True]


def test_reading_resumes_on_the_line_below_a_broken_one():
    found = list(records(SourceLines(b'1,"x\n2,y\n\0,z\n3,"w"\n'), 0, ",", 2))
    assert [(row.line, isinstance(row, Record)) for row in found] == [
        (1, False), (2, True), (3, False), (4, True),
    ]  # fmt: skip
