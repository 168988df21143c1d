"""Bytes to physical lines: LF, CRLF and CR each end one, whichever a file mixes.

A file of a million lines is never held as a million texts: its bytes stay as they are, cut into
pieces at line ends, and a piece is decoded when somebody looks at one of its lines. Who reads all
of them is given many pieces at once, as a block.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import overload

UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
LOOKED_AT = 4096  # bytes, when UTF-16 is recognized by its NUL bytes
BLOCK_BYTES = 1 << 19
PIECE_BYTES = 1 << 14
PIECES_KEPT = 2  # a row may begin in one piece and end in the next
_LINE_END = re.compile(rb"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one part of a file, each ended by LF; `first` is the index of the first."""

    first: int
    content: bytes

    @classmethod
    def of(cls, first: int, texts: Iterable[str]) -> "Block":
        """Returns a block of these lines, given without their ends."""
        return cls(first, "\n".join((*texts, "")).encode())

    @property
    def texts(self) -> list[str]:
        """Returns the lines without their ends."""
        texts = self.content.decode().split("\n")
        if not texts[-1]:
            texts.pop()
        return texts

    @property
    def has_marks(self) -> bool:
        """Returns whether a quote or a NUL byte stands somewhere in the lines."""
        return b'"' in self.content or b"\0" in self.content


class SourceLines(Sequence[str]):
    """The physical lines of UTF-8 bytes, each with its end."""

    __slots__ = ("_content", "_cuts", "_firsts", "_kept")

    def __init__(self, content: bytes, start: int = 0) -> None:
        self._content = content
        self._cuts = [start, *_cuts(content, start)]
        counts = (_count(content, *span) for span in self._spans())
        self._firsts = [0, *accumulate(counts)]
        self._kept: dict[int, list[bytes]] = {}

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
        return self._lines(number)[at - self._firsts[number]].decode()

    def blocks(self, first: int) -> Iterator[Block]:
        """Yields the lines from this index on, block by block."""
        number = max(bisect_right(self._firsts, first) - 1, 0)
        first = max(first, self._firsts[number])
        start = self._cuts[number]
        if number < len(self._cuts) - 1:
            above = self._lines(number)[: first - self._firsts[number]]
            start += sum(map(len, above))
        while start < self._cuts[-1]:
            number = min(number + BLOCK_BYTES // PIECE_BYTES, len(self._cuts) - 1)
            yield Block(first, _by_line_feeds(self._content[start : self._cuts[number]]))
            start, first = self._cuts[number], self._firsts[number]

    def _spans(self) -> Iterator[tuple[int, int]]:
        return zip(self._cuts, self._cuts[1:], strict=False)

    def _lines(self, number: int) -> list[bytes]:
        if number not in self._kept:
            if len(self._kept) == PIECES_KEPT:
                del self._kept[min(self._kept)]
            piece = self._content[self._cuts[number] : self._cuts[number + 1]]
            self._kept[number] = piece.splitlines(keepends=True)
        return self._kept[number]


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
    """Yields where each piece ends: behind a line end, or at the end of the file."""
    while start < len(content):
        end = _LINE_END.search(content, start + PIECE_BYTES)
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


def _by_line_feeds(content: bytes) -> bytes:
    """Returns the lines with LF at their ends, whatever stood there."""
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return content
