"""A call in words: its verdict, its letters on the ribbon, the sentence that it supports."""

from math import isfinite

from monitor.analysis.formats import counted, millions, one_line, rate_text, sentence_case
from monitor.domain.calls import Call, CallKind, Direction, Grade, Reference, ReferenceKind
from monitor.domain.evidence import Comparison, Tally
from monitor.domain.samplings import Sampling

# What a second sampling of the same kind confirms.
CONFIRMABLE = (CallKind.CLEARED, CallKind.APPEARED, CallKind.REAPPEARED)

_CHECK = "✓"
_ARROWS = {Direction.DOWN: "↓", Direction.UP: "↑"}
_LETTERS = {
    CallKind.BASELINE: "BL",
    CallKind.NEW_SERIES: "new",
    CallKind.CLEARED: "C",
    CallKind.LOWER: "↓",
    CallKind.HIGHER: "↑",
    CallKind.APPEARED: "A",
    CallKind.REAPPEARED: "R",
    CallKind.NEVER_DETECTED: "N",
    CallKind.NO_CALL: "?",
    CallKind.AFTER_RELAPSE: "–",
}
_MEANINGS = {
    "BL": "baseline",
    "new": "first of a new series",
    "(↓)": "lower, compatible with chance",
    "=": "the same",
    "(↑)": "higher, compatible with chance",
    "↓": "demonstrably lower",
    "↑": "demonstrably higher",
    "C": "cleared",
    "A": "appeared",
    "R": "re-appeared",
    "N": "never detected",
    "?": "no call",
    "–": "after relapse",
}
_REASON_LENGTH = 160


def letters(call: Call) -> str:
    """Returns what stands in the call's block of the ribbon; a check where it is confirmed."""
    if call.kind is CallKind.PERSISTENT:
        arrow = _ARROWS.get(call.direction) if call.direction else None
        return f"({arrow})" if arrow else "="
    return _LETTERS[call.kind] + (_CHECK if is_confirmed(call) else "")


def is_firm(call: Call) -> bool:
    """Returns whether nothing about the call is left open: demonstrable, and confirmed where a
    second sampling can confirm it.
    """
    return call.is_demonstrable and (call.kind not in CONFIRMABLE or call.is_confirmed)


def is_confirmed(call: Call) -> bool:
    """Returns whether this is a kind that is confirmed, and was by its own day."""
    return call.kind in CONFIRMABLE and call.is_confirmed


def letters_key(shown: list[str]) -> str:
    """Returns what the letters of a ribbon mean, each of them once and in the usual order."""
    plain = {text.removesuffix(_CHECK) for text in shown}
    parts = [f"{text} {meaning}" for text, meaning in _MEANINGS.items() if text in plain]
    if any(text.endswith(_CHECK) for text in shown):
        parts.append(f"{_CHECK} confirmed")
    return " · ".join(parts)


def verdict(call: Call) -> str:
    """Returns the call in a few words: "cleared, not confirmed, compatible with chance"."""
    if call.kind in (CallKind.LOWER, CallKind.HIGHER):
        return f"demonstrably {call.kind}, not confirmed"
    if call.kind is CallKind.PERSISTENT:
        moved = {Direction.DOWN: " (lower)", Direction.UP: " (higher)"}
        where = moved.get(call.direction, "") if call.direction else ""
        return f"persistent{where}, not confirmed, {Grade.COMPATIBLE}"
    words = [str(call.kind)]
    if call.kind in CONFIRMABLE:
        words.append("confirmed" if call.is_confirmed else "not confirmed")
        words += [str(call.grade)] if call.grade else []
    return ", ".join(words)


def verdict_short(call: Call) -> str:
    """Returns kind and confirmation alone: "re-appeared, confirmed"."""
    return verdict(call).removesuffix(f", {call.grade}")


def call_sentence(call: Call) -> str:
    """Returns what the call says in plain words, every count with its depth."""
    say = {
        CallKind.CLEARED: _cleared,
        CallKind.NEVER_DETECTED: _never_detected,
        CallKind.APPEARED: _came,
        CallKind.REAPPEARED: _came,
        CallKind.LOWER: _changed,
        CallKind.HIGHER: _changed,
        CallKind.PERSISTENT: _changed,
        CallKind.BASELINE: _first,
        CallKind.NEW_SERIES: _first,
    }.get(call.kind, _not_called)
    return say(call)


def _cleared(call: Call) -> str:
    last, pooled = call.last_detected, call.pooled
    is_pooled = call.is_confirmed and pooled is not None
    now = tally_text(pooled.tally) if is_pooled and pooled else result_text(call.sampling)
    parts = [f"{_not_detected(call)} in {now.partition(' in ')[2]}."]
    if last is not None and call.chance_of_false_clearance is not None:
        chance = share_text(call.chance_of_false_clearance)
        pair = "counts like these turn up" if is_pooled else "a pair like this turns up"
        parts.append(
            f"The last positive was {tally_text(last)}; {pair} in {chance} when nothing changed."
        )
    found = call.comparison
    if found is not None and last is not None and found.earlier != last:
        parts.append(
            f"Against the reference {tally_text(found.earlier)} the fall is "
            f"{_grade_words(found)}: rate ratio {ratio_text(found)}."
        )
    return " ".join(parts)


def _not_detected(call: Call) -> str:
    k = call.sampling.tumor_cells
    return "Not detected" if not k else f"Below the threshold, {counted(k, 'cell')}"


def _never_detected(call: Call) -> str:
    if call.pooled is None:
        return f"Not detected in any sampling so far: {result_text(call.sampling)}."
    return f"Not detected in any sampling so far. {pooled_sentence(call)}"


