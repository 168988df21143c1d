"""Two saved groups side by side on Staging and Quality, and the patients behind a mark."""

import json

import pytest

from monitor.analysis.cohort_filter import CohortFilter
from monitor.analysis.cohort_link import filter_to_query
from monitor.store.groups import save_group
from monitor.store.reading import read_courses
from tests.pages.test_pages import texts


def compare(app, page):
    app.button_group(key=f"{page}_shown").set_value("Two groups").run()
    app.selectbox(key="cohort_first_group").set_value("North").run()
    return app.selectbox(key="cohort_second_group").set_value("Standard").run()


@pytest.fixture
def saved(full_store):
    save_group(full_store, "North", filter_to_query(CohortFilter(centers=("North",))))
    save_group(full_store, "Standard", filter_to_query(CohortFilter(arms=("standard",))))
    return full_store


@pytest.mark.parametrize("page", ["staging", "quality"])
def test_two_saved_groups_stand_side_by_side_with_their_difference(open_page, saved, page):
    app = compare(open_page(f"{page}.py"), page)
    assert not app.exception
    (chart,) = app.get("plotly_chart")
    names = [trace["name"] for trace in json.loads(chart.proto.spec)["data"]]
    assert names[:2] == ["North", "Standard"]
    assert "exact p =" in chart.proto.alt
    both = sum(
        c.patient.center == "North" and c.patient.arm == "standard" for c in read_courses(saved)
    )
    assert f"{both} patients in both, counted in each" in chart.proto.alt
    assert "Enrolled 120" in chart.proto.spec
    app.toggle(key=f"{page}_groups_as_table").set_value(True).run()
    frame = app.dataframe[0].value
    assert {"1 North: k", "2 Standard: n", "Difference, points", "p (exact)"} <= {*frame.columns}


@pytest.mark.parametrize("page", ["staging", "quality"])
def test_a_line_that_is_clicked_is_told_in_words(open_page, saved, page):
    app = compare(open_page(f"{page}.py"), page)
    line = {"staging": "Grade · G2", "quality": "Of marrow samplings · under-screened"}[page]
    app.session_state[f"{page}_groups_row"] = line
    app.run()
    assert line.replace(" · ", ", ") + ": North" in texts(app)


@pytest.mark.parametrize("page", ["staging", "quality"])
def test_without_two_groups_the_page_says_how_to_save_them(open_page, full_store, page):
    app = open_page(f"{page}.py")
    app.button_group(key=f"{page}_shown").set_value("Two groups").run()
    assert not app.exception
    assert "Save two groups" in texts(app)


def test_the_patients_behind_a_mark_of_clearance_are_listed(open_page, full_store):
    app = open_page("response.py")
    app.button_group(key="response_view").set_value("Clearance").run()
    app.session_state["response_expected_mark"] = "All patients"
    app.session_state["response_doses_mark"] = "≥ 3"
    app.run()
    assert not app.exception
    said = texts(app)
    assert "patients cleared · All patients" in said
    assert "not detected again · ≥ 3 cells at first" in said
