"""The import beside what else is at hand for a CSV file: sqlite-utils, and pandas with SQLAlchemy.

Neither checks a cell, keeps the bytes, or tells a new row from an old one.
"""

import importlib.util
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.cohort import write_assays
from benchmarks.commands import STORED_IN_PART, Used, environment, measured, monitor, store_url
from benchmarks.figures import Effort, Figure, alternate, figure

PANDAS = (
    "import sys, pandas, sqlalchemy; "
    "frame = pandas.read_csv(sys.argv[1], on_bad_lines='skip'); "
    "frame.to_sql('assay', sqlalchemy.create_engine(sys.argv[2]), index=False)"
)
UNITS = {"wall": "s", "cpu": "s", "peak_mb": "MB"}
WHAT = "python -m monitor import assays.csv, whole command, into an empty store"


def other_tools_figures(effort: Effort) -> Iterator[Figure]:
    """Yields wall time, CPU and peak memory of an import against each tool that is installed."""
    with tempfile.TemporaryDirectory() as place:
        assays = Path(place) / "assays.csv"
        write_assays(assays, range(effort.rows))
        for name, package in (("sqlite-utils insert --csv", "sqlite_utils"), ("pandas", "pandas")):
            key = f"tools.{package}"
            if importlib.util.find_spec(package) is None:
                yield Figure(key, WHAT, skipped=f"{name} is not installed: pip install {package}")
                continue
            yield from _figures(key, name, package, assays, effort)


def _figures(key: str, name: str, package: str, assays: Path, effort: Effort) -> Iterator[Figure]:
    ours, theirs = alternate(
        min(effort.rounds, 3), lambda: _ours(assays), lambda: _theirs(package, assays)
    )
    for part, unit in UNITS.items():
        values, peer_values = ([getattr(used, part) for used in all_] for all_ in (ours, theirs))
        yield figure(
            f"{key}.{part}", f"{WHAT}: {part}", unit, values, name, peer_values, effort.rows
        )


def _ours(assays: Path) -> Used:
    with tempfile.TemporaryDirectory() as folder:
        command = monitor("import", "--accept-proposed", str(assays))
        return measured(command, environment(Path(folder) / "store.sqlite"), (0, STORED_IN_PART))


def _theirs(package: str, assays: Path) -> Used:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "other.sqlite"
        commands = {
            "sqlite_utils": ["-m", "sqlite_utils", "insert", str(database), "assay", str(assays)],
            "pandas": ["-c", PANDAS, str(assays), store_url(database)],
        }
        options = ["--csv", "--silent"] if package == "sqlite_utils" else []
        command = [sys.executable, *commands[package], *options]
        return measured(command, environment(database), (0,))
