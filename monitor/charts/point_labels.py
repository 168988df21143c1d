"""Where the label beside each mark goes, so that none hides another label, a mark or a whisker."""

from collections.abc import Sequence
from dataclasses import dataclass

# Pixels, as plotly sets a label of font size 10 beside a mark of size 11.
_HEIGHT = 10.0
_OFF_X, _OFF_Y = 8.0, 7.0
_MARK = 6.0
# A label may hang this far out of the row, into the gap below it.
_BELOW = 5.0
_SIDES = ("top right", "bottom right", "top left", "bottom left")


@dataclass(frozen=True, slots=True)
class Spot:
    """One mark: its place as a share of the width, its height in pixels from the bottom.

    Its whisker runs from `low` to `high` pixels. `label` is the label's width in pixels, 0 for
    none. `lines` are the sides on which a line runs, "top left" for one that comes from above.
    """

    share: float
    y: float
    low: float
    high: float
    label: float
    lines: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    right: float
    low: float
    high: float

    def touches(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.low < other.high
            and other.low < self.high
        )


def label_sides(spots: Sequence[Spot], widths: Sequence[float]) -> list[str | None]:
    """Returns the side of every label, a plotly text position, or None where it finds no room.

    A side that is free on the first of `widths`, the narrowest plot in pixels, is free on all wider
    ones; where there is none, the next width is tried, and sides with a line last.
    """
    sides: list[str | None] = [None] * len(spots)
    for i, spot in enumerate(spots):
        tries = (
            (side, width)
            for has_line in (False, True)
            for width in widths
            for side in _SIDES
            if (side in spot.lines) is has_line
        )
        if spot.label:
            sides[i] = next(
                (side for side, width in tries if _is_free(i, side, spots, sides, width)), None
            )
    return sides


def _is_free(
    i: int, side: str, spots: Sequence[Spot], sides: Sequence[str | None], width: float
) -> bool:
    box = _label_box(spots[i], side, width)
    if box.left < 0 or box.right > width + 10 or box.low < -_BELOW:
        return False
    for j, other in enumerate(spots):
        other_side = sides[j]
        if other_side is not None and box.touches(_label_box(other, other_side, width)):
            return False
        if j != i and any(box.touches(part) for part in _mark_boxes(other, width)):
            return False
    return True


def _label_box(spot: Spot, side: str, width: float) -> _Box:
    x = spot.share * width
    left = x + _OFF_X if side.endswith("right") else x - _OFF_X - spot.label
    low = spot.y + _OFF_Y if side.startswith("top") else spot.y - _OFF_Y - _HEIGHT
    return _Box(left, left + spot.label, low, low + _HEIGHT)


def _mark_boxes(spot: Spot, width: float) -> tuple[_Box, _Box]:
    x = spot.share * width
    mark = _Box(x - _MARK, x + _MARK, spot.y - _MARK, spot.y + _MARK)
    return mark, _Box(x - 2, x + 2, spot.low, spot.high)
