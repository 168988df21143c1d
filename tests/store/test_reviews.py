"""Review marks in a real store: through corrections and undo, and without touching the revision."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from monitor.domain.reviews import ReviewState, Unreviewed
from monitor.store.engine import reading, revision, writing
from monitor.store.news import Seen, read_seen, read_touched_since, save_seen
from monitor.store.reading import read_course, read_courses, read_courses_as_of, read_links
from monitor.store.reviews import (
    count_unreviewed,
    last_mark,
    mark_all,
    mark_patient,
    mark_results,
    read_result_reviews,
    read_reviews,
)
from monitor.store.undoing import undo_imports
from tests.imports import take

NEW, CHANGED, REVIEWED = ReviewState
HEADER = "patient_id,collected_on,cells_screened,tumor_cells\n"
FIRST = HEADER + "P1,2021-03-01,2000000,3\nP1,2021-09-17,2000000,0\nP2,2021-03-01,2000000,0\n"
CORRECTION = HEADER + "P1,2021-03-01,2000000,4\n"
LATER = HEADER + "P2,2022-03-01,2000000,1\n"


@pytest.fixture
def links(store):
    take(store, FIRST)
    return {name: link for link, name in read_links(store)}


def states(store, link):
    """Returns the states of a patient's results, in time order."""
    found = read_reviews(store, link)
    return [found[assay.id].state for assay in read_course(store, link).assays]


def test_a_result_that_nobody_marked_is_new(store, links):
    assert states(store, links["P1"]) == [NEW, NEW]
    assert count_unreviewed(store) == Unreviewed(3, 2)


def test_a_mark_says_who_and_when_and_is_of_the_results_named(store, links):
    first, _ = read_course(store, links["P1"]).assays
    mark_results(store, [first.id], "A. B.", revision(store))
    assert states(store, links["P1"]) == [REVIEWED, NEW]
    found = read_result_reviews(store, [first.id])
    assert list(found) == [first.id]
    assert found[first.id].mark.made_by == "A. B."
    assert found[first.id].mark.made_at.endswith("+00:00")


def test_a_patient_is_marked_as_a_whole_and_nobody_else(store, links):
    mark_patient(store, links["P1"], "A. B.", revision(store))
    assert states(store, links["P1"]) == [REVIEWED, REVIEWED]
    assert states(store, links["P2"]) == [NEW]
    assert count_unreviewed(store) == Unreviewed(1, 1)


def test_everything_is_marked_by_one_row_whatever_the_size_of_the_store(store, links):
    mark_all(store, "A. B.", revision(store))
    assert count_unreviewed(store) == Unreviewed()
    assert {*states(store, links["P1"]), *states(store, links["P2"])} == {REVIEWED}
    with reading(store) as connection:
        assert connection.execute(text("SELECT count(*) FROM review")).scalar() == 1


@pytest.mark.parametrize("way", ["result", "patient", "all"])
def test_a_correction_makes_a_reviewed_result_changed_and_its_undo_reviewed_again(
    store, links, way
):
    link, now = links["P1"], revision(store)
    if way == "result":
        mark_results(store, [a.id for a in read_course(store, link).assays], "A. B.", now)
    elif way == "patient":
        mark_patient(store, link, "A. B.", now)
    else:
        mark_all(store, "A. B.", now)
    take(store, CORRECTION)
    assert states(store, link) == [CHANGED, REVIEWED]
    undo_imports(store, [2], "C. D.")
    assert states(store, link) == [REVIEWED, REVIEWED]


def test_what_came_after_a_mark_of_everything_is_new(store, links):
    mark_all(store, "A. B.", revision(store))
    take(store, LATER)
    assert states(store, links["P2"]) == [REVIEWED, NEW]
    assert count_unreviewed(store) == Unreviewed(1, 1)


def test_a_mark_from_a_page_that_the_store_left_behind_is_of_what_was_seen(store, links):
    seen = revision(store)
    take(store, CORRECTION)
    mark_patient(store, links["P1"], "A. B.", seen)
    assert states(store, links["P1"]) == [CHANGED, REVIEWED]


def test_the_count_is_the_sum_over_all_patients_after_any_marks(store, links):
    mark_results(store, [read_course(store, links["P1"]).assays[0].id], "A. B.", revision(store))
    take(store, CORRECTION)
    mark_all(store, "A. B.", revision(store))
    take(store, LATER)
    take(store, HEADER + "P1,2021-03-01,2000000,5\nP3,2021-03-01,2000000,5\n")
    mark_patient(store, links["P2"], "A. B.", revision(store))
    undo_imports(store, [4], "C. D.")
    left = {
        link: [s for s in states(store, link) if s is not REVIEWED] for link, _ in read_links(store)
    }
    expected = Unreviewed(sum(map(len, left.values())), sum(map(bool, left.values())))
    assert count_unreviewed(store) == expected


def test_marks_change_no_revision_but_a_number_of_their_own(store, links):
    before, marks = revision(store), last_mark(store)
    mark_patient(store, links["P1"], "A. B.", before)
    mark_all(store, "A. B.", before)
    assert revision(store) == before
    assert last_mark(store) == marks + 2


def test_to_mark_nobody_or_nothing_does_nothing(store, links):
    mark_patient(store, "0" * 24, "A. B.", revision(store))
    mark_results(store, [], "A. B.", revision(store))
    assert last_mark(store) == 0


@pytest.mark.parametrize("table", ["review", "seen"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET made_by = 'X'", "DELETE FROM {}"])
def test_no_mark_can_be_changed_or_taken_away(store, links, table, statement):
    mark_all(store, "A. B.", revision(store))
    save_seen(store, "A. B.", revision(store))
    with pytest.raises(IntegrityError, match="immutable"), writing(store) as connection:
        connection.execute(text(statement.format(table)))


def test_what_was_seen_is_kept_for_each_user(store, links):
    assert read_seen(store, "A. B.") is None
    save_seen(store, "A. B.", 1)
    take(store, LATER)
    save_seen(store, "C. D.", 2)
    seen = read_seen(store, "A. B.")
    assert isinstance(seen, Seen)
    assert (seen.change, read_seen(store, "C. D.").change) == (1, 2)
    save_seen(store, "A. B.", 2)
    assert read_seen(store, "A. B.").change == 2


def test_touched_is_who_got_or_lost_a_row_with_the_last_change_that_did_it(store, links):
    assert read_touched_since(store, revision(store)) == {}
    take(store, CORRECTION)
    take(store, LATER)
    undo_imports(store, [2], "C. D.")
    assert sorted(read_touched_since(store, 1).values()) == [3, 4]
    assert list(read_touched_since(store, 3).values()) == [4]


def test_courses_as_of_a_change_are_those_that_were_read_then(store, links):
    views = {}
    for file in (CORRECTION, LATER, HEADER + "P3,2021-03-01,2000000,5\n"):
        views[revision(store)] = {c.patient.link: c for c in read_courses(store)}
        take(store, file)
    undo_imports(store, [2], "C. D.")
    everybody = read_touched_since(store, 0)
    now = {c.patient.link: c for c in read_courses(store)}
    assert read_courses_as_of(store, everybody, revision(store)) == now
    for change, view in views.items():
        assert read_courses_as_of(store, everybody, change) == view
