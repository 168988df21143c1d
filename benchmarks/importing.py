"""Importing an assays file: into an empty store, into a full one, and at growing sizes."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks import sqlite_import
from benchmarks.cohort import first_and_later, write_assays
from benchmarks.commands import (
    STORED_IN_PART,
    Used,
    can_measure,
    environment,
    measured,
    monitor,
)
from benchmarks.figures import Effort, Figure, alternate, figure

NOT_MEASURABLE = "this system does not say what an ended command had used"
UNITS = {"cpu": "s", "wall": "s", "peak_mb": "MB"}


def import_figures(effort: Effort) -> Iterator[Figure]:
    """Yields CPU, wall time and peak memory of the import command on an empty store."""
    what = "python -m monitor import assays.csv, whole command, into an empty store"
    yield from _guarded("import", lambda: _into_empty("import", what, effort.rows, effort.rounds))


def growth_figures(effort: Effort) -> Iterator[Figure]:
    """Yields the same figures at each size."""
    for rows in effort.sizes:
        name, what = f"growth.{rows}", f"import of {rows:,} rows into an empty store"
        rounds = min(effort.rounds, 3)
        yield from _guarded(name, lambda: _into_empty(name, what, rows, rounds))  # noqa: B023


def append_figures(effort: Effort) -> Iterator[Figure]:
    """Yields the figures of a later file of the same patients, imported into a full store."""
    yield from _guarded("append", lambda: _into_full(effort))


def _guarded(name: str, measure: Callable[[], Iterator[Figure]]) -> Iterator[Figure]:
    if not can_measure():
        yield Figure(name, "import by the command line", skipped=NOT_MEASURABLE)
        return
    if sqlite_import.program() is None:
        yield Figure(f"{name}.peer", sqlite_import.NAME, skipped=sqlite_import.MISSING)
    yield from measure()


def _into_empty(name: str, what: str, rows: int, rounds: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as place:
        assays = Path(place) / "assays.csv"
        write_assays(assays, range(rows))

        def ours() -> Used:
            with _folder() as folder:
                return _import(folder / "store.sqlite", assays)

        def peer() -> Used:
            with _folder() as folder:
                return _import_as_peer(folder / "peer.sqlite", assays, new=True)

        # Python compiles our modules as they are imported; that must not be measured.
        small = Path(place) / "small.csv"
        write_assays(small, range(200))
        with _folder() as folder:
            _import(folder / "store.sqlite", small)
        found = alternate(rounds, ours, peer if sqlite_import.program() else None)
    yield from _figures(name, what, rows, *found)


def _into_full(effort: Effort) -> Iterator[Figure]:
    what = f"import of {effort.appended:,} later rows into a store with {effort.rows:,}"
    has_peer = sqlite_import.program() is not None
    with tempfile.TemporaryDirectory() as place:
        full, later = Path(place) / "full.csv", Path(place) / "later.csv"
        store, peer_store = Path(place) / "store.sqlite", Path(place) / "peer.sqlite"
        for path, numbers in zip(
            (full, later), first_and_later(effort.rows, effort.appended), strict=True
        ):
            write_assays(path, numbers)
        _import(store, full)
        if has_peer:
            _import_as_peer(peer_store, full, new=True)

        def ours() -> Used:
            with _folder() as folder:
                return _import(Path(shutil.copy(store, folder)), later)

        def peer() -> Used:
            with _folder() as folder:
                return _import_as_peer(Path(shutil.copy(peer_store, folder)), later, new=False)

        found = alternate(effort.rounds, ours, peer if has_peer else None)
    yield from _figures("append", what, effort.appended, *found)


def _import(store: Path, assays: Path) -> Used:
    return measured(
        monitor("import", "--accept-proposed", str(assays)),
        environment(store),
        good=(0, STORED_IN_PART),
    )


def _import_as_peer(database: Path, assays: Path, new: bool) -> Used:
    # Status 1: the program has told which rows lack a cell.
    command = sqlite_import.import_command(database, assays, new)
    return measured(command, environment(database), good=(0, 1))


def _figures(
    name: str, what: str, rows: int, ours: Sequence[Used], peer: Sequence[Used]
) -> Iterator[Figure]:
    for part, unit in UNITS.items():
        yield figure(
            f"{name}.{part}",
            f"{what}: {PARTS[part]}",
            unit,
            [getattr(used, part) for used in ours],
            sqlite_import.NAME,
            [getattr(used, part) for used in peer],
            rows,
        )


PARTS = {"cpu": "user and system CPU", "wall": "wall time", "peak_mb": "peak memory"}


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)
