"""The commands that read files: `import` and `check`, one file after the other."""

import argparse
import json
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from monitor import cli_text
from monitor.cli_text import shown, tell
from monitor.domain.answers import unknown_ids
from monitor.domain.cell_corrections import (
    NoCorrectionError,
    as_answer,
    corrections_in,
    is_cell,
)
from monitor.domain.plan import Action, ImportPlan
from monitor.domain.profile import Profile
from monitor.domain.source_file import SourceFile
from monitor.ingest.report import report
from monitor.intake import (
    Carried,
    Wish,
    accept_proposed,
    all_or_nothing,
    carry_out,
    plan_file,
    source_file,
    user_name,
)
from monitor.store.applying import Progress, tell_nobody
from monitor.store.engine import Store, look_at_store, open_store
from monitor.store.errors import StoreError

EXIT = {
    Action.STORED: 0,
    Action.UNCHANGED: 0,
    Action.REFUSED: 1,
    Action.ASK: 2,
    Action.PARTIAL: 3,
}


class UsageError(Exception):
    """The command cannot be carried out as it was given; the message says why."""


def check_files(options: argparse.Namespace) -> int:
    """Says what importing files would do, and returns the exit status."""

    def look(_store: Store, plan: ImportPlan) -> Carried:
        return (all_or_nothing(plan) if options.all_or_nothing else plan), None

    return _each_file(options, look_at_store, look, tell_nobody, _tell_effect)


def _tell_effect(store: Store, plan: ImportPlan) -> None:
    """Tells in a line what importing a file would do to the calls, where it would do anything."""
    if EXIT[plan.action] not in (0, 3):
        return
    from monitor.analysis.lab_scatter import lab_scatter
    from monitor.analysis.news import effect_sentence
    from monitor.effect import MOST_PATIENTS, effect_of
    from monitor.store.rule_sets import read_rules
    from monitor.store.same_days import read_same_days

    try:
        scatter = lab_scatter(read_same_days(store))
        found = effect_of(store, plan, read_rules(store), scatter)
    except StoreError as fault:
        tell(f"  which calls would change cannot be told: {fault}")
        return
    if found is None:
        tell(f"  which calls would change is not worked out above {MOST_PATIENTS:,} patients")
    elif found.compared:
        tell(shown(f"  {effect_sentence(found)}"))


def import_files(options: argparse.Namespace) -> int:
    """Imports files, or one draft, and returns the exit status."""
    told: Progress = tell_nobody
    if options.progress:
        told = cli_text.Progress(time.monotonic)
        with suppress(ValueError):  # not the main thread: then nobody sends it a signal
            signal.signal(signal.SIGTERM, signal.default_int_handler)
    wish = Wish(
        all_or_nothing=options.all_or_nothing,
        reason=options.reason,
        draft_id=options.draft,
        tell=told,
    )

    def store(opened: Store, plan: ImportPlan) -> Carried:
        plan, receipt = carry_out(opened, plan, wish)
        if isinstance(told, cli_text.Progress):
            told.end(plan, receipt)
        if options.save_profile and EXIT[plan.action] in (0, 3):
            _save_profile(opened, plan, options.save_profile)
        return plan, receipt

    return _each_file(options, open_store, store, told)


@dataclass(frozen=True, slots=True)
class _Item:
    """A file to be imported, with the answers and the profile that belong to it already."""

    source: SourceFile
    answers: Mapping[str, str]
    profile: str | None = None


def _each_file(
    options: argparse.Namespace,
    opened: Callable[[], Store],
    then: Callable[[Store, ImportPlan], Carried],
    told: Progress,
    afterwards: Callable[[Store, ImportPlan], None] | None = None,
) -> int:
    """Runs every file, in the order given, and returns the worst exit status."""
    if bool(options.files) == bool(options.draft):
        raise UsageError("name files to read, or one draft")
    for path in options.files:
        look_for(path)
    given = _answers(options.answers)
    status = 0
    with _reporting(options.report, options.files) as reports:
        store = opened()
        profile = _profile(store, options.profile)
        planned = partial(_plan, store, profile, told, options.accept_proposed)
        # No name is given to a file here: its bytes are let go of as soon as it is planned.
        for found in map(planned, _items(options, store, given)):
            accepted = accept_proposed(store, found) if options.accept_proposed else found
            plan, receipt = then(store, accepted)
            if options.report:
                reports.append(report(plan))
            cli_text.tell_plan(plan, receipt)
            if afterwards:
                afterwards(store, plan)
            status = _worse(status, EXIT[plan.action])
    return status


