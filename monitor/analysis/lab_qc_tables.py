"""Chart 11 as a table, and the patients behind one of its periods."""

import re

import numpy as np
import pandas as pd

from monitor.analysis.cohort import Codes, Cohort
from monitor.analysis.lab_qc import LabQc
from monitor.domain.vocabularies import EvidenceState

_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2])| Q[1-4])?", re.ASCII)


def lab_qc_table(data: LabQc) -> pd.DataFrame:
    """Returns each period of a lab, depths in 10⁶ MNC."""
    return pd.DataFrame(
        [
            (
                p.name, p.counted, p.median / 1e6, p.lower_quartile / 1e6, p.upper_quartile / 1e6,
                p.shallow, p.low, p.high, "yes" if p.is_unusual else "",
            )
            for p in data.periods
        ],
        columns=[
            str(data.period), "samplings", "median depth, M", "lower quartile, M",
            "upper quartile, M", "under-screened", "ordinary from", "ordinary to",
            "out of the ordinary",
        ],
    )  # fmt: skip


def shallow_in(cohort: Cohort, lab: str, period: str) -> Codes:
    """Returns the patients with an under-screened sampling of a lab in a period: "2021 Q3"."""
    asked = _asked(period)
    if asked is None:
        return np.array([], dtype=np.int64)
    samplings = cohort.samplings
    is_meant = (samplings["lab"] == lab) & (
        samplings["state"] == EvidenceState.UNDER_SCREENED.value
    )
    found = samplings.loc[is_meant.to_numpy()]
    days = found["collected_on"]
    inside = (days >= asked.start_time) & (days <= asked.end_time)
    return np.asarray(found.loc[inside.to_numpy(), "patient"].unique(), dtype=np.int64)


def _asked(period: str) -> pd.Period | None:
    """Returns the period of this name; None where it is none: another page's, an old click's."""
    if not _PERIOD.fullmatch(period):
        return None
    return pd.Period(period.replace(" ", ""))
