"""The form in which rules are changed: every field starts at what a version of them says."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from monitor.domain.rules import RuleSet

MILLION = 1e6
LAB, DEPTH = "Lab", "10⁶ MNC"
FIELD = 172  # four of them beside each other on a page of 1280, two on a phone


def edit_rules(start: RuleSet, labs: Sequence[str], name: str) -> RuleSet:
    """Shows every rule and returns them as they are filled in; another `name` starts afresh."""
    rules = _when_due(_what_counts(start, name), name)
    rules = _cautions(rules, name)
    return replace(rules, lab_depths=_lab_depths(start, labs, name))


def _what_counts(start: RuleSet, name: str) -> RuleSet:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        threshold = _whole("Detected from, cells", start.threshold, 1, 100, f"{name}_threshold")
        depth = st.number_input(
            "Minimum depth, 10⁶ MNC",
            0.01, 1_000.0, start.minimum_depth / MILLION, 0.1, "%.2f",
            key=f"{name}_depth", width=FIELD,
            help="How many cells a negative must have been looked for among.",
        )  # fmt: skip
        alpha = st.number_input(
            "α, two-sided", 0.0001, 0.5, start.alpha, 0.005, "%.4g",
            key=f"{name}_alpha", width=FIELD,
        )  # fmt: skip
        recovery = st.number_input(
            "Recovery",
            0.01, 1.0, start.recovery, 0.05, "%.2f",
            key=f"{name}_recovery", width=FIELD,
            help="The share of cells that survive preparation. A zero excludes less where it is "
            "below 1.",
        )  # fmt: skip
    return replace(
        start,
        threshold=threshold,
        minimum_depth=start.minimum_depth if depth is None else _cells(depth),
        alpha=start.alpha if alpha is None else alpha,
        recovery=start.recovery if recovery is None else recovery,
    )


def _when_due(rules: RuleSet, name: str) -> RuleSet:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        confirmed = _whole(
            "Confirmed after, days", rules.confirmation_days, 0, 3_650, f"{name}_confirmed"
        )
        due = _whole("Next due after, days", rules.sampling_interval_days, 1, 3_650, f"{name}_due")
        gap = _whole(
            "Points joined across, days", rules.connector_gap_days, 1, 3_650, f"{name}_gap"
        )
    return replace(
        rules, confirmation_days=confirmed, sampling_interval_days=due, connector_gap_days=gap
    )


def _cautions(rules: RuleSet, name: str) -> RuleSet:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        days = _whole(
            "Caution after surgery, days", rules.surgery_caution_days, 0, 365, f"{name}_surgery"
        )
        chemotherapy = st.checkbox(
            "Caution during chemotherapy",
            rules.caution_during_chemotherapy,
            key=f"{name}_chemotherapy",
        )
        g_csf = st.checkbox("Caution under G-CSF", rules.caution_under_g_csf, key=f"{name}_g_csf")
    return replace(
        rules,
        surgery_caution_days=days,
        caution_during_chemotherapy=chemotherapy,
        caution_under_g_csf=g_csf,
    )


def _lab_depths(start: RuleSet, labs: Sequence[str], name: str) -> tuple[tuple[str, int], ...]:
    """Shows the labs with their own minimum depths; a blank one is that of all labs."""
    own = dict(start.lab_depths)
    names = sorted({*labs, *own})
    if not names:
        return ()
    depths = [own[lab] / MILLION if lab in own else None for lab in names]
    edited = st.data_editor(
        pd.DataFrame({LAB: names, DEPTH: pd.Series(depths, dtype="float64")}),
        hide_index=True,
        disabled=[LAB],
        width=420,
        placeholder="as all labs",
        key=f"{name}_labs",
        alt="Minimum depth of a negative by lab",
        column_config={
            LAB: st.column_config.TextColumn("Minimum depth of one lab"),
            DEPTH: st.column_config.NumberColumn(min_value=0.01, max_value=1_000.0, format="%.2f"),
        },
    )
    found = zip(edited[LAB], edited[DEPTH], strict=True)
    return tuple((str(lab), _cells(depth)) for lab, depth in found if pd.notna(depth))


def _whole(label: str, value: int, least: int, most: int, key: str) -> int:
    found = st.number_input(label, least, most, value, key=key, width=FIELD)
    return int(found if found is not None else value)


def _cells(depth: float) -> int:
    return round(depth * MILLION)
