"""Many lines divided at once say what the same lines say one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.ingest import body, dividing, source_lines
from monitor.ingest.body import Body
from monitor.ingest.dividing import divided
from monitor.ingest.source_lines import SourceLines
from monitor.ingest.tokenizing import pieces

cells = st.one_of(
    st.sampled_from(["", "0", "2000000", "12345678", "123456789", "ä", "P-0017", "x" * 33]),
    st.text(alphabet="ab é😀'", max_size=40),
)
rows = st.lists(cells, min_size=1, max_size=4).map(",".join)
marked = st.sampled_from(['"a,b",c,d', 'a,"b\nc",d', 'a"b,c,d', "a,b\0,c", "", ",,", '"'])
files = st.lists(st.one_of(rows, rows, rows, marked), max_size=60)
ends = st.sampled_from(["\n", "\r\n", "\r"])


def read(content, at_once):
    found = Body(3, at_once)
    found.take(pieces(SourceLines(content), 0, ",", 3), ",")
    return found


def everything(found):
    columns = [(c.distinct, list(c.codes), c.codes.typecode) for c in found.columns]
    return columns, found.lines, found.last_lines, found.blank, found.odd, found.broken


@settings(deadline=None)
@given(files, ends, st.booleans())
def test_the_columns_are_the_same_and_every_line_is_in_the_same_place(lines, end, is_cut):
    content = (end.join(lines) + ("" if is_cut else end)).encode()
    with pytest.MonkeyPatch.context() as few:  # so few of all that every limit is met
        few.setattr(source_lines, "PIECE_BYTES", 32)
        few.setattr(source_lines, "BLOCK_BYTES", 128)
        few.setattr(body, "LEAST_AT_ONCE", 0)
        few.setattr(dividing, "SLOT_BITS", 2)
        few.setattr(dividing, "MOST_RECALLED", 6)
        assert everything(read(content, at_once=True)) == everything(read(content, at_once=False))


def test_texts_that_begin_alike_or_fill_a_word_are_told_apart():
    texts = ["a" * n for n in range(70)] + ["a" * n + "b" for n in range(70)]
    content = "".join(f"{text},{n % 3},\n" for n, text in enumerate(texts * 3)).encode()
    first, second, third = read(content, at_once=True).columns
    assert list(first) == texts * 3
    assert list(second) == [str(n % 3) for n in range(len(texts) * 3)]
    assert third.distinct == [""]


def test_a_column_grows_wide_enough_for_every_text():
    numbers = [str(n % 70_000) for n in range(140_000)]
    content = "".join(f"{n},x,y\n" for n in numbers).encode()
    column = read(content, at_once=True).columns[0]
    assert column.codes.typecode == "I"
    assert list(column) == numbers


def test_lines_of_another_width_are_given_back_as_text():
    found = divided("a,b\nc\n\nd,e,f\nä,ö".encode(), ",", 2)
    assert found.fitting.tolist() == [0, 4]
    assert found.odd == [(1, "c"), (2, ""), (3, "d,e,f")]
    assert found.texts(0, np.arange(2)) == ["a", "ä"]