def _items(options: argparse.Namespace, store: Store, given: Mapping[str, str]) -> Iterator[_Item]:
    if options.draft:
        from monitor.store.drafts import read_draft

        draft = read_draft(store, options.draft)
        if draft is None:
            raise UsageError("there is no such draft")
        answers = {**draft.entry.answers, **given}
        yield _Item(draft.source, answers, draft.entry.profile)
    for path in options.files:
        yield _Item(source_file(path.name, bytes_of(path)), given)


def _plan(
    store: Store, profile: Profile | None, told: Progress, accepts: bool, item: _Item
) -> ImportPlan:
    """Returns the plan of a file, with a profile's answers where it does not depart from it."""
    if profile is None:
        plan = plan_file(store, item.source, item.answers, told, accepts)
        return replace(plan, profile=item.profile)
    from monitor.profiling import fits, plan_with

    found = fits(profile, item.source, {**profile.answers, **item.answers})
    if found is not None and found.is_exact:
        return plan_with(store, item.source, profile, item.answers, told)
    cli_text.tell_departure(item.source.name, profile.label, found)
    return plan_file(store, item.source, item.answers, told)


def _profile(store: Store, wanted: str | None) -> Profile | None:
    if wanted is None:
        return None
    from monitor.profiling import all_profiles, find_profile

    found = find_profile(store, wanted)
    if found is None:
        names = ", ".join(dict.fromkeys(profile.name for profile in all_profiles(store)))
        raise UsageError(f"there is no profile {wanted}; there are: {names}")
    return found


def _save_profile(store: Store, plan: ImportPlan, name: str) -> None:
    from monitor.profiling import profile_of
    from monitor.store.profiles import save_profile

    learned = profile_of(plan, name)
    if learned is not None:
        tell(shown(f"profile {save_profile(store, learned, user_name()).label}"))


def _answers(path: Path | None) -> dict[str, str]:
    """Returns the answers in a file. Raises UsageError where it holds anything else."""
    if path is None:
        return {}
    look_for(path)
    try:
        given = json.loads(bytes_of(path).decode("utf-8-sig"))
    except ValueError as fault:
        raise UsageError(f"{path} is no JSON: {fault}") from fault
    if isinstance(given, dict):
        given = {name: _as_text(name, said) for name, said in given.items()}
    if not isinstance(given, dict) or not all(isinstance(v, str) for v in given.values()):
        raise UsageError(f"{path} must hold one object of answers, each a text under its id")
    if unknown := unknown_ids(given):
        raise UsageError(f"{path} answers what no question asks: {', '.join(unknown)}")
    try:
        corrections_in(given)
    except NoCorrectionError as fault:
        raise UsageError(f"{path}: {fault}") from fault
    return given


def _as_text(name: str, said: object) -> object:
    """Returns an answer as text; that of a cell may be given as an object of value and reason."""
    return as_answer(said) if is_cell(name) and isinstance(said, dict) else said


def look_for(path: Path) -> None:
    """Raises UsageError where a path names no file."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name the files in it")
    if not path.exists():
        raise UsageError(f"no such file: {path}")


def bytes_of(path: Path) -> bytes:
    """Returns a file's bytes. Raises UsageError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as fault:
        raise UsageError(f"{path} cannot be read: {fault.strerror}") from fault


@contextmanager
def _reporting(path: Path | None, files: Sequence[Path]) -> Iterator[list[dict[str, Any]]]:
    """Yields the list of reports, to be written in the end. That this can be done is made sure
    before anything is stored.
    """
    reports: list[dict[str, Any]] = []
    if path is None:
        yield reports
        return
    if path.resolve() in {file.resolve() for file in files}:
        raise UsageError(f"the report would overwrite {path}")
    try:
        out = path.open("w", encoding="utf-8")
    except OSError as fault:
        raise UsageError(f"{path} cannot be written: {fault.strerror}") from fault
    with out:
        try:
            yield reports
        finally:
            content = reports[0] if len(files) == len(reports) == 1 else reports
            json.dump(content, out, ensure_ascii=False)


def _worse(one: int, other: int) -> int:
    """Returns the graver of two exit statuses: refused, then asked, then stored in part."""
    order = (0, 3, 2, 1)
    return max(one, other, key=order.index)
