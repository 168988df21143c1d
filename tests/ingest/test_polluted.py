"""One delimiter or quote lost, added or moved, at any place of a clean file: the row is held back.

The damages of a small file are counted, not drawn: all of them when `MONITOR_POLLUTED_FILES` is
large enough, else so many. A delimiter more or less between the quotes of a comment is text like
any other, which no reader can tell: such a file counts as unharmed where all else is as it was.
"""

import csv
import io
import os
import random
import shutil

import pytest

from monitor.domain.plan import Action
from monitor.ingest.report import report
from monitor.intake import accept_proposed
from monitor.store.engine import open_store
from tests.imports import plan

FILES = int(os.environ.get("MONITOR_POLLUTED_FILES", "300"))  # in each dress
HELD_BACK = 0.98
ROWS = (
    ("BM-001", "2023-01-17", "flow", 1250000, 625, "0.05", "diagnosis"),
    ("BM-001", "2023-04-25", "flow", 980000, 98, "0.01", ""),
    ("BM-001", "2023-07-18", "flow", 1500000, 0, "0", "remission"),
    ("BM-002", "2023-02-14", "flow", 2000000, 1500, "0.075", "diagnosis"),
    ("BM-002", "2023-05-23", "flow", 1100000, 22, "0.002", ""),
    ("BM-003", "2023-03-29", "flow", 1750000, 1225, "0.07", "repeat, left crest"),
)
HEADERS = {
    ",": "patient_id,sample_date,assay,nucleated_cells,tumour_cells,tumour_pct,comment",
    ";": "Pat-Nr;Entnahmedatum;Methode;MNZ ausgewertet;Tumorzellen;Tumorzellen %;Bemerkung",
}
COUNTED = (
    "patient_id", "collected_on", "method", "cells_screened", "tumor_cells", "reported_rate",
)  # fmt: skip
by_dress = pytest.mark.parametrize("mark", HEADERS, ids=["English", "German"])


def dressed(row, mark):
    patient, day, method, screened, cells, percent, comment = row
    if mark == ",":
        return row
    year, month, date = day.split("-")
    grouped = f"{screened:,}".replace(",", ".")
    words = comment.replace(",", ";")
    return (
        patient,
        f"{date}.{month}.{year}",
        method,
        grouped,
        cells,
        percent.replace(".", ","),
        words,
    )


def lines_in(mark):
    text = io.StringIO()
    csv.writer(text, delimiter=mark, lineterminator="\n").writerows(dressed(r, mark) for r in ROWS)
    return [HEADERS[mark], *text.getvalue().splitlines()]


def damages(row, delimiter):
    """Yields the row with one delimiter or quote lost, added or moved, in every way there is."""
    for mark in (delimiter, '"'):
        places = [at for at, letter in enumerate(row) if letter == mark]
        without = [row[:at] + row[at + 1 :] for at in places]
        yield from without
        for whole in (row, *without):
            yield from (whole[:at] + mark + whole[at:] for at in range(len(whole) + 1))


def files_in(mark):
    """Returns the line at which each damaged file is damaged, and the file."""
    lines = lines_in(mark)
    found = [
        (at, hurt)
        for at, row in enumerate(lines[1:], 1)
        for hurt in dict.fromkeys(damages(row, mark))
        if hurt != row
    ]
    random.Random(20_233).shuffle(found)
    for at, hurt in found[:FILES]:
        yield at + 1, "\n".join([*lines[:at], hurt, *lines[at + 1 :]]) + "\n"


def stored(found):
    """Returns the values of each row that is stored, by line, and those of which more is said."""
    rows = [row for row in report(found)["rows"] if row["outcome"] == "stored"]
    values = {row["line"]: [row["values"][name] for name in COUNTED] for row in rows}
    return values, {row["line"] for row in rows if row["problems"]}


@pytest.fixture(scope="module")
def standing_store(empty_store_file, tmp_path_factory):
    copy = tmp_path_factory.mktemp("polluted") / "store.sqlite"
    return open_store(f"sqlite:///{shutil.copy(empty_store_file, copy)}")


@by_dress
def test_one_damage_stores_no_wrong_row_silently_and_holds_the_right_one_back(
    standing_store, mark, record_property
):
    def read(text):
        return accept_proposed(standing_store, plan(standing_store, text))

    truth, _ = stored(read("\n".join(lines_in(mark)) + "\n"))
    assert len(truth) == len(ROWS)
    harmed = held = unharmed = 0
    for line, text in files_in(mark):
        found = read(text)
        assert found.action is not Action.REFUSED, text
        rows, said = stored(found)
        others = {at: values for at, values in truth.items() if at != line}
        assert {at: values for at, values in rows.items() if at != line} == others, text
        if line in rows:
            assert rows[line] == truth[line] or line in said, text
        if rows.get(line) == truth[line]:
            assert '"' in text.splitlines()[line - 1], text  # only text in quotes is another
            unharmed += 1
        else:
            harmed += 1
            held += line not in rows
    figures = f"{harmed} harmed, {held} held back on the right line, {unharmed} unharmed"
    record_property("polluted", figures)
    print(figures)
    assert held >= HELD_BACK * harmed
    assert held >= 0.97 * (harmed + unharmed)  # and so few are not harmed
