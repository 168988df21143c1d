"""Reading a file otherwise than it was read unasked: another delimiter, header line or column."""

import streamlit as st

from monitor.analysis.import_reading import DELIMITERS, LINES, header_line, header_lines
from monitor.domain.plan import ImportPlan
from monitor.ingest.columns import COLUMNS
from monitor.ui.importing import Answers, Reading, Reviewed

LEAVE_OUT = "leave out"


def offer_layout(reviewed: Reviewed, name: str) -> Answers:
    """Lets the delimiter and the header line be chosen; returns what was chosen differently."""
    reading = reviewed.reading
    if reading is None:
        return {}
    now = {"header": f"line {header_line(reviewed.plan.named)}"}
    if reading.delimiter:
        now["delimiter"] = DELIMITERS[reading.delimiter]
    with (
        st.popover("Read the file differently", icon=":material/swap_horiz:", type="tertiary"),
        st.form(f"layout_{name}", border=False),
    ):
        said = {"header": _header(reviewed, reading, now["header"], name)}
        if "delimiter" in now:
            said["delimiter"] = _delimiter(now["delimiter"], name)
        is_sent = st.form_submit_button("Read the file so", key=f"layout_send_{name}")
    return {about: text for about, text in said.items() if is_sent and text != now[about]}


def _header(reviewed: Reviewed, reading: Reading, now: str, name: str) -> str:
    lines = header_lines(reading.text_lines, reviewed.plan.named)
    options = list(lines)
    return st.selectbox(
        "Header",
        options,
        index=options.index(now) if now in lines else 0,
        format_func=lines.__getitem__,
        key=f"layout_header_{name}_{now}",
    )


def _delimiter(now: str, name: str) -> str:
    options = list(DELIMITERS.values())
    return st.selectbox(
        "Delimiter", options, index=options.index(now), key=f"layout_delimiter_{name}_{now}"
    )


def offer_layout_unseen(plan: ImportPlan) -> Answers:
    """Lets delimiter and header line of a refused file be chosen, by number alone: nothing of a
    file that may not be kept is shown. Returns what was chosen.
    """
    key = plan.source.sha256[:12]
    lines = [f"line {at}" for at in range(1, min(plan.line_count, LINES) + 1)]
    with (
        st.popover("Read the file differently", icon=":material/swap_horiz:", type="tertiary"),
        st.form(f"unseen_{key}", border=False),
    ):
        said = {
            "header": st.selectbox("Header", lines, index=None, key=f"unseen_header_{key}"),
            "delimiter": st.selectbox(
                "Delimiter", DELIMITERS.values(), index=None, key=f"unseen_delimiter_{key}"
            ),
        }
        is_sent = st.form_submit_button("Read the file so", key=f"unseen_send_{key}")
    return {about: text for about, text in said.items() if is_sent and text}


def offer_column(reviewed: Reviewed, name: str) -> Answers:
    """Lets a column of the file be read as another one of ours, or not at all."""
    reading, kind = reviewed.reading, reviewed.plan.kind
    if reading is None or kind is None:
        return {}
    with (
        st.popover("Read a column differently", icon=":material/swap_horiz:", type="tertiary"),
        st.form(f"column_{name}", border=False),
    ):
        column = st.selectbox("Column of the file", reading.header, key=f"column_of_{name}")
        targets = [*(ours.name for ours in COLUMNS[kind]), LEAVE_OUT]
        target = st.selectbox("Read as", targets, index=None, key=f"column_as_{name}")
        is_sent = st.form_submit_button("Read it so", key=f"column_send_{name}")
    return {f"column:{column}": target} if is_sent and column and target else {}
