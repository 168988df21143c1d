"""Frames from rows that come in chunks: each value is put away compactly as soon as it is known."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray


class Kind(StrEnum):
    """What a column holds, and how: WORD as a category ("" where there is none), WHOLE, MAYBE and
    DAY with a mark for what is not known, NUMBER with NaN.
    """

    CODE = "code"
    TEXT = "text"
    WORD = "word"
    DAY = "day"
    WHOLE = "whole"
    NUMBER = "number"
    MAYBE = "yes, no or not known"
    YES_NO = "yes or no"
    THING = "anything else"


_HELD: Mapping[Kind, Any] = {
    Kind.CODE: np.int64,
    Kind.TEXT: object,
    Kind.WORD: np.int32,
    Kind.DAY: "datetime64[D]",
    Kind.WHOLE: np.float64,
    Kind.NUMBER: np.float64,
    Kind.MAYBE: np.float64,
    Kind.YES_NO: np.bool_,
    Kind.THING: object,
}


_EPOCH = date(1970, 1, 1).toordinal()
_UNKNOWN = np.iinfo(np.int64).min  # how numpy writes that a day is not known


class FrameBuilder:
    """Takes rows, a chunk at a time, and gives the frame of all of them.

    `words` are the categories that come first in a WORD column, in their natural order.
    """

    def __init__(
        self, columns: Mapping[str, Kind], words: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._columns = columns
        self._parts: dict[str, list[NDArray[Any]]] = {name: [] for name in columns}
        known = words or {}
        self._words: dict[str, dict[str, int]] = {
            name: {str(word): at for at, word in enumerate(known.get(name, ("",)))}
            for name, kind in columns.items()
            if kind is Kind.WORD
        }

    def add(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Takes rows whose values stand in the order of the columns."""
        if not rows:
            return
        for (name, kind), values in zip(
            self._columns.items(), zip(*rows, strict=True), strict=True
        ):
            self._parts[name].append(self._held(name, kind, values))

    def frame(self) -> pd.DataFrame:
        """Returns every row that was added; a column at a time is put together and let go."""
        return pd.DataFrame(
            {name: self._column(name, kind) for name, kind in self._columns.items()}
        )

    def _held(self, name: str, kind: Kind, values: tuple[Any, ...]) -> NDArray[Any]:
        if kind is Kind.WORD:
            words = self._words[name]
            codes = {
                value: words.setdefault(value or "", len(words)) for value in dict.fromkeys(values)
            }
            return np.fromiter(map(codes.__getitem__, values), np.int32, len(values))
        if kind in (Kind.TEXT, Kind.THING):
            held = np.empty(len(values), dtype=object)
            held[:] = values
            return held
        if kind is Kind.DAY:
            days = [_UNKNOWN if day is None else day.toordinal() - _EPOCH for day in values]
            return np.array(days, dtype=np.int64).view("datetime64[D]")
        return np.array(values, dtype=_HELD[kind])

    def _column(self, name: str, kind: Kind) -> Any:
        parts = self._parts.pop(name)
        held = np.concatenate(parts) if parts else np.array([], dtype=_HELD[kind])
        if kind is Kind.WORD:
            return categorical(held, self._words[name])
        if kind is Kind.DAY:
            return held.astype("datetime64[s]")
        if kind is Kind.WHOLE:
            is_missing = np.isnan(held)
            return pd.arrays.IntegerArray(
                np.where(is_missing, 0, held).astype(np.int64), is_missing
            )
        if kind is Kind.MAYBE:
            is_missing = np.isnan(held)
            return pd.arrays.BooleanArray(np.where(is_missing, 0, held) == 1, is_missing)
        return pd.Series(held, dtype="object") if kind in (Kind.TEXT, Kind.THING) else held


def categorical(codes: NDArray[np.int32], words: Iterable[str]) -> pd.Categorical:
    """Returns the words with these numbers."""
    kind: Any = pd.CategoricalDtype([str(word) for word in words])
    return pd.Categorical.from_codes(codes, dtype=kind)
