"""Assays pooled into samplings, and what each sampling shows (methods.md 1)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from operator import attrgetter

from monitor.analysis.formats import counted, k_in_n, millions
from monitor.domain.records import Assay
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import CellDefinition, ComparabilityKey, Sampling, SetAside
from monitor.domain.vocabularies import AssayStatus, EvidenceState, Method, ResultText
from monitor.stats.control import p_above_control
from monitor.stats.poisson import excluded_level, interval


def samplings(
    assays: Iterable[Assay],
    rules: RuleSet,
    cells: CellDefinition = CellDefinition.TUMOR_AND_PROBABLE,
) -> tuple[Sampling, ...]:
    """Returns the samplings of one patient in time order, one for each day and comparability key.

    Each is pooled from the assays that stand after the control rule, and lists the others with
    the reason why they do not count. Rates and limits are per 10⁶ MNC.
    """
    return _with_limits(judged_samplings(assays, rules, cells), rules)


def judged_samplings(
    assays: Iterable[Assay],
    rules: RuleSet,
    cells: CellDefinition = CellDefinition.TUMOR_AND_PROBABLE,
) -> list[Sampling]:
    """Returns the same samplings without rates and limits: all that a list of patients shows, in
    half the time.
    """
    groups: dict[tuple[date, ComparabilityKey], list[Assay]] = {}
    for assay in sorted(assays, key=_number):
        groups.setdefault((assay.collected_on, comparability_key(assay)), []).append(assay)
    return [_sampling(tuple(groups[place]), rules, cells) for place in sorted(groups)]


_number = attrgetter("id")


def comparability_key(assay: Assay) -> ComparabilityKey:
    """Returns what a result depends on besides the patient: material, method, antibody, lab."""
    return _key(assay.material, assay.method, assay.antibody or "", assay.lab or "")


# A cohort has few keys and asks for them at every assay.
_key = lru_cache(maxsize=1024)(ComparabilityKey)


def cells_that_count(assay: Assay, cells: CellDefinition) -> int | None:
    """Returns k of one assay: the tumor cells, and the probable ones where the control is clean.

    None without a count. A control that was not reported is not clean (European ISHAGE rule).
    """
    if assay.tumor_cells is None or assay.method is Method.PCR:
        return None
    adds_probable = cells is CellDefinition.TUMOR_AND_PROBABLE and assay.control_positive == 0
    return assay.tumor_cells + (assay.probable_cells or 0 if adds_probable else 0)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One assay that stands: k in N, or a plain positive or negative where either is missing."""

    assay: Assay
    k: int | None
    n: int | None
    is_positive: bool
    reported_rate: float | None = None

    @property
    def is_counted(self) -> bool:
        return self.k is not None and self.n is not None


def _sampling(assays: tuple[Assay, ...], rules: RuleSet, cells: CellDefinition) -> Sampling:
    judged = [_read(assay, rules, cells) for assay in assays]
    if len(judged) == 1 and isinstance(alone := judged[0], _Reading) and alone.is_counted:
        return _pooled([alone], (), rules)  # as most are
    readings = [r for r in judged if isinstance(r, _Reading)]
    aside = tuple(r for r in judged if isinstance(r, SetAside))
    with_count = [r for r in readings if r.is_counted]
    plain = [r for r in readings if not r.is_counted]
    k = sum(r.k or 0 for r in with_count)
    if not readings:
        return _not_evaluable(assays, aside)
    if not with_count or (k < rules.threshold and any(r.is_positive for r in plain)):
        reason = "a result of the same day is positive without its cells screened"
        return _depth_unknown(plain, aside + tuple(SetAside(r.assay, reason) for r in with_count))
    reason = "the number of cells screened is not given: not pooled"
    return _pooled(with_count, aside + tuple(SetAside(r.assay, reason) for r in plain), rules)


def _read(assay: Assay, rules: RuleSet, cells: CellDefinition) -> _Reading | SetAside:
    """Returns what one assay says, or why it does not count."""
    if assay.status is AssayStatus.WITHDRAWN:
        return SetAside(assay, "withdrawn by the lab")
    if assay.result_text is ResultText.NOT_EVALUABLE:
        return SetAside(assay, "the lab calls it not evaluable")
    if spoiled := _spoiled_by_control(assay, rules):
        return SetAside(assay, spoiled)
    n = None if assay.method is Method.PCR else assay.cells_screened
    k = cells_that_count(assay, cells)
    if k is not None:
        return _Reading(assay, k, n, k >= rules.threshold, assay.reported_rate)
    if assay.result_text in (ResultText.POSITIVE, ResultText.NEGATIVE):
        positive = assay.result_text is ResultText.POSITIVE
        return _Reading(assay, None, n, positive, assay.reported_rate)
    if assay.reported_rate is not None and assay.method is not Method.PCR:
        return _Reading(assay, None, n, assay.reported_rate > 0, assay.reported_rate)
    if assay.result_text is ResultText.QUESTIONABLE:
        return SetAside(assay, "questionable, without a count")
    return SetAside(assay, "neither a count nor a result")


