"""Marrow status at baseline: cM0(i+) where tumor cells were found, cM0 where they were not."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.analysis.cohort import Cohort
from monitor.domain.vocabularies import EvidenceState

# The tumor is staged with all that is known within four months of the diagnosis (AJCC, 8th ed.).
STAGING_DAYS = 122
NOT_SAMPLED = "no marrow sampling"
AFTER_METASTASIS = "no sampling before the distant metastasis"
AFTER_START = "no sampling before the start of systemic therapy"


class MarrowStage(StrEnum):
    """Status at baseline. A distant metastasis outranks cells."""

    DETECTED = "cM0(i+)"
    NOT_DETECTED = "cM0"
    METASTATIC = "cM1"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True, eq=False)
class Staging:
    """One row for each patient code: `stage`, the day and series of the baseline sampling with its
    `k`, `n`, `upper` (exact 95 %, per 10⁶), and the `reason` why a status is not known.
    """

    frame: pd.DataFrame

    def count(self, stage: MarrowStage) -> int:
        """Returns how many patients have this status."""
        return int((self.frame["stage"] == stage.value).sum())

    @property
    def evaluable(self) -> int:
        """Returns how many patients were evaluable at baseline."""
        return self.count(MarrowStage.DETECTED) + self.count(MarrowStage.NOT_DETECTED)


def staging(cohort: Cohort) -> Staging:
    """Returns the marrow status of every patient at baseline.

    Baseline is the last day with a usable marrow sampling on or before the first systemic therapy
    and the first distant metastasis; without any systemic therapy the first such day. Usable:
    detected, of unknown depth too, or not detected at adequate depth. Of several series of that day
    one that detects cells counts. cM1: distant metastasis within four months of the diagnosis;
    where that has no day, by the first surgery or systemic therapy, else the first sampling.
    """
    patients = cohort.patients
    usable = _usable(cohort)
    is_metastatic = _is_metastatic(patients)
    frame = pd.DataFrame(
        {"stage": MarrowStage.UNKNOWN.value, "reason": _reasons(cohort)}, index=patients.index
    )
    kept = usable[["collected_on", "series", "k", "n", "upper", "is_positive"]]
    kept = kept.reindex(patients.index)
    frame[list(kept.columns[:-1])] = kept[kept.columns[:-1]]
    positive = kept["is_positive"]
    frame.loc[positive.eq(True).fillna(False).to_numpy(bool), "stage"] = MarrowStage.DETECTED.value
    negative = positive.eq(False).fillna(False).to_numpy(bool)
    frame.loc[negative, "stage"] = MarrowStage.NOT_DETECTED.value
    frame.loc[is_metastatic, "stage"] = MarrowStage.METASTATIC.value
    frame.loc[(frame["stage"] != MarrowStage.UNKNOWN.value).to_numpy(), "reason"] = ""
    return Staging(frame)


def _usable(cohort: Cohort) -> pd.DataFrame:
    """Returns the baseline sampling of each patient who has one, by code."""
    samplings = cohort.samplings
    state = samplings["state"].to_numpy()
    is_positive = samplings["is_positive"].eq(True).fillna(False).to_numpy(dtype=bool)
    is_usable = is_positive | (state == EvidenceState.NOT_DETECTED.value)
    is_usable = is_usable & ~samplings["after_relapse"].to_numpy() & _in_time(cohort)
    found = samplings.loc[is_usable].assign(is_last=is_positive[is_usable])
    found = found.sort_values(["patient", "collected_on", "is_last"], kind="stable")
    treated = cohort.of_patient(found, "first_systemic_on").notna().to_numpy()
    last = found.loc[treated].drop_duplicates("patient", keep="last")
    others = found.loc[~treated]
    first_day = others.groupby("patient")["collected_on"].transform("min")
    first = others.loc[others["collected_on"] == first_day].drop_duplicates("patient", keep="last")
    both: pd.DataFrame = pd.concat([last, first]).set_index("patient").sort_index()
    return both


def _in_time(cohort: Cohort) -> NDArray[np.bool_]:
    """Returns which samplings were taken by the start of systemic therapy."""
    samplings = cohort.samplings
    start = cohort.of_patient(samplings, "first_systemic_on")
    return np.asarray((start.isna() | (samplings["collected_on"] <= start)).to_numpy(), dtype=bool)


def _is_metastatic(patients: pd.DataFrame) -> NDArray[np.bool_]:
    end = patients["diagnosed_on"] + pd.Timedelta(days=STAGING_DAYS)
    treated = patients[["first_surgery_on", "first_systemic_on"]].min(axis=1)
    end = end.fillna(treated).fillna(patients["first_sampling_on"])
    return np.asarray((patients["metastasis_on"] <= end).to_numpy(), dtype=bool)


def _reasons(cohort: Cohort) -> pd.Series:
    """Returns why a patient without a status has none: what the last sampling in time showed, or
    that there was none.
    """
    samplings, patients = cohort.samplings, cohort.patients
    reasons = pd.Series(NOT_SAMPLED, index=patients.index, dtype="object")
    is_after = samplings["after_relapse"].to_numpy()
    in_time = _in_time(cohort)
    for is_meant, reason in (
        (is_after, AFTER_METASTASIS),
        (~is_after & ~in_time, AFTER_START),
    ):
        reasons[samplings.loc[is_meant, "patient"].unique()] = reason
    last = samplings.loc[~is_after & in_time].drop_duplicates("patient", keep="last")
    texts = last["state"].astype(str) + ": " + last["reason"].astype(str)
    reasons[last["patient"].to_numpy()] = texts.to_numpy()
    return reasons
