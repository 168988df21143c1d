"""A patient's samplings sorted into series, and their counts as tests need them."""

from collections.abc import Iterable
from datetime import date

from monitor.analysis.samplings import cells_that_count, samplings
from monitor.domain.evidence import Tally
from monitor.domain.records import Course
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import CellDefinition, ComparabilityKey, Sampling
from monitor.domain.series import Series
from monitor.domain.vocabularies import EventType

BOTH = CellDefinition.TUMOR_AND_PROBABLE


def series(course: Course, rules: RuleSet, cells: CellDefinition = BOTH) -> tuple[Series, ...]:
    """Returns the patient's series, the one that began first in front.

    Each ends on the day of the first distant metastasis; later samplings are kept apart.
    """
    return sorted_into_series(samplings(course.assays, rules, cells), first_metastasis(course))


def sorted_into_series(every: Iterable[Sampling], end: date | None) -> tuple[Series, ...]:
    """Returns samplings in time order as series; `end` is the day of the first metastasis."""
    found: dict[ComparabilityKey, list[Sampling]] = {}
    for sampling in every:
        found.setdefault(sampling.key, []).append(sampling)
    begun = {key: _first_result(group) for key, group in found.items()}
    return tuple(_series(key, group, end, begun) for key, group in found.items())


def first_metastasis(course: Course) -> date | None:
    """Returns the day of the first distant metastasis, if there was one."""
    days = (o.occurred_on for o in course.outcomes if o.event_type is EventType.DISTANT_METASTASIS)
    return min(days, default=None)


def tally(sampling: Sampling, cells: CellDefinition = BOTH) -> Tally:
    """Returns the counts of a sampling that has a count and a depth.

    A cluster is one event. How many cells it holds is not told, only that it is two at least: k
    less the number of clusters is the most that can have come independently.
    """
    day, events = sampling.collected_on, sampling.tumor_cells or 0
    if has_clusters(sampling):
        counted = [(cells_that_count(a, cells) or 0, a.clusters or 0) for a in sampling.pooled]
        events = sum(max(k - clusters, min(k, clusters)) for k, clusters in counted)
    return Tally(
        events=events,
        cells=sampling.tumor_cells or 0,
        screened=sampling.cells_screened or 0,
        samplings=1,
        first_on=day,
        last_on=day,
    )


def has_clusters(sampling: Sampling) -> bool:
    """Returns whether any of the assays that count saw clusters of cells."""
    assays = sampling.pooled
    if len(assays) == 1:
        return bool(assays[0].clusters)
    return any(assay.clusters for assay in assays)


def pooled(tallies: Iterable[Tally]) -> Tally:
    """Returns the sums of at least one tally."""
    all_of = tuple(tallies)
    if len(all_of) == 1:
        return all_of[0]
    return Tally(
        events=sum([t.events for t in all_of]),
        cells=sum([t.cells for t in all_of]),
        screened=sum([t.screened for t in all_of]),
        samplings=sum([t.samplings for t in all_of]),
        first_on=min([t.first_on for t in all_of]),
        last_on=max([t.last_on for t in all_of]),
    )


def _series(
    key: ComparabilityKey,
    group: list[Sampling],
    end: date | None,
    begun: dict[ComparabilityKey, date | None],
) -> Series:
    until = group if end is None else [s for s in group if s.collected_on <= end]
    is_new = len(begun) > 1 and any(
        day is not None and day < group[0].collected_on
        for other, day in begun.items()
        if other != key and other.material is key.material
    )
    return Series(key, tuple(until), tuple(group[len(until) :]), is_new)


def _first_result(group: list[Sampling]) -> date | None:
    return next((s.collected_on for s in group if s.is_positive is not None), None)
