"""Files that an importer must survive: our own crafted ones, and others' test data where it is."""

import json
import re
import time
from pathlib import Path

import pytest

from monitor.ingest.text_table import TextTable, UnreadableFileError, read_table
from tests.imports import assert_lawful, plan

CRAFTED = Path(__file__).parents[1] / "data" / "crafted"
CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
OTHERS = ("csv-spectrum", "duckdb", "frictionless")


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def other_files() -> list[Path]:
    return [path for name in OTHERS for path in files(CORPORA / name)]


def by_name(path: Path) -> str:
    return path.relative_to(CORPORA if CORPORA in path.parents else CRAFTED).as_posix()


def assert_every_line_has_one_place(table: TextTable) -> None:
    spans = [
        *zip(table.lines, table.last_lines, strict=True),
        *((line.line, line.last_line) for line in table.named),
        *((row.line, row.last_line) for row in table.broken),
    ]
    places = sorted(n for first, last in spans for n in range(first, last + 1))
    assert places == list(range(1, len(table.text_lines) + 1))


def assert_cells_stand_on_their_lines(table: TextTable) -> None:
    for at, (first, last) in enumerate(zip(table.lines, table.last_lines, strict=True)):
        text = table.raw(first, last)
        for column in table.columns:
            assert column[at] in text or column[at].replace('"', '""') in text


def check(path: Path, store) -> None:
    """Reads a file as a table whatever its columns, and as an import."""
    data = path.read_bytes()
    began = time.process_time()
    assert_lawful(plan(store, data))
    assert time.process_time() - began < 2 * max(1, len(data) / 100_000)
    try:
        table = read_table(data)
    except UnreadableFileError:
        return
    assert_every_line_has_one_place(table)
    assert_cells_stand_on_their_lines(table)


@pytest.mark.parametrize("path", files(CRAFTED / "files"), ids=by_name)
def test_a_crafted_file_is_read_or_refused_and_no_line_is_lost(path, store):
    check(path, store)


@pytest.mark.skipif(not CORPORA.is_dir(), reason=f"others' test data is not at {CORPORA}")
@pytest.mark.parametrize("folder", OTHERS)
def test_others_test_data_is_read_or_refused_and_no_line_is_lost(folder, store):
    for path in files(CORPORA / folder):
        check(path, store)


@pytest.mark.skipif(not CORPORA.is_dir(), reason=f"others' test data is not at {CORPORA}")
def test_the_classic_dialect_cases_give_the_cells_that_they_say(store):
    cases = sorted((CORPORA / "csv-spectrum").rglob("csvs/*.csv"))
    assert cases
    for path in cases:
        table = read_table(path.read_bytes())
        truth = json.loads((path.parents[1] / "json" / f"{path.stem}.json").read_text("utf-8"))
        rows = [
            dict(zip(table.header, row, strict=True)) for row in zip(*table.columns, strict=True)
        ]
        assert rows == truth, path.stem


EXPECTED = json.loads((CRAFTED / "expected.json").read_text("utf-8"))
LINES = {entry["file"]: entry for entry in EXPECTED["files"]}
# In our own words, what those files call otherwise.
NAMES = {
    b"sample_date": b"collected_on",
    b"nucleated_cells": b"cells_screened",
    b"tumour_cells": b"tumor_cells",
    b"assay": b"method",
    b",tumour_pct": b",pct",
}


@pytest.mark.parametrize("path", files(CRAFTED / "files"), ids=by_name)
def test_no_crafted_file_with_our_column_names_stores_a_value_that_it_does_not_say(path, store):
    """Reading such files right is for later; reading them wrong is for never."""
    data = path.read_bytes()
    for theirs, ours in NAMES.items():
        data = re.sub(rb"(?m)^(.*)" + theirs, rb"\1" + ours, data, count=1)
    found = plan(store, data)
    assert_lawful(found)
    truth = {row["line"]: row for row in LINES[path.name]["rows"]}
    if found.rows is None:
        return
    for at, line in enumerate(found.rows.lines):
        if found.rows.outcomes[at] != "stored":
            continue
        values = truth[line]["values"]
        assert found.rows.people["patient_id"][at] == values["patient_id"]
        for name in (b"sample_date", b"nucleated_cells", b"tumour_cells"):
            stored = found.rows.columns[NAMES[name].decode()][at]
            assert str(stored) == str(values[name.decode()])
