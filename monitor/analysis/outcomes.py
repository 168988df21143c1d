"""Does a marrow status, or anything else, go with the outcome? Curves, tests and hazard ratios.

Landmark-safe by construction: a group that rests on a sampling is known on that day, and no clock
starts before it. Whoever had the event or was lost by then is excluded, counted and listed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from monitor.analysis.formats import counted
from monitor.analysis.outcome_clocks import Clock
from monitor.analysis.outcome_excluded import Exclusions, Refusals
from monitor.analysis.outcome_facts import UNKNOWN, CohortFacts, Days, Flags, day_text
from monitor.analysis.outcome_follow import COMPETING, EVENT, Ends, ends
from monitor.analysis.outcome_groups import NOWHERE, ByColumn, Grouping, Placed
from monitor.analysis.outcome_models import Adjusted, Members, adjusted
from monitor.analysis.outcome_question import (
    OutcomeQuestion,
    OutcomeQuestionError,
    UnknownColumnError,
)
from monitor.analysis.outcome_starts import landmarks
from monitor.stats.competing import Incidence, cumulative_incidence
from monitor.stats.survival import LogRank, SurvivalCurve, kaplan_meier, log_rank

MOST_GROUPS = 12
# Median days between the clocks of two groups that a risk changing with time may show in.
_APART = 28
_MOVED = "the group was known after the clock's day only: the clock starts then"
_ASKED = "fits the filter by what came after the clock's day: the clock starts then"
_INEXACT = "the clock's day is known to the month or year only: its last day counts"


@dataclass(frozen=True, slots=True, eq=False)
class GroupOutcome:
    """One group: its Kaplan–Meier curve, competing events censored, and its cumulative incidence of
    the event, competing events as such, and of the competing events.
    """

    name: str
    curve: SurvivalCurve
    incidence: Incidence
    rival: Incidence
    competing: int


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """The answer. `log_rank` is None where no two groups can be compared; `notes` are sentences on
    what was assumed.
    """

    question: OutcomeQuestion
    groups: tuple[GroupOutcome, ...]
    log_rank: LogRank | None
    members: Members
    excluded: Exclusions
    notes: tuple[str, ...]
    is_exploratory: bool

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(group.name for group in self.groups)


def outcomes_of(facts: CohortFacts, question: OutcomeQuestion, groups: Grouping) -> Outcomes:
    """Returns the outcome of each group of a cohort that was reduced to its facts.

    Raises OutcomeQuestionError for a column or visit that nobody has, more than 12 groups, or a
    clock that starts with the sampling where the groups rest on none.
    """
    if question.clock is Clock.SAMPLING and isinstance(groups, ByColumn):
        raise OutcomeQuestionError(
            f"Groups by {groups.column} rest on no sampling: let the clock start at the surgery or"
            " the diagnosis."
        )
    check_covariates(facts, question)
    placed = groups.place(facts, question)
    members, excluded, notes = follow(facts, question, placed)
    present = np.unique(members.group)
    if present.size > MOST_GROUPS:
        raise OutcomeQuestionError(f"{present.size} groups are too many; {MOST_GROUPS} at most.")
    names = tuple(placed.names[code] for code in present)
    numbered = np.searchsorted(present, members.group).astype(np.int32)
    members = replace(members, group=numbered)
    return Outcomes(
        question=question,
        groups=tuple(_group(name, members, code) for code, name in enumerate(names)),
        log_rank=_log_rank(members, names),
        members=members,
        excluded=excluded,
        notes=notes,
        is_exploratory=_is_exploratory(members, question),
    )


def hazard_ratios(facts: CohortFacts, found: Outcomes, groups: Grouping) -> Adjusted:
    """Returns the hazard ratios of the groups, adjusted for the covariates of the question."""
    return adjusted(facts, found.members, found.names, groups, found.question.covariates)


def check_covariates(facts: CohortFacts, question: OutcomeQuestion) -> None:
    """Raises UnknownColumnError for a covariate in which no patient has a value."""
    for column in question.covariates:
        if facts.patients and facts.column(column) is None:
            raise UnknownColumnError(column, facts.column_names)


def follow(
    facts: CohortFacts, question: OutcomeQuestion, placed: Placed
) -> tuple[Members, Exclusions, tuple[str, ...]]:
    """Returns who is followed from when to when, who is excluded and why, and what was assumed."""
    out = Refusals(facts.patients)
    out.by_number(placed.group == NOWHERE, placed.why, placed.reasons)
    sampled_on = placed.sampled_on if question.clock is Clock.SAMPLING else None
    start = landmarks(facts, question.clock, question.landmark_months or 0, sampled_on)
    out.by_number(start.why >= 0, start.why, tuple((r, r) for r in start.reasons))
    begins = np.maximum(start.day, placed.known_on).astype(np.int32)
    asked = begins if facts.asked_since is None else np.maximum(begins, facts.asked_since)
    waits, begins = asked > begins, asked.astype(np.int32)
    end = ends(facts, question.endpoint, question.unknown_cause)
    out.each(end.on <= begins, lambda who: end.reason(who, int(begins[who])))
    after = (placed.sampled_on != UNKNOWN) & (facts.metastasis < placed.sampled_on)
    out.each(after, lambda who: _after_metastasis(int(placed.sampled_on[who])))
    stays = out.remain()
    members = Members(
        patient=stays,
        group=placed.group[stays],
        known_on=placed.known_on[stays],
        begins_on=begins[stays],
        days=(end.on[stays] - begins[stays]).astype(float),
        has_event=end.cause[stays] == EVENT,
        competes=end.cause[stays] == COMPETING,
    )
    remarks = _remarks(placed, (begins > start.day) & ~waits, ~start.is_exact)
    notes = _notes((*remarks, (_ASKED, waits)), end, members, question)
    apart = _clocks_apart(placed.names, members, start.day[stays])
    return members, out.done(), (*notes, *apart)


def _after_metastasis(sampled_on: int) -> tuple[str, str]:
    return (
        "sampled after distant metastasis",
        f"sampled on {day_text(sampled_on)}, after distant metastasis",
    )


def _group(name: str, members: Members, code: int) -> GroupOutcome:
    own = members.group == code
    days, causes = members.days[own], members.causes[own]
    incidence, rival = cumulative_incidence(days, causes)
    curve = kaplan_meier(days, causes == EVENT)
    return GroupOutcome(name, curve, incidence, rival, int(np.sum(causes == COMPETING)))


def _log_rank(members: Members, names: tuple[str, ...]) -> LogRank | None:
    if len(names) < 2:
        return None
    return log_rank(members.days, members.has_event, members.group)


def _remarks(placed: Placed, moved: Flags, inexact: Flags) -> tuple[tuple[str, Flags], ...]:
    rests = placed.known_on != UNKNOWN
    return (*placed.remarks, (_MOVED, moved & rests), (_INEXACT, inexact))


def _notes(
    remarks: Iterable[tuple[str, Flags]], end: Ends, members: Members, question: OutcomeQuestion
) -> tuple[str, ...]:
    found = Counter({flag.value: _count(whom, members) for flag, whom in end.flags.items()})
    found.update({text: _count(whom, members) for text, whom in remarks})
    notes = [f"{counted(n, 'patient')}: {text}." for text, n in found.most_common() if n]
    if _is_exploratory(members, question):
        notes.append("Exploratory: the landmark was not fixed beforehand.")
    return tuple(notes)


def _clocks_apart(names: tuple[str, ...], members: Members, start: Days) -> tuple[str, ...]:
    """Returns that clocks of groups start apart, where they do: who joins a group late is compared
    at another time after surgery, and a risk that falls with time looks like a benefit.
    """
    later = members.begins_on - start
    medians = {
        names[code]: int(np.median(later[members.group == code]))
        for code in np.unique(members.group)
    }
    if max(medians.values(), default=0) - min(medians.values(), default=0) < _APART:
        return ()
    told = ", ".join(f"{name} {counted(days, 'day')}" for name, days in medians.items())
    return (
        f"The groups' clocks start apart, by the median so long after the day asked for: {told}. "
        "A risk that changes with time makes such groups differ though they have the same: set a "
        "landmark.",
    )


def _count(concerned: Flags, members: Members) -> int:
    return int(np.sum(concerned[members.patient]))


def _is_exploratory(members: Members, question: OutcomeQuestion) -> bool:
    return bool(np.any(members.known_on != UNKNOWN)) and not question.landmark_was_fixed
