"""Worked examples of the Methods page: each sentence is computed when it is asked for, by the same
functions and under the same rules as everything else.
"""

from math import isfinite

from monitor.analysis.formats import counted, millions, rate_text
from monitor.domain.rules import RuleSet
from monitor.stats.change import (
    REALISTIC_DEPTH,
    compare,
    depth_to_show_fall,
    smallest_cleared_count,
    smallest_demonstrable,
)
from monitor.stats.clearance import chance_negative
from monitor.stats.control import p_above_control
from monitor.stats.gamma_rates import GammaRates
from monitor.stats.poisson import depth_for, detection_probability, excluded_level, interval

Count = tuple[int, int]  # cells, cells screened

# What is put in; every number that comes out is computed.
_SINGLE: tuple[Count, ...] = ((0, 2_000_000), (1, 2_000_000), (5, 2_000_000))
_SHALLOW, _SITES = (0, 200_000), ((2, 1_000_000), (0, 1_000_000))
_LEVEL = 0.5
_CHANGES: tuple[tuple[Count, Count], ...] = (
    ((14, 2_000_000), (5, 2_000_000)),
    ((14, 2_000_000), (1, 2_000_000)),
    ((6, 2_000_000), (0, 2_000_000)),
    ((5, 2_000_000), (0, 2_000_000)),
    ((5, 2_000_000), (0, 2_010_000)),
)
_CLEARED: tuple[tuple[Count, Count], ...] = (
    ((1, 2_000_000), (0, 2_000_000)),
    ((1, 2_000_000), (0, 2_100_000)),
    ((5, 2_000_000), (0, 2_000_000)),
)
_FALLS = (6, 8, 10, 12)
_CONTROL = ((3, 2_000_000), (1, 500_000))
# Rates scattered as a gamma distribution: its shape, and its mean in cells per 2.0 M.
_SHAPE, _MEAN, _DEPTH = 0.35, 0.6, 2.0


def single_counts(rules: RuleSet) -> tuple[str, ...]:
    """Returns what single samplings say: rate, exact interval, level excluded."""
    return tuple(_single(k, n, rules) for k, n in (*_SINGLE, _SHALLOW))


def _single(k: int, n: int, rules: RuleSet) -> str:
    lower, upper = (limit.item() for limit in interval(k, n / 1e6))
    text = f"{_count((k, n))}: {_rate(1e6 * k / n)} ({_rate(lower)}–{_rate(upper)}) per 10⁶"
    if k >= rules.threshold:
        return text
    level = excluded_level(k, n / 1e6, rules.recovery).item()
    return f"{text}; a level above {_rate(level)} is excluded"


def pooled_sites() -> str:
    """Returns how the sites of one day are pooled."""
    parts = " + ".join(_count(site) for site in _SITES)
    return f"{parts} = {_count((sum(k for k, _ in _SITES), sum(n for _, n in _SITES)))}"


def detection(rules: RuleSet) -> tuple[str, ...]:
    """Returns the chance to see a level at the minimum depth, and the depth for 95 %."""
    least = rules.minimum_depth
    chance = detection_probability(_LEVEL, least / 1e6, rules.recovery).item()
    depth = depth_for(_LEVEL, recovery=rules.recovery).item()
    return (
        f"A level of {_rate(_LEVEL)} per 10⁶ is seen in {millions(least)} M with "
        f"{_percent(chance)} chance",
        f"To see it with 95 % chance, screen {millions(round(1e6 * depth))} M",
    )


def control_rule(rules: RuleSet) -> str:
    """Returns what a stained control does to a count."""
    (k, n), (stained, control) = _CONTROL
    p = p_above_control(k, n, stained, control)
    verdict = "it counts" if p < rules.alpha else "it is set aside"
    return (
        f"{_count((k, n))} beside a control of {_count((stained, control))}: p = {p:.2g}, {verdict}"
    )


def changes(rules: RuleSet) -> tuple[str, ...]:
    """Returns what pairs of counts say about a change."""
    return tuple(_change(before, after, rules) for before, after in _CHANGES)


def _change(before: Count, after: Count, rules: RuleSet) -> str:
    (k1, n1), (k2, n2) = before, after
    found = compare(k1, n1 / 1e6, k2, n2 / 1e6, rules.alpha)
    grade = "demonstrable" if found.demonstrable else "compatible with chance"
    upper = _rate(found.upper) if isfinite(found.upper) else "∞"
    return (
        f"{_count(before)} → {_count(after)}: RR {_rate(found.ratio)} ({_rate(found.lower)}–{upper}"
        f"), p = {found.p_value:.2g}, central p = {found.p_central:.2g}: {grade}"
    )


def false_clearances() -> tuple[str, ...]:
    """Returns how often a positive followed by a zero turns up when nothing changed."""
    return tuple(_false_clearance(before, after) for before, after in _CLEARED)


def _false_clearance(before: Count, after: Count) -> str:
    (k1, n1), (k2, n2) = before, after
    chance = compare(k1, n1 / 1e6, k2, n2 / 1e6).chance_of_false_clearance
    return (
        f"{_count(before)} → {_count(after)}: {_percent(chance)} of such pairs if nothing changed"
    )


def smallest_falls(rules: RuleSet) -> tuple[str, ...]:
    """Returns the smallest falls that can be shown at equal depth, and the depth one cell needs."""
    fewest = smallest_cleared_count(_DEPTH, _DEPTH, rules.alpha)
    falls = ((k1, smallest_demonstrable(k1, _DEPTH, _DEPTH, rules.alpha).fall_to) for k1 in _FALLS)
    shown = ", ".join(f"{k1} → {k2}" for k1, k2 in falls if k2 is not None)
    depth = depth_to_show_fall(1, _DEPTH, alpha=rules.alpha).item()
    verdict = "no realistic depth can show clearance" if depth > REALISTIC_DEPTH else "possible"
    return (
        f"At equal depth a fall to 0 needs {counted(fewest, 'cell')} before; the smallest falls "
        f"that can be shown: {shown}",
        f"After 1 cell in {_DEPTH} M a zero would need {depth:.0f} M: {verdict}",
    )


def unchanged_clearance() -> str:
    """Returns how often patients who did not change turn negative, by their first count."""
    # Per 10⁶: the distribution's rate parameter is its shape over its mean.
    rates = GammaRates(_SHAPE, _SHAPE * _DEPTH / _MEAN)
    counts = (1, 2, 5)
    chances = chance_negative(list(counts), [_DEPTH] * 3, [_DEPTH] * 3, rates).tolist()
    told = ", ".join(
        f"after {counted(k, 'cell')} {_percent(c)}" for k, c in zip(counts, chances, strict=True)
    )
    return (
        f"Rates scattered around {_MEAN} cells per {_DEPTH} M (gamma, shape {_SHAPE}): of patients "
        f"who did not change, {told} show none in another {_DEPTH} M"
    )


def _count(count: Count) -> str:
    k, n = count
    return f"{k} in {millions(n) if n % 100_000 == 0 else n / 1e6} M"


def _rate(value: float) -> str:
    return rate_text(float(f"{value:.3g}"))


def _percent(chance: float) -> str:
    return f"{100 * chance:.1f} %" if chance < 0.1 else f"{100 * chance:.0f} %"
