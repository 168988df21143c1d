"""Which calls other rules would flip: both sets of rules over every course, some at a time."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.analysis.call_changes import CallChange, flips
from monitor.analysis.calls import calls_of_series
from monitor.analysis.formats import counted, k_in_n
from monitor.analysis.samplings import judged_samplings
from monitor.analysis.series import first_metastasis, sorted_into_series
from monitor.analysis.standing import CONFIRMABLE
from monitor.domain.calls import Call
from monitor.domain.evidence import UNCHECKED, Scatters
from monitor.domain.records import Course, Patient
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import Sampling

Tell = Callable[[int], object]

# What the list holds; every flip is counted.
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Flip:
    """One call of one patient that would read otherwise, in words."""

    link: str
    patient_id: str
    collected_on: date
    series: str
    result: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class FlipPreview:
    """The calls that flip from one set of rules to another: the first of them listed, all counted.

    `turns` counts them by (before, after) in words without days, the most frequent first.
    """

    before: RuleSet
    after: RuleSet
    listed: tuple[Flip, ...]
    turns: Mapping[tuple[str, str], int]
    flipped_patients: int
    calls: int
    patients: int

    @property
    def flipped(self) -> int:
        return sum(self.turns.values())


def flip_preview(
    chunks: Iterable[Sequence[Course]],
    before: RuleSet,
    after: RuleSet,
    tell: Tell = lambda _patients: None,
    limit: int = MOST_LISTED,
    scatter: Scatters = UNCHECKED,
) -> FlipPreview:
    """Returns which calls would flip; `tell` hears how many patients were compared so far."""
    listed: list[Flip] = []
    turns: Counter[tuple[str, str]] = Counter()
    compared = patients = touched = 0
    for chunk in chunks:
        judged = _judged(chunk, before, after)
        for course, found in _flipped(judged, before, after, scatter):
            touched += bool(found)
            turns.update(_turn(change) for change in found)
            listed += [_flip(course.patient, c, after) for c in found[: limit - len(listed)]]
        compared += sum(len(one.before) for one in judged)
        patients += len(chunk)
        tell(patients)
    return FlipPreview(
        before, after, tuple(listed), dict(turns.most_common()), touched, compared, patients
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    """One course with its samplings as they are judged by both sets of rules."""

    course: Course
    before: list[Sampling]
    after: list[Sampling]

    @property
    def is_moved(self) -> bool:
        """Returns whether any sampling shows something else; a reason alone moves no call."""
        return any(_shows(a) != _shows(b) for a, b in zip(self.before, self.after, strict=True))


def _shows(sampling: Sampling) -> tuple[object, ...]:
    return (
        sampling.state, sampling.tumor_cells, sampling.cells_screened, sampling.is_positive,
        len(sampling.pooled),
    )  # fmt: skip


def _judged(chunk: Iterable[Course], before: RuleSet, after: RuleSet) -> list[_Judged]:
    return [
        _Judged(
            course, judged_samplings(course.assays, before), judged_samplings(course.assays, after)
        )
        for course in chunk
    ]


def _flipped(
    judged: Sequence[_Judged], before: RuleSet, after: RuleSet, scatter: Scatters
) -> Iterator[tuple[Course, tuple[CallChange, ...]]]:
    """Yields what flips in each course that can have flips at all: where neither a sampling nor a
    rule about changes differs, the calls are the same.
    """
    same_walk = (before.alpha, before.confirmation_days) == (after.alpha, after.confirmation_days)
    moved = [one for one in judged if not same_walk or one.is_moved]
    old = _calls(((one.course, one.before) for one in moved), before, scatter)
    new = _calls(((one.course, one.after) for one in moved), after, scatter)
    for one, *both in zip(moved, old, new, strict=True):
        yield one.course, flips(*both)


def _calls(
    judged: Iterable[tuple[Course, list[Sampling]]], rules: RuleSet, scatter: Scatters
) -> Iterator[tuple[Call, ...]]:
    """Returns the calls of some courses; what a call rests on needs no rates and limits."""
    prepared = (
        (course, sorted_into_series(found, first_metastasis(course))) for course, found in judged
    )
    return calls_of_series(prepared, rules, scatter=scatter)


def _turn(change: CallChange) -> tuple[str, str]:
    old, new = _both(change)
    before, after = _words(old), _words(new)
    return before, after if after != before else "the same, confirmed on another day"


def _both(change: CallChange) -> tuple[Call, Call]:
    before, after = change.before, change.after
    if before is None or after is None:
        raise ValueError("a flip has both calls")
    return before, after


def _flip(patient: Patient, change: CallChange, rules: RuleSet) -> Flip:
    old, new = _both(change)
    return Flip(
        link=patient.link,
        patient_id=patient.patient_id,
        collected_on=change.collected_on,
        series=str(change.key),
        result=k_in_n(new.sampling.tumor_cells, new.sampling.cells_screened),
        before=call_in_words(old),
        after=call_in_words(new),
        reason=_reason(old, new, rules),
    )


def call_in_words(call: Call) -> str:
    """Returns a call with its grade, and whether it is confirmed where that can be."""
    return f"{_words(call)} {call.confirmed_on or ''}".rstrip()


def _words(call: Call) -> str:
    confirmed = "confirmed" if call.confirmed_on else "not confirmed"
    words = [
        call.kind.value,
        call.grade.value if call.grade else "",
        confirmed if call.confirmed_on or call.kind in CONFIRMABLE else "",
    ]
    return ", ".join(word for word in words if word)


def _reason(old: Call, new: Call, rules: RuleSet) -> str:
    """Returns what the new call rests on that the old one did not."""
    if new.sampling.state is not old.sampling.state:
        return f"{new.sampling.state.value}: {new.sampling.reason}"
    if new.reason and new.reason != old.reason:
        return new.reason
    if new.confirmed_on != old.confirmed_on and new.kind is old.kind and new.grade is old.grade:
        days = counted(rules.confirmation_days, "day")
        return f"a confirmation takes a second such sampling at least {days} later"
    if new.comparison and old.comparison and _compares(new) == _compares(old):
        return f"p = {new.comparison.p_central:.2g} against α = {rules.alpha:g}"
    if new.comparison:
        earlier = new.comparison.earlier
        last = f" ({earlier.last_on})" if earlier.last_on else ""
        return f"compared with {k_in_n(earlier.cells, earlier.screened)}{last}"
    return "follows from an earlier sampling of this series"


def _compares(call: Call) -> tuple[object, object] | None:
    return (call.comparison.earlier, call.comparison.later) if call.comparison else None
