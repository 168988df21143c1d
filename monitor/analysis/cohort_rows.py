"""What a cohort keeps of a course: rows of five frames, in the order of their columns."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from monitor.analysis.frame_builder import Kind
from monitor.analysis.lab_scatter import with_scatter
from monitor.analysis.outcome_clocks import Clock, ClockStart
from monitor.analysis.outcome_rows import Known
from monitor.analysis.references import first_systemic_therapy
from monitor.analysis.series import first_metastasis, has_clusters, tally
from monitor.analysis.time_axis import Anchor, available_anchors
from monitor.domain.calls import Call, CallKind, TherapyLineChange
from monitor.domain.evidence import Comparison
from monitor.domain.records import Assay, Course
from monitor.domain.samplings import Sampling
from monitor.domain.vocabularies import (
    RELAPSES,
    AssayStatus,
    DatePrecision,
    EventType,
    EvidenceState,
    Material,
)

Row = tuple[Any, ...]
Columns = Mapping[str, Kind]

PATIENTS: Columns = {
    "link": Kind.TEXT, "patient_id": Kind.TEXT, "center": Kind.WORD, "study": Kind.WORD,
    "arm": Kind.WORD, "diagnosed_on": Kind.DAY, "birth_year": Kind.WHOLE,
    "menopausal_status": Kind.WORD, "histology": Kind.WORD, "pt": Kind.WORD, "pn": Kind.WORD,
    "nodes_positive": Kind.WHOLE, "grade": Kind.WHOLE, "er": Kind.WORD, "pr": Kind.WORD,
    "her2": Kind.WORD, "covariates": Kind.THING, "first_sampling_on": Kind.DAY,
    "first_surgery_on": Kind.DAY, "first_systemic_on": Kind.DAY, "chemotherapy_ended_on": Kind.DAY,
    "first_relapse_on": Kind.DAY, "metastasis_on": Kind.DAY, "died_on": Kind.DAY,
    "last_record_on": Kind.DAY, "anchored_on": Kind.DAY,
}  # fmt: skip
SAMPLINGS: Columns = {
    "patient": Kind.CODE, "collected_on": Kind.DAY, "series": Kind.WORD, "lab": Kind.WORD,
    "lab_visit": Kind.WORD, "borne": Kind.WORD, "state": Kind.WORD, "is_positive": Kind.MAYBE,
    "k": Kind.WHOLE, "n": Kind.WHOLE, "events": Kind.WHOLE, "rate": Kind.NUMBER,
    "assay_id": Kind.CODE, "is_withdrawn": Kind.YES_NO, "reason": Kind.WORD,
    "after_relapse": Kind.YES_NO, "call": Kind.WORD, "grade": Kind.WORD, "direction": Kind.WORD,
    "confirmed_on": Kind.DAY, "call_reason": Kind.WORD, "reference_on": Kind.DAY,
    "reference_k": Kind.WHOLE, "reference_n": Kind.WHOLE, "ratio": Kind.NUMBER,
    "ratio_lower": Kind.NUMBER, "ratio_upper": Kind.NUMBER, "p_value": Kind.NUMBER,
    "p_central": Kind.NUMBER, "chance": Kind.NUMBER,
}  # fmt: skip
LINES: Columns = {
    "patient": Kind.CODE, "therapy_type": Kind.WORD, "agent": Kind.WORD, "started_on": Kind.DAY,
    "ended_on": Kind.DAY, "ongoing": Kind.YES_NO, "series": Kind.WORD, "before_on": Kind.DAY,
    "before_k": Kind.WHOLE, "before_n": Kind.WHOLE, "before_events": Kind.WHOLE,
    "after_on": Kind.DAY, "after_k": Kind.WHOLE, "after_n": Kind.WHOLE,
    "after_events": Kind.WHOLE, "ratio": Kind.NUMBER, "ratio_lower": Kind.NUMBER,
    "ratio_upper": Kind.NUMBER, "p_value": Kind.NUMBER, "p_central": Kind.NUMBER,
    "demonstrable": Kind.YES_NO, "reason": Kind.WORD,
}  # fmt: skip
THERAPY: Columns = {
    "patient": Kind.CODE, "lane": Kind.WORD, "agent": Kind.WORD, "started_on": Kind.DAY,
    "ended_on": Kind.DAY, "ongoing": Kind.YES_NO, "intent": Kind.WORD, "is_exact": Kind.YES_NO,
}  # fmt: skip
EVENTS: Columns = {
    "patient": Kind.CODE, "event_type": Kind.WORD, "occurred_on": Kind.DAY, "site": Kind.WORD,
    "cause": Kind.WORD, "invasive": Kind.MAYBE,
}  # fmt: skip
# Reported rates that, at the depth given, would be less than one cell.
DOUBTS: Columns = {
    "patient": Kind.CODE, "collected_on": Kind.DAY, "lab": Kind.WORD, "rate": Kind.NUMBER,
    "n": Kind.WHOLE,
}  # fmt: skip
# A reported rate is rounded: it may say so much less than the one cell that it means.
_LEAST_CELL = 0.9
# Words whose order means something.
ORDERED = {"state": tuple(state.value for state in EvidenceState)}

_NOTHING = (None,) * 5
_BETWEEN = "\x1f"  # no text of a file holds a control character


def patient_row(course: Course, anchor: Anchor | None, known: Known) -> Row:
    """Returns what is known of the patient, and the days that everything else is counted from.

    `first_systemic_on` is the last day on which the first systemic therapy may have begun;
    `anchored_on` the day that the visit windows are counted from.
    """
    who, anchors = course.patient, available_anchors(course)
    systemic = first_systemic_therapy(course)
    chemotherapy = known.starts[Clock.END_OF_CHEMOTHERAPY]
    return (
        who.link, who.patient_id, who.center, who.study, who.arm, who.diagnosed_on, who.birth_year,
        who.menopausal_status, who.histology, who.pt, who.pn, who.nodes_positive, who.grade,
        who.er, who.pr, who.her2, who.covariates,
        anchors.get(Anchor.FIRST_SAMPLING), anchors.get(Anchor.FIRST_SURGERY),
        systemic.last_day if systemic else None,
        chemotherapy.on if isinstance(chemotherapy, ClockStart) else None,
        min((o.occurred_on for o in course.outcomes if o.event_type in RELAPSES), default=None),
        first_metastasis(course),
        min(
            (o.occurred_on for o in course.outcomes if o.event_type is EventType.DEATH),
            default=None,
        ),
        None if known.last_record == date.min else known.last_record,
        anchors.get(anchor) if anchor else None,
    )  # fmt: skip


def sampling_rows(code: int, calls: Sequence[Call]) -> Iterator[Row]:
    """Yields the marrow samplings of a course in time order, each with its call."""
    for call in calls:
        sampling = call.sampling
        if sampling.key.material is not Material.BONE_MARROW:
            continue
        reference = call.reference.sampling if call.reference else None
        assays = sampling.assays
        yield (
            code, sampling.collected_on, *_series(sampling), sampling.visit, borne(assays),
            sampling.state, sampling.is_positive, sampling.tumor_cells, sampling.cells_screened,
            _events(sampling), sampling.rate,
            assays[0].id, _is_withdrawn(sampling), sampling.reason,
            call.kind is CallKind.AFTER_RELAPSE, call.kind, call.grade, call.direction,
            call.confirmed_on, with_scatter(call.reason, call.comparison, sampling.key.lab),
            *_counts(reference), *_change(call.comparison),
            call.chance_of_false_clearance,
        )  # fmt: skip


def line_rows(code: int, changes: Sequence[TherapyLineChange]) -> Iterator[Row]:
    """Yields the lines of therapy of a course, before and after; those of blood are left out."""
    for change in changes:
        if change.key is not None and change.key.material is not Material.BONE_MARROW:
            continue
        line, compared = change.therapy, change.comparison
        yield (
            code, line.therapy_type, line.agent, line.started_on, line.ended_on,
            bool(line.ongoing), _key_text(change.key or ""), *_counts(change.before),
            _events(change.before), *_counts(change.after), _events(change.after),
            *_change(compared),
            compared is not None and compared.demonstrable, change.reason,
        )  # fmt: skip


def therapy_rows(code: int, course: Course) -> Iterator[Row]:
    """Yields what therapy the patient was given."""
    for event in course.therapies:
        yield (
            code, event.therapy_type, event.agent, event.started_on, event.ended_on,
            bool(event.ongoing), event.intent,
            event.date_precision is DatePrecision.DAY,
        )  # fmt: skip


def event_rows(code: int, course: Course) -> Iterator[Row]:
    """Yields what became of the patient."""
    for event in course.outcomes:
        yield (
            code, event.event_type, event.occurred_on, event.site, event.cause, event.invasive,
        )  # fmt: skip


def doubt_rows(code: int, course: Course) -> Iterator[Row]:
    """Yields marrow assays whose reported rate or depth has another unit than the file says."""
    for assay in course.assays:
        rate, n = assay.reported_rate, assay.cells_screened
        if not rate or not n or rate * n / 1e6 >= _LEAST_CELL:
            continue
        is_marrow = assay.material is Material.BONE_MARROW
        if is_marrow and assay.status is not AssayStatus.WITHDRAWN:
            yield code, assay.collected_on, assay.lab, rate, n


def borne(assays: Sequence[Assay]) -> str:
    """Returns every visit that a sampling's assays bear, as the lab wrote them, in one text."""
    if len(assays) == 1:
        return (assays[0].visit or "").strip()
    names = {assay.visit.strip() for assay in assays if assay.visit}
    return _BETWEEN.join(sorted(name for name in names if name))


def borne_names(text: str) -> list[str]:
    """Returns the visits of such a text."""
    return text.split(_BETWEEN) if text else []


def _series(sampling: Sampling) -> tuple[str, str]:
    return _key_text(sampling.key), sampling.key.lab


# A cohort has few keys and writes them at every sampling.
_key_text = lru_cache(maxsize=1024)(str)


def _counts(sampling: Sampling | None) -> tuple[date | None, int | None, int | None]:
    if sampling is None:
        return None, None, None
    return sampling.collected_on, sampling.tumor_cells, sampling.cells_screened


def _events(sampling: Sampling | None) -> int | None:
    """Returns k as the tests count it: a cluster of cells is one event."""
    if sampling is None or sampling.tumor_cells is None or not sampling.cells_screened:
        return None
    if not has_clusters(sampling):
        return sampling.tumor_cells
    return tally(sampling).events


def _change(compared: Comparison | None) -> Row:
    if compared is None:
        return _NOTHING
    return compared.ratio, compared.lower, compared.upper, compared.p_value, compared.p_central


def _is_withdrawn(sampling: Sampling) -> bool:
    return not sampling.pooled and all(
        aside.assay.status is AssayStatus.WITHDRAWN for aside in sampling.set_aside
    )
