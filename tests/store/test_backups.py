"""Backups: one before anything changes the store, checked, few enough, and put back in a drill."""

import os
import sqlite3
import time
from pathlib import Path

import pytest

from monitor.domain.rules import RuleSet
from monitor.store import backups
from monitor.store.backups import back_up, back_up_to, contents, kept, read_backups
from monitor.store.engine import open_store, revision
from monitor.store.errors import BackupFailedError, NotABackupError, StoreTooNewError
from monitor.store.history import read_changes, read_imports
from monitor.store.restoring import restore
from monitor.store.rule_sets import read_rule_sets, save_rules
from monitor.store.undoing import undo_imports
from tests.imports import content, take

ASSAYS = "patient_id,collected_on,cells_screened,tumor_cells\n"


def file(number: int) -> str:
    return ASSAYS + f"P{number},2023-01-17,2000000,3\n"


@pytest.fixture
def place(tmp_path) -> Path:
    return tmp_path / "store.sqlite"


def names(place: Path) -> list[str]:
    return sorted(path.name for path in (place.parent / "backups").glob("*"))


def test_before_each_import_and_undo_the_store_is_backed_up_as_it_was(store, place):
    take(store, file(1))
    assert not (place.parent / "backups").exists()  # there was nothing to lose
    take(store, file(2))
    undo_imports(store, [2], "tester")
    assert names(place) == ["store-r1.sqlite", "store-r2.sqlite"]
    for number in (1, 2):
        copy = open_store(f"sqlite:///{place.parent}/backups/store-r{number}.sqlite")
        assert revision(copy) == number
        assert len(content(copy)) == number


def test_what_stores_nothing_makes_no_backup(store, place):
    take(store, file(1))
    take(store, file(1))
    take(store, "nothing,of,ours\n1,2,3\n")
    assert not (place.parent / "backups").exists()


def test_a_revision_is_backed_up_once(store, place):
    take(store, file(1))
    first = back_up(store.engine)
    before = first.stat().st_mtime_ns
    assert back_up(store.engine) == first
    assert (first.stat().st_mtime_ns, len(names(place))) == (before, 1)


def test_the_backup_of_another_store_that_lay_here_is_not_taken_for_ours(new_store, place):
    store = new_store()
    take(store, file(1))
    other = back_up(store.engine)
    store.engine.dispose()
    place.unlink()
    open_store(f"sqlite:///{place}").engine.dispose()
    another = open_store(f"sqlite:///{place}")
    take(another, file(2))
    ours = back_up(another.engine)
    assert ours != other
    assert contents(ours).secret != contents(other).secret
    assert back_up(another.engine) == ours


@pytest.mark.parametrize("what", ["import", "undo"])
def test_where_no_backup_can_be_made_nothing_is_stored(store, place, what):
    take(store, file(1))
    before = content(store)
    (place.parent / "backups").write_text("in the way")
    with pytest.raises(BackupFailedError, match="Nothing was stored: the backup"):
        take(store, file(2)) if what == "import" else undo_imports(store, [1], "tester")
    assert (content(store), revision(store)) == (before, 1)


