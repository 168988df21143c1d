"""A figure of the cohort on the screen: chart or table, who is counted, and as files."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from monitor.analysis.denominators import Denominators, denominator_line
from monitor.analysis.formats import sentence_case
from monitor.charts.stamp import stamped
from monitor.ui.cohort import Chosen
from monitor.ui.csv_files import csv_file
from monitor.ui.figure import CONFIG, is_dark
from monitor.ui.pages import open_patient
from monitor.ui.tables import show_table
from monitor.ui.texts import literal

IMAGE = "cohort_image"
FORMATS = ("SVG", "PNG")


def show_cohort_figure(
    figure: Any,
    sentence: str,
    table: Callable[[], pd.DataFrame],
    name: str,
    chosen: Chosen,
    *,
    caption: str,
    on_click: Callable[[str], None] | None = None,
    is_second: bool = False,
) -> None:
    """Shows a chart with its sentence for screen readers, or on a switch its numbers as a table.

    Caption, the patients chosen and the denominators (those of one visit for `chosen.at(visit)`)
    are part of the figure and of its files. `table` is asked for where it is shown or saved only.
    A click on a point takes its first custom value, a patient's link, to `on_click`; where nothing
    else is said that opens the patient. `is_second` figures of a view leave to the first one what
    all of them are saved as: each control costs every click some milliseconds.
    """
    counts = chosen.denominators
    notes = (caption, sentence_case(chosen.words), denominator_line(counts))
    if st.session_state.get(f"{name}_as_table", False):
        st.caption(literal(sentence))
        show_table(table(), sentence)
        st.caption(literal(" · ".join(notes)))
    else:
        _chart(stamped(figure, notes, is_dark()), sentence, name, file_name_of(name, counts))
        _follow_click(name, on_click or open_patient)
    file_name = file_name_of(name, counts)
    show_files(table, name, notes, file_name, offers_formats=not is_second)


def _chart(figure: Any, sentence: str, chart: str, file_name: str) -> None:
    st.plotly_chart(
        figure,
        theme=None,
        width="stretch",
        key=chart,
        alt=sentence,
        config=saved_as(file_name),
        on_select=partial(_keep_clicked, chart),
        selection_mode="points",
    )


def saved_as(file_name: str) -> dict[str, Any]:
    """Returns the chart's buttons, the camera saving under this name in the format chosen."""
    image = str(st.session_state.get(IMAGE) or FORMATS[0]).lower()
    saved = {"format": image, "filename": file_name, "scale": 2 if image == "png" else 1}
    return CONFIG | {"toImageButtonOptions": saved}


def _keep_clicked(chart: str) -> None:
    points = st.session_state[chart].selection.points
    values = [p["customdata"] for p in points if p.get("customdata")]
    if values:
        st.session_state[_clicked(chart)] = values[0][0]


def _follow_click(chart: str, follow: Callable[[str], None]) -> None:
    clicked = st.session_state.pop(_clicked(chart), None)
    if isinstance(clicked, str) and clicked:
        follow(clicked)


def _clicked(chart: str) -> str:
    return f"{chart}_clicked"


def show_files(
    table: Callable[[], pd.DataFrame],
    name: str,
    notes: tuple[str, ...],
    file_name: str,
    *,
    offers_formats: bool = True,
) -> None:
    """Shows the switch to the table, the file of the table, and what the camera saves."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle("Show as table", key=f"{name}_as_table", persist_state="session")
        st.download_button(
            "CSV",
            lambda: csv_file(table(), notes),
            file_name=f"{file_name}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            key=f"{name}_csv",
            on_click="ignore",
        )
        if offers_formats:
            _choose_image(name)


def _choose_image(name: str) -> None:
    st.segmented_control(
        "The camera above the figure saves",
        FORMATS,
        default=_format(),
        required=True,
        key=f"{name}_image",
        on_change=_choose_format,
        args=(f"{name}_image",),
        label_visibility="collapsed",
    )


def _format() -> str:
    held = st.session_state.get(IMAGE)
    return held if held in FORMATS else FORMATS[0]


def _choose_format(control: str) -> None:
    st.session_state[IMAGE] = st.session_state[control]


def file_name_of(name: str, counts: Denominators) -> str:
    """Returns a file's name, with the data cut and the hash of what it holds."""
    return f"{name}_{counts.data_cut.isoformat()}_{counts.content}"
