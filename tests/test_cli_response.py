"""`analyze response` over the sample cohort: the numbers of the page."""

import json

import pytest

from monitor.cli import main
from monitor.sample import load_sample

WRONG_USAGE = 64


@pytest.fixture
def sample(store, tmp_path, monkeypatch):
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    load_sample(store)
    return store


def answer(capsys, *words):
    assert main(["analyze", "response", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_it_prints_observed_beside_expected_clearance(sample, capsys):
    found = answer(capsys)
    group = found["groups"][0]
    assert found["span"] == "baseline to first later sampling"
    assert 0 < group["observed"] <= group["positive"]
    assert group["expected_lower"] <= group["expected"] <= group["expected_upper"]
    assert group["bracket_own_count"] < group["bracket_common_mean"]
    assert found["denominators"].startswith("Enrolled 120 · sampled 120")
    assert [one["cells"] for one in found["doses"]] == ["0", "1", "2", "≥ 3"]


def test_a_line_of_therapy_has_the_numbers_of_its_entry_in_the_list(sample, capsys):
    found = answer(capsys, "--therapy", "ec-t")
    listed = next(one for one in found["lines"] if one["agent"] == "EC-T")
    assert found["span"] == "EC-T"
    for name in ("pairs", "demonstrably_lower", "positive_before", "cleared", "without_pair"):
        assert found[name] == listed[name]
    assert answer(capsys, "--therapy", "chemotherapy")["pairs"] >= found["pairs"]


def test_arms_are_compared_the_control_first(sample, capsys):
    found = answer(capsys, "--by", "arm", "--to", "last")
    assert [group["name"] for group in found["groups"]] == ["standard", "zoledronate"]
    assert found["groups"][0]["is_control"] is True
    assert 0 < found["comparison"]["fisher_p"] <= 1
    assert found["comparison"]["first"] == "standard"


def test_the_page_and_the_command_line_have_the_same_numbers(sample, capsys):
    from monitor.analysis.expected_clearance import clearance_data
    from monitor.analysis.response_groups import everybody
    from monitor.analysis.response_pairs import pairs_of
    from monitor.analysis.response_spans import Span
    from monitor.cli_response import read_cohort

    cohort = read_cohort(sample)
    page = clearance_data(pairs_of(cohort, Span()), everybody(cohort)).groups[0]
    told = answer(capsys)["groups"][0]
    assert (told["observed"], told["positive"]) == (page.observed, page.positive)
    assert told["expected"] == page.expectation.expected
    assert told["expected_upper"] == page.expectation.upper


def test_without_json_it_is_said_in_lines(sample, capsys):
    assert main(["analyze", "response", "--by", "arm"]) == 0
    said = capsys.readouterr().out
    assert "standard:" in said
    assert "by line of therapy:" in said
    assert "demonstrable if nothing changed" in said


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--therapy", "nothing"], "nobody was given nothing"),
        (["--to", "BM9"], "there is no visit BM9"),
        (["--by", "patient_id"], "makes no groups"),
    ],
)
def test_what_nobody_has_is_wrong_usage(sample, capsys, words, complaint):
    assert main(["analyze", "response", *words]) == WRONG_USAGE
    assert complaint in capsys.readouterr().err


def test_an_empty_store_has_nothing_to_say(store, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    found = answer(capsys, "--by", "arm")
    assert found["pairs"] == 0
    assert found["lines"] == []
