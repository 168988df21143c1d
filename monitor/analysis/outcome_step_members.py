"""The patients behind a step or a tick of a curve: whose time ended there, and how."""

from dataclasses import dataclass

from monitor.analysis.outcome_facts import Codes
from monitor.analysis.outcome_follow import CENSORED, COMPETING, EVENT
from monitor.analysis.outcomes import Outcomes

_WORDS = {EVENT: "with the event", COMPETING: "with a competing event", CENSORED: "censored"}
_PARTS = 4
# Patients by number in the facts, with what they had.
Members = tuple[tuple[str, Codes], ...]
NOT_EVENT = -1  # a curve of events takes who had a competing event for censored


@dataclass(frozen=True, slots=True)
class StepMark:
    """Whose time ended in the days (`after`, `until`] of one group's curve, for one cause."""

    group: int
    cause: int
    after: int
    until: int

    @property
    def text(self) -> str:
        return f"{self.group}:{self.cause}:{self.after}:{self.until}"


def step_mark(text: str) -> StepMark | None:
    """Returns the mark that a text stands for, None where it stands for none."""
    parts = text.split(":")
    if len(parts) != _PARTS or not all(part.lstrip("-").isdecimal() for part in parts):
        return None
    return StepMark(*map(int, parts))


def step_members(found: Outcomes, text: str) -> Members:
    """Returns whose time ended at a mark by number in the facts, by how it ended."""
    mark = step_mark(text)
    if mark is None or not 0 <= mark.group < len(found.groups):
        return ()
    members = found.members
    is_there = members.group == mark.group
    is_there &= (members.days > mark.after) & (members.days <= mark.until)
    causes = (CENSORED, COMPETING) if mark.cause == NOT_EVENT else (mark.cause,)
    at = f"{_days(mark)} · {found.groups[mark.group].name}"
    listed = ((cause, members.patient[is_there & (members.causes == cause)]) for cause in causes)
    return tuple((f"{_WORDS[cause]} {at}", who) for cause, who in listed if who.size)


def _days(mark: StepMark) -> str:
    first = mark.after + 1
    if first >= mark.until:
        return f"on day {mark.until:,}"
    return f"from day {first:,} to {mark.until:,}"
