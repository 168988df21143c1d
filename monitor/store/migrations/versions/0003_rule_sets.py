"""Rule sets: every version that was ever saved, guarded like the rest of the record.

A store without any is judged by the rules that come with the program.
"""

import sqlalchemy as sa
from alembic import op

from monitor.store import strict_types  # noqa: F401  (spells the types for SQLite)

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "rule_set",
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("version", sa.Text, nullable=False, unique=True),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("change_id", sa.BigInteger, sa.ForeignKey("change.id"), nullable=False),
        sqlite_strict=True,
    )
    for name, what in (("fixed", "UPDATE"), ("kept", "DELETE")):
        _refuse(name, what)


def _refuse(name: str, what: str) -> None:
    """Adds a trigger that lets no row be changed or vanish."""
    trigger = f"CREATE TRIGGER rule_set_{name} BEFORE {what} ON rule_set"
    if op.get_bind().dialect.name == "sqlite":
        refusal = "SELECT RAISE(ABORT, 'rows of rule_set are immutable')"
        op.execute(f"{trigger} BEGIN {refusal}; END")
    elif op.get_bind().dialect.name == "postgresql":
        op.execute(f"{trigger} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
