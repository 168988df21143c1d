"""Review marks on the patient page: in the evidence of a sampling, and of the whole patient."""

import pytest

from monitor.intake import user_name
from monitor.store.engine import open_store, revision
from monitor.store.reading import read_course, read_links
from monitor.store.reviews import read_reviews
from monitor.ui.reviews import unreviewed
from monitor.ui.store import StoreKey
from tests.imports import take
from tests.pages.imports import buttons, press, texts

HEADER = "patient_id,collected_on,cells_screened,tumor_cells\n"
FIRST = HEADER + "P1,2021-03-01,2000000,3\nP1,2021-09-17,2000000,0\n"


@pytest.fixture
def store(store_url):
    opened = open_store(store_url)
    take(opened, FIRST)
    return opened


@pytest.fixture
def link(store):
    return read_links(store)[0][0]


@pytest.fixture
def patient(open_page, link):
    return lambda: open_page("patient.py", p=link)


def waiting(store, link):
    return unreviewed(StoreKey(store.url, revision(store)), link)


def open_evidence(app, number):
    app.get("button_group")[-1].set_value(["Assays"]).run()
    box = next(b for b in app.selectbox if b.label == "Evidence of a sampling")
    return box.select_index(number).run()


def test_the_evidence_says_that_a_result_is_new_and_marks_that_one_alone(patient, store, link):
    app = open_evidence(patient(), 1)
    assert "New: nobody has reviewed this result." in texts(app)
    press(app, "Mark reviewed")
    assert not app.exception
    first, second = read_course(store, link).assays
    assert waiting(store, link) == {first.id}
    assert read_reviews(store, link)[second.id].mark.made_by == user_name()
    assert f"by {user_name()}" in texts(app)


def test_the_evidence_says_what_was_reviewed_by_whom_and_that_it_changed_since(
    patient, store, link
):
    press(patient(), "Mark all reviewed")
    assert f"by {user_name()} with the whole patient" in texts(open_evidence(patient(), 0))
    take(store, HEADER + "P1,2021-03-01,2000000,4\n")
    assert "Changed since it was reviewed" in texts(open_evidence(patient(), 0))


def test_all_of_a_patient_is_marked_with_one_click_and_nothing_is_asked_any_more(
    patient, store, link
):
    app = patient()
    assert "2 results are new or changed." in texts(app)
    press(app, "Mark all reviewed")
    assert waiting(store, link) == frozenset()
    assert "Mark all reviewed" not in buttons(app)
