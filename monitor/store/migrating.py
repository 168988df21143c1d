"""Bringing a store up to date with Alembic, in one transaction, or leaving it untouched."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, text

from monitor.store.errors import StoreTooNewError

APPLICATION_ID = 0x4D4D4F4E  # "MMON", in the header of a SQLite file
NEWEST = "0004"
MIGRATIONS = Path(__file__).parent / "migrations"
ALONE = {"monitor_begin": "BEGIN IMMEDIATE"}  # SQLite lets in one writer from here on


def bring_up_to_date(engine: Engine, before: Callable[[], object]) -> None:
    """Runs the migrations that a store lacks; `before` an older one is touched, backs it up.

    Raises StoreTooNewError where it has unknown ones.
    """
    with engine.connect() as connection, connection.begin():
        version = _version(connection)
    if version == NEWEST:
        return
    if version is not None and version > NEWEST:
        raise StoreTooNewError(version)
    if version is not None:
        before()
    _migrate(engine)


def shut_others_out(connection: Connection) -> None:
    """Lets no other writer in before this transaction ends; SQLite does so as it begins."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(APPLICATION_ID)))


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _migrate(engine: Engine) -> None:
    from alembic import command  # 0.2 s that a store which is up to date need not spend
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect().execution_options(**ALONE) as connection, connection.begin():
        shut_others_out(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, NEWEST)
