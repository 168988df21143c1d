"""Chart 4 as a table: a row for each lane of the page."""

import pandas as pd

from monitor.analysis.swimmer import Outcome, Swimmer, SwimmerPage


def swimmer_table(page: SwimmerPage) -> pd.DataFrame:
    """Returns the lanes in their order, in months from the anchor."""
    return pd.DataFrame([_row(one) for one in page.swimmers])


def _row(one: Swimmer) -> dict[str, object]:
    return {
        "patient": one.line.patient_id,
        "arm": one.arm or None,
        "receptors and nodes": one.note or None,
        "from month": round(one.first, 1),
        "to month": round(one.last, 1),
        "end": one.end.value,
        "samplings": len(one.line.points),
        "states": " ".join(point.state.value for point in one.line.points),
        "last call": one.line.call or None,
        "first called cleared, month": one.cleared_at,
        "distant metastasis, month": _first(one, Outcome.DISTANT),
        "local or regional recurrence, month": _first(one, Outcome.LOCAL),
    }


def _first(one: Swimmer, kind: Outcome) -> float | None:
    return min((event.month for event in one.events if event.kind is kind), default=None)
