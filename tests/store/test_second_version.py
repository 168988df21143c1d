"""From the first version of the store to the present one: nothing lost or changed, backed up."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from monitor.domain.keys import folded_ids
from monitor.store.encoding import row_hashes
from monitor.store.engine import look_at_store, open_store, revision
from monitor.store.errors import BackupFailedError
from monitor.store.schema import TABLES, value_columns
from tests.imports import content, plan, take
from tests.store.first_version import first_version

FILES = (
    "patient_id,center,arm,bmi\nMUC-0012,North,a,23\nmuc 13,North,b,\n",
    "patient_id,collected_on,cells_screened,tumor_cells,comment\nMUC-0012,2023-01-17,2000000,3,ä\n",
    "patient_id,collected_on,cells_screened,tumor_cells,comment\nMUC-0012,2023-01-17,2000000,4,\n",
)
FURTHER = {
    "patient": {"folded_id"},
    "assay": {"qualified"},
    "import": {"profile", "uploaded_sha256"},
}


@pytest.fixture
def old(new_store, tmp_path, monkeypatch) -> Path:
    """Returns the file of a store of the first version that holds what some imports brought."""
    full = new_store("full.sqlite")
    for file in FILES:
        take(full, file)
    full.engine.dispose()
    place = tmp_path / "old.sqlite"
    first_version(place, monkeypatch).engine.dispose()
    connection = sqlite3.connect(place, isolation_level=None)
    connection.execute("ATTACH ? AS new", (str(tmp_path / "full.sqlite"),))
    connection.execute("UPDATE setting SET value = (SELECT value FROM new.setting)")
    for table in (
        "change",
        "source_file",
        "import",
        "rejected_row",
        "person",
        *map(str, TABLES.values()),
    ):
        names = [row[1] for row in connection.execute(f"PRAGMA table_info('{table}')")]
        columns = ", ".join(names)
        connection.execute(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM new."{table}"')
    connection.close()
    shutil.rmtree(tmp_path / "backups", ignore_errors=True)
    return place


def rows(place: Path) -> dict[str, list]:
    connection = sqlite3.connect(place)
    tables = [
        t for (t,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    found = {}
    for table in set(tables) - {
        "alembic_version",
        "draft",
        "profile",
        "rule_set",
        "review",
        "seen",
    }:
        names = [row[1] for row in connection.execute(f"PRAGMA table_info('{table}')")]
        kept = ", ".join(n for n in names if n not in FURTHER.get(table, set()))
        found[table] = sorted(connection.execute(f'SELECT {kept} FROM "{table}"'))
    connection.close()
    return found


def test_every_row_is_there_as_it_was(old, tmp_path):
    before = rows(old)
    full = open_store(f"sqlite:///{tmp_path / 'full.sqlite'}")
    store = open_store(f"sqlite:///{old}")
    assert rows(old) == before
    assert (content(store), revision(store)) == (content(full), 3)


def test_the_digests_of_older_rows_still_hold(old):
    store = open_store(f"sqlite:///{old}")
    with store.engine.connect() as connection:
        for table in TABLES.values():
            names = ("natural_key", *value_columns(table))
            query = f"SELECT row_hash, {', '.join(names)} FROM {table.name}"
            for digest, key, *values in connection.execute(text(query)):
                held = {n: [v] for n, v in zip(names[1:], values, strict=True)}
                assert row_hashes([key], held) == [digest]


def test_the_guards_are_those_of_a_new_store(old, tmp_path):
    open_store(f"sqlite:///{old}").engine.dispose()
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    migrated, new = (
        list(sqlite3.connect(path).execute(query)) for path in (old, tmp_path / "full.sqlite")
    )
    assert migrated == new


def test_look_alikes_of_older_patients_are_found(old):
    store = open_store(f"sqlite:///{old}")
    header = "patient_id,collected_on,cells_screened,tumor_cells\n"
    (question,) = plan(store, header + "MUC-13,2023-01-17,2000000,3\n").questions
    assert question.options[0] == "same as muc 13"
    with store.engine.connect() as connection:
        found = connection.execute(text("SELECT patient_id, folded_id FROM patient")).all()
    assert all(folded_ids([name]) == [folded] for name, folded in found)


@pytest.mark.parametrize("opened", [open_store, look_at_store])
def test_an_older_store_is_backed_up_before_it_is_touched(old, opened):
    before = rows(old)
    opened(f"sqlite:///{old}")
    assert rows(old.parent / "backups" / "old-r3.sqlite") == before


@pytest.mark.parametrize("opened", [open_store, look_at_store])
def test_an_older_store_that_cannot_be_backed_up_is_left_as_it_is(old, opened):
    (old.parent / "backups").write_text("in the way")
    before = old.read_bytes()
    with pytest.raises(BackupFailedError):
        opened(f"sqlite:///{old}")
    assert old.read_bytes() == before
