"""The self-check finds what is wrong with a store, and nothing in a sound one."""

import sqlite3

import pytest

from monitor.analysis import self_check
from monitor.analysis.self_check import check_statistics
from monitor.store.self_check import check_store
from tests.imports import take

ROWS = "patient_id,collected_on,cells_screened,tumor_cells\nP1,2023-01-17,2000000,3\n"


@pytest.fixture
def raw(store, tmp_path):
    """Returns a bare connection to a store without the guards of its rows."""
    take(store, ROWS)
    connection = sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None)
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    for (name,) in connection.execute(query).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    yield connection
    connection.close()


def faults(store) -> dict[str, str]:
    return {check.name: check.found for check in check_store(store) if not check.is_good}


def test_a_sound_store_has_no_fault(store):
    assert faults(store) == {}
    take(store, ROWS)
    take(store, ROWS.replace(",3", ",4"))
    assert faults(store) == {}


@pytest.mark.parametrize(
    ("statement", "name", "found"),
    [
        (
            "UPDATE assay SET tumor_cells = 0",
            "Digests of the rows",
            "1 of 2 rows differ from what was stored: assay 1",
        ),
        ("UPDATE source_file SET content = x'00'", "Imported files", "1 of 1 are damaged"),
        ("UPDATE assay SET import_id = 77", "References between tables", "1 broken, in assay"),
        ("DELETE FROM change", "Revision", "0, the number of the last change"),
        ("UPDATE alembic_version SET version_num = '0001'", "Version of the tables", "0001"),
    ],
)
def test_what_was_changed_behind_the_programs_back_is_found(store, raw, statement, name, found):
    raw.execute(statement)
    assert found in faults(store)[name]


def test_the_statistics_are_those_of_r():
    assert [check.is_good for check in check_statistics()] == [True] * 3


def test_a_statistic_that_differs_is_a_fault(monkeypatch):
    monkeypatch.setattr(self_check, "NONE_IN_TWO_MILLION", 1.5)
    (fault,) = [check for check in check_statistics() if not check.is_good]
    assert fault.found == "1.49787; R has 1.5"
