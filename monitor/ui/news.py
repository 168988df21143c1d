"""News since a user's last visit: whose call changed. Only a click on "Seen" ends the visit."""

import streamlit as st

from monitor import intake
from monitor.analysis.import_receipt import instant
from monitor.analysis.news import News, news, patients_sentence, whose_calls
from monitor.analysis.news_tables import news_frame
from monitor.domain.rules import RuleSet
from monitor.store import news as visits
from monitor.store.errors import StoreError
from monitor.store.news import Seen
from monitor.store.reading import read_courses_as_of
from monitor.ui import store
from monitor.ui.pages import open_patient
from monitor.ui.patient_table import LEGEND
from monitor.ui.rules import active_rules, lab_scatters
from monitor.ui.texts import literal

MOST_PATIENTS = 2_000
FIRST_VISIT = "From now on, patients whose call changes are listed here until you have seen it."
HELP = (
    "Calls as the store was at your last visit and as it is now, both under the rules in force now "
    "and with the labs' scatter as it is now."
)


def show_news(key: store.StoreKey) -> None:
    """Shows whose call changed since this user's last visit."""
    who = intake.user_name()
    seen = visits.read_seen(store.current_store(), who)
    st.subheader("News since your last visit", help=HELP)
    if seen is None:
        _begin(who, key)
    elif seen.change >= key.revision:
        st.caption(f"Nothing new since {literal(instant(seen.made_at))}.")
    else:
        _show(key, seen, who)


def _begin(who: str, key: store.StoreKey) -> None:
    """Begins to count for somebody who comes for the first time; it is no harm if that fails."""
    st.caption(FIRST_VISIT)
    try:
        visits.save_seen(store.current_store(), who, key.revision)
    except StoreError:
        return


def _show(key: store.StoreKey, seen: Seen, who: str) -> None:
    found = _news(key, active_rules(key), seen.change)
    if found is None:
        st.info(
            f"More than {MOST_PATIENTS:,} patients were touched since "
            f"{literal(instant(seen.made_at))}: too many to compare their calls one by one.",
            icon=":material/groups:",
        )
    else:
        _show_changed(found, seen)
    st.button(
        "Seen",
        icon=":material/done:",
        key=f"news_seen_{key.revision}",
        help="Ends this visit: from now on, only what changes later is news.",
        on_click=visits.save_seen,
        args=(store.current_store(), who, key.revision),
    )


def _show_changed(found: News, seen: Seen) -> None:
    since = f"since {literal(instant(seen.made_at))}"
    also = patients_sentence(found)
    if not found.changed:
        st.caption(" · ".join(part for part in (f"No call changed {since}", also) if part))
        return
    said = (f"{whose_calls(found)} changed {since}", also)
    st.caption(" · ".join(part for part in said if part))
    st.dataframe(
        news_frame(found.changed),
        key="home_news",
        hide_index=True,
        placeholder="",
        alt="Patients whose call changed, the newest call first",
        column_config={
            "Patient": st.column_config.ButtonColumn(
                type="tertiary", alignment="left", pinned=True, key="home_news_click"
            ),
            "Last six": st.column_config.TextColumn(help=LEGEND),
            "Sampled on": st.column_config.DateColumn(
                format="YYYY-MM-DD", help="the day of the sampling that the call is about"
            ),
        },
    )
    click = st.session_state.get("home_news_click")
    if click:
        open_patient(found.changed[click["row"]].link)


@st.cache_resource(show_spinner="Comparing calls …", max_entries=4)
def _news(key: store.StoreKey, rules: RuleSet, since: int) -> News | None:
    """Returns what differs between the store as of a change and now; None of too many patients."""
    opened = store.current_store()
    touched = visits.read_touched_since(opened, since)
    if len(touched) > MOST_PATIENTS:
        return None
    before = read_courses_as_of(opened, touched, since)
    after = read_courses_as_of(opened, touched, key.revision)
    return news(before, after, rules, lab_scatters(key))
