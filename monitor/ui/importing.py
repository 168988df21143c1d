"""An import in the making: planned from a file's bytes and the answers given so far, and kept as a
draft, so that a closed browser loses nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from monitor import intake, profiling
from monitor.analysis.import_corrections import FaultyCell, Headers, faulty_cells
from monitor.analysis.import_reading import LINES, unsettled
from monitor.analysis.import_review import Review, review
from monitor.domain.draft import Draft, DraftEntry
from monitor.domain.plan import Action, ImportPlan
from monitor.domain.profile import Profile, ProfileMatch, best_match, match
from monitor.domain.source_file import SourceFile
from monitor.ingest.parsing import Parsed
from monitor.ingest.workbooks import is_workbook
from monitor.store import drafts
from monitor.ui import store

UNKEPT = "import_unkept"  # what was answered for files that may not be kept yet, by SHA-256
TAKEN = "import_taken"  # uploads of this session that became a draft already
SEEN = "import_seen"  # the store's revision with which this session last saw a draft compared
ROWS_KEPT = 1000

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file was read: its first lines, its first rows column by column, and what each of its
    columns is read as. A workbook has no delimiter.
    """

    encoding: str
    delimiter: str | None
    text_lines: tuple[str, ...]
    header: tuple[str, ...]
    lines: tuple[int, ...]
    columns: tuple[tuple[str, ...], ...]
    targets: Mapping[int, str]
    row_count: int


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A plan with all that its review shows; there is no reading of a refused file. `headers` are
    the file's own names of the columns that are read, `faulty` the cells that may be corrected.
    """

    plan: ImportPlan
    review: Review
    reading: Reading | None
    headers: Headers
    faulty: tuple[FaultyCell, ...]

    @property
    def asked_columns(self) -> set[str]:
        """Returns the columns of the file of which it is still asked what they are."""
        return {q.about for q in self.plan.questions if q.id.startswith(("column:", "covariate:"))}


def planned(source: SourceFile, answers: Answers, profile: str | None = None) -> Reviewed:
    """Returns what importing a file would do to the store as it is now."""
    given = tuple(sorted(answers.items()))
    return _planned(store.current_key(), source.sha256, source.name, given, profile, source)


@st.cache_resource(show_spinner="Reading the file …", max_entries=3)
def _planned(
    key: store.StoreKey,
    sha256: str,  # noqa: ARG001  (part of the cache's key)
    name: str,  # noqa: ARG001
    given: tuple[tuple[str, str], ...],
    profile: str | None,
    _source: SourceFile,
) -> Reviewed:
    read = intake.read_file(store.current_store(), _source, dict(given))
    plan = replace(read.plan, profile=profile)
    reading = _reading(plan, read.parsed)
    headers = _headers(plan, reading)
    shown = review(plan, store.imports(key))
    return Reviewed(plan, shown, reading, headers, tuple(faulty_cells(plan, headers)))


def _reading(plan: ImportPlan, parsed: Parsed | None) -> Reading | None:
    """Returns how a file was read, None where nothing of it may be shown."""
    if parsed is None or plan.refused or parsed.mapping.hides:
        return None
    table = parsed.table
    return Reading(
        encoding=table.encoding,
        delimiter=None if is_workbook(plan.source.content) else table.delimiter,
        text_lines=tuple(table.text_lines[at] for at in range(min(LINES, len(table.text_lines)))),
        header=table.header,
        lines=tuple(table.lines[:ROWS_KEPT]),
        columns=tuple(tuple(column[:ROWS_KEPT]) for column in table.columns),
        targets={at: name for name, at in parsed.mapping.positions.items()},
        row_count=len(table.lines),
    )


def _headers(plan: ImportPlan, reading: Reading | None) -> Headers:
    """Returns the file's own names of the columns that are read, where each has one of its own."""
    if reading is None or plan.rows is None:
        return {}
    names = [cell.strip() for cell in plan.header]
    ours = {target: reading.header[at].strip() for at, target in reading.targets.items()}
    others = {name: name for name in plan.rows.raw if name in names}
    return {name: cell for name, cell in {**others, **ours}.items() if names.count(cell) == 1}


def begin(source: SourceFile) -> tuple[str | None, Reviewed]:
    """Returns the draft that an uploaded file became, and what importing it would do.

    No draft is made where there is nothing to go on with (a refusal, a file without news), nor
    while it is open whether the file names persons.
    """
    known = _draft_of(source)
    if known:
        found = planned(source_of(known), known.answers, known.profile)
        return known.id, found
    found = _with_profile(source, unkept_answers(source))
    if found.review.action is Action.UNCHANGED:
        return None, found
    return drafts.save_draft(store.current_store(), found.plan, intake.user_name()), found


def keep(found: Reviewed) -> str | None:
    """Makes a draft of a file, whatever importing it would do, and returns its id."""
    return drafts.save_draft(store.current_store(), found.plan, intake.user_name())


def _draft_of(source: SourceFile) -> DraftEntry | None:
    """Returns the draft that this person has of the same bytes."""
    user = intake.user_name()
    entries = drafts.read_drafts(store.current_store())
    bytes_of = ((entry, (entry.sha256, entry.uploaded_sha256)) for entry in entries)
    return next((e for e, sums in bytes_of if source.sha256 in sums and e.made_by == user), None)


