"""Chart 11: how each lab works over time: depth, negatives that mean little, stained controls."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from monitor.analysis.cohort import Codes, Cohort
from monitor.analysis.frame_builder import FrameBuilder, Kind
from monitor.domain.vocabularies import AssayStatus, EvidenceState, ResultText
from monitor.stats.binomial import clopper_pearson
from monitor.stats.control_limits import binomial_limits

# One row for each marrow assay, in the order in which the store gives them.
ASSAYS = {
    "patient": Kind.CODE, "collected_on": Kind.DAY, "lab": Kind.WORD, "method": Kind.WORD,
    "antibody": Kind.WORD, "sample_id": Kind.TEXT, "site": Kind.WORD, "replicate": Kind.WHOLE,
    "reader": Kind.WORD, "k": Kind.WHOLE, "n": Kind.WHOLE, "control_k": Kind.WHOLE,
    "control_n": Kind.WHOLE, "reported_rate": Kind.NUMBER, "result": Kind.WORD,
    "status": Kind.WORD, "qualified": Kind.TEXT,
}  # fmt: skip
_MOST_PERIODS = 60


class Period(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def assay_frame(chunks: Iterable[Sequence[tuple[Any, ...]]]) -> pd.DataFrame:
    """Returns every marrow assay as a frame, by patient and day."""
    builder = FrameBuilder(ASSAYS)
    for chunk in chunks:
        builder.add(chunk)
    return builder.frame().sort_values(["patient", "collected_on"], kind="stable")


def assays_of(assays: pd.DataFrame, codes: Codes) -> pd.DataFrame:
    """Returns the assays of these patients."""
    return assays.loc[np.isin(assays["patient"].to_numpy(), codes)]


@dataclass(frozen=True, slots=True)
class LabPeriod:
    """A lab's samplings in one month, quarter or year that begins on `first`.

    Depths in MNC, 0 where none is known. `shallow` of `counted` samplings are under-screened;
    `low` and `high` are the numbers of those that are ordinary for this lab.
    """

    first: date
    name: str
    median: float
    lower_quartile: float
    upper_quartile: float
    counted: int
    shallow: int
    low: int
    high: int

    @property
    def is_unusual(self) -> bool:
        return not self.low <= self.shallow <= self.high


@dataclass(frozen=True, slots=True)
class StainedControl:
    """A negative control that stained: `k` of `n` control cells (0: not given), and the assay's
    own count.
    """

    link: str
    patient_id: str
    collected_on: date
    k: int
    n: int
    assay_k: int | None
    assay_n: int | None


@dataclass(frozen=True, slots=True)
class Seam:
    """The day of a lab's first sampling of a further series."""

    on: date
    series: str


@dataclass(frozen=True, slots=True)
class LabQc:
    """One lab over time. `share` is its share of under-screened samplings over all periods."""

    lab: str
    period: Period
    periods: tuple[LabPeriod, ...]
    minimum: int
    counted: int
    shallow: int
    stained: tuple[StainedControl, ...]
    controls: int
    seams: tuple[Seam, ...]

    @property
    def share(self) -> float:
        return self.shallow / self.counted if self.counted else 0.0


def labs_of(cohort: Cohort) -> tuple[str, ...]:
    """Returns the labs, the one with most samplings first."""
    counts = cohort.samplings["lab"].value_counts()
    return tuple(str(lab) for lab in counts.index[counts > 0])


def lab_qc(cohort: Cohort, assays: pd.DataFrame, lab: str) -> LabQc:
    """Returns how a lab worked over time, over the samplings of these patients.

    Only samplings with a count and a depth are counted; a month is drawn as long as there are not
    more than 60, else quarters or years.
    """
    own = cohort.samplings.loc[(cohort.samplings["lab"] == lab).to_numpy()]
    counted = own.loc[(own["n"].notna() & ~own["is_withdrawn"]).to_numpy()]
    period = _period(counted["collected_on"])
    shallow = (counted["state"] == EvidenceState.UNDER_SCREENED.value).to_numpy()
    of_lab = assays.loc[(assays["lab"] == lab).to_numpy()]
    return LabQc(
        lab=lab,
        period=period,
        periods=_periods(counted, shallow, period),
        minimum=cohort.rules.depth_for_lab(lab),
        counted=len(counted),
        shallow=int(shallow.sum()),
        stained=_stained(cohort, of_lab),
        controls=int((of_lab["control_k"].notna() & _is_valid(of_lab)).sum()),
        seams=_seams(own),
    )


