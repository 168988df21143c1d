"""Groups of patients whose two visits are compared: who was given what in between."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.analysis.detection_places import rows_of
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
    given = states.cohort.therapy.loc[is_between, ["lane", "agent"]]
    pairs = given.drop_duplicates().astype(str)
    lanes = sorted(pairs["lane"].unique())
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
            is_meant = is_meant & (given[name] == wanted).to_numpy(dtype=bool)
    codes = states.codes
    had_it = np.isin(codes, given["patient"].to_numpy()[is_meant])
    return (
        Group(f"{NOT_GIVEN} {therapy.label}", codes[~had_it]),
        Group(f"{GIVEN} {therapy.label}", codes[had_it]),
    )


def given_between(states: VisitStates, first: str, second: str) -> NDArray[np.bool_]:
    """Returns which courses of therapy in the cohort were given to these patients between two
    visits: begun before the second and not ended by the first. One without an end counts from its
    first day on.
    """
    cohort = states.cohort
    given = cohort.therapy
    rows, is_theirs = _rows_of(states, given["patient"].to_numpy())
    if not is_theirs.any():
        return is_theirs
    start, end = (visit_days(states, visit)[rows] for visit in (first, second))
    begun = given["started_on"].to_numpy()
    ended = given["ended_on"].to_numpy()
    # What is known of a course without an end is its first day, unless it still goes on.
    ended = np.where(np.isnat(ended), begun + np.timedelta64(1, "D"), ended)
    cut = np.datetime64(cohort.data_cut, "s")
    ended = np.where(given["ongoing"].to_numpy(dtype=bool), np.maximum(ended, cut), ended)
    return np.asarray(is_theirs & (begun < end) & ((begun >= start) | (ended > start)))


def _rows_of(
    states: VisitStates, patients: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Returns the row of each patient, and whether there is one."""
    row = np.full(1 + max(states.codes.max(initial=-1), patients.max(initial=-1)), -1)
    row[states.codes] = np.arange(states.codes.size)
    return row[patients], row[patients] >= 0


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
        anchored = cohort.patients["anchored_on"].to_numpy()[rows_of(cohort, states.codes)]
        planned = anchored + np.timedelta64(round(window.month * DAYS_PER_MONTH), "D")
        days = np.where(np.isnat(planned), days, planned)
    has_sampling = place >= 0
    collected = cohort.samplings["collected_on"].to_numpy()
    days[has_sampling] = collected[place[has_sampling]]
    return days
