"""What the patients file says, as columns to group and to adjust by: fields and covariates."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from monitor.domain.vocabularies import ReceptorStatus

FIELDS = (
    *("study", "center", "arm", "birth_year", "menopausal_status", "histology"),
    *("pt", "pn", "nodes_positive", "grade", "er", "pr", "her2"),
)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


# A word for each of so many values says nothing about any of them.
MOST_WORDS = 12


class TooManyWordsError(ValueError):
    """A column has too many different words to be adjusted for."""

    def __init__(self, column: str, words: int) -> None:
        super().__init__(
            f"“{column}” has {words:,} different words; a model takes {MOST_WORDS} at most"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column for every patient: the number of the value in `values`, −1 where it is blank."""

    name: str
    values: tuple[str, ...]
    codes: NDArray[np.int32]

    @property
    def is_given(self) -> bool:
        return bool(np.any(self.codes >= 0))

    @property
    def distinct(self) -> tuple[str, ...]:
        """Returns the values that occur, in order."""
        return in_order(self.values[code] for code in np.unique(self.codes) if code >= 0)

    def of(self, codes: NDArray[np.integer]) -> "Column":
        """Returns the column of these patients alone."""
        return replace(self, codes=self.codes[codes])

    def terms(self) -> Mapping[str, NDArray[np.float64]]:
        """Returns the column as terms of a model, NaN where blank."""
        present = np.unique(self.codes[self.codes >= 0])
        by_value = terms_of(self.name, [*(self.values[code] for code in present), None])
        place = np.where(self.codes < 0, present.size, np.searchsorted(present, self.codes))
        return {name: np.asarray(values[place]) for name, values in by_value.items()}


def said(value: object) -> str | None:
    """Returns what a field of the patients file says, None where it is blank or “unknown”."""
    text = "" if value is None else str(value).strip()
    return None if text in ("", ReceptorStatus.UNKNOWN) else text


def in_order(values: Iterable[str]) -> tuple[str, ...]:
    """Returns the distinct values: by size where all are numbers, else as words."""
    distinct = sorted(set(values))
    numbers = as_numbers(distinct)
    if numbers is None:
        return tuple(distinct)
    return tuple(distinct[place] for place in np.argsort(numbers, kind="stable"))


def as_numbers(values: Sequence[str | None]) -> NDArray[np.float64] | None:
    """Returns a column of numbers, NaN where blank; None where it holds anything else.

    A comma is a decimal comma where no value has a point.
    """
    has_point = any("." in value for value in values if value)
    texts = [value and (value if has_point else value.replace(",", ".")) for value in values]
    if not all(_NUMBER.fullmatch(text) for text in texts if text):
        return None
    return np.array([float(text) if text else np.nan for text in texts])


def terms_of(name: str, values: Sequence[str | None]) -> Mapping[str, NDArray[np.float64]]:
    """Returns a column as terms of a model, NaN where blank.

    Numbers are one term, per unit. Words are one term for each value but the first, 1 or 0. Raises
    TooManyWordsError for more than 12 words.
    """
    numbers = as_numbers(values)
    if numbers is not None:
        return {name: numbers}
    levels = in_order(value for value in values if value)
    if len(levels) > MOST_WORDS:
        raise TooManyWordsError(name, len(levels))
    is_blank = np.array([value is None for value in values])
    return {
        f"{name}={level}": np.where(is_blank, np.nan, [float(v == level) for v in values])
        for level in levels[1:]
    }
