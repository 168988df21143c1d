"""A file as it was uploaded, its bytes held as they are or compressed."""

import zlib
from dataclasses import dataclass
from io import BytesIO

FAST = 1  # of the levels of zlib: a file is packed while somebody waits
PIECE = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The uploaded bytes and the name they came under. Once a long file is read, its bytes are only
    kept: they are `held` compressed, and `packed_from` says how many they were.
    """

    name: str
    held: bytes
    sha256: str
    packed_from: int | None = None

    @property
    def content(self) -> bytes:
        """Returns the bytes as they were uploaded."""
        return self.held if self.packed_from is None else zlib.decompress(self.held)

    @property
    def byte_count(self) -> int:
        return len(self.held) if self.packed_from is None else self.packed_from

    def packed(self) -> "SourceFile":
        """Returns the file with its bytes compressed, as they are stored."""
        if self.packed_from is not None:
            return self
        return SourceFile(self.name, _packed(self.held), self.sha256, len(self.held))


def _packed(content: bytes) -> bytes:
    """Returns bytes compressed, piece by piece: at once, they would be held twice for a while."""
    packer, packed = zlib.compressobj(FAST), BytesIO()
    for at in range(0, len(content), PIECE):
        packed.write(packer.compress(memoryview(content)[at : at + PIECE]))
    packed.write(packer.flush())
    return packed.getvalue()
