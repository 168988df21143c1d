"""The Depth and Methods pages as Streamlit runs them."""

import json

from tests.pages.test_pages import texts


def selectbox(app, label):
    return next(box for box in app.selectbox if box.label == label)


def stamp(app):
    """Returns what the figure says of itself, in its files too."""
    spec = json.loads(app.get("plotly_chart")[0].proto.spec)
    return spec["layout"]["title"]["text"].replace("<br>", " ")


def test_depth_draws_every_sampling_of_the_cohort_with_its_denominators(open_page, full_store):
    app = open_page("depth.py")
    assert not app.exception
    said = stamp(app)
    assert "Patients 120 · samplings 629 · evaluable 589 · under-screened 40" in said
    assert "rules 1.0 · #" in said
    assert len(app.get("plotly_chart")) == 1
    assert app.get("plotly_chart")[0].proto.alt.startswith("629 marrow samplings of 120 patients")


def test_depth_of_one_lab_counts_that_lab_alone(open_page, full_store):
    app = open_page("depth.py")
    box = selectbox(app, "Lab")
    assert box.options == ["All labs", "Lab North", "Lab South"]
    box.set_value("Lab North").run()
    assert not app.exception
    assert "samplings 367" in stamp(app)
    assert "every marrow sampling of Lab North" in stamp(app)


def test_depth_shows_the_same_as_a_table(open_page, full_store):
    app = open_page("depth.py")
    app.toggle(key="depth_as_table").set_value(True).run()
    assert not app.exception
    assert not app.get("plotly_chart")
    assert len(app.dataframe[0].value) == 629


def test_a_patient_with_an_under_screened_sampling_opens_from_the_list(open_page, full_store):
    app = open_page("depth.py")
    box = app.selectbox(key="depth_open")
    assert "SYN-001" in box.options
    assert len(box.options) == 35


def test_the_empty_store_still_plans(open_page):
    app = open_page("depth.py")
    assert "No marrow sampling with a count" in texts(app)
    app.button_group(key="depth_shown").set_value("Planner").run()
    assert not app.exception
    assert "with 95 % chance, screen 6.0 M cells" in texts(app)
    assert len(app.get("plotly_chart")) == 2


def test_the_planner_answers_what_is_typed_and_shows_tables(open_page):
    app = open_page("depth.py")
    app.button_group(key="depth_shown").set_value("Planner").run()
    app.number_input(key="plan_rate").set_value(1.0).run()
    assert "a level of 1 per 10⁶ with 95 % chance, screen 3.0 M" in texts(app)
    app.number_input(key="plan_k1").set_value(1).run()
    assert "no realistic depth can show a fall" in texts(app)
    app.toggle(key="plan_fall_as_table").set_value(True).run()
    assert not app.exception
    assert app.dataframe[0].value["0 after"].iloc[0] > 70


def test_the_planners_curves_leave_the_page_with_what_was_asked_and_the_rules(open_page):
    app = open_page("depth.py")
    app.button_group(key="depth_shown").set_value("Planner").run()
    app.number_input(key="plan_rate").set_value(1.0).run()
    app.button_group(key="plan_detection_image").set_value("PNG").run()
    assert not app.exception
    first, second = app.get("plotly_chart")
    stamps = [json.loads(c.proto.spec)["layout"]["title"]["text"] for c in (first, second)]
    assert "1 per 10⁶ MNC, 95 % chance" in stamps[0]
    assert "6 cells before in 2 M" in stamps[1]
    assert all("rules 1.0" in stamp and "no patient" in stamp for stamp in stamps)
    saved = [json.loads(c.proto.config)["toImageButtonOptions"] for c in (first, second)]
    assert [one["format"] for one in saved] == ["png", "png"]
    assert saved[0]["filename"] == "plan_detection_1_95_rules_1.0"
    assert saved[1]["filename"] == "plan_fall_6_2_rules_1.0"
    assert [button.label for button in app.get("download_button")] == ["CSV", "CSV"]


def test_methods_prints_the_rules_in_force_and_the_live_examples(open_page):
    app = open_page("methods.py")
    assert not app.exception
    assert [s.value for s in app.subheader][:3] == [
        "Rules in force",
        "One sampling",
        "What a sampling shows",
    ]
    assert "14 in 2.0 M → 5 in 2.0 M: RR 0.357 (0.101–1.05)" in texts(app)
    assert "(#false-clearance)" in texts(app)
