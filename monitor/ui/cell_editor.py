"""Correcting single cells before a file is stored: a table of those at fault, and any other."""

from functools import partial

import streamlit as st

from monitor.analysis.formats import one_line
from monitor.analysis.import_corrections import (
    ALIKE,
    COLUMN,
    EMPTY,
    LINE,
    OFFERED,
    SAID,
    USE,
    FaultyCell,
    Headers,
    Made,
    answers_of,
    cell_answer,
    editor_frame,
    made_corrections,
    said_in,
    stands,
    without_reason,
)
from monitor.domain.cell_corrections import cell_id
from monitor.domain.draft import Draft
from monitor.ui import importing
from monitor.ui.importing import Answers, Reviewed
from monitor.ui.texts import literal

HOW = (
    "The file itself stays as it is: what it said, what it is read as, who corrected it and why "
    f"are kept with the import. Write {EMPTY} for a cell that is to be blank."
)
LINES_SHOWN = 12
WIDTH = 420


def correct_cells(draft: Draft, reviewed: Reviewed, name: str) -> Answers:
    """Lets single cells be read otherwise than they stand; returns what was corrected now."""
    headers = reviewed.headers
    if not headers:
        return {}
    _show_made(draft, made_corrections(reviewed.plan.answers), name)
    cells = list(reviewed.faulty)
    given = _correct_faulty(cells[:OFFERED], name) if cells else {}
    if len(cells) > OFFERED:
        st.caption(
            f"The first {OFFERED:,} of {len(cells):,} cells; correct the others in the file."
        )
    return {**given, **_correct_another(reviewed, headers, name)}


def _show_made(draft: Draft, made: list[Made], name: str) -> None:
    """Shows what was corrected, each with a button that takes it back."""
    for number, group in enumerate(made[:LINES_SHOWN]):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(f":material/edit_note: {literal(group.words)}", width="content")
            st.button(
                "Take back",
                type="tertiary",
                icon=":material/undo:",
                key=f"uncorrect_{name}_{number}",
                on_click=importing.forget,
                args=(draft.entry.id, *group.ids),
            )
    if len(made) > LINES_SHOWN:
        st.caption(f"And {len(made) - LINES_SHOWN} more; the receipt has every one.")


def _correct_faulty(cells: list[FaultyCell], name: str) -> Answers:
    """Shows the cells at fault as a table in which they are corrected."""
    st.markdown("**Correct single cells**")
    st.caption(HOW)
    state = f"{len(cells)}_{abs(hash(tuple(cells)))}"
    with st.form(f"cells_{name}", border=False):
        edited = st.data_editor(
            editor_frame(cells),
            hide_index=True,
            disabled=[LINE, COLUMN, SAID],
            num_rows="fixed",
            key=f"cells_{name}_{state}",
            column_config={
                SAID: st.column_config.TextColumn(help="as it stands in the file; it stays so"),
                USE: st.column_config.TextColumn(help="what the cell is to be read as"),
                ALIKE: st.column_config.CheckboxColumn(
                    help="read every cell so that says the same in this column and is at fault"
                ),
            },
        )
        usual = st.text_input(
            "Reason, where a line has none of its own",
            key=f"cells_reason_{name}_{state}",
            placeholder="such as: confirmed by the lab",
            width=WIDTH,
        )
        is_sent = st.form_submit_button("Read these cells so", icon=":material/edit_note:")
    if not is_sent:
        return {}
    said = said_in(edited, cells, usual)
    lacking = without_reason(said)
    if lacking:
        st.warning(f"Say why: {lacking}.", icon=":material/edit_note:")
        return {}
    if not said:
        st.caption("Nothing is written under “Use instead” yet.")
    return answers_of(said)


def _correct_another(reviewed: Reviewed, headers: Headers, name: str) -> Answers:
    """Lets a cell be corrected in which no rule sees a fault, such as a typing error."""
    rows = reviewed.plan.rows
    if rows is None or not len(rows.lines):
        return {}
    with st.popover("Correct another cell", icon=":material/edit:", type="tertiary"):
        line = st.number_input(
            "Line of the file",
            min_value=int(rows.lines[0]),
            max_value=int(rows.lines[-1]),
            step=1,
            key=f"cell_line_{name}",
        )
        column = st.selectbox(
            "Column of the file",
            list(headers),
            format_func=partial(_name_of, headers),
            key=f"cell_column_{name}",
        )
        said = stands(reviewed.plan, int(line), column)
        if said is None:
            st.caption("No row that can be told into cells begins on this line.")
            return {}
        st.markdown(
            f"In the file: **{literal(one_line(said, 200))}**" if said else "In the file: blank"
        )
        use = st.text_input("Use instead", key=f"cell_use_{name}", placeholder=EMPTY)
        reason = st.text_input("Reason", key=f"cell_reason_{name}")
        is_sent = st.button("Read the cell so", key=f"cell_send_{name}")
    if not is_sent:
        return {}
    if not use.strip() or not reason.strip():
        st.warning("A cell is corrected with a value and a reason.", icon=":material/edit_note:")
        return {}
    return {cell_id(int(line), headers[column]): cell_answer(said, use.strip(), reason.strip())}


def _name_of(headers: Headers, column: str) -> str:
    return headers[column]
