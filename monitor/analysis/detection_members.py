"""The patients behind a mark of chart 7: a part of a bar, a rate, its extremes."""

from collections.abc import Sequence

from monitor.analysis.cohort import Codes
from monitor.analysis.detection import PARTS, Part, VisitCount
from monitor.analysis.detection_states import STATUS_OF, Found, VisitStates
from monitor.analysis.response_groups import Group

RATE, EXTREMES = "rate", "extremes"
# What each kind of mark counts; a part of a bar counts itself.
_PARTS_OF = {
    RATE: (Part.THREE, Part.TWO, Part.ONE, Part.NOT_DETECTED),
    EXTREMES: (Part.NO_COUNT, Part.UNDER_SCREENED),
}
Members = tuple[tuple[str, Codes], ...]


def detection_mark(count: VisitCount, kind: str) -> str:
    """Returns the name of a mark: `kind` is a part of the bar, `RATE` or `EXTREMES`."""
    return _mark(count.group, count.visit, kind)


def _mark(group: str, visit: str, kind: str) -> str:
    return f"{group} · {visit} · {kind}"


def detection_members(states: VisitStates, groups: Sequence[Group], mark: str) -> Members:
    """Returns who is behind a mark, by what was found of them; () where there is no such mark."""
    for group in groups:
        for visit in states.visits:
            for kind in (*PARTS, *_PARTS_OF):
                if mark == _mark(group.name, visit, kind):
                    return _members(states, group, visit, _PARTS_OF.get(kind, (kind,)))
    return ()


def _members(states: VisitStates, group: Group, visit: str, parts: Sequence[str | Part]) -> Members:
    rows = states.rows(group.codes)
    codes, found = states.codes[rows], states.at(visit, rows)
    at = f"at {visit} · {group.name}"
    listed = []
    for part in parts:
        for number in _numbers(Part(part)):
            own = codes[found == number]
            if own.size:
                listed.append((f"{_words(number)} {at}", own))
    return tuple(listed)


def _numbers(part: Part) -> tuple[Found, ...]:
    if part is Part.NO_SAMPLE:
        return tuple(found for found in Found if found > Found.NOT_EVALUABLE)
    return (Found(PARTS.index(part)),)


def _words(found: Found) -> str:
    if found > Found.NOT_EVALUABLE:
        return f"without a sample, {STATUS_OF[found].value},"
    return f"with {PARTS[found].value}" if found < Found.NO_COUNT else PARTS[found].value
