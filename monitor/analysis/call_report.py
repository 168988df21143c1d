"""Calls as plain objects for JSON: what the command line prints.

Rates are per 10⁶ MNC, depths of `call` in cells. null stands for what is undefined, not known or
without bound (JSON knows no infinity).
"""

from datetime import date
from math import isfinite
from typing import Any

from monitor.analysis.calls import calls
from monitor.analysis.lab_scatter import with_scatter
from monitor.analysis.therapy_line_changes import therapy_line_changes
from monitor.domain.calls import Call, TherapyLineChange
from monitor.domain.evidence import UNCHECKED, Comparison, Scatters, Tally
from monitor.domain.records import Course
from monitor.domain.rules import RuleSet
from monitor.stats.change import compare, depth_to_show_fall, smallest_demonstrable

Json = dict[str, Any]

_RATIO = ("ratio", "ratio_lower", "ratio_upper", "p_value", "p_central")


def call_json(k1: int, n1: float, k2: int, n2: float, rules: RuleSet) -> Json:
    """Returns what k₁ cells in n₁ and k₂ in n₂ cells screened say about a change.

    Raises ValueError for counts that are not whole and ≥ 0 or depths not > 0.
    """
    before, after = n1 / 1e6, n2 / 1e6
    found = compare(k1, before, k2, after, rules.alpha)
    smallest = smallest_demonstrable(k1, before, after, rules.alpha)
    depth = depth_to_show_fall(k1, before, k2, rules.alpha).item()
    return {
        "k1": k1,
        "n1": n1,
        "k2": k2,
        "n2": n2,
        "ratio": _number(found.ratio),
        "ratio_lower": _number(found.lower),
        "ratio_upper": _number(found.upper),
        "p_value": found.p_value,
        "p_central": found.p_central,
        "demonstrable": found.demonstrable,
        "chance_of_false_clearance": found.chance_of_false_clearance,
        "probability_fell": _number(found.probability_fell),
        "smallest_demonstrable": {"fall_to": smallest.fall_to, "rise_to": smallest.rise_to},
        "depth_to_show_fall": _number(depth * 1e6),
        "note": "no cells in either" if k1 + k2 == 0 else "",
        "alpha": rules.alpha,
        "rules": rules.version,
    }


def course_json(course: Course, rules: RuleSet, scatter: Scatters = UNCHECKED) -> Json:
    """Returns one patient's samplings with their calls, and the change at each line of therapy."""
    return {
        "patient_id": course.patient.patient_id,
        "center": course.patient.center,
        "rules": rules.version,
        "samplings": [_sampling(call) for call in calls(course, rules, scatter=scatter)],
        "therapy_lines": [
            _line(change) for change in therapy_line_changes(course, rules, scatter=scatter)
        ],
    }


def _sampling(call: Call) -> Json:
    sampling, reference = call.sampling, call.reference
    return {
        "collected_on": _day(sampling.collected_on),
        "series": str(sampling.key),
        "tumor_cells": sampling.tumor_cells,
        "cells_screened": sampling.cells_screened,
        "rate": sampling.rate,
        "lower": sampling.lower,
        "upper": sampling.upper,
        "excluded": sampling.excluded,
        "state": sampling.state.value,
        "call": call.kind.value,
        "grade": call.grade.value if call.grade else None,
        "confirmed_on": _day(call.confirmed_on),
        "reference_on": _day(reference.sampling.collected_on if reference else None),
        **_comparison(call.comparison),
        "chance_of_false_clearance": call.chance_of_false_clearance,
        "reason": with_scatter(call.reason, call.comparison, sampling.key.lab),
        "compared": _tallies(call.comparison),
    }


def _line(change: TherapyLineChange) -> Json:
    therapy = change.therapy
    return {
        "therapy_type": therapy.therapy_type.value,
        "agent": therapy.agent,
        "started_on": _day(therapy.started_on),
        "ended_on": _day(therapy.ended_on),
        "ongoing": therapy.ongoing,
        "series": str(change.key) if change.key else None,
        "before_on": _day(change.before.collected_on if change.before else None),
        "after_on": _day(change.after.collected_on if change.after else None),
        **_comparison(change.comparison),
        "demonstrable": change.comparison.demonstrable if change.comparison else None,
        "reason": with_scatter(
            change.reason, change.comparison, change.key.lab if change.key else ""
        ),
        "compared": _tallies(change.comparison),
    }


def _comparison(found: Comparison | None) -> Json:
    if found is None:
        return dict.fromkeys(_RATIO)
    values = (found.ratio, found.lower, found.upper, found.p_value, found.p_central)
    return {name: _number(value) for name, value in zip(_RATIO, values, strict=True)}


def _tallies(found: Comparison | None) -> Json | None:
    """Returns the counts that were compared; `k` are cells, `events` what the test counts."""
    if found is None:
        return None
    return {"earlier": _tally(found.earlier), "later": _tally(found.later)}


def _tally(tally: Tally) -> Json:
    return {
        "k": tally.cells,
        "events": tally.events,
        "n": tally.screened,
        "samplings": tally.samplings,
        "first_on": _day(tally.first_on),
        "last_on": _day(tally.last_on),
    }


def _number(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
