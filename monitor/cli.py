"""The command line: `python -m monitor import | check | undo | …`, the same steps as the pages."""

import argparse
import io
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

from monitor import cli_text
from monitor.cli_analyze import add_analyze
from monitor.cli_calls import add_call, add_course
from monitor.cli_files import UsageError, bytes_of, check_files, import_files, look_for
from monitor.cli_text import complain, shown, tell
from monitor.intake import user_name
from monitor.reading import read_files
from monitor.store.engine import look_at_store, open_store
from monitor.store.errors import NoSuchImportError, NotABackupError, StoreError

REFUSED, OPEN = 1, 2
WRONG_USAGE, OUR_FAULT, INTERRUPTED = 64, 70, 130


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG_USAGE, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status.

    0 stored or unchanged, 1 refused, 2 a question is open, 3 stored in part, 64 wrong usage,
    70 a fault of the program or the machine, 130 interrupted.
    """
    _never_fail_to_speak()
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except UsageError as fault:
        return _end(options, str(fault), WRONG_USAGE)
    except (NoSuchImportError, NotABackupError) as fault:
        return _end(options, str(fault), REFUSED)
    except StoreError as fault:
        return _end(options, str(fault), OUR_FAULT)
    except KeyboardInterrupt:
        message = "interrupted; nothing of the file at hand was stored"
        return _end(options, message, INTERRUPTED)
    except Exception as fault:  # the edge: no message may carry a cell's text
        return _end(options, f"fault of the program ({type(fault).__name__})", OUR_FAULT)


def _never_fail_to_speak() -> None:
    """Lets a console that cannot show a letter show its number instead."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _end(options: argparse.Namespace, message: str, status: int) -> int:
    if getattr(options, "progress", False):
        cli_text.Progress(time.monotonic).fail(message)
    else:
        complain(message)
    return status


def _parser() -> _Parser:
    parser = _Parser(prog="python -m monitor", description="Serial marrow tumor-cell counts.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    _add_import(commands.add_parser("import", help="read files and store their rows"))
    _add_check(commands.add_parser("check", help="say what importing would do; nothing is written"))
    read = commands.add_parser("read", help="say what files hold, whatever their columns")
    read.add_argument("files", nargs="+", type=Path, metavar="FILE")
    read.add_argument("--json", action="store_true", help="one JSON line a file")
    read.set_defaults(run=_read)
    undo = commands.add_parser("undo", help="take an import back, whenever it came")
    undo.add_argument("import_id", type=int, metavar="IMPORT")
    undo.add_argument("--yes", action="store_true", help="undo it; without, it is only shown")
    undo.add_argument("--dry-run", action="store_true", help="only show what it would do")
    undo.add_argument("--reason", metavar="TEXT", help="why, for the record")
    undo.set_defaults(run=_undo)
    backup = commands.add_parser("backup", help="copy the store and check the copy")
    backup.add_argument("--to", type=Path, metavar="FILE", help="where to; else beside the store")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="put a backup in the place of the store")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.set_defaults(run=_restore)
    verify = commands.add_parser("verify", help="look whether every row says what was stored")
    verify.set_defaults(run=_verify)
    profiles = commands.add_parser("profiles", help="list what is known of labs' exports")
    profiles.set_defaults(run=_profiles)
    add_call(commands.add_parser("call", help="say whether the change of two counts is real"))
    add_course(commands.add_parser("course", help="say what a patient's samplings show"))
    add_analyze(commands.add_parser("analyze", help="ask the whole cohort"))
    demo = commands.add_parser("demo", help="load or remove the synthetic sample cohort")
    demo.add_argument("action", choices=("load", "remove"))
    demo.set_defaults(run=_demo)
    return parser


def _add_check(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="*", type=Path, metavar="FILE")
    command.add_argument("--report", type=Path, metavar="OUT.json", help="write the report")
    command.add_argument(
        "--answers", type=Path, metavar="FILE.json", help="answers to questions, by their ids"
    )
    command.add_argument(
        "--accept-proposed", action="store_true", help="take the answers that files propose"
    )
    command.add_argument(
        "--profile", metavar="NAME[@VERSION]", help="take the answers of a lab's profile"
    )
    command.add_argument(
        "--all-or-nothing", action="store_true", help="refuse a file of which a row is left out"
    )
    command.set_defaults(
        run=check_files, draft=None, save_profile=None, progress=False, reason=None
    )


def _add_import(command: argparse.ArgumentParser) -> None:
    _add_check(command)
    command.add_argument("--draft", metavar="ID", help="import an unfinished import of the pages")
    command.add_argument("--reason", metavar="TEXT", help="why, for the record")
    command.add_argument(
        "--save-profile", metavar="NAME", help="keep the answers for the lab's next export"
    )
    command.add_argument(
        "--progress", action="store_true", help="tell the progress as JSON lines on stderr"
    )
    command.set_defaults(run=import_files)


def _read(options: argparse.Namespace) -> int:
    for path in options.files:
        look_for(path)
    files = ((shown(path.name), partial(bytes_of, path)) for path in options.files)
    return read_files(files, options.json)


def _undo(options: argparse.Namespace) -> int:
    from monitor.store.undo_preview import preview_undo
    from monitor.store.undoing import undo_imports

    store = look_at_store()
    cli_text.tell_undo(preview_undo(store, options.import_id))
    if options.dry_run:
        return 0
    if not options.yes:
        tell("Nothing was undone: add --yes to do it.")
        return OPEN
    undo_imports(store, [options.import_id], user_name(), options.reason)
    tell(f"import {options.import_id} is undone")
    return 0


def _backup(options: argparse.Namespace) -> int:
    from monitor.store.backups import back_up, back_up_to

    if options.to is not None and options.to.exists():
        raise UsageError(f"{options.to} exists already")
    engine = look_at_store().engine
    made = back_up(engine) if options.to is None else back_up_to(engine, options.to)
    tell(f"backup: {made}" if made else "nothing to back up: the store is empty or on a server")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from monitor.store.restoring import restore

    look_for(options.file)
    revision = restore(options.file, user_name())
    tell(f"restored from {options.file}; the store's revision is {revision}")
    return 0


def _verify(_options: argparse.Namespace) -> int:
    from monitor.analysis.self_check import check_statistics
    from monitor.store.self_check import check_store

    checks = (*check_store(look_at_store()), *check_statistics())
    for check in checks:
        tell(f"{'good ' if check.is_good else 'FAULT'} {check.name}: {check.found}")
    return 0 if all(check.is_good for check in checks) else REFUSED


def _profiles(_options: argparse.Namespace) -> int:
    from monitor.profiling import all_profiles

    for profile in all_profiles(look_at_store()):
        origin = "shipped" if profile.is_shipped else f"{profile.made_at[:10]} {profile.made_by}"
        columns = f"{len(profile.header)} columns"
        tell(shown(f"{profile.label} · {profile.kind.value} · {columns} · {origin}"))
    return 0


def _demo(options: argparse.Namespace) -> int:
    from monitor.sample import load_sample, remove_sample

    store = open_store()
    if options.action == "load":
        load_sample(store)
    else:
        remove_sample(store)
    return 0
