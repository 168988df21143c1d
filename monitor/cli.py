"""The command line: `python -m monitor import | check | demo`, the same steps as the pages."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from monitor.domain.plan import Action, ImportPlan, Receipt
from monitor.ingest.report import report
from monitor.intake import Carried, accept_proposed, carry_out, plan_file, source_file
from monitor.store.engine import Store, open_store
from monitor.store.errors import StoreError

EXIT = {
    Action.STORED: 0,
    Action.UNCHANGED: 0,
    Action.REFUSED: 1,
    Action.ASK: 2,
    Action.PARTIAL: 3,
}
WRONG_USAGE, OUR_FAULT = 64, 70


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG_USAGE, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status.

    0 stored or unchanged, 1 refused, 2 a question is open, 3 stored in part, 64 wrong usage,
    70 a fault of the program or the machine.
    """
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except StoreError as fault:
        print(f"monitor: {fault}", file=sys.stderr)
    except Exception as fault:  # the edge: no message may carry a cell's text
        print(f"monitor: fault of the program ({type(fault).__name__})", file=sys.stderr)
    return OUR_FAULT


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
    return _each_file(options, lambda store, plan: (plan, None))


def _import(options: argparse.Namespace) -> int:
    return _each_file(options, carry_out)


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
    then: Callable[[Store, ImportPlan], Carried],
) -> int:
    """Runs every file, in the order given, and returns the worst exit status."""
    missing = [path for path in options.files if not path.is_file()]
    if missing:
        print(f"monitor: no such file: {missing[0]}", file=sys.stderr)
        return WRONG_USAGE
    store = open_store()
    reports: list[dict[str, Any]] = []
    status = 0
    for path in options.files:
        plan = plan_file(store, source_file(path.name, path.read_bytes()), {})
        if options.accept_proposed:
            plan = accept_proposed(store, plan)
        plan, receipt = then(store, plan)
        _say(plan, receipt)
        if options.report:
            reports.append(report(plan))
        status = _worse(status, EXIT[plan.action])
    if options.report:
        content = reports[0] if len(reports) == 1 else reports
        options.report.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return status


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
    print(f"{plan.source.name}: {done} · {counts.lines} lines: {numbers}")
    if plan.refused:
        print(f"  {plan.refused}")
    for question in plan.questions:
        proposed = f" (proposed: {question.proposed})" if question.proposed else ""
        print(f"  ? {question.id}: {question.message} {' / '.join(question.options)}{proposed}")
    for row in plan.rejected:
        for problem in row.problems:
            where = f"{problem.column} “{problem.raw}”: " if problem.column else ""
            print(f"  line {row.line}: {where}{problem.message}")
