"""The one declaration of every column: name, parser, unit, whether required, and its rule.

Reading, checking, templates and the data dictionary all follow from here.
"""

from dataclasses import dataclass

from monitor.domain.vocabularies import (
    AssayStatus,
    DatePrecision,
    DeathCause,
    EndReason,
    EventType,
    FileKind,
    Intent,
    Material,
    MetastasisSite,
    Method,
    ReceptorStatus,
    ResultText,
    Site,
    TherapyType,
)
from monitor.ingest.values import (
    Parser,
    choice,
    parse_antibody,
    parse_birth_year,
    parse_count,
    parse_date,
    parse_decimal,
    parse_identifier,
    parse_name,
    parse_percent,
    parse_text,
    parse_yes_no,
    whole_number,
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file. `required` columns must stand in the header and in every row;
    `expected` ones must stand in the header and may be blank where the rule says so.
    """

    name: str
    parse: Parser
    rule: str
    required: bool = False
    expected: bool = False
    unit: str = ""
    default: str | None = None


_PATIENT = Column("patient_id", parse_identifier, "pseudonym, leading zeros kept", required=True)
_CENTER = Column("center", parse_name, "two centers' patient 0012 are two people")
_COMMENT = Column("comment", parse_text, "free text")

ASSAYS = (
    _PATIENT,
    _CENTER,
    Column("sample_id", parse_identifier, "the lab's number, unique within lab"),
    Column("collected_on", parse_date, "day of aspiration", required=True, unit="date"),
    Column("cells_screened", parse_count, "N: cells screened, > 0", expected=True, unit="MNC"),
    Column("tumor_cells", parse_count, "k: tumor cells found, ≤ N", expected=True, unit="cells"),
    Column("probable_cells", parse_count, "category B of the ISHAGE scheme", unit="cells"),
    Column("control_cells_screened", parse_count, "cells on the control slide", unit="MNC"),
    Column("control_positive", parse_count, "stained cells there; blank is not zero", unit="cells"),
    Column("visit", parse_text, "as the lab writes it"),
    Column("site", choice(Site), "where the marrow was taken"),
    Column("replicate", whole_number(0, 1_000), "second slide set of the same site"),
    Column("clusters", parse_count, "clusters among the tumor cells"),
    Column("material", choice(Material), "marrow unless said", default=Material.BONE_MARROW),
    Column("method", choice(Method), "icc unless said", default=Method.ICC),
    Column("antibody", parse_antibody, "spelling variants are folded"),
    Column("lab", parse_name, "the laboratory"),
    Column("reader", parse_name, "who read the slide, as a code"),
    Column("volume_ml", parse_percent, "0 to 100", unit="mL"),
    Column("viability_pct", parse_percent, "0 to 100", unit="%"),
    Column("reported_rate", parse_decimal, "as the lab computed it", unit="per 10⁶ MNC"),
    Column("result_text", choice(ResultText), "the lab's own words"),
    Column("marker", parse_text, "phenotype stained for, such as HER2"),
    Column("marker_positive", parse_count, "cells with the marker", unit="cells"),
    Column("marker_evaluated", parse_count, "cells judged for it", unit="cells"),
    Column("status", choice(AssayStatus), "valid unless said", default=AssayStatus.VALID),
    _COMMENT,
)

THERAPY = (
    _PATIENT,
    _CENTER,
    Column("therapy_type", choice(TherapyType), "class of therapy", required=True),
    Column("agent", parse_name, "drug or regimen as given", required=True),
    Column("started_on", parse_date, "first day", required=True, unit="date"),
    Column("ended_on", parse_date, "last day; blank and not ongoing = end unknown", unit="date"),
    Column("ongoing", parse_yes_no, "yes or no"),
    Column("date_precision", choice(DatePrecision), "day unless said", default=DatePrecision.DAY),
    Column("cycles", whole_number(0, 1_000), "cycles given"),
    Column("dose", parse_decimal, "dose, in dose_unit"),
    Column("dose_unit", parse_text, "such as mg/m² or Gy"),
    Column("intent", choice(Intent), "why it was given"),
    Column("end_reason", choice(EndReason), "why it ended"),
    Column("event_id", parse_identifier, "the source's number of this event"),
    _COMMENT,
)

PATIENTS = (
    _PATIENT,
    _CENTER,
    Column("study", parse_text, "study or registry"),
    Column("arm", parse_text, "treatment arm"),
    Column("diagnosed_on", parse_date, "day of diagnosis", unit="date"),
    Column("birth_year", parse_birth_year, "a year, never a date"),
    Column("menopausal_status", parse_text, "pre, peri, post"),
    Column("histology", parse_text, "ductal, lobular, other"),
    Column("pt", parse_text, "pathological T"),
    Column("pn", parse_text, "pathological N"),
    Column("nodes_positive", whole_number(0, 1_000), "positive lymph nodes"),
    Column("grade", whole_number(1, 4), "1 to 4"),
    Column("er", choice(ReceptorStatus), "estrogen receptor"),
    Column("pr", choice(ReceptorStatus), "progesterone receptor"),
    Column("her2", choice(ReceptorStatus), "HER2"),
)

OUTCOMES = (
    _PATIENT,
    _CENTER,
    Column("event_type", choice(EventType), "what happened", required=True),
    Column("occurred_on", parse_date, "the day", required=True, unit="date"),
    Column("invasive", parse_yes_no, "yes or no"),
    Column("site", choice(MetastasisSite), "site of metastasis"),
    Column("cause", choice(DeathCause), "cause of death"),
    _COMMENT,
)

COLUMNS: dict[FileKind, tuple[Column, ...]] = {
    FileKind.ASSAYS: ASSAYS,
    FileKind.THERAPY: THERAPY,
    FileKind.PATIENTS: PATIENTS,
    FileKind.OUTCOMES: OUTCOMES,
}
