"""One filter on every cohort page; staging and quality as a reader meets them."""

import csv
import io
import json

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from monitor.analysis.visit_table import USUAL
from monitor.domain.visits import VisitPlan
from monitor.store.groups import save_group
from monitor.store.settings import save_visit_plan
from monitor.ui.csv_files import csv_file

PAGES = ("staging.py", "quality.py")


def texts(app) -> str:
    shown = (*app.title, *app.markdown, *app.caption, *app.info, *app.success, *app.warning)
    return "\n".join(str(element.value) for element in shown).replace("\\", "")


def figure(app) -> dict:
    return json.loads(app.get("plotly_chart")[0].proto.spec)


def stamp(app) -> str:
    return figure(app)["layout"]["title"]["text"].replace("<br>", " ")


@pytest.fixture
def planned_store(full_store):
    save_visit_plan(full_store, VisitPlan("first surgery", USUAL), "test")
    return full_store


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_store_shows_the_way_to_fill_it(open_page, page):
    app = open_page(page)
    assert not app.exception
    assert "No patient is stored yet." in texts(app)


@pytest.mark.parametrize("page", PAGES)
def test_the_filter_goes_with_the_reader_from_page_to_page(open_page, planned_store, page):
    app = open_page("staging.py")
    app.multiselect(key="cohort_arms").set_value(["standard"]).run()
    app.switch_page(f"monitor/pages/{page}").run()
    assert app.multiselect(key="cohort_arms").value == ["standard"]
    assert "arm standard" in texts(app)
    assert "Arm standard" in stamp(app)


def test_a_link_restores_the_choices(open_page, full_store):
    app = open_page("staging.py", arm="zoledronate", receptors="HER2+")
    assert app.multiselect(key="cohort_arms").value == ["zoledronate"]
    assert app.multiselect(key="cohort_subtypes").value == ["HER2+"]
    assert "of 120 patients" in texts(app)


def test_a_link_with_nonsense_shows_everybody(open_page, full_store):
    app = open_page("staging.py", arm="no such arm", level="x", visit="BM77")
    assert not app.exception
    assert app.multiselect(key="cohort_arms").value == []
    assert "Enrolled 120" in stamp(app)


def test_one_button_clears_the_filter(open_page, full_store):
    app = open_page("staging.py", arm="standard")
    next(button for button in app.button if button.label == "Clear").click().run()
    assert app.multiselect(key="cohort_arms").value == []
    assert "Enrolled 120" in stamp(app)


def test_denominators_data_cut_rules_and_hash_are_part_of_the_figure(open_page, full_store):
    shown = stamp(open_page("staging.py"))
    assert "Enrolled 120 · sampled 120 · evaluable" in shown
    assert "data cut 2024-08-30 · rules" in shown
    assert shown.split("#")[-1].strip().isalnum()


def test_the_cross_table_is_shown_as_table_on_a_switch(open_page, full_store):
    app = open_page("staging.py")
    app.toggle(key="staging_as_table").set_value(True).run()
    table = app.dataframe[0].value
    assert list(table["Factor"].unique())[:3] == ["All patients", "Tumor (pT)", "Nodes (pN)"]
    assert "Enrolled 120" in texts(app)


def test_strata_follow_the_columns_and_cut_points(open_page, full_store):
    app = open_page("staging.py")
    app.segmented_control(key="staging_shown").set_value("Strata").run()
    assert list(app.dataframe[0].value["Group"]) == ["cM0(i+)", "cM0"]
    app.multiselect(key="strata_columns").set_value(["nodes_positive"]).run()
    app.text_input(key="strata_cuts_nodes_positive").input("1, 4").run()
    assert list(app.dataframe[0].value["Group"]) == ["0", "1–3", "≥4"]
    assert app.dataframe[0].value["Patients"].sum() == 120


def test_the_calendar_needs_visit_windows_and_says_so(open_page, full_store):
    app = open_page("quality.py")
    assert not app.exception
    assert "No visit windows are set" in texts(app)


def test_the_calendar_stands_above_the_list_of_who_is_due(open_page, planned_store):
    app = open_page("quality.py")
    assert "Sampling calendar as of 2024-08-30" in stamp(app)
    due = app.dataframe[0].value
    assert list(due["days_overdue"]) == sorted(due["days_overdue"], reverse=True)
    assert set(due["state"]) <= {"due", "overdue"}
    app.number_input(key="quality_page").set_value(3).run()
    assert "Rows 81 to 120 of 120" in stamp(app)


def test_labs_are_shown_one_at_a_time(open_page, planned_store):
    app = open_page("quality.py")
    app.segmented_control(key="quality_shown").set_value("Labs").run()
    assert stamp(app).startswith("Lab North, by quarter")
    assert "Lab North: φ =" in texts(app)
    app.selectbox(key="quality_lab").set_value("Lab South").run()
    assert stamp(app).startswith("Lab South")


def test_every_rule_of_the_data_can_be_listed(open_page, planned_store):
    app = open_page("quality.py")
    app.segmented_control(key="quality_shown").set_value("Data").run()
    rules = app.dataframe[0].value
    listed = app.selectbox(key="quality_rule")
    found = dict(zip(rules["Rule"], rules["Cases"], strict=True))
    for option in listed.options:
        name = option.rsplit(" (", 1)[0]
        app.selectbox(key="quality_rule").set_value(name).run()
        assert len(app.dataframe[1].value) == found[name]
    assert not app.exception


def comparing() -> None:
    import streamlit as st

    from monitor.ui.cohort import chosen_groups

    found = chosen_groups()
    if found is not None:
        sizes = [len(one.cohort.patients) for one in (found.first, found.second)]
        st.write(f"{sizes[0]} and {sizes[1]}, {len(found.in_both)} in both")


def test_two_saved_groups_are_compared_and_who_is_in_both_is_listed(full_store):
    save_group(full_store, "Zol", {"arm": ["zoledronate"]})
    save_group(full_store, "HER2", {"receptors": ["HER2+"]})
    app = AppTest.from_function(comparing, default_timeout=60).run()
    app.selectbox(key="cohort_first_group").set_value("Zol").run()
    app.selectbox(key="cohort_second_group").set_value("HER2").run()
    assert app.markdown[-1].value == "53 and 18, 9 in both"
    assert "9 patients in both groups at once" in texts(app)
    assert "SYN-001" in texts(app)


def test_fewer_than_two_saved_groups_say_how_to_make_them(full_store):
    app = AppTest.from_function(comparing, default_timeout=60).run()
    assert "Save two groups of patients above" in texts(app)


def test_a_csv_file_is_safe_for_spreadsheets():
    frame = pd.DataFrame(
        {
            "=name": ["=1+1", "+49", "plain", None],
            "number": [-1.5, float("nan"), 3, 4],
            "day": pd.to_datetime(["2021-03-02", None, "2021-03-04", "2021-03-05"]),
        }
    )
    content = csv_file(frame, ["A note\nof two lines"]).decode("utf-8-sig")
    note, *rows = content.splitlines()
    assert note == "# A note of two lines"
    assert list(csv.reader(io.StringIO("\n".join(rows)))) == [
        ["'=name", "number", "day"],
        ["'=1+1", "-1.5", "2021-03-02"],
        ["'+49", "", ""],
        ["plain", "3.0", "2021-03-04"],
        ["", "4.0", "2021-03-05"],
    ]
