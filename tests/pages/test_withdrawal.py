"""Marking an assay that a newer export lacks as withdrawn, on the import page."""

import pytest

from monitor.domain.vocabularies import AssayStatus
from monitor.store.engine import open_store
from monitor.store.history import read_imports
from monitor.store.reading import read_courses
from tests.imports import take
from tests.pages.imports import press, texts, upload

HEADER = "patient_id,collected_on,cells_screened,tumor_cells,lab\n"
OLD = "P1,2021-03-01,2000000,3,Lab\nP1,2021-09-17,2000000,0,Lab\n"
NEW = "P1,2021-03-01,2000000,3,Lab\nP1,2022-03-01,2000000,0,Lab\n"


@pytest.fixture
def store(store_url):
    return open_store(store_url)


def statuses(store):
    (course,) = read_courses(store)
    return [assay.status for assay in course.assays]


def chosen(open_page, reason):
    """Opens a newer export, and sends what is chosen to be marked, with a reason."""
    app = upload(open_page("importing.py"), "new.csv", HEADER + NEW)
    (assays,) = app.multiselect
    assert assays.options == ["P1 · 2021-09-17 · 0/2.0M · import 1, line 3"]
    assays.set_value(assays.options)
    next(f for f in app.text_input if str(f.key).startswith("withdraw_why_")).input(reason)
    return press(app, "Mark them")


def test_an_assay_that_the_lab_took_back_is_marked_with_a_reason(open_page, store):
    take(store, HEADER + OLD)
    app = chosen(open_page, "letter of 3 May")
    assert "1 assay marked as withdrawn by the lab, as import 2." in texts(app)
    assert statuses(store) == [AssayStatus.VALID, AssayStatus.WITHDRAWN]
    assert read_imports(store)[0].reason == "letter of 3 May"
    assert not app.multiselect
    press(app, "Import 1 row")
    assert len(statuses(store)) == 3


def test_without_a_reason_nothing_is_marked(open_page, store):
    take(store, HEADER + OLD)
    app = chosen(open_page, "")
    assert "Choose the assays and say why." in texts(app)
    assert statuses(store) == [AssayStatus.VALID] * 2
