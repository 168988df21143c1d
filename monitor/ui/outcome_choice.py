"""The quiet row above the Outcomes page: what is asked, kept for the session."""

from dataclasses import dataclass, replace

import streamlit as st

from monitor.analysis.cohort_filter import CohortFilter
from monitor.analysis.formats import sentence_case, words
from monitor.analysis.group_membership import names_sampling, rests_on_later_facts
from monitor.analysis.outcome_clocks import Clock
from monitor.analysis.outcome_facts import CohortFacts
from monitor.analysis.outcome_question import OutcomeQuestion
from monitor.analysis.outcome_times import TimeUnit
from monitor.analysis.outcome_words import endpoint_help, endpoint_words
from monitor.domain.endpoints import Endpoint, UnknownCause
from monitor.domain.visits import VisitPlan
from monitor.ui.cohort import ChosenGroups, chosen_groups

WIDTH = 180
LANDMARK, FIRST, SAVED = "landmark", "first", "saved"
COUNTED_ONCE = "each followed in the group known first"
LATER_FACTS = (
    "A lab, a therapy or a sampling is known on its day: nobody counts in such a group before. Set "
    "a landmark, so that the clock of both groups starts alike; *Marrow over time* needs none."
)
_USUAL_LANDMARK, _MOST_MONTHS = 12.0, 240.0
PREFIX = "outcomes_"
_CLOCKS = {
    Clock.SAMPLING.value: "Grouping sampling",
    Clock.SURGERY.value: "Surgery",
    Clock.DIAGNOSIS.value: "Diagnosis",
    Clock.END_OF_CHEMOTHERAPY.value: "End of chemotherapy",
}
_CLOCK_HELP = (
    "From when on time is counted. The clock never starts before the group is known: a patient who "
    "had the event or was lost by then is excluded, counted and listed."
)
_LANDMARK_HELP = (
    "The clock starts so many months later. Whoever had the event or was lost before the landmark "
    "is not in the curves."
)


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """Who is compared: by `kind` “marrow”, “window”, “call”, “column” or “saved”, and its name;
    two saved groups with their filters.
    """

    kind: str
    name: str = ""
    saved: tuple[tuple[str, CohortFilter], ...] = ()

    @property
    def label(self) -> str:
        if self.kind == "column":
            return _column_label(self.name)
        if self.kind == SAVED:
            return "Two saved groups"
        subject = "Call" if self.kind == "call" else "Marrow"
        if self.name == LANDMARK:
            return f"{subject} at the landmark"
        if self.name == FIRST:
            return "Marrow at the first sampling"
        window = ", visit window" if self.kind == "window" else ""
        return f"{subject} at {self.name}{window}"

    @property
    def starts_clock(self) -> bool:
        """Returns whether each group is named for a sampling, which may start the clock."""
        if self.kind == SAVED:
            return all(names_sampling(wanted) for _, wanted in self.saved)
        return self.kind != "column" and self.name != LANDMARK

    @property
    def key(self) -> str:
        return f"{self.kind}@{self.name}"


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, who is compared, and how time is shown. `groups` are two saved ones."""

    question: OutcomeQuestion
    choice: GroupChoice
    unit: TimeUnit
    zoomed: bool
    groups: ChosenGroups | None = None


def group_choices(facts: CohortFacts, plan: VisitPlan | None) -> tuple[GroupChoice, ...]:
    """Returns every way to form groups in this cohort, marrow first."""
    marrow = facts.marrow
    numbers = {name: marrow.rows_of(name).size for name in marrow.visits}
    visits = sorted(marrow.visits, key=lambda name: -numbers[name])
    by_visit = [GroupChoice("marrow", name) for name in visits]
    windows = [window.name for window in plan.windows] if plan else []
    by_window = [GroupChoice("window", name) for name in windows]
    others = [GroupChoice("marrow", FIRST), GroupChoice("marrow", LANDMARK)]
    calls = [GroupChoice("call", name) for name in windows] + [GroupChoice("call", LANDMARK)]
    columns = [GroupChoice("column", name) for name in facts.column_names]
    marrows = [*by_visit, *by_window, *others, *calls] if marrow.day.size else []
    return (*marrows, *columns, GroupChoice(SAVED))


def ask(facts: CohortFacts, offered: tuple[GroupChoice, ...], compares: bool = True) -> Asked:
    """Shows the controls and returns what is asked. Where nothing is compared, the groups and the
    landmark stay as they are, and cannot be changed.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        endpoint = _choose_endpoint()
        choice = _choose_groups(offered, compares)
        clock = _choose_clock(choice)
        months = _choose_landmark(choice, compares)
        unit, zoomed, extra = _more(facts)
    groups = None
    if choice.kind == SAVED and compares:
        groups = chosen_groups(COUNTED_ONCE)
        if groups is None:
            st.stop()
        two = (groups.first, groups.second)
        named = tuple((_name_of(one.words), one.filter) for one in two)
        choice = replace(choice, saved=named)
        if any(rests_on_later_facts(wanted) for _, wanted in named):
            st.caption(LATER_FACTS)
        if clock is Clock.SAMPLING and not choice.starts_clock:
            clock = Clock.SURGERY
    question = OutcomeQuestion(endpoint, clock, months or None, *extra)
    return Asked(question, choice, unit, zoomed, groups)


