"""Two saved groups as groups of outcomes: nobody is sorted by what only later became known."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from monitor.analysis.cohort_filter import CohortFilter
from monitor.analysis.group_membership import (
    member_since,
    names_sampling,
    rests_on_later_facts,
    sampling_days,
)
from monitor.analysis.outcome_clocks import Clock
from monitor.analysis.outcome_cohort_groups import OfFrames
from monitor.analysis.outcome_facts import NEVER, UNKNOWN, CohortFacts, Days, Flags
from monitor.analysis.outcome_groups import NOWHERE, Placed
from monitor.analysis.outcome_question import OutcomeQuestion, OutcomeQuestionError
from monitor.analysis.outcome_starts import landmarks

_NEITHER, _BOTH = 0, 1
_REASONS = ("in neither group", "in both groups at once")
_STAYED = "joined another group later, and stays in the one known first"


@dataclass(frozen=True, slots=True, eq=False)
class SavedGroups(OfFrames):
    """Saved groups of patients, by the filters that they stand for.

    A patient counts in the group that she belongs to at the landmark; who belongs to both by then
    is in none. Who belongs to none by then joins the group that she first comes to belong to, and
    her clock starts that day. What she joins later takes her out of nothing: leaving out who is in
    both in the end takes those who lived to join the second one out of the first (immortal time).
    """

    filters: Mapping[str, CohortFilter]

    @property
    def needs_sampling(self) -> bool:
        return all(names_sampling(wanted) for wanted in self.filters.values())

    @property
    def rests_on_later_facts(self) -> bool:
        """Returns whether any group asks for what happens after the diagnosis."""
        return any(rests_on_later_facts(wanted) for wanted in self.filters.values())

    def place(self, facts: CohortFacts, question: OutcomeQuestion) -> Placed:
        """Returns the group, and since when that is known. Raises OutcomeQuestionError for a clock
        that starts with the sampling where a group names none.
        """
        landmark = self._landmark(facts, question)
        since = self._since(landmark)
        # By the landmark all that is known then counts alike; after it, who joins first.
        joined = np.maximum(since, landmark)
        first = joined.min(axis=0, initial=NEVER)
        is_first = (joined == first) & (since < NEVER)
        times = is_first.sum(axis=0)
        group = np.where(times == 1, is_first.argmax(axis=0), NOWHERE).astype(np.int32)
        is_placed = group != NOWHERE
        known = np.where(is_placed, _of(since, group), UNKNOWN).astype(np.int32)
        sampled = np.where(is_placed, _of(self._sampled(), group), UNKNOWN).astype(np.int32)
        return Placed(
            names=tuple(self.filters),
            group=group,
            known_on=known,
            sampled_on=sampled,
            why=np.where(is_placed, -1, np.where(times > 1, _BOTH, _NEITHER)).astype(np.int32),
            reasons=tuple((reason, reason) for reason in _REASONS),
            remarks=((_STAYED, _stayed(since, is_placed)),),
        )

    def _landmark(self, facts: CohortFacts, question: OutcomeQuestion) -> Days:
        if question.clock is not Clock.SAMPLING:
            return landmarks(facts, question.clock, question.landmark_months or 0).day
        if not self.needs_sampling:
            raise OutcomeQuestionError(
                "No clock can start with the sampling of these groups: a group names no visit, and "
                "which sampling is the last one is known in hindsight only. Let the clock start at "
                "the surgery or the diagnosis, with a landmark, or look at the marrow over time."
            )
        return np.full(facts.patients, UNKNOWN, np.int32)

    def _since(self, landmark: Days) -> Days:
        every = (
            member_since(self.cohort, self.codes, wanted, landmark)
            for wanted in self.filters.values()
        )
        return np.array([*every], np.int32).reshape(len(self.filters), -1)

    def _sampled(self) -> Days:
        every = (sampling_days(self.cohort, self.codes, w) for w in self.filters.values())
        return np.array([*every], np.int32).reshape(len(self.filters), -1)


def _of(days: Days, group: Days) -> Days:
    """Returns each patient's day in her own group."""
    return np.asarray(np.take_along_axis(days, np.maximum(group, 0)[None, :], axis=0)[0], np.int32)


def _stayed(since: Days, is_placed: Flags) -> Flags:
    return np.asarray(is_placed & (np.sum(since < NEVER, axis=0) > 1))
