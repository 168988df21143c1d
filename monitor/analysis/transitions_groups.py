"""Groups of patients whose two visits are compared: who was given what in between."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.analysis.detection_states import VisitStates
from monitor.analysis.formats import sentence_case, words
from monitor.analysis.response_groups import Group
from monitor.analysis.time_axis import DAYS_PER_MONTH

Days = NDArray[np.datetime64]
NOT_GIVEN, GIVEN = "without", "with"


@dataclass(frozen=True, slots=True)
class Therapy:
    """A class of therapy ("chemotherapy"), or one agent of it."""

    lane: str
    agent: str = ""

    @property
    def label(self) -> str:
        return self.agent or f"{sentence_case(words(self.lane))} (any)"


def therapies_between(states: VisitStates, first: str, second: str) -> tuple[Therapy, ...]:
    """Returns what anybody was given between two visits: classes, then their agents."""
    is_between = given_between(states, first, second)
    given = states.cohort.therapy[is_between]
    lanes = sorted(given["lane"].astype(str).unique())
    pairs = given[["lane", "agent"]].astype(str).drop_duplicates()
    agents = sorted((lane, agent) for lane, agent in pairs.itertuples(index=False) if agent)
    several = [lane for lane in lanes if sum(own == lane for own, _ in agents) != 1]
    return (*(Therapy(lane) for lane in several), *(Therapy(*pair) for pair in agents))


def therapy_groups(
    states: VisitStates, first: str, second: str, therapy: Therapy
) -> tuple[Group, ...]:
    """Returns who was given a therapy between two visits, and who was not (the control)."""
    given = states.cohort.therapy
    is_meant = given_between(states, first, second)
    for name, wanted in (("lane", therapy.lane), ("agent", therapy.agent)):
        if wanted:
            is_meant = is_meant & (given[name].astype(object) == wanted).to_numpy(dtype=bool)
    codes = states.cohort.codes
    had_it = np.isin(codes, given["patient"].to_numpy()[is_meant])
    return (
        Group(f"{NOT_GIVEN} {therapy.label}", codes[~had_it]),
        Group(f"{GIVEN} {therapy.label}", codes[had_it]),
    )


def given_between(states: VisitStates, first: str, second: str) -> NDArray[np.bool_]:
    """Returns which courses of therapy were given between two visits: begun before the second
    and not ended by the first. One without an end counts from its first day on.
    """
    cohort = states.cohort
    start, end = visit_days(states, first), visit_days(states, second)
    given = cohort.therapy
    patients = np.searchsorted(cohort.codes, given["patient"].to_numpy())
    begun = given["started_on"].to_numpy()
    ended = given["ended_on"].to_numpy()
    # What is known of a course without an end is its first day, unless it still goes on.
    ended = np.where(np.isnat(ended), begun + np.timedelta64(1, "D"), ended)
    cut = np.datetime64(cohort.data_cut, "s")
    ended = np.where(given["ongoing"].to_numpy(dtype=bool), np.maximum(ended, cut), ended)
    if not len(given):
        return np.zeros(0, dtype=bool)
    first_day = start[patients]
    return np.asarray((begun < end[patients]) & ((begun >= first_day) | (ended > first_day)))


def visit_days(states: VisitStates, visit: str) -> Days:
    """Returns the day of each patient's visit: of the sampling that counts, else the planned one;
    the data cut where no plan says it.
    """
    cohort = states.cohort
    place = states.place[:, states.column(visit)]
    days = np.full(place.size, np.datetime64(cohort.data_cut, "s"))
    windows = cohort.visits.windows if cohort.visits and not states.by_order else ()
    window = next((w for w in windows if w.name == visit), None)
    if window is not None:
        anchored = cohort.patients["anchored_on"].to_numpy()
        planned = anchored + np.timedelta64(round(window.month * DAYS_PER_MONTH), "D")
        days = np.where(np.isnat(planned), days, planned)
    has_sampling = place >= 0
    collected = cohort.samplings["collected_on"].to_numpy()
    days[has_sampling] = collected[place[has_sampling]]
    return days
