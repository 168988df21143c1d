"""Stage and receptors, folded into the groups that tables and filters use."""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from monitor.domain.vocabularies import ReceptorStatus

TUMORS = ("pT0", "pTis", "pT1", "pT2", "pT3", "pT4", "pTX")
NODES = ("pN0", "pN1", "pN2", "pN3", "pNX")
GRADES = ("G1", "G2", "G3")
HR_ONLY, HER2, TRIPLE_NEGATIVE = "HR+ HER2−", "HER2+", "triple negative"
SUBTYPES = (HR_ONLY, HER2, TRIPLE_NEGATIVE)
SUBTYPES_BY_RULE = (HER2, HR_ONLY, TRIPLE_NEGATIVE)
NOT_GIVEN = ""

_TUMOR = re.compile(r"[yracm()]*p?T(is|X|[0-4])", re.IGNORECASE)
_NODE = re.compile(r"[yracm()]*p?N(X|[0-3])", re.IGNORECASE)


def tumor_group(patients: pd.DataFrame) -> pd.Series:
    """Returns pT without its subdivision (pT1c is pT1); "" where there is none to be read."""
    return _folded(patients["pt"], lambda text: _read(_TUMOR, "pT", text), TUMORS)


def node_group(patients: pd.DataFrame) -> pd.Series:
    """Returns pN without its subdivision (pN1a and pN1mi are pN1)."""
    return _folded(patients["pn"], lambda text: _read(_NODE, "pN", text), NODES)


def grade_group(patients: pd.DataFrame) -> pd.Series:
    """Returns the grade, G1 to G3."""
    grades = patients["grade"].astype("category")
    return _folded(grades, lambda grade: f"G{grade}", GRADES)


def subtype(patients: pd.DataFrame) -> pd.Series:
    """Returns what the receptors say: HER2 first, then hormone receptors; "" where that takes a
    receptor that is not known.
    """
    positive, negative = ReceptorStatus.POSITIVE.value, ReceptorStatus.NEGATIVE.value
    is_positive = {name: (patients[name] == positive).to_numpy() for name in ("er", "pr", "her2")}
    is_negative = {name: (patients[name] == negative).to_numpy() for name in ("er", "pr", "her2")}
    words = np.select(
        [
            is_positive["her2"],
            is_negative["her2"] & (is_positive["er"] | is_positive["pr"]),
            is_negative["her2"] & is_negative["er"] & is_negative["pr"],
        ],
        SUBTYPES_BY_RULE,
        NOT_GIVEN,
    )
    return _ordered(pd.Series(words, index=patients.index), SUBTYPES)


def _read(pattern: re.Pattern[str], letter: str, text: str) -> str:
    found = pattern.match(text.strip())
    if found is None:
        return NOT_GIVEN
    part = found.group(1)
    return letter + ("is" if part.lower() == "is" else part.upper())


def _folded(values: pd.Series, fold: Callable[[str], str], order: tuple[str, ...]) -> pd.Series:
    """Returns each value folded, read once for each distinct one."""
    groups = [fold(str(word)) if word != NOT_GIVEN else NOT_GIVEN for word in values.cat.categories]
    found = np.array([*groups, NOT_GIVEN], dtype=object)[values.cat.codes.to_numpy()]
    return _ordered(pd.Series(found, index=values.index), order)


def _ordered(values: pd.Series, order: tuple[str, ...]) -> pd.Series:
    distinct = set(values.unique())
    others = sorted(distinct - {*order, NOT_GIVEN})
    kept = [word for word in order if word in distinct]
    return values.astype(pd.CategoricalDtype([*kept, *others, NOT_GIVEN], ordered=True))
