"""The command `analyze transitions`: two visits of the same patients. The numbers of the page."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from monitor.analysis.formats import minus
from monitor.cli_files import UsageError
from monitor.cli_filter import add_filter, narrowed
from monitor.cli_response import read_cohort
from monitor.cli_text import complain, shown, tell
from monitor.store.engine import look_at_store

if TYPE_CHECKING:
    from monitor.analysis.cohort import Cohort
    from monitor.analysis.detection_states import VisitStates
    from monitor.analysis.response_groups import Group


def add_transitions(command: argparse.ArgumentParser) -> None:
    """Says what `analyze transitions` takes."""
    command.add_argument("--from", dest="first", required=True, metavar="VISIT", help="earlier")
    command.add_argument("--to", dest="second", required=True, metavar="VISIT", help="later visit")
    command.add_argument(
        "--by", default="", metavar="arm|COLUMN", help="groups; default all together"
    )
    command.add_argument(
        "--by-order",
        action="store_true",
        help="the visit is the order of the sampling (1st, 2nd …), not a window",
    )
    add_filter(command)
    command.add_argument("--json", action="store_true", help="one JSON line")
    command.set_defaults(run=run_transitions)


def run_transitions(options: argparse.Namespace) -> int:
    """Says who was detected at two visits, and how far both agree."""
    from monitor.analysis.denominators import denominator_line, denominators
    from monitor.analysis.transitions import transition_data
    from monitor.analysis.transitions_clearance import visit_clearance
    from monitor.analysis.transitions_tables import transitions_json

    cohort = read_cohort(look_at_store())
    if not len(cohort.patients):
        complain("no patient is stored")
    cohort = narrowed(cohort, options.filter)
    states = _states(cohort, options.by_order)
    first, second = (_visit(states, asked) for asked in (options.first, options.second))
    if states.column(first) >= states.column(second):
        raise UsageError("--to must be a later visit than --from")
    groups = _groups(cohort, options.by)
    data = transition_data(states, first, second, groups, split=options.by)
    answer = transitions_json(data, visit_clearance(states, first, second, groups))
    answer["denominators"] = denominator_line(denominators(cohort))
    for line in [json.dumps(answer)] if options.json else transition_lines(answer):
        tell(line)
    return 0


def _states(cohort: "Cohort", by_order: bool) -> "VisitStates":
    from monitor.analysis.detection_states import visit_states

    has_windows = cohort.visits is not None and bool(cohort.visits.windows)
    if not has_windows and not by_order:
        complain("no visit windows are set: the order of the samplings stands for the visit")
    return visit_states(cohort, by_order or not has_windows)


def _visit(states: "VisitStates", asked: str) -> str:
    """Returns the visit that is meant; of an order "1", "1st" and "1st sampling" are the same."""
    from monitor.analysis.detection_places import ordinal

    wanted = asked.strip().casefold()
    for number, visit in enumerate(states.visits, start=1):
        names = {visit.casefold()}
        if states.by_order:
            names |= {str(number), ordinal(number)}
        if wanted in names:
            return visit
    known = ", ".join(states.visits) or "none"
    raise UsageError(shown(f"no visit “{asked}”; there are: {known}"))


def _groups(cohort: "Cohort", column: str) -> "tuple[Group, ...]":
    from monitor.analysis.cohort import patient_column_names
    from monitor.analysis.response_groups import MOST_GROUPS, everybody, groups_by

    if not column:
        return everybody(cohort)
    known = {name.casefold(): name for name in patient_column_names(cohort)}
    if column.casefold() not in known:
        raise UsageError(shown(f"no column “{column}”; there are: {', '.join(known.values())}"))
    groups = groups_by(cohort, known[column.casefold()])
    if not groups:
        raise UsageError(
            shown(f"{column} makes no groups: that takes 2 to {MOST_GROUPS} different values")
        )
    return groups


def transition_lines(answer: dict[str, Any]) -> list[str]:
    """Returns the same as lines for a person."""
    head = f"{answer['from']} to {answer['to']}, by {answer['visits']}"
    lines = [line for group in answer["groups"] for line in _group_lines(group)]
    return [shown(line) for line in (head, *lines, answer["denominators"])]


def _group_lines(group: dict[str, Any]) -> list[str]:
    table, cleared = group["table"], group["clearance"]
    lines = [
        f"{group['name']}: {group['pairs']:,} pairs of {group['patients']:,} patients; "
        f"+/+ {table['pos_pos']:,}, +/− {table['pos_neg']:,}, −/+ {table['neg_pos']:,}, "
        f"−/− {table['neg_neg']:,}",
        f"  exact McNemar p = {group['mcnemar_p']:.3g}",
        f"  agreement {_percent(group['agreement'])}",
        f"  kappa {_number(group['kappa'])}",
        f"  difference {_percent(group['difference'])}",
        f"  cleared: {cleared['observed']:,} of {cleared['positive']:,} positives, "
        f"expected {_expected(cleared)}",
        f"  left out: {sum(group['excluded'].values()):,}",
    ]
    return [*lines, *(f"    {number:,} {why}" for why, number in group["excluded"].items())]


def _percent(found: dict[str, float | None]) -> str:
    if found["value"] is None:
        return "not known"
    value, lower, upper = (100 * (found[name] or 0) for name in ("value", "lower", "upper"))
    return minus(f"{value:.1f} % ({lower:.1f} to {upper:.1f})")


def _number(found: dict[str, float | None]) -> str:
    if found["value"] is None:
        return "not defined"
    return minus(f"{found['value']:.3f} ({found['lower']:.3f} to {found['upper']:.3f})")


def _expected(cleared: dict[str, Any]) -> str:
    brackets = f"{cleared['bracket_own_count']:.1f} to {cleared['bracket_common_mean']:.1f}"
    if cleared["expected"] is None:
        return f"{brackets} (brackets only)"
    limits = f"{cleared['expected_lower']:.0f}–{cleared['expected_upper']:.0f}"
    return f"{cleared['expected']:.1f} ({limits}), brackets {brackets}"
