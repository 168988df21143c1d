"""Killed at any moment, in the middle of an undo, a backup, a migration or a restore: whole or not.

The same for imports stands in `test_applying`.
"""

import random
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from monitor.store import migrating
from monitor.store.engine import open_store, revision
from monitor.store.history import read_imports
from tests.imports import content, take
from tests.store.first_version import first_version

ROOT = Path(__file__).parents[2]
KILLS = 12
ROWS = "".join(f"P{n},2023-01-17,2000000,3\n" for n in range(4000))
FILE = "patient_id,collected_on,cells_screened,tumor_cells\n" + ROWS

UNDO = """
from monitor.store.engine import open_store
from monitor.store.undoing import undo_imports
store = open_store()
print("ready", flush=True)
undo_imports(store, [1], "tester")
"""
BACKUP = """
import shutil
from monitor.store.engine import open_store
from monitor.store.backups import back_up
store = open_store()
print("ready", flush=True)
while True:
    made = back_up(store.engine)
    made.unlink()
"""
MIGRATION = """
import monitor.store.engine as engine, alembic.command
print("ready", flush=True)
engine.open_store()
"""
RESTORE = """
import os
from pathlib import Path
from monitor.store.restoring import restore
print("ready", flush=True)
while True:
    restore(Path(os.environ["KEPT"]), "tester")
"""


def run_and_kill(code: str, place: Path, seconds: float, **environment: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"MONITOR_DATABASE_URL": f"sqlite:///{place}", "PATH": "", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(seconds)
    process.kill()
    process.wait()
    process.stdout.close()


def assert_sound(place: Path) -> None:
    connection = sqlite3.connect(place)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


@pytest.fixture
def full(new_store, tmp_path) -> Path:
    """Returns the file of a store that holds one import of many rows."""
    store = new_store("full.sqlite")
    take(store, FILE)
    store.engine.dispose()
    return tmp_path / "full.sqlite"


def test_an_undo_is_done_whole_or_not_at_all(full, tmp_path):
    chance, fates = random.Random(1), set()
    for _ in range(KILLS):
        place = Path(shutil.copy(full, tmp_path / "store.sqlite"))
        run_and_kill(UNDO, place, chance.uniform(0, 0.5))
        store = open_store(f"sqlite:///{place}")
        (entry,) = read_imports(store)
        assert (len(content(store)), revision(store)) == ((0, 2) if entry.is_undone else (4000, 1))
        fates.add(entry.is_undone)
        store.engine.dispose()
        assert_sound(place)
        for leftover in tmp_path.glob("store.sqlite*"):
            leftover.unlink()
        shutil.rmtree(tmp_path / "backups", ignore_errors=True)
    assert False in fates


def test_what_stands_under_a_backups_name_is_always_whole(full, tmp_path):
    chance = random.Random(2)
    for _ in range(KILLS):
        run_and_kill(BACKUP, full, chance.uniform(0, 0.3))
        for made in (tmp_path / "backups").glob("full-r*"):
            assert_sound(made)
            copy = open_store(f"sqlite:///{made}")
            assert len(content(copy)) == 4000
            copy.engine.dispose()
        assert_sound(full)


def test_a_migration_is_done_whole_or_not_at_all(tmp_path, monkeypatch):
    chance, fates = random.Random(3), set()
    for number in range(KILLS):
        place = tmp_path / f"{number}.sqlite"
        first_version(place, monkeypatch).engine.dispose()
        run_and_kill(MIGRATION, place, chance.uniform(0, 0.15))
        connection = sqlite3.connect(place)
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        tables = {t for (t,) in connection.execute("SELECT name FROM sqlite_master")}
        connection.close()
        made = [name in tables for name in ("draft", "profile", "rule_set", "review")]
        assert made == [version == migrating.NEWEST] * 4
        fates.add(version)
        assert_sound(place)
        open_store(f"sqlite:///{place}").engine.dispose()
    assert "0001" in fates


def test_a_restore_leaves_the_old_store_or_the_new_one(full, new_store, tmp_path):
    other = new_store("other.sqlite")
    take(other, FILE.replace("000,3", "000,4").replace("P1", "Q1"))
    other.engine.dispose()
    place = Path(shutil.copy(full, tmp_path / "store.sqlite"))
    chance = random.Random(4)
    for _ in range(KILLS):
        run_and_kill(RESTORE, place, chance.uniform(0, 0.6), KEPT=str(tmp_path / "other.sqlite"))
        store = open_store(f"sqlite:///{place}")
        found = content(store)
        assert len(found) == 4000
        assert len({course["assays"][0]["tumor_cells"] for course in found.values()}) == 1
        store.engine.dispose()
        assert_sound(place)
