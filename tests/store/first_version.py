"""A store as the first version of the program made it, from its own migration."""

from pathlib import Path

from monitor.store import migrating
from monitor.store.engine import Store, open_store


def first_version(place: Path, monkeypatch) -> Store:
    """Makes an empty store of the first version in a file, and returns it open."""
    with monkeypatch.context() as patch:
        patch.setattr(migrating, "NEWEST", "0001")
        return open_store(f"sqlite:///{place}")
