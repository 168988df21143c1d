"""`python -m monitor read`: what a file holds, whatever its columns, without any store."""

import json
from pathlib import Path

import pytest

from monitor.cli import main

KEYS = ["encoding", "delimiter", "header_line", "header", "rows", "named", "problems", "refused"]


@pytest.fixture
def read(tmp_path: Path, monkeypatch, capsys):
    """Returns a function that writes files, reads them, and gives the status and what was said."""
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{tmp_path}/never/made.sqlite")

    def run(*contents: bytes, options: tuple[str, ...] = ("--json",)) -> tuple[int, list[str]]:
        paths = []
        for number, content in enumerate(contents):
            path = tmp_path / f"{number}.csv"
            path.write_bytes(content)
            paths.append(str(path))
        status = main(["read", *options, *paths])
        assert not (tmp_path / "never").exists()
        return status, capsys.readouterr().out.splitlines()

    return run


def test_one_line_of_json_a_file_in_the_promised_form(read):
    status, lines = read(b'a;b\n1;"x\ny"\n2\n\n', b"\x1f\x8b\x08")
    assert status == 1
    one, other = map(json.loads, lines)
    assert list(one) == list(other) == KEYS
    assert one == {
        "encoding": "utf-8",
        "delimiter": ";",
        "header_line": 1,
        "header": ["a", "b"],
        "rows": [{"line": 2, "last_line": 3, "cells": ["1", "x\ny"]}],
        "named": [{"line": 1, "as": "header"}, {"line": 5, "as": "blank"}],
        "problems": [
            {
                "line": 4,
                "rule": "ragged_row",
                "message": "1 field where 2 are expected: a delimiter is missing or there is one "
                "too many.",
            }
        ],
        "refused": None,
    }
    assert other["refused"] == "This is a gzip archive, not a CSV. Unpack it first."
    assert (other["header_line"], other["rows"], other["problems"]) == (None, [], [])


def test_an_open_question_is_a_problem_of_the_whole_file_by_its_id(read):
    status, (line,) = read("Report\na,b\n1,ü\n".encode("windows-1252"))
    found = json.loads(line)
    assert status == 0
    assert [(p["line"], p["rule"]) for p in found["problems"]] == [
        (None, "encoding"),
        (None, "header"),
    ]
    assert found["encoding"] == "windows-1252"
    assert found["rows"] == [{"line": 3, "cells": ["1", "ü"]}]


def test_many_rows_are_one_valid_line(read):
    status, (line,) = read(b"a,b\n" + b"1,2\n" * 2_500)
    assert status == 0
    assert [row["line"] for row in json.loads(line)["rows"]] == list(range(2, 2_502))


def test_without_json_it_is_told_in_a_few_lines(read):
    status, lines = read(b"Report\npatient_id,comment\n1,2\n3\n" + b"x\n" * 30, options=())
    assert status == 0
    assert "1 rows of 2 columns" in lines[0]
    assert "? header:" in lines[1]
    assert "line 4:" in lines[2]
    assert lines[-1] == "  … and 11 more"


def test_a_file_that_is_not_there_is_wrong_usage(capsys):
    assert main(["read", "--json", "nowhere.csv"]) == 64
    assert "no such file" in capsys.readouterr().err
