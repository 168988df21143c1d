"""Assays that a lab took back: marked by an import of its own, and nothing else of them changes."""

import pytest

from monitor.domain.plan import Action
from monitor.domain.vocabularies import AssayStatus
from monitor.intake import accept_proposed
from monitor.store.history import read_imports
from monitor.store.reading import read_courses
from monitor.store.undoing import undo_imports
from monitor.withdrawing import NotWithdrawnError, may_be_withdrawn, withdraw, withdrawal_file
from tests.imports import content, plan, rules, take

HEADER = "patient_id,center,sample_id,collected_on,lab,site,antibody,cells_screened,tumor_cells\n"
FIRST = "P1,North,23/1,2023-01-17,=Lab,left,A45-B/B3,2000000,3\n"
SECOND = "P1,North,,2023-07-17,=Lab,right,,2000000,<1\n"
OTHER = "P2,North,,2023-07-18,=Lab,,,2000000,0\n"


def statuses(store):
    return {
        (course.patient.patient_id, str(assay.collected_on)): assay.status
        for course in read_courses(store)
        for assay in course.assays
    }


def stored_without(store, *lacking):
    """Imports all rows, and returns the plan of an export that lacks some."""
    take(store, HEADER + FIRST + SECOND + OTHER)
    rest = [row for row in (FIRST, SECOND, OTHER) if row not in lacking]
    return plan(store, HEADER + "".join(rest))


def test_what_the_lab_took_back_is_marked_and_the_rest_of_it_stays(new_store):
    store = new_store()
    found = stored_without(store, SECOND)
    before = content(store)
    number = withdraw(store, found, may_be_withdrawn(found), "letter of 3 May")
    assert statuses(store) == {
        ("P1", "2023-01-17"): AssayStatus.VALID,
        ("P1", "2023-07-17"): AssayStatus.WITHDRAWN,
        ("P2", "2023-07-18"): AssayStatus.VALID,
    }
    entry = read_imports(store)[0]
    assert (entry.import_id, entry.reason, entry.counts.changed) == (number, "letter of 3 May", 1)
    undo_imports(store, [number], "A. B.")
    assert content(store) == before


def test_an_assay_with_a_number_and_a_name_like_a_formula_is_found_too(new_store):
    store = new_store()
    found = stored_without(store, FIRST)
    withdraw(store, found, may_be_withdrawn(found), "letter")
    assert statuses(store)["P1", "2023-01-17"] is AssayStatus.WITHDRAWN
    assert "'=Lab" in withdrawal_file(found, may_be_withdrawn(found)).content.decode()


def test_once_marked_it_is_no_longer_missed_and_its_return_is_noted(new_store):
    store = new_store()
    found = stored_without(store, SECOND)
    withdraw(store, found, may_be_withdrawn(found), "letter")
    assert plan(store, HEADER + FIRST).absent.count == 0
    again = accept_proposed(store, plan(store, HEADER + FIRST + SECOND))
    assert again.action is Action.UNCHANGED
    assert "withdrawn_before" in rules(again)[3]
    assert "withdrawn_before" not in rules(again)[2]


def test_nothing_is_marked_where_something_else_would_happen(new_store):
    store = new_store()
    found = stored_without(store, SECOND)
    row = may_be_withdrawn(found)[0]
    undo_imports(store, [1], "A. B.")
    with pytest.raises(NotWithdrawnError, match="Nothing was marked"):
        withdraw(store, found, [row], "letter")
    assert len(read_imports(store)) == 1


def test_only_assays_have_a_status(new_store):
    store = new_store()
    header = "patient_id,agent,therapy_type,started_on\n"
    take(store, header + "P1,EC,chemotherapy,2023-01-01\nP1,T,chemotherapy,2023-05-01\n")
    found = plan(store, header + "P1,EC,chemotherapy,2023-01-01\n")
    assert found.absent.count == 1
    assert may_be_withdrawn(found) == ()
