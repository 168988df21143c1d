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


def test_the_patients_of_a_bar_a_cell_and_a_step_are_listed(open_page, full_store):
    app = open_page("response.py")
    app.session_state["response_times_mark"] = "0:6.0"
    app.session_state["response_detection_mark"] = "All patients · 1st sampling · not detected"
    app.session_state["response_transition_clearance_mark"] = "All patients"
    cell = "All patients: 1st sampling detected → 2nd sampling not detected"
    app.session_state["response_passage"] = cell
    said = {}
    for view in ("Clearance", "Visits", "Transitions"):
        app.button_group(key="response_view").set_value(view).run()
        assert not app.exception
        said[view] = texts(app)
        if view == "Visits":
            labels = [button.label for button in app.get("download_button")]
            assert "… and 56 more: all as CSV" in labels
    assert "cleared by month 6.0 · All patients" in said["Clearance"]
    assert "not detected at 1st sampling · All patients" in said["Visits"]
    assert "1st sampling detected → 2nd sampling not detected" in said["Transitions"]
    assert "patients cleared · All patients" in said["Transitions"]


def test_several_patients_of_one_step_are_listed_and_one_is_opened(open_page, full_store):
    app = open_page("outcomes.py")
    chart = json.loads(app.get("plotly_chart")[0].proto.spec)["data"]
    marks = [m[0] for t in chart if "steps" in t.get("name", "") for m in t["customdata"]]
    assert marks
    assert "Click a step or a tick" in texts(app)
    app.session_state["survival_clicked"] = "0:1:-1:36525"
    app.run()
    assert not app.exception
    assert "with the event from day 0 to 36,525" in texts(app)
    app.selectbox(key="outcomes_endpoint").set_value("OS").run()
    assert "with the event from day" not in texts(app)
    app.selectbox(key="outcomes_endpoint").set_value("RFS").run()
    app.session_state["survival_clicked"] = marks[0]
    app.run()
    assert not app.exception


def test_the_row_of_the_marrow_lists_who_had_the_event_in_which_status(open_page, full_store):
    app = open_page("outcomes.py")
    app.session_state["over_time_mark"] = "marrow detected"
    app.button_group(key="outcomes_shown").set_value("Marrow over time").run()
    assert not app.exception
    assert "with the event while detected" in texts(app)
    assert "with the event while not detected" in texts(app)
