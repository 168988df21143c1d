"""The stages of an import as quiet lines: each says what was found, and opens where it asks."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import pandas as pd
import streamlit as st

from monitor.analysis.import_checks import MARKS, MarkedRows
from monitor.analysis.import_reading import (
    grid_frame,
    mapping_frame,
    reading_chips,
    visible_lines,
)
from monitor.analysis.import_review import CHANGED_ROWS, Review
from monitor.analysis.import_steps import Step
from monitor.domain.plan import ImportPlan
from monitor.domain.problems import Level, Problem
from monitor.ui.importing import Reading
from monitor.ui.texts import literal

LINES_HEIGHT, FEW_LINES = 300, 7
# Translucent, so that the text stays readable in light and dark.
_TINTS = {
    MARKS[Level.STOP]: "background-color: rgba(213, 94, 0, .20)",
    MARKS[Level.DECIDE]: "background-color: rgba(230, 159, 0, .22)",
    MARKS[Level.NOTE]: "background-color: rgba(0, 114, 178, .12)",
}
_LEGEND = "✕ left out, ? waits for your answer, • only noted."


@dataclass(frozen=True, slots=True)
class Look:
    """How a stage's line looks: whether it asks something, whether it is open, and its icon."""

    asks: bool
    is_open: bool
    icon: str = ":material/check:"


@contextmanager
def section(step: Step, sentence: str, name: str, look: Look) -> Iterator[None]:
    """Shows a stage's line and, inside, whatever the block shows."""
    asks, opened = look.asks, look.is_open
    label = f"**{step.value}**  {literal(sentence)}"
    with st.expander(
        f":blue[**{step.value}  {literal(sentence)}**]" if asks else label,
        expanded=opened,
        icon=":material/help:" if asks else look.icon,
        type="compact",
        key=f"step_{name}_{step.value}_{asks}_{opened}",
    ):
        yield


def show_reading(plan: ImportPlan, reading: Reading) -> None:
    """Shows how the file was read, and its first lines beside the table that they became."""
    with st.container(horizontal=True):
        for chip in reading_chips(reading.encoding, reading.delimiter, plan.named):
            st.badge(literal(chip), color="gray")
    raw, grid = st.columns(2)
    with raw:
        st.caption("The first lines as they stand in the file; → is a tab")
        st.code(
            visible_lines(reading.text_lines),
            language=None,
            line_numbers=True,
            height=LINES_HEIGHT if len(reading.text_lines) > FEW_LINES else "content",
        )
    with grid:
        st.caption("The same, one assay a row" if plan.layout else "The same as a table of text")
        st.dataframe(
            grid_frame(reading.header, reading.lines, reading.columns),
            hide_index=True,
            height=LINES_HEIGHT if len(reading.lines) > FEW_LINES else "auto",
            alt="The file's first rows as a table of text",
        )


def show_mapping(reading: Reading, asked: Collection[str]) -> None:
    """Shows what each column of the file is read as, and of which it is still asked."""
    st.dataframe(
        mapping_frame(reading.header, reading.columns, reading.targets, asked),
        hide_index=True,
        alt="The file's columns and what each is read as",
        column_config={"Samples": st.column_config.TextColumn(width="medium")},
    )


def show_notes(notes: Sequence[Problem]) -> None:
    """Shows what was found out about the whole file: the evidence of how it is read."""
    for message in dict.fromkeys(note.message for note in notes):
        st.caption(f":material/info: {literal(message)}")


def show_preview(shown: Review) -> None:
    """Shows the first rows as they were understood."""
    if len(shown.preview):
        st.caption("The first rows as they were understood")
        show_frame(shown.preview, "The first rows as they were understood")


def show_checks(shown: Review) -> None:
    """Shows what the checks found: first rule by rule, then the rows with their cells marked."""
    if not len(shown.rules):
        st.caption("Every row passed every check.")
        return
    show_rules(shown.rules)
    st.caption(f"The rows concerned, as they stand in the file. {_LEGEND}")
    show_marked(shown.marked)
    if shown.marked.row_count > len(shown.marked.cells):
        st.caption(
            f"The first {len(shown.marked.cells):,} of {shown.marked.row_count:,} rows; the file "
            "of rejected rows has every one that is left out."
        )


def show_rules(rules: pd.DataFrame) -> None:
    """Shows one line per rule, its example in full; a table of texts is drawn as markdown."""
    texts = rules.astype("str").map(literal)
    texts["Level"] = texts["Level"].str.replace(" ", "\N{NO-BREAK SPACE}")
    st.table(texts, border="horizontal", hide_index=True, alt="What the checks found, rule by rule")


def show_marked(marked: MarkedRows) -> None:
    """Shows rows with their faulty cells tinted and marked."""
    tints = marked.marks.replace({"": ""} | _TINTS)
    styled = marked.cells.style.apply(lambda _: tints, axis=None)
    st.dataframe(
        styled,
        hide_index=True,
        alt="Rows with faults; ✕, ? and • mark the cells",
        column_config={
            "Line": st.column_config.TextColumn(width="small", pinned=True),
            "Why": st.column_config.TextColumn(width="medium"),
        },
    )


def show_compared(shown: Review) -> None:
    """Shows what changes, cell by cell, and what the store has and the file has not."""
    if len(shown.changes):
        st.caption("What changes, cell by cell. A blank cell never overwrites a stored value.")
        show_frame(shown.changes, "Stored values that the file changes")
    if shown.change_count > CHANGED_ROWS:
        st.caption(f"The first {CHANGED_ROWS:,} of {shown.change_count:,} rows that change.")
    if len(shown.absent):
        st.caption(
            "In the store and not in this file, of the same patients. Nothing happens to them."
        )
        show_frame(shown.absent, "Stored rows that this file does not have")


def show_frame(frame: pd.DataFrame, alt: str, height: int | Literal["auto"] = "auto") -> None:
    """Shows a table of texts and numbers."""
    st.dataframe(frame, hide_index=True, height=height, alt=alt, placeholder="")