def _with_profile(source: SourceFile, given: Answers) -> Reviewed:
    """Returns a file's plan, read by the profile whose header it has to the letter."""
    found = planned(source, given)
    profiles = profiling.all_profiles(store.current_store())
    fit = best_match(profiles, found.plan.header, profiling.seen_by(found.plan))
    if fit is None or not fit.is_exact:
        return found
    said = profiling.answers_with(fit.profile, source, given)
    by_profile = planned(source, said, fit.profile.label)
    return found if by_profile.plan.refused else by_profile


def read_draft(draft_id: str) -> Draft | None:
    """Returns a draft as it stands now, None where it was imported or discarded."""
    entries = drafts.read_drafts(store.current_store())
    entry = next((entry for entry in entries if entry.id == draft_id), None)
    return None if entry is None else Draft(entry, source_of(entry))


def source_of(entry: DraftEntry) -> SourceFile:
    """Returns a draft's bytes."""
    return _source(store.current_key().url, entry.id, entry.sha256)


@st.cache_resource(show_spinner=False, max_entries=4)
def _source(url: str, draft_id: str, sha256: str) -> SourceFile:  # noqa: ARG001
    draft = drafts.read_draft(store.current_store(), draft_id)
    assert draft is not None
    return draft.source


def answer(draft: Draft, given: Answers) -> str | None:
    """Keeps further answers of a draft. Returns the reason where they would have the file refused
    or settle nothing; then the draft stays as it was.
    """
    answers = {**draft.entry.answers, **given}
    plan = planned(draft.source, answers, draft.entry.profile).plan
    return unsettled(plan, given) or replan(draft, answers, draft.entry.profile)


def forget(draft_id: str, *answer_ids: str) -> None:
    """Takes answers of a draft back, so that their questions are asked again."""
    draft = read_draft(draft_id)
    if draft:
        left = {name: said for name, said in draft.entry.answers.items() if name not in answer_ids}
        replan(draft, left, draft.entry.profile)


def profile_answers(entry: DraftEntry) -> Answers:
    """Returns the answers that a draft has from its profile."""
    labeled = (profile for profile in known_profiles() if profile.label == entry.profile)
    return next((profile.answers for profile in labeled), {})


def choose_profile(draft: Draft, profile: Profile | None) -> str | None:
    """Reads a draft by another profile, or by none; what was answered by hand stands above it."""
    said = profile_answers(draft.entry)
    by_hand = {n: a for n, a in draft.entry.answers.items() if said.get(n) != a}
    if profile is None:
        return replan(draft, by_hand, None)
    return replan(draft, profiling.answers_with(profile, draft.source, by_hand), profile.label)


def replan(draft: Draft, answers: Answers, profile: str | None) -> str | None:
    """Keeps these answers as a draft's; returns the reason where the file would be refused."""
    plan = planned(draft.source, answers, profile).plan
    if plan.refused:
        return plan.refused
    kept = replace(plan, uploaded_sha256=plan.uploaded_sha256 or draft.entry.uploaded_sha256)
    drafts.save_draft(store.current_store(), kept, intake.user_name(), draft.entry.id)
    return None


def known_profiles() -> tuple[Profile, ...]:
    """Returns every version of every profile, saved or shipped."""
    return tuple(profiling.all_profiles(store.current_store()))


def fits(plan: ImportPlan) -> list[ProfileMatch]:
    """Returns every profile that a file fits or nearly fits, the nearest first."""
    profiles = known_profiles()
    newest = {profile.name: profile for profile in reversed(profiles)}
    seen = profiling.seen_by(plan)
    found = (match(profile, plan.header, seen) for profile in newest.values())
    return sorted((near for near in found if near), key=_distance)


def _distance(found: ProfileMatch) -> int:
    return len(found.new) + len(found.missing) + len(found.departs)


def unkept_answers(source: SourceFile) -> Answers:
    """Returns what was answered in this session for a file that may not be kept yet."""
    return dict(st.session_state.get(UNKEPT, {}).get(source.sha256, {}))


def answer_unkept(source: SourceFile, given: Answers) -> None:
    """Keeps an answer for a file that may not be kept yet, for this session."""
    kept = st.session_state.get(UNKEPT, {})
    new = {**unkept_answers(source), **given}
    st.session_state[UNKEPT] = {**kept, source.sha256: new}


def was_taken(file_id: str) -> bool:
    """Returns whether an upload became a draft before, which may be discarded since."""
    return file_id in st.session_state.get(TAKEN, [])


def note_taken(file_id: str) -> None:
    """Keeps in mind that an upload became a draft."""
    st.session_state[TAKEN] = [*st.session_state.get(TAKEN, []), file_id]


def store_moved(draft_id: str, revision: int) -> bool:
    """Returns whether the store changed since this session last saw a draft compared with it."""
    seen = st.session_state.get(SEEN, {})
    st.session_state[SEEN] = {**seen, draft_id: revision}
    return bool(seen.get(draft_id, revision) != revision)
