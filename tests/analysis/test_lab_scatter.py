"""How much a lab's counts scatter, and what that does to the calls made of them."""

from dataclasses import replace

import pytest

from monitor.analysis.call_card import call_facts, call_notes, numbers_line
from monitor.analysis.call_outlook import outlook
from monitor.analysis.calls import calls
from monitor.analysis.lab_scatter import (
    expected_note,
    lab_scatter,
    labs_sentence,
    scatter_text,
)
from monitor.analysis.methods_text import method_sections
from monitor.analysis.response_pairs import pairs_of
from monitor.analysis.response_spans import LAST, Span
from monitor.analysis.therapy_line_changes import therapy_line_changes
from monitor.domain.evidence import SameDay, Scatter
from monitor.domain.rules import DEFAULT_RULES
from monitor.stats.change import compare
from tests.analysis.cohorts import cohort_of
from tests.builders import course

NORTH = {"North": Scatter(2.0, 24, is_over=True)}
CALM = {"North": Scatter(1.04, 30, is_over=False)}
CLEARED = "2021-01-10 8/2.0M lab=North\n2021-07-01 0/2.0M lab=North"


def side(k1, k2, lab="North"):
    """Returns k₁ and k₂ in a million each, summed up."""
    return SameDay(lab, k1 + k2, 2_000_000, (k1**2 + k2**2) / 1e6, 2)


def told(facts, about):
    return next((fact.text for fact in facts if fact.about == about), None)


def call(text, scatter):
    return calls(course(text), DEFAULT_RULES, scatter=scatter)[-1]


def test_twenty_degrees_of_freedom_say_something_and_nineteen_do_not():
    assert lab_scatter([side(12, 6)] * 19) == {}
    found = lab_scatter([side(12, 6)] * 20)["North"]
    assert (found.phi, found.degrees, found.is_over) == (pytest.approx(2.0), 20, True)
    assert found.divisor == pytest.approx(2.0)


def test_a_lab_that_scatters_no_more_than_chance_divides_nothing():
    found = lab_scatter([side(10, 6)] * 24)["North"]
    assert found.phi == pytest.approx(1.0)
    assert (found.is_over, found.divisor) == (False, 1.0)


def test_each_lab_stands_for_itself():
    found = lab_scatter([side(12, 6)] * 24 + [side(10, 6, "South")] * 24)
    assert {lab: one.is_over for lab, one in found.items()} == {"North": True, "South": False}


def test_eight_to_none_is_no_demonstrable_fall_where_cells_come_in_clumps():
    assert call(CLEARED, {}).is_demonstrable
    assert call(CLEARED, CALM).is_demonstrable
    over = call(CLEARED, NORTH)
    assert not over.is_demonstrable
    assert over.chance_of_false_clearance == pytest.approx(0.5**4)


def test_another_lab_and_blood_are_not_divided():
    assert call(CLEARED.replace("North", "South"), NORTH).is_demonstrable
    assert call(CLEARED.replace("/2.0M", "/2.0M blood"), NORTH).is_demonstrable


def test_the_card_says_what_was_divided_and_why():
    found = call(CLEARED, NORTH)
    says = "Lab North scatters 2.0 times as much as chance (24 df): counts divided by 2.0 in the"
    assert says in told(call_notes(found, DEFAULT_RULES), "Scatter")
    assert says in told(call_facts(found, DEFAULT_RULES), "Scatter")
    assert "counts ÷ 2.0" in numbers_line(found)
    assert "two-sided exact" not in told(call_facts(found, DEFAULT_RULES), "p")


@pytest.mark.parametrize(
    ("scatter", "says"),
    [({}, "Poisson assumed, not checked in this lab"), (CALM, "no more than chance allows")],
)
def test_what_changes_nothing_stands_in_the_details_alone(scatter, says):
    found = call(CLEARED, scatter)
    assert says in told(call_facts(found, DEFAULT_RULES), "Scatter")
    assert told(call_notes(found, DEFAULT_RULES), "Scatter") is None
    assert "÷" not in numbers_line(found)


def test_what_would_change_a_call_is_worked_out_with_the_same_division():
    found = call(CLEARED, NORTH)
    depth = outlook(found, DEFAULT_RULES).fall.depth
    assert compare(8, 2.0, 0, depth, dispersion=2.0).demonstrable
    assert not compare(8, 2.0, 0, depth * 0.999, dispersion=2.0).demonstrable
    counts = outlook(call(CLEARED.replace(" 0/", " 7/"), NORTH), DEFAULT_RULES).counts
    assert counts.fall_to is None
    assert compare(8, 2.0, counts.rise_to, 2.0, dispersion=2.0).demonstrable
    assert not compare(8, 2.0, counts.rise_to - 1, 2.0, dispersion=2.0).demonstrable


def test_a_line_of_therapy_is_judged_by_the_same_scatter():
    line = course(f"{CLEARED}\n2021-02-01..2021-05-01 chemotherapy EC")
    plain, over = (
        therapy_line_changes(line, DEFAULT_RULES, scatter=known)[0].comparison.demonstrable
        for known in ({}, NORTH)
    )
    assert (plain, over) == (True, False)


def test_pairs_of_the_response_page_are_judged_by_it_too():
    plain = cohort_of(CLEARED)
    over = replace(plain, scatter=NORTH)
    found = [
        pairs_of(one, Span(until=LAST)).frame["demonstrable"].tolist() for one in (plain, over)
    ]
    assert found == [[True], [False]]


def test_a_lab_without_a_name_and_a_long_name_are_said_as_they_are():
    over = replace(NORTH["North"], phi=1.84)
    assert scatter_text(over, "Lab North").startswith("Lab North scatters")
    assert scatter_text(over, "").startswith("samplings of no named lab scatter 1.8 times")
    assert len(scatter_text(over, "x" * 500)) < 200


def test_the_methods_page_says_which_labs_are_divided():
    assert "not checked in any lab" in labs_sentence({})
    said = labs_sentence({**NORTH, "South": CALM["North"]})
    assert "North φ 2.00 (24 df), counts divided by 2.00; South φ 1.04 (30 df), not divided" in said
    section = next(s for s in method_sections(DEFAULT_RULES, NORTH) if s.anchor == "change")
    assert any("North φ 2.00" in line for line in section.examples)


def test_an_expected_clearance_says_where_counts_scatter_more_than_it_assumes():
    """Nothing changed in cohorts of 300: with φ 2.5, 82 of 100 clear “more than expected”; with φ 1
    none does.
    """
    over, within = Scatter(2.5, 40, True), Scatter(1.1, 40, False)
    said = expected_note({"North": over, "South": within})
    assert "Lab North scatters 2.5 times as much as the Poisson counts" in said
    assert "South" not in said
    assert expected_note({"South": within}) == ""
