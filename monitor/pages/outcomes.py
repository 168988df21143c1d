"""Outcomes: does persistence of tumor cells go with relapse or death?"""

import streamlit as st

from monitor.analysis.outcome_facts import CohortFacts
from monitor.analysis.outcome_question import OutcomeQuestionError
from monitor.ui.cohort import Chosen, choose_cohort
from monitor.ui.outcome_answers import read_choices, read_facts
from monitor.ui.outcome_choice import GroupChoice, ask
from monitor.ui.outcome_link import SHOWN, asked_query, take_question_of_address
from monitor.ui.outcome_views import show_incidence, show_over_time, show_ratios, show_survival
from monitor.ui.texts import literal

OVER_TIME = "Marrow over time"
VIEWS = {
    "Survival": show_survival,
    "Hazard ratios": show_ratios,
    "Cumulative incidence": show_incidence,
    OVER_TIME: show_over_time,
}


def main() -> None:
    st.title("Outcomes")
    chosen = choose_cohort(asked_query)
    facts = read_facts(chosen.key, chosen.rules, chosen.filter)
    if not facts.has_outcomes:
        st.info(
            "No outcome is stored of these patients: no relapse, no death, no last contact. "
            "Everybody is followed to the last dated record. Import a file of outcomes.",
            icon=":material/upload_file:",
        )
    offered = read_choices(chosen)
    take_question_of_address(offered, facts.column_names, list(VIEWS))
    st.session_state.setdefault(SHOWN, "Survival")
    show_view(chosen, facts, offered)
    st.caption(
        "Curves, tests and ratios describe this cohort. Groups are not alike in everything else; "
        "adjusting takes out what was recorded, not what was not."
    )


# A fragment, so that another view or question about the same patients runs nothing above it.
@st.fragment
def show_view(chosen: Chosen, facts: CohortFacts, offered: tuple[GroupChoice, ...]) -> None:
    view = st.segmented_control(
        "Show",
        list(VIEWS),
        required=True,
        key=SHOWN,
        persist_state="session",
        label_visibility="collapsed",
    )
    asked = ask(facts, offered, compares=view != OVER_TIME)
    try:
        VIEWS[view or "Survival"](chosen, asked)
    except OutcomeQuestionError as fault:
        st.info(literal(str(fault)), icon=":material/help:")


main()
