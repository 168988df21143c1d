"""Response by visit and by patient, as Streamlit runs it."""

import json

import pytest

from monitor.domain.visits import VisitPlan, VisitWindow
from monitor.store.settings import save_visit_plan
from tests.pages.test_pages import texts
from tests.pages.test_response import selectbox, viewed

PLAN = VisitPlan(
    "first surgery",
    (VisitWindow("BM1", 0, 2), VisitWindow("BM2", 6, 2), VisitWindow("BM3", 12, 3)),
)


@pytest.fixture
def planned_store(full_store):
    save_visit_plan(full_store, PLAN, "A. B.")
    return full_store


def charts(app):
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def test_without_windows_the_order_is_offered_and_said(open_page, full_store):
    app = viewed(open_page("response.py"), "Visits")
    assert "No visit windows are set" in texts(app)
    assert "1st sampling" in charts(app)[0]["layout"]["xaxis"]["ticktext"][0]
    app.toggle(key="response_order_wanted").set_value(False).run()
    assert not app.exception
    assert charts(app) == []


def test_visits_show_bars_and_rates_of_every_window(open_page, planned_store):
    app = viewed(open_page("response.py"), "Visits")
    said = texts(app)
    assert "BM1 34 of 113 (30 %, Wilson 22–39 %)" in said
    assert "Enrolled 120" in charts(app)[0]["layout"]["title"]["text"]
    selectbox(app, "Groups").set_value("arm").run()
    assert not app.exception
    assert "zoledronate: BM1 18 of 50" in texts(app)


def test_the_samplings_that_no_visit_counts_are_listed(open_page, planned_store):
    app = viewed(open_page("response.py"), "Visits")
    assert "off every window" in app.expander[0].label


def test_visits_as_a_table(open_page, planned_store):
    app = viewed(open_page("response.py"), "Visits")
    app.toggle(key="response_detection_as_table").set_value(True).run()
    assert list(app.dataframe[0].value["evaluable"]) == [113, 100, 109]


def test_transitions_print_the_pairs_and_who_is_left_out(open_page, planned_store):
    app = viewed(open_page("response.py"), "Transitions")
    said = texts(app)
    assert "93 pairs evaluable at both: 11 detected twice" in said
    assert "Left out: 27 of 120 patients" in said
    assert "had no cell after" in said
    assert [chart["data"][0]["type"] for chart in charts(app)][:2] == ["sankey", "heatmap"]


def test_transitions_by_arm_and_by_therapy_make_two_sankeys(open_page, planned_store):
    app = viewed(open_page("response.py"), "Transitions")
    selectbox(app, "Groups").set_value("arm").run()
    assert not app.exception
    assert [c["data"][0]["type"] for c in charts(app)][:4] == ["sankey"] * 2 + ["heatmap"] * 2
    selectbox(app, "Therapy between").set_value("Chemotherapy (any)").run()
    assert not app.exception
    said = texts(app)
    assert "without Chemotherapy" in said
    assert "confounding by indication" in said


def test_transitions_lead_through_the_visits_between(open_page, planned_store):
    app = viewed(open_page("response.py"), "Transitions")
    selectbox(app, "To").set_value("BM3").run()
    assert not app.exception
    assert len(set(charts(app)[0]["data"][0]["node"]["x"])) == 3
    app.toggle(key="response_through").set_value(False).run()
    assert len(set(charts(app)[0]["data"][0]["node"]["x"])) == 2


def test_courses_highlight_a_patient_and_count_shares(open_page, planned_store):
    app = viewed(open_page("response.py"), "Courses")
    selectbox(app, "Highlight").set_value("SYN-001").run()
    assert not app.exception
    assert "SYN-001" in [trace["name"] for trace in charts(app)[0]["data"]]
    assert list(app.dataframe[0].value["detected"]) == [34, 21, 19]


def test_courses_by_twelve_are_two_figures_a_page(open_page, planned_store):
    app = viewed(open_page("response.py"), "Courses")
    app.button_group(key="response_courses_way").set_value("Twelve a page").run()
    assert not app.exception
    assert len(charts(app)) == 2
    app.number_input(key="response_trellis_page").set_value(10).run()
    assert "SYN-120" in charts(app)[1]["layout"]["annotations"][-1]["text"]


def test_the_swimmer_shows_sixty_lanes_and_sorts_them(open_page, planned_store):
    app = viewed(open_page("response.py"), "Swimmer")
    assert len(charts(app)[0]["data"][0]["y"]) == 60
    selectbox(app, "Sorted by").set_value("Arm, then follow-up").run()
    assert not app.exception
    names = {trace["name"]: trace for trace in charts(app)[0]["data"]}
    assert names["arms"]["text"] == ["<b>standard</b> · 60 lanes"]
