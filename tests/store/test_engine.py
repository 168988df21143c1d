"""Opening what is no store of ours, or one that cannot be read or written: a sentence, no loss."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event

from monitor.store.engine import default_url, look_at_store, open_store, revision
from monitor.store.errors import (
    DamagedStoreError,
    ForeignStoreError,
    NoStoreAddressError,
    StoreError,
    StoreUnwritableError,
)
from monitor.store.history import read_imports
from tests.imports import content, plan, take

ASSAYS = "patient_id,collected_on,cells_screened,tumor_cells\n"
MANY = ASSAYS + "".join(f"P{n},2023-01-17,2000000,3\n" for n in range(3000))


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def read_only(path: Path) -> str:
    return f"sqlite:///file:{path}?mode=ro&uri=true"


@pytest.fixture
def place(tmp_path) -> Path:
    return tmp_path / "store.sqlite"


def test_a_store_is_made_where_there_is_none_with_its_folders(tmp_path):
    place = tmp_path / "new" / "folder" / "store.sqlite"
    store = open_store(url(place))
    assert place.is_file()
    assert revision(store) == 0


def test_the_environment_names_the_place_else_it_is_the_users_data_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("MONITOR_DATABASE_URL", "sqlite:////somewhere/else.sqlite")
    assert default_url() == "sqlite:////somewhere/else.sqlite"
    monkeypatch.delenv("MONITOR_DATABASE_URL")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_url().endswith("store.sqlite")
    assert "marrow-monitor" in default_url()


def test_looking_where_there_is_no_store_leaves_nothing_behind(place, tmp_path):
    store = look_at_store(url(place))
    assert plan(store, MANY).counts.stored == 3000
    assert list(tmp_path.iterdir()) == []


def test_looking_at_an_empty_file_makes_no_store_of_it(place):
    place.touch()
    assert revision(look_at_store(url(place))) == 0
    assert place.read_bytes() == b""


def test_a_foreign_database_is_refused_and_left_untouched(place):
    connection = sqlite3.connect(place)
    connection.execute("CREATE TABLE notes (text)")
    connection.commit()
    connection.close()
    before = place.read_bytes()
    with pytest.raises(ForeignStoreError, match=r"store\.sqlite is no store of Marrow Monitor"):
        open_store(url(place))
    assert place.read_bytes() == before


def test_the_empty_database_of_another_program_is_refused_too(place):
    connection = sqlite3.connect(place)
    connection.execute("PRAGMA application_id = 7")
    connection.close()
    with pytest.raises(ForeignStoreError):
        open_store(url(place))


@pytest.mark.parametrize("bytes_", [b"patient_id,arm\nP1,a\n" * 100, b"\0" * 5000])
def test_a_file_that_is_no_database_is_refused_and_left_untouched(place, bytes_):
    place.write_bytes(bytes_)
    with pytest.raises(DamagedStoreError, match="cannot be read as a database"):
        open_store(url(place))
    assert place.read_bytes() == bytes_


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.9, 0.99])
def test_a_truncated_store_is_told_at_once_or_when_it_is_read_and_never_replaced(
    store, place, share
):
    take(store, MANY)
    store.engine.dispose()
    kept = place.read_bytes()[: int(place.stat().st_size * share)]
    place.write_bytes(kept)
    with pytest.raises(StoreError, match=r"damaged|says"):
        content(open_store(url(place)))
    assert place.read_bytes() == kept


def test_a_folder_in_the_place_of_the_store_is_told(tmp_path):
    with pytest.raises(StoreUnwritableError, match="unable to open"):
        open_store(url(tmp_path))


def test_a_place_where_no_folder_can_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnwritableError, match="Nothing was stored"):
        open_store(url(tmp_path / "file" / "store.sqlite"))


@pytest.mark.parametrize("address", ["nonsense", "/home/me/store.sqlite", "foo://x/y", ""])
def test_an_address_that_names_no_database_is_told_with_an_example(address, monkeypatch):
    monkeypatch.setenv("MONITOR_DATABASE_URL", address or " ")
    with pytest.raises(NoStoreAddressError, match="sqlite:////"):
        open_store()


def test_a_read_only_store_can_be_read_and_checked_against_and_not_written(store, place):
    take(store, ASSAYS + "P1,2023-01-17,2000000,3\n")
    locked = open_store(read_only(place))
    assert content(locked) == content(store)
    assert plan(locked, ASSAYS + "P2,2023-01-17,2000000,3\n").counts.stored == 1
    with pytest.raises(StoreUnwritableError, match="readonly"):
        take(locked, ASSAYS + "P2,2023-01-17,2000000,3\n")
    assert len(read_imports(store)) == 1


def test_a_full_disk_stores_nothing_and_says_so(new_store, place):
    store = new_store()
    store.engine.dispose()
    full = open_store(url(place))
    full.engine.dispose()
    event.listen(full.engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count = 60"))
    with pytest.raises(StoreUnwritableError, match="full"):
        take(full, MANY)
    again = open_store(url(place))
    assert (revision(again), content(again)) == (0, {})
    assert take(again, MANY).counts.stored == 3000


def test_a_store_that_another_program_holds_for_too_long_is_told(store, place, monkeypatch):
    monkeypatch.setattr("monitor.store.engine.BUSY_MILLISECONDS", 50)
    impatient = open_store(url(place))
    holder = sqlite3.connect(place, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="locked"):
        take(impatient, MANY)
    holder.execute("ROLLBACK")
    assert take(impatient, MANY).counts.stored == 3000
    holder.close()


def test_foreign_keys_hold_on_every_connection(store):
    with store.engine.connect() as one, store.engine.connect() as other:
        for connection in (one, other):
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
