"""Calls with their evidence (methods.md 3): derived from assays and rules each time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from monitor.analysis.call_walk import Draft, WalkRules, drafts
from monitor.analysis.comparisons import comparisons, false_clearances, pooled_negatives
from monitor.analysis.formats import k_in_n
from monitor.analysis.references import references
from monitor.analysis.series import BOTH, first_metastasis, series
from monitor.domain.calls import Call, CallKind, Grade, Reference, ReferenceChoice
from monitor.domain.evidence import UNCHECKED, Comparison, PooledNegatives, Scatters, Tally
from monitor.domain.records import Course
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import CellDefinition, Sampling
from monitor.domain.series import Series
from monitor.domain.vocabularies import EvidenceState

DEFAULT_REFERENCE = ReferenceChoice()

# Courses whose numbers are computed together.
_CHUNK = 2_000


def calls(
    course: Course,
    rules: RuleSet,
    reference: ReferenceChoice = DEFAULT_REFERENCE,
    cells: CellDefinition = BOTH,
    left_out: Mapping[date, str] | None = None,
    scatter: Scatters = UNCHECKED,
) -> tuple[Call, ...]:
    """Returns one call for each sampling, in time order.

    `left_out` names days whose samplings are passed over, and why (the switch for caution windows);
    `scatter` names the labs whose scatter is known: the counts of those that scatter more than
    chance are divided by their φ.
    Raises ValueError where the reference names a therapy line that the course does not have.
    """
    return next(calls_of_all((course,), rules, reference, cells, left_out, scatter))


def calls_of_all(
    courses: Iterable[Course],
    rules: RuleSet,
    reference: ReferenceChoice = DEFAULT_REFERENCE,
    cells: CellDefinition = BOTH,
    left_out: Mapping[date, str] | None = None,
    scatter: Scatters = UNCHECKED,
) -> Iterator[tuple[Call, ...]]:
    """Yields the calls of each course in the order given, computed for many courses at once."""
    prepared = ((course, series(course, rules, cells)) for course in courses)
    yield from calls_of_series(prepared, rules, reference, cells, left_out, scatter)


def calls_of_series(
    prepared: Iterable[tuple[Course, tuple[Series, ...]]],
    rules: RuleSet,
    reference: ReferenceChoice = DEFAULT_REFERENCE,
    cells: CellDefinition = BOTH,
    left_out: Mapping[date, str] | None = None,
    scatter: Scatters = UNCHECKED,
) -> Iterator[tuple[Call, ...]]:
    """Yields the same of courses whose series are at hand; only "nadir" needs their limits."""
    rest = iter(prepared)
    while chunk := list(islice(rest, _CHUNK)):
        plans = [
            _plan(
                course,
                all_series,
                WalkRules(rules, references(course, reference), cells, left_out or {}, scatter),
            )
            for course, all_series in chunk
        ]
        yield from _finished(plans, rules)


@dataclass(frozen=True, slots=True)
class _Planned:
    """A draft with what the other series of its patient had shown by then."""

    draft: Draft
    last_detected: Tally | None
    others: tuple[Sampling, ...]
    flags: str


def _plan(course: Course, all_series: tuple[Series, ...], by: WalkRules) -> list[_Planned]:
    relapse = first_metastasis(course)
    said = [_said(one) for one in all_series]
    plan = []
    for one in all_series:
        for draft in drafts(one, by):
            if draft.kind is CallKind.AFTER_RELAPSE:
                draft.reason = f"after the distant metastasis of {relapse}"
            others = _other_results(draft.sampling, one, said)
            if draft.kind is CallKind.NEVER_DETECTED:
                _seen_elsewhere(draft, others)
            plan.append(_Planned(draft, _last_detected(draft), others, _flags(draft.reference)))
    return sorted(plan, key=lambda p: (p.draft.sampling.collected_on, p.draft.sampling.key))


def _last_detected(draft: Draft) -> Tally | None:
    return draft.chance_pair.earlier if draft.chance_pair else None


@dataclass(frozen=True, slots=True)
class _Said:
    """The samplings of a series that say positive or negative, and those without depth that say
    positive.
    """

    series: Series
    results: list[Sampling]
    without_depth: list[Sampling]


def _said(one: Series) -> _Said:
    results = [s for s in one.samplings + one.after_relapse if s.is_positive is not None]
    return _Said(one, results, [s for s in results if _is_positive_without_depth(s)])


def _other_results(sampling: Sampling, own: Series, every: Sequence[_Said]) -> tuple[Sampling, ...]:
    """Returns the last positive of every other series, or its last result, known by that day.

    From the own series a positive without depth, which no call can be built on.
    """
    day = sampling.collected_on
    found = []
    for other in every:
        results = other.without_depth if other.series is own else other.results
        known = [s for s in results if s.collected_on <= day and s is not sampling]
        if known:
            found.append(next((s for s in reversed(known) if s.is_positive), known[-1]))
    return tuple(sorted(found, key=lambda s: not s.is_positive))


def _is_positive_without_depth(sampling: Sampling) -> bool:
    return sampling.state is EvidenceState.DEPTH_UNKNOWN and bool(sampling.is_positive)


def _seen_elsewhere(draft: Draft, others: tuple[Sampling, ...]) -> None:
    """Turns "never detected" into no call where another series of the same material has detected
    cells: what is found in blood is named, and says nothing of the marrow.
    """
    material = draft.sampling.key.material
    seen = [s for s in others if s.is_positive and s.key.material is material]
    if seen:
        draft.kind = CallKind.NO_CALL
        names = "; ".join(f"{s.key} detected {_result(s)} on {s.collected_on}" for s in seen)
        draft.reason = f"not detected by {draft.sampling.key}; {names}"


def _result(sampling: Sampling) -> str:
    if sampling.tumor_cells is None:
        return "(no count)"
    return k_in_n(sampling.tumor_cells, sampling.cells_screened)


def _flags(reference: Reference | None) -> str:
    """Returns what is unusual about a reference."""
    if reference is None or reference.therapy is None:
        return ""
    agent, start = reference.therapy.agent, reference.therapy.started_on
    flags = []
    if reference.days_after_start is not None:
        flags.append(f"reference taken {reference.days_after_start} days after start of {agent}")
    if not reference.is_start_exact:
        precision = reference.therapy.date_precision
        known = start.isoformat()[: 4 if precision == "year" else 7]
        flags.append(f"start of {agent} known to the {precision} only ({known})")
    return "; ".join(flags)


def _finished(plans: list[list[_Planned]], rules: RuleSet) -> Iterator[tuple[Call, ...]]:
    every = [planned.draft for plan in plans for planned in plan]
    pairs = [d.pair for d in every if d.pair]
    chances = [d.chance_pair for d in every if d.chance_pair]
    zeros = [d.zeros for d in every if d.zeros]
    found = iter(comparisons(pairs, rules.alpha))
    found_chances = iter(false_clearances(chances))
    found_zeros = iter(pooled_negatives(zeros, rules))
    for plan in plans:
        yield tuple(
            _call(
                planned,
                next(found) if planned.draft.pair else None,
                next(found_chances) if planned.draft.chance_pair else None,
                next(found_zeros) if planned.draft.zeros else None,
                rules,
            )
            for planned in plan
        )


def _call(
    planned: _Planned,
    comparison: Comparison | None,
    chance: float | None,
    pooled: PooledNegatives | None,
    rules: RuleSet,
) -> Call:
    draft = planned.draft
    kind = draft.kind or _by_size(draft, comparison)
    reasons = (draft.reason, planned.flags if draft.reference else "")
    return Call(
        sampling=draft.sampling,
        kind=kind,
        rule_version=rules.version,
        reason="; ".join(reason for reason in reasons if reason),
        grade=_grade(kind, comparison),
        reference=draft.reference,
        comparison=comparison,
        last_detected=planned.last_detected,
        chance_of_false_clearance=chance,
        pooled=pooled,
        confirmed_on=draft.confirmed_on,
        other_results=planned.others,
    )


def _by_size(draft: Draft, comparison: Comparison | None) -> CallKind:
    is_real = comparison is not None and comparison.demonstrable
    has_fallen = comparison is not None and (comparison.ratio or 0.0) < 1
    if draft.sampling.state is EvidenceState.UNDER_SCREENED:
        return CallKind.LOWER if is_real and has_fallen else CallKind.NO_CALL
    if not is_real:
        return CallKind.PERSISTENT
    return CallKind.LOWER if has_fallen else CallKind.HIGHER


def _grade(kind: CallKind, comparison: Comparison | None) -> Grade | None:
    if comparison is None or kind is CallKind.NO_CALL:
        return None
    return Grade.DEMONSTRABLE if comparison.demonstrable else Grade.COMPATIBLE
