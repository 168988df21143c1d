"""A file without some of its columns: nothing of them is left, and all else is as it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.ingest.cutting import without_columns
from monitor.ingest.text_table import read_table
from tests.readers import broken, refusal, rows
from tests.workbooks import xlsx


def cut(content: bytes, *positions: int) -> bytes:
    return without_columns(content, read_table(content), positions).content


def emptied(content: bytes, *positions: int) -> tuple[int, ...]:
    return without_columns(content, read_table(content), positions).emptied


def test_columns_are_taken_out_and_all_else_stands_as_it_was():
    content = b'sep=;\r\npatient_id;"name";comment\r\nP1;"Doe; J";"a ""b"""\r\n\r\nP2;x; y \r\n'
    assert cut(content, 1) == b'sep=;\r\npatient_id;comment\r\nP1;"a ""b"""\r\n\r\nP2; y \r\n'
    assert emptied(content, 1) == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_the_bytes_keep_their_encoding(encoding):
    content = "patient_id,name,site\nP1,Bär,link\n".encode(encoding)
    assert cut(content, 1) == "patient_id,site\nP1,link\n".encode(encoding)


def test_lines_that_cannot_be_cut_are_emptied_and_named():
    content = (
        b"Report on Jane Doe\npatient_id,name,comment\nP1,Doe,x\nP2,Jane,Doe,y\n"
        b'P3,"Doe,z\nSumme Doe\nSeite 1\n'
    )
    assert cut(content, 1) == b"\npatient_id,comment\nP1,x\n\n\n\n\n"
    assert emptied(content, 1) == (1, 4, 5, 6, 7)


def test_a_dropped_cell_of_several_lines_leaves_the_next_row_its_number():
    content = b'patient_id,name,site\nP1,"Doe\nJane",left\nP2,x,right\n'
    assert rows(cut(content, 1)) == {2: ["P1", "left"], 4: ["P2", "right"]}


def test_below_a_header_in_another_order_the_same_columns_go():
    content = b"patient_id,name,site\nP1,Doe,left\nname,site,patient_id\nRoe,right,P2\n"
    assert cut(content, 1) == b"patient_id,site\nP1,left\nsite,patient_id\nright,P2\n"
    assert rows(cut(content, 1)) == {2: ["P1", "left"], 4: ["P2", "right"]}


def test_below_a_header_of_other_columns_nothing_is_left():
    content = b"patient_id,name,site\nP1,Doe,left\n\npatient_id,agent,comment\nP1,FEC,Doe\n"
    assert cut(content, 1) == b"patient_id,site\nP1,left\n\n\n\n"


def test_extra_empty_fields_stay():
    content = b"patient_id,name,site\nP1,Doe,left,\nP2,Roe,right,\n"
    assert cut(content, 1) == b"patient_id,site\nP1,left,\nP2,right,\n"


def test_a_workbook_comes_back_as_text_with_a_line_for_each_row():
    content = xlsx(
        {"S": [("patient_id", "name", "comment"), ("P1", "Doe", "a\nb\tc"), ("P2", "x", 5)]}
    )
    assert cut(content, 1) == b'patient_id\tcomment\nP1\t"a b\tc"\nP2\t5\n'


cells = st.text(alphabet='ab,;"\n\r ä#=', max_size=6)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(cells, cells), max_size=8),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([1, 2]),
)
def test_what_is_left_reads_as_the_same_rows_on_the_same_lines(pairs, end, at):
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    lines = [
        ",".join(map(quoted, (f"P{n}", "MARK" + one, two, "z")))
        for n, (one, two) in enumerate(pairs)
    ]
    content = (end.join(["patient_id,reader,comment,site", *lines]) + end).encode()
    before = {line: [*row[:at], *row[at + 1 :]] for line, row in rows(content).items()}
    left = cut(content, at)
    assert refusal(left) is None
    held = broken(left)
    found = rows(left)
    assert all(found[line] == row for line, row in before.items() if line not in held)
    assert at == 2 or b"MARK" not in left
    assert len(read_table(left).text_lines) == len(read_table(content).text_lines)
