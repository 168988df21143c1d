"""Which calls other rules would flip, computed when it is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from monitor.analysis.rule_flips import Flip, FlipPreview, flip_preview
from monitor.analysis.rule_tables import (
    DATE,
    PATIENT,
    beyond_calls,
    flip_sentence,
    flip_table,
    turn_table,
)
from monitor.domain.rules import RuleSet
from monitor.store.reading import read_course_chunks
from monitor.ui import store
from monitor.ui.pages import LINK
from monitor.ui.rules import lab_scatters
from monitor.ui.texts import literal

KEPT = "rules_preview"
# So many patients are compared between two steps of the bar.
STEP = 500
MOST_TURNS = 6
BLANK = "\N{NO-BREAK SPACE}"
FEW_ROWS, HEIGHT, TURN = 7, 440, 280
WIDEST = 24


@dataclass(frozen=True, slots=True)
class _Kept:
    """The last preview of this session, with the state of the store that it belongs to."""

    key: store.StoreKey
    preview: FlipPreview


def preview_of(key: store.StoreKey, before: RuleSet, after: RuleSet) -> FlipPreview | None:
    """Returns the preview of exactly these rules over this state of the store, None where it was
    not asked for yet.
    """
    kept = st.session_state.get(KEPT)
    if not isinstance(kept, _Kept) or kept.key != key:
        return None
    is_same = (kept.preview.before, kept.preview.after) == (before, after)
    return kept.preview if is_same else None


def compute_preview(key: store.StoreKey, before: RuleSet, after: RuleSet) -> None:
    """Compares all courses under both rules, shows how far it got, and keeps the answer."""
    total = len(store.pseudonyms(key))
    bar = st.progress(0.0, "Comparing calls …")
    preview = flip_preview(
        read_course_chunks(store.current_store(), STEP),
        before,
        after,
        lambda done: bar.progress(
            min(done / max(total, 1), 1.0), f"Comparing calls: {done:,} of {total:,} patients"
        ),
        scatter=lab_scatters(key),
    )
    bar.empty()
    st.session_state[KEPT] = _Kept(key, preview)


def show_preview(preview: FlipPreview) -> None:
    """Shows how many calls flip, from what to what, and each of the first ones with its reason."""
    sentence = flip_sentence(preview)
    st.markdown(f"**{literal(sentence)}**")
    if beyond := beyond_calls(preview.before, preview.after):
        st.caption(literal(beyond))
    if not preview.flipped:
        return
    turns = turn_table(preview, MOST_TURNS)
    st.dataframe(
        turns,
        hide_index=True,
        width="content",
        alt="Calls that turn",
        column_config=dict.fromkeys(turns.columns[1:], st.column_config.TextColumn(width=TURN)),
    )
    if len(preview.turns) > MOST_TURNS:
        st.caption(f"The {MOST_TURNS} most frequent of {len(preview.turns)} kinds of change.")
    _show_flips(preview)


def _show_flips(preview: FlipPreview) -> None:
    """Lists the flips as text that wraps and has links: a grid would cut the reasons off."""
    table = flip_table(preview).astype("str").map(literal)
    links = (f"[{name}]({_address(one)})" for name, one in zip(
        table[PATIENT], preview.listed, strict=True))  # fmt: skip
    with st.container(height=HEIGHT if len(table) > FEW_ROWS else "content"):
        shown = table.assign(**{PATIENT: list(links)})
        wide = {name: _padded(name, table[name]) for name in (PATIENT, DATE)}
        st.table(shown.rename(columns=wide), border="horizontal", hide_index=True)
    if preview.flipped > len(table):
        st.caption(f"The first {len(table):,} of {preview.flipped:,} calls, by pseudonym.")


def _padded(heading: str, texts: Iterable[str]) -> str:
    """Returns a heading so wide that no text below it is broken at its hyphens."""
    longest = min(max((len(text) for text in texts), default=0), WIDEST)
    return heading + BLANK * max(2 * (longest - len(heading)), 0)


def _address(flip: Flip) -> str:
    return f"patient?{LINK}={flip.link}"
