"""A file on its way from bytes to stored rows, over a real store."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.domain.plan import Action
from monitor.ingest.report import rejected_csv, report
from monitor.intake import accept_proposed, carry_out, plan_file, source_file
from monitor.store.engine import open_store, revision
from monitor.store.history import read_imports, read_rejected, read_source
from monitor.store.reading import read_courses
from monitor.store.undoing import undo_imports

ROOT = Path(__file__).parents[1]
ASSAYS = """\
patient_id,center,sample_id,collected_on,cells_screened,tumor_cells,site,lab,comment
P1,North,99/0417,1999-04-03,1000000,2,left,Oslo,"first, of two"
P1,North,99/0417,1999-04-03,1000000,0,right,Oslo,
P2,North,99/0420,1999-05-01,2000000,0,both,Oslo,
"""
PATIENTS = """\
patient_id,center,arm,diagnosed_on,birth_year
P1,North,a,1999-03-01,1950
P2,North,b,1999-04-01,1961
"""


@pytest.fixture
def store(tmp_path):
    return open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")


def plan(store, text: str, name: str = "file.csv", answers=None):
    return plan_file(store, source_file(name, text.encode()), answers or {})


def take(store, text: str, name: str = "file.csv", answers=None):
    """Imports a file, the proposed answers taken, and returns the plan as carried out."""
    return carry_out(store, accept_proposed(store, plan(store, text, name, answers)))[0]


def content(store):
    """Returns what the store says of every patient, but for where it came from."""
    return [
        (
            course.patient.patient_id,
            course.patient.center,
            course.patient.arm,
            sorted(
                (str(a.collected_on), str(a.site), a.tumor_cells, a.cells_screened, a.comment or "")
                for a in course.assays
            ),
        )
        for course in read_courses(store)
    ]


def test_a_clean_file_is_stored_whole(store):
    done = take(store, ASSAYS)
    assert done.action is Action.STORED
    assert content(store) == [
        ("P1", "North", None, [
            ("1999-04-03", "left", 2, 1000000, "first, of two"),
            ("1999-04-03", "right", 0, 1000000, ""),
        ]),
        ("P2", "North", None, [("1999-05-01", "both", 0, 2000000, "")]),
    ]  # fmt: skip


def test_every_stored_row_names_its_import_and_line(store):
    take(store, ASSAYS, "oslo.csv")
    origins = [str(a.origin) for course in read_courses(store) for a in course.assays]
    assert origins == [f"import 1, oslo.csv, line {line}" for line in (2, 3, 4)]


def test_the_same_file_again_changes_nothing_and_writes_nothing(store):
    take(store, ASSAYS)
    before = revision(store)
    again = take(store, ASSAYS)
    assert again.action is Action.UNCHANGED
    assert again.counts.unchanged == 3
    assert revision(store) == before
    assert len(read_imports(store)) == 1


def test_a_bad_row_is_kept_aside_with_its_line_text_and_every_reason(store):
    bad = "P3,North,,1999-13-01,2000000,3.5,both,Oslo,\n"
    done = take(store, ASSAYS + bad)
    assert done.action is Action.PARTIAL
    (row,) = read_rejected(store, 1)
    assert (row.line, row.raw) == (5, bad.strip())
    assert {(p.column, p.raw) for p in row.problems} == {
        ("collected_on", "1999-13-01"),
        ("tumor_cells", "3.5"),
    }


def test_rejected_rows_corrected_and_uploaded_again_are_stored(store):
    done = take(store, ASSAYS + "P3,North,,1999-13-01,2000000,3,both,Oslo,\n")
    given_back = rejected_csv(done.header, done.delimiter, done.rejected)
    again = take(store, given_back.replace("1999-13-01", "1999-12-01"))
    assert again.action is Action.STORED
    assert [course.patient.patient_id for course in read_courses(store)] == ["P1", "P2", "P3"]


def test_a_correction_shows_old_and_new_and_keeps_the_rest(store):
    take(store, ASSAYS)
    corrected = "patient_id,sample_id,collected_on,cells_screened,tumor_cells,site,lab,comment\n"
    corrected += "P1,99/0417,1999-04-03,1000000,3,left,Oslo,\n"
    done = take(store, corrected)
    (change,) = done.rows.changes.values()
    assert dict(change.fields) == {"tumor_cells": (2, 3)}
    (left,) = (assay for assay in read_courses(store)[0].assays if assay.site == "left")
    assert (left.tumor_cells, left.comment) == (3, "first, of two")


def test_patients_first_or_assays_first_makes_no_difference(tmp_path):
    one = open_store(f"sqlite:///{tmp_path / 'one.sqlite'}")
    other = open_store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    for file in (PATIENTS, ASSAYS):
        take(one, file)
    for file in (ASSAYS, PATIENTS):
        take(other, file)
    assert content(one) == content(other)


def test_a_file_without_centers_joins_the_patients_known_by_their_center(store):
    take(store, PATIENTS)
    take(store, "patient_id,collected_on,cells_screened,tumor_cells\nP1,2000-01-01,2000000,0\n")
    assert [(c.patient.patient_id, len(c.assays)) for c in read_courses(store)] == [
        ("P1", 1),
        ("P2", 0),
    ]


@pytest.mark.parametrize(
    ("answer", "patients"), [("same person as at North", 2), ("another person", 3)]
)
def test_the_same_pseudonym_at_another_center_is_asked(store, answer, patients):
    take(store, PATIENTS)
    south = "patient_id,center,collected_on,cells_screened,tumor_cells\n"
    south += "P1,South,2000-01-01,2000000,0\n"
    asked = plan(store, south)
    assert asked.action is Action.ASK
    (question,) = asked.questions
    done = take(store, south, answers={question.id: answer})
    assert done.action is Action.STORED
    assert len(read_courses(store)) == patients


def test_undo_brings_back_what_was_there_in_any_order(store):
    take(store, PATIENTS)
    take(store, ASSAYS)
    before = content(store)
    corrected = ASSAYS.replace("1000000,2", "1000000,9")
    take(store, corrected)
    undo_imports(store, [3], "tester")
    assert content(store) == before
    undo_imports(store, [1], "tester")
    undo_imports(store, [2], "tester")
    assert content(store) == []


def test_an_undone_file_can_be_imported_again(store):
    take(store, ASSAYS)
    before = content(store)
    undo_imports(store, [1], "tester")
    assert take(store, ASSAYS).action is Action.STORED
    assert content(store) == before


def test_the_uploaded_bytes_are_kept_as_they_were(store):
    take(store, ASSAYS)
    assert read_source(store, read_imports(store)[0].sha256) == ASSAYS.encode()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("patient_id,arm\n", "no data rows"),
        ("PK\x03\x04abc", "Excel workbook"),
        ("<!DOCTYPE html><html>", "web page"),
        ("patient_id,collected_on,tumor_cells\nP1,2000-01-01,1\n", "cells_screened"),
        ("patient_id,Nachname,arm\nP1,Muster,a\n", "Nachname"),
        ("patient_id,birth_year\nP1,1950-03-04\n", "birth"),
    ],
)
def test_what_cannot_be_read_is_refused_by_naming_why(store, text, reason):
    refused = take(store, text)
    assert refused.action is Action.REFUSED
    assert reason in refused.refused
    assert revision(store) == 0


def test_a_birth_date_is_neither_stored_nor_shown(store, tmp_path):
    refused = take(store, "patient_id,birth_year\nP1,1950-03-04\n")
    assert "1950-03-04" not in json.dumps(report(refused), default=str)
    assert b"1950-03-04" not in (tmp_path / "store.sqlite").read_bytes()


def test_a_quote_that_never_closes_costs_one_row_and_not_the_rest(store):
    broken = ASSAYS.replace('"first, of two"', '"first, of two')
    done = take(store, broken)
    assert [row.line for row in done.rejected] == [2]
    assert done.counts.stored == 2


def test_stored_rows_can_be_ended_once_and_never_changed_or_deleted(store, tmp_path):
    take(store, ASSAYS)
    raw = sqlite3.connect(tmp_path / "store.sqlite")
    for statement in (
        "UPDATE assay SET tumor_cells = 7 WHERE id = 1",
        "DELETE FROM assay WHERE id = 1",
        "UPDATE assay SET ended_by = NULL WHERE id = 1",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="immutable"):
            raw.execute(statement)
    raw.close()


DAMAGE = st.sampled_from([",", '"', "\n", ";", "\0", "x", "é", "\r"])


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(at=st.integers(0, len(ASSAYS) - 1), new=DAMAGE, replace=st.booleans())
def test_lines_always_add_up_and_no_damaged_row_is_stored_as_another(store, at, new, replace):
    text = ASSAYS[:at] + new + ASSAYS[at + replace :]
    found = plan(store, text)
    counts = found.counts
    parts = (counts.stored, counts.changed, counts.unchanged)
    parts += (counts.rejected, counts.pending, counts.named)
    assert sum(parts) == counts.lines
    lines = text.split("\n")
    for row in report(found)["rows"]:
        if row["outcome"] == "stored" and "\r" not in text:
            there = "\n".join(lines[row["line"] - 1 : row["last_line"]])
            assert all(cell in there for cell in row["raw"].values())


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(store, content):
    found = plan_file(store, source_file("any", content), {})
    assert found.refused or found.rows is not None
    json.dumps(report(found), default=str)


@pytest.mark.parametrize("mark", [",", '"'])
def test_a_lost_or_added_delimiter_or_quote_never_stores_a_wrong_row(store, mark):
    clean = [row["raw"] for row in report(plan(store, ASSAYS))["rows"] if row["raw"]]
    places = range(ASSAYS.index("\n") + 1, len(ASSAYS) + 1)
    quoted = range(ASSAYS.index('"') + 1, ASSAYS.rindex('"') + 1)  # a comma is text there
    free = [at for at in places if at not in quoted or mark == '"']
    damaged = [ASSAYS[:at] + mark + ASSAYS[at:] for at in free]
    damaged += [ASSAYS[:at] + ASSAYS[at + 1 :] for at in free if ASSAYS[at : at + 1] == mark]
    for text in damaged:
        stored = (row for row in report(plan(store, text))["rows"] if row["outcome"] == "stored")
        wrong = [row["raw"] for row in stored if row["raw"] not in clean]
        assert not wrong, (text, wrong)


def monitor(store_path: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "monitor", *arguments],
        cwd=ROOT,
        env={"MONITOR_DATABASE_URL": f"sqlite:///{store_path}", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_command_line_tells_how_it_went_by_its_exit_status(tmp_path):
    files = {
        "clean.csv": ASSAYS,
        "part.csv": ASSAYS + "P3,North,,yesterday,2000000,0,both,Oslo,\n",
        "ask.csv": "patient_id,bmi,arm\nP1,20,a\n",
        "bad.csv": "nothing,of,ours\n1,2,3\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    at = tmp_path / "store.sqlite"
    out = tmp_path / "report.json"
    run = [str(tmp_path / name) for name in files]
    assert monitor(at, "check", run[0], "--report", str(out)).returncode == 0
    assert json.loads(out.read_text())["action"] == "stored"
    assert monitor(at, "import", run[0]).returncode == 0
    assert monitor(at, "import", run[0]).stdout.startswith("clean.csv: unchanged")
    assert monitor(at, "import", run[1]).returncode == 3
    assert monitor(at, "import", run[2]).returncode == 2
    assert monitor(at, "import", run[2], "--accept-proposed").returncode == 0
    assert monitor(at, "import", run[3]).returncode == 1
    assert monitor(at, "import", str(tmp_path / "missing.csv")).returncode == 64
    assert monitor(at, "forget").returncode == 64
