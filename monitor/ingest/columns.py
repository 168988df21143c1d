"""The one declaration of every column: name, parser, unit, whether required, and its rule.

Reading, checking, templates and the data dictionary all follow from here; what labs call a column
stands in `synonyms`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from monitor.domain.plan import Value
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
from monitor.ingest import words
from monitor.ingest.faults import Parser
from monitor.ingest.values import (
    LARGEST_COUNT,
    choice,
    parse_antibody,
    parse_birth_year,
    parse_count,
    parse_date,
    parse_decimal,
    parse_identifier,
    parse_label,
    parse_name,
    parse_percent,
    parse_pseudonym,
    parse_text,
    parse_yes_no,
    whole_number,
)


class Form(StrEnum):
    """How the cells of a column are read: each form has its own grammar."""

    TEXT = "text"
    NAME = "name"
    COUNT = "count"
    DECIMAL = "decimal"
    DATE = "date"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file. `required` columns must stand in the header and in every row;
    `expected` ones must stand in the header and may be blank where the rule says so.

    `parse` reads our own plain form. `least` and `most` bound a number, `options` are the words of
    a closed vocabulary, `words` says what other words mean, and `said` are texts that mean blank in
    any other column but may mean something in this one.
    """

    name: str
    parse: Parser
    rule: str
    required: bool = False
    expected: bool = False
    unit: str = ""
    default: str | None = None
    form: Form = Form.TEXT
    least: int = 0
    most: int = LARGEST_COUNT
    options: tuple[str, ...] = ()
    words: Mapping[str, Value] = field(default_factory=dict)
    said: frozenset[str] = frozenset()


_count = partial(Column, form=Form.COUNT)
_decimal = partial(Column, form=Form.DECIMAL)
_date = partial(Column, parse=parse_date, form=Form.DATE, unit="date")
_name = partial(Column, parse=parse_name, form=Form.NAME)
_text = partial(Column, parse=parse_text)
_yes_no = partial(
    Column, parse=parse_yes_no, rule="yes or no", form=Form.WORD,
    options=("yes", "no"), words=words.YES_NO,
)  # fmt: skip
_SIGNS = frozenset({"-", "?", "na"})


def _cells(name: str, rule: str, unit: str = "cells", expected: bool = False) -> Column:
    said = frozenset({"none", "null"} | ({"-"} if name == "control_positive" else set()))
    return _count(name, parse_count, rule, unit=unit, expected=expected, said=said)


def _whole(
    name: str, rule: str, least: int, most: int, known: Mapping[str, Value] | None = None
) -> Column:
    parse = whole_number(least, most)
    return _count(name, parse, rule, least=least, most=most, words=known or {})


def _word(
    name: str,
    vocabulary: type[StrEnum],
    known: Mapping[str, Value],
    rule: str,
    default: str | None = None,
    required: bool = False,
    said: frozenset[str] = frozenset(),
) -> Column:
    return Column(
        name,
        choice(vocabulary, known),
        rule,
        required=required,
        default=default,
        form=Form.WORD,
        options=tuple(word.value for word in vocabulary),
        words=known,
        said=said,
    )


_PATIENT = Column("patient_id", parse_pseudonym, "pseudonym, leading zeros kept", required=True)
_CENTER = _name("center", rule="two centers' patient 0012 are two people")
_COMMENT = _text("comment", rule="free text")

