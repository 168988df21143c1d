"""One rerun of a page's script, without server and browser (Streamlit's AppTest)."""

import logging
import os
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter
from unittest.mock import patch

from streamlit.testing.v1 import AppTest

from benchmarks.browser import OUR_APP
from benchmarks.commands import store_url
from benchmarks.figures import Effort, Figure, alternate, figure
from benchmarks.stores import sample_links, sample_store
from monitor.ui import pages

PEER = "the same page over the sample cohort alone"
LONGEST_SECONDS = 120
NO_SERVER = "streamlit.runtime.scriptrunner_utils.script_run_context"  # warns that there is none
Rerun = Callable[[], None]


class PageFailedError(Exception):
    """A page shows an error instead of itself."""

    def __init__(self, page: str) -> None:
        super().__init__(f"{page} shows an error")


def page_figures(effort: Effort) -> Iterator[Figure]:
    """Yields the time of a rerun of two pages over a large cohort: what the size adds to it."""
    logging.getLogger(NO_SERVER).disabled = True
    with sample_store(effort.rows) as large, sample_store() as small:
        for name, what, opened in (
            ("page.patient", "rerun of the patient page for the next patient", _patient_page),
            ("page.patients", "rerun of the patients page", _patients_page),
        ):
            ours, peer = opened(large), opened(small)
            found = alternate(effort.rounds, _timer(ours, effort), _timer(peer, effort))
            yield figure(name, f"{what}, by AppTest", "ms", found[0], PEER, found[1], effort.rows)


def _timer(rerun: Rerun, effort: Effort) -> Callable[[], float]:
    return partial(_milliseconds, rerun, effort.reruns)


def _milliseconds(rerun: Rerun, count: int) -> float:
    times = []
    for _ in range(count):
        started = perf_counter()
        rerun()
        times.append((perf_counter() - started) * 1000)
    return median(times)


def _patient_page(store: Path) -> Rerun:
    app = _opened(store, pages.PATIENT)
    links = cycle(sample_links(store))

    def rerun() -> None:
        app.query_params[pages.LINK] = next(links)
        _run_over(store, app)

    return _warm(rerun)


def _patients_page(store: Path) -> Rerun:
    return _warm(partial(_run_over, store, _opened(store, pages.PATIENTS)))


def _opened(store: Path, page: str) -> AppTest:
    app = AppTest.from_file(str(OUR_APP), default_timeout=LONGEST_SECONDS)
    _run_over(store, app)
    app.switch_page(page)
    return app


def _warm(rerun: Rerun) -> Rerun:
    rerun()
    rerun()
    return rerun


def _run_over(store: Path, app: AppTest) -> None:
    with patch.dict(os.environ, MONITOR_DATABASE_URL=store_url(store)):
        app.run()
    if app.exception:
        raise PageFailedError(app.title[0].value if app.title else "a page")
