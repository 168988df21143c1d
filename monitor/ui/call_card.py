"""The card of the call that a patient stands at: above the chart, in plain words."""

from collections.abc import Sequence

import streamlit as st

from monitor.analysis.call_card import call_notes, numbers_line
from monitor.analysis.call_text import call_sentence, is_firm, letters, letters_key, verdict
from monitor.analysis.evidence import Fact
from monitor.analysis.formats import sentence_case
from monitor.analysis.timeline_calls import CourseCalls
from monitor.domain.calls import Call
from monitor.domain.rules import RuleSet
from monitor.ui.texts import literal

ICON = ":material/fact_check:"
_OPEN = "Pale and dashed: compatible with chance, or not confirmed."


def show_call(call: Call, unknown_since: str) -> bool:
    """Shows the verdict, the sentence that it supports, and its numbers; `unknown_since` says since
    when nothing is known, where that is so.

    Returns whether all its evidence is asked for.
    """
    day = " · ".join(filter(None, (str(call.collected_on), unknown_since)))
    said, more = st.columns((7, 1))
    said.markdown(
        f"{_badge(call)} **{literal(sentence_case(verdict(call)))}** :gray[{literal(day)}]  \n"
        f"{literal(call_sentence(call))}  \n"
        f":small[:gray[{literal(numbers_line(call))}]]"
    )
    return more.button("Evidence", key="call_evidence", type="tertiary", icon=ICON)


def _badge(call: Call) -> str:
    color = "blue" if is_firm(call) else "gray"
    return f":{color}-badge[{literal(letters(call))}]"


def show_notes(found: CourseCalls, rules: RuleSet) -> None:
    """Shows what the letters of the ribbon mean, and what belongs beside the current call."""
    lines = [f"**Calls** {literal(letters_key([letters(c) for c in found.every]))}. {_OPEN}"]
    if found.current is not None:
        lines += _told(call_notes(found.current, rules, found.every))
    lines += _told(left_out_facts(found))
    st.caption("  \n".join(lines))


def left_out_facts(found: CourseCalls) -> Sequence[Fact]:
    """Returns which samplings the switch left out, and which calls that changes."""
    if not found.left_out:
        return ()
    days = ", ".join(day.isoformat() for day in found.left_out)
    flips = "; ".join(
        f"{f.collected_on} {verdict(f.before)} → {verdict(f.after)}"
        for f in found.flipped
        if f.before and f.after
    )
    return (
        Fact("Left out, in caution windows", days),
        Fact("Calls that this changes", flips or "none"),
    )


def _told(facts: Sequence[Fact]) -> list[str]:
    return [f"**{literal(fact.about)}** {literal(fact.text)}" for fact in facts]
