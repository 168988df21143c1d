"""How a result stands to the marks: a table of versions and marks with the state beside each."""

import pytest

from monitor.domain.reviews import ResultVersion, ReviewMark, ReviewState, reviews

NEW, CHANGED, REVIEWED = ReviewState


def version(assay_id, digest, added_by, ended_by=None, key="k", person=1):
    return ResultVersion(assay_id, key, person, digest.encode(), added_by, ended_by)


def mark(change, person=None, assay=None):
    return ReviewMark("2024-01-01", "A. B.", change, person, assay)


ONE = (version(1, "a", 1),)
CORRECTED = (version(1, "a", 1, 2), version(2, "b", 2))
TAKEN_BACK = (*CORRECTED[:1], version(2, "b", 2, 3), version(3, "a", 3))


@pytest.mark.parametrize(
    ("versions", "marks", "state"),
    [
        (ONE, [], NEW),
        (ONE, [mark(1, assay=1)], REVIEWED),
        (ONE, [mark(1, person=1)], REVIEWED),
        (ONE, [mark(1)], REVIEWED),
        (ONE, [mark(1, person=2)], NEW),
        (ONE, [mark(1, assay=9)], NEW),
        (CORRECTED, [mark(1)], CHANGED),
        (CORRECTED, [mark(1, assay=1)], CHANGED),
        (CORRECTED, [mark(1, person=1)], CHANGED),
        (CORRECTED, [mark(1), mark(2)], REVIEWED),
        (CORRECTED, [mark(1), mark(2, assay=2)], REVIEWED),
        # Who marks from a page that the store has left behind has seen the older version.
        (CORRECTED, [mark(2), mark(1)], CHANGED),
        (TAKEN_BACK, [mark(1)], REVIEWED),
        (TAKEN_BACK, [mark(1), mark(2)], CHANGED),
        (TAKEN_BACK, [mark(2, assay=2)], CHANGED),
    ],
)
def test_a_result_stands_as_its_last_mark_says(versions, marks, state):
    (review,) = reviews(versions, marks).values()
    assert review.state is state


def test_a_mark_says_nothing_of_what_came_after_it():
    versions = (version(1, "a", 1), version(2, "a", 2, key="other"))
    found = reviews(versions, [mark(1)])
    assert {number: review.state for number, review in found.items()} == {1: REVIEWED, 2: NEW}


def test_what_ended_for_good_waits_for_nobody():
    assert reviews((version(1, "a", 1, 2),), []) == {}
