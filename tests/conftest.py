"""A store of one's own for every test, made once and copied."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.store.engine import Store, open_store


@pytest.fixture(scope="session")
def empty_store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the file of a store in which nothing happened yet."""
    place = tmp_path_factory.mktemp("stores") / "empty.sqlite"
    open_store(f"sqlite:///{place}").engine.dispose()
    return place


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
