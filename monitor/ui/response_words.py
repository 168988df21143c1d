"""The sentences below the charts of response: what the numbers do not say by themselves."""

import streamlit as st

from monitor.analysis.expected_clearance import ClearanceData
from monitor.analysis.formats import counted, fewer_than
from monitor.analysis.line_response import ResponseSummary
from monitor.analysis.response_labs import LabEvidence, background_words, scatter_words
from monitor.charts.expected_clearance import (
    comparison_sentence,
    expected_clearance_sentence,
    group_sentence,
)
from monitor.domain.rules import RuleSet
from monitor.ui.texts import literal

BY_INDICATION = (
    "A therapy that was chosen after the marrow was seen went to patients unlike the others "
    "(confounding by indication): compare therapies only where chance chose them."
)
ARMS = (
    "Groups compare fairly only where chance chose them before the marrow was seen (confounding by "
    "indication otherwise)."
)
_MOST_REASONS = 4


def cleared_note(rules: RuleSet) -> str:
    """Returns what a caption says of clearance where one cell is not enough to be detected."""
    if rules.threshold == 1:
        return ""
    return (
        f"; detected: {counted(rules.threshold, 'cell')} or more, cleared: "
        f"{fewer_than(rules.threshold)} after that"
    )


def show_clearance_words(data: ClearanceData) -> None:
    """Says how many cleared and how many by chance, a line for each group."""
    if not data.has_positives:
        st.markdown(literal(expected_clearance_sentence(data)))
        return
    is_named = len(data.groups) > 1
    st.markdown("  \n".join(literal(group_sentence(one, is_named)) for one in data.groups))
    if data.comparison is not None:
        st.markdown(literal(comparison_sentence(data.comparison)))


def show_multiplicity(found: ResponseSummary, rules: RuleSet) -> None:
    """Says how many comparisons there are, and how many would be demonstrable by chance."""
    if not found.pairs:
        return
    st.caption(
        f"{counted(found.pairs, 'comparison')}: {found.lower + found.higher:,} demonstrable, "
        f"{found.expected_demonstrable:.1f} expected if nothing had changed (sum of the exact "
        f"attained sizes at α = {rules.alpha:g}). Descriptive; q of Benjamini and Hochberg is in "
        "the table and the CSV."
    )


def show_without(found: ResponseSummary) -> None:
    """Says who has no pair and why."""
    parts = [f"{number:,} {reason}" for reason, number in found.reasons[:_MOST_REASONS]]
    more = len(found.reasons) - _MOST_REASONS
    if more > 0:
        parts.append(f"{counted(more, 'other reason')}")
    if parts:
        text = f"Without a pair {found.without:,}: {'; '.join(parts)}. Listed in the table."
        st.caption(literal(text))
    if found.further:
        later = counted(found.further, "later line") + " of the same patients"
        st.caption(f"One line a patient, the first with a pair; {later} not drawn.")


def show_labs(labs: tuple[LabEvidence, ...]) -> None:
    """Says how far each lab's counts scatter, and how many positives its background explains."""
    for lab in labs:
        st.caption(literal(scatter_words(lab)))
        st.caption(literal(background_words(lab)))
