"""Whole commands as a user types them, and what they used."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import folder_of_the_clone

LAUNCH = Path(__file__).with_name("launch.py")
LONGEST_SECONDS = 1800
STORED_IN_PART = 3  # the exit status of an import, because of the file's faults


class CommandFailedError(Exception):
    """A measured command ended with an exit status that it should not have."""

    def __init__(self, command: Sequence[str], status: int, output: str) -> None:
        super().__init__(f"{' '.join(command)} ended with status {status}: {output[-400:]}")


@dataclass(frozen=True, slots=True)
class Used:
    """What a command used: seconds, and its largest memory in MB (10⁶ bytes)."""

    cpu: float
    wall: float
    peak_mb: float


def can_measure() -> bool:
    """Returns whether this system says what an ended command had used (Windows does not)."""
    return hasattr(os, "wait4") and hasattr(os, "posix_spawnp")


def measured(
    command: Sequence[str], environment: Mapping[str, str], good: Sequence[int] = (0,)
) -> Used:
    """Returns what a command used, run in the clone's folder.

    Raises CommandFailedError where its exit status is none of the good ones.
    """
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "used.json"
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(LAUNCH), str(result), *command],
            cwd=folder_of_the_clone(),
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=True,
        )
        used = json.loads(result.read_text(encoding="utf-8"))
    if used["status"] not in good:
        raise CommandFailedError(command, used["status"], done.stdout + done.stderr)
    return Used(used["cpu"], used["wall"], used["peak_mb"])


def environment(store: Path) -> dict[str, str]:
    """Returns this process's environment, the store named, and Python free to keep what it
    compiled, as it is for a user.
    """
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "MONITOR_DATABASE_URL": store_url(store)}


def store_url(store: Path) -> str:
    """Returns the address of a store in a file."""
    return f"sqlite:///{store.as_posix()}"


def monitor(*arguments: str) -> list[str]:
    """Returns the command line of our own program."""
    return [sys.executable, "-m", "monitor", *arguments]