def _spoiled_by_control(assay: Assay, rules: RuleSet) -> str | None:
    """Returns why the control spoils the count, or None.

    Where the lab gives probable cells it has sorted its cells by the control already, and a zero is
    never spoiled.
    """
    k, stained = assay.tumor_cells or 0, assay.control_positive or 0
    if assay.probable_cells is not None or k == 0 or stained == 0:
        return None
    if assay.control_cells_screened is None or assay.cells_screened is None:
        return f"control stained ({stained}), its number of cells or the assay's own is not given"
    p = p_above_control(k, assay.cells_screened, stained, assay.control_cells_screened)
    if p < rules.alpha:
        return None
    assay_text = k_in_n(k, assay.cells_screened)
    control_text = k_in_n(stained, assay.control_cells_screened)
    return f"{assay_text} is not demonstrably above its control {control_text} (p = {p:.2g})"


def _not_evaluable(assays: tuple[Assay, ...], aside: tuple[SetAside, ...]) -> Sampling:
    reasons = "; ".join(dict.fromkeys(a.reason for a in aside))
    first = assays[0]
    return Sampling(
        first.collected_on,
        comparability_key(first),
        EvidenceState.NOT_EVALUABLE,
        reasons,
        (),
        aside,
    )


def _depth_unknown(readings: list[_Reading], aside: tuple[SetAside, ...]) -> Sampling:
    positive = any(r.is_positive for r in readings)
    ks = [r.k for r in readings if r.k is not None]
    rates = [r.reported_rate for r in readings if r.reported_rate is not None]
    first = readings[0].assay
    if first.method is Method.PCR:
        missing = "PCR counts no cells"
    elif all(r.n is not None for r in readings):
        missing = "the cells were not counted"
    else:
        missing = "the number of cells screened is not given"
    return Sampling(
        first.collected_on,
        comparability_key(first),
        EvidenceState.DEPTH_UNKNOWN,
        f"{'positive' if positive else 'negative'}; {missing}",
        tuple(r.assay for r in readings),
        aside,
        tumor_cells=sum(ks) if len(ks) == len(readings) else None,
        rate=rates[0] if len(rates) == len(readings) == 1 else None,
        is_positive=positive,
    )


def _pooled(readings: list[_Reading], aside: tuple[SetAside, ...], rules: RuleSet) -> Sampling:
    k, n = sum([r.k or 0 for r in readings]), sum([r.n or 0 for r in readings])
    first = readings[0].assay
    state, reason = _judge(k, n, rules.threshold, rules.depth_for_lab(first.lab))
    return Sampling(
        first.collected_on,
        comparability_key(first),
        state,
        reason,
        tuple([r.assay for r in readings]),
        aside,
        tumor_cells=k,
        cells_screened=n,
        is_positive=state is EvidenceState.DETECTED,
    )


@lru_cache(maxsize=4096)
def _judge(k: int, n: int, threshold: int, minimum_depth: int) -> tuple[EvidenceState, str]:
    if k >= threshold:
        reaches = "reaches" if k == 1 else "reach"
        return (
            EvidenceState.DETECTED,
            f"{counted(k, 'cell')} {reaches} the threshold of {threshold}",
        )
    below = f"below threshold, {k} in {millions(n)} M" if k else f"no cell in {millions(n)} M"
    if n >= minimum_depth:
        return EvidenceState.NOT_DETECTED, f"{below}; a negative needs {millions(minimum_depth)} M"
    short = f"only {n:,} of the {counted(minimum_depth, 'cell')} that a negative needs"
    return EvidenceState.UNDER_SCREENED, f"{below}; {short}" if k else short


def _with_limits(found: list[Sampling], rules: RuleSet) -> tuple[Sampling, ...]:
    """Returns the samplings with rate, interval and excluded level, all computed in one go."""
    counts = [s.tumor_cells or 0 for s in found if s.cells_screened]
    depths = [s.cells_screened / 1e6 for s in found if s.cells_screened]
    lower, upper = interval(counts, depths)
    excluded = excluded_level(counts, depths, rules.recovery)
    limits = iter(zip(lower.tolist(), upper.tolist(), excluded.tolist(), strict=True))
    return tuple(_limited(s, *next(limits)) if s.cells_screened else s for s in found)


def _limited(sampling: Sampling, lower: float, upper: float, excluded: float) -> Sampling:
    k, n = sampling.tumor_cells or 0, sampling.cells_screened or 0
    return replace(
        sampling,
        rate=k / (n / 1e6),
        lower=lower,
        upper=upper,
        excluded=None if sampling.state is EvidenceState.DETECTED else excluded,
    )
