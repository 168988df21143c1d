"""Which calls differ between two views of a course: other rules, another file, another switch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.analysis.therapy_context import caution_windows
from monitor.analysis.therapy_spans import therapy_spans
from monitor.domain.calls import Call, CallKind, Grade
from monitor.domain.records import Course
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import ComparabilityKey, Sampling

Verdict = tuple[CallKind, Grade | None, date | None]


@dataclass(frozen=True, slots=True)
class CallChange:
    """One sampling whose call differs; None where it is there in one of the views only."""

    collected_on: date
    key: ComparabilityKey
    before: Call | None
    after: Call | None


def call_changes(before: Sequence[Call], after: Sequence[Call]) -> tuple[CallChange, ...]:
    """Returns the samplings of one patient whose call, grade or confirmation differs, in order."""
    old, new = _by_sampling(before), _by_sampling(after)
    return tuple(
        CallChange(*at, old.get(at), new.get(at))
        for at in sorted(old.keys() | new.keys())
        if _verdict(old.get(at)) != _verdict(new.get(at))
    )


def flips(before: Sequence[Call], after: Sequence[Call]) -> tuple[CallChange, ...]:
    """Returns the changes at samplings that both views have: what a rule or a switch flips."""
    return tuple(c for c in call_changes(before, after) if c.before and c.after)


def current_call(calls: Sequence[Call]) -> Call | None:
    """Returns the call that a patient stands at: of the last day, one with a verdict first."""
    return max(calls, key=lambda c: (c.collected_on, c.kind is not CallKind.NO_CALL), default=None)


def cautioned_days(
    course: Course, samplings: Sequence[Sampling], rules: RuleSet, data_cut: date
) -> dict[date, str]:
    """Returns the days of samplings that lie in a caution window, each with the reason.

    What `calls` takes as `left_out`: the switch that recomputes without them.
    """
    windows = caution_windows(therapy_spans(course, data_cut), rules)
    found: dict[date, str] = {}
    for day in (s.collected_on for s in samplings):
        reasons = dict.fromkeys(w.reason for w in windows if w.first <= day <= w.last)
        if reasons:
            found[day] = "; ".join(reasons)
    return found


def _by_sampling(calls: Sequence[Call]) -> dict[tuple[date, ComparabilityKey], Call]:
    return {(call.collected_on, call.key): call for call in calls}


def _verdict(call: Call | None) -> Verdict | None:
    return None if call is None else (call.kind, call.grade, call.confirmed_on)
