"""The same store on a real PostgreSQL server: what holds on SQLite must hold here."""

import itertools

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from monitor.domain.evidence import SameDay
from monitor.domain.rules import DEFAULT_RULES
from monitor.effect import effect_of
from monitor.intake import carry_out
from monitor.store.backups import back_up
from monitor.store.engine import open_store, reading, revision, writing
from monitor.store.errors import StoreUnwritableError
from monitor.store.same_days import read_same_days
from monitor.store.schema import TABLES, metadata
from tests.imports import content, plan, take
from tests.store import postgresql

# Tests of other modules, run here with the stores of this one.
from tests.store.test_applying import (  # noqa: F401
    test_a_patient_comes_from_the_first_line_that_was_stored_of_them,
    test_a_plan_made_before_another_import_is_not_carried_out,
    test_every_stored_row_names_its_import_file_and_line,
    test_the_counts_of_an_import_are_kept_and_add_up,
    test_the_number_of_the_last_change_is_the_revision,
)
from tests.store.test_drafts import *  # noqa: F403
from tests.store.test_profiles import *  # noqa: F403
from tests.store.test_reviews import *  # noqa: F403
from tests.store.test_rule_sets import *  # noqa: F403
from tests.store.test_same_days import HEADER, row
from tests.store.test_undoing import (  # noqa: F401
    test_an_import_is_undone_once,
    test_an_import_that_never_was_cannot_be_undone_and_nothing_is,
    test_independent_imports_can_be_undone_in_any_order,
    test_the_center_that_an_undone_import_stated_goes_with_it,
    test_the_link_of_a_patient_survives_undo_and_import,
    test_the_preview_says_what_the_undo_does,
    test_undo_of_the_last_import_is_as_if_it_had_never_been,
    test_undo_tells_what_was_removed_restored_and_kept,
    test_what_a_patients_file_said_goes_also_where_the_patient_stays,
    test_what_was_changed_since_stays,
)
from tests.test_cohort_reading import (  # noqa: F401
    built,
    test_a_patient_who_vanishes_by_undo_is_gone,
    test_an_undone_assay_of_a_patient_who_stays_is_gone,
    test_only_the_patients_that_a_write_touched_are_built_anew,
)
from tests.test_effect import (  # noqa: F401
    test_a_plan_that_the_store_has_left_behind_is_not_rehearsed,
    test_files_of_every_kind_are_rehearsed,
    test_the_line_names_whose_call_changes_from_what_to_what,
)
from tests.test_intake import (  # noqa: F401
    test_a_file_in_two_parts_is_the_whole_file,
    test_a_store_is_read_as_it_was_after_it_was_closed,
    test_an_import_planned_before_another_one_is_planned_anew,
    test_of_a_file_of_bad_rows_only_the_rows_are_kept_with_their_reasons,
    test_other_bytes_with_the_same_rows_change_nothing,
    test_the_same_file_again_changes_nothing_and_says_when_it_came,
)

psycopg = pytest.importorskip("psycopg", reason="no PostgreSQL: psycopg is not installed")
WHY_NOT = postgresql.missing()
pytestmark = pytest.mark.skipif(WHY_NOT is not None, reason=f"no PostgreSQL: {WHY_NOT}")

ASSAYS = "patient_id,collected_on,cells_screened,tumor_cells,comment\nP1,2023-01-17,2000000,3,ä\n"


@pytest.fixture(scope="module")
def socket():
    with postgresql.server() as folder:
        yield folder


