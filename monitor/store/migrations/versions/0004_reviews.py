"""Who has looked at which result, and what each user has seen of the news: only ever added to."""

import sqlalchemy as sa
from alembic import op

from monitor.store import strict_types  # noqa: F401  (spells the types for SQLite)

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "review",
        *_who_and_when(),
        sa.Column("person_id", sa.BigInteger, sa.ForeignKey("person.id")),
        sa.Column("assay_id", sa.BigInteger, sa.ForeignKey("assay.id")),
        sqlite_strict=True,
    )
    op.create_index("review_person", "review", ["person_id"])
    op.create_index("review_assay", "review", ["assay_id"])
    op.create_table("seen", *_who_and_when(), sqlite_strict=True)
    for table in ("review", "seen"):
        for name, what in (("fixed", "UPDATE"), ("kept", "DELETE")):
            _refuse(table, name, what)


def _who_and_when() -> tuple[sa.Column[int] | sa.Column[str], ...]:
    return (
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("change_id", sa.BigInteger, sa.ForeignKey("change.id"), nullable=False),
    )


def _refuse(table: str, name: str, what: str) -> None:
    """Adds a trigger that lets no row be changed or vanish."""
    trigger = f"CREATE TRIGGER {table}_{name} BEFORE {what} ON {table}"
    if op.get_bind().dialect.name == "sqlite":
        refusal = f"SELECT RAISE(ABORT, 'rows of {table} are immutable')"
        op.execute(f"{trigger} BEGIN {refusal}; END")
    elif op.get_bind().dialect.name == "postgresql":
        op.execute(f"{trigger} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
