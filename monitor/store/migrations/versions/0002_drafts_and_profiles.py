"""Drafts, profiles, what an import was read with, look-alike pseudonyms, and more guards.

On PostgreSQL the first version had no guards at all: here they come to all tables.
"""

import sqlalchemy as sa
from alembic import op

from monitor.domain.keys import folded_ids
from monitor.store import strict_types  # noqa: F401  (spells the types for SQLite)

revision = "0002"
down_revision = "0001"

BATCH = 10_000
VERSIONED = ("patient", "assay", "therapy", "outcome")
# Rows that are written once; of an import only the end may be set.
FIXED = ("profile", "change", "source_file", "rejected_row")
FURTHER = {
    "import": ("profile", "uploaded_sha256"),
    "assay": ("qualified",),
    "patient": ("folded_id",),
}


def upgrade() -> None:
    _create_draft()
    _create_profile()
    for table, columns in FURTHER.items():
        for column in columns:
            op.add_column(table, sa.Column(column, sa.Text))
    _fold_ids()
    op.create_index("patient_folded", "patient", ["folded_id"])
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    elif op.get_bind().dialect.name == "postgresql":
        _sort_by_code_points()
        _guard_postgresql()


def _sort_by_code_points() -> None:
    """Lets PostgreSQL sort what pages list as SQLite does, whatever the server's language."""
    for column in ("patient_id", "center"):
        op.execute(f'ALTER TABLE patient ALTER COLUMN {column} TYPE text COLLATE "C"')


def _create_draft() -> None:
    needed = ("created_at", "updated_at", "made_by")
    op.create_table(
        "draft",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("profile", sa.Text),
        sa.Column("uploaded_sha256", sa.Text),
        *(sa.Column(name, sa.Text, nullable=False) for name in needed),
        sqlite_strict=True,
    )


def _create_profile() -> None:
    texts = ("kind", "fingerprint", "header", "answers", "made_at", "made_by")
    op.create_table(
        "profile",
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        sqlite_strict=True,
    )
    op.create_index("profile_name", "profile", ["name", "version"], unique=True)
    op.create_index("profile_fingerprint", "profile", ["fingerprint"])


def _fold_ids() -> None:
    """Fills in the folded form of every pseudonym; no guard names that column yet."""
    bind = op.get_bind()
    query = sa.text("SELECT id, patient_id FROM patient WHERE id > :last ORDER BY id LIMIT :size")
    update = sa.text("UPDATE patient SET folded_id = :folded WHERE id = :id")
    last = -1
    while rows := bind.execute(query, {"last": last, "size": BATCH}).all():
        folded = folded_ids([name or "" for _, name in rows])
        bind.execute(
            update, [{"id": row[0], "folded": f} for row, f in zip(rows, folded, strict=True)]
        )
        last = rows[-1][0]


def _columns(table: str) -> list[str]:
    return [str(column["name"]) for column in sa.inspect(op.get_bind()).get_columns(table)]


def _guard_sqlite() -> None:
    for table in VERSIONED:
        op.execute(f"DROP TRIGGER {table}_fixed")
        _fix_columns(table, [name for name in _columns(table) if name != "ended_by"])
    _fix_columns("import", [name for name in _columns("import") if name != "undone_by"])
    for table in ("import", *FIXED):
        op.execute(f'CREATE TRIGGER {table}_kept BEFORE DELETE ON "{table}" {_refusal(table)}')
    for table in FIXED:
        op.execute(f'CREATE TRIGGER {table}_fixed BEFORE UPDATE ON "{table}" {_refusal(table)}')


def _fix_columns(table: str, columns: list[str]) -> None:
    op.execute(
        f'CREATE TRIGGER {table}_fixed BEFORE UPDATE OF {", ".join(columns)} ON "{table}"'
        f" {_refusal(table)}"
    )


def _refusal(table: str) -> str:
    return f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are immutable'); END"


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'rows of % are immutable', TG_TABLE_NAME"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    ends = dict.fromkeys(VERSIONED, "ended_by") | {"import": "undone_by"}
    for table, end in ends.items():
        columns = ", ".join(f'"{name}"' for name in _columns(table) if name != end)
        _refuse(f"{table}_fixed BEFORE UPDATE OF {columns}", table)
        _refuse(
            f"{table}_ended_once BEFORE UPDATE OF {end}",
            table,
            f"WHEN (OLD.{end} IS NOT NULL OR NEW.{end} IS NULL)",
        )
    for table in FIXED:
        _refuse(f"{table}_fixed BEFORE UPDATE", table)
    for table in (*ends, *FIXED):
        _refuse(f"{table}_kept BEFORE DELETE", table)


def _refuse(what: str, table: str, when: str = "") -> None:
    op.execute(
        f'CREATE TRIGGER {what} ON "{table}" FOR EACH ROW {when} EXECUTE FUNCTION refuse_change()'
    )
