"""Chart 3, the change ladder: is the change real? Numbers stand above the bar of a comparison,
not beside it, so that both fit a phone as well as a screen.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log10
from typing import Any

from monitor.analysis.call_text import (
    clusters_text,
    number_text,
    p_text,
    ratio_text,
    reference_name,
    share_text,
)
from monitor.analysis.formats import counted, k_in_n, sentence_case
from monitor.analysis.ladder import LEAST, MOST, Against, LadderData, Rung
from monitor.charts.drawn import Drawn
from monitor.charts.notices import notice
from monitor.charts.texts import hover_text, literal, short
from monitor.charts.theme import LABEL, Theme, mixed, quiet_axis, quiet_layout, theme
from monitor.domain.evidence import Tally
from monitor.domain.vocabularies import EvidenceState
from monitor.stats.change import REALISTIC_DEPTH

Part = dict[str, Any]

_RUNG, _BAND, _HEADING, _HEADER, _TEXT = 36, 16, 30, 18, 11
_TOP, _BOTTOM, _SIDE, _EMPTY_HEIGHT = 6, 48, 12, 120
_RISE = "#D55E00"
_TICKS = (0.01, 0.1, 1.0, 10.0, 100.0)


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of numbers: its heading, and where it stands, as a share of the width."""

    name: str
    at: float
    side: str
    text: Callable[[Rung], str]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A rung, and the height of its text and of its bar in pixels from the top."""

    rung: Rung
    text: float
    bar: float


@dataclass(frozen=True, slots=True)
class _Heading:
    words: str
    y: float


def ladder_figure(data: LadderData, dark: bool) -> Drawn:
    """Returns the figure, which fits 350 to 1250 px."""
    colors = theme(dark)
    if data.missing:
        hidden = {"visible": False, "fixedrange": True}
        layout = {"height": _EMPTY_HEIGHT, "xaxis": hidden, "yaxis": hidden}
        notices = {"annotations": [notice(data.missing, colors, 0.5)]}
        return Drawn([], quiet_layout(colors) | layout | notices)
    placed, headings, height = _placed(data)
    traces = [*_bars(placed, colors), _marks(placed, colors), _texts(placed, headings, colors)]
    return Drawn(traces, _layout(placed, height, colors))


def ladder_sentence(data: LadderData) -> str:
    """Returns the text alternative: how many comparisons, and which changes are demonstrable."""
    if data.missing:
        return f"{data.patient_id}: {data.missing.lower()}."
    groups = [_group_phrase(group, data.of(group)) for group in Against if data.of(group)]
    return f"{data.patient_id}: {'; '.join(groups)}."


def _group_phrase(group: Against, rungs: Sequence[Rung]) -> str:
    real = [r for r in rungs if r.comparison.demonstrable]
    named = ", ".join(
        f"{r.sampling.collected_on} rate ratio {ratio_text(r.comparison)}" for r in real
    )
    text = f"{counted(len(rungs), 'comparison')} against the {group}, {len(real)} demonstrable"
    return f"{text} ({named})" if named else text


def _placed(data: LadderData) -> tuple[list[_Placed], list[_Heading], float]:
    """Returns where everything stands, and the height of it all."""
    y: float = _HEADER
    placed, headings = [], []
    for rungs in data.groups:
        words = _heading(rungs) + (f" · {rungs[0].sampling.key}" if data.has_series else "")
        headings.append(_Heading(words, y + _HEADING * 0.6))
        y += _HEADING
        for rung in rungs:
            placed.append(_Placed(rung, y + _TEXT, y + _RUNG - _BAND / 2 - 1))
            y += _RUNG
    return placed, headings, y


def _heading(rungs: Sequence[Rung]) -> str:
    if rungs[0].against is Against.PREVIOUS:
        return "Against the sampling before it"
    kinds = dict.fromkeys(reference_name(r.reference) for r in rungs if r.reference)
    days = dict.fromkeys(str(r.comparison.earlier.first_on) for r in rungs)
    of = f" ({next(iter(days))})" if len(days) == 1 else ""
    return f"Against the reference: {' or '.join(kinds)}{of}"


def _counts(rung: Rung) -> str:
    before, after = (_tally(t) for t in (rung.comparison.earlier, rung.comparison.later))
    return f"{before} → {after}"


def _tally(tally: Tally) -> str:
    return k_in_n(tally.cells, tally.screened)


def _ratio(rung: Rung) -> str:
    if rung.comparison.ratio is None:
        return "no cells in either"
    text = literal(ratio_text(rung.comparison))
    return f"<b>{text}</b>" if rung.comparison.demonstrable else text


def _depth(rung: Rung) -> str:
    if rung.depth is None:
        return ""
    return f"{rung.depth:,.1f} M" if rung.depth <= REALISTIC_DEPTH else f"{rung.depth:,.0f} M"


def _p(rung: Rung) -> str:
    return "" if rung.comparison.ratio is None else p_text(rung.comparison.p_value)


def _chance(chance: float) -> str:
    return share_text(chance).replace("below ", "< ")


_COLUMNS = (
    _Column("Sampling", 0.0, "middle right", lambda r: r.sampling.collected_on.isoformat()),
    _Column("k/N → k/N", 0.17, "middle right", _counts),
    _Column("RR (95 %)", 0.45, "middle right", _ratio),
    _Column("p", 0.81, "middle left", _p),
    _Column("chance", 0.91, "middle left", lambda r: "" if r.chance is None else _chance(r.chance)),
    _Column("depth", 1.0, "middle left", _depth),
)


def _texts(placed: Sequence[_Placed], headings: Sequence[_Heading], colors: Theme) -> Part:
    """Returns headings and numbers as texts without marks."""
    cells = [(c.at, _HEADER / 2, c.name, c.side, colors.soft) for c in _COLUMNS]
    cells += [
        (0.0, h.y, f"<b>{literal(h.words)}</b>", "middle right", colors.ink) for h in headings
    ]
    cells += [
        (c.at, p.text, text, c.side, colors.ink)
        for p in placed
        for c in _COLUMNS
        if (text := c.text(p.rung))
    ]
    return {
        "type": "scatter",
        "name": "numbers",
        "mode": "text",
        "xaxis": "x2",
        "x": [at for at, *_ in cells],
        "y": [short(y) for _, y, *_ in cells],
        "text": [text for *_, text, _, _ in cells],
        "textposition": [side for *_, side, _ in cells],
        "textfont": {"size": LABEL, "color": [color for *_, color in cells]},
        "hoverinfo": "skip",
        "cliponaxis": False,
        "showlegend": False,
    }


def _bars(placed: Sequence[_Placed], colors: Theme) -> Iterator[Part]:
    """Yields one line trace for each color: from the lower to the upper limit."""
    drawn = [p for p in placed if p.rung.low is not None]
    for name in dict.fromkeys(_kind(p.rung) for p in drawn):
        of = [p for p in drawn if _kind(p.rung) == name]
        yield {
            "type": "scatter",
            "name": name,
            "mode": "lines",
            "x": [x for p in of for x in (p.rung.low, p.rung.high, None)],
            "y": [y for p in of for y in (p.bar, p.bar, None)],
            "line": {"width": 5, "color": _bar_color(of[0].rung, colors)},
            "hoverinfo": "skip",
            "showlegend": False,
        }


def _kind(rung: Rung) -> str:
    found = rung.comparison
    if not found.demonstrable or found.ratio is None:
        return "interval crosses 1"
    return "demonstrable fall" if found.ratio < 1 else "demonstrable rise"


def _bar_color(rung: Rung, colors: Theme) -> str:
    return mixed(_mark_color(rung, colors), 0.5, colors.page)


def _mark_color(rung: Rung, colors: Theme) -> str:
    found = rung.comparison
    if not found.demonstrable or found.ratio is None:
        return colors.gray
    return colors.blue if found.ratio < 1 else _RISE


def _marks(placed: Sequence[_Placed], colors: Theme) -> Part:
    """Returns a diamond at each ratio; triangles at the ends, where one of the counts is 0."""
    drawn = [p for p in placed if p.rung.at is not None]
    inks = [_mark_color(p.rung, colors) for p in drawn]
    return {
        "type": "scatter",
        "name": "rate ratio",
        "mode": "markers",
        # A place without a mark keeps the axis where there is no other.
        "x": [None, *(short(p.rung.at or LEAST) for p in drawn)],
        "y": [None, *(p.bar for p in drawn)],
        "marker": {
            "symbol": ["diamond", *(_symbol(p.rung) for p in drawn)],
            "size": 11,
            "color": [colors.gray, *inks],
            "opacity": 1,
            "line": {"width": 1, "color": colors.page},
        },
        "hovertext": ["", *(hover_text(_lines(p.rung)) for p in drawn)],
        "hoverinfo": "text",
        "cliponaxis": False,
        "showlegend": False,
    }


def _symbol(rung: Rung) -> str:
    if rung.is_cleared:
        return "triangle-left"
    return "triangle-right" if rung.is_new else "diamond"


def _lines(rung: Rung) -> list[str]:
    found = rung.comparison
    under = rung.sampling.state is EvidenceState.UNDER_SCREENED
    lines = [
        f"{found.earlier.first_on} → {rung.sampling.collected_on}",
        _counts(rung).replace("M", " M") + (" (under-screened)" if under else ""),
        clusters_text(found),
        f"Rate ratio {ratio_text(found)}",
        f"p {p_text(found.p_value)} two-sided, {p_text(found.p_central)} central",
        sentence_case(_kind(rung)),
    ]
    if rung.chance is not None:
        chance = share_text(rung.chance)
        lines.append(f"Chance of a false clearance, from the last detected sampling: {chance}")
    if rung.depth is not None:
        depth = _depth(rung)
        far = ", which no marrow gives" if rung.depth > REALISTIC_DEPTH else ""
        cells = counted(found.later.cells, "cell")
        lines.append(f"A fall would be shown by {cells} in {depth}{far}")
    return lines


def _layout(placed: Sequence[_Placed], height: float, colors: Theme) -> Part:
    ends = [log10(LEAST), log10(MOST)]
    return {
        **quiet_layout(colors),
        "height": round(height + _TOP + _BOTTOM),
        "margin": {"l": _SIDE, "r": _SIDE, "t": _TOP, "b": _BOTTOM},
        "showlegend": False,
        "dragmode": False,
        "xaxis": {
            **quiet_axis(colors, "Rate ratio: fewer cells left of 1, more right of it", standoff=6),
            "type": "log",
            "range": ends,
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "tickmode": "array",
            "tickvals": list(_TICKS),
            "ticktext": [number_text(tick) if tick != 1 else "1" for tick in _TICKS],
        },
        "xaxis2": {"overlaying": "x", "range": [0, 1], "visible": False, "fixedrange": True},
        "yaxis": {"range": [height, 0], "visible": False, "fixedrange": True},
        "shapes": _rules(placed, colors),
    }


def _rules(placed: Sequence[_Placed], colors: Theme) -> list[Part]:
    """Returns the line at 1 and faint ones at the other ticks, behind the bars only."""
    line = {"type": "path", "layer": "below"}
    return [
        line | {
            "line": {"width": 1.2 if tick == 1 else 1, "color": color},
            "path": "".join(
                f"M{tick:g},{p.bar - _BAND / 2:g}L{tick:g},{p.bar + _BAND / 2:g}" for p in placed
            ),
        }
        for tick, color in ((tick, colors.soft if tick == 1 else colors.grid) for tick in _TICKS)
    ]  # fmt: skip
