"""The cohort: every patient, marrow sampling, line of therapy and event, as frames to be masked.

Codes number the patients in the order of their pseudonyms; narrowing keeps them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from monitor.analysis.patient_columns import FIELDS
from monitor.domain.evidence import Scatters
from monitor.domain.rules import RuleSet
from monitor.domain.visits import VisitPlan
from monitor.domain.vocabularies import ReceptorStatus

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """What all cohort pages count, held once for everybody: nobody changes a frame in place.

    `patients` has one row for each code. `samplings` are of bone marrow only, by patient and day;
    rates per 10⁶ MNC, NaN where not known. `lines` are the systemic lines of therapy before and
    after, one row for each series that has both. `therapy` and `events` are what was recorded.
    `data_cut` is the last day that any record of the store speaks of; `scatter` of the labs is what
    their counts were judged by. `follow` is what questions on outcomes rest on, one row for each
    patient; `doubts` are reported rates of less than one cell.
    """

    patients: pd.DataFrame
    samplings: pd.DataFrame
    lines: pd.DataFrame
    therapy: pd.DataFrame
    events: pd.DataFrame
    rules: RuleSet
    data_cut: date
    visits: VisitPlan | None = None
    scatter: Scatters = field(default_factory=dict)
    follow: pd.DataFrame = field(default_factory=pd.DataFrame)
    doubts: pd.DataFrame = field(default_factory=pd.DataFrame)

    def of(self, codes: ArrayLike) -> "Cohort":
        """Returns the same of these patients only, all of them in it."""
        wanted = np.asarray(codes, dtype=np.int64)
        if len(wanted) == len(self.patients):
            return self
        is_kept = np.zeros(1 + int(self.codes[-1]), dtype=bool)
        is_kept[wanted] = True
        return replace(
            self,
            patients=self.patients.loc[is_kept[self.codes]],
            samplings=_of(self.samplings, is_kept),
            lines=_of(self.lines, is_kept),
            therapy=_of(self.therapy, is_kept),
            events=_of(self.events, is_kept),
            follow=_of(self.follow, is_kept),
            doubts=_of(self.doubts, is_kept),
        )

    @property
    def codes(self) -> Codes:
        """Returns the codes of the patients, in order."""
        return self.patients.index.to_numpy()

    def of_patient(self, frame: pd.DataFrame, name: str) -> pd.Series:
        """Returns for each row of a frame what `patients` say of its patient in a column."""
        places = np.searchsorted(self.codes, frame["patient"].to_numpy())
        return self.patients[name].iloc[places].set_axis(frame.index)

    def link_of(self, code: int) -> str:
        """Returns the opaque key of a patient."""
        return str(self.patients.at[code, "link"])

    def pseudonyms(self, codes: Iterable[int]) -> list[str]:
        """Returns the pseudonyms of patients, in the order given."""
        return [str(name) for name in self.patients["patient_id"].reindex(list(codes))]


def _of(frame: pd.DataFrame, is_kept: NDArray[np.bool_]) -> pd.DataFrame:
    if frame.empty:
        return frame
    found: pd.DataFrame = frame.loc[is_kept[frame["patient"].to_numpy()]]
    return found


def patient_column(cohort: Cohort, name: str) -> pd.Series:
    """Returns what the patients file says in a column, field or covariate, as text; "" where it is
    blank or “unknown”.
    """
    patients = cohort.patients
    if name in FIELDS:
        return _as_text(patients[name])
    asked = name.casefold()
    values = [
        next((value.strip() for known, value in held if known.casefold() == asked), "")
        for held in patients["covariates"]
    ]
    return _as_text(pd.Series(values, index=patients.index, dtype="object"))


def patient_column_names(cohort: Cohort) -> tuple[str, ...]:
    """Returns the columns in which any patient has a value, fields first."""
    fields = [name for name in FIELDS if (patient_column(cohort, name) != "").any()]
    held = set(cohort.patients["covariates"])
    return (*fields, *sorted({name for pairs in held for name, value in pairs if value}))


def _as_text(values: pd.Series) -> pd.Series:
    if isinstance(values.dtype, pd.CategoricalDtype):
        kinds = values.cat
        words = _as_text(pd.Series(kinds.categories.astype("object"), dtype="object"))
        found = np.array([*words, ""], dtype=object)[kinds.codes.to_numpy()]
        return pd.Series(found, index=values.index, dtype="object")
    texts = values.astype("object").where(values.notna(), "").map(str).str.strip()
    return texts.where(texts != ReceptorStatus.UNKNOWN.value, "")
