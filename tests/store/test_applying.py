"""What a committed import leaves in the store, and that it is all of it or nothing."""

import json
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from monitor.store.applying import Carrying, apply_plan
from monitor.store.encoding import row_hashes
from monitor.store.engine import open_store, revision
from monitor.store.errors import StalePlanError
from monitor.store.history import read_imports, read_rejected, read_source
from monitor.store.reading import read_courses, read_links
from monitor.store.schema import TABLES, value_columns
from tests.imports import content, plan, take

ROOT = Path(__file__).parents[2]
ASSAYS = "patient_id,collected_on,cells_screened,tumor_cells,volume_ml,comment\n"
SOME = ASSAYS + "P1,2023-01-17,2000000,3,4.5,dry tap\nP2,x,2000000,0,,\nP2,2023-01-17,2000000,0,,\n"


@pytest.fixture
def raw(store, tmp_path):
    """Returns a bare connection to the store's file."""
    connection = sqlite3.connect(tmp_path / "store.sqlite")
    yield connection
    connection.close()


def test_every_stored_row_names_its_import_file_and_line(store):
    take(store, SOME, name="lab/export.csv")
    origins = [str(assay.origin) for course in read_courses(store) for assay in course.assays]
    assert origins == ["import 1, export.csv, line 2", "import 1, export.csv, line 4"]


def test_a_patient_comes_from_the_first_line_that_was_stored_of_them(store):
    take(store, SOME)
    lines = {c.patient.patient_id: c.patient.origin.line for c in read_courses(store)}
    assert lines == {"P1": 2, "P2": 4}


def test_the_uploaded_bytes_are_kept_once_and_rejected_rows_with_raw_text_and_reasons(store, raw):
    done = take(store, SOME)
    assert read_source(store, done.source.sha256) == SOME.encode()
    assert read_rejected(store, 1) == done.rejected
    take(store, SOME.replace("P2,x", "P2,y"))
    assert raw.execute("SELECT count(*) FROM source_file").fetchone() == (2,)


def test_the_counts_of_an_import_are_kept_and_add_up(store):
    done = take(store, SOME)
    (entry,) = read_imports(store)
    assert entry.counts == done.counts
    assert (entry.counts.stored, entry.counts.rejected, entry.counts.named) == (2, 1, 1)


def test_answers_are_kept_with_their_import(store, raw):
    take(store, "patient_id,arm,bmi\nP1,a,23\n")
    (text,) = raw.execute("SELECT answers FROM import").fetchone()
    assert json.loads(text) == {"covariate:bmi": "store"}


def test_a_correction_ends_one_version_and_adds_another(store, raw):
    take(store, SOME)
    take(store, SOME.replace("2000000,3", "2000000,4"))
    query = "SELECT tumor_cells, added_by, ended_by FROM assay WHERE tumor_cells > 0 ORDER BY id"
    assert list(raw.execute(query)) == [(3, 1, 2), (4, 2, None)]


def test_the_number_of_the_last_change_is_the_revision(store):
    assert revision(store) == 0
    take(store, SOME)
    assert revision(store) == 1
    take(store, SOME)
    assert revision(store) == 1


def test_a_link_does_not_tell_the_pseudonym(store):
    take(store, SOME)
    for link, name in read_links(store):
        assert len(link) == 24
        assert name not in link


@pytest.mark.parametrize("file", [
    SOME,
    "patient_id,arm,diagnosed_on,bmi\nP1,a,2020-01-01,23\nP2,,,\n",
    "patient_id,therapy_type,agent,started_on,ongoing,dose\nP1,endocrine,letrozole,2020-01-01,yes,2.5\n",
])  # fmt: skip
def test_every_row_carries_a_digest_of_what_it_holds(store, raw, file):
    take(store, file)
    for table in TABLES.values():
        names = ", ".join(("natural_key", *value_columns(table)))
        for digest, *held in raw.execute(f"SELECT row_hash, {names} FROM {table.name}"):
            key, *values = held
            named = dict(zip(value_columns(table), ([value] for value in values), strict=True))
            assert row_hashes([key], named) == [digest]


