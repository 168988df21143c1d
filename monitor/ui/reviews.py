"""Review marks on pages. Nothing of them is kept in a cache of data: a mark changes none."""

from collections.abc import Collection

import streamlit as st

from monitor import intake
from monitor.analysis.review_words import (
    patient_waits_sentence,
    review_sentence,
    waiting_sentence,
)
from monitor.domain.reviews import ReviewState, Unreviewed
from monitor.store import reviews as marks
from monitor.ui import store
from monitor.ui.texts import literal

ICON = ":material/done:"
ALL_LABEL = "Mark everything reviewed up to now"


def unreviewed(key: store.StoreKey, link: str) -> frozenset[int]:  # noqa: ARG001
    """Returns the assays of a patient whose result nobody has reviewed as it stands now."""
    found = marks.read_reviews(store.current_store(), link)
    return frozenset(
        number for number, review in found.items() if review.state is not ReviewState.REVIEWED
    )


def show_review(assay_ids: Collection[int], key: store.StoreKey) -> None:
    """Shows whether a sampling's results are reviewed, and lets them be marked so."""
    found = marks.read_result_reviews(store.current_store(), assay_ids)
    if not found:
        return  # the store has left this page behind
    waiting = [n for n, review in found.items() if review.state is not ReviewState.REVIEWED]
    with st.container(horizontal=True, vertical_alignment="center"):
        icon = ":material/radio_button_unchecked:" if waiting else ":material/check_circle:"
        st.markdown(f"{icon} {literal(review_sentence(found.values()))}", width="content")
        if waiting:
            st.button(
                "Mark reviewed",
                icon=ICON,
                key=f"review_{min(waiting)}",
                on_click=_mark_results,
                args=(waiting, key.revision),
            )


def offer_patient(key: store.StoreKey, link: str, waiting: int) -> None:
    """Says how many of a patient's results wait for a look, and marks them all with one click."""
    if not waiting:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(patient_waits_sentence(waiting), width="content")
        st.button(
            "Mark all reviewed",
            icon=ICON,
            type="tertiary",
            key=f"review_patient_{link}",
            on_click=_mark_patient,
            args=(link, key.revision),
        )


def offer_everything(key: store.StoreKey) -> None:
    """Says how many results of the whole store wait for a look, and marks them all; since that
    cannot be taken back, it is asked once more.
    """
    waiting = _waiting(key, marks.last_mark(store.current_store()))
    with st.container(horizontal=True, vertical_alignment="center"):
        icon = ":material/radio_button_unchecked:" if waiting.results else ":material/check_circle:"
        st.caption(f"{icon} {waiting_sentence(waiting)}", width="content")
        if not waiting.results:
            return
        with st.popover(ALL_LABEL, icon=":material/done_all:", type="tertiary"):
            st.markdown(
                "No ring will be left on any chart. Who marked when stays on record; a result that "
                "changes later is new again."
            )
            st.button(
                "Mark all as reviewed",
                type="primary",
                key="review_everything",
                on_click=_mark_all,
                args=(key.revision,),
            )


@st.cache_data(show_spinner=False, max_entries=4)
def _waiting(key: store.StoreKey, last_mark: int) -> Unreviewed:  # noqa: ARG001
    """Returns how many results are new or changed, as of a change and a mark."""
    return marks.count_unreviewed(store.current_store())


def _mark_results(assay_ids: list[int], as_of: int) -> None:
    marks.mark_results(store.current_store(), assay_ids, intake.user_name(), as_of)


def _mark_patient(link: str, as_of: int) -> None:
    marks.mark_patient(store.current_store(), link, intake.user_name(), as_of)


def _mark_all(as_of: int) -> None:
    marks.mark_all(store.current_store(), intake.user_name(), as_of)
