"""Stored rows that a file lacks, in words by which a person knows them."""

from collections.abc import Mapping

from monitor.analysis.formats import k_in_n
from monitor.domain.plan import ImportPlan, StoredRow, Value


def absent_names(plan: ImportPlan) -> Mapping[int, str]:
    """Returns by number how each stored row that a file lacks is called: whose, when, where, what
    was found, and where it came from.
    """
    people = {}
    if plan.rows is not None:
        people = dict(zip(plan.rows.links, plan.rows.people["patient_id"], strict=True))
    return {row.id: _name(row, people.get(row.link)) for row in plan.absent.first}


def _name(row: StoredRow, patient: Value) -> str:
    values = row.values
    parts = (
        patient,
        values.get("collected_on"),
        values.get("site"),
        values.get("sample_id"),
        k_in_n(_whole(values.get("tumor_cells")), _whole(values.get("cells_screened"))),
        f"import {row.import_id}, line {row.line}",
    )
    return " · ".join(str(part) for part in parts if part)


def _whole(value: Value) -> int | None:
    return value if isinstance(value, int) else None
