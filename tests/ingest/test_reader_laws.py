"""What holds for the reader whatever the bytes: lawful, exact, never slow."""

import csv
import io
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.ingest.dialect import DELIMITERS
from monitor.ingest.text_table import UnreadableFileError, read_table
from tests.readers import assert_lawful_reading, broken, named, refusal, rows

CRAFTED = Path(__file__).parents[1] / "data" / "crafted" / "files"
HEADER = ["patient_id", "visit", "comment", "tumor_cells"]
PIECES = (
    *("patient_id,comment,site\n", "patient_id;comment\r\n", "a\tb\n", "P1,x,left\n", "P2;y\r"),
    *(",", ";", "\t", "|", '"', '""', "\n", "\r\n", "\r", "\0", " ", "#", "#P3,x,y\n", "sep=;\n"),
    *(
        "Summe",
        "Ende",
        "Seite 1",
        "n = 3",
        ",,MNC\n",
        "Ã¼",
        "\ufffd",
        "\ufeff",
        "ä",
        "😀",
        "1,5",
        "<b>",
    ),
)
damaged = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    assert_lawful_reading(content)


answers = st.fixed_dictionaries(
    {},
    optional={
        "header": st.just("line 2"),
        "delimiter": st.sampled_from(["comma", "semicolon"]),
        "hash_lines": st.sampled_from(["comment", "data"]),
        "trailing_field": st.sampled_from(["ignore it", "refuse"]),
        "mojibake": st.just("repair"),
        "lost_letters": st.just("keep as written"),
    },
)


@settings(max_examples=400, deadline=None)
@given(damaged, encodings, answers)
def test_any_damaged_table_is_read_or_refused_whatever_is_answered(text, encoding, given_answers):
    assert_lawful_reading(text.encode(encoding), given_answers)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(CRAFTED.iterdir())),
    st.lists(st.tuples(st.integers(0, 500), st.binary(max_size=3)), max_size=4),
)
def test_crafted_files_with_some_bytes_changed_are_read_or_refused(path, changes):
    content = bytearray(path.read_bytes())
    for at, new in changes:
        content[at : at + len(new)] = new
    assert_lawful_reading(bytes(content))


def test_every_pair_of_bytes_is_read_or_refused():
    for one in range(0, 256, 3):
        for other in range(0, 256, 5):
            assert_lawful_reading(bytes([one, other]))


# ------------------------------------------------------------------ one table in any dress


cells = st.text(st.sampled_from("ab1 ,;\t|\"'äéß\n\r=-"), max_size=8)
tables = st.lists(
    st.tuples(st.integers(1, 999).map("P{}".format), cells, cells, st.integers(0, 99).map(str)).map(
        list
    ),
    min_size=1,
    max_size=12,
)


