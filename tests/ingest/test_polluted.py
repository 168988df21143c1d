"""One delimiter or quote lost, added or moved, at any place of a clean file: the row is held back.

The damages of a small file are counted, not drawn: all of them when `MONITOR_POLLUTED_FILES` is
large enough, else so many. A delimiter more or less between the quotes of a comment is text like
any other, which no reader can tell: such a file counts as unharmed where all else is as it was.
"""

import csv
import io
import shutil

import pytest

from monitor.intake import accept_proposed
from monitor.store.engine import open_store
from tests.imports import plan
from tests.ingest.polluting import HELD_BACK, count_held_back, damaged_files

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


def values_of(row):
    return [row["values"][name] for name in COUNTED]


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

    lines = lines_in(mark)
    found = count_held_back(read, lines, damaged_files(lines, mark, 20_233), values_of)
    record_property("polluted", str(found))
    print(found)
    assert found.held >= HELD_BACK * found.harmed
    assert found.held >= 0.97 * (found.harmed + found.unharmed)  # and so few are not harmed
