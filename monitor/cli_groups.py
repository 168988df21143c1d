"""Who is compared by `analyze outcomes --group`: every way of the page, written plainly."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from monitor.cli_files import UsageError
from monitor.cli_filter import wanted_patients
from monitor.cli_response import read_cohort
from monitor.cli_text import shown
from monitor.store.engine import Store

if TYPE_CHECKING:
    from monitor.analysis.cohort import Cohort
    from monitor.analysis.outcome_facts import CohortFacts
    from monitor.analysis.outcome_groups import Grouping

WAYS = "marrow@VISIT|window@VISIT|call@VISIT|group:NAME,NAME|COLUMN"
HELP = (
    "who is compared: marrow at a visit as the lab wrote it (@first is the first sampling, "
    "@landmark the last before), marrow or call in a visit window (call@landmark: the last call), "
    "two saved groups, or a column"
)
WINDOW, CALL, SAVED = "window@", "call@", "group:"
_LANDMARK = "landmark"


def compared(store: Store, text: str, link: str) -> "tuple[CohortFacts, Grouping]":
    """Returns what outcomes rest on, of everybody or of those whom a link names, and the groups.

    Raises UsageError for groups that the store does not know.
    """
    from monitor.analysis.outcome_groups import grouping

    if text.startswith(SAVED):
        return _saved(store, text.removeprefix(SAVED), link)
    if text.startswith((WINDOW, CALL)):
        return _of_visit(store, text, link)
    return _facts(store, link), grouping(text)


def _facts(store: Store, link: str) -> "CohortFacts":
    from monitor.analysis.outcome_reduction import facts_of
    from monitor.store.reading import read_course_chunks
    from monitor.store.rule_sets import read_rules

    if not link.strip():
        chunks = read_course_chunks(store)
        return facts_of(chain.from_iterable(chunks), read_rules(store))
    return _some(read_cohort(store), link)[0]


def _some(cohort: "Cohort", link: str) -> "tuple[CohortFacts, Cohort]":
    """Returns the facts of those whom a link names, and the cohort of them alone."""
    from monitor.analysis.cohort_filter import patients_of
    from monitor.analysis.group_membership import facts_of_some
    from monitor.analysis.outcome_reduction import facts_of_cohort

    facts = facts_of_cohort(cohort)
    if not link.strip():
        return facts, cohort
    wanted = wanted_patients(cohort, link)
    some = cohort.of(patients_of(cohort, wanted))
    return facts_of_some(facts, some, wanted), some


def _of_visit(store: Store, text: str, link: str) -> "tuple[CohortFacts, Grouping]":
    from monitor.analysis.outcome_cohort_groups import CallAt, MarrowInWindow

    kind, _, asked = text.partition("@")
    facts, cohort = _some(read_cohort(store), link)
    windows = [window.name for window in cohort.visits.windows] if cohort.visits else []
    if f"{kind}@" == WINDOW:
        return facts, MarrowInWindow(cohort, cohort.codes, _window(windows, asked))
    known = _window([*windows, _LANDMARK], asked)
    return facts, CallAt(cohort, cohort.codes, "" if known == _LANDMARK else known)


def _window(known: Sequence[str], asked: str) -> str:
    names = {name.casefold(): name for name in reversed(known)}
    if found := names.get(asked.strip().casefold()):
        return found
    raise UsageError(
        shown(f"no visit window “{asked.strip()}”; there are: {', '.join(known) or 'none'}")
    )


def _saved(store: Store, text: str, link: str) -> "tuple[CohortFacts, Grouping]":
    from monitor.analysis.cohort_link import filter_from_query
    from monitor.analysis.group_membership import ever_members
    from monitor.analysis.outcome_reduction import facts_of_cohort
    from monitor.analysis.outcome_saved_groups import SavedGroups
    from monitor.store.groups import read_groups

    if link.strip():
        raise UsageError("saved groups are of the whole cohort: leave --filter out")
    held = read_groups(store)
    filters = {name: filter_from_query(held[name]) for name in _two(held, text)}
    cohort = read_cohort(store)
    codes = ever_members(cohort, filters.values())
    return facts_of_cohort(cohort).of(codes), SavedGroups(cohort, codes, filters)


def _two(held: Mapping[str, object], text: str) -> tuple[str, str]:
    """Returns the two names; a comma may be part of one."""
    parts = text.split(",")
    for at in range(1, len(parts)):
        one, two = (",".join(some).strip() for some in (parts[:at], parts[at:]))
        if one in held and two in held and one != two:
            return one, two
    unknown = next((part.strip() for part in parts if part.strip() not in held), "")
    what = f"no saved group “{unknown}”" if unknown else f"{SAVED}NAME,NAME takes two saved groups"
    raise UsageError(shown(f"{what}; there are: {', '.join(held) or 'none'}"))
