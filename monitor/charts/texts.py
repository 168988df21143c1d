"""Text on its way into a figure: plotly reads tags in every label, so data text is escaped here."""

from collections.abc import Iterable, Sequence
from html import escape
from textwrap import wrap
from typing import TypeVar

Value = TypeVar("Value")

# Fits a hover box into a 350 px wide chart.
_HOVER_WIDTH = 46
_KEPT = "\u00a0"


def literal(text: str) -> str:
    """Returns the text so that plotly shows it as it is: no tag, link or entity in it works."""
    return escape(text, quote=False)


def hover_text(lines: Iterable[str]) -> str:
    """Returns the hover box of these plain lines: escaped, wrapped, the first one bold."""
    first, *rest = [_wrapped(line) for line in lines if line]
    head = [f"<b>{literal(part)}</b>" for part in first]
    return "<br>".join(head + [literal(part) for parts in rest for part in parts])


def _wrapped(line: str) -> list[str]:
    if len(line) <= _HOVER_WIDTH and line.isprintable() and line == line.strip():
        return [line]
    # "95 %" and "2.1 M" stay together.
    kept = line.replace(" %", f"{_KEPT}%").replace(" M ", f"{_KEPT}M ")
    return [part.replace(_KEPT, " ") for part in wrap(kept, _HOVER_WIDTH, break_on_hyphens=False)]


def text_width(text: str, font_size: float) -> float:
    """Returns about how many pixels a text is wide."""
    return 0.56 * font_size * len(text)


def short(number: float) -> float:
    """Returns a number to be drawn with six significant digits: finer than any screen."""
    return float(f"{number:.6g}")


def one_or_all(values: Sequence[Value]) -> Value | Sequence[Value]:
    """Returns the value that all points share, as plotly takes it, else the values."""
    return values[0] if values and all(value == values[0] for value in values) else values
