"""Every call in words: verdict, letters, sentence, card."""

from dataclasses import replace

import pytest

from monitor.analysis.call_card import call_facts, call_notes, numbers_line
from monitor.analysis.call_text import (
    call_sentence,
    is_firm,
    letters,
    letters_key,
    number_text,
    p_text,
    share_text,
    verdict,
    verdict_short,
)
from monitor.analysis.calls import calls
from monitor.domain.calls import CallKind, ReferenceChoice, ReferenceKind
from monitor.domain.rules import DEFAULT_RULES
from tests.builders import course

CHANCE = "2020-01-10 1/2.0M\n2020-07-01 0/2.1M"
CLEARED = "2020-01-10 14/2.0M\n2020-07-01 5/2.0M\n2021-01-05 0/2.1M\n2021-07-01 0/3.0M"


def calls_of(text, **more):
    return calls(course(text), DEFAULT_RULES, **more)


def last(text, **more):
    return calls_of(text, **more)[-1]


def facts(call):
    return {fact.about: fact.text for fact in call_facts(call, DEFAULT_RULES)}


def notes(call, earlier=()):
    return {fact.about: fact.text for fact in call_notes(call, DEFAULT_RULES, earlier)}


WORDS = {
    CHANCE: (
        "C", False, "cleared, not confirmed, compatible with chance",
        "Not detected in 2.1 M. The last positive was 1 in 2.0 M; a pair like this turns up in "
        "49 % when nothing changed.",
    ),
    CLEARED: (
        "C✓", True, "cleared, confirmed, demonstrable",
        "Not detected in 5.1 M over 2 samplings. The last positive was 5 in 2.0 M; counts like "
        "these turn up in 0.18 % when nothing changed. Against the reference 14 in 2.0 M the fall "
        "is demonstrable: rate ratio 0 (0–0.12).",
    ),
    "2020-01-10 14/2.0M\n2020-07-01 5/2.0M": (
        "(↓)", False, "persistent (lower), not confirmed, compatible with chance",
        "5 in 2.0 M after 14 in 2.0 M: lower, but a difference of this size is compatible with "
        "chance (rate ratio 0.36 (0.10–1.05)).",
    ),
    "2020-01-10 5/2.0M\n2020-07-01 5/2.0M": (
        "=", False, "persistent, not confirmed, compatible with chance",
        "5 in 2.0 M after 5 in 2.0 M: the same rate (rate ratio 1.00 (0.23–4.35)).",
    ),
    "2020-01-10 14/2.0M\n2020-07-01 1/2.0M": (
        "↓", True, "demonstrably lower, not confirmed",
        "1 in 2.0 M after 14 in 2.0 M: demonstrably lower (rate ratio 0.07 (0.002–0.47)).",
    ),
    "2020-01-10 20/2.0M\n2020-07-01 40/2.0M": (
        "↑", True, "demonstrably higher, not confirmed",
        "40 in 2.0 M after 20 in 2.0 M: demonstrably higher (rate ratio 2.00 (1.14–3.61)).",
    ),
    "2020-01-10 0/2.0M\n2020-07-01 6/2.0M": (
        "A", False, "appeared, not confirmed, demonstrable",
        "6 in 2.0 M after 0 in 2.0 M: rate ratio ∞ (1.18–∞), demonstrable.",
    ),
    "2020-01-10 9/2.0M\n2020-07-01 0/2.0M\n2021-01-01 1/2.0M\n2021-08-01 9/2.0M": (
        "R✓", True, "re-appeared, confirmed, demonstrable",
        "9 in 2.0 M after 0 in 2.0 M: rate ratio ∞ (1.97–∞), demonstrable.",
    ),
    "2020-01-10 0/2.0M\n2020-07-01 0/2.1M\n2021-07-01 0/2.2M": (
        "N", False, "never detected",
        "Not detected in any sampling so far. 0 in 6.3 M over 3 samplings, if the level did not "
        "change: above 0.48 per 10⁶ is unlikely.",
    ),
    "2020-01-10 3/2.0M\n2020-07-01 0/0.3M": (
        "?", False, "no call",
        "0 in 0.3 M: only 300,000 of the 1,000,000 cells that a negative needs.",
    ),
    "2020-01-10 3/2.0M": (
        "BL", False, "baseline", "3 in 2.0 M: what later samplings are held against.",
    ),
    "2020-01-10 3/2.0M\n2020-06-01 distant_metastasis OSS\n2020-07-01 4/2.0M": (
        "–", False, "after relapse", "4 in 2.0 M: after the distant metastasis of 2020-06-01.",
    ),
    "2020-01-10 3/2.0M\n2020-07-01 1/17M antibody=CK": (
        "new", False, "new series",
        "1 in 17.0 M: the first sampling by ICC · CK, with nothing to compare it with.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "says"), WORDS.items())
def test_a_call_has_letters_a_verdict_and_a_sentence(text, says):
    call = last(text)
    assert (letters(call), is_firm(call), verdict(call), call_sentence(call)) == says


def test_a_call_says_confirmed_or_not_without_its_grade():
    assert verdict_short(last(CLEARED)) == "cleared, confirmed"
    assert verdict_short(last(CHANCE)) == "cleared, not confirmed"


def test_confirmed_later_is_not_confirmed_on_its_day():
    first_zero = calls_of(CLEARED)[2]
    assert letters(first_zero) == "C"
    assert not is_firm(first_zero)
    assert facts(first_zero)["Confirmed"] == "On 2021-07-01"


def test_the_key_names_each_letter_once():
    found = [letters(call) for call in calls_of(CLEARED)]
    assert letters_key(found) == (
        "BL baseline · (↓) lower, compatible with chance · C cleared · ✓ confirmed"
    )


def test_the_card_has_inputs_ratio_both_p_confirmation_and_rules():
    assert numbers_line(last(CHANCE)) == (
        "1 in 2.0 M (2020-01-10) → 0 in 2.1 M (2020-07-01) · RR 0 (0–37) · p 0.49 (central 0.98) · "
        "not confirmed · rule set 1.0"
    )


def test_the_evidence_says_what_the_call_rests_on():
    found = facts(last(CHANCE))
    assert found["Held against"] == "first sampling, no systemic therapy known, 2020-01-10"
    assert found["Rate ratio"] == "0 (0–37), exact 95 % interval"
    assert found["p"] == "0.49 two-sided exact; 0.98 central, demonstrable below 0.05"
    assert found["Chance of a false clearance"].startswith("49 %, from the last detected sampling")
    assert "28 days or more" in found["Confirmed"]
    assert found["Rule set"].startswith("1.0: detected from 1 cell, under-screened below 1.0 M")


@pytest.mark.parametrize(
    ("start", "name"),
    [
        ("2020-02-01", "before the first systemic therapy, 2020-01-10"),
        ("2020-01-01", "first sampling, 9 days after start of EC, 2020-01-10"),
    ],
)
def test_a_reference_says_how_it_lies_to_the_therapy(start, name):
    call = last(f"{CHANCE}\n{start}..2020-06-01 chemotherapy EC")
    assert facts(call)["Held against"] == name


def test_an_unusual_reference_is_told_beside_the_call():
    found = notes(last(f"{CHANCE}\n2020-01..2020-06 chemotherapy EC"))
    assert found["Reference"] == "Start of EC known to the month only (2020-01)"
    assert "Reference" not in notes(last(CHANCE))


def test_what_would_change_a_zero_and_how_deep_to_look_again():
    found = notes(last(CHANCE))
    assert found["What would change it"] == (
        "After 1 in 2.0 M, no realistic depth can show a fall: it would take 78 M in all."
    )
    assert found["Planning"] == (
        "If the level is 0.5 per 10⁶ (the data allow 0.013 to 2.8), screen 6.0 M cells to see it "
        "with 95 % chance."
    )


def test_what_would_change_a_detection():
    persistent = notes(last("2020-01-10 14/2.0M\n2020-07-01 5/2.0M"))["What would change it"]
    assert persistent == (
        "Against 14 in 2.0 M, in 2.0 M again: 4 cells or fewer show a fall, 28 or more a rise."
    )
    came = notes(last("2020-01-10 0/2.0M\n2020-07-01 6/2.0M"))["What would change it"]
    assert came == "Fewer than 6 cells in 2.0 M are compatible with chance."


def test_without_a_call_the_last_one_is_named():
    every = calls_of(CLEARED + "\n2022-01-05 0/0.3M")
    assert notes(every[-1], every)["Last call"].startswith(
        "2021-07-01, cleared, confirmed, demonstrable. Not detected in 5.1 M"
    )


def test_other_series_are_named():
    call = last("2020-01-10 3/2.0M icc\n2020-07-01 1/17M if\n2021-07-01 0/15M if")
    assert notes(call)["Other series"] == "ICC: detected, 3 in 2.0 M, 2020-01-10"


def test_what_was_found_in_blood_is_named_beside_a_marrow_never_detected():
    marrow = last("2020-01-10 0/2.0M\n2020-02-01 4/2.0M blood\n2020-07-01 0/2.0M")
    assert marrow.kind is CallKind.NEVER_DETECTED
    assert notes(marrow)["Other series"] == "blood · ICC: detected, 4 in 2.0 M, 2020-02-01"


def test_clusters_are_said_to_count_once():
    call = last("2020-01-10 9/2.0M clusters=2\n2020-07-01 1/2.0M")
    assert facts(call)["Clusters"] == "7 → 1 events, a cluster counts once"
    assert "7 → 1 events, a cluster counts once · RR" in numbers_line(call)


def test_the_lowest_of_several_pays_for_the_choice():
    nadir = ReferenceChoice(ReferenceKind.NADIR)
    call = last("2020-01-10 9/2.0M\n2020-07-01 3/2.0M\n2021-01-01 12/2.0M", reference=nadir)
    assert facts(call)["Held against"].endswith("(the lowest of 2: p × 2)")
    assert "× 2" in facts(call)["p"]


def test_a_pooled_line_stands_beside_a_confirmed_clearance():
    assert notes(last(CLEARED))["Zeros together"] == (
        "0 in 5.1 M over 2 samplings, if the level did not change: above 0.59 per 10⁶ is unlikely."
    )


def test_numbers_are_as_people_write_them():
    assert [number_text(n) for n in (0, 0.00169, 0.0714, 1.05, 39.4, 1234.0, float("inf"))] == [
        "0", "0.002", "0.07", "1.05", "39", "1,234", "∞",
    ]  # fmt: skip
    assert [share_text(s) for s in (0.488, 0.031, 0.00184, 1e-6)] == [
        "49 %", "3.1 %", "0.18 %", "below 0.01 %",
    ]  # fmt: skip
    assert [p_text(p) for p in (0.0635, 1e-6, 1.0)] == ["0.064", "< 0.0001", "1.0"]


def test_a_hostile_agent_or_reason_is_cut_and_kept_on_one_line():
    call = replace(last("2020-01-10 3/2.0M\n2020-07-01 0/0.3M"), reason="a\nb" + "x" * 500)
    assert len(call_sentence(call)) < 190
    assert "\n" not in call_sentence(call)
