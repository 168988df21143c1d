"""The labs that a store knows."""

from sqlalchemy import select

from monitor.store.engine import Store, reading
from monitor.store.schema import assay


def read_labs(store: Store) -> tuple[str, ...]:
    """Returns the name of every lab that an assay in force names, in order."""
    query = (
        select(assay.c.lab).where(assay.c.ended_by.is_(None) & assay.c.lab.is_not(None)).distinct()
    )
    with reading(store) as connection:
        return tuple(sorted(str(name) for name in connection.scalars(query) if name.strip()))
