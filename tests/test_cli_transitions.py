"""`analyze transitions` over imported files: a published table, and the numbers of the page."""

import json

import pytest

from monitor.cli import main
from monitor.domain.visits import VisitPlan, VisitWindow
from monitor.sample import load_sample
from monitor.store.engine import open_store
from monitor.store.settings import save_visit_plan

WRONG_USAGE = 64
PLAN = VisitPlan("first sampling", (VisitWindow("BM1", 0, 2), VisitWindow("BM2", 6, 2)))


@pytest.fixture
def store(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    monkeypatch.setenv("MONITOR_DATABASE_URL", url)
    return open_store(url)


def answer(capsys, *words):
    assert main(["analyze", "transitions", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out.splitlines()[-1], parse_constant=pytest.fail)


def test_the_published_satt_table_comes_back_from_an_imported_file(store, tmp_path, capsys):
    """1,085 women with BM1 and BM2: 15 / 79 / 68 / 923, 86.5 % concordant."""
    margins = {(1, 1): 15, (1, 0): 79, (0, 1): 68, (0, 0): 923}
    pairs = [cells for cells, times in margins.items() for _ in range(times)]
    lines = ["patient_id,collected_on,cells_screened,tumor_cells,lab"]
    for number, (first, second) in enumerate(pairs, start=1):
        lines.append(f"S-{number:04},2004-03-01,2000000,{first},Oslo")
        lines.append(f"S-{number:04},2004-09-01,2000000,{second},Oslo")
    (tmp_path / "assays.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert main(["import", str(tmp_path / "assays.csv")]) == 0
    save_visit_plan(store, PLAN, "A. B.")
    group = answer(capsys, "--from", "BM1", "--to", "BM2")["groups"][0]
    assert group["table"] == {"pos_pos": 15, "pos_neg": 79, "neg_pos": 68, "neg_neg": 923}
    assert round(100 * group["agreement"]["value"], 1) == 86.5
    assert group["agreement"]["lower"] == pytest.approx(0.8427016, abs=5e-7)
    assert group["agreement"]["upper"] == pytest.approx(0.8843310, abs=5e-7)
    assert group["mcnemar_p"] == pytest.approx(0.409580499026402, rel=1e-6)
    assert group["kappa"]["value"] == pytest.approx(0.0960, abs=5e-5)
    assert group["clearance"]["observed"] == 79
    assert group["transitions"]["Detected"]["Not detected"] == 79
    assert group["excluded"] == {}


@pytest.fixture
def sample(store):
    load_sample(store)
    return store


def test_arms_are_groups_of_their_own_with_the_numbers_of_the_page(sample, capsys):
    from monitor.analysis.detection_states import visit_states
    from monitor.analysis.response_groups import groups_by
    from monitor.analysis.transitions import transition_data
    from monitor.analysis.transitions_clearance import visit_clearance
    from monitor.analysis.transitions_tables import transitions_json
    from monitor.cli_response import read_cohort

    save_visit_plan(sample, PLAN, "A. B.")
    found = answer(capsys, "--from", "bm1", "--to", "BM2", "--by", "Arm")
    cohort = read_cohort(sample)
    states, groups = visit_states(cohort), groups_by(cohort, "arm")
    data = transition_data(states, "BM1", "BM2", groups, split="Arm")
    page = transitions_json(data, visit_clearance(states, "BM1", "BM2", groups))
    assert [group["name"] for group in found["groups"]] == ["standard", "zoledronate"]
    assert found["groups"] == json.loads(json.dumps(page["groups"]))
    assert found["denominators"].startswith("Enrolled 120 · sampled 120")


def test_without_windows_the_order_stands_for_the_visit_and_is_said(sample, capsys):
    assert main(["analyze", "transitions", "--from", "1", "--to", "2nd", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["visits"] == "sampling order"
    assert "the order of the samplings stands for the visit" in said.err


def test_lines_for_a_person_name_the_test_and_who_is_left_out(sample, capsys):
    save_visit_plan(sample, PLAN, "A. B.")
    assert main(["analyze", "transitions", "--from", "BM1", "--to", "BM2"]) == 0
    said = capsys.readouterr().out
    assert "exact McNemar p = " in said
    assert "left out: " in said
    assert "Enrolled 120" in said


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--from", "BM1", "--to", "BM9"), "no visit “BM9”; there are: BM1, BM2"),
        (("--from", "BM2", "--to", "BM1"), "--to must be a later visit"),
        (("--from", "BM1", "--to", "BM2", "--by", "shoe"), "no column “shoe”"),
    ],
)
def test_what_is_not_there_is_named(sample, capsys, words, fault):
    save_visit_plan(sample, PLAN, "A. B.")
    assert main(["analyze", "transitions", *words]) == WRONG_USAGE
    assert fault in capsys.readouterr().err


def test_an_empty_store_has_nobody_to_compare(store, capsys):
    save_visit_plan(store, PLAN, "A. B.")
    group = answer(capsys, "--from", "BM1", "--to", "BM2")["groups"][0]
    assert (group["patients"], group["pairs"]) == (0, 0)
