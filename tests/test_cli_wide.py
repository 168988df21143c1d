"""Wide files on the command line: asked, answered, taken as proposed, kept in a profile, undone."""

import json

import pytest

from monitor.cli import main
from monitor.store.engine import open_store
from monitor.store.reading import read_courses
from tests.ingest.test_wide import VISITS

ASKED, REFUSED, STORED = 2, 1, 0
LAYOUT = "one assay each, visit KM1, KM2"


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wide.csv").write_text(VISITS)
    return tmp_path


def assays(place):
    courses = read_courses(open_store(f"sqlite:///{place / 'store.sqlite'}"))
    return {course.patient.patient_id: len(course.assays) for course in courses}


def answered(place, **answers):
    (place / "answers.json").write_text(json.dumps(answers))
    return "answers.json"


def test_a_check_asks_how_the_groups_are_read_and_stores_nothing(place, capsys):
    assert main(["check", "wide.csv"]) == ASKED
    said = capsys.readouterr().out
    assert "layout:wide: Several assays stand side by side in one line." in said
    assert f"(proposed: {LAYOUT})" in said


def test_as_proposed_a_wide_file_is_stored_and_the_report_has_its_assays(place):
    assert main(["import", "wide.csv", "--accept-proposed", "--report", "r.json"]) == STORED
    assert assays(place) == {"P1": 2, "P2": 1}
    told = json.loads((place / "r.json").read_text())
    assert [row["outcome"] for row in told["rows"]] == ["named", "stored", "stored"]
    assert [one["group"] for one in told["rows"][1]["assays"]] == ["KM1", "KM2"]
    assert told["counts"]["stored"] + told["counts"]["named"] == told["counts"]["lines"]


def test_answered_by_hand_it_is_read_as_answered(place):
    said = {"layout:wide": LAYOUT, "dates:Datum": "day.month.year"}
    assert main(["import", "wide.csv", "--answers", answered(place, **said)]) == STORED
    assert assays(place) == {"P1": 2, "P2": 1}


def test_answered_with_no_it_is_refused_with_the_way_out(place, capsys):
    given = answered(place, **{"layout:wide": "refuse the file"})
    assert main(["import", "wide.csv", "--answers", given]) == REFUSED
    assert "write each group into a row of its own" in capsys.readouterr().out


def test_its_profile_reads_the_next_export_and_none_of_other_groups(place, capsys):
    first = ["import", "wide.csv", "--accept-proposed", "--save-profile", "Course"]
    assert main(first) == STORED
    (place / "next.csv").write_text(VISITS.replace("P1;", "P3;").replace("P2;", "P4;"))
    assert main(["import", "next.csv", "--profile", "Course"]) == STORED
    assert assays(place) == {"P1": 2, "P2": 1, "P3": 2, "P4": 1}
    (place / "other.csv").write_text(VISITS.replace("KM2", "KM3"))
    assert main(["import", "other.csv", "--profile", "Course"]) == ASKED
    assert "layout:wide" in capsys.readouterr().out


def test_the_reader_alone_knows_of_no_layout(place, capsys):
    assert main(["read", "wide.csv", "--json"]) == STORED
    told = json.loads(capsys.readouterr().out)
    assert told["header"] == VISITS.splitlines()[0].split(";")
    assert [row["cells"] for row in told["rows"]] == [
        line.split(";") for line in VISITS.splitlines()[1:]
    ]


def test_undo_takes_all_its_assays_back(place):
    main(["import", "wide.csv", "--accept-proposed"])
    assert main(["undo", "1", "--yes"]) == STORED
    assert assays(place) == {}
