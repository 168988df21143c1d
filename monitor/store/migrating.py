"""Bringing a store up to date with Alembic, in one transaction, or leaving it untouched."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from monitor.store.errors import StoreTooNewError

APPLICATION_ID = 0x4D4D4F4E  # "MMON", in the header of a SQLite file
NEWEST = "0001"
MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(engine: Engine) -> None:
    """Runs the migrations that a store lacks. Raises StoreTooNewError where it has unknown ones."""
    with engine.connect() as connection, connection.begin():
        version = _version(connection)
    if version == NEWEST:
        return
    if version is not None and version > NEWEST:
        raise StoreTooNewError(version)
    _migrate(engine)


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
    options = {"monitor_begin": "BEGIN IMMEDIATE"}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, NEWEST)