def test_a_damaged_store_is_not_backed_up_as_if_it_were_whole(store, place):
    take(store, ASSAYS + "".join(f"P{n},2023-01-17,2000000,3\n" for n in range(3000)))
    store.engine.dispose()
    data = bytearray(place.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = bytes(4096)
    place.write_bytes(data)
    with pytest.raises(BackupFailedError):
        back_up(store.engine)
    assert names(place) == []


def test_a_copy_that_holds_something_else_is_no_backup(store, place, monkeypatch):
    take(store, file(1))
    found = contents(place)
    other = backups.Contents(found.secret, found.revision + 1)
    monkeypatch.setattr(backups, "_contents", lambda c, seen=[]: seen.append(c) or (
        found if len(seen) < 3 else other))  # fmt: skip
    with pytest.raises(BackupFailedError, match="something else"):
        back_up(store.engine)
    assert names(place) == []


def test_the_newest_are_kept_and_of_the_last_days_one_each(tmp_path):
    now = time.time()
    paths = []
    for day in range(30):
        for hour in (0.1, 0.2):
            path = tmp_path / f"store-r{len(paths)}.sqlite"
            path.touch()
            os.utime(path, (now - (day + hour / 24) * 86_400,) * 2)
            paths.append(path)
    stay = list(kept(paths))
    assert stay[:5] == paths[:5]
    assert len(stay) in (
        16,
        17,
        18,
    )  # five, and one a day of those before; midnight may fall between
    assert all(int(path.stem.rpartition("r")[2]) <= 30 for path in stay)


def test_old_backups_go_as_new_ones_come(store, place):
    for number in range(10):
        take(store, file(number))
    found = read_backups(store.engine)
    assert [backup.revision for backup in found] == [9, 8, 7, 6, 5]
    assert all(backup.byte_count > 0 for backup in found)


def test_a_backup_can_be_put_anywhere_but_over_another_file(store, tmp_path):
    take(store, file(1))
    target = back_up_to(store.engine, tmp_path / "elsewhere.sqlite")
    assert contents(target).revision == 1
    with pytest.raises(BackupFailedError, match="exists already"):
        back_up_to(store.engine, target)


# ------------------------------------------------------------------ the drill


def test_a_restored_store_is_as_it_was_and_the_restore_is_logged(store, place, tmp_path):
    take(store, file(1))
    before = content(store)
    kept_file = back_up_to(store.engine, tmp_path / "kept.sqlite")
    take(store, file(2))
    undo_imports(store, [1], "tester")
    assert restore(kept_file, "A. B.", store.url) == 4
    assert content(store) == before  # seen by whoever had the store open
    last = read_changes(store, 1)[0]
    assert (last.number, last.kind, last.made_by) == (4, "restore", "A. B.")
    assert last.reason == "restored from kept.sqlite"
    assert [entry.import_id for entry in read_imports(store)] == [1]
    take(store, file(3))
    assert revision(store) == 5


def test_a_restored_store_has_the_rules_it_had(store, place, tmp_path):
    save_rules(store, RuleSet(alpha=0.01), "tester", "stricter")
    back_up_to(store.engine, tmp_path / "copy.sqlite")
    save_rules(store, RuleSet(alpha=0.1), "tester", "wider")
    restore(tmp_path / "copy.sqlite", "tester", store.url)
    assert [kept.rules.alpha for kept in read_rule_sets(store)] == [0.01, 0.05]


def test_what_a_restore_replaced_can_itself_be_restored(store, place, tmp_path):
    take(store, file(1))
    kept_file = back_up_to(store.engine, tmp_path / "kept.sqlite")
    take(store, file(2))
    before = content(store)
    restore(kept_file, "A. B.", store.url)
    restore(place.parent / "backups" / "store-r2.sqlite", "A. B.", store.url)
    assert content(store) == before


def test_the_oldest_backup_is_restored_and_stays(store, place):
    for number in range(backups.NEWEST_KEPT + 1):
        take(store, file(number))
    oldest = read_backups(store.engine)[-1].path
    before = contents(oldest).revision
    restore(oldest, "A. B.", store.url)
    assert contents(oldest).revision == before
    assert len(read_imports(open_store(store.url))) == before


def test_a_backup_that_went_meanwhile_is_not_replaced_by_an_empty_file(store, place, tmp_path):
    gone = tmp_path / "gone.sqlite"
    with pytest.raises(sqlite3.OperationalError):
        contents(gone)
    assert not gone.exists()


def test_a_store_is_restored_where_there_is_none(store, tmp_path):
    take(store, file(1))
    kept_file = back_up_to(store.engine, tmp_path / "kept.sqlite")
    url = f"sqlite:///{tmp_path / 'new' / 'store.sqlite'}"
    restore(kept_file, "A. B.", url)
    assert content(open_store(url)) == content(store)


def test_a_damaged_store_is_replaced_and_kept_beside(store, place, tmp_path):
    take(store, file(1))
    before = content(store)
    kept_file = back_up_to(store.engine, tmp_path / "kept.sqlite")
    store.engine.dispose()
    place.write_bytes(b"no database at all" * 500)
    restore(kept_file, "A. B.", store.url)
    assert content(open_store(store.url)) == before
    assert (tmp_path / "store.sqlite.damaged-1").read_bytes() == b"no database at all" * 500


@pytest.mark.parametrize("what", ["text", "foreign", "damaged", "newer"])
def test_what_is_no_sound_backup_is_not_restored(store, place, tmp_path, what):
    take(store, file(1))
    before = content(store)
    bad = tmp_path / "bad.sqlite"
    if what == "text":
        bad.write_bytes(b"patient_id,arm\n" * 100)
    elif what == "foreign":
        sqlite3.connect(bad).execute("CREATE TABLE notes (text)")
    else:
        back_up_to(store.engine, bad)
        if what == "damaged":
            data = bad.read_bytes()
            bad.write_bytes(data[: len(data) // 2])
        else:
            connection = sqlite3.connect(bad)
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
            connection.commit()
            connection.close()
    with pytest.raises((NotABackupError, StoreTooNewError)):
        restore(bad, "A. B.", store.url)
    assert (content(store), revision(store)) == (before, 1)
    assert not list(tmp_path.glob(".*"))
