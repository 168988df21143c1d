"""The current call on the patient page, for eight typical courses as a lab would send them."""

import json
from pathlib import Path

import pytest

from monitor.intake import Wish, accept_proposed, carry_out, plan_file, source_file
from monitor.store.engine import open_store
from monitor.store.reading import read_links

FOLDER = Path(__file__).parents[1] / "data" / "eight"
FILES = ("assays.csv", "therapy.csv", "outcomes.csv")


@pytest.fixture(scope="module")
def eight(tmp_path_factory):
    """Returns the address of a store of the eight courses, and their links."""
    url = f"sqlite:///{tmp_path_factory.mktemp('eight') / 'store.sqlite'}"
    store = open_store(url)
    for name in FILES:
        plan = plan_file(store, source_file(name, (FOLDER / name).read_bytes()), {})
        carry_out(store, accept_proposed(store, plan), Wish())
    return url, {name: link for link, name in read_links(store)}


@pytest.fixture
def patient(open_page, eight, monkeypatch):
    """Returns a function that opens one of the eight, with further query parameters."""
    url, links = eight
    monkeypatch.setenv("MONITOR_DATABASE_URL", url)
    return lambda name, **query: open_page("patient.py", p=links[name], **query)


def said(app):
    shown = (*app.markdown, *app.caption)
    return "\n".join(str(element.value) for element in shown).replace("\\", "")


def figure(app, at=0):
    return json.loads(app.get("plotly_chart")[at].proto.spec)


def letters(app):
    return next(t["text"] for t in figure(app)["data"] if t["name"] == "calls")


def show(app, *tables):
    app.get("button_group")[-1].set_value(list(tables)).run()


CARDS = {
    "E1-NEVER": (
        ["BL", "N", "N", "not known"],
        "**Never detected**",
        "0 in 6.3 M over 3 samplings",
    ),
    "E2-CHANCE": (
        ["BL", "C", "not known"],
        "**Cleared, not confirmed, compatible with chance**",
        "The last positive was 1 in 2.0 M; a pair like this turns up in 49 % when nothing changed.",
    ),
    "E3-CLEARED": (
        ["BL", "(↓)", "C", "C✓", "not known"],
        "**Cleared, confirmed, demonstrable**",
        "Not detected in 5.1 M over 2 samplings.",
    ),
    "E4-SHALLOW": (
        ["BL", "?", "?", "not known"],
        "**No call**",
        "0 in 0.4 M: only 400,000 of the 1,000,000 cells that a negative needs.",
    ),
    "E5-AGAIN": (
        ["BL", "↓", "C", "C✓", "R", "R✓"],
        "**Re-appeared, confirmed, demonstrable**",
        "9 in 2.0 M after 0 in 5.0 M over 2 samplings",
    ),
    "E6-METHOD": (
        ["BL", "C", "new", "C"],
        "**Cleared, not confirmed, compatible with chance**",
        "ICC · A45-B/B3 · Lab North: detected, 4 in 2.0 M",
    ),
    "E7-CONTROL": (
        ["BL", "?", "C", "not known"],
        "**Cleared, not confirmed, demonstrable**",
        "The last positive was 6 in 2.0 M",
    ),
    "E8-SIDES": (
        ["BL", "(↓)", "C", ""],  # not known too, but too narrow for the words
        "**Cleared, not confirmed, compatible with chance**",
        "Against the reference 7 in 2.0 M the fall is compatible with chance",
    ),
}


@pytest.mark.parametrize(("name", "expected"), CARDS.items())
def test_card_and_ribbon_of_the_eight_courses(patient, name, expected):
    blocks, verdict, sentence = expected
    app = patient(name)
    assert not app.exception
    text = said(app)
    # A sampling within a month of its due day leaves nothing unknown.
    assert letters(app)[: len(blocks)] == blocks or letters(app) == blocks[:-1]
    assert verdict in text
    assert sentence in text
    assert "rule set 1.0" in text


def test_the_card_says_since_when_nothing_is_known(patient):
    assert "not known since 2021-09-08, when the next sampling was due" in said(
        patient("E2-CHANCE")
    )


def test_the_letters_are_explained_below_the_chart(patient):
    assert "BL baseline · (↓) lower, compatible with chance · C cleared" in said(
        patient("E3-CLEARED")
    )


def test_planning_and_zeros_together_stand_below_the_chart(patient):
    text = said(patient("E2-CHANCE"))
    assert "If the level is 0.5 per 10⁶ (the data allow 0.013 to 2.8), screen 6.0 M" in text
    text = said(patient("E3-CLEARED"))
    assert "0 in 5.1 M over 2 samplings, if the level did not change: above 0.59 per 10⁶" in text


def test_the_evidence_button_opens_what_the_call_rests_on(patient):
    app = patient("E2-CHANCE")
    next(b for b in app.button if b.label == "Evidence").click().run()
    assert not app.exception
    facts = {row["About"]: row["Known"].replace("\\", "") for table in app.table
             for row in table.value.to_dict("records") if "About" in row}  # fmt: skip
    assert facts["Rate ratio"] == "0 (0–37), exact 95 % interval"
    assert facts["Chance of a false clearance"].startswith("49 %")
    assert facts["Rule set"].startswith("1.0: detected from 1 cell")


def test_the_ladder_is_shown_when_it_is_asked_for(patient):
    app = patient("E3-CLEARED")
    show(app, "Is the change real?")
    assert not app.exception
    numbers = next(t["text"] for t in figure(app, 1)["data"] if t["name"] == "numbers")
    assert "14/2.0M → 5/2.0M" in numbers
    app.toggle(key="ladder_as_table").set_value(True).run()
    assert list(app.dataframe[0].value["k2"]) == [5, 0, 0, 0, 0]


@pytest.mark.parametrize(
    "table", ["Before / after therapy", "Trend and times", "Calls", "Context", "Therapy"]
)
def test_each_table_is_shown_when_it_is_asked_for(patient, table):
    app = patient("E3-CLEARED")
    show(app, table)
    assert not app.exception
    assert len(app.dataframe[0].value) > 0


def test_another_reference_recomputes_ribbon_and_card(patient):
    usual, previous = said(patient("E3-CLEARED")), said(patient("E3-CLEARED", against="previous"))
    assert "14 in 2.0 M (2020-01-20) → 0 in 5.1 M" in usual
    assert "5 in 2.0 M (2020-08-11) → 0 in 5.1 M" in previous
    assert letters(patient("E5-AGAIN", against="nadir"))[1] == "↓"


def test_without_samplings_in_caution_windows_calls_are_made_anew(open_page, full_store):
    link = next(link for link, name in read_links(full_store) if name == "SYN-001")
    app = open_page("patient.py", p=link)
    assert "Left out" not in said(app)
    app.session_state["timeline_more"] = True
    app.run()
    app.toggle(key="timeline_without").set_value(True).run()
    assert not app.exception
    assert "**Left out, in caution windows** 2019-04-10" in said(app)
    assert letters(app)[0] == "?"
    assert "**Calls that this changes** 2019-11-04 persistent" in said(app)


def test_the_reference_is_chosen_from_the_lines_of_the_patient(patient):
    app = patient("E3-CLEARED")
    app.session_state["timeline_more"] = True
    app.run()
    box = next(b for b in app.selectbox if b.label == "Sizes held against")
    assert "before letrozole, 2020-09-01" in box.options
    box.select("before letrozole, 2020-09-01").run()
    assert not app.exception
    assert "Against the reference" not in said(app)
