"""Profiles: every version stays as it was made."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from monitor.domain.profile import Profile
from monitor.domain.vocabularies import FileKind
from monitor.store.engine import revision, writing
from monitor.store.profiles import read_profiles, save_profile
from monitor.store.schema import profile as profile_table
from tests.imports import take

ASSAYS = "patient_id,collected_on,cells_screened,tumor_cells\nP1,2023-01-17,2000000,3\n"
OSLO = Profile(
    name="Oslo ICC export",
    version=1,
    kind=FileKind.ASSAYS,
    header=("Patient", "Date", "MNC"),
    answers={"constant:lab": "Oslo", "dates:Date": "day.month.year"},
)


def test_a_profile_is_read_as_it_was_saved_with_who_and_when(store):
    kept = save_profile(store, OSLO, "A. B.")
    assert read_profiles(store) == (kept,)
    assert replace(kept, made_at="", made_by="") == OSLO
    assert kept.made_by == "A. B."
    assert kept.label == "Oslo ICC export@1"


def test_another_answer_is_another_version_and_the_first_one_stays(store):
    first = save_profile(store, OSLO, "A. B.")
    changed = replace(OSLO, answers={**OSLO.answers, "constant:lab": "Bergen"})
    second = save_profile(store, changed, "C. D.")
    assert (first.version, second.version) == (1, 2)
    assert read_profiles(store) == (second, first)


def test_the_same_profile_again_is_no_new_version(store):
    save_profile(store, OSLO, "A. B.")
    again = save_profile(store, OSLO, "C. D.")
    assert (again.version, again.made_by, len(read_profiles(store))) == (1, "A. B.", 1)


def test_a_shipped_profile_that_was_changed_becomes_the_next_version(store):
    assert save_profile(store, replace(OSLO, version=3), "A. B.").version == 3


def test_profiles_of_other_names_have_versions_of_their_own(store):
    save_profile(store, OSLO, "A. B.")
    save_profile(store, replace(OSLO, name="Bergen"), "A. B.")
    assert [(p.name, p.version) for p in read_profiles(store)] == [
        ("Bergen", 1), ("Oslo ICC export", 1),
    ]  # fmt: skip


def test_profiles_change_no_revision(store):
    take(store, ASSAYS)
    save_profile(store, OSLO, "A. B.")
    assert revision(store) == 1


@pytest.mark.parametrize(
    "statement", [update(profile_table).values(name="x"), delete(profile_table)]
)
def test_a_version_can_be_neither_changed_nor_deleted(store, statement):
    save_profile(store, OSLO, "A. B.")
    with pytest.raises(IntegrityError, match="immutable"), writing(store) as connection:
        connection.execute(statement)
