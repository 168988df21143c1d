"""The call card: a call with all that it rests on, and what would change it."""

from collections.abc import Iterator, Sequence

from monitor.analysis.call_outlook import FallOutlook, LevelOutlook, outlook
from monitor.analysis.call_text import (
    CONFIRMABLE,
    call_sentence,
    clusters_text,
    p_text,
    pooled_sentence,
    ratio_text,
    reference_text,
    result_text,
    share_text,
    short_rate,
    tally_text,
    verdict,
)
from monitor.analysis.evidence import Fact
from monitor.analysis.formats import counted, millions, sentence_case
from monitor.analysis.lab_scatter import divided_text, scatter_text
from monitor.domain.calls import Call, CallKind
from monitor.domain.evidence import Comparison, Tally
from monitor.domain.rules import RuleSet
from monitor.stats.change import REALISTIC_DEPTH, SmallestChange

_CONFIRMING = {
    CallKind.CLEARED: "a second sampling without detection",
    CallKind.APPEARED: "a second detection",
    CallKind.REAPPEARED: "a second detection",
}


def numbers_line(call: Call) -> str:
    """Returns inputs, ratio, p, confirmation and rules in one line."""
    found = call.comparison
    parts = []
    if found is not None:
        parts = [
            f"{_dated(found.earlier)} → {_dated(found.later)}",
            *filter(None, (clusters_text(found),)),
            f"RR {ratio_text(found)}",
            f"p {p_text(found.p_value)} (central {p_text(found.p_central)})",
        ]
        if found.dispersion > 1:
            parts.append(f"counts ÷ {found.dispersion:.1f}")
        parts.append(_confirmed(call))
    return " · ".join([*parts, f"rule set {call.rule_version}"])


def call_facts(call: Call, rules: RuleSet) -> tuple[Fact, ...]:
    """Returns the call with its evidence, line by line; what is not there is left out."""
    facts = (
        Fact("Call", sentence_case(verdict(call))),
        Fact("It says", call_sentence(call)),
        *_comparison_facts(call, rules),
        Fact("Chance of a false clearance", _false_clearance(call)),
        Fact("Confirmed", sentence_case(_confirmation(call, rules))),
        *(Fact(about, text) for about, text in _notes(call, rules)),
        Fact("Rule set", _rules(rules)),
    )
    return tuple(fact for fact in facts if fact.text)


def call_notes(call: Call, rules: RuleSet, earlier: Sequence[Call] = ()) -> tuple[Fact, ...]:
    """Returns what belongs beside a call: zeros together, what would change it, other series.

    Without a call, the last one among `earlier` is named.
    """
    last = next((c for c in reversed(earlier) if c.kind is not CallKind.NO_CALL), None)
    facts = [Fact("Scatter", divided_text(call.comparison, call.key.lab))]
    facts += [Fact(about, text) for about, text in _notes(call, rules)]
    if call.kind is CallKind.NO_CALL and last is not None:
        says = f"{last.collected_on}, {verdict(last)}. {call_sentence(last)}"
        facts.insert(0, Fact("Last call", says))
    return tuple(fact for fact in facts if fact.text)


def _notes(call: Call, rules: RuleSet) -> Iterator[tuple[str, str]]:
    found = outlook(call, rules)
    if call.kind not in (CallKind.NO_CALL, CallKind.AFTER_RELAPSE):
        yield "Reference", sentence_case(call.reason)  # what is unusual about it
    yield "Zeros together", pooled_sentence(call) if _is_pooled(call) else ""
    if found.fall is not None:
        yield "What would change it", _fall(found.fall)
    if found.counts is not None:
        yield "What would change it", _counts(found.counts, call)
    if found.level is not None:
        yield "Planning", _level(found.level)
    yield "Other series", "; ".join(_other(call))


def _is_pooled(call: Call) -> bool:
    """Returns whether the zeros together say more than the call's own sentence."""
    return call.pooled is not None and call.kind is CallKind.CLEARED


