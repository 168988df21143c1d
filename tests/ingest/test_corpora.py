"""Files that an importer must survive: our own crafted ones, and others' test data where it is."""

import json
import re
import time
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.ingest.text_table import read_table
from tests.imports import assert_lawful, plan
from tests.readers import assert_lawful_reading

CRAFTED = Path(__file__).parents[1] / "data" / "crafted"
CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
OTHERS = ("csv-spectrum", "duckdb", "frictionless")


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def other_files() -> list[Path]:
    return [path for name in OTHERS for path in files(CORPORA / name)]


def by_name(path: Path) -> str:
    return path.relative_to(CORPORA if CORPORA in path.parents else CRAFTED).as_posix()


def check(path: Path, store) -> None:
    """Reads a file as a table whatever its columns, and as an import."""
    data = path.read_bytes()
    began = time.process_time()
    assert_lawful(plan(store, data))
    assert time.process_time() - began < 2 * max(1, len(data) / 100_000)
    assert_lawful_reading(data)


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


@pytest.mark.skipif(not CORPORA.is_dir(), reason=f"others' test data is not at {CORPORA}")
def test_the_read_command_says_the_same_of_every_file_of_others(capsys):
    paths = other_files()
    assert main(["read", "--json", *map(str, paths)]) == 1  # there is a gzip among them
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(paths)
    for path, line in zip(paths, lines, strict=True):
        told = json.loads(line)
        if told["refused"] is None:
            table = read_table(path.read_bytes())
            assert told["header"] == list(table.header)
            assert [row["line"] for row in told["rows"]] == list(table.lines)
            assert_lines_are_accounted_for(told, len(table.text_lines))


def assert_lines_are_accounted_for(told, number: int) -> None:
    spans = [*told["rows"], *(p for p in told["problems"] if p["line"] is not None)]
    lines = [line for s in spans for line in range(s["line"], s.get("last_line", s["line"]) + 1)]
    assert sorted([*lines, *(n["line"] for n in told["named"])]) == list(range(1, number + 1))


WORKBOOKS = [path for path in other_files() if path.suffix in (".xlsx", ".xls", ".ods")]


@pytest.mark.skipif(not WORKBOOKS, reason=f"others' workbooks are not at {CORPORA}")
def test_a_workbook_in_three_formats_says_the_same():
    folder = CORPORA / "frictionless" / "data"
    tables = [
        read_table((folder / f"table.{kind}").read_bytes()) for kind in ("xlsx", "xls", "ods")
    ]
    assert {table.header for table in tables} == {("id", "name")}
    assert {tuple(map(tuple, table.columns)) for table in tables} == {
        (("1", "2"), ("english", "中国人"))
    }


@pytest.mark.skipif(not WORKBOOKS, reason=f"others' workbooks are not at {CORPORA}")
@pytest.mark.parametrize("path", WORKBOOKS, ids=by_name)
def test_others_workbooks_with_bytes_changed_are_read_or_refused(path):
    content = path.read_bytes()
    for at in range(7, len(content), max(1, len(content) // 25)):
        assert_lawful_reading(content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :])
        assert_lawful_reading(content[:at])


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
