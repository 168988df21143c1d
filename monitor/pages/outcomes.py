"""Outcomes: does persistence of tumor cells go with relapse or death?"""

import streamlit as st

from monitor.analysis.outcome_question import OutcomeQuestionError
from monitor.ui import store
from monitor.ui.cohort import choose_cohort
from monitor.ui.outcome_answers import read_facts
from monitor.ui.outcome_choice import ask
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
    chosen = choose_cohort()
    facts = read_facts(chosen.key, chosen.rules, chosen.filter)
    if not facts.has_outcomes:
        st.info(
            "No outcome is stored of these patients: no relapse, no death, no last contact. "
            "Everybody is followed to the last dated record. Import a file of outcomes.",
            icon=":material/upload_file:",
        )
    view = st.segmented_control(
        "Show",
        list(VIEWS),
        default="Survival",
        required=True,
        key="outcomes_shown",
        persist_state="session",
        label_visibility="collapsed",
    )
    asked = ask(facts, store.visit_plan(chosen.key), compares=view != OVER_TIME)
    try:
        VIEWS[view or "Survival"](chosen, asked)
    except OutcomeQuestionError as fault:
        st.info(literal(str(fault)), icon=":material/help:")
    st.caption(
        "Curves, tests and ratios describe this cohort. Groups are not alike in everything else; "
        "adjusting takes out what was recorded, not what was not."
    )


main()
