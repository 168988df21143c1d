"""Groups of patients that somebody gave a name: how they are found, not who they are.

No part of the record: saving one leaves the store's revision as it is.
"""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select

from monitor.store.engine import Store, reading, writing
from monitor.store.schema import setting

_PREFIX = "group: "


def read_groups(store: Store) -> dict[str, dict[str, list[str]]]:
    """Returns what each saved group asks for, by its name, in order of the names."""
    query = select(setting).where(setting.c.name.startswith(_PREFIX)).order_by(setting.c.name)
    with reading(store) as connection:
        return {
            row.name.removeprefix(_PREFIX): json.loads(row.value)
            for row in connection.execute(query)
        }


def save_group(store: Store, name: str, asks: Mapping[str, Sequence[str]]) -> None:
    """Saves a group, in the place of another one of that name."""
    text = json.dumps(dict(asks), ensure_ascii=False)
    with writing(store) as connection:
        _remove(connection, name)
        connection.execute(insert(setting).values(name=_PREFIX + name, value=text))


def remove_group(store: Store, name: str) -> None:
    """Forgets a group; nobody's data change."""
    with writing(store) as connection:
        _remove(connection, name)


def _remove(connection: Connection, name: str) -> None:
    connection.execute(delete(setting).where(setting.c.name == _PREFIX + name))
