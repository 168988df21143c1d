"""A real server over a temporary store, and a real browser looking at it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlparse

import pytest

from monitor.sample import load_sample
from monitor.store.engine import open_store

playwright = pytest.importorskip("playwright.sync_api", reason="needs the Playwright package")

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Streamlit looks for these below every deep link, finds nothing, and goes on.
OWN_PROBES = ("/_stcore/health", "/_stcore/host-config")


@dataclass
class Walk:
    """A page in the browser, with everything that went wrong on the way."""

    page: object
    url: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str = "") -> None:
        self.page.goto(f"{self.url}/{path}")
        self.settle()

    def settle(self) -> None:
        """Waits until the script has run and nothing is being loaded."""
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
        self.page.wait_for_timeout(300)
        self.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
        self.page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")

    def heading(self, text: str) -> None:
        """Waits for a page's title."""
        self.page.get_by_role("heading", name=text, exact=True).wait_for()
        self.settle()

    def table_cell(self, row: int, x: int = 60, table: int = 0) -> tuple[float, float]:
        """Returns where a table's row (0 = the first below its header) is on the screen."""
        canvas = self.page.locator('[data-testid="stDataFrame"] canvas').nth(2 * table)
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        return box["x"] + x, box["y"] + 33 * (row + 1) + 16


@pytest.fixture
def server(tmp_path):
    """Starts the dashboard over an empty store."""
    with serving(tmp_path) as url:
        yield url


@pytest.fixture(scope="module")
def sample_server(tmp_path_factory):
    """Starts the dashboard over the sample cohort, once for all walks of a module."""
    folder = tmp_path_factory.mktemp("sample")
    load_sample(open_store(_store_url(folder)))
    with serving(folder) as url:
        yield url


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Starts the dashboard on a free port of this machine and ends it afterwards."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.port", str(port), "--server.headless", "true"]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "MONITOR_DATABASE_URL": _store_url(folder)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_healthy(url, process)
            yield url
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="session")
def browser():
    named = os.environ.get("MONITOR_TEST_BROWSER")
    found = named or shutil.which("chromium") or shutil.which("google-chrome")
    with playwright.sync_playwright() as driver:
        try:
            opened = driver.chromium.launch(executable_path=found, args=FLAGS)
        except playwright.Error as fault:
            pytest.skip(f"no browser starts here: {str(fault)[:80]}")
        yield opened
        opened.close()


@pytest.fixture
def walk(server, browser):
    """Yields a page over an empty store."""
    with walking(server, browser) as walk:
        yield walk


@pytest.fixture
def sample_walk(sample_server, browser):
    """Yields a page over the sample cohort."""
    with walking(sample_server, browser) as walk:
        yield walk


@contextmanager
def walking(url: str, browser) -> Iterator[Walk]:
    """Yields a page; afterwards nothing may have failed and nothing may have left the machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    walk = Walk(context.new_page(), url)
    watch(walk)
    yield walk
    context.close()
    assert walk.faults == []


def watch(walk: Walk) -> None:
    """Notes console errors, errors of the page, and requests to other machines."""

    def on_console(message) -> None:
        where = urlparse(message.location.get("url", "")).path
        if message.type == "error" and not where.endswith(OWN_PROBES):
            walk.faults.append(f"console: {message.text}")

    def on_request(request) -> None:
        address = urlparse(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname != "127.0.0.1":
            walk.faults.append(f"left the machine: {request.url}")

    walk.page.on("console", on_console)
    walk.page.on("pageerror", lambda error: walk.faults.append(f"page: {error}"))
    walk.page.on("request", on_request)


def _store_url(folder: Path) -> str:
    return f"sqlite:///{folder / 'store.sqlite'}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(url: str, process: subprocess.Popen) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended at once"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no server after {START_SECONDS} seconds")
