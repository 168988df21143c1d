"""A cold server until its first page can be used, with an empty Streamlit app beside it."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.browser import APPS, OUR_APP, NoBrowserError, new_page, opened_browser, served
from benchmarks.figures import Effort, Figure, alternate, figure
from benchmarks.stores import sample_store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PEER_APP = APPS / "empty.py"


def start_figures(effort: Effort) -> Iterator[Figure]:
    """Yields the time from the start of the server to the heading of its first page."""
    try:
        with sample_store() as store, opened_browser() as browser:
            _seconds(browser, OUR_APP, store)  # Python compiles our modules
            found = alternate(
                effort.rounds,
                lambda: _seconds(browser, OUR_APP, store),
                lambda: _seconds(browser, PEER_APP, store),
            )
    except NoBrowserError as fault:
        yield Figure("start", "server start → first page", skipped=str(fault))
        return
    yield figure(
        "start",
        "server start → heading of the first page, new process and new browser session",
        "s",
        found[0],
        "an empty Streamlit app",
        found[1],
    )


def _seconds(browser: "Browser", script: Path, store: Path) -> float:
    page = new_page(browser)
    started = perf_counter()
    with served(script, store) as address:
        page.goto(address, wait_until="commit")
        page.wait_for_selector("h1")
        spent = perf_counter() - started
        page.context.close()
    return spent
