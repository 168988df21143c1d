"""Stores to measure on: made by the command line, as a user makes them, in a temporary folder."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.cohort import ASSAYS_PER_PATIENT, write_assays, write_outcomes, write_therapy
from benchmarks.commands import (
    LONGEST_SECONDS,
    STORED_IN_PART,
    CommandFailedError,
    environment,
    monitor,
    store_url,
)
from benchmarks.figures import folder_of_the_clone
from monitor.store.engine import open_store
from monitor.store.reading import read_links

SAMPLE = "SYN-"  # how the sample cohort's pseudonyms start


@contextmanager
def sample_store(more_rows: int = 0) -> Iterator[Path]:
    """Yields a store with the sample cohort, and with so many assays of other patients."""
    with tempfile.TemporaryDirectory() as folder:
        store, assays = Path(folder) / "store.sqlite", Path(folder) / "assays.csv"
        run_monitor(store, "demo", "load")
        if more_rows:
            write_assays(assays, range(more_rows))
            run_monitor(store, "import", "--accept-proposed", str(assays))
        yield store


@contextmanager
def large_store(patients: int) -> Iterator[Path]:
    """Yields a store of so many patients with assays, therapy and outcomes, and no others."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store.sqlite"
        assays, therapy, outcomes = (
            Path(folder) / f"{kind}.csv" for kind in ("assays", "therapy", "outcomes")
        )
        write_assays(assays, range(patients * ASSAYS_PER_PATIENT))
        write_therapy(therapy, patients)
        write_outcomes(outcomes, patients)
        for file in (assays, therapy, outcomes):
            run_monitor(store, "import", "--accept-proposed", str(file))
        yield store


def run_monitor(store: Path, *arguments: str) -> None:
    """Runs one command of ours to its end. Raises CommandFailedError where it fails."""
    command = monitor(*arguments)
    done = subprocess.run(
        command,
        cwd=folder_of_the_clone(),
        env=environment(store),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    if done.returncode not in (0, STORED_IN_PART):
        raise CommandFailedError(command, done.returncode, done.stdout + done.stderr)


def sample_links(store: Path) -> list[str]:
    """Returns the links of the sample cohort's patients, in order of their pseudonyms."""
    opened = open_store(store_url(store))
    links = read_links(opened)
    opened.engine.dispose()
    return [link for link, pseudonym in links if pseudonym.startswith(SAMPLE)]
