"""The command line judges by the rules of the store, and says which they were."""

import json
from dataclasses import replace

import pytest

from monitor.cli import main
from monitor.domain.rules import DEFAULT_RULES
from monitor.store.engine import open_store
from monitor.store.rule_sets import save_rules
from tests.imports import take

ASSAYS = (
    "patient_id,collected_on,cells_screened,tumor_cells\n"
    "P1,2023-01-01,2000000,1\nP1,2023-07-01,2000000,0\n"
)
SIX_TO_NONE = ("call", "--k1", "6", "--n1", "2e6", "--k2", "0", "--n2", "2e6")


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    path = tmp_path / "store.sqlite"
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{path}")
    return path


@pytest.fixture
def stricter(place):
    store = open_store(f"sqlite:///{place}")
    take(store, ASSAYS)
    rules = replace(DEFAULT_RULES, alpha=0.01, minimum_depth=3_000_000)
    save_rules(store, rules, "ab", "stricter")
    return store


def said(capsys, *words: str) -> dict:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_call_uses_the_shipped_rules_where_there_is_no_store_and_makes_none(capsys, place):
    found = said(capsys, *SIX_TO_NONE)
    assert (found["rules"], found["alpha"], found["demonstrable"]) == ("1.0", 0.05, True)
    assert not place.exists()


@pytest.mark.usefixtures("stricter")
def test_call_uses_the_rules_of_the_store_where_there_is_one(capsys):
    found = said(capsys, *SIX_TO_NONE)
    assert (found["rules"], found["alpha"], found["demonstrable"]) == ("1.1", 0.01, False)


@pytest.mark.usefixtures("stricter")
def test_course_is_judged_by_the_rules_of_the_store(capsys):
    found = said(capsys, "course", "P1")
    assert found["rules"] == "1.1"
    assert [one["state"] for one in found["samplings"]] == ["detected", "under-screened"]
    assert found["samplings"][1]["call"] == "no call"


def test_the_groups_of_outcomes_are_judged_by_the_rules_of_the_store(capsys, stricter):
    header = "patient_id,collected_on,cells_screened,tumor_cells,visit\n"
    counts = {"A": "4000000,0", "B": "2000000,0", "C": "2000000,1", "D": "4000000,1"}
    take(stricter, header + "".join(f"{n},2023-01-01,{k},BM1\n" for n, k in counts.items()))
    last = "".join(f"{name},last_contact,2024-01-01\n" for name in counts)
    take(stricter, "patient_id,event_type,occurred_on\n" + last)
    found = said(capsys, "analyze", "outcomes", "--endpoint", "RFS", "--group", "marrow@BM1")
    assert sum(group["n"] for group in found["groups"]) == 3
    assert "B" in {one["patient_id"] for one in found["excluded"]}


@pytest.mark.usefixtures("stricter")
def test_the_version_is_told_to_a_person_too(capsys):
    assert main(SIX_TO_NONE) == 0
    assert "rule set 1.1" in capsys.readouterr().out
    assert main(["course", "P1"]) == 0
    assert "rule set 1.1" in capsys.readouterr().out


def test_a_store_that_cannot_be_read_is_said_and_no_other_rules_are_used(capsys, place):
    place.write_bytes(b"no store of ours" * 100)
    assert main([*SIX_TO_NONE, "--json"]) == 70
    assert capsys.readouterr().out == ""
