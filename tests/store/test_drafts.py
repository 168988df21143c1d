"""Drafts: what was begun and not finished is there again, and leaves no trace in the record."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.store.drafts import drop_draft, may_be_kept, read_draft, read_drafts, save_draft
from monitor.store.engine import revision
from tests.imports import plan, take

ROOT = Path(__file__).parents[2]
ASSAYS = "patient_id,collected_on,cells_screened,tumor_cells\nP1,2023-01-17,2000000,3\n"
PATIENTS = "patient_id,arm,bmi\nP1,a,23\n"


def test_a_draft_keeps_bytes_and_answers_as_they_were(store):
    begun = plan(store, PATIENTS, {"covariate:bmi": "leave out"}, name="an export.csv")
    number = save_draft(store, begun, "A. B.")
    found = read_draft(store, number)
    assert found.source == begun.source
    assert (found.entry.answers, found.entry.made_by) == ({"covariate:bmi": "leave out"}, "A. B.")
    assert found.entry.file_name == "an export.csv"
    assert plan(store, found.source.content, found.entry.answers).action == begun.action


def test_a_draft_is_saved_again_under_its_id_with_the_new_answers(store):
    number = save_draft(store, plan(store, PATIENTS), "A. B.")
    again = save_draft(store, plan(store, PATIENTS, {"covariate:bmi": "store"}), "A. B.", number)
    assert again == number
    (entry,) = read_drafts(store)
    assert entry.answers == {"covariate:bmi": "store"}


def test_the_same_file_of_the_same_person_is_one_draft(store):
    numbers = {save_draft(store, plan(store, PATIENTS), "A. B.") for _ in range(2)}
    numbers.add(save_draft(store, plan(store, PATIENTS), "C. D."))
    assert len(numbers) == len(read_drafts(store)) == 2


def test_a_draft_takes_another_file_in_the_place_of_its_own(store):
    number = save_draft(store, plan(store, PATIENTS), "A. B.")
    assert save_draft(store, plan(store, ASSAYS), "A. B.", number) == number
    assert read_draft(store, number).source.content == ASSAYS.encode()


def test_a_draft_that_is_dropped_is_gone(store):
    number = save_draft(store, plan(store, PATIENTS), "A. B.")
    drop_draft(store, number)
    drop_draft(store, number)
    assert (read_draft(store, number), read_drafts(store)) == (None, ())


def test_drafts_change_no_revision(store):
    take(store, ASSAYS)
    number = save_draft(store, plan(store, PATIENTS), "A. B.")
    drop_draft(store, number)
    assert revision(store) == 1


@pytest.mark.parametrize("file", [
    "nothing,of,ours\n1,2,3\n",
    "patient_id,arm,birth_year\nP1,a,1958-03-04\n",
])  # fmt: skip
def test_the_bytes_of_a_refused_file_are_never_kept(store, file):
    number = save_draft(store, plan(store, PATIENTS), "A. B.")
    refused = plan(store, file)
    assert not may_be_kept(refused)
    assert save_draft(store, refused, "A. B.") is None
    assert save_draft(store, refused, "A. B.", number) is None
    assert read_drafts(store) == ()


def test_the_bytes_of_a_file_that_may_name_persons_are_not_kept_before_that_is_settled(store):
    file = "patient_id,arm,Nachname\nP1,a,Musterfrau\n"
    assert save_draft(store, plan(store, file), "A. B.") is None
    assert read_drafts(store) == ()


def test_an_id_tells_nothing_of_the_file(store):
    number = save_draft(store, plan(store, PATIENTS, name="Musterfrau.csv"), "A. B.")
    assert len(number) >= 16
    assert "Musterfrau" not in number


def test_a_draft_is_there_in_another_process(store):
    number = save_draft(store, plan(store, PATIENTS, {"covariate:bmi": "store"}), "A. B.")
    code = (
        "from monitor.store.engine import open_store; from monitor.store.drafts import read_draft\n"
        f"found = read_draft(open_store(), {number!r})\n"
        "print(found.source.content.decode(), dict(found.entry.answers))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT), "MONITOR_DATABASE_URL": store.url},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout == f"{PATIENTS} {{'covariate:bmi': 'store'}}\n"
