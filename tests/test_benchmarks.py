"""The benchmarks run, and say what they say in one shape. Never how fast anything is."""

import json
import os
import socket
import sys

import pytest

from benchmarks.cohort import (
    COLUMNS,
    first_and_later,
    write_assays,
    write_outcomes,
    write_therapy,
)
from benchmarks.command import BENCHMARKS, main
from benchmarks.commands import CommandFailedError, can_measure, measured
from benchmarks.figures import alternate, figure, json_line
from benchmarks.relay import relayed

ALWAYS = {"name", "what", "machine"}
MEASURED = {"unit", "value", "rounds"}
COMPARED = {"peer", "peer_value", "ratio", "ratio_range"}

needs_wait4 = pytest.mark.skipif(not can_measure(), reason="needs os.wait4")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["intervals", "timeline", "patient", "import", "news", "cohort"])
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


def test_therapy_and_outcomes_are_of_the_patients_who_have_assays(tmp_path):
    write_assays(tmp_path / "assays.csv", range(50))
    write_therapy(tmp_path / "therapy.csv", 10)
    write_outcomes(tmp_path / "outcomes.csv", 10)
    known = [
        {tuple(line.split(",")[:2]) for line in (tmp_path / name).read_text().splitlines()[1:]}
        for name in ("assays.csv", "therapy.csv", "outcomes.csv")
    ]
    assert known[1] == known[2]
    assert len(known[1]) == 10
    assert known[0] <= known[1]


def test_a_relay_passes_bytes_on_and_counts_what_the_server_sends():
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        with relayed(address) as relay:
            port = int(relay.address.rpartition(":")[2])
            with socket.create_connection(("127.0.0.1", port), timeout=10) as browser:
                behind, _ = server.accept()
                browser.sendall(b"give")
                assert behind.recv(10) == b"give"
                behind.sendall(b"x" * 1_000)
                behind.close()
                received = b"".join(iter(lambda: browser.recv(4_096), b""))
        assert len(received) == relay.sent == 1_000


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
