"""Settings are changes like any other."""

from sqlalchemy import select

from monitor.domain.visits import VisitPlan, VisitWindow
from monitor.store.engine import reading, revision
from monitor.store.schema import change
from monitor.store.settings import read_visit_plan, save_visit_plan

PLAN = VisitPlan("first surgery", (VisitWindow("BM1", 0, 2),))


def test_a_new_store_has_no_windows(store):
    assert read_visit_plan(store) is None


def test_saved_windows_are_read_back_and_raise_the_revision(store):
    before = revision(store)
    assert save_visit_plan(store, PLAN, "ab") == before + 1 == revision(store)
    assert read_visit_plan(store) == PLAN


def test_what_was_set_before_stays_in_the_record(store):
    save_visit_plan(store, PLAN, "ab")
    save_visit_plan(store, VisitPlan("diagnosis"), "cd")
    assert read_visit_plan(store) == VisitPlan("diagnosis")
    with reading(store) as connection:
        last = connection.execute(select(change).order_by(change.c.id.desc())).first()
    assert (last.kind, last.made_by) == ("settings", "cd")
    assert '"BM1"' in last.reason
