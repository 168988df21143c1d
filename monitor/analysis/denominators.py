"""Who is counted below a cohort figure, and who is not and why (methods.md 5)."""

from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.analysis.cohort import Cohort
from monitor.analysis.time_axis import DAYS_PER_MONTH
from monitor.domain.visits import VisitPlan, VisitWindow, plan_to_text
from monitor.domain.vocabularies import EvidenceState

_HASH_LETTERS = 4
# Whatever else a cohort holds follows from these, the rules and the visit windows.
_HASHED = {
    "patients": (
        "patient_id", "center", "study", "arm", "diagnosed_on", "birth_year", "menopausal_status",
        "histology", "pt", "pn", "nodes_positive", "grade", "er", "pr", "her2", "covariates",
    ),
    "samplings": ("patient", "collected_on", "series", "state", "k", "n", "rate", "p_central"),
    "therapy": ("patient", "lane", "agent", "started_on", "ended_on", "ongoing"),
    "events": ("patient", "event_type", "occurred_on", "site", "cause"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Denominators:
    """Patients, each counted once: `enrolled` = `sampled` + missing, and `sampled` = `evaluable` +
    `under_screened` + `depth_unknown` + `not_evaluable`. A patient counts with the best sampling
    before any distant metastasis; where `visit` is named, with the one that counts there.

    Missing are those who were not sampled: `not_yet_due`, `alive` and relapse-free, `after_relapse`
    or `after_death`. `content` is a short hash of the data, the rules and the visit windows.
    """

    enrolled: int
    sampled: int
    evaluable: int
    under_screened: int
    depth_unknown: int
    not_evaluable: int
    not_yet_due: int
    alive: int
    after_relapse: int
    after_death: int
    data_cut: date
    rules: str
    content: str
    visit: str = ""

    @property
    def missing(self) -> int:
        return self.enrolled - self.sampled


def denominators(cohort: Cohort, visit: str = "") -> Denominators:
    """Returns who is counted, ever or at one visit."""
    counted = _counted_samplings(cohort, visit)
    states = _best_states(counted)
    sampled = np.isin(cohort.codes, states.index.to_numpy())
    missing = _missing(cohort, ~sampled, visit)
    return Denominators(
        enrolled=len(cohort.patients),
        sampled=int(sampled.sum()),
        evaluable=_number(states, EvidenceState.DETECTED, EvidenceState.NOT_DETECTED),
        under_screened=_number(states, EvidenceState.UNDER_SCREENED),
        depth_unknown=_number(states, EvidenceState.DEPTH_UNKNOWN),
        not_evaluable=_number(states, EvidenceState.NOT_EVALUABLE),
        **missing,
        data_cut=cohort.data_cut,
        rules=cohort.rules.version,
        content=content_hash(cohort),
        visit=visit,
    )


def denominator_line(found: Denominators) -> str:
    """Returns the line below a figure."""
    split = ", ".join(
        f"{number:,} {name}"
        for number, name in (
            (found.not_yet_due, "not yet due"),
            (found.alive, "alive and relapse-free"),
            (found.after_relapse, "after relapse"),
            (found.after_death, "after death"),
        )
        if number
    )
    depth = f"depth unknown {found.depth_unknown:,}" if found.depth_unknown else ""
    at = f" at {found.visit}" if found.visit else ""
    parts = (
        f"Enrolled {found.enrolled:,}",
        f"sampled{at} {found.sampled:,}",
        f"evaluable {found.evaluable:,}",
        f"under-screened {found.under_screened:,}",
        depth,
        f"not evaluable {found.not_evaluable:,}",
        f"missing {found.missing:,}" + (f" ({split})" if split else ""),
        f"data cut {found.data_cut.isoformat()}",
        f"rules {found.rules}",
        f"#{found.content}",
    )
    return " · ".join(part for part in parts if part)


def _counted_samplings(cohort: Cohort, visit: str) -> pd.DataFrame:
    samplings = cohort.samplings
    if visit:
        is_there = (samplings["visit"] == visit) & samplings["is_counted_visit"]
        return samplings[is_there.to_numpy()]
    return samplings[~samplings["after_relapse"].to_numpy()]


def _best_states(samplings: pd.DataFrame) -> pd.Series:
    """Returns the best state of each patient; states stand from best to worst."""
    ranks = pd.Series(samplings["state"].cat.codes.to_numpy(), samplings["patient"].to_numpy())
    return ranks.groupby(level=0).min()


def _number(ranks: pd.Series, *states: EvidenceState) -> int:
    order = list(EvidenceState)
    return int(ranks.isin([order.index(state) for state in states]).sum())


def _missing(cohort: Cohort, is_missing: NDArray[np.bool_], visit: str) -> dict[str, int]:
    """Returns why patients were not sampled by the end of the window, or of what is known."""
    patients = cohort.patients[is_missing]
    end = np.full(len(patients), np.datetime64(cohort.data_cut, "s"))
    not_due = np.zeros(len(patients), dtype=bool)
    window = _window(cohort.visits, visit)
    if window is not None:
        open_for = pd.Timedelta(days=round(window.last * DAYS_PER_MONTH))
        closes = (patients["anchored_on"] + open_for).to_numpy(dtype="datetime64[s]")
        not_due = closes > end
        end = np.where(np.isnat(closes), end, np.minimum(closes, end))
    with np.errstate(invalid="ignore"):
        dead = patients["died_on"].to_numpy() <= end
        relapsed = (patients["first_relapse_on"].to_numpy() <= end) & ~dead
    open_ones = not_due & ~dead & ~relapsed
    return {
        "not_yet_due": int(open_ones.sum()),
        "alive": int((~open_ones & ~dead & ~relapsed).sum()),
        "after_relapse": int(relapsed.sum()),
        "after_death": int(dead.sum()),
    }


def _window(visits: VisitPlan | None, visit: str) -> VisitWindow | None:
    return next((w for w in visits.windows if w.name == visit), None) if visits else None


def content_hash(cohort: Cohort) -> str:
    """Returns four letters that change with the data, the rules or the visit windows.

    Two stores with the same records have the same; what a store numbers its rows by is left out.
    """
    digest = blake2b(digest_size=8)
    for part, names in _HASHED.items():
        for name in names:
            digest.update(_content(getattr(cohort, part)[name]))
    windows = plan_to_text(cohort.visits) if cohort.visits else ""
    digest.update(f"{cohort.rules} {windows} {cohort.data_cut}".encode())
    return digest.hexdigest()[:_HASH_LETTERS]


def _content(column: pd.Series) -> bytes:
    if isinstance(column.dtype, pd.CategoricalDtype):
        words = "\n".join(map(str, column.cat.categories))
        return words.encode() + column.cat.codes.to_numpy().tobytes()
    if column.dtype == object:
        return "\n".join(map(str, column)).encode()
    if isinstance(column.dtype, pd.api.extensions.ExtensionDtype):
        return column.to_numpy(dtype=float, na_value=np.nan).tobytes()
    return column.to_numpy().tobytes()