@pytest.mark.parametrize("changed", range(4))
def test_a_digest_changes_with_the_key_and_with_every_value(changed):
    row = ["key", "left", 3, 4.5]
    other = [*row]
    other[changed] = "else"
    digests = {row_hashes([k], {"a": [a], "b": [b], "c": [c]})[0] for k, a, b, c in (row, other)}
    assert len(digests) == 2


def test_a_column_of_a_later_version_leaves_the_digest_of_a_row_without_it_as_it_was():
    before = row_hashes(["k"], {"site": ["left"]})
    assert row_hashes(["k"], {"site": ["left"], "qualified": [None]}) == before
    assert row_hashes(["k"], {"site": ["left"], "qualified": ["<1"]}) != before


def test_a_digest_tells_a_blank_from_its_neighbor():
    one, other = row_hashes(["k", "k"], {"x": ["a", None], "y": [None, "a"]})
    assert one != other


def test_a_plan_made_before_another_import_is_not_carried_out(store):
    before = plan(store, SOME)
    take(store, ASSAYS + "P9,2023-01-17,2000000,0,,\n")
    with pytest.raises(StalePlanError, match="changed after the file was checked"):
        apply_plan(store, before, Carrying("tester"))
    assert content(store).keys() == {("", "P9")}


# ------------------------------------------------------------------ killed at any moment

IMPORTING = """
import sys
from monitor.intake import carry_out, plan_file, source_file
from monitor.store.engine import open_store
store = open_store()
print("ready", flush=True)
for number in range(int(sys.argv[1]), 10**6):
    rows = "".join(f"P{number}-{n},2023-01-17,2000000,3\\n" for n in range(1500))
    text = "patient_id,collected_on,cells_screened,tumor_cells\\n" + rows
    _, receipt = carry_out(store, plan_file(store, source_file(f"{number}.csv", text.encode()), {}))
    print(receipt.import_id, flush=True)
"""


def import_until_killed(url: str, first: int, seconds: float) -> int:
    """Lets a process import file after file, kills it, and returns the last import it reported."""
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORTING, str(first)],
        cwd=ROOT,
        env={"MONITOR_DATABASE_URL": url, "PATH": ""},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(seconds)
    process.kill()
    reported = process.stdout.read().split()
    process.wait()
    process.stdout.close()
    return max(map(int, reported), default=0)


def test_an_import_killed_at_any_moment_is_there_whole_or_not_at_all(store, tmp_path):
    place = tmp_path / "store.sqlite"
    chance = random.Random(7)
    kills = in_the_middle = known = 0
    while kills < 12 or (in_the_middle == 0 and kills < 40):
        kills += 1
        last = import_until_killed(store.url, kills * 1000, chance.uniform(0, 0.4)) or known
        in_the_middle += (tmp_path / "store.sqlite-journal").exists()
        open_store(store.url).engine.dispose()
        raw = sqlite3.connect(place)
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        counted = "SELECT import_id, count(*) FROM {} GROUP BY import_id"
        imports = raw.execute("SELECT id, stored FROM import").fetchall()
        for table in ("assay", "patient"):
            assert raw.execute(counted.format(table)).fetchall() == imports
        assert all(stored == 1500 for _, stored in imports)
        known = len(imports)
        assert known in (last, last + 1)  # the last one may have come to be and not to word
        assert raw.execute("SELECT count(*) FROM change").fetchone() == (known,)
        raw.close()
    assert in_the_middle, "no kill came while rows were being written"


# ------------------------------------------------------------------ several writers


def test_several_processes_may_import_at_once_even_into_a_store_that_is_not_there_yet(tmp_path):
    place = tmp_path / "new.sqlite"
    processes = []
    for writer in range(4):
        file = tmp_path / f"{writer}.csv"
        rows = "".join(f"P{writer}-{n},2023-01-17,2000000,3,,\n" for n in range(300))
        file.write_text(ASSAYS + rows)
        command = [sys.executable, "-m", "monitor", "import", str(file)]
        environment = {"MONITOR_DATABASE_URL": f"sqlite:///{place}", "PATH": ""}
        processes.append(
            subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
        )
    told = [process.communicate(timeout=120)[1] for process in processes]
    assert ([process.returncode for process in processes], told) == ([0] * 4, [""] * 4)
    found = open_store(f"sqlite:///{place}")
    assert len(content(found)) == 1200
    assert sorted(entry.import_id for entry in read_imports(found)) == [1, 2, 3, 4]
