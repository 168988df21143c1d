"""Patient: one course, its counts against its therapy."""

import streamlit as st

from monitor.analysis.course_tables import assay_table, therapy_table, timeline_table
from monitor.analysis.patient_facts import patient_facts
from monitor.analysis.timeline import TimelineOptions, timeline
from monitor.charts.timeline import timeline_figure, timeline_sentence
from monitor.domain.records import Course
from monitor.domain.rules import DEFAULT_RULES
from monitor.ui import pages, store
from monitor.ui.figure import is_dark, show_figure
from monitor.ui.tables import show_table
from monitor.ui.texts import literal
from monitor.ui.timeline_controls import choose_options


def main() -> None:
    link = st.query_params.get(pages.LINK, "")
    key = store.current_key()
    course = store.course(key, link) if link else None
    if course is None:
        show_nobody(link)
        return
    show_header(course, key)
    options = choose_options(course)
    show_timeline(course, options, key)
    show_tables(course, options)


def show_nobody(link: str) -> None:
    st.title("Patient")
    st.write("No patient has this link (any more)." if link else "Choose a patient first.")
    st.page_link(pages.PATIENTS, label="All patients", icon=":material/groups:")


def show_header(course: Course, key: store.StoreKey) -> None:
    earlier, later = store.neighbors(key, course.patient.link)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(pages.PATIENTS, label="Patients", icon=":material/arrow_back:")
        st.title(literal(course.patient.patient_id), anchor=False, width="stretch")
        for label, icon, link in (
            ("Previous", ":material/chevron_left:", earlier),
            ("Next", ":material/chevron_right:", later),
        ):
            if link:
                st.page_link(pages.PATIENT, label=label, icon=icon, query_params={pages.LINK: link})
    st.caption(literal(" · ".join(patient_facts(course, store.data_cut(key)))))


def show_timeline(course: Course, options: TimelineOptions, key: store.StoreKey) -> None:
    data = timeline(course, options, DEFAULT_RULES, store.data_cut(key))
    figure = timeline_figure(data, is_dark())
    sentence, table = timeline_sentence(data), timeline_table(data)
    show_figure(figure, sentence, table, "timeline", options.unit.value)
    for note in data.notes:
        st.caption(literal(note))


def show_tables(course: Course, options: TimelineOptions) -> None:
    st.subheader("Assays")
    show_table(assay_table(course, DEFAULT_RULES, options.cells), "Assays")
    st.subheader("Therapy")
    show_table(therapy_table(course), "Therapy events")


main()
