"""Of a long file, the bytes are compressed while it is read, and only these are held afterwards."""

import pytest

from monitor import intake
from monitor.intake import carry_out, plan_file, source_file
from monitor.store.history import read_imports, read_rejected, read_source_file
from tests.imports import content, plan, take

FILE = "patient_id,collected_on,cells_screened,tumor_cells\nP1,2023-01-17,2000000,3\nP2,x,1,1\n"


@pytest.fixture
def every_file_is_long(monkeypatch):
    monkeypatch.setattr(intake, "LARGE", 1)


@pytest.mark.usefixtures("every_file_is_long")
def test_the_plan_of_a_long_file_holds_its_bytes_compressed(store):
    source = source_file("long.csv", FILE.encode())
    found = plan_file(store, source, {}).source
    assert found.packed_from == len(FILE)
    assert found.held != FILE.encode()
    assert (found.content, found.byte_count) == (source.content, source.byte_count)
    assert (found.name, found.sha256) == (source.name, source.sha256)
    assert found.packed() is found


def test_a_long_file_is_stored_as_any_other(new_store, monkeypatch):
    first, second = new_store(), new_store()
    take(first, FILE)
    monkeypatch.setattr(intake, "LARGE", 1)
    take(second, FILE)
    assert content(second) == content(first)
    assert read_rejected(second, 1) == read_rejected(first, 1)
    kept = [read_source_file(store, 1) for store in (first, second)]
    assert kept[0] == kept[1]
    assert kept[1].content == FILE.encode()


@pytest.mark.usefixtures("every_file_is_long")
def test_a_long_file_that_is_planned_anew_is_read_from_its_compressed_bytes(store):
    long, other = plan(store, FILE), plan(store, FILE.replace("P1", "P7"))
    carry_out(store, other)
    found, receipt = carry_out(store, long)
    assert receipt is not None
    assert found.source.content == FILE.encode()
    assert len(read_imports(store)) == 2


@pytest.mark.usefixtures("every_file_is_long")
def test_of_a_long_file_dropped_columns_are_not_held_either(store):
    named = "patient_id,Nachname,arm\nP1,Musterfrau,a\nP2,Beispiel,b\n"
    source = plan(store, named, {"personal_columns": "drop the columns"}).source
    assert b"Musterfrau" not in source.content
    assert b"P1" in source.content
