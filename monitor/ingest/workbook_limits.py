"""How large a workbook becomes, found out before a library opens it.

A few kilobytes can unfold to gigabytes: by the packing, by one cell in the last corner of a sheet,
or by one long text that a million cells refer to.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from monitor.ingest.refusing import UnreadableFileError

MOST_BYTES = 50_000_000
MOST_UNZIPPED = 300_000_000
MOST_RATIO, RATIO_FROM = 200, 20_000_000
MOST_CELLS = 2_000_000
MOST_LETTERS = 100_000_000
PIECE = 1 << 16
SAVE_AS_CSV = "Save the sheet as “CSV UTF-8” and upload that."
DAMAGED = "This is an Excel workbook or the like, but damaged. Open and save it in Excel again."


@dataclass(slots=True)
class Extent:
    """How far a sheet reaches, and which of its cells (row and column from 0) hold which error.

    The library reads an error as a blank cell, so it is noted here.
    """

    rows: int = 0
    columns: int = 0
    letters: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    def reach(self, row: int, column: int, letters: int = 0) -> None:
        """Notes a filled cell."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        self.letters += letters
        if self.rows * self.columns > MOST_CELLS:
            raise too_large(f"a sheet of {self.rows:,} rows and {self.columns:,} columns")
        if self.letters > MOST_LETTERS:
            raise too_large(f"a sheet of more than {MOST_LETTERS:,} letters")


def too_large(what: str) -> UnreadableFileError:
    """Returns the refusal of a workbook that would take too much room."""
    return UnreadableFileError(
        f"The workbook is too large to be opened here: {what}. {SAVE_AS_CSV}"
    )


def check_size(content: bytes) -> None:
    """Raises UnreadableFileError where a workbook is too large even as it is packed."""
    if len(content) > MOST_BYTES:
        raise too_large(f"{len(content):,} bytes")


def check_room(content: bytes, parts: Iterable[ZipInfo]) -> None:
    """Raises UnreadableFileError where the parts of a zip archive unfold too far, whatever sizes
    the archive itself states.
    """
    room = 0
    for part in parts:
        for piece in unzipped(content, part):
            room += len(piece)
            if room > MOST_UNZIPPED or (room > RATIO_FROM and room > MOST_RATIO * len(content)):
                raise too_large(f"{len(content):,} bytes unfold to more than {room:,}")


def unzipped(content: bytes, part: ZipInfo) -> Iterator[bytes]:
    """Yields the bytes of one part of a zip archive, piece by piece."""
    names = struct.unpack_from("<HH", content, part.header_offset + 26)
    begin = part.header_offset + 30 + sum(names)
    packed = memoryview(content)[begin : begin + part.compress_size]
    if part.compress_type == ZIP_STORED:
        for at in range(0, len(packed), PIECE):
            yield bytes(packed[at : at + PIECE])
    elif part.compress_type == ZIP_DEFLATED:
        inflating = zlib.decompressobj(-zlib.MAX_WBITS)
        rest: bytes | memoryview = packed
        while not inflating.eof and (piece := inflating.decompress(rest, PIECE)):
            yield piece
            rest = inflating.unconsumed_tail
    else:
        raise UnreadableFileError(DAMAGED)
