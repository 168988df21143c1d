"""Long imports: a process beside the server that reports, ends well, or leaves nothing behind."""

import io
import time

import pytest

from monitor.intake import plan_file, source_file
from monitor.store import engine
from monitor.store.drafts import read_drafts, save_draft
from monitor.store.engine import open_store
from monitor.store.history import read_imports
from monitor.ui import jobs
from monitor.ui.import_order import Order
from monitor.ui.job_view import progress_text

SECONDS = 60
ROWS = 2000
HEADER = "patient_id,collected_on,cells_screened,tumor_cells,lab\n"


@pytest.fixture
def store(store_url):
    return open_store(store_url)


@pytest.fixture
def draft(store):
    rows = (f"P{n // 5},2021-0{1 + n % 5}-17,2000000,{n % 7},Lab\n" for n in range(ROWS))
    source = source_file("long.csv", (HEADER + "".join(rows)).encode())
    return save_draft(store, plan_file(store, source, {}), "tester")


def wait_for(condition) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


def test_a_job_stores_the_draft_and_tells_its_import(store, draft):
    jobs.start(draft, Order())
    job = jobs.job_of(draft)
    wait_for(lambda: not job.is_running)
    assert (job.import_id, job.failed) == (1, None)
    assert read_imports(store)[0].counts.stored == ROWS
    assert read_drafts(store) == ()


def test_a_job_is_started_once_however_often_it_is_ordered(store, draft):
    jobs.start(draft, Order())
    first = jobs.job_of(draft)
    jobs.start(draft, Order())
    assert jobs.job_of(draft) is first
    wait_for(lambda: not first.is_running)
    assert len(read_imports(store)) == 1


def test_a_cancelled_job_leaves_the_draft_and_nothing_else(store, draft):
    with engine.writing(store):  # the job waits for the store, so that it is met under way
        jobs.start(draft, Order())
        job = jobs.job_of(draft)
        wait_for(lambda: (job.stage, job.done) == ("check", ROWS) or not job.is_running)
        jobs.cancel(draft)
    wait_for(lambda: not job.is_running)
    assert job.is_cancelled
    assert job.process.returncode != 0
    assert read_imports(store) == ()
    assert [entry.id for entry in read_drafts(store)] == [draft]


def test_a_job_that_cannot_go_on_says_why(store):
    jobs.start("no such draft", Order())
    job = jobs.job_of("no such draft")
    wait_for(lambda: not job.is_running)
    assert job.import_id is None
    assert job.failed


class Ended:
    """A process that said its piece and ended."""

    def __init__(self, text: str) -> None:
        self.stderr = io.StringIO(text)
        self.returncode = 0

    def wait(self) -> int:
        return 0


def test_a_job_tells_its_stage_and_rows_in_words():
    job = jobs.Job(Ended(""))
    job.stage, job.done, job.total = "store", 40_000, 100_000
    assert progress_text(job) == "Storing · 40,000 of 100,000 rows"
    assert 0.6 < job.share < 1


def test_lines_for_people_among_the_reports_are_passed_over():
    job = jobs.Job(Ended('warning\n{"stage": "check", "done": 1, "total": 2}\n[1]\n'))
    jobs._listen(job)
    assert (job.stage, job.done, job.total) == ("check", 1, 2)
    assert job.failed == jobs.UNTOLD
