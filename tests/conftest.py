"""A store of one's own for every test, made once and copied."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event

from monitor.store.engine import Store, open_store


@pytest.fixture(scope="session")
def empty_store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the file of a store in which nothing happened yet."""
    place = tmp_path_factory.mktemp("stores") / "empty.sqlite"
    open_store(f"sqlite:///{place}").engine.dispose()
    return place


@pytest.fixture(autouse=True)
def closed_stores() -> Iterator[None]:
    """Closes, at the end of a test, the connections to every store that it used."""
    used: set[Engine] = set()

    def note(connection: Connection) -> None:
        used.add(connection.engine)

    event.listen(Engine, "engine_connect", note)
    yield
    event.remove(Engine, "engine_connect", note)
    for engine in used:
        engine.dispose()


@pytest.fixture
def new_store(empty_store_file: Path, tmp_path: Path) -> Callable[..., Store]:
    """Returns a function that makes an empty store in a file of this name."""

    def made(name: str = "store.sqlite") -> Store:
        return open_store(f"sqlite:///{shutil.copy(empty_store_file, tmp_path / name)}")

    return made


@pytest.fixture
def store(new_store: Callable[..., Store]) -> Store:
    """Returns an empty store in a file."""
    return new_store()
