"""The command line: which figures, at which effort, one JSON line each."""

import argparse
import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from benchmarks.cohort import ASSAYS_PER_PATIENT
from benchmarks.figures import Effort, Figure, json_line, this_machine

# A benchmark's module is imported when it is its turn: some need packages of developers only.
BENCHMARKS = {
    "intervals": "intervals:interval_figures",
    "timeline": "reading:timeline_figures",
    "patient": "reading:patient_figures",
    "import": "importing:import_figures",
    "append": "importing:append_figures",
    "page": "rerunning:page_figures",
    "click": "clicking:click_figures",
    "cohort": "cohort_pages:cohort_figures",
    "start": "starting:start_figures",
    "news": "news:news_figures",
    "survival": "survival:survival_figures",
    "tools": "other_tools:other_tools_figures",
    "growth": "importing:growth_figures",
}
SMALL = Effort(rows=1_000, rounds=2, clicks=3, reruns=2, sizes=(1_000,), patients=(200,))
MILLION = 1_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures what is asked for, prints it, and returns 0: a figure is no verdict."""
    options = _parser().parse_args(arguments)
    machine = this_machine()
    for name in options.names or BENCHMARKS:
        for found in _benchmark(name)(_effort(options)):
            print(json_line(found, machine), flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", type=_known, help=", ".join(BENCHMARKS))
    parser.add_argument("--rows", type=int, help="rows of the assays file (100000)")
    parser.add_argument("--rounds", type=int, help="rounds, or clicks where those are more (5)")
    parser.add_argument("--small", action="store_true", help="everything, in less than a minute")
    parser.add_argument(
        "--full", action="store_true", help="let growth and cohort go to a million rows"
    )
    return parser


def _known(name: str) -> str:
    if name not in BENCHMARKS:
        raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(BENCHMARKS)}")
    return name


def _effort(options: argparse.Namespace) -> Effort:
    effort = SMALL if options.small else Effort()
    if options.rows:
        effort = replace(effort, rows=options.rows)
    if options.rounds:
        clicks = max(options.rounds, effort.clicks)
        effort = replace(effort, rounds=options.rounds, clicks=clicks)
    if options.full:
        effort = replace(
            effort,
            sizes=(*effort.sizes, MILLION),
            patients=(*effort.patients, MILLION // ASSAYS_PER_PATIENT),
        )
    return effort


def _benchmark(name: str) -> Callable[[Effort], Iterator[Figure]]:
    module, _, function = BENCHMARKS[name].partition(":")
    found: Callable[[Effort], Iterator[Figure]] = getattr(
        importlib.import_module(f"benchmarks.{module}"), function
    )
    return found
