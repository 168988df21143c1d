"""Answers on outcomes as tables: the numbers behind each figure, and who is not in it."""

import numpy as np
import pandas as pd

from monitor.analysis.marrow_over_time import StatusRows
from monitor.analysis.outcome_excluded import Exclusions
from monitor.analysis.outcome_facts import CohortFacts
from monitor.analysis.outcome_forest import ForestData, ResidualData
from monitor.analysis.outcome_groups import DETECTED, NOT_DETECTED
from monitor.analysis.outcome_json import DAYS_PER_YEAR
from monitor.analysis.outcome_steps import Steps, StepsData


def curves_table(data: StepsData) -> pd.DataFrame:
    """Returns the numbers of the chart at the times of its table, a row for each group and time."""
    name = "had_event_percent" if data.is_incidence else "event_free_percent"
    rows = []
    for group in data.groups:
        cells = zip(
            data.times, group.row.at_risk, group.row.censored, group.row.events, strict=True
        )
        for time, at_risk, censored, events in cells:
            y, lower, upper = _at(group.curve, time)
            rows.append((group.name, time, at_risk, censored, events, y, lower, upper))
    columns = ["group", data.unit.value, "at_risk", "censored", "events", name]
    columns += ["lower_95", "upper_95"]
    return pd.DataFrame(rows, columns=columns).round(4)


def summary_table(data: StepsData) -> pd.DataFrame:
    """Returns a row for each group: patients, events, median with limits."""
    unit = data.unit.value
    return pd.DataFrame(
        [
            {
                "group": group.name,
                "patients": group.patients,
                "events": group.events,
                "competing": group.competing or None,
                f"median_{unit}": group.median,
                "median_lower_95": group.median_limits[0],
                "median_upper_95": group.median_limits[1],
            }
            for group in data.groups
        ]
    ).round(2)


def _at(curve: Steps, time: float) -> tuple[float, float, float]:
    place = int(np.searchsorted(curve.x, time, side="right")) - 1
    if place < 0 or time > curve.x[-1]:
        return float("nan"), float("nan"), float("nan")
    return float(curve.y[place]), float(curve.lower[place]), float(curve.upper[place])


def forest_table(data: ForestData) -> pd.DataFrame:
    """Returns a row for each term of the model."""
    return pd.DataFrame(
        [
            {
                "term": row.name,
                "compared": row.compared,
                "events": row.events,
                "hr": row.ratio,
                "lower_95": row.lower,
                "upper_95": row.upper,
                "p": row.p_value,
                "changes_with_time_chi_square": row.chi_square,
                "changes_with_time_p": row.check_p,
            }
            for row in data.rows
        ]
    )


def residual_table(data: ResidualData) -> pd.DataFrame:
    """Returns a row for each event: the log hazard ratio there, and its smooth."""
    return pd.DataFrame(
        {"day": data.days, "log_hazard_ratio": data.values, "smooth": data.smooth}
    ).round(4)


def status_table(rows: StatusRows) -> pd.DataFrame:
    """Returns the time spent in each status, and the events of that time."""
    found = []
    for name, status in ((DETECTED, True), (NOT_DETECTED, False)):
        years, events = rows.time(status) / DAYS_PER_YEAR, rows.events(status)
        rate = 100 * events / years if years else np.nan
        found.append((name, rows.patients(status), round(years, 1), events, rate))
    columns = ["marrow_at_the_time", "patients_ever", "patient_years", "events"]
    return pd.DataFrame(found, columns=[*columns, "events_per_100_patient_years"]).round(2)


def excluded_table(excluded: Exclusions, facts: CohortFacts) -> pd.DataFrame:
    """Returns who is not followed, and why."""
    listed = excluded.listed(facts)
    return pd.DataFrame(
        {"patient_id": [o.patient_id for o in listed], "reason": [o.reason for o in listed]}
    )
