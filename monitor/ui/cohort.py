"""The cohort for pages: read once for everybody, narrowed by one filter kept for the session."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from monitor.analysis.cohort import Codes, Cohort
from monitor.analysis.cohort_filter import (
    CohortFilter,
    FilterChoices,
    filter_choices,
    patients_of,
)
from monitor.analysis.cohort_link import Query, filter_from_query
from monitor.analysis.denominators import Denominators, denominators
from monitor.analysis.formats import counted
from monitor.cohort_reading import Judging, Kept, read_kept
from monitor.domain.rules import RuleSet
from monitor.store import groups
from monitor.ui import pages, store
from monitor.ui.cohort_controls import (
    choose_filter,
    choose_two,
    clear_filter,
    take_filter_of_address,
)
from monitor.ui.keys import BY_TEXT
from monitor.ui.rules import active_rules, lab_scatters
from monitor.ui.texts import literal

EVERYBODY = "all patients"
COUNTED_TWICE = "counted in each"
_MOST_NAMED = 30


@dataclass(frozen=True, slots=True)
class Chosen:
    """The patients that a page is about: `words` say in one line who they are; `visit` is the one
    that a figure is about, "" for none in particular.
    """

    key: store.StoreKey
    rules: RuleSet
    cohort: Cohort
    filter: CohortFilter
    words: str
    visit: str = ""

    @property
    def denominators(self) -> Denominators:
        """Returns who is counted, ever or at the visit."""
        return read_denominators(self.key, self.rules, self.filter, self.visit)

    def at(self, visit: str) -> "Chosen":
        """Returns the same patients at one visit."""
        return replace(self, visit=visit)


@dataclass(frozen=True, slots=True)
class ChosenGroups:
    """Two saved groups; `in_both` are the codes of patients who belong to both at once."""

    first: Chosen
    second: Chosen
    in_both: Codes


# What is held here nobody changes, so that every session may hold the same.
@st.cache_resource(show_spinner="Reading the cohort …", max_entries=2, hash_funcs=BY_TEXT)
def read_cohort(key: store.StoreKey, rules: RuleSet) -> Cohort:
    """Returns the whole cohort in this state of the store, judged by these rules. After a write
    only the patients that it touched are computed anew.
    """
    by = Judging(rules, store.data_cut(key), store.visit_plan(key), lab_scatters(key))
    held = _last(key.url, rules)
    with store.without_collector():
        found = read_kept(store.current_store(), by, held.kept)
    held.kept = found
    return found.cohort


@dataclass(slots=True)
class _Last:
    """The cohort that was read last. Whoever reads at the same time takes what is there: any state
    of the store is a start for any later one.
    """

    kept: Kept | None = None


@st.cache_resource(show_spinner=False, max_entries=2, hash_funcs=BY_TEXT)
def _last(url: str, rules: RuleSet) -> _Last:  # noqa: ARG001
    return _Last()


@st.cache_resource(show_spinner=False, max_entries=2, hash_funcs=BY_TEXT)
def read_choices(key: store.StoreKey, rules: RuleSet) -> FilterChoices:
    """Returns what the cohort can be filtered by."""
    return filter_choices(read_cohort(key, rules))


@st.cache_resource(show_spinner=False, max_entries=4, hash_funcs=BY_TEXT)
def read_narrowed(key: store.StoreKey, rules: RuleSet, wanted: CohortFilter) -> Cohort:
    """Returns the patients who fit a filter."""
    cohort = read_cohort(key, rules)
    return cohort.of(patients_of(cohort, wanted))


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=BY_TEXT)
def read_denominators(
    key: store.StoreKey, rules: RuleSet, wanted: CohortFilter, visit: str
) -> Denominators:
    """Returns who is counted among the patients who fit a filter."""
    return denominators(read_narrowed(key, rules, wanted), visit)


def choose_cohort(also: Callable[[], Query] = dict) -> Chosen:
    """Shows the filter and returns the patients it leaves; ends the page where there are none.
    `also` is what else a page's link carries.
    """
    key = store.current_key()
    rules = active_rules(key)
    everybody = read_cohort(key, rules)
    if not len(everybody.patients):
        pages.show_nothing_yet("No patient is stored yet.")
        pages.end_page()
    offered = read_choices(key, rules)
    take_filter_of_address(offered)
    chosen = _chosen(key, rules, choose_filter(offered, also))
    _show_who(chosen, len(everybody.patients))
    if not len(chosen.cohort.patients):
        st.info("No patient fits this filter.", icon=":material/filter_alt_off:")
        pages.end_page()
    return chosen


def chosen_groups(counted_as: str = COUNTED_TWICE) -> ChosenGroups | None:
    """Shows a choice of two saved groups; returns them, None where there is nothing to compare.

    They are compared over the whole cohort, whatever the filter says. Who belongs to both is said,
    and as what they count.
    """
    key = store.current_key()
    rules = active_rules(key)
    saved = groups.read_groups(store.current_store())
    two = choose_two(list(saved))
    if two is None:
        return None
    # A group of an arm that nobody is in any more is empty: it must not become everybody.
    first, second = (_chosen(key, rules, filter_from_query(saved[name]), name) for name in two)
    in_both = first.cohort.patients.index.intersection(second.cohort.patients.index).to_numpy()
    found = ChosenGroups(first, second, in_both)
    _show_both(found, counted_as)
    return found


def _chosen(key: store.StoreKey, rules: RuleSet, wanted: CohortFilter, name: str = "") -> Chosen:
    words = wanted.words or EVERYBODY
    narrowed = read_narrowed(key, rules, wanted)
    return Chosen(key, rules, narrowed, wanted, f"{name}: {words}" if name else words)


def _show_who(chosen: Chosen, everybody: int) -> None:
    if chosen.filter.is_empty:
        return
    number = len(chosen.cohort.patients)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(literal(f"{number:,} of {everybody:,} patients · {chosen.words}"))
        st.button("Clear", type="tertiary", icon=":material/close:", on_click=clear_filter)


def _show_both(found: ChosenGroups, counted_as: str) -> None:
    if not len(found.in_both):
        return
    names = found.first.cohort.pseudonyms(found.in_both[:_MOST_NAMED])
    more = len(found.in_both) - len(names)
    listed = ", ".join(names) + (f" and {more:,} more" if more else "")
    st.warning(
        literal(
            f"{counted(len(found.in_both), 'patient')} in both groups at once, {counted_as}: "
            f"{listed}."
        ),
        icon=":material/join_inner:",
    )
