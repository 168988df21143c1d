"""Every page as Streamlit runs it, over a real store in a temporary folder."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from monitor.sample import load_sample
from monitor.store.engine import open_store

ROOT = Path(__file__).parents[2]
Open = Callable[..., AppTest]


@pytest.fixture
def store_url(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    monkeypatch.setenv("MONITOR_DATABASE_URL", url)
    return url


@pytest.fixture
def full_store(store_url):
    store = open_store(store_url)
    load_sample(store)
    return store


@pytest.fixture
def open_page(store_url) -> Open:
    """Returns a function that opens a page by its file name, with query parameters."""

    def open_named(name: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        if name != "home.py":
            app.switch_page(f"monitor/pages/{name}")
            for key, value in query.items():
                app.query_params[key] = value
            app.run()
        return app

    return open_named