def _came(call: Call) -> str:
    now = sentence_case(result_text(call.sampling))
    found = call.comparison
    if found is None:
        return f"{now}, detected after a run of negatives."
    before = tally_text(found.earlier)
    return f"{now} after {before}: rate ratio {ratio_text(found)}, {_grade_words(found)}."


def _changed(call: Call) -> str:
    now, found = sentence_case(result_text(call.sampling)), call.comparison
    if found is None:
        return f"{now}."
    direction = {Direction.DOWN: "lower", Direction.UP: "higher"}
    moved = direction.get(call.direction, "the same") if call.direction else "the same"
    if call.kind is CallKind.PERSISTENT:
        says = f"{moved}, but a difference of this size is compatible with chance"
        if moved == "the same":
            says = "the same rate"
    else:
        says = f"demonstrably {moved}"
    return f"{now} after {tally_text(found.earlier)}: {says} (rate ratio {ratio_text(found)})."


def _first(call: Call) -> str:
    result = sentence_case(result_text(call.sampling))
    if call.sampling.excluded is not None:
        result += f" (a level above {short_rate(call.sampling.excluded)} per 10⁶ is unlikely)"
    if call.kind is CallKind.NEW_SERIES:
        return f"{result}: the first sampling by {call.key}, with nothing to compare it with."
    return f"{result}: what later samplings are held against."


def _not_called(call: Call) -> str:
    reason = one_line(call.reason, _REASON_LENGTH) or "no call"
    has_counts = None not in (call.sampling.tumor_cells, call.sampling.cells_screened)
    return sentence_case(f"{result_text(call.sampling)}: {reason}." if has_counts else f"{reason}.")


def _grade_words(found: Comparison) -> str:
    return "demonstrable" if found.demonstrable else "compatible with chance"


def pooled_sentence(call: Call) -> str:
    """Returns what the zeros in a row say together, nothing where there is none."""
    if call.pooled is None:
        return ""
    tally, level = call.pooled.tally, short_rate(call.pooled.excluded)
    if tally.samplings == 1:
        return f"{tally_text(tally)}: above {level} per 10⁶ is unlikely."
    return f"{tally_text(tally)}, if the level did not change: above {level} per 10⁶ is unlikely."


def result_text(sampling: Sampling) -> str:
    """Returns count and depth: "1 in 2.0 M", "0 in 2.1 M"."""
    if sampling.tumor_cells is None or sampling.cells_screened is None:
        return str(sampling.state)
    return f"{sampling.tumor_cells:,} in {millions(sampling.cells_screened)} M"


def tally_text(tally: Tally) -> str:
    """Returns counts and depth, and over how many samplings: "0 in 6.3 M over 3 samplings"."""
    text = f"{tally.cells:,} in {millions(tally.screened)} M"
    return text if tally.samplings == 1 else f"{text} over {tally.samplings} samplings"


def clusters_text(found: Comparison) -> str:
    """Returns the events that were compared, where they are fewer than the cells; else nothing."""
    if not (found.earlier.has_clusters or found.later.has_clusters):
        return ""
    return f"{found.earlier.events} → {found.later.events} events, a cluster counts once"


def short_rate(rate: float) -> str:
    """Returns a rate with two significant digits, as a sentence needs it: "0.48", "0.013"."""
    return rate_text(float(f"{rate:.2g}"))


def ratio_text(found: Comparison) -> str:
    """Returns the rate ratio with its exact interval: "0.36 (0.10–1.05)", "∞ (1.18–∞)"."""
    if found.ratio is None or found.lower is None or found.upper is None:
        return "undefined, no cells in either"
    limits = "–".join(number_text(limit) for limit in (found.lower, found.upper))
    return f"{number_text(found.ratio)} ({limits})"


def number_text(ratio: float) -> str:
    """Returns a ratio as people write it: two decimals, fewer where it is large, more where it
    would be 0.00.
    """
    if not isfinite(ratio):
        return "∞"
    if ratio == 0:
        return "0"
    if ratio >= 9.995:
        return f"{ratio:,.0f}"
    return f"{ratio:.2f}" if ratio >= 0.0095 else f"{ratio:.1g}"


def share_text(share: float) -> str:
    """Returns a chance in percent: "49 %", "3.1 %", "below 0.01 %"."""
    percent = 100 * share
    if percent >= 9.95:
        return f"{percent:.0f} %"
    return f"{percent:.2g} %" if percent >= 0.01 else "below 0.01 %"


def p_text(p: float) -> str:
    """Returns a p-value with two significant digits: "0.064", "< 0.0001"."""
    if p < 0.0001:
        return "< 0.0001"
    return f"{p:.2g}" if p < 0.995 else "1.0"


def reference_text(reference: Reference) -> str:
    """Returns which sampling a size is held against, and its day."""
    text = f"{reference_name(reference)}, {reference.sampling.collected_on}"
    if reference.looks > 1:
        return f"{text} (the lowest of {reference.looks}: p × {reference.looks})"
    return text


def reference_name(reference: Reference) -> str:
    """Returns what kind of sampling a size is held against: where none was taken before the
    therapy, how long after its start the first one was.
    """
    if reference.kind not in (ReferenceKind.BEFORE_THERAPY, ReferenceKind.BEFORE_LINE):
        return str(reference.kind)
    if reference.therapy is None:
        return "first sampling, no systemic therapy known"
    if reference.days_after_start is None:
        return str(reference.kind)
    agent = one_line(reference.therapy.agent, 60)
    return f"first sampling, {counted(reference.days_after_start, 'day')} after start of {agent}"
