"""What each user has seen of the store, and who was touched since. Seeing is no change of data."""

from dataclasses import dataclass

from sqlalchemy import func, insert, select

from monitor.store.encoding import now
from monitor.store.engine import Store, reading, writing
from monitor.store.schema import TABLES, seen


@dataclass(frozen=True, slots=True)
class Seen:
    """Up to which change somebody has seen the news, and when (UTC) that was."""

    change: int
    made_at: str


def read_seen(store: Store, who: str) -> Seen | None:
    """Returns what a user has seen, None for somebody who comes for the first time."""
    query = (
        select(seen.c.change_id, seen.c.made_at)
        .where(seen.c.made_by == who)
        .order_by(seen.c.id.desc())
        .limit(1)
    )
    with reading(store) as connection:
        row = connection.execute(query).first()
    return None if row is None else Seen(*row)


def save_seen(store: Store, who: str, change: int) -> None:
    """Notes that a user has seen everything up to a change."""
    said = {"made_at": now(), "made_by": who, "change_id": change}
    with writing(store) as connection:
        connection.execute(insert(seen).values(said))


def read_touched_since(store: Store, change: int) -> dict[int, int]:
    """Returns the persons of whom a row was added or ended after a change, each with the last
    change that did so.
    """
    found: dict[int, int] = {}
    with reading(store) as connection:
        for table in TABLES.values():
            for column in (table.c.added_by, table.c.ended_by):
                query = (
                    select(table.c.person_id, func.max(column))
                    .where(column > change)
                    .group_by(table.c.person_id)
                )
                for number, last in connection.execute(query):
                    found[number] = max(last, found.get(number, 0))
    return found
