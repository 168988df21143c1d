"""The commands that say what a change is worth: `call` for two counts, `course` for a patient."""

import argparse
import json
from collections.abc import Sequence
from math import isfinite
from typing import Any

from monitor.cli_files import UsageError
from monitor.cli_text import complain, shown, tell
from monitor.domain.rules import DEFAULT_RULES, RuleSet
from monitor.store.engine import Store, has_store, look_at_store

Json = dict[str, Any]

REFUSED = 1
# More cells than this are not rare, and a table of all outcomes would not fit into memory.
MOST_CELLS = 1_000_000
# A whole body has fewer cells in its marrow.
MOST_SCREENED = 1e12
LINKS_TOLD = 8


def add_call(command: argparse.ArgumentParser) -> None:
    """Says what `call` takes."""
    for name, kind, meaning in (
        ("k1", int, "tumor cells before"),
        ("n1", float, "cells screened before, 2.0e6 for two million"),
        ("k2", int, "tumor cells after"),
        ("n2", float, "cells screened after"),
    ):
        command.add_argument(f"--{name}", type=kind, required=True, metavar="NUMBER", help=meaning)
    command.add_argument("--json", action="store_true", help="one JSON line")
    command.set_defaults(run=run_call)


def add_course(command: argparse.ArgumentParser) -> None:
    """Says what `course` takes."""
    command.add_argument("patient", metavar="PATIENT", help="pseudonym, or link of the patient")
    command.add_argument("--center", metavar="CENTER", help="where two share a pseudonym")
    command.add_argument("--json", action="store_true", help="one JSON line")
    command.set_defaults(run=run_course)


def run_call(options: argparse.Namespace) -> int:
    """Says what two counts say about a change."""
    from monitor.analysis.call_report import call_json

    _check_counts(options.k1, options.n1, options.k2, options.n2)
    rules = _rules_in_force()
    try:
        found = call_json(options.k1, options.n1, options.k2, options.n2, rules)
    except ValueError as fault:
        raise UsageError(str(fault)) from fault
    for line in [json.dumps(found)] if options.json else call_lines(found):
        tell(line)
    return 0


def _rules_in_force() -> RuleSet:
    """Returns the rules of the store, those that come with the program where there is none: two
    counts can be compared without a store, and none is made for it.
    """
    if not has_store():
        return DEFAULT_RULES
    from monitor.store.rule_sets import read_rules

    return read_rules(look_at_store())


def _check_counts(k1: int, n1: float, k2: int, n2: float) -> None:
    """Raises UsageError for counts that cannot be of tumor cells among cells screened."""
    for cells, screened in ((k1, n1), (k2, n2)):
        if isfinite(screened) and screened > MOST_SCREENED:
            raise UsageError(f"{screened:g} cells cannot have been screened")
        if screened < cells:
            raise UsageError(f"{cells:,} cells cannot be among {screened:g} screened")
    # Not finite or not positive depths are named by the statistics themselves.
    expected = k1 * n2 / n1 if n1 > 0 and isfinite(n2) else 0.0
    if max(k1, k2, expected) > MOST_CELLS:
        raise UsageError(f"more than {MOST_CELLS:,} cells: these are no rare cells")


def run_course(options: argparse.Namespace) -> int:
    """Says what each sampling of a patient shows, and what changed."""
    from monitor.analysis.call_report import course_json
    from monitor.analysis.lab_scatter import lab_scatter
    from monitor.store.reading import read_course
    from monitor.store.rule_sets import read_rules
    from monitor.store.same_days import read_same_days

    store = look_at_store()
    link = _link_of(store, options.patient.strip(), options.center)
    course = read_course(store, link) if link else None
    if course is None:
        at = f" at {shown(options.center)}" if options.center else ""
        complain(f"there is no patient {shown(options.patient)}{at}")
        return REFUSED
    found = course_json(course, read_rules(store), lab_scatter(read_same_days(store)))
    for line in [json.dumps(found)] if options.json else course_lines(found):
        tell(line)
    return 0


def _link_of(store: Store, name: str, center: str | None) -> str | None:
    """Returns the link of the patient with this pseudonym or link, None where there is none.

    Raises UsageError where patients of several centers share the pseudonym.
    """
    from monitor.store.reading import read_course, read_links

    links = read_links(store)
    named = [link for link, pseudonym in links if pseudonym == name]
    named = named or [link for link, _ in links if link == name]
    if len(named) <= 1 and center is None:
        return named[0] if named else None
    courses = [course for link in named if (course := read_course(store, link))]
    centers = {course.patient.link: course.patient.center or "" for course in courses}
    fitting = [link for link, place in centers.items() if center is None or place == center.strip()]
    if len(fitting) > 1:
        raise UsageError(_several(name, list(centers.values())))
    return fitting[0] if fitting else None