def _endpoint_label(value: str) -> str:
    return endpoint_words(Endpoint(value))


def _column_label(name: str) -> str:
    return sentence_case(words(name))


def _name_of(words_of_group: str) -> str:
    return words_of_group.partition(":")[0]


def _choose_endpoint() -> Endpoint:
    key = f"{PREFIX}endpoint"
    st.session_state.setdefault(key, Endpoint.RFS.value)
    chosen = st.selectbox(
        "Endpoint",
        [endpoint.value for endpoint in Endpoint],
        key=key,
        persist_state="session",
        format_func=_endpoint_label,
        help=f"Endpoints as STEEP defines them; the events of each:\n\n{endpoint_help()}",
        width=WIDTH + 34,
    )
    return Endpoint(chosen)


def _choose_groups(choices: tuple[GroupChoice, ...], compares: bool) -> GroupChoice:
    key = f"{PREFIX}groups"
    offered = {choice.key: choice for choice in choices}
    labels = {choice.key: choice.label for choice in choices}
    if st.session_state.get(key) not in offered:
        st.session_state[key] = next(iter(offered))
    chosen = st.selectbox(
        "Compare by",
        list(offered),
        key=key,
        persist_state="session",
        format_func=labels.__getitem__,
        disabled=not compares,
        width=WIDTH,
    )
    return offered[chosen]


def _choose_clock(choice: GroupChoice) -> Clock:
    key = f"{PREFIX}clock"
    starts = choice.starts_clock or choice.kind == SAVED
    offered = [clock.value for clock in Clock if starts or clock is not Clock.SAMPLING]
    if st.session_state.get(key) not in offered:
        st.session_state[key] = offered[0]
    chosen = st.selectbox(
        "Clock starts at",
        offered,
        key=key,
        persist_state="session",
        format_func=_CLOCKS.__getitem__,
        help=_CLOCK_HELP,
        width=WIDTH - 20,
    )
    return Clock(chosen)


def _choose_landmark(choice: GroupChoice, compares: bool) -> float:
    key = f"{PREFIX}landmark"
    usual = _USUAL_LANDMARK if choice.name == LANDMARK else 0.0
    # Groups at a landmark need one; the choice is kept apart from that of other groups.
    key += "_at" if choice.name == LANDMARK else ""
    st.session_state.setdefault(key, usual)
    months = st.number_input(
        "Landmark, mo.",
        0.0,
        _MOST_MONTHS,
        step=1.0,
        format="%g",
        key=key,
        persist_state="session",
        help=_LANDMARK_HELP,
        disabled=not compares,
        width=122,
    )
    return float(months)


def _more(facts: CohortFacts) -> tuple[TimeUnit, bool, tuple[tuple[str, ...], UnknownCause, bool]]:
    """Shows what is seldom changed, where the popover is open."""
    held = st.session_state
    names = {f"{PREFIX}{name}": value for name, value in _USUAL.items()}
    for key, value in names.items():
        held.setdefault(key, value)
    covariates = f"{PREFIX}covariates"
    known = [name for name in held[covariates] if name in facts.column_names]
    if known != list(held[covariates]):
        held[covariates] = known
    more = st.popover("More", icon=":material/tune:", key="outcomes_more", on_change="rerun")
    if more.open:
        with more:
            _choose_more(facts.column_names)
    unit, cause = held[f"{PREFIX}unit"], held[f"{PREFIX}cause"]
    fixed, zoomed = bool(held[f"{PREFIX}fixed"]), bool(held[f"{PREFIX}zoomed"])
    return TimeUnit(unit), zoomed, (tuple(held[covariates]), UnknownCause(cause), fixed)


_USUAL: dict[str, object] = {
    "covariates": [],
    "unit": TimeUnit.YEARS.value,
    "zoomed": False,
    "fixed": False,
    "cause": UnknownCause.BY_METASTASIS.value,
}


def _choose_more(columns: tuple[str, ...]) -> None:
    st.multiselect(
        "Adjust hazard ratios for",
        columns,
        key=f"{PREFIX}covariates",
        persist_state="session",
        format_func=_column_label,
        placeholder="Nothing",
    )
    st.segmented_control(
        "Time in",
        [unit.value for unit in TimeUnit],
        required=True,
        key=f"{PREFIX}unit",
        persist_state="session",
    )
    st.toggle("Let the axis start above zero", key=f"{PREFIX}zoomed", persist_state="session")
    st.toggle(
        "The landmark was fixed before anybody looked",
        key=f"{PREFIX}fixed",
        persist_state="session",
        help="Without it every result is called exploratory.",
    )
    st.selectbox(
        "A death of unknown cause counts as",
        [cause.value for cause in UnknownCause],
        key=f"{PREFIX}cause",
        persist_state="session",
    )
