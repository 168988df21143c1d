"""A server of this machine only, a real browser that looks at it, and the end of both."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.commands import environment
from benchmarks.figures import folder_of_the_clone

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

APPS = Path(__file__).parent / "apps"
OUR_APP = folder_of_the_clone() / "app.py"
START_SECONDS = 60
END_SECONDS = 20
OPTIONS = {
    "server.address": "127.0.0.1",
    "server.headless": "true",
    "browser.gatherUsageStats": "false",
}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NoBrowserError(Exception):
    """There is no browser to be driven here."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"no browser: {reason}")


class NoServerError(Exception):
    """A server ended, or did not answer in time."""

    def __init__(self, script: Path, log: str) -> None:
        super().__init__(f"{script.name} is not being served: {log[-400:]}")


@contextmanager
def opened_browser() -> Iterator["Browser"]:
    """Yields a headless Chromium. Raises NoBrowserError where none starts."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ModuleNotFoundError:
        raise NoBrowserError("the Playwright package is not installed") from None
    named = os.environ.get("MONITOR_TEST_BROWSER")
    program = named or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        try:
            browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        except Error as fault:
            raise NoBrowserError(fault.message.splitlines()[0]) from None
        try:
            yield browser
        finally:
            browser.close()


def new_page(browser: "Browser") -> "Page":
    """Returns an empty page of a session of its own, as wide as a laptop."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(START_SECONDS * 1000)
    return page


@contextmanager
def served(script: Path, store: Path) -> Iterator[str]:
    """Yields the address of a Streamlit script that is being served, as soon as it answers."""
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        process = _start(script, port, store, log)
        try:
            _wait_until_it_listens(port, process, script, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            _end(process)


def _start(script: Path, port: int, store: Path, log: Path) -> subprocess.Popen[bytes]:
    """Starts a server; a peer's one away from our settings, as Streamlit comes."""
    options = {**OPTIONS, "server.port": str(port)}
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), *flags],
            cwd=folder_of_the_clone() if script == OUR_APP else log.parent,
            env=environment(store),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def _wait_until_it_listens(
    port: int, process: subprocess.Popen[bytes], script: Path, log: Path
) -> None:
    end = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise NoServerError(script, log.read_text(encoding="utf-8", errors="replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
