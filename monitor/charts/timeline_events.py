"""The vertical lines of chart 1 and the labels above them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from monitor.analysis.time_axis import Position
from monitor.analysis.timeline import TimelineData
from monitor.analysis.timeline_events import EventKind
from monitor.charts.layout import Stack, anchored, staggered, vertical_lines
from monitor.charts.texts import literal, text_width
from monitor.charts.theme import SMALL, Theme

Part = dict[str, Any]

LEVEL_HEIGHT = 15
_LEVELS = 3


@dataclass(frozen=True, slots=True)
class Flag:
    """A vertical line with a label; `level` counts the label rows above the plot, None is no room.

    `side` is where the label is held.
    """

    x: Position
    label: str
    kind: EventKind | None
    level: int | None
    side: str


def timeline_flags(data: TimelineData, width: float) -> tuple[Flag, ...]:
    """Returns events and method changes in time order, labels laid out for `width` pixels."""
    found: list[tuple[date, Position, str, EventKind | None]] = [
        (e.on, e.x, e.label, e.kind) for e in data.events
    ]
    found += [(s.day, s.x, "method change", None) for s in data.seams]
    found.sort(key=lambda f: f[0])
    shares = [data.time.share(day) for day, *_ in found]
    widths = [text_width(label, SMALL) for _, _, label, _ in found]
    labelled = _without_repeats([label for _, _, label, _ in found], shares, widths, width)
    spots = [(shares[i], widths[i]) for i in labelled]
    levels = dict(zip(labelled, staggered(spots, width, _LEVELS), strict=True))
    return tuple(
        Flag(x, label, kind, levels.get(i), anchored(shares[i], widths[i], width))
        for i, (_, x, label, kind) in enumerate(found)
    )


def _without_repeats(
    labels: list[str], shares: list[float], widths: list[float], width: float
) -> list[int]:
    """Returns which labels to set: one that repeats its close neighbor says nothing new."""
    return [
        i
        for i, label in enumerate(labels)
        if i == 0 or label != labels[i - 1] or (shares[i] - shares[i - 1]) * width > widths[i]
    ]


def flags_height(flags: tuple[Flag, ...]) -> int:
    """Returns the pixels that the labels need above the plot."""
    return LEVEL_HEIGHT * max((f.level + 1 for f in flags if f.level is not None), default=0)


def flag_labels(flags: tuple[Flag, ...], colors: Theme, above: int) -> list[Part]:
    """Returns the labels as annotations, so many pixels above the counts."""
    return [
        {
            "text": literal(f.label), "showarrow": False,
            "x": f.x, "xanchor": f.side,
            "y": 1, "yref": "y domain", "yanchor": "bottom",
            "yshift": above + f.level * LEVEL_HEIGHT + 1,
            "font": {
                "size": SMALL,
                "color": colors.strong if f.kind and f.kind.is_disease else colors.soft,
            },
        }
        for f in flags
        if f.level is not None
    ]  # fmt: skip


def flag_shapes(flags: tuple[Flag, ...], colors: Theme, stack: Stack) -> list[Part]:
    """Returns the vertical lines, one shape for all of a look: surgery and method changes through
    the counts, the others through all rows.
    """
    alike: dict[tuple[float, tuple[tuple[str, Any], ...]], list[Flag]] = {}
    for flag in flags:
        bottom = stack.bottom("yaxis") if flag.kind in (EventKind.SURGERY, None) else 0.0
        alike.setdefault((bottom, tuple(_line(flag.kind, colors).items())), []).append(flag)
    return [
        {
            "type": "path", "layer": "below", "line": dict(line), "yref": "paper",
            "path": vertical_lines((f.x for f in group), bottom, stack.top("yaxis")),
        }
        for (bottom, line), group in alike.items()
    ]  # fmt: skip


def _line(kind: EventKind | None, colors: Theme) -> Part:
    if kind is EventKind.RELAPSE:
        return {"color": colors.strong, "width": 2}
    if kind is EventKind.DEATH:
        return {"color": colors.strong, "width": 1.2}
    if kind is EventKind.SURGERY:
        return {"color": colors.soft, "width": 1.2, "dash": "dash"}
    if kind is None:
        return {"color": colors.soft, "width": 1.2, "dash": "dashdot"}
    return {"color": colors.rule, "width": 1, "dash": "dot"}
