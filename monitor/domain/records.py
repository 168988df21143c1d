"""What is known about a patient: rows as they were stored, each with the line it came from."""

from dataclasses import dataclass, field
from datetime import date

from monitor.domain.vocabularies import (
    AssayStatus,
    DatePrecision,
    DeathCause,
    EndReason,
    EventType,
    Intent,
    Material,
    MetastasisSite,
    Method,
    ResultText,
    Site,
    TherapyType,
)


@dataclass(frozen=True, slots=True)
class Origin:
    """The import, file and physical line (counted from 1) that a stored row came from."""

    import_id: int
    file_name: str
    line: int

    def __str__(self) -> str:
        return f"import {self.import_id}, {self.file_name}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Assay:
    """One reading of one sample from one site with one method: k tumor cells among N MNC.

    Counts are whole cells; `reported_rate` is per 10⁶ MNC as the lab wrote it. `qualified` keeps
    what the lab wrote where it was no plain number, such as `<1`.
    """

    id: int
    collected_on: date
    cells_screened: int | None = None
    tumor_cells: int | None = None
    probable_cells: int | None = None
    control_cells_screened: int | None = None
    control_positive: int | None = None
    sample_id: str | None = None
    visit: str | None = None
    site: Site | None = None
    replicate: int | None = None
    clusters: int | None = None
    material: Material = Material.BONE_MARROW
    method: Method = Method.ICC
    antibody: str | None = None
    lab: str | None = None
    reader: str | None = None
    volume_ml: float | None = None
    viability_pct: float | None = None
    reported_rate: float | None = None
    result_text: ResultText | None = None
    marker: str | None = None
    marker_positive: int | None = None
    marker_evaluated: int | None = None
    status: AssayStatus = AssayStatus.VALID
    comment: str | None = None
    qualified: str | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class TherapyEvent:
    """Surgery, one course of a drug, or radiotherapy.

    Neither `ended_on` nor `ongoing` means that the end is unknown.
    """

    id: int
    therapy_type: TherapyType
    agent: str
    started_on: date
    ended_on: date | None = None
    ongoing: bool | None = None
    date_precision: DatePrecision = DatePrecision.DAY
    cycles: int | None = None
    dose: float | None = None
    dose_unit: str | None = None
    intent: Intent | None = None
    end_reason: EndReason | None = None
    event_id: str | None = None
    comment: str | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class OutcomeEvent:
    """Relapse, second cancer, death or last contact."""

    id: int
    event_type: EventType
    occurred_on: date
    invasive: bool | None = None
    site: MetastasisSite | None = None
    cause: DeathCause | None = None
    comment: str | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    """One pseudonym within a center, with what the patients file says of it.

    `link` is an opaque key for addresses; it says nothing about the person.
    """

    link: str
    patient_id: str
    center: str | None = None
    study: str | None = None
    arm: str | None = None
    diagnosed_on: date | None = None
    birth_year: int | None = None
    menopausal_status: str | None = None
    histology: str | None = None
    pt: str | None = None
    pn: str | None = None
    nodes_positive: int | None = None
    grade: int | None = None
    er: str | None = None
    pr: str | None = None
    her2: str | None = None
    covariates: tuple[tuple[str, str], ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """All that the store holds about one patient, each part in time order."""

    patient: Patient
    assays: tuple[Assay, ...] = ()
    therapies: tuple[TherapyEvent, ...] = ()
    outcomes: tuple[OutcomeEvent, ...] = field(default=())
