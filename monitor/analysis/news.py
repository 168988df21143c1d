"""What differs between two views of some patients: whose call changed, from what to what.

The views are two states of the store: at the last visit and now, or now and after an import.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.analysis.call_changes import flips
from monitor.analysis.calls import calls_of_all
from monitor.analysis.formats import counted
from monitor.analysis.patient_list import GLYPHS
from monitor.analysis.standing import call_words, standing_call, verdict
from monitor.domain.calls import Call
from monitor.domain.evidence import UNCHECKED, Scatters
from monitor.domain.records import Course
from monitor.domain.rules import RuleSet
from monitor.domain.vocabularies import Material

STATES = 6
TOLD = 5
NO_SAMPLING = "no sampling"


@dataclass(frozen=True, slots=True)
class CallNews:
    """A patient whose call changed. `states` are glyphs of the last marrow samplings; a call is
    None where the patient had no marrow sampling.
    """

    link: str
    patient_id: str
    center: str
    states: str
    before: Call | None
    after: Call | None

    @property
    def day(self) -> date:
        """Returns the day of the call that the patient stands at now, else of the one before."""
        call = self.after or self.before
        return call.collected_on if call else date.min

    @property
    def words(self) -> str:
        """Returns the change in words: "cleared, confirmed → re-appeared, not confirmed"."""
        return f"{_words(self.before)} → {_words(self.after)}"


@dataclass(frozen=True, slots=True)
class News:
    """What differs among the patients `compared`: whose call changed, and how many calls of earlier
    samplings are others; and how many patients came and went.
    """

    changed: tuple[CallNews, ...] = ()
    earlier_calls: int = 0
    new_patients: int = 0
    gone_patients: int = 0
    compared: int = 0


def news(
    before: Mapping[str, Course],
    after: Mapping[str, Course],
    rules: RuleSet,
    scatter: Scatters = UNCHECKED,
) -> News:
    """Returns what differs between two views of the same patients, by link; whose call is the
    newest comes first. Both views are judged by the same rules and the same `scatter` of labs.
    """
    both = [link for link in after if link in before]
    old = calls_of_all((before[link] for link in both), rules, scatter=scatter)
    new = calls_of_all((after[link] for link in both), rules, scatter=scatter)
    changed, earlier = [], 0
    for link, then, now in zip(both, old, new, strict=True):
        found = _call_news(after[link], then, now)
        if found:
            changed.append(found)
        earlier += _earlier(then, now)
    return News(
        tuple(sorted(changed, key=_newest_first)),
        earlier,
        new_patients=sum(link not in before for link in after),
        gone_patients=sum(link not in after for link in before),
        compared=len(both),
    )


def effect_sentence(found: News, told: int = TOLD) -> str:
    """Returns what an import would do to the calls of patients that are known, in a line."""
    lines = effect_lines(found, told)
    said = [f"{effect_headline(found)}{': ' if lines else ''}{'; '.join(lines)}"]
    if found.earlier_calls:
        said.append(earlier_words(found))
    return f"{'. '.join(said)}."


def effect_headline(found: News) -> str:
    """Returns how many calls an import would change: "This file would change 3 calls"."""
    number = len(found.changed)
    return f"This file would change {counted(number, 'call') if number else 'no call'}"


def effect_lines(found: News, told: int = TOLD) -> list[str]:
    """Returns the first patients whose call would change, from what to what, and how many more."""
    lines = [f"{one.patient_id} {one.words}" for one in found.changed[:told]]
    more = len(found.changed) - told
    return [*lines, f"and {more:,} more"] if more > 0 else lines


def earlier_words(found: News) -> str:
    """Returns how many samplings before the last one would get another call."""
    return f"{counted(found.earlier_calls, 'earlier sampling')} would get another call"


def whose_calls(found: News) -> str:
    """Returns how many patients' calls changed: "1 patient's call", "The calls of 3 patients"."""
    number = len(found.changed)
    return "1 patient's call" if number == 1 else f"The calls of {number:,} patients"


def patients_sentence(found: News) -> str:
    """Returns how many patients came and went, "" where none did."""
    parts = (("new", found.new_patients), ("not in the store any more", found.gone_patients))
    said = [f"{counted(number, 'patient')} {what}" for what, number in parts if number]
    return " · ".join(said)


def _call_news(course: Course, then: Sequence[Call], now: Sequence[Call]) -> CallNews | None:
    before, after = standing_call(then), standing_call(now)
    if (before and verdict(before)) == (after and verdict(after)):
        return None
    patient = course.patient
    states = last_states(now)
    return CallNews(patient.link, patient.patient_id, patient.center or "", states, before, after)


def last_states(calls: Iterable[Call], limit: int = STATES) -> str:
    """Returns the states of the last marrow samplings as glyphs, in time order."""
    states = [c.sampling.state for c in calls if c.key.material is Material.BONE_MARROW]
    return "".join(GLYPHS[state] for state in states[-limit:])


def _earlier(then: Sequence[Call], now: Sequence[Call]) -> int:
    """Returns how many calls of samplings before the last one are others now; that an earlier one
    was confirmed meanwhile is told by the last one.
    """
    last = standing_call(now)
    at = (last.collected_on, last.key) if last else None
    return sum(
        (change.collected_on, change.key) != at and _reads_otherwise(change.before, change.after)
        for change in flips(then, now)
    )


def _reads_otherwise(before: Call | None, after: Call | None) -> bool:
    assert before is not None
    assert after is not None
    return (before.kind, before.grade) != (after.kind, after.grade)


def _newest_first(one: CallNews) -> tuple[int, str, str]:
    return -one.day.toordinal(), one.patient_id, one.center


def _words(call: Call | None) -> str:
    return NO_SAMPLING if call is None else call_words(call)
