"""Bytes to a table of text. The file is given as it stands on the disk."""

import time

import pytest

from monitor.domain.plan import LineName
from monitor.ingest.source_lines import count_lines
from monitor.ingest.text_table import UnreadableFileError, read_table


def rows(content: bytes) -> dict[int, list[str]]:
    """Returns the cells of each data row by its line."""
    table = read_table(content)
    return dict(zip(table.lines, map(list, zip(*table.columns, strict=True)), strict=True))


def named(content: bytes) -> dict[int, LineName]:
    return {line.line: line.named_as for line in read_table(content).named}


def broken(content: bytes) -> dict[int, str]:
    return {row.line: row.rule for row in read_table(content).broken}


@pytest.mark.parametrize(
    "content",
    [b"a,b\n1,2\n", b"a;b\r\n1;2\r\n", b"a\tb\r1\t2\r", b"a|b\n1|2", b'"a","b"\n"1","2"\n'],
)
def test_every_delimiter_and_line_end_gives_the_same_cells(content):
    table = read_table(content)
    assert table.header == ("a", "b")
    assert rows(content) == {2: ["1", "2"]}


def test_a_separator_hint_decides_the_delimiter_and_is_named():
    content = b"sep=;\na,x;b\n1,5;2\n"
    assert rows(content) == {3: ["1,5", "2"]}
    assert named(content) == {1: LineName.SEPARATOR, 2: LineName.HEADER}


def test_a_byte_order_mark_is_no_part_of_the_first_column():
    table = read_table(b"\xef\xbb\xbfa,b\n1,2\n")
    assert table.header == ("a", "b")
    assert table.encoding == "utf-8-sig"


def test_lines_are_counted_where_lf_crlf_and_cr_are_mixed():
    assert rows(b"a,b\r\n1,2\n3,4\r5,6\r\n") == {2: ["1", "2"], 3: ["3", "4"], 4: ["5", "6"]}


def test_a_form_feed_or_a_unicode_line_separator_ends_no_line():
    assert rows("a,b\n1,x\x0cy\n2,x\u2028y\n".encode()) == {
        2: ["1", "x\x0cy"],
        3: ["2", "x\u2028y"],
    }


def test_a_quoted_line_end_belongs_to_its_cell_and_the_next_row_keeps_its_line():
    content = b'a,b\r\n1,"x\r\ny"\r\n2,z\r\n'
    assert rows(content) == {2: ["1", "x\r\ny"], 4: ["2", "z"]}
    assert list(read_table(content).last_lines) == [3, 4]


def test_a_doubled_quote_is_one_quote():
    assert rows(b'a,b\n1,"say ""no"""\n') == {2: ["1", 'say "no"']}


def test_cells_keep_their_blanks():
    assert rows(b"a,b\n 1 ,\t2\n") == {2: [" 1 ", "\t2"]}


def test_blank_lines_rows_of_delimiters_and_rows_of_blanks_are_named_and_stored_nowhere():
    content = b"\na,b\n\n1,2\n,\n   \n ,\xc2\xa0\n"
    assert rows(content) == {4: ["1", "2"]}
    assert [line for line, name in named(content).items() if name is LineName.BLANK] == [
        1, 3, 5, 6, 7,
    ]  # fmt: skip


def test_a_header_that_comes_again_is_named():
    assert named(b"a,b\n1,2\nA , b\n3,4\n") == {1: LineName.HEADER, 3: LineName.REPEATED_HEADER}


def test_below_a_header_in_another_order_every_value_stands_under_its_own_name():
    content = b"a,b\n1,2\nb,a\n4,3\na,b\n5,6\n"
    assert rows(content) == {2: ["1", "2"], 4: ["3", "4"], 6: ["5", "6"]}
    assert broken(content) == {3: "other_header"}
    assert named(content) == {1: LineName.HEADER, 5: LineName.REPEATED_HEADER}


def test_below_a_header_with_a_name_twice_nothing_is_read_until_the_first_order_is_back():
    content = b"a,b,c\n1,2,3\nb,a,a\n4,3,3\na,b,c\n5,6,7\n"
    assert rows(content) == {2: ["1", "2", "3"], 6: ["5", "6", "7"]}
    assert broken(content) == {3: "other_header", 4: "other_header"}


def test_a_lone_word_that_is_also_a_columns_name_is_no_header():
    content = b"a,b\n1,2\nb\n3,4\n"
    assert rows(content) == {2: ["1", "2"], 4: ["3", "4"]}
    assert broken(content) == {3: "ragged_row"}


@pytest.mark.parametrize("row", [b"1,2", b"1,2,3,4"])
def test_a_row_with_a_field_too_few_or_too_many_is_never_padded_or_cut(row):
    content = b"a,b,c\n1,2,3\n" + row + b"\n4,5,6\n"
    assert rows(content) == {2: ["1", "2", "3"], 4: ["4", "5", "6"]}
    assert broken(content) == {3: "ragged_row"}


