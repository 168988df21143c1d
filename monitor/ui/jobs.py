"""Long imports: each runs as `python -m monitor import` beside the server and reports its progress.

A job belongs to the server, not to a browser: closing the page does not stop it, and whoever opens
the draft again sees it. Ending one is ending its process; the store rolls back what it began.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import streamlit as st

from monitor.ui.import_order import Order

ROOT = Path(__file__).parents[2]
GRACE_SECONDS = 3.0
SHARES = {"read": (0.0, 0.15), "parse": (0.15, 0.35), "check": (0.35, 0.6), "store": (0.6, 1.0)}
UNTOLD = "The program ended without saying why."
ASKS_AGAIN = "The store changed meanwhile; look at the file again."


@dataclass(slots=True)
class Job:
    """One long import: its process, how far it got, and how it ended."""

    process: "subprocess.Popen[str]"
    started: float = field(default_factory=time.monotonic)
    stage: str = "read"
    done: int = 0
    total: int = 0
    import_id: int | None = None
    failed: str | None = None
    is_cancelled: bool = False
    listener: Thread | None = None

    @property
    def is_running(self) -> bool:
        return self.listener is not None and self.listener.is_alive()

    @property
    def share(self) -> float:
        """Returns how much of the work is done, from 0 to 1; stages count by what they cost."""
        first, last = SHARES.get(self.stage, (0.0, 1.0))
        within = self.done / self.total if self.total else 0.0
        return min(first + (last - first) * within, 1.0)

    @property
    def seconds_left(self) -> float | None:
        """Returns how long the rest will take at the pace so far, None while there is none yet."""
        passed = time.monotonic() - self.started
        return passed / self.share - passed if self.share > 0.05 and passed > 1 else None


@st.cache_resource(show_spinner=False)
def _jobs() -> dict[str, Job]:
    return {}


def job_of(draft_id: str) -> Job | None:
    """Returns the last job of a draft, running or ended."""
    return _jobs().get(draft_id)


def start(draft_id: str, order: Order) -> None:
    """Starts importing a draft, unless that is under way already."""
    known = job_of(draft_id)
    if known and known.is_running:
        return
    command = [sys.executable, "-m", "monitor", "import", "--draft", draft_id, "--progress"]
    command += ["--all-or-nothing"] if order.all_or_nothing else []
    command += ["--reason", order.reason] if order.reason else []
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    job = Job(process)
    job.listener = Thread(target=_listen, args=(job,), daemon=True)
    job.listener.start()
    _jobs()[draft_id] = job


def cancel(draft_id: str) -> None:
    """Ends a running job and waits until it is gone; what it had begun is rolled back."""
    job = job_of(draft_id)
    if job is None or not job.is_running:
        return
    job.is_cancelled = True
    job.process.terminate()
    try:
        job.process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        job.process.kill()
        job.process.wait()


def _listen(job: Job) -> None:
    """Follows what a job reports until its process ends."""
    for said in _reports(job):
        stage = str(said.get("stage", ""))
        if stage == "done":
            job.import_id = said.get("import")
            job.failed = None if job.import_id else ASKS_AGAIN
        elif stage == "failed":
            job.failed = str(said.get("message", ""))
        else:
            job.stage = stage
            job.done, job.total = int(said.get("done", 0)), int(said.get("total", 0))
    job.process.wait()
    if job.import_id is None and job.failed is None:
        job.failed = UNTOLD


def _reports(job: Job) -> Iterator[dict[str, Any]]:
    for line in job.process.stderr or ():
        try:
            said = json.loads(line)
        except ValueError:
            continue  # a line for people, not for us
        if isinstance(said, dict):
            yield said
