"""The tables that a new store has, what guards them, and migrations that are whole or nothing."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from monitor.store import migrating
from monitor.store.engine import open_store, reading
from monitor.store.errors import StoreTooNewError
from monitor.store.schema import BOOKKEEPING, TABLES, metadata
from tests.imports import take

ASSAYS = "patient_id,collected_on,cells_screened,tumor_cells\nP1,2023-01-17,2000000,3\n"
VERSIONED = [table.name for table in TABLES.values()]


@pytest.fixture
def raw(store, tmp_path):
    """Returns a bare connection to a store that holds one assay of one patient."""
    take(store, ASSAYS)
    connection = sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None)
    yield connection
    connection.close()


def test_migrations_make_exactly_the_tables_that_the_program_knows(store):
    with reading(store) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        names = set(inspect(connection).get_table_names())
    assert names == set(metadata.tables) | {"alembic_version"}


def test_the_indexes_have_the_columns_order_and_condition_that_the_program_knows(store):
    with reading(store) as connection:
        for table in metadata.tables.values():
            made = {
                (index["name"], tuple(index["column_names"]), bool(index["unique"]))
                for index in inspect(connection).get_indexes(table.name)
                if not str(index["name"]).startswith("sqlite_autoindex")
            }
            known = {
                (index.name, tuple(c.name for c in index.columns), bool(index.unique))
                for index in table.indexes
            }
            assert made == known


def test_every_table_is_strict_about_its_types(raw):
    strict = dict(raw.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'"))
    assert all(strict[name] for name in metadata.tables)
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
        raw.execute("INSERT INTO source_file VALUES ('sha', 'many', x'00')")


@pytest.mark.parametrize("table", VERSIONED)
def test_every_versioned_table_has_its_three_guards(raw, table):
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
    names = {name for (name,) in raw.execute(query, (table,))}
    assert names == {f"{table}_fixed", f"{table}_ended_once", f"{table}_kept"}


@pytest.mark.parametrize(
    "column", [c.name for c in TABLES["assays"].columns if c.name != "ended_by"]
)
def test_no_value_of_a_stored_row_can_be_changed(raw, column):
    with pytest.raises(sqlite3.IntegrityError, match="immutable"):
        raw.execute(f"UPDATE assay SET {column} = {column}")


@pytest.mark.parametrize("table", VERSIONED)
def test_the_guard_of_a_table_names_every_column_but_the_end(raw, table):
    query = "SELECT sql FROM sqlite_master WHERE name = ?"
    ((text,),) = raw.execute(query, (f"{table}_fixed",))
    guarded = text.partition(" OF ")[2].partition(" ON ")[0].split(", ")
    columns = {column.name for column in metadata.tables[table].columns}
    assert set(guarded) == columns - {"ended_by"}
    assert columns > BOOKKEEPING - {"folded_id"}


def test_no_stored_row_can_be_deleted(raw):
    with pytest.raises(sqlite3.IntegrityError, match="immutable"):
        raw.execute("DELETE FROM assay")


def test_a_row_can_be_ended_once_and_not_begun_again(raw):
    raw.execute("UPDATE assay SET ended_by = 1")
    for end in ("2", "NULL"):
        with pytest.raises(sqlite3.IntegrityError, match="immutable"):
            raw.execute(f"UPDATE assay SET ended_by = {end}")


def test_two_current_rows_of_one_key_cannot_be(raw):
    columns = "natural_key, person_id, import_id, line, row_hash, added_by"
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        raw.execute(f"INSERT INTO assay ({columns}) SELECT {columns} FROM assay")


def test_two_stores_have_different_secrets(tmp_path):
    secrets = set()
    for name in ("one.sqlite", "other.sqlite"):
        open_store(f"sqlite:///{tmp_path / name}").engine.dispose()
        connection = sqlite3.connect(tmp_path / name)
        secrets.add(connection.execute("SELECT value FROM setting").fetchone())
        connection.close()
    assert len(secrets) == 2


def test_opening_again_changes_nothing(store, tmp_path):
    before = (tmp_path / "store.sqlite").read_bytes()
    open_store(store.url).engine.dispose()
    assert (tmp_path / "store.sqlite").read_bytes() == before


def test_a_store_of_a_newer_program_is_refused_and_left_as_it_is(raw, store, tmp_path):
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    before = (tmp_path / "store.sqlite").read_bytes()
    with pytest.raises(StoreTooNewError, match=r"newer Marrow Monitor .*9999"):
        open_store(store.url)
    assert (tmp_path / "store.sqlite").read_bytes() == before


FAILING = f"""
import sqlalchemy as sa
from alembic import op
revision = "9998"
down_revision = "{migrating.NEWEST}"
def upgrade():
    op.add_column("assay", sa.Column("added_half_way", sa.Text))
    op.execute("DROP TRIGGER assay_kept")
    raise RuntimeError("half way")
"""


@pytest.fixture
def failing_migration(tmp_path, monkeypatch) -> Path:
    """Lets a further migration exist that fails half way."""
    scripts = tmp_path / "migrations"
    shutil.copytree(migrating.MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "9998_fails.py").write_text(FAILING, encoding="utf-8")
    monkeypatch.setattr(migrating, "MIGRATIONS", scripts)
    monkeypatch.setattr(migrating, "NEWEST", "9998")
    return scripts


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    lines = list(connection.iterdump())
    connection.close()
    return lines


@pytest.mark.usefixtures("raw", "failing_migration")
def test_a_migration_that_fails_leaves_the_store_as_it_was(store, tmp_path):
    before = dump(tmp_path / "store.sqlite")
    with pytest.raises(RuntimeError, match="half way"):
        open_store(store.url)
    assert dump(tmp_path / "store.sqlite") == before


@pytest.mark.usefixtures("failing_migration")
def test_a_store_whose_making_fails_is_no_half_made_one(tmp_path):
    place = tmp_path / "new.sqlite"
    with pytest.raises(RuntimeError, match="half way"):
        open_store(f"sqlite:///{place}")
    assert dump(place) == ["BEGIN TRANSACTION;", "COMMIT;"]
