"""Marrow assays as plain rows, some at once: what quality is judged by, no course around them."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from monitor.domain.vocabularies import Material
from monitor.store.engine import Store, reading
from monitor.store.record_reading import BY_PSEUDONYM
from monitor.store.schema import assay, patient

# The values of a row, in this order, after the patient's place among all pseudonyms.
COLUMNS = (
    "collected_on", "lab", "method", "antibody", "sample_id", "site", "replicate", "reader",
    "tumor_cells", "cells_screened", "control_positive", "control_cells_screened",
    "reported_rate", "result_text", "status", "qualified",
)  # fmt: skip
_ROWS = 20_000


def read_assay_rows(store: Store) -> Iterator[list[tuple[Any, ...]]]:
    """Yields the current marrow assays as tuples: the patient's number in the order of the
    pseudonyms, from 0, then the values of COLUMNS.

    A row without its patient is left out, as everywhere.
    """
    query = (
        select(assay.c.person_id, *(assay.c[name] for name in COLUMNS))
        .where(assay.c.ended_by.is_(None), assay.c.material == Material.BONE_MARROW.value)
        .order_by(assay.c.person_id, assay.c.collected_on, assay.c.id)
    )
    people = select(patient.c.person_id).where(patient.c.ended_by.is_(None)).order_by(*BY_PSEUDONYM)
    with reading(store) as connection:
        order = connection.execute(people).scalars()
        places = {person: place for place, person in enumerate(order)}
        rows = connection.execution_options(stream_results=True).execute(query)
        for part in rows.partitions(_ROWS):
            yield [_placed(row, places) for row in part if row[0] in places]


def _placed(row: Sequence[Any], places: dict[int, int]) -> tuple[Any, ...]:
    return places[row[0]], _day(row[1]), *row[2:]


_day = lru_cache(maxsize=20_000)(date.fromisoformat)
