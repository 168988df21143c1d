"""The tables. Rows are immutable: a correction ends one row and adds another.

`added_by` and `ended_by` are change numbers; the highest change number is the store's revision, and
the view as of change c is `added_by <= c AND (ended_by IS NULL OR ended_by > c)`.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeEngine

from monitor.domain.vocabularies import FileKind
from monitor.store import strict_types  # noqa: F401  (spells the types for SQLite)

metadata = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, Text)


def _whole(name: str) -> Column[int]:
    return Column(name, BigInteger)


def _decimal(name: str) -> Column[float]:
    return Column(name, Double)


def _number(name: str = "id") -> Column[int]:
    return Column(name, BigInteger, primary_key=True)


def _needed(name: str, kind: type[TypeEngine[Any]], target: str | None = None) -> Column[Any]:
    keys = (ForeignKey(target),) if target else ()
    return Column(name, kind, *keys, nullable=False)


setting = Table(
    "setting",
    metadata,
    Column("name", Text, primary_key=True),
    _needed("value", Text),
    sqlite_strict=True,
)

change = Table(
    "change",
    metadata,
    _number(),
    _needed("kind", Text),
    _needed("made_at", Text),
    _needed("made_by", Text),
    _text("reason"),
    sqlite_strict=True,
)

source_file = Table(
    "source_file",
    metadata,
    Column("sha256", Text, primary_key=True),
    _needed("byte_count", BigInteger),
    _needed("content", LargeBinary),
    sqlite_strict=True,
)

imports = Table(
    "import",
    metadata,
    _number(),
    _needed("change_id", BigInteger, "change.id"),
    _needed("file_name", Text),
    _needed("sha256", Text, "source_file.sha256"),
    _needed("kind", Text),
    _needed("answers", Text),
    *(
        _needed(name, BigInteger)
        for name in ("lines", "stored", "changed", "unchanged", "rejected", "pending", "named")
    ),
    Column("undone_by", BigInteger, ForeignKey("change.id")),
    _text("profile"),
    _text("uploaded_sha256"),
    Index("import_sha256", "sha256"),
    sqlite_strict=True,
)

# What a person has begun and not finished. No part of the record: it changes and goes, and the
# store's revision stays as it is.
draft = Table(
    "draft",
    metadata,
    Column("id", Text, primary_key=True),
    _needed("file_name", Text),
    _needed("sha256", Text),
    _needed("content", LargeBinary),
    _needed("answers", Text),
    _text("profile"),
    _text("uploaded_sha256"),
    _needed("created_at", Text),
    _needed("updated_at", Text),
    _needed("made_by", Text),
    sqlite_strict=True,
)

profile = Table(
    "profile",
    metadata,
    _number(),
    _needed("name", Text),
    _needed("version", BigInteger),
    _needed("kind", Text),
    _needed("fingerprint", Text),
    _needed("header", Text),
    _needed("answers", Text),
    _needed("made_at", Text),
    _needed("made_by", Text),
    Index("profile_name", "name", "version", unique=True),
    Index("profile_fingerprint", "fingerprint"),
    sqlite_strict=True,
)

rule_set = Table(
    "rule_set",
    metadata,
    _number(),
    Column("version", Text, nullable=False, unique=True),
    _needed("rules", Text),
    _needed("change_id", BigInteger, "change.id"),
    sqlite_strict=True,
)

rejected_row = Table(
    "rejected_row",
    metadata,
    _number(),
    _needed("import_id", BigInteger, "import.id"),
    _needed("line", BigInteger),
    _needed("last_line", BigInteger),
    _needed("raw", LargeBinary),
    _needed("reasons", Text),
    Index("rejected_row_import", "import_id", "line"),
    sqlite_strict=True,
)

person = Table(
    "person",
    metadata,
    _number(),
    Column("link", Text, nullable=False, unique=True),
    sqlite_strict=True,
)


def _versioned(
    name: str,
    order: str,
    *columns: Column[str] | Column[int] | Column[float],
    further: tuple[Column[str], ...] = (),
) -> Table:
    """Returns a table of immutable rows about one person, each with its source and its hash.
    `further` columns came with a later version of the program, and stand last.
    """
    return Table(
        name,
        metadata,
        _number(),
        _needed("natural_key", Text),
        _needed("person_id", BigInteger, "person.id"),
        *columns,
        _needed("import_id", BigInteger, "import.id"),
        _needed("line", BigInteger),
        _needed("row_hash", LargeBinary),
        _needed("added_by", BigInteger, "change.id"),
        Column("ended_by", BigInteger, ForeignKey("change.id")),
        *further,
        Index(
            f"{name}_current",
            "natural_key",
            unique=True,
            # In PostgreSQL too, by the migration: to name it here would load that dialect.
            sqlite_where=text("ended_by IS NULL"),
        ),
        Index(f"{name}_person", "person_id", order),
        sqlite_strict=True,
    )


patient = _versioned(
    "patient",
    "added_by",
    _text("center"),
    _text("patient_id"),
    _text("study"),
    _text("arm"),
    _text("diagnosed_on"),
    _whole("birth_year"),
    _text("menopausal_status"),
    _text("histology"),
    _text("pt"),
    _text("pn"),
    _whole("nodes_positive"),
    _whole("grade"),
    _text("er"),
    _text("pr"),
    _text("her2"),
    _text("covariates"),
    further=(_text("folded_id"),),
)
Index("patient_pseudonym", patient.c.patient_id)
Index("patient_folded", patient.c.folded_id)

assay = _versioned(
    "assay",
    "collected_on",
    _text("sample_id"),
    _text("collected_on"),
    _whole("cells_screened"),
    _whole("tumor_cells"),
    _whole("probable_cells"),
    _whole("control_cells_screened"),
    _whole("control_positive"),
    _text("visit"),
    _text("site"),
    _whole("replicate"),
    _whole("clusters"),
    _text("material"),
    _text("method"),
    _text("antibody"),
    _text("lab"),
    _text("reader"),
    _decimal("volume_ml"),
    _decimal("viability_pct"),
    _decimal("reported_rate"),
    _text("result_text"),
    _text("marker"),
    _whole("marker_positive"),
    _whole("marker_evaluated"),
    _text("status"),
    _text("comment"),
    further=(_text("qualified"),),
)

Index("assay_sample", assay.c.sample_id)

therapy = _versioned(
    "therapy",
    "started_on",
    _text("therapy_type"),
    _text("agent"),
    _text("started_on"),
    _text("ended_on"),
    _whole("ongoing"),
    _text("date_precision"),
    _whole("cycles"),
    _decimal("dose"),
    _text("dose_unit"),
    _text("intent"),
    _text("end_reason"),
    _text("event_id"),
    _text("comment"),
)

outcome = _versioned(
    "outcome",
    "occurred_on",
    _text("event_type"),
    _text("occurred_on"),
    _whole("invasive"),
    _text("site"),
    _text("cause"),
    _text("comment"),
)

# Who has looked at what, as of which change: one version of a result, all of a person, or, with
# neither, everything. A mark changes no data, and the store's revision stays as it is.
review = Table(
    "review",
    metadata,
    _number(),
    _needed("made_at", Text),
    _needed("made_by", Text),
    _needed("change_id", BigInteger, "change.id"),
    Column("person_id", BigInteger, ForeignKey("person.id")),
    Column("assay_id", BigInteger, ForeignKey("assay.id")),
    Index("review_person", "person_id"),
    Index("review_assay", "assay_id"),
    sqlite_strict=True,
)

# Up to which change each user has seen the news.
seen = Table(
    "seen",
    metadata,
    _number(),
    _needed("made_at", Text),
    _needed("made_by", Text),
    _needed("change_id", BigInteger, "change.id"),
    sqlite_strict=True,
)

TABLES: dict[FileKind, Table] = {
    FileKind.PATIENTS: patient,
    FileKind.ASSAYS: assay,
    FileKind.THERAPY: therapy,
    FileKind.OUTCOMES: outcome,
}
BOOKKEEPING = frozenset(
    (
        "id", "natural_key", "person_id", "import_id", "line", "row_hash", "added_by", "ended_by",
        "folded_id",
    )
)  # fmt: skip
LATER = frozenset(("qualified",))  # value columns that came after the first version
DATES = frozenset(("collected_on", "started_on", "ended_on", "occurred_on", "diagnosed_on"))
YES_NO = frozenset(("ongoing", "invasive"))


def value_columns(table: Table) -> tuple[str, ...]:
    """Returns the names of a table's columns that hold what a file said."""
    return tuple(column.name for column in table.columns if column.name not in BOOKKEEPING)
