"""What an import would do to the calls, shown before anything is stored."""

import streamlit as st

from monitor.analysis.formats import counted
from monitor.analysis.news import (
    News,
    earlier_words,
    effect_headline,
    effect_lines,
    whose_calls,
)
from monitor.analysis.news_tables import news_frame
from monitor.domain.rules import RuleSet
from monitor.effect import MOST_PATIENTS, effect_of, is_too_large
from monitor.store.errors import StoreError
from monitor.ui import store
from monitor.ui.importing import Reviewed
from monitor.ui.rules import active_rules, lab_scatters
from monitor.ui.steps import show_frame
from monitor.ui.texts import literal

TOO_LARGE = (
    f"Which calls would change is not worked out for files of more than {MOST_PATIENTS:,} "
    "patients or very many rows. Home tells it after the import."
)
UNTOLD = "Which calls would change cannot be told just now: the store is busy."


def show_effect(reviewed: Reviewed) -> None:
    """Shows in a few words whose call would change."""
    found = effect(reviewed)
    if found is not None:
        if found.compared:
            _show_found(found)
    elif is_too_large(reviewed.plan):
        st.caption(TOO_LARGE)
    else:
        st.caption(UNTOLD)


def _show_found(found: News) -> None:
    if not found.changed and not found.earlier_calls:
        st.caption(f"{effect_headline(found)}.")
        return
    st.markdown(f"**{effect_headline(found)}**")
    lines = [*effect_lines(found), *([earlier_words(found)] if found.earlier_calls else [])]
    st.caption("\n".join(f"- {literal(line)}" for line in lines))


def show_changed(reviewed: Reviewed) -> None:
    """Shows every patient whose call would change."""
    found = effect(reviewed)
    if found is not None and found.changed:
        st.caption(f"{whose_calls(found)} would change")
        show_frame(news_frame(found.changed), "Patients whose call would change")


def effect_words(reviewed: Reviewed) -> str:
    """Returns how many calls would change, for the line of a stage; "" where none would."""
    found = effect(reviewed)
    if found is None or not found.changed:
        return ""
    return f"{counted(len(found.changed), 'call')} would change"


def effect(reviewed: Reviewed) -> News | None:
    """Returns what an import would do to the calls, None where that is not known."""
    plan, key = reviewed.plan, store.current_key()
    given = tuple(sorted(plan.answers.items()))
    try:
        return _effect(key, active_rules(key), plan.source.sha256, given, reviewed)
    except StoreError:
        return None


@st.cache_resource(show_spinner="Working out which calls would change …", max_entries=8)
def _effect(
    key: store.StoreKey,
    rules: RuleSet,
    sha256: str,  # noqa: ARG001
    given: tuple[tuple[str, str], ...],  # noqa: ARG001
    _reviewed: Reviewed,
) -> News | None:
    return effect_of(store.current_store(), _reviewed.plan, rules, lab_scatters(key))
