"""Columns without the rows that are set aside, and in the order of the first header."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, compress

from monitor.domain.coded import Coded
from monitor.ingest.sections import HeaderKind, Section

Columns = Sequence[Coded[str]]


def in_first_order(columns: Columns, lines: Sequence[int], sections: Sequence[Section]) -> Columns:
    """Returns the columns with every value under its own name, also below a header that gives the
    names in another order.
    """
    if not any(section.kind is HeaderKind.REORDERED for section in sections):
        return columns
    own = tuple(range(len(columns)))
    begins = [0, *(bisect_right(lines, section.line) for section in sections), len(lines)]
    orders = [own, *(section.order or own for section in sections)]

    def parts(place: int) -> Iterator[Coded[str]]:
        for at, order in enumerate(orders):
            yield columns[order[place] if place < len(order) else place][
                begins[at] : begins[at + 1]
            ]

    return [Coded.of(chain.from_iterable(parts(place))) for place in own]


def kept_rows(number: int, left_out: Iterable[int]) -> bytearray:
    """Returns for each row 1 where it is kept, else 0."""
    keep = bytearray(b"\1") * number
    for at in left_out:
        keep[at] = 0
    return keep


def chosen(column: Coded[str], keep: bytearray) -> Coded[str]:
    """Returns a column of the kept rows, and of the texts that still stand in it."""
    codes = array(column.codes.typecode, compress(column.codes, keep))
    used = sorted(set(codes))
    if len(used) == len(column.distinct):
        return Coded(column.distinct, codes, column.differ)
    place = {code: at for at, code in enumerate(used)}
    texts = [column.distinct[code] for code in used]
    return Coded(texts, array(codes.typecode, map(place.__getitem__, codes)), column.differ)
