"""A column whose cells repeat: each distinct value once, and one small number per row.

Whatever is done to a column is done to its distinct values, however many rows it has.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar, overload

T = TypeVar("T")
U = TypeVar("U")


class Coded(Sequence[T], Generic[T]):
    """A sequence of values, held as `distinct` values and one code (a position in them) per row."""

    __slots__ = ("codes", "distinct")

    def __init__(self, distinct: Sequence[T], codes: "array[int]") -> None:
        self.distinct = distinct
        self.codes = codes

    @classmethod
    def of(cls, values: Iterable[T]) -> "Coded[T]":
        """Returns the column of these values, which must be hashable."""
        positions: dict[T, int] = {}
        codes = array("I", (positions.setdefault(value, len(positions)) for value in values))
        return cls(list(positions), codes)

    @classmethod
    def constant(cls, value: T, length: int) -> "Coded[T]":
        """Returns a column that says the same in every row."""
        return cls([value], array("I", bytes(4 * length)))

    def map(self, convert: Callable[[T], U]) -> "Coded[U]":
        """Returns the converted column; `convert` sees every distinct value once."""
        return Coded([convert(value) for value in self.distinct], self.codes)

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[T]:
        return map(self.distinct.__getitem__, self.codes)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> "Coded[T]": ...
    def __getitem__(self, at: int | slice) -> "T | Coded[T]":
        if isinstance(at, slice):
            return Coded(self.distinct, self.codes[at])
        return self.distinct[self.codes[at]]
