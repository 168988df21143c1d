"""The commands that ask the whole cohort: `analyze outcomes`. The same numbers as on the pages."""

import argparse
import json
from math import isfinite
from typing import TYPE_CHECKING, Any

from monitor.cli_files import UsageError
from monitor.cli_filter import add_filter
from monitor.cli_groups import HELP, WAYS, compared
from monitor.cli_response import add_response
from monitor.cli_text import complain, shown, tell
from monitor.cli_transitions import add_transitions
from monitor.domain.endpoints import Endpoint
from monitor.store.engine import look_at_store

if TYPE_CHECKING:
    from monitor.analysis.outcome_facts import CohortFacts
    from monitor.analysis.outcome_models import Adjusted
    from monitor.analysis.outcomes import Outcomes

# No one is followed longer.
MOST_MONTHS, MOST_DAYS = 1_200.0, 36_525
# How a clock is written on the command line; the last one is the page's "end of chemotherapy".
CLOCKS = ("sampling", "surgery", "diagnosis", "end-of-chemotherapy")


def add_analyze(command: argparse.ArgumentParser) -> None:
    """Says what `analyze` takes."""
    kinds = command.add_subparsers(
        dest="analysis", required=True, metavar="WHAT", parser_class=type(command)
    )
    _add_outcomes(kinds.add_parser("outcomes", help="curves, log-rank test and hazard ratios"))
    add_response(kinds.add_parser("response", help="how many cleared, and how many by chance"))
    add_transitions(kinds.add_parser("transitions", help="who was detected at two visits"))


def _add_outcomes(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--endpoint", required=True, choices=[e.value for e in Endpoint], help="free of what"
    )
    command.add_argument(
        "--clock", default=CLOCKS[0], choices=CLOCKS, help="from when on; default %(default)s"
    )
    command.add_argument(
        "--group",
        required=True,
        metavar=WAYS,
        help=HELP,
    )
    command.add_argument(
        "--landmark-months", type=_months, metavar="M", help="the clock starts so much later"
    )
    command.add_argument(
        "--covariates", type=_names, default=(), metavar="A,B", help="adjust the hazard ratio for"
    )
    command.add_argument(
        "--times", type=_days, default=(), metavar="DAYS,DAYS", help="days; default each year"
    )
    add_filter(command)
    command.add_argument("--json", action="store_true", help="one JSON line")
    command.set_defaults(run=run_outcomes)


def _months(text: str) -> float:
    try:
        months = float(text)
    except ValueError:
        months = -1.0
    if not (isfinite(months) and 0 <= months <= MOST_MONTHS):
        raise argparse.ArgumentTypeError(f"months from 0 to {MOST_MONTHS:g}, not {text}")
    return months


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _days(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if any(not part.isdecimal() or int(part) > MOST_DAYS for part in parts):
        raise argparse.ArgumentTypeError(f"days from 0 to {MOST_DAYS}, not {text}")
    return tuple(map(int, parts))


def run_outcomes(options: argparse.Namespace) -> int:
    """Says how the groups fare; what was assumed and refused goes to standard error."""
    from monitor.analysis.outcome_json import outcomes_json

    found, fitted, facts = _outcomes(options)
    answer = outcomes_json(found, fitted, facts, options.times)
    for line in [json.dumps(answer)] if options.json else outcome_lines(answer):
        tell(line)
    if refusal := fitted.refusal:
        complain(shown(f"no hazard ratio: {refusal}"))
    for note in (*found.notes, *fitted.notes):
        complain(shown(note))
    return 0


def _outcomes(options: argparse.Namespace) -> "tuple[Outcomes, Adjusted, CohortFacts]":
    from monitor.analysis.outcome_clocks import Clock
    from monitor.analysis.outcome_question import OutcomeQuestion, OutcomeQuestionError
    from monitor.analysis.outcomes import hazard_ratios, outcomes_of

    question = OutcomeQuestion(
        Endpoint(options.endpoint),
        Clock(options.clock.replace("-", " ")),
        options.landmark_months,
        options.covariates,
    )
    facts, groups = compared(look_at_store(), options.group, options.filter)
    if not facts.patients:
        complain("no patient is stored")
    try:
        found = outcomes_of(facts, question, groups)
        return found, hazard_ratios(facts, found, groups), facts
    except OutcomeQuestionError as fault:
        raise UsageError(shown(str(fault))) from fault


def outcome_lines(answer: dict[str, Any]) -> list[str]:
    """Returns the same as lines for a person."""
    lines = [line for group in answer["groups"] for line in _group_lines(group, answer["times"])]
    test = answer["logrank"]
    if test["p"] is not None:
        lines.append(
            f"log-rank χ² = {test['chi_square']:.3f} (df {test['df']}), p = {test['p']:.3g}"
        )
    for term in answer["cox"]:
        limits = f"{term['lower']:.3g}–{term['upper']:.3g}"
        lines.append(f"{term['term']}: HR {term['hr']:.3g} ({limits}), p = {term['p']:.3g}")
    out = answer["excluded"]
    lines.append(f"excluded: {len(out)}")
    lines += [f"  {one['patient_id']}: {one['reason']}" for one in out]
    return [shown(line) for line in lines]


def _group_lines(group: dict[str, Any], times: list[int]) -> list[str]:
    median = "not reached" if group["median"] is None else f"{group['median']:g} days"
    lines = [f"{group['name']}: {group['n']} patients, {group['events']} events, median {median}"]
    columns = (group["at_risk"], group["survival"], group["lower"], group["upper"])
    for day, at_risk, *curve in zip(times, *columns, strict=True):
        lines.append(f"  day {day:>6,}: {_share(*curve)}, at risk {at_risk:,}")
    return lines


def _share(free: float | None, low: float | None, high: float | None) -> str:
    if free is None:
        return "not known"
    limits = "" if low is None or high is None else f" ({100 * low:.1f}–{100 * high:.1f})"
    return f"{100 * free:.1f} %{limits}"
