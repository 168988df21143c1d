"""The command line: `python -m monitor import | check | demo`, the same steps as the pages."""

import argparse
import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from monitor.domain.plan import Action, ImportPlan, Receipt
from monitor.ingest.report import report
from monitor.intake import Carried, accept_proposed, carry_out, plan_file, source_file
from monitor.store.engine import Store, look_at_store, open_store
from monitor.store.errors import StoreError

EXIT = {
    Action.STORED: 0,
    Action.UNCHANGED: 0,
    Action.REFUSED: 1,
    Action.ASK: 2,
    Action.PARTIAL: 3,
}
WRONG_USAGE, OUR_FAULT, INTERRUPTED = 64, 70, 130
REASONS_TOLD = 20
LONGEST_CELL = 60


class UsageError(Exception):
    """The command cannot be carried out as it was given; the message says why."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG_USAGE, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status.

    0 stored or unchanged, 1 refused, 2 a question is open, 3 stored in part, 64 wrong usage,
    70 a fault of the program or the machine.
    """
    _never_fail_to_speak()
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except UsageError as fault:
        _complain(str(fault))
        return WRONG_USAGE
    except StoreError as fault:
        _complain(str(fault))
    except KeyboardInterrupt:
        _complain("interrupted; nothing of the file at hand was stored")
        return INTERRUPTED
    except Exception as fault:  # the edge: no message may carry a cell's text
        _complain(f"fault of the program ({type(fault).__name__})")
    return OUR_FAULT


def _never_fail_to_speak() -> None:
    """Lets a console that cannot show a letter show its number instead."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _complain(message: str) -> None:
    print(f"monitor: {message}", file=sys.stderr)


def _parser() -> _Parser:
    parser = _Parser(prog="python -m monitor", description="Serial marrow tumor-cell counts.")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    for name, run, text in (
        ("import", _import, "read files and store their rows"),
        ("check", _check, "read files and say what importing would do; nothing is written"),
    ):
        command = commands.add_parser(name, help=text, description=text.capitalize() + ".")
        command.add_argument("files", nargs="+", type=Path, metavar="FILE")
        command.add_argument("--report", type=Path, metavar="OUT.json", help="write the report")
        command.add_argument(
            "--accept-proposed", action="store_true", help="take the answers that files propose"
        )
        command.set_defaults(run=run)
    demo = commands.add_parser("demo", help="load or remove the synthetic sample cohort")
    demo.add_argument("action", choices=("load", "remove"))
    demo.set_defaults(run=_demo)
    return parser


def _check(options: argparse.Namespace) -> int:
    return _each_file(options, look_at_store, lambda _, plan: (plan, None))


def _import(options: argparse.Namespace) -> int:
    return _each_file(options, open_store, carry_out)


def _demo(options: argparse.Namespace) -> int:
    from monitor.sample import load_sample, remove_sample

    store = open_store()
    if options.action == "load":
        load_sample(store)
    else:
        remove_sample(store)
    return 0


def _each_file(
    options: argparse.Namespace,
    opened: Callable[[], Store],
    then: Callable[[Store, ImportPlan], Carried],
) -> int:
    """Runs every file, in the order given, and returns the worst exit status."""
    for path in options.files:
        _look_for(path)
    status = 0
    with _reporting(options.report, options.files) as reports:
        store = opened()
        for path in options.files:
            plan = plan_file(store, source_file(path.name, _bytes(path)), {})
            if options.accept_proposed:
                plan = accept_proposed(store, plan)
            plan, receipt = then(store, plan)
            if options.report:
                reports.append(report(plan))
            _say(plan, receipt)
            status = _worse(status, EXIT[plan.action])
    return status


def _look_for(path: Path) -> None:
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name the files in it")
    if not path.exists():
        raise UsageError(f"no such file: {path}")


def _bytes(path: Path) -> bytes:
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


def _say(plan: ImportPlan, receipt: Receipt | None) -> None:
    counts = plan.counts
    numbers = ", ".join(
        f"{getattr(counts, name)} {name}"
        for name in ("stored", "changed", "unchanged", "rejected", "pending", "named")
        if getattr(counts, name)
    )
    done = f"import {receipt.import_id}" if receipt else plan.action.value
    print(f"{_shown(plan.source.name)}: {done} · {counts.lines} lines: {numbers}")
    if plan.refused:
        print(f"  {_shown(plan.refused)}")
    for question in plan.questions:
        proposed = f" (proposed: {question.proposed})" if question.proposed else ""
        options = " / ".join(question.options)
        print(_shown(f"  ? {question.id}: {question.message} {options}{proposed}"))
    reasons = [(row.line, problem) for row in plan.rejected for problem in row.problems]
    for line, problem in reasons[:REASONS_TOLD]:
        cell = _shown(problem.raw)[:LONGEST_CELL]
        where = f"{problem.column} “{cell}”: " if problem.column else ""
        print(f"  line {line}: {where}{problem.message}")
    if len(reasons) > REASONS_TOLD:
        print(f"  … and {len(reasons) - REASONS_TOLD} more reasons; --report names them all")


def _shown(text: str) -> str:
    """Returns a file's text without what a terminal would take for a command."""
    return "".join(letter if letter.isprintable() else "·" for letter in text)
