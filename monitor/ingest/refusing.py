"""The one way in which a file as a whole is refused, and how lines are named in a sentence."""

from collections.abc import Sequence

LINES_NAMED = 8


class UnreadableFileError(Exception):
    """The bytes are no table that can be read; the message says what they are."""


def lines_named(lines: Sequence[int]) -> str:
    """Returns the first lines by number, and how many more there are."""
    some = ", ".join(map(str, lines[:LINES_NAMED]))
    more = f" and {len(lines) - LINES_NAMED} more" if len(lines) > LINES_NAMED else ""
    return f"{'line' if len(lines) == 1 else 'lines'} {some}{more}"
