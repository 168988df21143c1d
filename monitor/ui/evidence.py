"""The evidence drawer: what stands behind one sampling, down to the line of the file."""

from collections.abc import Iterable, Sequence

import streamlit as st

from monitor.analysis.evidence import (
    Fact,
    assay_facts,
    context_facts,
    row_history,
    sampling_facts,
    sampling_title,
)
from monitor.analysis.formats import k_in_n, sentence_case
from monitor.analysis.import_corrections import corrected_on
from monitor.analysis.rate_axis import Unit
from monitor.analysis.therapy_context import TherapyContext
from monitor.domain.records import Assay
from monitor.domain.samplings import Sampling
from monitor.ui import past_imports, reviews, store
from monitor.ui.texts import literal

# How often the drawer was closed: the chart is then drawn anew, so that no point stays selected
# and the same one can be clicked again.
CLOSED = "evidence_closed"
WIDTH = 540


def show_evidence(
    sampling: Sampling,
    context: TherapyContext,
    unit: Unit,
    key: store.StoreKey,
    call: Sequence[Fact] = (),
) -> None:
    """Opens the drawer at the right of the page; `call` is what its call rests on. Escape closes
    it.
    """
    title = literal(sampling_title(sampling))

    @st.dialog(title, width=WIDTH, position="right", on_dismiss=_close)
    def drawer() -> None:
        reviews.show_review([assay.id for assay in sampling.assays], key)
        _show_facts(sampling_facts(sampling, unit), "What the sampling shows")
        if call:
            st.subheader("The call, and what it rests on", anchor=False)
            _show_facts(call, "The call, and what it rests on")
        st.subheader("Therapy at the time", anchor=False)
        _show_facts(context_facts(context), "Therapy at the time")
        for assay in sampling.assays:
            _show_assay(assay, sampling, key)

    drawer()


def times_closed() -> int:
    """Returns how often the drawer was closed in this session."""
    return int(st.session_state.get(CLOSED, 0))


def _close() -> None:
    st.session_state[CLOSED] = times_closed() + 1


def _show_assay(assay: Assay, sampling: Sampling, key: store.StoreKey) -> None:
    place = assay.site.value if assay.site else "assay"
    result = k_in_n(assay.tumor_cells, assay.cells_screened)
    st.subheader(literal(f"{sentence_case(place)} {result}"), anchor=False)
    _show_facts(assay_facts(assay, sampling), f"{place} {result}")
    if assay.origin is not None:
        st.caption(literal(f"As it stands in the file: {assay.origin}"))
        st.code(
            store.source_row(key, assay.origin) or "(no such line)", language=None, wrap_lines=True
        )
        if columns := store.assay_columns(key, assay.id, assay):
            st.caption(literal(f"Read from the columns {', '.join(columns.values())}"))
        for said in corrected_on(
            past_imports.answers(key, assay.origin.import_id), assay.origin.line
        ):
            st.caption(f":material/edit_note: {literal(said)}")
    entries = row_history(store.assay_versions(key, assay.id))
    st.caption("What happened to this row")
    st.table(
        {
            "When (UTC)": [literal(entry.when) for entry in entries],
            "Who": [literal(entry.who) for entry in entries],
            "What": [literal(sentence_case(entry.what)) for entry in entries],
            "Source": [literal(entry.source) for entry in entries],
        },
        border="horizontal",
        alt="What happened to this row",
    )


def _show_facts(facts: Iterable[Fact], alt: str) -> None:
    rows = tuple(facts)
    st.table(
        {"About": [f.about for f in rows], "Known": [literal(f.text) for f in rows]},
        border="horizontal",
        hide_header=True,
        hide_index=True,
        alt=alt,
    )
