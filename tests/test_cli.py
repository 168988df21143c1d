"""The command line as a script meets it: exit status, words, report, and never a traceback."""

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.store.drafts import read_drafts, save_draft
from monitor.store.engine import Store, open_store
from monitor.store.errors import StoreUnwritableError
from monitor.store.history import read_imports
from tests.imports import content, plan

ROOT = Path(__file__).parents[1]
UNREADABLE = Path("/proc/self/mem")
GOOD = "patient_id,collected_on,cells_screened,tumor_cells\nP1,2023-01-17,2000000,3\n"
FILES = {
    "good.csv": GOOD,
    "part.csv": GOOD + "P2,yesterday,2000000,0\n",
    "ask.csv": "patient_id,arm,bmi\nP1,a,23\n",
    "decide.csv": GOOD + "P2,2023-01-17,500,0\n",
    "bad.csv": "nothing,of,ours\n1,2,3\n",
    "rejected.csv": GOOD.replace("2023-01-17", "2023-02-30"),
    "empty.csv": "",
    "head.csv": "patient_id,arm\n",
    "names.csv": "patient_id,arm,Nachname\nP1,a,Musterfrau\n",
    "list.json": "[1, 2]",
    "odd.json": '{"shape": "a", "kind": "assays", "colour:x": "b"}',
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


def store_in(place: Path) -> Store:
    return open_store(f"sqlite:///{place / 'store.sqlite'}")


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
        ("rejected.csv", 3),
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
    assert told[1].startswith("  line 3: collected_on “yesterday”: ")


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
        (("import",), "name files to read, or one draft"),
        (("import", "good.csv", "--draft", "x"), "name files to read, or one draft"),
        (("import", "--draft", "x"), "there is no such draft"),
        (("import", "good.csv", "--answers", "missing.json"), "no such file: missing.json"),
        (("import", "good.csv", "--answers", "good.csv"), "good.csv is no JSON"),
        (("import", "good.csv", "--answers", "list.json"), "one object of answers"),
        (("import", "good.csv", "--answers", "odd.json"), "no question asks: colour:x, shape"),
        (("import", "good.csv", "--profile", "Nowhere"), "there is no profile Nowhere"),
        (("check", "good.csv", "--save-profile", "x"), "unrecognized"),
        (("undo",), "required: IMPORT"),
        (("undo", "first"), "invalid int value"),
        (("restore", "missing.sqlite"), "no such file"),
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
    assert not (place / "store.sqlite").exists() or read_imports(store_in(place)) == ()
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
    assert (done.returncode, done.stderr) == (3, "")
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


# ------------------------------------------------------------------ answers and profiles


def answers(place: Path, **given: str) -> str:
    """Writes a file of answers (`__` stands for the colon of an id) and returns its name."""
    said = {name.replace("__", ":"): answer for name, answer in given.items()}
    (place / "answers.json").write_text(json.dumps(said), encoding="utf-8")
    return "answers.json"


def test_answers_in_a_file_are_taken_by_their_ids(monitor, place):
    file = answers(place, covariate__bmi="leave out")
    assert monitor("check", "ask.csv", "--answers", file).returncode == 0
    assert monitor("import", "ask.csv", "--answers", file).returncode == 0
    (course,) = content(store_in(place)).values()
    assert course["patient"][0]["covariates"] == ()


def test_an_answer_that_is_not_offered_leaves_the_question_open(monitor, place):
    file = answers(place, covariate__bmi="perhaps")
    done = monitor("import", "ask.csv", "--answers", file)
    assert done.returncode == 2
    assert "? covariate:bmi:" in done.stdout


def test_what_was_answered_is_kept_as_a_profile_and_taken_for_the_next_file(monitor, place):
    file = answers(place, covariate__bmi="leave out")
    saved = monitor("import", "ask.csv", "--answers", file, "--save-profile", "Oslo patients")
    assert "profile Oslo patients@1" in saved.stdout
    (place / "next.csv").write_text("patient_id,arm,bmi\nP2,b,25\n")
    assert monitor("import", "next.csv").returncode == 2
    assert monitor("import", "next.csv", "--profile", "Oslo patients").returncode == 0
    assert read_imports(store_in(place))[0].profile == "Oslo patients@1"
    assert "Oslo patients@1 · patients · 3 columns" in monitor("profiles").stdout


def test_a_profile_is_never_taken_for_a_file_that_departs_from_it(monitor, place):
    file = answers(place, covariate__bmi="leave out")
    monitor("import", "ask.csv", "--answers", file, "--save-profile", "Oslo")
    (place / "next.csv").write_text("patient_id,arm,bmi,ki67\nP2,b,25,20\n")
    done = monitor("import", "next.csv", "--profile", "Oslo@1")
    assert done.returncode == 2
    assert "departs from profile Oslo@1 (new: ki67); its answers were not taken" in done.stdout
    assert "? covariate:bmi:" in done.stdout


def test_all_or_nothing_stores_nothing_of_a_file_with_a_bad_row(monitor, place):
    for command in ("check", "import"):
        done = monitor(command, "part.csv", "--all-or-nothing")
        assert done.returncode == 1
        assert "1 row of the file cannot be stored, and it was to be stored whole" in done.stdout
    assert read_imports(store_in(place)) == ()
    assert monitor("import", "good.csv", "--all-or-nothing").returncode == 0


def test_the_reason_of_an_import_is_kept(monitor, place):
    monitor("import", "good.csv", "--reason", "sent by mail")
    assert read_imports(store_in(place))[0].reason == "sent by mail"


# ------------------------------------------------------------------ undo, backup, restore


def test_undo_is_shown_first_and_done_when_wished(monitor, place):
    monitor("import", "good.csv")
    shown = monitor("undo", "1")
    assert shown.returncode == 2
    assert "removed: 2" in shown.stdout
    assert "assays, P1, 2023-01-17, line 2" in shown.stdout
    assert monitor("undo", "1", "--dry-run").returncode == 0
    assert not read_imports(store_in(place))[0].is_undone
    done = monitor("undo", "1", "--yes", "--reason", "wrong file")
    assert (done.returncode, "import 1 is undone" in done.stdout) == (0, True)
    assert content(store_in(place)) == {}
    assert monitor("import", "good.csv").returncode == 0


@pytest.mark.parametrize("number", ["7", "0", "1"])
def test_an_import_that_is_not_in_force_cannot_be_undone(monitor, place, number):
    monitor("import", "good.csv")
    monitor("undo", "1", "--yes")
    done = monitor("undo", number, "--yes")
    assert (done.returncode, "There is no import" in done.stderr) == (1, True)


def test_undo_tells_old_and_new_values_and_who_changed_what_since(monitor, place):
    monitor("import", "good.csv")
    (place / "better.csv").write_text(GOOD.replace("000,3", "000,4"))
    monitor("import", "better.csv")
    assert "P1, 2023-01-17, tumor_cells 4 → 3" in monitor("undo", "2").stdout
    assert "P1, 2023-01-17, import 2 by " in monitor("undo", "1").stdout


def test_a_backup_is_made_and_put_back(monitor, place):
    monitor("import", "good.csv")
    before = content(store_in(place))
    assert monitor("backup", "--to", "kept.sqlite").returncode == 0
    monitor("undo", "1", "--yes")
    done = monitor("restore", "kept.sqlite")
    assert (done.returncode, "revision is 3" in done.stdout) == (0, True)
    assert content(store_in(place)) == before
    assert monitor("backup", "--to", "kept.sqlite").returncode == 64


def test_what_is_no_backup_is_not_restored(monitor, place):
    monitor("import", "good.csv")
    done = monitor("restore", "good.csv")
    assert (done.returncode, "not restored" in done.stderr) == (1, True)
    assert len(content(store_in(place))) == 1


# ------------------------------------------------------------------ as a child of the pages


def test_progress_is_told_as_lines_of_json_in_the_order_of_the_stages(process):
    done = process("import", "good.csv", "--progress")
    told = [json.loads(line) for line in done.stderr.splitlines()]
    stages = list(dict.fromkeys(line["stage"] for line in told))
    assert stages == ["read", "parse", "check", "store", "done"]
    assert told[-1] == {"stage": "done", "action": "stored", "import": 1}
    assert all(line["done"] <= line["total"] for line in told[:-1])
    assert done.stdout.startswith("good.csv: import 1")


def test_progress_ends_with_what_went_wrong(process):
    done = process("import", "good.csv", "--progress", MONITOR_DATABASE_URL="nonsense")
    last = json.loads(done.stderr.splitlines()[-1])
    assert (done.returncode, last["stage"]) == (70, "failed")
    assert "no address of a database" in last["message"]


def test_a_draft_is_imported_with_its_answers_and_gone_with_the_import(monitor, place):
    store = store_in(place)
    begun = plan(store, FILES["ask.csv"], {"covariate:bmi": "store"}, name="ask.csv")
    number = save_draft(store, begun, "A. B.")
    done = monitor("import", "--draft", number)
    assert (done.returncode, done.stdout.startswith("ask.csv: import 1")) == (0, True)
    assert read_drafts(store) == ()


def test_a_draft_that_was_not_imported_is_kept(monitor, place):
    store = store_in(place)
    number = save_draft(store, plan(store, FILES["ask.csv"]), "A. B.")
    assert monitor("import", "--draft", number).returncode == 2
    assert [entry.id for entry in read_drafts(store)] == [number]


def test_an_import_that_is_told_to_end_stores_nothing_and_says_so(place):
    rows = "".join(f"P{n},2023-01-17,2000000,3\n" for n in range(60_000))
    (place / "long.csv").write_text("patient_id,collected_on,cells_screened,tumor_cells\n" + rows)
    child = subprocess.Popen(
        [sys.executable, "-m", "monitor", "import", "long.csv", "--progress"],
        cwd=place,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "MONITOR_DATABASE_URL": f"sqlite:///{place / 'store.sqlite'}",
        },
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert child.stderr is not None
    for line in child.stderr:
        if json.loads(line)["stage"] == "store":
            break
    child.terminate()
    last = json.loads(child.stderr.read().splitlines()[-1])
    child.stderr.close()
    assert (child.wait(60), last["stage"]) == (130, "failed")
    assert read_imports(store_in(place)) == ()


def test_a_listener_that_goes_away_changes_neither_work_nor_status(place):
    (place / "many.csv").write_text(GOOD + "P2,x,2000000,0\n" * 5000)
    command = f"{sys.executable} -m monitor import many.csv | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=place,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "MONITOR_DATABASE_URL": f"sqlite:///{place / 'store.sqlite'}",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.stdout.splitlines()[-1], done.stderr) == ("3", "")
    assert len(read_imports(store_in(place))) == 1


def test_check_says_in_one_line_which_calls_would_change(place, monitor):
    header, row = GOOD.splitlines()
    monitor("import", "good.csv")
    later = row.replace("2023-01-17,2000000,3", "2023-09-17,2000000,0")
    (place / "later.csv").write_text(f"{header}\n{later}\n")
    said = monitor("check", "later.csv").stdout.splitlines()
    assert said[1:] == ["  This file would change 1 call: P1 baseline → cleared, not confirmed."]
    assert len(monitor("import", "later.csv").stdout.splitlines()) == 1


def test_check_says_where_the_store_is_too_busy_to_tell_which_calls_would_change(
    place, monitor, monkeypatch
):
    monitor("import", "good.csv")
    (place / "later.csv").write_text(GOOD.replace("2023-01-17", "2023-09-17"))
    monkeypatch.setattr("monitor.effect.rehearse", refuse)
    done = monitor("check", "later.csv")
    assert done.returncode == 0
    assert "which calls would change cannot be told" in done.stdout


def refuse(*_arguments):
    raise StoreUnwritableError("database is locked")


def test_verify_finds_a_value_that_was_changed_behind_the_programs_back(monitor, place):
    monitor("import", "good.csv")
    sound = monitor("verify")
    assert (sound.returncode, "FAULT" in sound.stdout) == (0, False)
    with sqlite3.connect(place / "store.sqlite") as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE assay SET tumor_cells = 0")
    found = monitor("verify")
    assert found.returncode == 1
    assert "FAULT Digests of the rows: 1 of 2 rows differ from what was stored: assay 1" in (
        found.stdout
    )