@pytest.fixture
def new_store(socket):
    """Returns a function that makes a store in a database of its own."""
    numbers = itertools.count()

    def made(name="store"):
        database = f"d{next(numbers)}"
        administrate(socket, f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        administrate(socket, f"CREATE DATABASE {database}")
        return open_store(postgresql.url(socket, database))

    return made


@pytest.fixture
def store(new_store):
    return new_store()


def administrate(socket: str, statement: str) -> None:
    place = f"host={socket} user={postgresql.OWNER} dbname=postgres"
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute(statement)


def test_migrations_make_exactly_the_tables_that_the_program_knows(store):
    with reading(store) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_opening_again_changes_nothing(store):
    take(store, ASSAYS)
    again = open_store(store.url)
    assert (revision(again), content(again)) == (1, content(store))


@pytest.mark.parametrize("table", [table.name for table in TABLES.values()])
def test_no_stored_row_can_be_changed_deleted_or_ended_twice(store, table):
    take(store, ASSAYS)
    take(store, "patient_id,therapy_type,agent,started_on\nP1,chemotherapy,EC,2022-01-01\n")
    take(store, "patient_id,event_type,occurred_on\nP1,last_contact,2024-01-01\n")
    with writing(store) as connection:
        connection.execute(text(f"UPDATE {table} SET ended_by = 1"))
    for statement in (
        f"UPDATE {table} SET line = line",
        f"UPDATE {table} SET ended_by = NULL",
        f"UPDATE {table} SET ended_by = 2",
        f"DELETE FROM {table}",
    ):
        with pytest.raises(IntegrityError, match="immutable"), writing(store) as connection:
            connection.execute(text(statement))


@pytest.mark.parametrize("table", ["change", "source_file", "rejected_row", '"import"'])
def test_nothing_of_the_record_can_be_deleted(store, table):
    take(store, ASSAYS + "P2,x,2000000,3,\n")
    with pytest.raises(IntegrityError, match="immutable"), writing(store) as connection:
        connection.execute(text(f"DELETE FROM {table}"))


def test_two_current_rows_of_one_key_cannot_be(store):
    take(store, ASSAYS)
    columns = "natural_key, person_id, import_id, line, row_hash, added_by"
    statement = f"INSERT INTO assay ({columns}) SELECT {columns} FROM assay"
    with pytest.raises(IntegrityError, match="assay_current"), writing(store) as connection:
        connection.execute(text(statement))


def test_any_text_a_file_may_hold_comes_back_as_it_was(store):
    odd = "tab\\there \\N \\. back\\slash 'quote' ä 🧬 %s {}"
    take(store, ASSAYS.replace(",ä", f",{odd}"))
    assert content(store)["", "P1"]["assays"][0]["comment"] == odd


def test_a_file_with_nul_bytes_is_kept_with_its_rejected_rows(store):
    done = take(store, ASSAYS + "P2,2023-01-17,2000000,3,a\0b\n", name="n\0.csv")
    assert (done.counts.stored, done.counts.rejected) == (1, 1)


def test_patients_come_in_the_order_of_their_pseudonyms_whatever_the_servers_language(store):
    rows = "".join(f"{name},2023-01-17,2000000,0,\n" for name in ("b-1", "B1", "a 2", "A-1", "_"))
    take(store, ASSAYS + rows)
    names = [name for _, name in content(store)]
    assert names == sorted(names)


def test_no_backup_is_made_of_a_store_on_a_server(store):
    take(store, ASSAYS)
    assert back_up(store.engine) is None


def test_a_rehearsal_waits_for_no_long_import_and_uses_up_no_import_number(store):
    take(store, ASSAYS)
    planned = plan(store, ASSAYS.replace("2023-01-17", "2024-01-17"))
    with (
        writing(store),
        pytest.raises(StoreUnwritableError),
    ):
        effect_of(store, planned, DEFAULT_RULES)
    assert effect_of(store, planned, DEFAULT_RULES).compared == 1
    assert revision(store) == 1
    assert carry_out(store, planned)[1].import_id == 2


def test_days_with_several_assays_are_summed_up_alike(store):
    rows = (row(6), row(2, 2_000_000, site="right"), row(1, replicate=2), row(3, who="P2"))
    take(store, HEADER + "".join(f"{one}\n" for one in rows))
    assert read_same_days(store) == [SameDay("North", 9, 4_000_000, 39e-6, 3)]
