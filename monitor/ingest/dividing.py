"""Very many lines divided at once: cells are told apart by their bytes, and only one that was not
met before is made into a text.

It says of columns what `body` says of them line by line, four times as fast. The library that does
it takes a tenth of a second to start, so only long files are read by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from monitor.ingest.body import GrowingColumn

WORD = 8  # bytes that are compared in one step
LONGEST = 4 * WORD  # bytes; longer cells are rare, or differ from each other anyway
SLOT_BITS = 15
MOST_RECALLED = 1 << 13  # distinct texts of a column; of more, few come again
LINE_FEED = ord("\n")
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(WORD + 1)], np.uint64)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # odd: the upper bits of a product depend on all of a word

Places = npt.NDArray[np.intp]
Words = npt.NDArray[np.uint64]  # of each cell, below each other: its size, and its bytes


@dataclass(frozen=True, slots=True)
class Divided:
    """The lines of a block that have as many cells as they should, by number from 0, and the text
    of the `odd` ones. Of each cell, column by column, where it begins and how long it is.
    """

    content: bytes
    letters: str | None  # of plain ASCII, where a byte is a letter
    fitting: Places
    odd: list[tuple[int, str]]
    begins: Places
    sizes: Places

    def words(self, column: int) -> Words:
        """Returns the cells of a column as words, so many as the longest has."""
        begins, sizes = self.begins[column], self.sizes[column]
        number = -(-min(int(sizes.max()), LONGEST) // WORD)
        anywhere: Words = np.ndarray((len(self.content) - WORD + 1,), "<u8", self.content, 0, (1,))
        words = np.empty((1 + number, len(sizes)), np.uint64)
        words[0] = sizes
        for at in range(number):
            there = np.clip(sizes - at * WORD, 0, WORD)
            words[1 + at] = anywhere[begins + at * WORD] & _MASKS[there]
        return words

    def texts(self, column: int, rows: Places) -> list[str]:
        """Returns the cells of these rows."""
        begins = self.begins[column][rows]
        ends = (begins + self.sizes[column][rows]).tolist()
        spans = zip(begins.tolist(), ends, strict=True)
        if self.letters is not None:
            return [self.letters[begin:end] for begin, end in spans]
        return [self.content[begin:end].decode() for begin, end in spans]


def divided(lines: bytes, delimiter: str, width: int) -> Divided:
    """Returns the cells of lines without quotes, each ended by LF."""
    content = lines + b"\n" * (not lines.endswith(b"\n")) + bytes(LONGEST)
    signs = np.frombuffer(content, np.uint8)
    ends = np.flatnonzero((signs == ord(delimiter)) | (signs == LINE_FEED))
    last = np.flatnonzero(signs[ends] == LINE_FEED)
    starts = np.concatenate(([0], ends[last] + 1))
    fits = np.diff(last, prepend=-1) == width
    stops = ends[last[fits] - np.arange(width - 1, -1, -1)[:, np.newaxis]]
    begins = np.concatenate((starts[np.newaxis, :-1][:, fits], stops[:-1] + 1))
    odd = [
        (int(at), content[starts[at] : starts[at + 1] - 1].decode()) for at in np.flatnonzero(~fits)
    ]
    plain = content.decode() if content.isascii() else None
    return Divided(content, plain, np.flatnonzero(fits), odd, begins, stops - begins)


class ManyAtOnce:
    """Columns that take in the lines of whole blocks."""

    def __init__(self, columns: Sequence[GrowingColumn]) -> None:
        self._columns = [_Recalling(column) for column in columns]

    def take(self, lines: bytes, delimiter: str) -> Divided:
        """Takes in those lines that have a cell for each column, and returns which these are."""
        found = divided(lines, delimiter, len(self._columns))
        if len(found.fitting):
            for at, column in enumerate(self._columns):
                column.take(found, at)
        return found


class _Recalling:
    """A column that knows by their bytes the texts that it has met.

    A text has one slot, that of a hash of its bytes, and shares it with others. The slot holds the
    code of the one that was met there last, and the words of that one are compared: nothing is
    taken for the same because its hash is.
    """

    def __init__(self, column: GrowingColumn) -> None:
        self._column = column
        self._slots = np.zeros(1 << SLOT_BITS, np.uint32)  # code + 1; 0 is nobody's
        self._words = np.zeros((1 + LONGEST // WORD, 1 + MOST_RECALLED), np.uint64)
        self._words[0, 0] = np.iinfo(np.uint64).max  # no text has this size

    def take(self, block: Divided, at: int) -> None:
        """Adds the cells of a block's column; equal ones in a row are looked up once."""
        words = block.words(at)
        is_head = words[0] > LONGEST
        is_head[:1] = True
        is_head[1:] |= (words[:, 1:] != words[:, :-1]).any(axis=0)
        heads = np.flatnonzero(is_head)
        words = words[:, heads]
        codes = self._met(words) if self._column.size <= MOST_RECALLED else np.zeros_like(heads)
        new = np.flatnonzero(codes == 0)
        if len(new):
            codes[new] = self._column.places(block.texts(at, heads[new]))
            codes[new] += 1
            self._recall(words[:, new], codes[new])
        self._column.add(np.repeat(codes - 1, np.diff(heads, append=len(is_head))))

    def _met(self, words: Words) -> Places:
        """Returns code + 1 of each text that is recalled, else 0."""
        codes = self._slots[_slots(words)].astype(np.intp)
        codes[(self._words[: len(words), codes] != words).any(axis=0)] = 0
        return codes

    def _recall(self, words: Words, codes: Places) -> None:
        kept = np.flatnonzero((codes <= MOST_RECALLED) & (words[0] <= LONGEST))
        words, codes = words[:, kept], codes[kept]
        self._slots[_slots(words)] = codes
        self._words[: len(words), codes] = words


def _slots(words: Words) -> Words:
    hashes: Words = words[0] * _SPREAD
    for word in words[1:]:
        hashes = (hashes ^ word) * _SPREAD
        hashes ^= hashes >> np.uint64(32)
    hashes >>= np.uint64(64 - SLOT_BITS)
    return hashes
