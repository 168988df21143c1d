"""The first tables, their triggers, and the store's own secret."""

import secrets

import sqlalchemy as sa
from alembic import op

from monitor.store import strict_types  # noqa: F401  (spells the types for SQLite)
from monitor.store.migrating import APPLICATION_ID

revision = "0001"
down_revision = None

VERSIONED = {
    "patient": (
        "added_by",
        "center patient_id study arm diagnosed_on birth_year:int menopausal_status histology pt pn"
        " nodes_positive:int grade:int er pr her2 covariates",
    ),
    "assay": (
        "collected_on",
        "sample_id collected_on cells_screened:int tumor_cells:int probable_cells:int"
        " control_cells_screened:int control_positive:int visit site replicate:int clusters:int"
        " material method antibody lab reader volume_ml:real viability_pct:real"
        " reported_rate:real result_text marker marker_positive:int marker_evaluated:int"
        " status comment",
    ),
    "therapy": (
        "started_on",
        "therapy_type agent started_on ended_on ongoing:int date_precision cycles:int dose:real"
        " dose_unit intent end_reason event_id comment",
    ),
    "outcome": ("occurred_on", "event_type occurred_on invasive:int site cause comment"),
}
TYPES = {"": sa.Text, "int": sa.BigInteger, "real": sa.Double}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    op.create_table(
        "setting",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "change",
        sa.Column("id", sa.BigInteger, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "made_at", "made_by")),
        sa.Column("reason", sa.Text),
        sqlite_strict=True,
    )
    op.create_table(
        "source_file",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("byte_count", sa.BigInteger, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sqlite_strict=True,
    )
    _create_import_tables()
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("link", sa.Text, nullable=False, unique=True),
        sqlite_strict=True,
    )
    for name, (order, columns) in VERSIONED.items():
        _create_versioned(name, order, columns.split())
    op.create_index("patient_pseudonym", "patient", ["patient_id"])
    op.create_index("assay_sample", "assay", ["sample_id"])
    statement = sa.text("INSERT INTO setting (name, value) VALUES ('secret', :secret)")
    op.get_bind().execute(statement, {"secret": secrets.token_hex(32)})


def _create_import_tables() -> None:
    counts = ("lines", "stored", "changed", "unchanged", "rejected", "pending", "named")
    op.create_table(
        "import",
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("change_id", sa.BigInteger, sa.ForeignKey("change.id"), nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, sa.ForeignKey("source_file.sha256"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in counts),
        sa.Column("undone_by", sa.BigInteger, sa.ForeignKey("change.id")),
        sqlite_strict=True,
    )
    op.create_index("import_sha256", "import", ["sha256"])
    op.create_table(
        "rejected_row",
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("import_id", sa.BigInteger, sa.ForeignKey("import.id"), nullable=False),
        sa.Column("line", sa.BigInteger, nullable=False),
        sa.Column("last_line", sa.BigInteger, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sqlite_strict=True,
    )
    op.create_index("rejected_row_import", "rejected_row", ["import_id", "line"])


def _create_versioned(name: str, order: str, columns: list[str]) -> None:
    values = [column.partition(":") for column in columns]
    op.create_table(
        name,
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("natural_key", sa.Text, nullable=False),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("person.id"), nullable=False),
        *(sa.Column(column, TYPES[kind]) for column, _, kind in values),
        sa.Column("import_id", sa.BigInteger, sa.ForeignKey("import.id"), nullable=False),
        sa.Column("line", sa.BigInteger, nullable=False),
        sa.Column("row_hash", sa.LargeBinary, nullable=False),
        sa.Column("added_by", sa.BigInteger, sa.ForeignKey("change.id"), nullable=False),
        sa.Column("ended_by", sa.BigInteger, sa.ForeignKey("change.id")),
        sqlite_strict=True,
    )
    current = sa.text("ended_by IS NULL")
    op.create_index(
        f"{name}_current",
        name,
        ["natural_key"],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )
    op.create_index(f"{name}_person", name, ["person_id", order])
    if op.get_bind().dialect.name == "sqlite":
        _guard(name, [column for column, _, _ in values])


def _guard(name: str, values: list[str]) -> None:
    """Adds the triggers that let a row be ended once and otherwise never change or vanish."""
    fixed = ", ".join(
        ("id", "natural_key", "person_id", *values, "import_id", "line", "row_hash", "added_by")
    )
    refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {name} are immutable'); END"
    op.execute(f"CREATE TRIGGER {name}_fixed BEFORE UPDATE OF {fixed} ON {name} {refuse}")
    op.execute(
        f"CREATE TRIGGER {name}_ended_once BEFORE UPDATE OF ended_by ON {name}"
        f" WHEN OLD.ended_by IS NOT NULL OR NEW.ended_by IS NULL {refuse}"
    )
    op.execute(f"CREATE TRIGGER {name}_kept BEFORE DELETE ON {name} {refuse}")
