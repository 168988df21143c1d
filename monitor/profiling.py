"""Profiles where a file meets the store: which one fits, its answers, and saving what was learned.

Nothing is applied here that was not asked for, and nothing to a file that departs from a profile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from monitor.domain.answers import layout_answers
from monitor.domain.coded import coded
from monitor.domain.plan import ImportPlan
from monitor.domain.profile import Profile, ProfileMatch, fingerprint, match, nearest
from monitor.domain.source_file import SourceFile
from monitor.domain.whose_file import NOTHING_SEEN, Seen, expectations, seen_in
from monitor.ingest.matching import match as header_match
from monitor.ingest.profiles import shipped_profiles
from monitor.ingest.said_above import Above, said_above
from monitor.ingest.text_table import TextTable, UnreadableFileError, read_table
from monitor.ingest.values import unguarded
from monitor.intake import plan_again, plan_file
from monitor.store.applying import Progress, tell_nobody
from monitor.store.engine import Store
from monitor.store.profiles import read_profiles

HEADER = "header"
NO_ANSWERS: Mapping[str, str] = {}


def all_profiles(store: Store) -> tuple[Profile, ...]:
    """Returns every version of every profile of the store, and those that come with the program."""
    return (*read_profiles(store), *shipped_profiles())


def find_profile(store: Store, wanted: str) -> Profile | None:
    """Returns the profile called NAME or NAME@version, the newest version unless one is named; the
    store's own before a shipped one of the same name. None where there is none.
    """
    every = all_profiles(store)
    named = [profile for profile in every if wanted in (profile.label, profile.name)]
    return max(named, key=lambda p: (not p.is_shipped, p.version), default=None)


def propose_profile(
    store: Store, source: SourceFile, answers: Mapping[str, str] = NO_ANSWERS
) -> ProfileMatch | None:
    """Returns the profile that fits a file's header best, with the columns in which they differ.

    None where none is near, and where the file is no table that can be read.
    """
    table = _table(source, answers)
    if table is None:
        return None
    found = [match(p, table.header, _seen(p, table, answers)) for p in all_profiles(store)]
    return nearest(near for near in found if near)


def fits(
    profile: Profile, source: SourceFile, answers: Mapping[str, str] = NO_ANSWERS
) -> ProfileMatch | None:
    """Returns how a file compares with one profile; None where they have too little in common."""
    table = _table(source, answers)
    return match(profile, table.header, _seen(profile, table, answers)) if table else None


def answers_with(
    profile: Profile, source: SourceFile, answers: Mapping[str, str]
) -> dict[str, str]:
    """Returns a profile's answers under those given by hand.

    Where the header stands is this file's own: a report heading may have grown by a line. The
    profile vouches for it, since its columns were found there.
    """
    merged = {**profile.answers, **answers}
    if HEADER in profile.answers and HEADER not in answers:
        del merged[HEADER]
        merged |= _header_of(profile, source, merged)
    return merged


def plan_with(
    store: Store,
    source: SourceFile,
    profile: Profile,
    answers: Mapping[str, str],
    tell: Progress = tell_nobody,
) -> ImportPlan:
    """Returns what importing a file with a profile's answers would do."""
    plan = plan_file(store, source, answers_with(profile, source, answers), tell)
    return replace(plan, profile=profile.label)


def profile_of_import(store: Store, import_id: int, name: str) -> Profile | None:
    """Returns what an import's answers and rows say of its lab's export, to be saved under a name;
    None where its file can no longer be understood.
    """
    return profile_of(plan_again(store, import_id), name)


def profile_of(plan: ImportPlan, name: str) -> Profile | None:
    """Returns what a plan's answers say of its lab's layout, to be saved under a name; None where
    the file was not understood so far.
    """
    if plan.kind is None or not plan.header:
        return None
    learned = {**layout_answers(plan.answers), **expectations(seen_by(plan))}
    return Profile(name, 1, plan.kind, plan.header, learned)


def seen_by(plan: ImportPlan) -> Seen:
    """Returns what a plan shows of whose export its file is."""
    if plan.rows is None:
        return NOTHING_SEEN
    pseudonyms = set(coded(plan.rows.people["patient_id"]).distinct)
    return seen_in(pseudonyms, set(coded(plan.rows.columns.get("lab", ())).distinct))


def _seen(profile: Profile, table: TextTable, answers: Mapping[str, str]) -> Seen:
    """Returns what a table shows of whose export it is, its columns read as a profile would."""
    told = {**profile.answers, **answers}
    found: dict[str, Sequence[str]] = {}
    for cell, column in zip(map(unguarded, table.header), table.columns, strict=True):
        means = header_match(profile.kind, cell)
        name = told.get(f"column:{cell}") or (means.targets[0] if means.is_certain else "")
        found.setdefault(name, column.distinct)
    above = said_above(profile.kind, Above(table.preamble, table.delimiter))
    labs = found.get("lab") or [said.value for name, said in above.items() if name == "lab"]
    return seen_in(found.get("patient_id", ()), labs)


def _header_of(profile: Profile, source: SourceFile, answers: Mapping[str, str]) -> dict[str, str]:
    table = _table(source, answers)
    if table is None or fingerprint(table.header) != profile.fingerprint:
        return {}
    return {q.id: q.proposed for q in table.questions if q.id == HEADER and q.proposed is not None}


def _table(source: SourceFile, answers: Mapping[str, str]) -> TextTable | None:
    try:
        return read_table(source.content, answers)
    except UnreadableFileError:
        return None