def _period(days: pd.Series) -> Period:
    if days.empty:
        return Period.MONTH
    months = (days.max() - days.min()).days / 30.4
    if months <= _MOST_PERIODS:
        return Period.MONTH
    return Period.QUARTER if months <= 3 * _MOST_PERIODS else Period.YEAR


_FREQUENCY = {Period.MONTH: "M", Period.QUARTER: "Q", Period.YEAR: "Y"}


def _periods(
    counted: pd.DataFrame, shallow: np.ndarray[Any, np.dtype[np.bool_]], period: Period
) -> tuple[LabPeriod, ...]:
    if counted.empty:
        return ()
    when = counted["collected_on"].dt.to_period(_FREQUENCY[period])
    depths = (
        counted["n"].astype(float).groupby(when.to_numpy()).quantile(np.array([0.25, 0.5, 0.75]))
    )
    table = depths.unstack()
    sizes = when.value_counts().reindex(table.index)
    short = pd.Series(shallow).groupby(when.to_numpy()).sum()
    low, high = binomial_limits(sizes.to_numpy(), float(shallow.mean()))
    return tuple(
        LabPeriod(at.start_time.date(), _name(at), median, lower, upper, size, few, least, most)
        for at, lower, median, upper, size, few, least, most in zip(
            table.index, table[0.25], table[0.5], table[0.75], sizes.tolist(),
            short.reindex(table.index).tolist(), low.tolist(), high.tolist(), strict=True,
        )
    )  # fmt: skip


def _name(period: pd.Period) -> str:
    return str(period).replace("Q", " Q")


def _stained(cohort: Cohort, assays: pd.DataFrame) -> tuple[StainedControl, ...]:
    is_stained = (assays["control_k"] > 0).fillna(False).to_numpy(dtype=bool)
    found = assays.loc[is_stained & _is_valid(assays).to_numpy()]
    names = cohort.pseudonyms(found["patient"])
    return tuple(
        StainedControl(
            cohort.link_of(code), name, day.date(), int(k), _whole(n) or 0, _whole(own_k),
            _whole(own_n),
        )
        for code, name, day, k, n, own_k, own_n in zip(
            found["patient"], names, found["collected_on"], found["control_k"],
            found["control_n"], found["k"], found["n"], strict=True,
        )
    )  # fmt: skip


def _is_valid(assays: pd.DataFrame) -> pd.Series:
    """Returns which assays the lab did not withdraw: the others count for nothing."""
    return assays["status"] != AssayStatus.WITHDRAWN.value


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _seams(samplings: pd.DataFrame) -> tuple[Seam, ...]:
    first = samplings.groupby("series", observed=True)["collected_on"].min().sort_values()
    return tuple(Seam(day.date(), str(series)) for series, day in first.items())[1:]


def reader_table(assays: pd.DataFrame) -> pd.DataFrame:
    """Returns what each reader of each lab found: positives of all assays read, in percent with
    exact limits, and the median depth in 10⁶. Empty where no reader is given.
    """
    is_told = _is_valid(assays) & (assays["result"] != ResultText.NOT_EVALUABLE.value)
    is_read = (assays["reader"] != "") & assays["k"].notna() & assays["n"].notna() & is_told
    read = assays.loc[is_read.to_numpy()]
    keys = [read["lab"].astype(str), read["reader"].astype(str)]
    groups = read.assign(is_positive=(read["k"] > 0)).groupby(keys)
    found = pd.DataFrame(
        {
            "assays": groups.size(),
            "positive": groups["is_positive"].sum().astype(int),
            "median": groups["n"].median().astype(float) / 1e6,
        }
    )
    lower, upper = clopper_pearson(found["positive"], found["assays"])
    return pd.DataFrame(
        {
            "Lab": found.index.get_level_values(0),
            "Reader": found.index.get_level_values(1),
            "Assays": found["assays"].to_numpy(),
            "Positive": found["positive"].to_numpy(),
            "Share, %": (100 * found["positive"] / found["assays"]).to_numpy(),
            "Lower 95 %, %": 100 * lower,
            "Upper 95 %, %": 100 * upper,
            "Median depth, M": found["median"].to_numpy(),
        }
    )