def line_ends(cell: str) -> int:
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def written(table: list[list[str]], delimiter: str, quoting: int, end: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(table)
    return out.getvalue()


@settings(max_examples=300, deadline=None)
@given(
    tables,
    st.sampled_from(DELIMITERS),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"]),
)
def test_a_table_reads_back_equal_in_any_dress(table, delimiter, quoting, end, encoding):
    text = written([HEADER, *table], delimiter, quoting, end)
    found = read_table(text.encode(encoding), {"encoding": "windows-1252"})
    assert found.header == tuple(HEADER)
    assert found.delimiter == delimiter
    held = {row.line for row in found.broken}
    read = dict(zip(found.lines, map(list, zip(*found.columns, strict=True)), strict=True))
    line = 2
    for row in table:
        assert read.get(line) == row or line in held
        line += 1 + sum(map(line_ends, row))
    if not any("\n" in cell or "\r" in cell for row in table for cell in row):
        assert len(read) == len(table)


# ------------------------------------------------------------------ one damage


def clean(chance: random.Random) -> list[str]:
    comments = ("", "dry tap", '"repeat, left"', '"said ""no"""')
    return [
        f"P{n:03d},visit {n % 4},{chance.choice(comments)},{chance.randrange(30)}" for n in range(8)
    ]


def hurt(row: str, chance: random.Random) -> tuple[str, str]:
    """Returns the row with one delimiter or quote lost or added, and which."""
    mark = chance.choice(',"' if '"' in row else ",")
    if chance.random() < 0.5:
        at = chance.choice([at for at, letter in enumerate(row) if letter == mark])
        return row[:at] + row[at + 1 :], mark
    at = chance.randrange(len(row) + 1)
    return row[:at] + mark + row[at:], mark


def test_a_row_that_lost_or_got_a_mark_never_changes_another_row():
    chance = random.Random(7)
    held = 0
    for _ in range(1_200):
        table = clean(chance)
        at = chance.randrange(len(table))
        bad, _ = hurt(table[at], chance)
        line = at + 2
        before = rows("\n".join([",".join(HEADER), *table]).encode())
        content = "\n".join([",".join(HEADER), *table[:at], bad, *table[at + 1 :]]).encode()
        after = rows(content)
        before.pop(line)
        is_read = after.pop(line, None)
        assert after == before, bad
        assert is_read is not None or line in broken(content), bad
        held += is_read is None
    assert held > 0.9 * 1_200  # the rest: a delimiter inside quotes, or a doubled quote


def test_a_damaged_header_never_puts_values_under_other_names():
    chance = random.Random(8)
    for _ in range(500):
        table = clean(chance)
        header = ",".join(HEADER)
        bad, _ = hurt(header, chance)
        content = "\n".join([bad, *table]).encode()
        try:
            found = read_table(content)
        except UnreadableFileError:
            continue
        assert found.header_line == 1
        assert not len(found.lines) or len(found.header) == len(HEADER), bad


# ------------------------------------------------------------------ never slow


H = b"patient_id,collected_on,comment\n"
SLOW = {
    "quotes alone": b'"' * 5_000_001,
    "quotes in a row": H + b'"' * 5_000_000,
    "delimiters": H + b"," * 5_000_000,
    "delimiters as a header": b"," * 2_000_000,
    "rows of delimiters": H + b",,\n" * 100_000,
    "one line": H + b"P1,2020," + b"x" * 10_000_000 + b"\nP2,2,3\n",
    "blank lines": H + b"\n" * 1_000_000,
    "old Mac blank lines": H + b"\r" * 200_000,
    "rows and blank lines by turns": H + b"\nP1,2020-01-01,x\n" * 100_000,
    "comments": H + b"#a\n" * 200_000,
    "totals": H + b"Summe,,\n" * 100_000,
    "headers": H * 50_000,
    "headers in another order": H + b"comment,patient_id,collected_on\nx,P1,2020\n" * 30_000,
    "tables": H + b"\npatient_id,site\nP1,2\n" * 30_000,
    "two encodings": H + ("P1,2020,Mü\n".encode() + b"P2,2020,B\xe4r\n") * 50_000,
    "misread letters": H + b"P1,2," + "Ã".encode() * 300_000 + b"\n",
    "one open quote a line": H + b'P1,2020,"x\n' * 100_001,
    "NUL bytes": H + b"\0\n" * 100_000,
    "a note of one letter": H + b"P1,2020,x\n\n" + b"-" * 1_000_000 + b"x\n",
    "a total of blanks": H + b"n = " + b" " * 500_000 + b"x,1,2\n",
    "a page of blanks": H + b"P1,2,3\nseite" + b" " * 500_000 + b"x\n",
    "units of blanks": H + b" ,(" + b" " * 500_000 + b"x,x\n",
    "a name of many letters": b"patient_id," + b"x" * 100_000 + b"\nP1,2,\nP2,3,\n",
    "many columns": b",".join(b"h%d" % n for n in range(100_000)) + b"\n" + b"," * 99_999 + b"\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("content", SLOW.values(), ids=SLOW.keys())
def test_nothing_makes_reading_slow(content):
    began = time.process_time()
    refusal(content)
    assert time.process_time() - began < 2 * max(1, len(content) / 100_000)


def test_time_grows_as_the_file_does():
    def seconds(number: int) -> float:
        content = H + b'P1,2020-01-01,"x, ""y"""\nSumme,,\n,,\n#x\n\n' * number
        began = time.process_time()
        named(content)
        return time.process_time() - began

    assert min(seconds(20_000) for _ in range(2)) < 10 * max(seconds(5_000), 0.02)
