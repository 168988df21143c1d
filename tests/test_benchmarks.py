"""The benchmarks run, and say what they say in one shape. Never how fast anything is."""

import json
import os
import sys

import pytest

from benchmarks.cohort import COLUMNS, first_and_later, write_assays
from benchmarks.command import BENCHMARKS, main
from benchmarks.commands import CommandFailedError, can_measure, measured
from benchmarks.figures import alternate, figure, json_line

ALWAYS = {"name", "what", "machine"}
MEASURED = {"unit", "value", "rounds"}
COMPARED = {"peer", "peer_value", "ratio", "ratio_range"}

needs_wait4 = pytest.mark.skipif(not can_measure(), reason="needs os.wait4")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["intervals", "timeline", "patient", "import", "news"])
def test_a_benchmark_prints_one_json_line_per_figure(name, capsys):
    assert main([name, "--small"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines
    for line in lines:
        assert line["name"].startswith(name)
        assert line.keys() >= ALWAYS
        assert "skipped" in line or line.keys() >= MEASURED
        assert line.keys() >= COMPARED or not COMPARED & line.keys()


def test_an_unknown_benchmark_is_wrong_usage_and_names_all_there_are(capsys):
    with pytest.raises(SystemExit):
        main(["speed"])
    message = capsys.readouterr().err
    assert all(name in message for name in BENCHMARKS)


def test_rounds_are_taken_in_turns():
    calls = []
    alternate(3, lambda: calls.append("ours"), lambda: calls.append("peer"))
    assert calls == ["ours", "peer"] * 3


def test_a_ratio_is_the_median_of_the_rounds_own_ratios():
    found = figure("x", "some figure", "s", [2.0, 40.0, 3.0], "peer", [1.0, 10.0, 1.0])
    assert (found.value, found.peer_value, found.ratio) == (3.0, 1.0, 3.0)
    assert found.ratio_range == (2.0, 4.0)


def test_what_does_not_apply_is_left_out_of_the_line():
    line = json.loads(json_line(figure("x", "some figure", "s", [1.0]), "2 cores"))
    assert line == {
        "name": "x",
        "what": "some figure",
        "unit": "s",
        "value": 1.0,
        "rounds": 1,
        "machine": "2 cores",
    }


def test_the_synthetic_file_has_the_same_bytes_every_time_and_fifty_faults_in_10_000(tmp_path):
    files = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for path in files:
        write_assays(path, range(10_000))
    assert files[0].read_bytes() == files[1].read_bytes()
    header, *rows = files[0].read_text(encoding="utf-8").splitlines()
    assert header == ",".join(COLUMNS)
    assert len(rows) == 10_000
    screened = COLUMNS.index("cells_screened")
    spoilt = [row for row in rows if not row.split(",")[screened]]
    assert len(spoilt) == 7  # one of the seven kinds of fault


def test_a_later_file_has_other_assays_of_the_same_patients():
    first, later = first_and_later(1_000, 100)
    assert (len(first), len(later)) == (1_000, 100)
    assert not set(first) & set(later)
    assert {number // 5 for number in later} <= {number // 5 for number in first}


@needs_wait4
def test_peak_memory_is_the_commands_own():
    code = "held = bytearray(60_000_000); held[::4096] = b'x' * len(held[::4096])"
    used = measured([sys.executable, "-c", code], os.environ)
    assert 60 < used.peak_mb < 120
    assert used.cpu > 0
    assert used.wall > 0


@needs_wait4
def test_a_command_that_fails_is_no_figure():
    with pytest.raises(CommandFailedError, match="status 3"):
        measured([sys.executable, "-c", "raise SystemExit(3)"], os.environ)
