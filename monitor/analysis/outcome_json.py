"""Outcomes as plain data, the same numbers as on the page: `analyze outcomes … --json`."""

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any

import numpy as np

from monitor.analysis.outcome_facts import CohortFacts
from monitor.analysis.outcome_models import Adjusted
from monitor.analysis.outcomes import GroupOutcome, Outcomes
from monitor.stats.cox import CoxTerm

DAYS_PER_YEAR = 365.25


def outcomes_json(
    outcomes: Outcomes, fitted: Adjusted, facts: CohortFacts, times: Sequence[int] = ()
) -> dict[str, Any]:
    """Returns times in days, groups, log-rank test, Cox terms and excluded patients.

    Without `times`, each year up to the longest follow-up. What cannot be told is None: a curve
    after its last patient, a median that is not reached, a test without two groups. `cox` is empty
    where there is no hazard ratio; `fitted.refusal` says why.
    """
    days = list(times) or years(outcomes)
    test, model = outcomes.log_rank, fitted.model
    return {
        "times": days,
        "groups": [_group(group, days) for group in outcomes.groups],
        "logrank": {
            "chi_square": test.chi_square if test else None,
            "df": test.degrees if test else None,
            "p": test.p_value if test else None,
        },
        "cox": [_term(term) for term in model.terms] if model else [],
        "excluded": [
            {"patient_id": out.patient_id, "reason": out.reason}
            for out in outcomes.excluded.listed(facts)
        ],
    }


def years(outcomes: Outcomes) -> list[int]:
    """Returns the days of whole years that anybody was followed."""
    longest = float(outcomes.members.days.max(initial=0))
    count = int(longest / DAYS_PER_YEAR)
    return [round(DAYS_PER_YEAR * year) for year in range(1, count + 1)]


def _group(group: GroupOutcome, days: Sequence[int]) -> dict[str, Any]:
    curve = group.curve
    lower, upper = curve.limits_at(days)
    return {
        "name": group.name,
        "n": curve.patients,
        "events": curve.event_total,
        "at_risk": curve.at_risk_at(days).tolist(),
        "survival": _numbers(curve.survival_at(days)),
        "lower": _numbers(lower),
        "upper": _numbers(upper),
        "median": curve.median,
    }


def _term(term: CoxTerm) -> dict[str, Any]:
    return {
        "term": term.name,
        "coef": term.coefficient,
        "se": term.standard_error,
        "hr": term.hazard_ratio,
        "lower": term.lower,
        "upper": term.upper,
        "p": term.p_value,
    }


def _numbers(values: Iterable[float]) -> list[float | None]:
    return [float(v) if isfinite(v) else None for v in np.asarray(values).tolist()]
