"""Bytes to physical lines, without ever holding all of them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.ingest.source_lines import BLOCK_BYTES, SourceLines, count_lines

texts = st.lists(
    st.sampled_from(
        ["", "a", "ä;ö", '"', "\u2028", "\x0c", "\0", "😀", "\n", "\r\n", "\r", "x" * 70]
    ),
    max_size=40,
).map("".join)


def split(text: str) -> list[str]:
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)


@given(texts)
def test_every_line_is_there_once_with_its_end(text):
    lines = SourceLines(text.encode())
    assert list(lines) == split(text)
    assert count_lines(text.encode()) == len(lines) == len(split(text))


@given(texts, st.integers(0, 10))
def test_blocks_give_the_lines_from_any_place_on_without_their_ends(text, first):
    found = [line for block in SourceLines(text.encode()).blocks(first) for line in block.texts]
    assert found == [line.rstrip("\r\n") for line in split(text)[first:]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_of_many_blocks_is_cut_at_line_ends_and_read_from_any_line(end):
    text = "".join(f"line {number} äöü{end}" for number in range(3 * BLOCK_BYTES // 16))
    lines = SourceLines(text.encode())
    blocks = list(lines.blocks(0))
    assert len(blocks) > 2
    assert sum(len(block.texts) for block in blocks) == len(lines)
    for at in (len(lines) - 1, 0, len(lines) // 2, blocks[1].first, blocks[1].first - 1, 0):
        assert lines[at] == f"line {at} äöü{end}"


def test_lines_can_be_asked_for_as_a_slice_and_not_beyond_the_end():
    lines = SourceLines(b"a\nb\nc")
    assert lines[1:9] == ["b\n", "c"]
    with pytest.raises(IndexError):
        lines[3]


def test_a_part_in_front_of_the_text_is_left_out():
    assert list(SourceLines(b"\xef\xbb\xbfa\nb", start=3)) == ["a\n", "b"]
