"""Strata for a trial: patients sorted by what is known before treatment, by rules of the reader."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from monitor.analysis.cohort import Cohort, patient_column, patient_column_names
from monitor.analysis.patient_columns import as_numbers, in_order
from monitor.analysis.staging import MarrowStage, Staging
from monitor.analysis.staging_table import GRADE, NODES, RECEPTORS, TUMOR, factor_columns

MARROW, CELLS, DEPTH = "Marrow status", "Tumor cells (k)", "Rate per 10⁶, upper 95 %"
FOLDED = (TUMOR, NODES, GRADE, RECEPTORS)
NUMBERS_FROM_MARROW = (CELLS, DEPTH)
MOST_CUTS = 6
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class StratumRule:
    """One column; `cuts` divide its numbers: 1 and 4 give below 1, 1 to below 4, and 4 or more.

    Without cuts each value is a group of its own.
    """

    column: str
    cuts: tuple[float, ...] = ()


def cuts_of(text: str) -> tuple[float, ...] | None:
    """Returns the cut points that a text lists, in order; None where it holds anything else."""
    parts = [part for part in re.split(r"[;,\s]+", text.strip()) if part]
    if len(parts) > MOST_CUTS or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    return tuple(sorted({float(part) for part in parts}))


def stratum_columns(cohort: Cohort) -> tuple[str, ...]:
    """Returns what strata can be made of: the marrow first, then folded and plain columns."""
    plain = [name for name in patient_column_names(cohort) if name not in ("pt", "pn", "grade")]
    return (MARROW, CELLS, DEPTH, *FOLDED, *plain)


def is_numeric(cohort: Cohort, staged: Staging, column: str) -> bool:
    """Returns whether a column holds numbers, so that it can be cut."""
    if column in NUMBERS_FROM_MARROW:
        return True
    values = _texts(cohort, staged, column)
    numbers = as_numbers([value or None for value in values.unique()])
    return numbers is not None and len(numbers) > 1


@dataclass(frozen=True, slots=True)
class Stratum:
    """One combination of groups: its number, name, and patients."""

    number: int
    name: str
    patients: int
    detected: int


@dataclass(frozen=True, slots=True, eq=False)
class Strata:
    """`listed` has one line per patient: pseudonym, center, the group in every column, and stratum
    with its number; both blank where something is not known. `left_out` are so many.
    """

    strata: tuple[Stratum, ...]
    listed: pd.DataFrame
    left_out: int


def strata(cohort: Cohort, staged: Staging, rules: Sequence[StratumRule]) -> Strata:
    """Returns every patient's stratum: the groups of all columns in the order of the rules.

    A patient with distant metastasis at diagnosis, or without one of the values, is in none.
    """
    groups = {rule.column: _grouped(cohort, staged, rule) for rule in rules}
    stage = staged.frame["stage"]
    is_known = (stage != MarrowStage.METASTATIC.value).to_numpy()
    for values in groups.values():
        is_known = is_known & (values != "").to_numpy()
    names = _names(groups, is_known)
    order = _ordered(groups, is_known)
    numbers = names.map({name: at for at, name in enumerate(order, start=1)}).astype("Int64")
    is_detected = (stage == MarrowStage.DETECTED.value).to_numpy()
    found = tuple(
        Stratum(at, name, int((names == name).sum()), int(((names == name) & is_detected).sum()))
        for at, name in enumerate(order, start=1)
    )
    return Strata(found, _listed(cohort, groups, names, numbers), int((~is_known).sum()))


def _listed(
    cohort: Cohort, groups: dict[str, pd.Series], names: pd.Series, numbers: pd.Series
) -> pd.DataFrame:
    columns = {
        "patient_id": cohort.patients["patient_id"],
        "center": cohort.patients["center"].astype(str),
        **{column: values.astype(str) for column, values in groups.items()},
        "stratum": numbers,
        "stratum_name": names,
    }
    return pd.DataFrame(columns)


def _names(groups: dict[str, pd.Series], is_known: np.ndarray) -> pd.Series:
    parts = [values.astype(str).to_numpy() for values in groups.values()]
    index = next(iter(groups.values())).index
    joined = [" · ".join(row) for row in zip(*parts, strict=True)]
    return pd.Series(np.where(is_known, joined, ""), index=index, dtype="object")


def _ordered(groups: dict[str, pd.Series], is_known: np.ndarray) -> list[str]:
    """Returns the names of the strata that occur, by the natural order of every column."""
    codes = pd.DataFrame({name: values.cat.codes for name, values in groups.items()})[is_known]
    frame = codes.assign(name=_names(groups, is_known)[is_known]).drop_duplicates()
    return [str(name) for name in frame.sort_values(list(groups))["name"]]


def _grouped(cohort: Cohort, staged: Staging, rule: StratumRule) -> pd.Series:
    """Returns the group of every patient as an ordered category; "" where it is not known."""
    if rule.cuts:
        return _cut(_numbers(cohort, staged, rule.column), rule.cuts)
    values = _texts(cohort, staged, rule.column)
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values
    return values.astype(_kind(in_order(value for value in values.unique() if value)))


def _texts(cohort: Cohort, staged: Staging, column: str) -> pd.Series:
    frame = staged.frame
    if column == MARROW:
        status = frame["stage"].where(frame["stage"] != MarrowStage.UNKNOWN.value, "")
        return status.astype(_kind([stage.value for stage in MarrowStage][:3]))
    if column == CELLS:
        return frame["k"].astype("object").where(frame["k"].notna(), "").map(str)
    if column == DEPTH:
        return frame["upper"].map(lambda upper: "" if pd.isna(upper) else f"{upper:.3g}")
    if column in FOLDED:
        return factor_columns(cohort)[column]
    return patient_column(cohort, column)


def _numbers(cohort: Cohort, staged: Staging, column: str) -> pd.Series:
    if column == CELLS:
        return staged.frame["k"].astype("Float64").astype(float)
    if column == DEPTH:
        return staged.frame["upper"]
    texts = _texts(cohort, staged, column)
    numbers = as_numbers([str(text) or None for text in texts])
    return pd.Series(np.nan if numbers is None else numbers, index=texts.index)


def _cut(numbers: pd.Series, cuts: tuple[float, ...]) -> pd.Series:
    names = cut_names(cuts, is_whole=bool((numbers.dropna() % 1 == 0).all()))
    places = np.searchsorted(cuts, numbers.to_numpy(), side="right")
    codes = np.where(numbers.isna(), len(names), places)
    return pd.Series(pd.Categorical.from_codes(codes, dtype=_kind(names)), index=numbers.index)


def cut_names(cuts: tuple[float, ...], is_whole: bool) -> tuple[str, ...]:
    """Returns the names of the groups between cut points: "0", "1–3", "≥4" for whole numbers."""
    middle = [_span(low, high, is_whole) for low, high in pairwise(cuts)]
    first = "0" if is_whole and cuts[0] == 1 else f"<{cuts[0]:g}"
    return (first, *middle, f"≥{cuts[-1]:g}")


def _span(low: float, high: float, is_whole: bool) -> str:
    if not is_whole or low % 1 or high % 1:
        return f"{low:g} to <{high:g}"
    return f"{low:g}" if high == low + 1 else f"{low:g}–{high - 1:g}"


def _kind(words: Iterable[str]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype([*words, ""], ordered=True)
