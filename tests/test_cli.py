"""The command line as a script meets it: exit status, words, report, and never a traceback."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.store.engine import open_store
from monitor.store.history import read_imports
from tests.imports import content

ROOT = Path(__file__).parents[1]
UNREADABLE = Path("/proc/self/mem")
GOOD = "patient_id,collected_on,cells_screened,tumor_cells\nP1,2023-01-17,2000000,3\n"
FILES = {
    "good.csv": GOOD,
    "part.csv": GOOD + "P2,yesterday,2000000,0\n",
    "ask.csv": "patient_id,arm,bmi\nP1,a,23\n",
    "decide.csv": GOOD + "P2,2023-01-17,500,0\n",
    "bad.csv": "nothing,of,ours\n1,2,3\n",
    "rejected.csv": GOOD.replace("2000000", "2 Mio"),
    "empty.csv": "",
    "head.csv": "patient_id,arm\n",
    "names.csv": "patient_id,arm,Nachname\nP1,a,Musterfrau\n",
    "born.csv": "patient_id,arm,birth_year\nP1,a,1958-03-04\n",
}


@pytest.fixture
def place(tmp_path) -> Path:
    """Returns a folder with the files; the store in it is called store.sqlite."""
    for name, text in FILES.items():
        (tmp_path / name).write_bytes(text.encode())
    return tmp_path


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def monitor(place, monkeypatch, capsys):
    """Returns a function that runs the program in the folder; whatever it raises fails the test."""
    monkeypatch.chdir(place)
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{place / 'store.sqlite'}")

    def run(*arguments: str, **environment: str) -> Done:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        try:
            status = main(arguments)
        except SystemExit as left:  # argparse has its own way out
            status = int(left.code or 0)
        return Done(status, *capsys.readouterr())

    return run


@pytest.fixture
def process(place):
    """Returns a function that runs the program in the folder as a process of its own."""

    def run(*arguments: str, **environment: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "monitor", *arguments],
            cwd=place,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "MONITOR_DATABASE_URL": f"sqlite:///{place / 'store.sqlite'}",
                **environment,
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return run


@pytest.mark.parametrize("command", ["check", "import"])
@pytest.mark.parametrize(
    ("files", "status"),
    [
        ("good.csv", 0),
        ("part.csv", 3),
        ("ask.csv", 2),
        ("decide.csv", 2),
        ("bad.csv", 1),
        ("rejected.csv", 1),
        ("empty.csv", 1),
        ("head.csv", 1),
        ("names.csv", 1),
        ("good.csv part.csv", 3),
        ("good.csv ask.csv part.csv", 2),
        ("ask.csv bad.csv good.csv", 1),
    ],
)
def test_the_exit_status_is_that_of_the_worst_file(monitor, command, files, status):
    assert monitor(command, *files.split()).returncode == status


def test_checking_leaves_nothing_behind(monitor, place):
    before = sorted(path.name for path in place.iterdir())
    assert monitor("check", "good.csv", "ask.csv").returncode == 2
    assert sorted(path.name for path in place.iterdir()) == before


def test_importing_twice_is_unchanged_the_second_time(monitor):
    assert (
        monitor("import", "good.csv").stdout == "good.csv: import 1 · 2 lines: 1 stored, 1 named\n"
    )
    again = monitor("import", "good.csv")
    assert again.stdout == "good.csv: unchanged · 2 lines: 1 unchanged, 1 named\n"
    assert again.returncode == 0


def test_every_reason_is_told_with_its_line_and_cell(monitor):
    told = monitor("import", "part.csv").stdout.splitlines()
    assert told[0] == "part.csv: import 1 · 3 lines: 1 stored, 1 rejected, 1 named"
    assert told[1].startswith("  line 3: collected_on “yesterday”: A date as year-month-day")


def test_proposed_answers_are_taken_where_that_is_wished(monitor):
    asked = monitor("import", "ask.csv")
    assert "? covariate:bmi:" in asked.stdout
    assert "(proposed: store)" in asked.stdout
    assert monitor("import", "ask.csv", "--accept-proposed").returncode == 0
    assert monitor("import", "decide.csv", "--accept-proposed").returncode == 2


def test_files_are_taken_in_the_order_given_so_that_later_ones_see_earlier_ones(monitor, place):
    done = monitor("import", "good.csv", "part.csv", "--report", "out.json")
    assert done.returncode == 3
    first, second = json.loads((place / "out.json").read_text("utf-8"))
    assert (first["counts"]["stored"], second["counts"]["unchanged"]) == (1, 1)


def test_the_report_of_one_file_is_one_object_and_that_of_several_a_list(monitor, place):
    monitor("check", "good.csv", "--report", "one.json")
    monitor("check", "good.csv", "bad.csv", "--report", "two.json")
    assert json.loads((place / "one.json").read_text("utf-8"))["action"] == "stored"
    two = json.loads((place / "two.json").read_text("utf-8"))
    assert [entry["action"] for entry in two] == ["stored", "refused"]


def test_check_and_import_report_the_same(monitor, place):
    monitor("check", "part.csv", "--report", "check.json")
    monitor("import", "part.csv", "--report", "import.json")
    assert (place / "check.json").read_bytes() == (place / "import.json").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "required: command"),
        (("forget",), "invalid choice"),
        (("import",), "required: FILE"),
        (("import", "good.csv", "--loud"), "unrecognized"),
        (("import", "missing.csv"), "no such file: missing.csv"),
        (("import", "good.csv", "missing.csv"), "no such file: missing.csv"),
        (("check", "."), "is a folder"),
        (("import", "good.csv", "--report", "no/such/out.json"), "cannot be written"),
        (("import", "good.csv", "--report", "."), "cannot be written"),
        (("import", "good.csv", "--report", "good.csv"), "would overwrite good.csv"),
    ],
)
def test_wrong_usage_is_64_and_nothing_is_stored(monitor, place, arguments, words):
    done = monitor(*arguments)
    assert done.returncode == 64
    assert words in done.stderr
    assert not (place / "store.sqlite").exists()
    assert (place / "good.csv").read_text() == GOOD


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:////proc/no/store.sqlite", "Nothing was stored"),
        ("nonsense", "no address of a database"),
        ("sqlite:///good.csv", "cannot be read as a database"),
    ],
)
def test_a_store_that_cannot_be_used_is_70_with_one_sentence(monitor, place, url, words):
    done = monitor("import", "good.csv", MONITOR_DATABASE_URL=url)
    assert (done.returncode, done.stdout) == (70, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert (place / "good.csv").read_text() == GOOD


def test_what_would_be_stored_can_be_checked_where_no_store_can_be(monitor):
    url = "sqlite:////proc/no/store.sqlite"
    assert monitor("check", "good.csv", MONITOR_DATABASE_URL=url).returncode == 0


@pytest.mark.skipif(not UNREADABLE.exists(), reason="needs a file that exists and cannot be read")
def test_what_was_stored_is_reported_also_where_a_later_file_cannot_be_read(monitor, place):
    done = monitor("import", "good.csv", str(UNREADABLE), "--report", "out.json")
    assert (done.returncode, "cannot be read" in done.stderr) == (64, True)
    (only,) = json.loads((place / "out.json").read_text("utf-8"))
    assert only["action"] == "stored"


@pytest.mark.parametrize("name", ["names.csv", "born.csv"])
def test_nothing_of_a_person_is_stored_shown_or_reported(monitor, place, name):
    done = monitor("import", name, "--report", "out.json")
    told = done.stdout + done.stderr + (place / "out.json").read_text("utf-8")
    for secret in ("Musterfrau", "1958-03-04"):
        assert secret not in told
        assert secret.encode() not in (place / "store.sqlite").read_bytes()


def test_a_console_that_knows_ascii_only_gets_the_numbers_of_other_letters(process, place):
    (place / "ä.csv").write_text(GOOD.replace("2000000", "²"), encoding="utf-8")
    done = process("check", "ä.csv", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (1, "")
    assert "\\xb2" in done.stdout


def test_the_exit_status_reaches_the_shell(process):
    assert process("import", "part.csv").returncode == 3
    assert process("import", "missing.csv").returncode == 64


def test_no_cell_speaks_to_the_terminal(monitor, place):
    (place / "odd.csv").write_text(GOOD + f"P2,\x1b[2J{'x' * 500},2000000,0\n", encoding="utf-8")
    told = monitor("check", "odd.csv").stdout
    assert "\x1b" not in told
    assert max(map(len, told.splitlines())) < 200


def test_of_many_reasons_the_first_are_told_and_the_rest_counted(monitor, place):
    (place / "many.csv").write_text(GOOD + "P2,x,2000000,0\n" * 100)
    told = monitor("check", "many.csv").stdout.splitlines()
    assert len(told) == 22
    assert told[-1] == "  … and 80 more reasons; --report names them all"


def test_the_sample_cohort_is_loaded_and_removed(monitor, place):
    assert monitor("demo", "load").returncode == 0
    store = open_store(f"sqlite:///{place / 'store.sqlite'}")
    assert len(content(store)) == 120
    assert monitor("demo", "load").returncode == 0
    assert len(read_imports(store)) == 4
    assert monitor("demo", "remove").returncode == 0
    assert content(store) == {}
    assert monitor("demo", "load").returncode == 0
    assert len(content(store)) == 120
