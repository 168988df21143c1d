"""What labs found in several assays of one day: what their scatter is measured by, summed up."""

from typing import Any

from sqlalchemy import ColumnElement, Float, Select, and_, cast, func, select

from monitor.domain.evidence import SameDay
from monitor.domain.vocabularies import AssayStatus, Material, ResultText
from monitor.store.engine import Store, reading
from monitor.store.schema import assay

_OF = assay.c


def read_same_days(store: Store) -> list[SameDay]:
    """Returns the sums of each patient's day and comparability key with several valid marrow counts
    and a cell in one of them.
    """
    with reading(store) as connection:
        # A server sums whole numbers to decimals.
        return [
            SameDay(lab, int(cells), int(screened), float(squares), assays)
            for lab, cells, screened, squares, assays in connection.execute(_sums())
        ]


def _sums() -> Select[Any, Any, Any, Any, int]:
    """Returns the query; days with one row only, which the index alone tells, are never looked at:
    most stores have little else.
    """
    day = (_OF.person_id, _OF.collected_on)
    several = select(*day).group_by(*day).having(func.count() > 1).subquery()
    k, n, lab = _OF.tumor_cells, _OF.cells_screened, func.coalesce(_OF.lab, "")
    return (
        select(lab, func.sum(k), func.sum(n), func.sum(cast(k, Float) * k / n), func.count())
        .select_from(several)
        .join(assay, and_(several.c.person_id == day[0], several.c.collected_on == day[1]))
        .where(_is_counted())
        .group_by(*day, _OF.method, func.coalesce(_OF.antibody, ""), lab)
        .having(func.count() > 1, func.sum(k) > 0)
    )


def _is_counted() -> ColumnElement[bool]:
    return and_(
        _OF.ended_by.is_(None),
        _OF.material == Material.BONE_MARROW.value,
        _OF.status == AssayStatus.VALID.value,
        func.coalesce(_OF.result_text, "") != ResultText.NOT_EVALUABLE.value,
        _OF.tumor_cells.is_not(None),
        _OF.cells_screened > 0,
    )
