"""The Response page as Streamlit runs it: therapy lines, clearance, change."""

import json

import pytest

from monitor.analysis.cohort_filter import CohortFilter
from monitor.analysis.cohort_link import filter_to_query
from monitor.store.groups import save_group
from tests.pages.test_pages import texts


def selectbox(app, label):
    return next(box for box in app.selectbox if box.label == label)


def charts(app):
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def viewed(app, view):
    app.button_group(key="response_view").set_value(view).run()
    assert not app.exception
    return app


def test_it_opens_with_response_to_a_therapy(open_page, full_store):
    app = open_page("response.py")
    assert not app.exception
    assert selectbox(app, "Therapy").value == "chemotherapy/"
    said = texts(app)
    assert "Chemotherapy (any): 63 patients with a sampling before and after" in said
    assert "Without a pair 12" in said
    assert "63 comparisons: 1 demonstrable" in said
    assert "confounding by indication" in said
    assert len(charts(app)) == 3


def test_another_therapy_and_page_show_other_patients(open_page, full_store):
    app = open_page("response.py")
    first = charts(app)[0]["layout"]["xaxis"]["ticktext"]
    app.number_input[0].set_value(2).run()
    second = charts(app)[0]["layout"]["xaxis"]["ticktext"]
    assert not set(first) & set(second)
    selectbox(app, "Therapy").set_value("endocrine/letrozole").run()
    assert "letrozole: 30 patients" in texts(app)
    assert charts(app)[0]["layout"]["xaxis"]["ticktext"] != second


def test_the_table_behind_the_chart_holds_everybody_with_q_and_reason(open_page, full_store):
    app = open_page("response.py")
    app.toggle(key="response_lines_as_table").set_value(True).run()
    table = app.dataframe[0].value
    assert len(table) == 63 + 12
    assert {"change", "q", "reason"} <= set(table.columns)
    assert table["change"].dropna().str.contains("→").all()


def test_clearance_stands_beside_what_was_to_be_expected(open_page, full_store):
    app = viewed(open_page("response.py"), "Clearance")
    said = texts(app)
    assert "expected if nothing had changed (95 % range" in said
    assert "brackets" in said
    assert "Turnbull" in said
    assert "Trend over 0 to ≥ 3" in said
    assert "expected with no tumor cell" in said
    assert "Poisson assumed, not checked" in said
    assert "Enrolled 120 · sampled 120" in json.dumps(charts(app), ensure_ascii=False)


def test_arms_are_compared_with_the_control_on_top(open_page, full_store):
    app = viewed(open_page("response.py"), "Clearance")
    selectbox(app, "Groups").set_value("arm").run()
    assert "zoledronate against standard" in texts(app)
    assert "Fisher's exact p" in texts(app)
    assert charts(app)[0]["layout"]["yaxis"]["ticktext"][0] == "standard<br>(control)"


def test_sustained_clearance_is_one_switch_away(open_page, full_store):
    app = viewed(open_page("response.py"), "Clearance")
    app.toggle(key="response_sustained").set_value(True).run()
    assert "with sustained clearance" in texts(app)


def test_two_saved_groups_have_to_be_saved_first(open_page, full_store):
    app = viewed(open_page("response.py"), "Clearance")
    selectbox(app, "Groups").set_value("Two saved groups").run()
    assert not app.exception
    assert "Save two groups of patients" in texts(app)


def test_change_lists_who_has_no_bar(open_page, full_store):
    app = viewed(open_page("response.py"), "Change")
    said = texts(app)
    assert "86 patients without a bar" in said
    assert len(app.dataframe[0].value) == 86
    names = [trace["name"] for trace in charts(app)[0]["data"]]
    assert any(name.startswith("ND: no cell found") for name in names)


@pytest.mark.parametrize("until", ["lowest sampling", "first later sampling"])
def test_change_may_be_to_another_sampling(open_page, full_store, until):
    app = viewed(open_page("response.py"), "Change")
    app.button_group(key="response_change_until").set_value(until).run()
    assert not app.exception
    assert f"Baseline to {until}" in texts(app)


def test_an_empty_store_says_what_to_do(open_page, store_url):
    app = open_page("response.py")
    assert not app.exception
    assert "No patient is stored yet" in texts(app)


def test_the_filter_of_all_cohort_pages_narrows_the_response(open_page, full_store):
    app = open_page("response.py")
    next(box for box in app.multiselect if box.label == "Arm").set_value(["standard"]).run()
    assert not app.exception
    said = texts(app)
    assert "of 120 patients · arm standard" in said
    assert "Chemotherapy (any): 63 patients" not in said


def test_two_saved_groups_are_compared_and_who_is_in_both_is_named(open_page, full_store):
    save_group(full_store, "North", filter_to_query(CohortFilter(centers=("North",))))
    save_group(full_store, "Everybody", filter_to_query(CohortFilter()))
    app = viewed(open_page("response.py"), "Clearance")
    selectbox(app, "Groups").set_value("Two saved groups").run()
    selectbox(app, "Group").set_value("North").run()
    selectbox(app, "compared with").set_value("Everybody").run()
    assert not app.exception
    said = texts(app)
    assert "Everybody against North" in said
    warned = "\n".join(str(one.value) for one in app.warning)
    assert "in both groups at once" in warned
