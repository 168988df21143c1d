"""Marrow status at baseline against stage, grade and receptors, with exact intervals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.analysis.cohort import Cohort, patient_column
from monitor.analysis.staging import MarrowStage, Staging
from monitor.analysis.staging_groups import (
    NOT_GIVEN,
    grade_group,
    node_group,
    subtype,
    tumor_group,
)
from monitor.stats.binomial import clopper_pearson
from monitor.stats.contingency import ChiSquare, chi_square
from monitor.stats.exact_table import ExactTest, exact_test

TUMOR, NODES, GRADE, RECEPTORS = "Tumor (pT)", "Nodes (pN)", "Grade", "Receptors"
STATUSES = ("positive", "negative")


@dataclass(frozen=True, slots=True)
class StageRow:
    """One level of a factor: `detected` of `evaluable` patients, the share with its exact limits
    (NaN without any), and who is not part of it.
    """

    factor: str
    level: str
    patients: int
    evaluable: int
    detected: int
    share: float
    lower: float
    upper: float
    not_known: int
    metastatic: int

    @property
    def name(self) -> str:
        """Returns a name that no other row has."""
        return f"{self.factor} · {self.level or 'not given'}"


@dataclass(frozen=True, slots=True)
class StageFactor:
    """A factor: its levels in their order, what is not given last, and whether the share differs
    between those that are given; `exact` where an expected number is too small for χ².
    """

    name: str
    rows: tuple[StageRow, ...]
    test: ChiSquare
    exact: ExactTest | None = None

    @property
    def p_value(self) -> float | None:
        """Returns p of the test that fits the numbers, None where there is nothing to compare."""
        return self.exact.p_value if self.exact else self.test.p_value

    @property
    def test_name(self) -> str:
        """Returns which test that is, "" where there is none."""
        if self.exact is None:
            return "χ²" if self.test.p_value is not None else ""
        error = self.exact.standard_error
        return "exact" if error is None else f"exact, by drawing (standard error {error:.1g})"


@dataclass(frozen=True, slots=True)
class StageTable:
    """The cross-table; `total` is everybody."""

    total: StageRow
    factors: tuple[StageFactor, ...]

    @property
    def rows(self) -> tuple[StageRow, ...]:
        return tuple(row for factor in self.factors for row in factor.rows)


def stage_table(cohort: Cohort, staged: Staging) -> StageTable:
    """Returns the cross-table of these patients, without factors that nobody has a value of."""
    stages = staged.frame["stage"]
    order = list(MarrowStage)
    codes = pd.Categorical(stages, categories=[stage.value for stage in order]).codes
    everybody = np.bincount(codes[codes >= 0], minlength=len(order)).tolist()
    total = _row("All patients", "all patients", dict(zip(order, everybody, strict=True)))
    columns = factor_columns(cohort)
    factors = (_factor(name, values, codes) for name, values in columns.items())
    return StageTable(total, tuple(f for f in factors if any(row.level for row in f.rows)))


def factor_columns(cohort: Cohort) -> Mapping[str, pd.Series]:
    """Returns the level of every patient in each factor, "" where it is not given."""
    patients = cohort.patients
    return {
        TUMOR: tumor_group(patients),
        NODES: node_group(patients),
        GRADE: grade_group(patients),
        "ER": _status(cohort, "er"),
        "PR": _status(cohort, "pr"),
        "HER2": _status(cohort, "her2"),
        RECEPTORS: subtype(patients),
    }


def _status(cohort: Cohort, name: str) -> pd.Series:
    values = patient_column(cohort, name)
    others = sorted(set(values.unique()) - {*STATUSES, NOT_GIVEN})
    kind = pd.CategoricalDtype([*STATUSES, *others, NOT_GIVEN], ordered=True)
    return values.astype(kind)


def _factor(name: str, values: pd.Series, codes: NDArray[np.int8]) -> StageFactor:
    rows = tuple(_rows(name, values, codes))
    given = [row for row in rows if row.level]
    table = [[row.detected, row.evaluable - row.detected] for row in given]
    test = chi_square(table or [[0, 0]])
    exact = exact_test(table) if table and test.p_value is None else None
    return StageFactor(name, rows, test, exact)


def _rows(factor: str, values: pd.Series, codes: NDArray[np.int8]) -> Iterator[StageRow]:
    order = list(MarrowStage)
    levels = values.cat.categories
    places = values.cat.codes.to_numpy().astype(np.int64) * len(order) + codes
    counts = np.bincount(places, minlength=len(levels) * len(order)).reshape(-1, len(order))
    for level, found in zip(levels, counts.tolist(), strict=True):
        if any(found):
            yield _row(factor, str(level), dict(zip(order, found, strict=True)))


def _row(factor: str, level: str, found: Mapping[str, int]) -> StageRow:
    k, unknown = found[MarrowStage.DETECTED], found[MarrowStage.UNKNOWN]
    n = k + found[MarrowStage.NOT_DETECTED]
    lower, upper = clopper_pearson(k, n) if n else (np.nan, np.nan)
    return StageRow(
        factor, level, sum(found.values()), n, k, k / n if n else float("nan"),
        float(lower), float(upper), unknown, found[MarrowStage.METASTATIC],
    )  # fmt: skip


def stage_frame(table: StageTable) -> pd.DataFrame:
    """Returns the cross-table as it is shown and saved; shares in percent."""
    tests = {factor.name: (factor.p_value, factor.test_name) for factor in table.factors}
    return pd.DataFrame(
        [
            (
                row.factor, row.level or "not given", row.patients, row.evaluable, row.detected,
                100 * row.share, 100 * row.lower, 100 * row.upper, row.not_known, row.metastatic,
                *tests.get(row.factor, (None, "")),
            )
            for row in (table.total, *table.rows)
        ],
        columns=[
            "Factor", "Level", "Patients", "Evaluable", "cM0(i+)", "Share, %", "Lower 95 %, %",
            "Upper 95 %, %", "Not known", "cM1", "p", "Test",
        ],
    )  # fmt: skip


def patients_in(cohort: Cohort, factor: str, level: str) -> pd.Index:
    """Returns the codes of the patients of one row."""
    values = factor_columns(cohort)[factor]
    return values.index[(values == level).to_numpy()]


def patient_frame(cohort: Cohort, staged: Staging) -> pd.DataFrame:
    """Returns the status of each patient, one a row, with what it rests on."""
    patients, frame = cohort.patients, staged.frame
    return pd.DataFrame(
        {
            "Patient": patients["patient_id"],
            "Center": patients["center"].astype(str),
            "Status": frame["stage"],
            "Sampled": frame["collected_on"],
            "k": frame["k"],
            "N": frame["n"],
            "Series": frame["series"].astype("object").fillna(""),
            "Why not known": frame["reason"],
        }
    )
