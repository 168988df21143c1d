"""The call ribbon of a timeline: how long each call holds, and where nothing is known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from monitor.analysis.call_text import letters
from monitor.analysis.time_axis import Position, TimeAxis
from monitor.analysis.timeline_visits import Visits
from monitor.domain.calls import Call
from monitor.domain.rules import RuleSet

# The block of the last sampling is drawn at least this share of the axis long: it is what the
# patient stands at, and may have been taken on the day of the data cut. The axis has a margin.
_LEAST_SHARE = 0.028
# A sampling that comes within a month of its due day leaves nothing unknown before it.
_GRACE = timedelta(days=31)
_DUE = "when the next sampling was due"
_RELAPSE = "when a distant metastasis ended the series"


@dataclass(frozen=True, slots=True)
class Block:
    """One sampling's call from its day on, until the next sampling or until that was due.

    `length` is in the unit of the time axis. Calls of one day share the row: this one is number
    `layer` (0 on top) of `layers`. `call` is None where nothing is known after `first`; `reason`
    says why.
    """

    call: Call | None
    first: date
    last: date
    start: Position
    stop: Position
    length: float
    letters: str
    layer: int = 0
    layers: int = 1
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RibbonRules:
    """What ends a block besides the next sampling: the visit due, the usual interval, the first
    distant metastasis, the end.
    """

    rules: RuleSet
    visits: Visits
    end: date
    metastasis: date | None = None

    def due_after(self, day: date) -> date:
        """Returns the day by which a sampling should follow that one."""
        usual = day + timedelta(days=self.rules.sampling_interval_days)
        return min(usual, self.visits.due_after(day) or usual)

    def known_until(self, day: date, until: date) -> tuple[date, str]:
        """Returns how long what a sampling showed holds, at most until then, and what ends it."""
        due = self.due_after(day)
        known, reason = (until, "") if until <= due + _GRACE else (due, _DUE)
        if self.metastasis is not None and day <= self.metastasis < known:
            return self.metastasis, _RELAPSE
        return known, reason


def ribbon(calls: Sequence[Call], time: TimeAxis, by: RibbonRules) -> tuple[Block, ...]:
    """Returns the blocks in time order; `calls` are in time order and of marrow samplings only."""
    days = [(day, tuple(group)) for day, group in groupby(calls, key=lambda c: c.collected_on)]
    blocks: list[Block] = []
    for at, (day, of_day) in enumerate(days):
        following = days[at + 1][0] if at + 1 < len(days) else None
        until = following or _seen(day, by.end, time)
        known, reason = by.known_until(day, until)
        known = min(max(known, _seen(day, day, time)), until)
        blocks += [
            _block(call, day, known, time, layer, len(of_day)) for layer, call in enumerate(of_day)
        ]
        if known < until:
            blocks.append(replace(_block(None, known, until, time, 0, 1), reason=reason))
    return tuple(b for b in blocks if b.call or b.length > 0)


def unknown_since(blocks: Sequence[Block]) -> str:
    """Returns since when, and why, nothing is known at the end of a ribbon; "" where all is."""
    if not blocks or blocks[-1].call is not None:
        return ""
    return f"not known since {blocks[-1].first}, {blocks[-1].reason}"


def _seen(day: date, until: date, time: TimeAxis) -> date:
    """Returns the end of the last sampling's block."""
    return max(until, day + timedelta(days=round(_LEAST_SHARE * time.span_days)))


def _block(
    call: Call | None, first: date, last: date, time: TimeAxis, layer: int, layers: int
) -> Block:
    return Block(
        call=call,
        first=first,
        last=last,
        start=time.place(first),
        stop=time.place(last),
        length=time.length((last - first).days),
        letters=letters(call) if call else "",
        layer=layer,
        layers=layers,
    )
