"""Importing as tests do it: a file as text, a real store, and what came of it as plain values."""

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from monitor.domain.plan import ImportPlan
from monitor.ingest.encodings import decoded
from monitor.ingest.report import rejected_csv, report
from monitor.ingest.text_table import read_table
from monitor.ingest.workbooks import is_workbook
from monitor.intake import accept_proposed, carry_out, plan_file, source_file
from monitor.store.engine import Store
from monitor.store.reading import read_courses

STANDS = ("stored", "changed", "unchanged", "pending")


def plan(
    store: Store, file: str | bytes, answers: Mapping[str, str] | None = None, name: str = "f.csv"
) -> ImportPlan:
    """Returns what importing a file would do."""
    content = file if isinstance(file, bytes) else file.encode()
    return plan_file(store, source_file(name, content), answers or {})


def take(
    store: Store, file: str | bytes, answers: Mapping[str, str] | None = None, name: str = "f.csv"
) -> ImportPlan:
    """Imports a file, the answers it proposes taken, and returns the plan as carried out."""
    return carry_out(store, accept_proposed(store, plan(store, file, answers, name)))[0]


def given_back(found: ImportPlan) -> str:
    """Returns the file of a plan's rejected rows."""
    return rejected_csv(read_table(found.source.content, found.answers), found.rejected)


def content(store: Store) -> dict[tuple[str, str], dict[str, list[dict[str, Any]]]]:
    """Returns all that the store says of every (center, patient), but for where it came from."""
    return {
        (course.patient.center or "", course.patient.patient_id): {
            "patient": [_values(course.patient)],
            "assays": sorted(map(_values, course.assays), key=str),
            "therapies": sorted(map(_values, course.therapies), key=str),
            "outcomes": sorted(map(_values, course.outcomes), key=str),
        }
        for course in read_courses(store)
    }


def _values(record: Any) -> dict[str, Any]:
    named = (field.name for field in fields(record) if field.name not in ("id", "link", "origin"))
    return {name: getattr(record, name) for name in named if getattr(record, name) is not None}


def outcomes(found: ImportPlan) -> dict[int, str]:
    """Returns what becomes of each line that begins a row."""
    return {row["line"]: row["outcome"] for row in report(found)["rows"]}


def rules(found: ImportPlan) -> dict[int, set[str]]:
    """Returns the rules that the rows of each line break."""
    by_line = {row["line"]: {p["rule"] for p in row["problems"]} for row in report(found)["rows"]}
    return {line: broken for line, broken in by_line.items() if broken}


def assert_lawful(found: ImportPlan) -> None:
    """What holds for any bytes: every line has one fate, and raw text stands on its line."""
    told = json.loads(json.dumps(report(found)))
    counts = told["counts"]
    assert sum(counts.values()) - counts["lines"] == counts["lines"]
    if found.rows is None:
        assert found.refused
        return
    lines = _physical_lines(found)
    assert counts["lines"] == len(lines)
    covered = [n for row in told["rows"] for n in range(row["line"], row["last_line"] + 1)]
    assert sorted(covered) == list(range(1, len(lines) + 1))
    for row in told["rows"]:
        stands = "".join(lines[row["line"] - 1 : row["last_line"]])
        if row["outcome"] in STANDS:
            for part in (row, *row.get("assays", ())):
                for cell in part["raw"].values():
                    assert cell in stands or cell.replace('"', '""') in stands


def _physical_lines(found: ImportPlan) -> list[str]:
    """Returns the file's lines by a way of their own; those of a workbook are its sheet's rows."""
    content = found.source.content
    if is_workbook(content):
        return list(read_table(content, found.answers).text_lines)
    source = decoded(content, found.answers)
    text = source.content[source.start :].decode()
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)
