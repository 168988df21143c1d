"""Bytes to physical lines: LF, CRLF and CR each end one, whichever a file mixes.

A file of a million lines is never held as a million texts: its bytes stay as they are, cut into
blocks at line ends, and a block is decoded when somebody looks at one of its lines.
"""

import io
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple, overload

UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
LOOKED_AT = 4096  # bytes, when UTF-16 is recognized by its NUL bytes
BLOCK_BYTES = 1 << 18
BLOCKS_KEPT = 2  # a row may begin in one block and end in the next
_LINE_END = re.compile(rb"\r\n?|\n")


class Block(NamedTuple):
    """The lines of one part of a file, without their ends; `first` is the index of the first."""

    first: int
    texts: list[str]
    has_marks: bool  # a quote or a NUL byte stands somewhere in them


class SourceLines(Sequence[str]):
    """The physical lines of UTF-8 bytes, each with its end."""

    __slots__ = ("_content", "_cuts", "_firsts", "_kept")

    def __init__(self, content: bytes, start: int = 0) -> None:
        self._content = content
        self._cuts = [start, *_cuts(content, start)]
        counts = (_count(content, *span) for span in self._spans())
        self._firsts = [0, *accumulate(counts)]
        self._kept: dict[int, list[str]] = {}

    def __len__(self) -> int:
        return self._firsts[-1]

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[n] for n in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        number = bisect_right(self._firsts, at) - 1
        return self._lines(number)[at - self._firsts[number]]

    def blocks(self, first: int) -> Iterator[Block]:
        """Yields the lines from this index on, block by block."""
        start = max(bisect_right(self._firsts, first) - 1, 0)
        for number in range(start, len(self._cuts) - 1):
            text = self._text(number)
            has_marks = '"' in text or "\0" in text
            texts = _without_ends(text)
            skipped = max(first - self._firsts[number], 0)
            yield Block(self._firsts[number] + skipped, texts[skipped:], has_marks)

    def _spans(self) -> Iterator[tuple[int, int]]:
        return zip(self._cuts, self._cuts[1:], strict=False)

    def _text(self, number: int) -> str:
        return self._content[self._cuts[number] : self._cuts[number + 1]].decode()

    def _lines(self, number: int) -> list[str]:
        if number not in self._kept:
            if len(self._kept) == BLOCKS_KEPT:
                del self._kept[min(self._kept)]
            self._kept[number] = split_lines(self._text(number))
        return self._kept[number]


def split_lines(text: str) -> list[str]:
    """Returns the physical lines of a text, each with its end."""
    return list(io.StringIO(text, newline=""))


def count_lines(content: bytes) -> int:
    """Returns how many physical lines any bytes have."""
    wide = utf16_of(content)
    if wide:
        content = content.decode(wide, "replace").encode()
    return _count(content, 0, len(content))


def utf16_of(content: bytes) -> str | None:
    """Returns which UTF-16 the bytes are: by their mark, or by NULs in every other place."""
    if content.startswith(UTF16_MARKS):
        return "utf-16"
    looked = content[:LOOKED_AT]
    half = len(looked) // 2
    if half < 8 or content[:3] == UTF8_MARK:
        return None
    even, odd = looked[::2].count(0), looked[1::2].count(0)
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd < 0.05 * half else None


def _cuts(content: bytes, start: int) -> Iterator[int]:
    """Yields where each block ends: behind a line end, or at the end of the file."""
    while start < len(content):
        end = _LINE_END.search(content, start + BLOCK_BYTES)
        start = end.end() if end else len(content)
        yield start


def _count(content: bytes, start: int, end: int) -> int:
    if start == end:
        return 0
    ends = content.count(b"\n", start, end)
    returns = content.count(b"\r", start, end)
    if returns:
        ends += returns - content.count(b"\r\n", start, end)
    return ends + (content[end - 1] not in b"\r\n")


def _without_ends(text: str) -> list[str]:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    texts = text.split("\n")
    if not texts[-1]:
        texts.pop()
    return texts