ASSAYS = (
    _PATIENT,
    _CENTER,
    Column("sample_id", parse_identifier, "the lab's number, unique within lab", form=Form.NAME),
    _date("collected_on", rule="day of aspiration", required=True),
    _cells("cells_screened", "N: cells screened, > 0", "MNC", expected=True),
    _cells("tumor_cells", "k: tumor cells found, ≤ N", expected=True),
    _cells("probable_cells", "category B of the ISHAGE scheme"),
    _cells("control_cells_screened", "cells on the control slide", "MNC"),
    _cells("control_positive", "stained cells there; blank is not zero"),
    _text("visit", rule="as the lab writes it"),
    _word("site", Site, words.SITES, "where the marrow was taken"),
    _whole("replicate", "second slide set of the same site", 0, 1_000),
    _cells("clusters", "clusters among the tumor cells", unit=""),
    _word("material", Material, words.MATERIALS, "marrow unless said", Material.BONE_MARROW),
    _word("method", Method, words.METHODS, "icc unless said", Method.ICC),
    Column("antibody", parse_antibody, "spelling variants are folded", form=Form.NAME),
    _name("lab", rule="the laboratory"),
    _name("reader", rule="who read the slide, as a code"),
    _decimal("volume_ml", parse_percent, "0 to 100", unit="mL", most=100),
    _decimal("viability_pct", parse_percent, "0 to 100", unit="%", most=100),
    _decimal("reported_rate", parse_decimal, "as the lab computed it", unit="per 10⁶ MNC"),
    _word("result_text", ResultText, words.RESULTS, "the lab's own words", said=_SIGNS),
    Column("marker", parse_label, "phenotype stained for, such as HER2", form=Form.NAME),
    _cells("marker_positive", "cells with the marker"),
    _cells("marker_evaluated", "cells judged for it"),
    _word("status", AssayStatus, words.ASSAY_STATUSES, "valid unless said", AssayStatus.VALID),
    _COMMENT,
)

THERAPY = (
    _PATIENT,
    _CENTER,
    _word("therapy_type", TherapyType, words.THERAPY_TYPES, "class of therapy", required=True),
    _name("agent", rule="drug or regimen as given", required=True),
    _date("started_on", rule="first day", required=True),
    _date("ended_on", rule="last day; blank and not ongoing = end unknown"),
    _yes_no("ongoing"),
    _word("date_precision", DatePrecision, words.PRECISIONS, "day unless said", DatePrecision.DAY),
    _whole("cycles", "cycles given", 0, 1_000),
    _decimal("dose", parse_decimal, "dose, in dose_unit"),
    _text("dose_unit", rule="such as mg/m² or Gy"),
    _word("intent", Intent, words.INTENTS, "why it was given"),
    _word("end_reason", EndReason, words.END_REASONS, "why it ended"),
    Column("event_id", parse_identifier, "the source's number of this event", form=Form.NAME),
    _COMMENT,
)

PATIENTS = (
    _PATIENT,
    _CENTER,
    _text("study", rule="study or registry"),
    _text("arm", rule="treatment arm"),
    _date("diagnosed_on", rule="day of diagnosis"),
    Column("birth_year", parse_birth_year, "a year, never a date"),
    _text("menopausal_status", rule="pre, peri, post"),
    _text("histology", rule="ductal, lobular, other"),
    _text("pt", rule="pathological T"),
    _text("pn", rule="pathological N"),
    _whole("nodes_positive", "positive lymph nodes", 0, 1_000),
    _whole("grade", "1 to 4", 1, 4, words.GRADES),
    _word("er", ReceptorStatus, words.RECEPTORS, "estrogen receptor", said=_SIGNS),
    _word("pr", ReceptorStatus, words.RECEPTORS, "progesterone receptor", said=_SIGNS),
    _word("her2", ReceptorStatus, words.HER2, "HER2", said=_SIGNS),
)

OUTCOMES = (
    _PATIENT,
    _CENTER,
    _word("event_type", EventType, words.EVENT_TYPES, "what happened", required=True),
    _date("occurred_on", rule="the day", required=True),
    _yes_no("invasive"),
    _word("site", MetastasisSite, words.METASTASIS_SITES, "site of metastasis"),
    _word("cause", DeathCause, words.DEATH_CAUSES, "cause of death"),
    _COMMENT,
)

COLUMNS: dict[FileKind, tuple[Column, ...]] = {
    FileKind.ASSAYS: ASSAYS,
    FileKind.THERAPY: THERAPY,
    FileKind.PATIENTS: PATIENTS,
    FileKind.OUTCOMES: OUTCOMES,
}
