"""Row 2 of chart 1: the call of every sampling, until the next one or until that was due.

The strongest ink is the best knowledge: full color only where a call is demonstrable, and confirmed
where a second sampling can confirm it; all else is pale, and dashed where chance may have made it.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from monitor.analysis.call_text import (
    CONFIRMABLE,
    call_sentence,
    is_firm,
    reference_name,
    verdict,
)
from monitor.analysis.formats import counted, sentence_case
from monitor.analysis.timeline_ribbon import Block
from monitor.charts.layout import path_place
from monitor.charts.texts import hover_text, literal, one_or_all, short
from monitor.charts.theme import SMALL, Theme, mixed
from monitor.charts.timeline_axes import LANES_AXIS, RibbonRow
from monitor.domain.calls import Call, CallKind, Direction

Part = dict[str, Any]

_GREEN, _SKY, _ORANGE, _VERMILLION, _YELLOW = "#009E73", "#56B4E9", "#E69F00", "#D55E00", "#F0E442"
_GRAY = "#9AA0A6"
_PALE, _FULL, _PLAIN = 0.24, 1.0, 0.3
_NOT_KNOWN, _ROOM = "not known", 0.15  # the words, and the share of the ribbon that they need
_DARK_INK = "#101315"
_GRADED = (*CONFIRMABLE, CallKind.PERSISTENT, CallKind.LOWER, CallKind.HIGHER, CallKind.NO_CALL)


def ribbon_trace(blocks: Sequence[Block], colors: Theme, row: RibbonRow) -> Part:
    """Returns the blocks as bars, each with its letters."""
    places = [row.of(block) for block in blocks]
    needed = _ROOM * sum(block.length for block in blocks)
    return {
        "type": "bar",
        "name": "calls",
        "orientation": "h",
        "yaxis": LANES_AXIS,
        "base": [b.start for b in blocks],
        "x": [b.length for b in blocks],
        "y": [short((top + bottom) / 2) for top, bottom in places],
        "width": one_or_all([round(bottom - top, 3) for top, bottom in places]),
        "text": [b.letters or (_NOT_KNOWN if b.length >= needed else "") for b in blocks],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": SMALL + 1, "color": [_ink(b.call, colors) for b in blocks]},
        "marker": {
            "color": [_fill(b.call, colors) for b in blocks],
            "line": {"width": 1, "color": colors.page},
        },
        "hovertext": [hover_text(block_lines(b)) for b in blocks],
        "hovertemplate": _template(blocks),
        "showlegend": False,
    }


def ribbon_shapes(blocks: Sequence[Block], colors: Theme, row: RibbonRow) -> list[Part]:
    """Returns a dashed outline for what is not firm: one shape for all blocks of a color."""
    loose = sorted(
        (b for b in blocks if b.call is None or _is_open(b.call)), key=lambda b: _hue(b.call)
    )
    return [
        {
            "type": "path", "yref": LANES_AXIS,
            "line": {"width": 1.2, "dash": "3px,2px", "color": mixed(hue, 0.75, colors.ink)},
            "path": "".join(_outline(b, row) for b in group),
        }
        for hue, group in groupby(loose, key=lambda b: _hue(b.call))
    ]  # fmt: skip


def _outline(block: Block, row: RibbonRow) -> str:
    top, bottom = (short(y) for y in row.of(block))
    first, last = path_place(block.start), path_place(block.stop)
    return f"M{first},{top}H{last}V{bottom}H{first}Z"


def block_lines(block: Block) -> list[str]:
    """Returns a block's call, its sentence with the numbers, and when it was confirmed later."""
    call = block.call
    if call is None:
        return [f"Not known after {block.first}", block.reason]
    return [
        f"{call.collected_on} · {sentence_case(verdict(call))}",
        call_sentence(call),
        _confirmation(call),
    ]


def _template(blocks: Sequence[Block]) -> str:
    """Returns what every hover ends with: what sizes are held against, and the rules. Written once,
    because each hover travels with every click.
    """
    calls = [block.call for block in blocks if block.call]
    kinds = dict.fromkeys(
        reference_name(c.reference) for c in calls if c.comparison and c.reference
    )
    against = f"Sizes held against: {' or '.join(kinds)}" if kinds else ""
    tail = (against, f"Rule set {calls[-1].rule_version}")
    return "<br>".join(["%{hovertext}", *(literal(t) for t in tail if t)]) + "<extra></extra>"


def _confirmation(call: Call) -> str:
    if call.kind not in CONFIRMABLE or call.confirmed_on is None or call.is_confirmed:
        return ""
    days = (call.confirmed_on - call.collected_on).days
    return f"Confirmed {counted(days, 'day')} later, on {call.confirmed_on}"


def _is_open(call: Call) -> bool:
    return call.kind in _GRADED and not is_firm(call)


def _hue(call: Call | None) -> str:
    if call is None:
        return _GRAY
    if call.kind is CallKind.PERSISTENT:
        moved = {Direction.DOWN: _SKY, Direction.UP: _ORANGE}
        return moved.get(call.direction, _GRAY) if call.direction else _GRAY
    if call.kind in (CallKind.APPEARED, CallKind.REAPPEARED):
        return _VERMILLION if call.is_confirmed else _ORANGE
    return {
        CallKind.CLEARED: _GREEN,
        CallKind.LOWER: _SKY,
        CallKind.HIGHER: _VERMILLION,
        CallKind.NO_CALL: _YELLOW,
    }.get(call.kind, _GRAY)


def _fill(call: Call | None, colors: Theme) -> str:
    if call is None:
        return colors.page
    share = _PLAIN if call.kind not in _GRADED else _PALE if _is_open(call) else _FULL
    return mixed(_hue(call), share, colors.page)


def _ink(call: Call | None, colors: Theme) -> str:
    if call is None:
        return colors.soft
    return _DARK_INK if is_firm(call) and call.kind in _GRADED else colors.ink
