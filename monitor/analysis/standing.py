"""The call that a patient stands at: of the last marrow sampling, and whether it is confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from monitor.analysis.call_changes import current_call
from monitor.analysis.cohort import Cohort
from monitor.domain.calls import Call, CallKind, Grade
from monitor.domain.vocabularies import Material

# What a second sampling confirms, or does not; a size is demonstrable, or compatible with chance.
CONFIRMABLE = (CallKind.CLEARED, CallKind.APPEARED, CallKind.REAPPEARED)


@dataclass(frozen=True, slots=True, order=True)
class Verdict:
    """What a call says without its numbers; of two equal ones nothing is new."""

    place: int
    words: str


def standing_call(calls: Iterable[Call]) -> Call | None:
    """Returns the call of a patient's last marrow sampling, None where there is none."""
    return current_call([call for call in calls if call.key.material is Material.BONE_MARROW])


def standing_verdicts(cohort: Cohort) -> dict[str, Verdict]:
    """Returns the verdict that each patient with a marrow sampling stands at, by link."""
    every = cohort.samplings
    last = every.groupby("patient")["collected_on"].transform("max")
    on_last = every.loc[every["collected_on"] == last]
    has_none = (on_last["call"] == CallKind.NO_CALL.value).to_numpy()
    # What was first among equals stays first, as in `current_call`.
    stands = on_last.iloc[has_none.argsort(kind="stable")].drop_duplicates("patient")
    links = cohort.patients["link"].reindex(stands["patient"])
    said = zip(links, stands["call"], stands["grade"], stands["confirmed_on"].notna(), strict=True)
    return {
        str(link): _verdict(CallKind(kind), grade == Grade.DEMONSTRABLE.value, bool(confirmed))
        for link, kind, grade, confirmed in said
    }


def verdict(call: Call) -> Verdict:
    """Returns what a call says; verdicts sort as calls are listed, the confirmed one first."""
    return _verdict(call.kind, call.is_demonstrable, call.confirmed_on is not None)


def call_words(call: Call) -> str:
    """Returns a call in words: "cleared, not confirmed", "lower, demonstrable", "no call"."""
    return verdict(call).words


@lru_cache(maxsize=128)
def _verdict(kind: CallKind, is_demonstrable: bool, is_confirmed: bool) -> Verdict:
    place = 2 * _PLACES[kind] + (not is_confirmed)
    if kind in CONFIRMABLE:
        return Verdict(place, f"{kind.value}, {'confirmed' if is_confirmed else 'not confirmed'}")
    if is_demonstrable:
        return Verdict(place, f"{kind.value}, {Grade.DEMONSTRABLE.value}")
    return Verdict(place, kind.value)


_PLACES = {kind: place for place, kind in enumerate(CallKind)}
