"""What a store is told about itself; every new value is a change like any other."""

from sqlalchemy import Connection, insert, select, update

from monitor.domain.visits import VisitPlan, plan_from_text, plan_to_text
from monitor.store.applying import add_change
from monitor.store.engine import Store, reading, writing
from monitor.store.schema import setting

VISITS = "visit_windows"
SETTINGS = "settings"


def read_visit_plan(store: Store) -> VisitPlan | None:
    """Returns the visit windows of a store, None where none were ever set."""
    with reading(store) as connection:
        text = _value(connection, VISITS)
    return None if text is None else plan_from_text(text)


def save_visit_plan(store: Store, plan: VisitPlan, made_by: str) -> int:
    """Stores other visit windows and returns the number of the change; what was, stays in its
    reason.
    """
    text = plan_to_text(plan)
    with writing(store) as connection:
        before = _value(connection, VISITS)
        number = add_change(connection, SETTINGS, made_by, f"{VISITS}: {before} → {text}")
        if before is None:
            connection.execute(insert(setting).values(name=VISITS, value=text))
        else:
            connection.execute(update(setting).where(setting.c.name == VISITS).values(value=text))
    return number


def _value(connection: Connection, name: str) -> str | None:
    found = connection.execute(select(setting.c.value).where(setting.c.name == name)).scalar()
    return None if found is None else str(found)
