"""Two groups of patients by the quality of their data: who was sampled, and what came of it."""

from collections.abc import Iterator

from monitor.analysis.cohort import Cohort
from monitor.analysis.denominators import denominators
from monitor.analysis.group_shares import GroupShares, SharePair, share_pair
from monitor.domain.vocabularies import EvidenceState

OF = "% of those named on the left"
PATIENTS, VISITS, SAMPLINGS = "Of patients", "Of patients due at a visit", "Of marrow samplings"
_STATES = {
    EvidenceState.UNDER_SCREENED: "under-screened",
    EvidenceState.DEPTH_UNKNOWN: "depth unknown",
    EvidenceState.NOT_EVALUABLE: "not evaluable",
}
Counts = tuple[int, int]


def quality_shares(
    names: tuple[str, str], cohorts: tuple[Cohort, Cohort], in_both: int
) -> GroupShares:
    """Returns the shares of both groups. Samplings of one patient are no independent ones: their p
    is a description.
    """
    first, second = (list(_counts(cohort)) for cohort in cohorts)
    pairs = tuple(
        share_pair(heading, name, one, two)
        for (heading, name, one), (_, _, two) in zip(first, second, strict=True)
    )
    return GroupShares(*names, OF, _without_nothing(pairs), in_both)


def _without_nothing(pairs: tuple[SharePair, ...]) -> tuple[SharePair, ...]:
    """Returns the shares of which there is anything in either group: a lab that never leaves the
    depth out needs no line on it.
    """
    usual = (EvidenceState.DEPTH_UNKNOWN.value,)
    return tuple(p for p in pairs if p.name not in usual or p.first.k or p.second.k)


def _counts(cohort: Cohort) -> Iterator[tuple[str, str, Counts]]:
    found = denominators(cohort)
    usual = cohort.samplings[~cohort.samplings["after_relapse"].to_numpy(dtype=bool)]
    times = usual.groupby("patient", observed=True).size()
    yield PATIENTS, "sampled", (found.sampled, found.enrolled)
    yield PATIENTS, "ever evaluable", (found.evaluable, found.enrolled)
    yield PATIENTS, "sampled twice", (int((times > 1).sum()), found.enrolled)
    for window in cohort.visits.windows if cohort.visits else ():
        at = denominators(cohort, window.name)
        yield VISITS, f"sampled at {window.name}", (at.sampled, at.sampled + at.alive)
    states = usual["state"].astype(str)
    for state, name in _STATES.items():
        yield SAMPLINGS, name, (int((states == state.value).sum()), len(usual))
    if cohort.visits and cohort.visits.windows:
        off = usual["visit"].astype(str) == ""
        yield SAMPLINGS, "off every window", (int(off.sum()), len(usual))
