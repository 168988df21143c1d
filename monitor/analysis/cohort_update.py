"""A cohort after a write: what was derived of patients that nobody touched is taken over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.analysis.cohort import Cohort
from monitor.analysis.cohort_rows import ORDERED
from monitor.analysis.frame_builder import categorical
from monitor.domain.evidence import Scatter, Scatters

FRAMES = ("samplings", "lines", "therapy", "events", "follow", "doubts")
Places = NDArray[np.int64]


def judged_otherwise(cohort: Cohort, scatter: Scatters) -> frozenset[str]:
    """Returns the links of patients with counts of a lab that this scatter divides, and the
    cohort's own did not, or by another φ.
    """
    before, after = _divided(cohort.scatter), _divided(scatter)
    labs = [lab for lab in before.keys() | after.keys() if before.get(lab) != after.get(lab)]
    if not labs:
        return frozenset()
    codes = cohort.samplings["patient"][cohort.samplings["lab"].isin(labs)].unique()
    return frozenset(cohort.patients["link"].loc[codes])


def _divided(scatter: Scatters) -> Mapping[str, Scatter]:
    return {lab: one for lab, one in scatter.items() if one.is_over}


def with_changes(
    before: Cohort, touched: Cohort, links: Sequence[str], data_cut: date
) -> Cohort | None:
    """Returns the cohort of everybody with these links, in their order: rows of `touched` patients
    are those of that cohort, built by the same rules and windows, all others are taken over. It
    equals the one built from all courses. None where somebody is in neither.
    """
    everybody = pd.Index(pd.Series(links, dtype="object"))
    new = everybody.get_indexer(pd.Index(touched.patients["link"]))
    old = everybody.get_indexer(pd.Index(before.patients["link"]))
    old[np.isin(old, new)] = -1
    if np.any(new < 0) or np.count_nonzero(old >= 0) + len(new) != len(everybody):
        return None
    fixed = {**ORDERED, "visit": tuple(touched.samplings["visit"].cat.categories)}
    found = {
        name: _Rows.by_patient(getattr(before, name), getattr(touched, name), old, new)
        for name in FRAMES
    }
    frames: dict[str, Any] = {
        name: rows.frame(getattr(before, name), getattr(touched, name), fixed)
        for name, rows in found.items()
    }
    patients = _Rows.of(old, new).frame(before.patients, touched.patients, fixed)
    return replace(touched, patients=patients, data_cut=data_cut, **frames)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Which rows make up a frame: those of the old one and then those of the new one are counted
    through. `codes` are their patients'.
    """

    rows: Places
    codes: Places

    @classmethod
    def of(cls, old: Places, new: Places) -> "_Rows":
        """Returns the rows by the new code of each; an old one without a code (−1) is left out."""
        kept = np.flatnonzero(old >= 0)
        codes = np.concatenate((old[kept], new))
        order = np.argsort(codes, kind="stable")
        rows = np.concatenate((kept, len(old) + np.arange(len(new))))
        return cls(rows[order], codes[order])

    @classmethod
    def by_patient(
        cls, before: pd.DataFrame, touched: pd.DataFrame, old: Places, new: Places
    ) -> "_Rows":
        """Returns the same of frames that name the patient in each row."""
        return cls.of(old[before["patient"].to_numpy()], new[touched["patient"].to_numpy()])

    def frame(
        self, before: pd.DataFrame, touched: pd.DataFrame, fixed: Mapping[str, Sequence[str]]
    ) -> pd.DataFrame:
        """Returns the rows, in columns as they would have been built."""
        columns: dict[str, Any] = {}
        for name in before.columns:
            if name == "patient":
                columns[name] = self.codes
            elif isinstance(before[name].dtype, pd.CategoricalDtype):
                columns[name] = self._words(before[name], touched[name], fixed.get(name, ("",)))
            else:
                both = pd.concat([before[name], touched[name]], ignore_index=True)
                columns[name] = both.take(self.rows).reset_index(drop=True)
        return pd.DataFrame(columns)

    def _words(self, before: pd.Series, touched: pd.Series, fixed: Sequence[str]) -> Any:
        """Returns a column of words: the fixed ones first, then each as it is seen first."""
        words = {str(word): at for at, word in enumerate(before.cat.categories)}
        later = [words.setdefault(str(word), len(words)) for word in touched.cat.categories]
        codes = np.concatenate(
            (before.cat.codes, np.array(later, dtype=np.int32)[touched.cat.codes])
        )[self.rows]
        heads = [words.setdefault(word, len(words)) for word in fixed]
        seen = list(dict.fromkeys((*heads, *pd.unique(codes).tolist())))
        number = np.full(len(words), -1, dtype=np.int32)
        number[seen] = np.arange(len(seen))
        names = list(words)
        return categorical(number[codes], [names[at] for at in seen])
