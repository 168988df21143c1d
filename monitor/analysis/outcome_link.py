"""What is asked on the Outcomes page as the options of an address, and back.

Choices only: no pseudonym, no key of a patient. Names differ from those of the filter, which stands
in the same address.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from monitor.analysis.outcome_clocks import Clock
from monitor.analysis.outcome_times import TimeUnit
from monitor.domain.endpoints import Endpoint, UnknownCause

Query = Mapping[str, Sequence[str]]

ENDPOINT, BY, CLOCK, LANDMARK, ADJUST = "endpoint", "by", "clock", "landmark", "adjust"
UNIT, CAUSE, FIXED, ZOOMED, SHOW = "unit", "unknown_cause", "fixed", "zoomed", "show"
FIRST, SECOND = "group", "versus"
EVERY = (
    ENDPOINT, BY, CLOCK, LANDMARK, ADJUST, UNIT, CAUSE, FIXED, ZOOMED, SHOW, FIRST, SECOND,
)  # fmt: skip
MOST_MONTHS = 240.0
_YES = "yes"
_CAUSES = {cause.name.lower(): cause for cause in UnknownCause}


@dataclass(frozen=True, slots=True)
class Asking:
    """What an address may say of a question; None, "" and () where it says nothing.

    `by` is how groups are formed, as the page names it; `first` and `second` are saved groups.
    """

    endpoint: Endpoint | None = None
    by: str = ""
    clock: Clock | None = None
    landmark: float | None = None
    adjust: tuple[str, ...] = ()
    unit: TimeUnit | None = None
    cause: UnknownCause | None = None
    is_fixed: bool = False
    is_zoomed: bool = False
    show: str = ""
    first: str = ""
    second: str = ""


def asking_to_query(asking: Asking) -> dict[str, list[str]]:
    """Returns what is asked, by its name in an address; what is not said is left out."""
    held = {
        ENDPOINT: asking.endpoint,
        BY: asking.by,
        CLOCK: asking.clock,
        LANDMARK: f"{asking.landmark:g}" if asking.landmark is not None else "",
        UNIT: asking.unit,
        CAUSE: asking.cause.name.lower() if asking.cause else "",
        FIXED: _YES if asking.is_fixed else "",
        ZOOMED: _YES if asking.is_zoomed else "",
        SHOW: asking.show,
        FIRST: asking.first,
        SECOND: asking.second,
    }
    query = {name: [str(value)] for name, value in held.items() if value}
    return query | ({ADJUST: list(asking.adjust)} if asking.adjust else {})


def asking_from_query(query: Query) -> Asking:
    """Returns what an address asks; nonsense is left out."""
    endpoint, by, clock, landmark, unit, cause, fixed, zoomed, show, first, second = (
        next(iter(query.get(name, ())), "")
        for name in (ENDPOINT, BY, CLOCK, LANDMARK, UNIT, CAUSE, FIXED, ZOOMED, SHOW, FIRST, SECOND)
    )
    return Asking(
        endpoint=Endpoint(endpoint) if endpoint in {*Endpoint} else None,
        by=by,
        clock=Clock(clock) if clock in {*Clock} else None,
        landmark=_months(landmark),
        adjust=tuple(dict.fromkeys(query.get(ADJUST, ()))),
        unit=TimeUnit(unit) if unit in {*TimeUnit} else None,
        cause=_CAUSES.get(cause),
        is_fixed=fixed == _YES,
        is_zoomed=zoomed == _YES,
        show=show,
        first=first,
        second=second,
    )


def _months(text: str) -> float | None:
    try:
        months = float(text)
    except ValueError:
        return None
    return months if isfinite(months) and 0 <= months <= MOST_MONTHS else None