def _several(name: str, centers: Sequence[str]) -> str:
    places = [f"“{shown(place)}”" if place else "no center (“”)" for place in centers[:LINKS_TOLD]]
    more = f" and {len(centers) - LINKS_TOLD} more" if len(centers) > LINKS_TOLD else ""
    return f"{shown(name)} is a patient of {', '.join(places)}{more}: say which with --center"


def call_lines(found: Json) -> list[str]:
    """Returns the same as lines for a person."""
    grade = "demonstrable" if found["demonstrable"] else "compatible with chance"
    lines = [
        f"{found['k1']} in {_depth(found['n1'])} → {found['k2']} in {_depth(found['n2'])}",
        f"  {_ratio(found) or found['note']}: {grade}",
        f"  {_smallest(found)}",
        f"  rule set {found['rules']}, α = {found['alpha']:g}",
    ]
    if found["ratio"] is not None and found["ratio"] < 1:
        chance = _percent(found["chance_of_false_clearance"])
        lines.insert(2, f"  so few cells turn up in {chance} of such pairs when nothing changed")
    return lines


def _smallest(found: Json) -> str:
    fall, rise = found["smallest_demonstrable"].values()
    told = f"no fall with more than {fall}" if fall else "no fall but to 0"
    told = told if fall is not None else "no fall, not even to 0"
    cells = "cell" if fall == 1 else "cells"
    told = f"{told} {cells}" if fall else told
    return f"demonstrable in {_depth(found['n2'])}: {told}; a rise from {rise} cells on"


def course_lines(found: Json) -> list[str]:
    """Returns the same as lines for a person."""
    center = f" · {found['center']}" if found["center"] else ""
    head = f"{found['patient_id']}{center} · rule set {found['rules']} · rates per 10⁶ MNC"
    samplings = [line for one in found["samplings"] for line in _sampling_lines(one)]
    therapies = [f"  {_therapy(line)}" for line in found["therapy_lines"]]
    lines = [head, *(samplings or ["  no sampling"])]
    lines += ["before and after therapy:", *therapies] if therapies else []
    return [shown(line) for line in lines]


def _sampling_lines(one: Json) -> list[str]:
    """Returns one or two lines: the result with its call, and what the call rests on."""
    words = [one["collected_on"], _result(one), one["state"], _verdict(one)]
    lines = ["  " + " · ".join(word for word in words if word)]
    chance = one["chance_of_false_clearance"]
    detail = [
        _ratio(one) + _clusters(one["compared"]),
        f"{_percent(chance)} when nothing changed" if chance is not None else "",
        one["reason"],
    ]
    if told := "; ".join(word for word in detail if word):
        lines.append(f"      {told}")
    return lines


def _clusters(compared: Json | None) -> str:
    """Returns the remark that fewer events than cells were compared, if so."""
    if compared is None or all(pair["k"] == pair["events"] for pair in compared.values()):
        return ""
    events = " → ".join(str(pair["events"]) for pair in compared.values())
    return f" of {events} events, a cluster being one"


def _result(one: Json) -> str:
    k, n, rate = one["tumor_cells"], one["cells_screened"], one["rate"]
    if n is None or k is None:
        return "" if rate is None else f"{rate:.3g} as reported"
    if one["excluded"] is not None and k == 0:
        return f"0 in {_depth(n)} (above {one['excluded']:.3g} excluded)"
    return f"{k} in {_depth(n)} = {rate:.3g} ({one['lower']:.3g}–{one['upper']:.3g})"


def _verdict(one: Json) -> str:
    confirmed = f"confirmed {one['confirmed_on']}" if one["confirmed_on"] else ""
    return ", ".join(word for word in (one["call"], one["grade"], confirmed) if word)


def _therapy(line: Json) -> str:
    end = "ongoing" if line["ongoing"] else line["ended_on"] or "?"
    name = f"{line['agent']} {line['started_on']}–{end}"
    pair = line["compared"]
    if pair is None:
        return f"{name}: {line['reason']}"
    before, after = (f"{pair[at]['k']} in {_depth(pair[at]['n'])}" for at in ("earlier", "later"))
    return f"{name}: {before} → {after}; {_ratio(line) or 'no cells in either'}{_clusters(pair)}"


def _ratio(found: Json) -> str:
    """Returns the ratio with its limits and p; "" where both counts are 0 or nothing compared."""
    if found["p_central"] is None or (found["ratio"] is None and found["ratio_lower"] is None):
        return ""
    value, low, high = (
        "∞" if number is None else f"{number:.3g}"
        for number in (found["ratio"], found["ratio_lower"], found["ratio_upper"])
    )
    p = f"p = {found['p_value']:.2g} (central {found['p_central']:.2g})"
    return f"RR {value} (95 % {low} to {high}), {p}"


def _depth(cells: float) -> str:
    from monitor.analysis.formats import millions

    return f"{millions(round(cells))} M"


def _percent(chance: float) -> str:
    percent = 100 * chance
    return f"{percent:.1f} %" if percent < 10 else f"{percent:.0f} %"
