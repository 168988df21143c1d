"""Rows are found by their texts, whatever stands in these and however many they are."""

import json

import pytest
from sqlalchemy import Connection, insert, select

from monitor.store import listed
from monitor.store.engine import reading, writing
from monitor.store.listed import batches, is_one_of
from monitor.store.schema import person

ODD = (
    "P1",
    "p1",
    'P"1',
    "P'1",
    "P\\1",
    "[1]",
    "Ä-1",
    "日本-1",
    "😀",
    "1e3",
    "007",
    " P1",
    "null",
    "",
)


def found(connection: Connection, names: tuple[str, ...]) -> list[str]:
    query = select(person.c.link).where(is_one_of(person.c.link, names))
    return sorted(connection.execute(query).scalars())


@pytest.fixture
def full(store):
    with writing(store) as connection:
        connection.execute(insert(person), [{"link": name} for name in ODD])
    return store


@pytest.mark.parametrize("name", ODD)
def test_a_text_finds_itself_and_nothing_else(full, name):
    with reading(full) as connection:
        assert found(connection, (name,)) == [name]


def test_many_texts_are_found_at_once(full):
    with reading(full) as connection:
        assert found(connection, (*ODD, "P2")) == sorted(ODD)
        assert found(connection, ()) == []


def test_texts_are_looked_for_by_the_index(full):
    condition = is_one_of(person.c.link, ("P1",)).compile(full.engine)
    with reading(full) as connection:
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN SELECT link FROM person WHERE {condition}", (json.dumps(["P1"]),)
        )
        assert "SEARCH person USING COVERING INDEX" in plan.all()[0].detail


def test_names_come_in_batches_each_once(monkeypatch):
    monkeypatch.setattr(listed, "BATCH", 2)
    assert list(batches(["b", "a", "c", "a"])) == [["a", "b"], ["c"]]
