"""A column whose cells repeat: each distinct value once, and one small number per row.

Whatever is done to a column is done to its distinct values, however many rows it has.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Generic, TypeVar, overload

T = TypeVar("T")
U = TypeVar("U")
H = TypeVar("H", bound=Hashable)


class Positions(dict[H, int]):
    """The place of each distinct value, given out as values come."""

    def __missing__(self, value: H) -> int:
        place = self[value] = len(self)
        return place


class Coded(Sequence[T], Generic[T]):
    """A sequence of values, held as `distinct` values and one code (a position in them) per row.

    Two codes may stand for equal values, unless it is known that all values `differ`; and a code
    for a value that no row has.
    """

    __slots__ = ("codes", "differ", "distinct")

    def __init__(self, distinct: Sequence[T], codes: "array[int]", differ: bool = False) -> None:
        self.distinct = distinct
        self.codes = codes
        self.differ = differ

    @classmethod
    def of(cls, values: Iterable[T]) -> "Coded[T]":
        """Returns the column of these values, which must be hashable."""
        positions: Positions[T] = Positions()
        codes = array("I", map(positions.__getitem__, values))
        return cls(list(positions), codes, differ=True)

    @classmethod
    def constant(cls, value: T, length: int) -> "Coded[T]":
        """Returns a column that says the same in every row."""
        return cls([value], array("B", bytes(length)))

    def map(self, convert: Callable[[T], U]) -> "Coded[U]":
        """Returns the converted column; `convert` sees every distinct value once."""
        return Coded([convert(value) for value in self.distinct], self.codes)

    def where(self, codes: Collection[int]) -> bytes:
        """Returns for each row 1 where it has one of these codes, else 0."""
        if self.codes.itemsize > 1:
            return bytes(map(codes.__contains__, self.codes))
        return self.codes.tobytes().translate(bytes(code in codes for code in range(256)))

    def counts(self) -> "Counter[T]":
        """Returns how many rows have each value."""
        found: Counter[T] = Counter()
        for code, count in Counter(self.codes).items():
            found[self.distinct[code]] += count
        return found

    def count(self, value: object) -> int:
        wanted = {code for code, own in enumerate(self.distinct) if own == value}
        return sum(map(wanted.__contains__, self.codes)) if wanted else 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __contains__(self, value: object) -> bool:
        return self.count(value) > 0

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
            return Coded(self.distinct, self.codes[at], self.differ)
        return self.distinct[self.codes[at]]


def runs(keep: Iterable[object]) -> list[slice]:
    """Returns the stretches of rows that are all to be kept, in order."""
    found, begin = [], 0
    for is_kept, group in groupby(keep, bool):
        end = begin + sum(1 for _ in group)
        if is_kept:
            found.append(slice(begin, end))
        begin = end
    return found


def chosen(values: Sequence[T], stretches: Iterable[slice]) -> Sequence[T]:
    """Returns the column of the rows in these stretches."""
    if not isinstance(values, Coded):
        return [value for stretch in stretches for value in values[stretch]]
    codes = array(values.codes.typecode)
    for stretch in stretches:
        codes += values.codes[stretch]
    return Coded(values.distinct, codes, values.differ)


def coded(values: Sequence[T]) -> Coded[T]:
    """Returns a column of hashable values as a coded one."""
    return values if isinstance(values, Coded) else Coded.of(values)


def told_apart(values: Sequence[T]) -> Coded[T]:
    """Returns a column of hashable values with one code for each of them."""
    return values if isinstance(values, Coded) and values.differ else Coded.of(values)


def shared(column: Coded[T]) -> bytes:
    """Returns for each row 1 where another row has its code too, else 0."""
    found = bytearray(len(column.distinct))
    for code in column.codes:
        found[code] += found[code] < 2
    if 2 not in found:
        return bytes(len(column))
    return bytes(map(found.translate(bytes((0, 0, 1)).ljust(256)).__getitem__, column.codes))
