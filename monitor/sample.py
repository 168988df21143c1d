"""The synthetic sample cohort: loaded and removed like any import."""

from pathlib import Path

from monitor.intake import accept_proposed, carry_out, plan_file, source_file, user_name
from monitor.store.applying import SAMPLE
from monitor.store.engine import Store
from monitor.store.history import read_imports
from monitor.store.undoing import undo_imports

FOLDER = Path(__file__).parent.parent / "sample_data"
FILES = ("patients.csv", "assays.csv", "therapy.csv", "outcomes.csv")


def is_loaded(store: Store) -> bool:
    """Returns whether any file of the sample cohort is in the store."""
    return bool(_import_ids(store))


def load_sample(store: Store) -> None:
    """Imports the sample cohort's files, patients first. Files already there change nothing."""
    for name in FILES:
        plan = plan_file(store, source_file(name, (FOLDER / name).read_bytes()), {})
        carry_out(store, accept_proposed(store, plan), SAMPLE)


def remove_sample(store: Store) -> None:
    """Undoes the sample cohort's imports; rows that were changed since stay."""
    undo_imports(store, _import_ids(store), user_name(), "sample cohort removed")


def _import_ids(store: Store) -> list[int]:
    entries = read_imports(store)
    return [e.import_id for e in entries if e.change_kind == SAMPLE and not e.is_undone]
