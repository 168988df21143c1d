"""A lab whose same-day sites scatter twice as much as chance: its calls say the same everywhere."""

import json
from dataclasses import replace

import pytest

from monitor.analysis.patient_list import Filter
from monitor.analysis.rule_flips import flip_preview
from monitor.cli import main
from monitor.domain.evidence import Scatter
from monitor.domain.rules import DEFAULT_RULES
from monitor.effect import effect_of
from monitor.intake import accept_proposed, carry_out
from monitor.store.engine import open_store
from monitor.store.reading import read_links
from monitor.ui import listed
from monitor.ui import rules as ui_rules
from monitor.ui import store as ui_store
from monitor.ui.cohort import read_cohort
from tests import builders
from tests.imports import plan, take
from tests.pages.imports import texts

HEADER = "patient_id,collected_on,lab,site,cells_screened,tumor_cells\n"
CLEARED = "P1,2021-01-10,North,left,2000000,8\nP1,2021-07-01,North,left,2000000,0\n"
LOWER = "P2,2021-01-10,North,left,2000000,14\nP2,2021-07-01,North,left,2000000,3\n"
SAYS = "Lab North scatters 2.0 times as much as chance (24 df): counts divided by 2.0 in the test"
UNCHECKED = "Poisson assumed, not checked in this lab"


def sides(left, right, patients=24):
    """Returns two sites of one day in each of so many patients."""
    return "".join(
        f"S{p:02d},2020-05-01,North,{site},1000000,{k}\n"
        for p in range(patients)
        for site, k in (("left", left), ("right", right))
    )


STORES = {
    "scatters": (CLEARED + sides(12, 6), "compatible with chance"),
    "no replicates": (CLEARED, "demonstrable"),
    "too few": (CLEARED + sides(12, 6, 19), "demonstrable"),
    "as chance has it": (CLEARED + sides(10, 6), "demonstrable"),
}


@pytest.fixture(params=list(STORES))
def known(request, store_url):
    """Returns what kind of store this is, the grade of its call and the patient's link."""
    rows, grade = STORES[request.param]
    store = open_store(store_url)
    take(store, HEADER + rows)
    links = {name: link for link, name in read_links(store)}
    return request.param, grade, links["P1"]


def course_told(capsys):
    assert main(["course", "P1", "--json"]) == 0
    return json.loads(capsys.readouterr().out)["samplings"][-1]


def test_page_cohort_and_command_line_give_one_grade(known, open_page, capsys):
    kind, grade, link = known
    page = texts(open_page("patient.py", p=link)).replace("\\", "")
    assert f"Cleared, not confirmed, {grade}" in page
    frame = read_cohort(ui_store.current_key(), DEFAULT_RULES).samplings
    row = frame[frame["k"] == 0].iloc[0]
    told = course_told(capsys)
    assert (row["grade"], told["grade"]) == (grade, grade)
    is_over = kind == "scatters"
    assert (SAYS in page, SAYS in row["call_reason"], SAYS in told["reason"]) == (is_over,) * 3
    assert UNCHECKED not in page


def test_the_details_say_what_was_assumed(known, open_page):
    kind, _, link = known
    app = open_page("patient.py", p=link)
    app.button(key="call_evidence").click().run()
    facts = {row["About"]: row["Known"].replace("\\", "") for table in app.table
             for row in table.value.to_dict("records") if "About" in row}  # fmt: skip
    expected = {"scatters": SAYS, "as chance has it": "no more than chance allows"}
    assert expected.get(kind, UNCHECKED) in facts["Scatter"]


@pytest.mark.parametrize("known", ["scatters"], indirect=True)
def test_the_scatter_is_read_once_for_each_state_of_the_store(known, open_page, monkeypatch):
    reads = []
    read = ui_rules.read_same_days
    monkeypatch.setattr(ui_rules, "read_same_days", lambda store: reads.append(1) or read(store))
    app = open_page("patient.py", p=known[2])
    for _ in range(3):
        app.run()
    assert len(reads) == 1


@pytest.mark.parametrize(
    ("others", "verdict"), [("", "lower, demonstrable"), (sides(12, 6), "persistent")]
)
def test_lists_news_and_what_an_import_would_do_say_it_too(store_url, others, verdict):
    store = open_store(store_url)
    take(store, HEADER + LOWER.splitlines()[0] + "\n" + others)
    later = plan(store, HEADER + LOWER.splitlines()[1] + "\n")
    scatter = ui_rules.lab_scatters(ui_store.current_key())
    told = effect_of(store, later, DEFAULT_RULES, scatter)
    assert told.changed[0].words == f"baseline → {verdict}"
    carry_out(store, accept_proposed(store, later))
    key = ui_store.current_key()
    for listing in (
        listed.latest(key, DEFAULT_RULES, 5), listed.found(key, DEFAULT_RULES, True, Filter())
    ):  # fmt: skip
        calls = {row.patient_id: row.call.words for row in listing.rows if row.call}
        assert calls["P2"] == verdict


def test_a_preview_of_other_rules_keeps_the_divided_counts():
    course = builders.course("2021-01-10 14/2.0M lab=North\n2021-07-01 3/2.0M lab=North")
    tight = replace(DEFAULT_RULES, alpha=0.005, version="1.1")
    north = {"North": Scatter(2.0, 24, is_over=True)}
    flipped = [
        flip_preview([[course]], DEFAULT_RULES, tight, scatter=known).flipped
        for known in ({}, north)
    ]
    assert flipped == [1, 0]


@pytest.mark.parametrize("known", ["scatters"], indirect=True)
def test_the_methods_page_names_the_lab(known, open_page):
    assert "North φ 2.00 (24 df), counts divided by 2.00" in texts(open_page("methods.py"))
