"""One line per patient, and the four figures that sum the cohort up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from heapq import nlargest

import pandas as pd

from monitor.analysis.formats import k_in_n
from monitor.analysis.samplings import judged_samplings
from monitor.analysis.standing import Verdict
from monitor.analysis.therapy_context import therapy_now
from monitor.domain.records import Course
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import Sampling
from monitor.domain.vocabularies import EventType, EvidenceState, Material

GLYPHS = {
    EvidenceState.DETECTED: "●",
    EvidenceState.NOT_DETECTED: "○",
    EvidenceState.UNDER_SCREENED: "◇",
    EvidenceState.DEPTH_UNKNOWN: "□",
    EvidenceState.NOT_EVALUABLE: "×",
}
ENDS_SAMPLING = (EventType.DEATH, EventType.DISTANT_METASTASIS)


@dataclass(frozen=True, slots=True)
class PatientRow:
    """One patient's marrow samplings at a glance. `states` has one glyph per sampling in time
    order; `due_on` is None after distant metastasis or death, and where nothing was sampled. `call`
    is that of the last sampling, where it was asked for.
    """

    link: str
    patient_id: str
    center: str
    arm: str
    samplings: int
    states: str
    last_on: date | None
    last_result: str
    last_state: EvidenceState | None
    therapy_now: str
    due_on: date | None
    call: Verdict | None = None


@dataclass(frozen=True, slots=True)
class CohortFigures:
    """The cohort in four figures: counts of patients, but for `samplings`."""

    patients: int
    samplings: int
    evaluable_last: int
    detected_last: int
    due: int


def patient_rows(
    courses: Iterable[Course], rules: RuleSet, data_cut: date
) -> tuple[PatientRow, ...]:
    """Returns one row per patient, in the order given. Blood samplings are not counted."""
    return tuple(_row(course, rules, data_cut) for course in courses)


def with_calls(rows: Iterable[PatientRow], calls: Mapping[str, Verdict]) -> tuple[PatientRow, ...]:
    """Returns the rows with what each patient's call says, by link."""
    return tuple(replace(row, call=calls.get(row.link)) for row in rows)


def cohort_figures(rows: Sequence[PatientRow], data_cut: date) -> CohortFigures:
    """Returns the cohort's figures; the last sampling counts where it is evaluable."""
    last = [row.last_state for row in rows]
    detected = last.count(EvidenceState.DETECTED)
    return CohortFigures(
        patients=len(rows),
        samplings=sum(row.samplings for row in rows),
        evaluable_last=detected + last.count(EvidenceState.NOT_DETECTED),
        detected_last=detected,
        due=sum(is_due(row, data_cut) for row in rows),
    )


def is_due(row: PatientRow, data_cut: date) -> bool:
    """Returns whether the next sampling was due by the data cut."""
    return row.due_on is not None and row.due_on <= data_cut


class Order(StrEnum):
    """What the list is sorted by; who has no such day comes last."""

    PSEUDONYM = "pseudonym"
    LATEST = "latest sampling"
    DUE = "next due"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which patients are listed: a part of the pseudonym, and any of these (empty = all); in which
    order.
    """

    search: str = ""
    arms: tuple[str, ...] = ()
    centers: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    order: Order = Order.PSEUDONYM


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list can be filtered by."""

    arms: tuple[str, ...]
    centers: tuple[str, ...]
    states: tuple[str, ...]
    calls: tuple[str, ...]


def choices(rows: Iterable[PatientRow]) -> Choices:
    """Returns what occurs among the rows, each in its natural order."""
    rows = tuple(rows)
    seen = {row.last_state for row in rows}
    return Choices(
        arms=tuple(sorted({row.arm for row in rows if row.arm})),
        centers=tuple(sorted({row.center for row in rows if row.center})),
        states=tuple(state.value for state in EvidenceState if state in seen),
        calls=tuple(call.words for call in sorted({row.call for row in rows if row.call})),
    )


def filtered(rows: Iterable[PatientRow], wanted: Filter) -> tuple[PatientRow, ...]:
    """Returns the rows that fit a filter, in its order; rows come in order of the pseudonyms."""
    part = wanted.search.strip().casefold()
    found = tuple(
        row
        for row in rows
        if part in row.patient_id.casefold()
        and (not wanted.arms or row.arm in wanted.arms)
        and (not wanted.centers or row.center in wanted.centers)
        and (not wanted.states or row.last_state in wanted.states)
        and (not wanted.calls or (row.call is not None and row.call.words in wanted.calls))
    )
    if wanted.order is Order.LATEST:
        return tuple(sorted(found, key=_last_day, reverse=True))
    if wanted.order is Order.DUE:
        return tuple(sorted(found, key=lambda row: row.due_on or date.max))
    return found


def latest_samplings(rows: Iterable[PatientRow], limit: int) -> tuple[PatientRow, ...]:
    """Returns the patients sampled last, the newest first."""
    sampled = (row for row in rows if row.last_on is not None)
    return tuple(nlargest(limit, sampled, key=_last_day))


def _last_day(row: PatientRow) -> date:
    return row.last_on or date.min


@dataclass(frozen=True, slots=True)
class PatientTable:
    """Some patients: their rows, and the same as a table to be shown."""

    rows: tuple[PatientRow, ...]
    frame: pd.DataFrame


def patient_list(rows: tuple[PatientRow, ...]) -> PatientTable:
    """Returns the patients with their table."""
    return PatientTable(rows, patient_frame(rows))


def patient_frame(rows: Sequence[PatientRow]) -> pd.DataFrame:
    """Returns the rows as a table to be shown, without their links; calls stand in it where they
    are known.
    """
    frame = pd.DataFrame(
        [
            (
                row.patient_id,
                row.center,
                row.arm,
                row.states,
                row.last_on,
                row.last_result,
                row.last_state and row.last_state.value,
                row.call.words if row.call else "",
                row.samplings,
                row.therapy_now,
                row.due_on,
            )
            for row in rows
        ],
        columns=[
            "Patient",
            "Center",
            "Arm",
            "Course",
            "Last sampling",
            "k / N",
            "State",
            "Call",
            "Samplings",
            "Therapy now",
            "Next due",
        ],
    )
    return frame if any(row.call for row in rows) else frame.drop(columns="Call")


def _row(course: Course, rules: RuleSet, data_cut: date) -> PatientRow:
    marrow = [a for a in course.assays if a.material is Material.BONE_MARROW]
    found = judged_samplings(marrow, rules)
    last = found[-1] if found else None
    patient = course.patient
    return PatientRow(
        link=patient.link,
        patient_id=patient.patient_id,
        center=patient.center or "",
        arm=patient.arm or "",
        samplings=len(found),
        states="".join(GLYPHS[sampling.state] for sampling in found),
        last_on=last.collected_on if last else None,
        last_result=_result(last) if last else "",
        last_state=last.state if last else None,
        therapy_now=", ".join(therapy_now(course, data_cut)),
        due_on=_due_on(course, last, rules),
    )


def _result(sampling: Sampling) -> str:
    if sampling.tumor_cells is None or sampling.cells_screened is None:
        return ""
    return k_in_n(sampling.tumor_cells, sampling.cells_screened)


def _due_on(course: Course, last: Sampling | None, rules: RuleSet) -> date | None:
    if last is None or any(event.event_type in ENDS_SAMPLING for event in course.outcomes):
        return None
    return last.collected_on + timedelta(days=rules.sampling_interval_days)
