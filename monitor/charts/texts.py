"""Text on its way into a figure: plotly reads tags in every label, so data text is escaped here."""

from collections.abc import Iterable
from html import escape
from textwrap import wrap

# Fits a hover box into a 350 px wide chart.
_HOVER_WIDTH = 46


def literal(text: str) -> str:
    """Returns the text so that plotly shows it as it is: no tag, link or entity in it works."""
    return escape(text, quote=False)


def hover_text(lines: Iterable[str]) -> str:
    """Returns the hover box of these plain lines: escaped, wrapped, the first one bold."""
    first, *rest = [_wrapped(line) for line in lines if line]
    head = [f"<b>{literal(part)}</b>" for part in first]
    return "<br>".join(head + [literal(part) for parts in rest for part in parts])


def _wrapped(line: str) -> list[str]:
    # "95 %" and "2.1 M" stay together.
    kept = line.replace(" %", "\u00a0%").replace(" M ", "\u00a0M ")
    return wrap(kept, _HOVER_WIDTH, break_on_hyphens=False)


def text_width(text: str, font_size: float) -> float:
    """Returns about how many pixels a text is wide."""
    return 0.56 * font_size * len(text)
