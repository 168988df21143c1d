"""What a sampling was taken under: drugs on board, days since surgery, caution windows.

Shown beside a result, never used to drop it.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from monitor.analysis.formats import counted, one_line
from monitor.analysis.therapy_spans import EndKind, Span, deaths, therapy_spans
from monitor.domain.records import Course
from monitor.domain.rules import RuleSet
from monitor.domain.vocabularies import TherapyType

_AGENT_LENGTH = 60
_G_CSF = re.compile(r"g-?csf|grastim|neulasta|neupogen|granocyte", re.IGNORECASE)


class Relation(StrEnum):
    AFTER = "after"
    DURING = "into"
    AFTER_START = "after the start of"


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Days between a sampling and a therapy: after its end, into it, or after its start only.

    `is_exact` is False where the therapy's date is a month or a year.
    """

    agent: str
    days: int
    relation: Relation
    is_exact: bool

    def __str__(self) -> str:
        about = "" if self.is_exact else "about "
        if self.days == 0 and self.relation is Relation.AFTER:
            return f"{about}the day of {self.agent}"
        return f"{about}{counted(self.days, 'day')} {self.relation} {self.agent}"


@dataclass(frozen=True, slots=True)
class CautionWindow:
    """Days on which a marrow is hard to read, and why."""

    first: date
    last: date
    reason: str


@dataclass(frozen=True, slots=True)
class TherapyContext:
    """What one sampling was taken under; None and empty where there is nothing to say."""

    since_surgery: Elapsed | None
    since_chemotherapy: Elapsed | None
    since_g_csf: Elapsed | None
    on_board: tuple[str, ...]
    cautions: tuple[str, ...]


def therapy_context(
    day: date, spans: tuple[Span, ...], cautions: tuple[CautionWindow, ...]
) -> TherapyContext:
    """Returns what was going on on that day, of therapy in `spans` and windows in `cautions`."""
    surgery = [s for s in spans if s.event.therapy_type is TherapyType.SURGERY]
    chemotherapy = [s for s in spans if s.event.therapy_type is TherapyType.CHEMOTHERAPY]
    return TherapyContext(
        _elapsed(day, surgery),
        _elapsed(day, chemotherapy),
        _elapsed(day, [s for s in spans if is_g_csf(s)]),
        tuple(dict.fromkeys(text for s in spans if (text := _on_board(day, s)))),
        tuple(dict.fromkeys(c.reason for c in cautions if c.first <= day <= c.last)),
    )


def therapy_now(course: Course, data_cut: date) -> tuple[str, ...]:
    """Returns what the patient was on at the data cut, in time order; nothing after death.

    What may have ended says so: "zoledronate (end unknown)".
    """
    if any(day <= data_cut for day in deaths(course)):
        return ()
    spans = therapy_spans(course, data_cut)
    return tuple(dict.fromkeys(text for s in spans if (text := _on_board(data_cut, s))))


def caution_windows(spans: tuple[Span, ...], rules: RuleSet) -> tuple[CautionWindow, ...]:
    """Returns the windows after surgery, during chemotherapy and under G-CSF, in time order.

    Those that the rules switch off are left out.
    """
    windows = [window for span in spans if (window := _caution(span, rules))]
    return tuple(sorted(windows, key=lambda w: (w.first, w.last, w.reason)))


def is_g_csf(span: Span) -> bool:
    """Returns whether the agent is a granocyte colony-stimulating factor, by its name."""
    return bool(_G_CSF.search(span.event.agent))


def _caution(span: Span, rules: RuleSet) -> CautionWindow | None:
    agent, days_after_surgery = (
        one_line(span.event.agent, _AGENT_LENGTH),
        rules.surgery_caution_days,
    )
    if span.event.therapy_type is TherapyType.SURGERY:
        last = span.latest_end + timedelta(days=days_after_surgery)
        reason = f"within {days_after_surgery} days of surgery ({agent})"
        return CautionWindow(span.earliest_start, last, reason)
    unknown = ", end unknown" if span.end is EndKind.UNKNOWN else ""
    if span.event.therapy_type is TherapyType.CHEMOTHERAPY and rules.caution_during_chemotherapy:
        reason = f"during chemotherapy ({agent}{unknown})"
        return CautionWindow(span.earliest_start, span.latest_end, reason)
    if rules.caution_under_g_csf and is_g_csf(span):
        return CautionWindow(
            span.earliest_start, span.latest_end, f"under G-CSF ({agent}{unknown})"
        )
    return None


def _on_board(day: date, span: Span) -> str | None:
    if span.event.therapy_type is TherapyType.SURGERY or not span.may_include(day):
        return None
    agent = one_line(span.event.agent, _AGENT_LENGTH)
    if span.includes(day):
        return agent
    return f"{agent} ({'end unknown' if span.end is EndKind.UNKNOWN else 'possibly'})"


def _elapsed(day: date, spans: list[Span]) -> Elapsed | None:
    """Returns the days since the last of these, which one under way is before all others."""
    begun = [s for s in spans if s.earliest_start <= day]
    if not begun:
        return None
    running = [s for s in begun if s.end is not EndKind.UNKNOWN and s.includes(day)]
    last = max(running or begun, key=lambda s: (s.latest_end, s.event.id))
    agent = one_line(last.event.agent, _AGENT_LENGTH)
    if last.is_moment:
        return Elapsed(agent, max((day - last.middle).days, 0), Relation.AFTER, last.is_exact)
    start = max((day - last.latest_start).days, 0)
    if running:
        return Elapsed(agent, start, Relation.DURING, last.is_exact)
    if last.end is EndKind.UNKNOWN or day <= last.latest_end:
        return Elapsed(agent, start, Relation.AFTER_START, last.is_exact)
    return Elapsed(agent, (day - last.latest_end).days, Relation.AFTER, last.is_exact)
