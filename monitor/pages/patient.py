"""Patient: one course, its counts against its therapy."""

import streamlit as st

from monitor.analysis.patient_facts import patient_facts
from monitor.domain.records import Course
from monitor.ui import pages, store
from monitor.ui.course_tables import show_tables
from monitor.ui.course_view import show_comparison, show_course, view_of
from monitor.ui.texts import literal
from monitor.ui.timeline_controls import choose_options, chosen_others, take_options_of_address


def main() -> None:
    link = st.query_params.get(pages.LINK, "")
    key = store.current_key()
    course = store.course(key, link) if link else None
    if course is None:
        show_nobody(link)
        return
    show_header(course, key)
    take_options_of_address()
    view = view_of(course, choose_options(key, course), key)
    others = [store.course(key, other) for other in chosen_others(key, link)]
    if others:
        show_comparison(view, [other for other in others if other is not None])
    else:
        show_course(view)
    show_tables(view)


def show_nobody(link: str) -> None:
    st.title("Patient")
    st.write("No patient has this link (any more)." if link else "Choose a patient first.")
    st.page_link(pages.PATIENTS, label="All patients", icon=":material/groups:")


def show_header(course: Course, key: store.StoreKey) -> None:
    earlier, later = store.neighbors(key, course.patient.link)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(pages.PATIENTS, label="Patients", icon=":material/arrow_back:")
        st.title(literal(course.patient.patient_id), anchor=False, width="stretch")
        with st.container(horizontal=True, width="content", gap="xsmall"):  # wrap together
            for label, icon, link in (
                ("Previous", ":material/chevron_left:", earlier),
                ("Next", ":material/chevron_right:", later),
            ):
                if link:
                    query = {pages.LINK: link}
                    st.page_link(pages.PATIENT, label=label, icon=icon, query_params=query)
    st.caption(literal(" · ".join(patient_facts(course, store.data_cut(key)))))


main()
