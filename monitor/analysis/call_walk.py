"""A series walked in time order: which call each sampling gets, before any number is computed.

methods.md 3 as a table; D = detected, ND = not detected.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from monitor.analysis.comparisons import Pair
from monitor.analysis.lab_scatter import scatter_of
from monitor.analysis.references import References
from monitor.analysis.series import pooled, tally
from monitor.domain.calls import CallKind, Reference
from monitor.domain.evidence import Scatters, Tally
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import CellDefinition, Sampling
from monitor.domain.series import Series
from monitor.domain.vocabularies import EvidenceState

NEWLY_DETECTED = (CallKind.APPEARED, CallKind.REAPPEARED)


@dataclass(slots=True)
class Draft:
    """A call whose numbers are still to be computed.

    `kind` is None where the size decides: lower, higher or persistent, or, for an under-screened
    zero, lower or no call. `chance_pair` starts from the last detected sampling; `zeros` are the
    negatives in a row up to this one.
    """

    sampling: Sampling
    kind: CallKind | None
    reference: Reference | None = None
    pair: Pair | None = None
    chance_pair: Pair | None = None
    zeros: Tally | None = None
    confirmed_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WalkRules:
    """What a walk depends on besides the samplings."""

    rules: RuleSet
    references: References
    cells: CellDefinition
    left_out: Mapping[date, str]
    scatter: Scatters


@dataclass(slots=True)
class _Walk:
    """What the evaluable samplings so far have shown.

    `zeros` are the ND since the last D, `run` the D since the last ND; one of them is empty.
    `before_run` are the zeros ahead of the run, `origin` how it began.
    """

    series: Series
    by: WalkRules
    evaluable: tuple[Sampling, ...]
    zeros: list[Draft] = field(default_factory=list)
    run: list[Draft] = field(default_factory=list)
    before_run: list[Draft] = field(default_factory=list)
    origin: CallKind = CallKind.BASELINE
    last_detected: Sampling | None = None
    tallies: dict[date, Tally] = field(default_factory=dict)

    def draft(self, sampling: Sampling) -> Draft:
        """Returns the sampling's draft, and takes note of what it shows."""
        if reason := self.by.left_out.get(sampling.collected_on):
            return Draft(sampling, CallKind.NO_CALL, reason=f"left out: {reason}")
        reference = self.by.references.of(self.evaluable, sampling.collected_on)
        if not sampling.is_evaluable:
            return self._not_evaluable(sampling, reference)
        draft = Draft(sampling, None, reference)
        if sampling.state is EvidenceState.DETECTED:
            self._detected(draft)
        else:
            self._not_detected(draft)
        if reference is not None and reference.sampling is sampling:
            self._baseline(draft)
        return draft

    def _not_evaluable(self, sampling: Sampling, reference: Reference | None) -> Draft:
        draft = Draft(sampling, CallKind.NO_CALL, reference, reason=sampling.reason)
        if sampling.state is EvidenceState.UNDER_SCREENED and reference is not None:
            draft.kind = None
            draft.pair = self._pair(self._tally(reference.sampling), self._tally(sampling))
            draft.pair = self._looked(draft.pair, reference)
        return draft

    def _baseline(self, draft: Draft) -> None:
        """The reference itself is compared with nothing; a run of D counts from it on."""
        is_first = draft.sampling is self.evaluable[0]
        draft.kind = CallKind.NEW_SERIES if is_first and self.series.is_new else CallKind.BASELINE
        draft.pair = draft.chance_pair = None
        if draft.sampling.state is EvidenceState.DETECTED:
            self.origin = CallKind.BASELINE

    def _detected(self, draft: Draft) -> None:
        if not self.run:
            began = self.last_detected is not None
            self.origin = CallKind.REAPPEARED if began else CallKind.APPEARED
            self.before_run, self.zeros = self.zeros, []
        self.run.append(draft)
        self.last_detected = draft.sampling
        now = self._tally(draft.sampling)
        if self.origin in NEWLY_DETECTED:
            draft.kind = self.origin
            if self.before_run and (zeros := self.before_run[-1].zeros):
                draft.pair = self._pair(zeros, now)
            self._confirm(self.run)
        elif draft.reference is not None:
            pair = self._pair(self._tally(draft.reference.sampling), now)
            draft.pair = self._looked(pair, draft.reference)

    def _not_detected(self, draft: Draft) -> None:
        self.run = []
        now = self._tally(draft.sampling)
        before = self.zeros[-1].zeros if self.zeros else None
        draft.zeros = pooled((before, now)) if before else now
        self.zeros.append(draft)
        if self.last_detected is None:
            draft.kind = CallKind.NEVER_DETECTED
            return
        draft.kind = CallKind.CLEARED
        self._confirm(self.zeros)
        is_confirmed = draft.confirmed_on is not None
        later = draft.zeros if is_confirmed else now
        draft.chance_pair = self._pair(self._tally(self.last_detected), later)
        draft.pair = draft.chance_pair
        reference = draft.reference
        if reference is not None and reference.sampling.state is EvidenceState.DETECTED:
            pair = self._pair(self._tally(reference.sampling), later)
            draft.pair = self._looked(pair, reference)

    def _confirm(self, drafts: list[Draft]) -> None:
        """Once a run has lasted long enough, all of its samplings are confirmed, and on that day.

        A sampling is only ever confirmed by one of its own kind.
        """
        first, last = drafts[0], drafts[-1]
        if first.confirmed_on is None:
            days = (last.sampling.collected_on - first.sampling.collected_on).days
            if len(drafts) == 1 or days < self.by.rules.confirmation_days:
                return
            for draft in drafts:
                draft.confirmed_on = last.sampling.collected_on
        last.confirmed_on = first.confirmed_on

    def _pair(self, earlier: Tally, later: Tally) -> Pair:
        return Pair(earlier, later, scatter=scatter_of(self.by.scatter, self.series.key))

    def _looked(self, pair: Pair, reference: Reference) -> Pair:
        return Pair(pair.earlier, pair.later, reference.looks, pair.scatter)

    def _tally(self, sampling: Sampling) -> Tally:
        """Returns the sampling's counts, of which a series has one a day."""
        day = sampling.collected_on
        if day not in self.tallies:
            self.tallies[day] = tally(sampling, self.by.cells)
        return self.tallies[day]


def drafts(series: Series, by: WalkRules) -> list[Draft]:
    """Returns a draft for each sampling of the series, those after relapse last."""
    evaluable = tuple(s for s in series.evaluable if s.collected_on not in by.left_out)
    walk = _Walk(series, by, evaluable)
    found = [walk.draft(sampling) for sampling in series.samplings]
    for draft in found:
        if draft.kind not in (CallKind.CLEARED, *NEWLY_DETECTED):
            draft.confirmed_on = None
    return found + [Draft(s, CallKind.AFTER_RELAPSE) for s in series.after_relapse]