def _comparison_facts(call: Call, rules: RuleSet) -> Iterator[Fact]:
    found = call.comparison
    if found is None:
        if call.reference is not None:
            yield Fact("Reference", reference_text(call.reference))
        return
    if (
        call.reference is not None
        and call.reference.sampling.collected_on == found.earlier.first_on
    ):
        yield Fact("Held against", reference_text(call.reference))
    yield Fact("Counts", f"{_dated(found.earlier)} → {_dated(found.later)}")
    yield Fact("Clusters", clusters_text(found))
    yield Fact("Rate ratio", f"{ratio_text(found)}, exact {_level_text(rules)} interval")
    yield Fact("p", _p_values(found, rules))
    yield Fact("Scatter", sentence_case(scatter_text(found.scatter, call.key.lab)))
    if found.probability_fell is not None:
        prior = "posterior, Jeffreys’ prior on both rates"
        yield Fact("Chance that the rate fell", f"{share_text(found.probability_fell)} ({prior})")


def _level_text(rules: RuleSet) -> str:
    return f"{100 * (1 - rules.alpha):g} %"


def _p_values(found: Comparison, rules: RuleSet) -> str:
    text = f"{p_text(found.p_central)} central, demonstrable below {rules.alpha:g}"
    if found.dispersion == 1:  # of divided counts there is no other
        text = f"{p_text(found.p_value)} two-sided exact; {text}"
    if found.looks > 1:
        text += f" (both × {found.looks}: the lowest of {found.looks} was chosen)"
    return text


def _false_clearance(call: Call) -> str:
    if call.chance_of_false_clearance is None or call.last_detected is None:
        return ""
    chance = share_text(call.chance_of_false_clearance)
    return f"{chance}, from the last detected sampling ({_dated(call.last_detected)})"


def _confirmed(call: Call) -> str:
    if call.kind in CONFIRMABLE and call.confirmed_on is not None:
        return f"confirmed {call.confirmed_on}"
    return "not confirmed"


def _confirmation(call: Call, rules: RuleSet) -> str:
    if call.kind not in CONFIRMABLE:
        return "no: only clearing and (re-)appearing are confirmed by a second sampling"
    if call.confirmed_on is not None:
        return f"on {call.confirmed_on}"
    days = counted(rules.confirmation_days, "day")
    return f"no: that takes {_CONFIRMING[call.kind]}, {days} or more after the first"


def _fall(found: FallOutlook) -> str:
    basis, depth = tally_text(found.basis), _depth(found.depth)
    if not found.is_realistic:
        return f"After {basis}, no realistic depth can show a fall: it would take {depth} in all."
    more = _depth(found.still_needed)
    return f"Without another cell, {depth} in all would be demonstrably below {basis}: {more} more."


def _counts(found: SmallestChange, call: Call) -> str:
    assert call.comparison is not None
    later, earlier = call.comparison.later, tally_text(call.comparison.earlier)
    if not call.comparison.earlier.events:
        cells = counted(found.rise_to, "cell")
        if call.is_demonstrable:
            return f"Fewer than {cells} in {millions(later.screened)} M are compatible with chance."
        return f"{cells} or more in {millions(later.screened)} M would be demonstrable."
    rise = f"{found.rise_to:,} or more a rise"
    fall = "not even a zero would show a fall"
    if found.fall_to is not None:
        fall = f"{counted(found.fall_to, 'cell')} or fewer show a fall"
    return f"Against {earlier}, in {millions(later.screened)} M again: {fall}, {rise}."


def _level(found: LevelOutlook) -> str:
    limits = " to ".join(short_rate(limit) for limit in (found.lower, found.upper))
    return (
        f"If the level is {short_rate(found.level)} per 10⁶ (the data allow {limits}), "
        f"screen {_depth(found.depth)} cells to see it with 95 % chance."
    )


def _depth(millions_of_cells: float) -> str:
    if millions_of_cells > REALISTIC_DEPTH:
        return f"{millions_of_cells:,.0f} M"
    return f"{millions_of_cells:.1f} M"


def _other(call: Call) -> Iterator[str]:
    for sampling in call.other_results:
        status = "detected" if sampling.is_positive else "not detected"
        yield f"{sampling.key}: {status}, {result_text(sampling)}, {sampling.collected_on}"


def _dated(tally: Tally) -> str:
    days = dict.fromkeys((tally.first_on, tally.last_on))
    return f"{tally_text(tally)} ({' to '.join(day.isoformat() for day in days)})"


def _rules(rules: RuleSet) -> str:
    return (
        f"{rules.version}: detected from {counted(rules.threshold, 'cell')}, under-screened below "
        f"{millions(rules.minimum_depth)} M, α {rules.alpha:g}, confirmed after "
        f"{counted(rules.confirmation_days, 'day')}"
    )
