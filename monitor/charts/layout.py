"""Where rows and labels go: pixels in, shares of the plot out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.analysis.time_axis import Position


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a chart, named after its y axis ("yaxis2"), `height` pixels high.

    `gap` is the free space above it.
    """

    axis: str
    height: float
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class Stack:
    """Rows one below the other: the share of the plot each y axis covers, and the plot's pixels."""

    domains: dict[str, tuple[float, float]]
    height: float

    def bottom(self, row: str) -> float:
        """Returns the share of the plot that lies below this row."""
        return self.domains[row][0]

    def top(self, row: str) -> float:
        """Returns the share of the plot up to the top of this row."""
        return self.domains[row][1]

    def middle(self, row: str) -> float:
        """Returns the share of the plot up to the middle of this row."""
        return sum(self.domains[row]) / 2


def stacked(rows: Sequence[Row]) -> Stack:
    """Returns the rows one below the other, the first on top."""
    height = sum(row.height + row.gap for row in rows)
    domains, top = {}, height
    for row in rows:
        top -= row.gap
        bottom = max(top - row.height, 0.0)
        domains[row.axis] = (round(bottom / height, 5), round(top / height, 5))
        top = bottom
    return Stack(domains, height)


def staggered(
    spots: Iterable[tuple[float, float]], width: float, levels: int, space: float = 6.0
) -> list[int | None]:
    """Returns a level, 0 lowest, for each label so that none touches another, else None.

    `spots` are the labels' centers as shares of `width` and their widths in pixels, from left to
    right; labels at the edges are moved inward.
    """
    ends = [-space] * levels
    found: list[int | None] = []
    for share, label in spots:
        left = min(max(share * width - label / 2, 0.0), max(width - label, 0.0))
        level = next((i for i, end in enumerate(ends) if left >= end + space), None)
        if level is not None:
            ends[level] = left + label
        found.append(level)
    return found


def anchored(share: float, label: float, width: float) -> str:
    """Returns the side on which a label is held so that it stays within `width` pixels."""
    if share * width < label / 2:
        return "left"
    return "right" if (1 - share) * width < label / 2 else "center"


def vertical_lines(places: Iterable[Position], bottom: float, top: float) -> str:
    """Returns the path of a shape that is a vertical line at each of these places in time."""
    return "".join(f"M{x},{bottom:g}V{top:g}" for x in map(path_place, places))


def path_place(place: Position) -> str:
    """Returns a place in time as it stands in the path of a shape."""
    # The blank of a date with an hour is written as an underscore.
    return str(place).replace(" ", "_")
