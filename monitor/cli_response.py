"""The command `analyze response`: does the therapy clear the cells? The numbers of the page."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from monitor.cli_files import UsageError
from monitor.cli_filter import add_filter, narrowed
from monitor.cli_text import complain, shown, tell
from monitor.domain.vocabularies import TherapyType
from monitor.store.engine import Store, look_at_store

if TYPE_CHECKING:
    from monitor.analysis.cohort import Cohort
    from monitor.analysis.response_spans import Span

FIRST, LAST = "first", "last"
TOGETHER = "together"


def add_response(command: argparse.ArgumentParser) -> None:
    """Says what `analyze response` takes."""
    command.add_argument(
        "--therapy", metavar="CLASS|AGENT", help="before and after this line; else from baseline"
    )
    command.add_argument(
        "--to",
        default=FIRST,
        metavar="first|last|VISIT",
        help="which later sampling; default first",
    )
    command.add_argument(
        "--by", default=TOGETHER, metavar="COLUMN", help="groups: arm, center, …; default together"
    )
    add_filter(command)
    command.add_argument("--json", action="store_true", help="one JSON line")
    command.set_defaults(run=run_response)


def run_response(options: argparse.Namespace) -> int:
    """Says how many cleared and how many would have though nothing had changed."""
    cohort = read_cohort(look_at_store())
    if not len(cohort.patients):
        complain("no patient is stored")
    cohort = narrowed(cohort, options.filter)
    answer = _answer(cohort, _span(cohort, options), options.by)
    for line in [json.dumps(answer)] if options.json else response_lines(answer):
        tell(line)
    return 0


def read_cohort(store: Store) -> "Cohort":
    """Returns the whole cohort of a store under the rules in force, as the pages see it."""
    from datetime import date

    from monitor.analysis.lab_scatter import lab_scatter
    from monitor.cohort_reading import Judging, read_kept
    from monitor.store.reading import read_last_date
    from monitor.store.rule_sets import read_rules
    from monitor.store.same_days import read_same_days
    from monitor.store.settings import read_visit_plan

    cut = read_last_date(store) or date.today()  # noqa: DTZ011  (the user's day)
    scatter = lab_scatter(read_same_days(store))
    by = Judging(read_rules(store), cut, read_visit_plan(store), scatter)
    return read_kept(store, by).cohort


def _span(cohort: "Cohort", options: argparse.Namespace) -> "Span":
    """Returns what is asked. Raises UsageError for a therapy or a visit that nobody has."""
    from monitor.analysis.response_spans import FIRST as FIRST_LATER
    from monitor.analysis.response_spans import LAST as LAST_OF_ALL
    from monitor.analysis.response_spans import Span

    if options.therapy is not None:
        return _therapy(cohort, options.therapy.strip())
    if options.to in (FIRST, LAST):
        return Span(until=FIRST_LATER if options.to == FIRST else LAST_OF_ALL)
    visits = [window.name for window in cohort.visits.windows] if cohort.visits else []
    if options.to not in visits:
        known = ", ".join([FIRST, LAST, *visits])
        raise UsageError(f"there is no visit {shown(options.to)}; there are {shown(known)}")
    return Span(visit=options.to)


def _therapy(cohort: "Cohort", name: str) -> "Span":
    from monitor.analysis.response_spans import Span, therapy_spans

    if name in set(TherapyType):
        return Span(name)
    agents = [span for span in therapy_spans(cohort) if span.agent]
    found = next((span for span in agents if span.agent.casefold() == name.casefold()), None)
    if found is None:
        known = ", ".join(dict.fromkeys(span.agent for span in agents)) or "none"
        raise UsageError(f"nobody was given {shown(name)}; systemic agents are {shown(known)}")
    return found


def _answer(cohort: "Cohort", span: "Span", column: str) -> dict[str, Any]:
    from monitor.analysis.denominators import denominator_line, denominators
    from monitor.analysis.expected_clearance import clearance_data
    from monitor.analysis.line_response import summary
    from monitor.analysis.response_dose import dose_data
    from monitor.analysis.response_groups import everybody, groups_by
    from monitor.analysis.response_json import response_json, summary_json
    from monitor.analysis.response_pairs import pairs_of
    from monitor.analysis.response_spans import therapy_spans

    together = column == TOGETHER or not len(cohort.patients)
    groups = everybody(cohort) if together else groups_by(cohort, column)
    if not groups:
        raise UsageError(f"{shown(column)} makes no groups: no such column, or too many values")
    pairs = pairs_of(cohort, span)
    lines = (
        {
            "therapy_type": one.therapy_type,
            "agent": one.agent or None,
            **summary_json(summary(pairs_of(cohort, one))),
        }
        for one in therapy_spans(cohort)
    )
    found = clearance_data(pairs, groups)
    answer = response_json(found, summary(pairs), dose_data(pairs), lines)
    return answer | {"denominators": denominator_line(denominators(cohort))}


def response_lines(answer: dict[str, Any]) -> list[str]:
    """Returns the same as lines for a person."""
    head = f"{answer['span']}: {answer['pairs']} pairs, {answer['demonstrably_lower']} demonstrably"
    lines = [f"{head} lower, {answer['demonstrably_higher']} higher; rule set {answer['rules']}"]
    lines += [f"  {_group_line(group)}" for group in answer["groups"]]
    if both := answer["comparison"]:
        lines.append(
            f"  {both['second']} against {both['first']}: Fisher p = {both['fisher_p']:.2g}"
        )
    lines.append(
        f"  demonstrable if nothing changed: {answer['expected_demonstrable']:.2f} expected"
    )
    lines += [f"  no pair: {one['patients']} · {one['reason']}" for one in answer["without_pair"]]
    lines.append("by line of therapy:")
    lines += [f"  {_line(one)}" for one in answer["lines"]]
    return [shown(line) for line in [*lines, answer["denominators"]]]


def _group_line(group: dict[str, Any]) -> str:
    text = f"{group['name']}: {group['observed']} of {group['positive']} positives cleared"
    ends = f"{group['bracket_own_count']:.1f} to {group['bracket_common_mean']:.1f}"
    if group["expected"] is None:
        return f"{text}; brackets {ends} (under 20 baseline positives)"
    span = f"{group['expected_lower']:.0f}–{group['expected_upper']:.0f}"
    return f"{text}; {group['expected']:.1f} ({span}) if nothing changed; brackets {ends}"


def _line(one: dict[str, Any]) -> str:
    name = one["agent"] or f"{one['therapy_type']} (any)"
    return (
        f"{name}: {one['pairs']} pairs, {one['demonstrably_lower']} lower, "
        f"{one['demonstrably_higher']} higher; {one['cleared']} of {one['positive_before']} cleared"
    )
