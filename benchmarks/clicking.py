"""A click in a real browser until the page is redrawn, with the same in a one-button app beside it.

The clock runs inside the page (watch.js): it starts with the browser's own click event and ends in
the first animation frame that shows the new content with the script idle.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.browser import APPS, OUR_APP, NoBrowserError, new_page, opened_browser, served
from benchmarks.figures import Effort, Figure, alternate, figure
from benchmarks.relay import Relay, relayed
from benchmarks.stores import sample_links, sample_store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PEER = "a one-button Streamlit app, clicked in turns in the same browser"
WATCH = Path(__file__).with_name("watch.js")
WARM_CLICKS = 3


@dataclass(frozen=True, slots=True)
class Redraw:
    """One click: milliseconds until redrawn, and bytes of the messages, before any compression."""

    milliseconds: float
    bytes: float


Click = Callable[[], Redraw]


def click_figures(effort: Effort) -> Iterator[Figure]:
    """Yields time and bytes of a click on the patient page and of a filter."""
    try:
        with _pages() as (patient, table, peer, wire):
            found = {
                "click.patient": in_turns(effort.clicks, patient, peer),
                "click.list": in_turns(effort.clicks, table, peer),
            }
            sent = [wire() for _ in range(WARM_CLICKS + effort.clicks)][WARM_CLICKS:]
    except NoBrowserError as fault:
        yield Figure("click", "a click in a real browser", skipped=str(fault))
        return
    yield from click_pair("click.patient", "“Next” on the patient page", *found["click.patient"])
    what = "“Next” on the patient page: sent over the socket for it, as compressed as it goes"
    yield figure("click.patient.wire", what, "bytes", sent)
    yield from click_pair("click.list", "search on the patients page", *found["click.list"])


def click_pair(
    name: str, what: str, ours: Sequence[Redraw], peer: Sequence[Redraw]
) -> Iterator[Figure]:
    """Yields time and bytes of clicks beside the peer's."""
    times = [[redraw.milliseconds for redraw in redraws] for redraws in (ours, peer)]
    sizes = [[redraw.bytes for redraw in redraws] for redraws in (ours, peer)]
    yield figure(name, f"{what}: click → redrawn", "ms", times[0], PEER, times[1])
    meaning = "received over the socket for it, uncompressed"
    yield figure(f"{name}.bytes", f"{what}: {meaning}", "bytes", sizes[0], PEER, sizes[1])


def in_turns(clicks: int, ours: Click, peer: Click) -> tuple[list[Redraw], list[Redraw]]:
    """Returns what clicks took that were made in turns, after some to warm up."""
    alternate(min(clicks, WARM_CLICKS), ours, peer)
    return alternate(clicks, ours, peer)


@contextmanager
def _pages() -> Iterator[tuple[Click, Click, Click, Callable[[], float]]]:
    """Yields how to click on the patient page, on the patients page and on the peer, and what a
    click on the patient page sends.
    """
    with ExitStack() as stack:
        store = stack.enter_context(sample_store())
        browser = stack.enter_context(opened_browser())
        app = stack.enter_context(served(OUR_APP, store))
        peer = stack.enter_context(served(APPS / "one_button.py", store))
        patient = f"patient?p={sample_links(store)[0]}"
        relay = stack.enter_context(relayed(app))
        through = _next_patient(opened_page(browser, f"{relay.address}/{patient}"))
        yield (
            _next_patient(opened_page(browser, f"{app}/{patient}")),
            _search(opened_page(browser, f"{app}/patients")),
            again(opened_page(browser, peer)),
            lambda: _sent(relay, through),
        )


def _sent(relay: Relay, click: Click) -> float:
    before = relay.sent
    click()
    return relay.sent - before


def opened_page(browser: "Browser", address: str) -> "Page":
    """Returns a page of ours or the peer's that is watched and idle."""
    page = new_page(browser)
    page.add_init_script(path=WATCH)
    page.goto(address)
    page.wait_for_selector("h1")
    page.wait_for_function("() => watch.isIdle()")
    return page


def _next_patient(page: "Page") -> Click:
    page.wait_for_selector(".js-plotly-plot .main-svg")
    link = page.get_by_role("link", name="Next")
    return lambda: timed(page, "patient", link.click)


def _search(page: "Page") -> Click:
    box = page.get_by_role("textbox", name="Search")
    texts = cycle(("SYN-00", "SYN-01"))

    def search() -> Redraw:
        box.fill(next(texts))
        return timed(page, "list", lambda: box.press("Enter"))

    return search


def again(page: "Page") -> Click:
    """Returns how to click on the peer."""
    button = page.get_by_role("button", name="Again")
    return lambda: timed(page, "number", button.click)


def timed(page: "Page", name: str, click: Callable[[], None]) -> Redraw:
    """Returns what a click took until what `watch.js` calls by this name was redrawn."""
    page.evaluate("name => watch.next(name)", name)
    click()
    return Redraw(**page.evaluate("() => watch.found"))
