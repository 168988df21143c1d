"""Accepting what a file proposes while it is planned comes to the same as accepting it then."""

from pathlib import Path

import pytest

from monitor.ingest.report import report
from monitor.intake import accept_proposed, plan_file, source_file

DATA = Path(__file__).parent / "data"
FILES = sorted(path for path in DATA.rglob("*") if path.suffix in (".csv", ".txt", ".xlsx"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_a_file_proposes_is_accepted_at_once_or_afterwards_alike(store, path):
    source = source_file(path.name, path.read_bytes())
    afterwards = accept_proposed(store, plan_file(store, source, {}))
    at_once = accept_proposed(store, plan_file(store, source, {}, accepts=True))
    assert report(at_once) == report(afterwards)
    assert dict(at_once.answers) == dict(afterwards.answers)
