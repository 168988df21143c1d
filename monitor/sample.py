"""The synthetic sample cohort: loaded and removed like any import."""

from collections.abc import Iterable
from pathlib import Path

from monitor.domain.plan import ImportEntry
from monitor.intake import Wish, accept_proposed, carry_out, plan_file, source_file, user_name
from monitor.store.applying import SAMPLE
from monitor.store.engine import Store
from monitor.store.history import read_imports
from monitor.store.undoing import undo_imports

FOLDER = Path(__file__).parent.parent / "sample_data"
FILES = ("patients.csv", "assays.csv", "therapy.csv", "outcomes.csv")


def sample_imports(entries: Iterable[ImportEntry]) -> list[int]:
    """Returns the numbers of those imports that brought the sample cohort and are in force."""
    return [e.import_id for e in entries if e.change_kind == SAMPLE and not e.is_undone]


def load_sample(store: Store) -> None:
    """Imports the sample cohort's files, patients first. Files already there change nothing."""
    for name in FILES:
        plan = plan_file(store, source_file(name, (FOLDER / name).read_bytes()), {})
        carry_out(store, accept_proposed(store, plan), Wish(change_kind=SAMPLE))


def remove_sample(store: Store) -> None:
    """Undoes the sample cohort's imports; rows that were changed since stay."""
    numbers = sample_imports(read_imports(store))
    undo_imports(store, numbers, user_name(), "sample cohort removed")
