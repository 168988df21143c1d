"""The question of the Outcomes page in the address: written to a link, read from one."""

from collections.abc import Sequence

import streamlit as st

from monitor.analysis.outcome_clocks import Clock
from monitor.analysis.outcome_link import (
    EVERY,
    Asking,
    Query,
    asking_from_query,
    asking_to_query,
)
from monitor.analysis.outcome_times import TimeUnit
from monitor.domain.endpoints import Endpoint, UnknownCause
from monitor.ui.cohort_controls import FIRST, SECOND
from monitor.ui.outcome_choice import LANDMARK, PREFIX, SAVED, GroupChoice

SHOWN = f"{PREFIX}shown"
READ = f"{PREFIX}read"


def asked_query() -> Query:
    """Returns what is asked now, as the options of an address."""
    held = {name: st.session_state.get(f"{PREFIX}{name}") for name in _NAMES}
    by = str(held["groups"] or "")
    is_saved, at = by.startswith(f"{SAVED}@"), "_at" if by.endswith(f"@{LANDMARK}") else ""
    first, second = (st.session_state.get(key) if is_saved else None for key in (FIRST, SECOND))
    asking = Asking(
        endpoint=Endpoint(held["endpoint"]) if held["endpoint"] else None,
        by=by,
        clock=Clock(held["clock"]) if held["clock"] else None,
        landmark=st.session_state.get(f"{PREFIX}landmark{at}"),
        adjust=tuple(held["covariates"] or ()),
        unit=TimeUnit(held["unit"]) if held["unit"] else None,
        cause=UnknownCause(held["cause"]) if held["cause"] else None,
        is_fixed=bool(held["fixed"]),
        is_zoomed=bool(held["zoomed"]),
        show=str(held["shown"] or ""),
        first=first or "",
        second=second or "",
    )
    return asking_to_query(asking)


_NAMES = ("endpoint", "groups", "clock", "covariates", "unit", "cause", "fixed", "zoomed", "shown")


def take_question_of_address(
    choices: Sequence[GroupChoice], columns: Sequence[str], views: Sequence[str]
) -> None:
    """Asks what the page's address says, once: what is chosen later counts more. What this cohort
    does not have stays as it is.
    """
    query = {name: st.query_params.get_all(name) for name in EVERY if name in st.query_params}
    if not query or st.session_state.get(READ) == query:
        return
    st.session_state[READ] = query
    asking = asking_from_query(query)
    by = asking.by if asking.by in {choice.key for choice in choices} else ""
    at = "_at" if by.endswith(f"@{LANDMARK}") else ""
    wanted = {
        "endpoint": asking.endpoint and asking.endpoint.value,
        "groups": by,
        "clock": asking.clock and asking.clock.value,
        f"landmark{at}": asking.landmark,
        "covariates": [name for name in asking.adjust if name in columns] or None,
        "unit": asking.unit and asking.unit.value,
        "cause": asking.cause and asking.cause.value,
        "fixed": asking.is_fixed or None,
        "zoomed": asking.is_zoomed or None,
        "shown": asking.show if asking.show in views else None,
    }
    keys = {f"{PREFIX}{name}": value for name, value in wanted.items()}
    keys |= {FIRST: asking.first, SECOND: asking.second}
    for key, value in keys.items():
        if value not in (None, ""):
            st.session_state[key] = value