@pytest.mark.parametrize(
    "row", [b'1,"x', b'1,x"', b'1,"x"y', b'1,x"y"', b'1,"', b'"1,2', b'1,"x""', b'1, "x"']
)
def test_a_quote_out_of_place_breaks_its_own_line_only(row):
    content = b"a,b\n1,2\n" + row + b'\n3,4\n5,"six"\n'
    assert rows(content) == {2: ["1", "2"], 4: ["3", "4"], 5: ["5", "six"]}
    assert broken(content) == {3: "unbalanced_quote"}


def test_two_quotes_left_open_do_not_make_one_row_of_what_stands_between():
    content = b'a,b\n1,"x\n2,y\n3,"z\n4,w\n'
    assert broken(content) == {2: "unbalanced_quote", 4: "unbalanced_quote"}
    assert rows(content) == {3: ["2", "y"], 5: ["4", "w"]}


def test_a_stray_closing_quote_further_down_does_not_make_one_cell_of_the_rows_between():
    content = b'a,b,c\n1,2,"x\n2,3,y\n3,4,z"\n4,5,w\n'
    assert broken(content) == {2: "unbalanced_quote", 4: "unbalanced_quote"}
    assert rows(content) == {3: ["2", "3", "y"], 5: ["4", "5", "w"]}


def test_lines_that_a_quote_joins_to_too_few_cells_are_judged_one_by_one():
    assert broken(b'a,b,c\n1,"x\ny"\n5,6,7\n') == {2: "unbalanced_quote", 3: "unbalanced_quote"}


def test_a_cell_of_several_lines_may_stand_in_any_column_and_hold_delimiters():
    content = b'a,b,c\n"x\ny",1,2\n1,"x,\ny",2\n1,2,"x\ny, z\n"\n'
    assert list(rows(content)) == [2, 4, 6]
    assert broken(content) == {}


def test_a_cell_of_more_than_200_lines_is_taken_for_a_quote_left_open():
    head, text = b"patient_id,comment\n", b"\n".join([b"word"] * 200)
    assert list(rows(head + b'1,"' + text + b'"\n')) == [2]
    assert broken(head + b'1,"' + text + b'\nword\nword"\n')[2] == "unbalanced_quote"


def test_a_nul_byte_breaks_its_line_only():
    content = b"a,b\n1,\0\n2,3\n"
    assert broken(content) == {2: "nul_byte"}
    assert rows(content) == {3: ["2", "3"]}


def test_raw_text_is_given_back_as_it_stands():
    table = read_table(b'a,b\n1,"x\r\ny "\r\n')
    assert table.raw(2, 3) == '1,"x\r\ny "'


def test_equal_texts_of_a_column_are_kept_once():
    (column, _) = read_table(b"a,b\nleft crest,1\nleft crest,2\n").columns
    assert column[0] is column[1]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b" \n\t\r\n", "The file is empty"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0rest", "Excel workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\n <!DOCTYPE html>", "web page"),
        (b"\x89PNG\r\n", "picture"),
        ("a,b\n1,2\n".encode("utf-32"), "UTF-32"),
        (bytes(range(256)) * 40, "no text"),
        (b'"', "no header line"),
        (b"\0", "no header line"),
    ],
)
def test_what_is_no_table_is_refused_by_naming_what_it_is(content, sentence):
    with pytest.raises(UnreadableFileError, match=sentence):
        read_table(content)


@pytest.mark.parametrize(
    ("content", "lines"),
    [(b"", 0), (b"x", 1), (b"x\n", 1), (b"x\r\ny\rz\n\n", 4), ("a\nb\n".encode("utf-16"), 2)],
)
def test_the_lines_of_any_bytes_can_be_counted(content, lines):
    assert count_lines(content) == lines


HEADER = b"patient_id,comment\n"


@pytest.mark.parametrize(
    "content",
    [
        HEADER + b'1,"x\n' + b"2,y\n" * 50_000,
        HEADER + b'1,"x\n' * 25_000,
        HEADER + (b'1,"x\n' + b'2,"y"\n' * 199) * 100,
        HEADER + b'"' * 200_001,
        HEADER + b'1,"' + b'""' * 100_000,
        HEADER + b'1,"a"b' * 50_000,
        HEADER + b"1," + b"x" * 1_000_000,
        HEADER + b"1," * 500_000,
        b",".join(b"h%d" % n for n in range(20_000)) + b"\n" + b"," * 19_999 + b"\n",
    ],
    ids=[
        "one quote open over 50,000 lines",
        "a quote open in every line",
        "a quote open every 200 lines",
        "quotes alone",
        "doubled quotes without an end",
        "quotes inside one long line",
        "one cell of a megabyte",
        "half a million fields",
        "20,000 columns",
    ],
)
def test_no_damage_makes_reading_slow(content):
    began = time.process_time()
    read_table(content)
    assert time.process_time() - began < 2 * max(1, len(content) / 100_000)
