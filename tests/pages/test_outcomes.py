"""The Outcomes page as Streamlit runs it: four views, every control, the same numbers as the
command line.
"""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from monitor.analysis.cohort_filter import CohortFilter
from monitor.analysis.cohort_link import filter_to_query
from monitor.cli import main
from monitor.domain.visits import VisitPlan, VisitWindow
from monitor.store.groups import save_group
from monitor.store.reading import read_courses
from monitor.store.settings import save_visit_plan
from tests.pages.test_pages import texts

VIEWS = ("Survival", "Hazard ratios", "Cumulative incidence", "Marrow over time")


def show(app, view):
    return app.button_group(key="outcomes_shown").set_value(view).run()


def choose(app, **values):
    for name, value in values.items():
        app.selectbox(key=f"outcomes_{name}").set_value(value).run()
    return app


def charts(app):
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def table(app, place=0):
    return app.dataframe[place].value


def patients(store):
    return [course.patient for course in read_courses(store)]


@pytest.fixture
def asked(capsys):
    def ask(*options):
        assert main(["analyze", "outcomes", *options, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return ask


def test_the_page_opens_with_curves_a_table_and_its_denominators(open_page, full_store):
    app = open_page("outcomes.py")
    assert not app.exception
    (figure,) = charts(app)
    assert "Enrolled 120" in str(figure["layout"]["title"])
    assert table(app)["group"].tolist() == ["detected", "not detected"]
    assert "Exploratory" in texts(app)
    assert app.get("plotly_chart")[0].proto.alt.startswith("Free of the event (RFS)")


def test_the_empty_store_shows_the_way_to_fill_it(open_page):
    app = open_page("outcomes.py")
    assert not app.exception
    assert "No patient is stored yet" in texts(app)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_draws_its_chart_alone(open_page, full_store, view):
    app = show(open_page("outcomes.py"), view)
    assert not app.exception
    assert len(charts(app)) == (2 if view == "Hazard ratios" else 1)
    name = {"Survival": "survival", "Hazard ratios": "forest"}.get(view)
    if name:
        app.toggle(key=f"{name}_as_table").set_value(True).run()
        assert not app.exception


@pytest.mark.parametrize(
    ("controls", "options"),
    [
        ({}, ("--endpoint", "RFS", "--group", "marrow@baseline")),
        (
            {"endpoint": "OS", "groups": "column@arm", "clock": "surgery"},
            ("--endpoint", "OS", "--group", "arm", "--clock", "surgery"),
        ),
        (
            {"endpoint": "DRFI", "groups": "marrow@first", "clock": "diagnosis"},
            ("--endpoint", "DRFI", "--group", "marrow@first", "--clock", "diagnosis"),
        ),
    ],
)
def test_the_page_shows_the_numbers_of_the_command_line(
    open_page, full_store, asked, controls, options
):
    app = choose(open_page("outcomes.py"), **controls)
    told = asked(*options)
    shown = table(app)
    assert shown["group"].tolist() == [group["name"] for group in told["groups"]]
    assert shown["patients"].tolist() == [group["n"] for group in told["groups"]]
    assert shown["events"].tolist() == [group["events"] for group in told["groups"]]
    assert f"excluded {len(told['excluded'])}" in app.expander[0].label
    notes = str(charts(app)[0]["layout"]["annotations"])
    assert f"{told['logrank']['chi_square']:.2f} (df {told['logrank']['df']})" in notes
    show(app, "Hazard ratios")
    if told["cox"]:
        (term,) = told["cox"]
        alt = app.get("plotly_chart")[0].proto.alt
        assert f"{term['hr']:.2f} ({term['lower']:.2f}–{term['upper']:.2f})" in alt


def test_a_landmark_takes_patients_out_as_on_the_command_line(open_page, full_store, asked):
    app = choose(open_page("outcomes.py"), groups="marrow@landmark", clock="surgery")
    app.number_input(key="outcomes_landmark_at").set_value(24.0).run()
    options = ("--endpoint", "RFS", "--clock", "surgery", "--landmark-months", "24")
    told = asked(*options, "--group", "marrow@landmark")
    assert table(app)["patients"].tolist() == [group["n"] for group in told["groups"]]
    assert f"excluded {len(told['excluded'])}" in app.expander[0].label
    assert told["excluded"]


def test_the_landmark_is_exploratory_until_it_is_said_to_be_fixed(open_page, full_store):
    app = open_page("outcomes.py")
    assert "Exploratory" in texts(app)
    app.session_state["outcomes_fixed"] = True
    app.run()
    assert "Exploratory" not in texts(app)


def test_covariates_become_terms_of_the_model(open_page, full_store):
    app = open_page("outcomes.py")
    app.session_state["outcomes_covariates"] = ["grade"]
    show(app, "Hazard ratios")
    assert not app.exception
    assert "grade" in app.get("plotly_chart")[0].proto.alt
    box = next(box for box in app.selectbox if box.label == "Term")
    assert box.options == ["detected", "grade"]


def test_too_few_events_give_no_hazard_ratio_and_the_page_says_why(open_page, full_store):
    app = choose(open_page("outcomes.py"), groups="column@arm", clock="diagnosis", endpoint="BCSS")
    show(app, "Hazard ratios")
    alt = app.get("plotly_chart")[0].proto.alt
    assert alt.startswith("No hazard ratio: a hazard ratio needs at least 5 events in each group")


def test_a_call_makes_groups_too(open_page, full_store):
    app = open_page("outcomes.py")
    choices = app.selectbox(key="outcomes_groups").options
    assert "Call at the landmark" in choices
    choose(app, groups="call@landmark", clock="surgery")
    assert not app.exception
    assert {"cleared", "never detected"} <= set(table(app)["group"])


def test_two_saved_groups_are_compared_with_the_overlap_excluded(open_page, full_store):
    save_group(full_store, "North", filter_to_query(CohortFilter(centers=("North",))))
    save_group(full_store, "All A", filter_to_query(CohortFilter(arms=("standard",))))
    app = choose(open_page("outcomes.py"), groups="saved@", clock="diagnosis")
    app.selectbox(key="cohort_first_group").set_value("North").run()
    app.selectbox(key="cohort_second_group").set_value("All A").run()
    assert not app.exception
    assert table(app)["group"].tolist() == ["North", "All A"]
    both = sum(p.center == "North" and p.arm == "standard" for p in patients(full_store))
    followed = table(app)["patients"].sum()
    either = sum(p.center == "North" or p.arm == "standard" for p in patients(full_store))
    assert app.expander[0].label == f"Followed {followed} of {either} · excluded {both}"


def test_the_filter_narrows_who_is_followed(open_page, full_store):
    app = open_page("outcomes.py")
    app.multiselect(key="cohort_centers").set_value(["North"]).run()
    assert not app.exception
    north = sum(p.center == "North" for p in patients(full_store))
    assert f" of {north} · " in app.expander[0].label
    assert f"Enrolled {north}" in str(charts(app)[0]["layout"]["title"])


def test_a_window_names_its_visit_in_the_denominators(open_page, full_store):
    windows = (VisitWindow("start", 0, 3), VisitWindow("later", 12, 6))
    save_visit_plan(full_store, VisitPlan("first surgery", windows), "a test")
    app = open_page("outcomes.py")
    app.selectbox(key="outcomes_groups").set_value("window@later").run()
    assert not app.exception
    assert "sampled at later" in str(charts(app)[0]["layout"]["title"])
    app.selectbox(key="outcomes_groups").set_value("call@later").run()
    assert not app.exception
    assert "cleared" in set(table(app)["group"])


def link_of(app):
    app.session_state["cohort_link"] = True
    app.run()
    (address,) = [code.value for code in app.code]
    return parse_qs(urlsplit(address).query)


def test_a_link_asks_the_same_question(open_page, full_store):
    app = choose(open_page("outcomes.py"), endpoint="DRFI", groups="column@arm", clock="surgery")
    app.number_input(key="outcomes_landmark").set_value(6.0).run()
    app.session_state["outcomes_covariates"] = ["grade", "er"]
    app.session_state["outcomes_fixed"] = True
    app.session_state["outcomes_unit"] = "months"
    app.multiselect(key="cohort_centers").set_value(["North"]).run()
    show(app, "Cumulative incidence")
    query = link_of(app)
    assert query["center"] == ["North"]
    assert query["adjust"] == ["grade", "er"]
    other = open_page("outcomes.py", **query)
    assert not other.exception
    assert link_of(other) == query
    assert other.get("plotly_chart")[0].proto.alt == app.get("plotly_chart")[0].proto.alt


def test_a_link_names_two_saved_groups(open_page, full_store):
    for name, arm in (("Arm one", "standard"), ("Arm two", "zoledronate")):
        save_group(full_store, name, filter_to_query(CohortFilter(arms=(arm,))))
    words = {"by": "saved@", "group": "Arm one", "versus": "Arm two", "clock": "diagnosis"}
    app = open_page("outcomes.py", **words)
    assert not app.exception
    assert table(app)["group"].tolist() == ["Arm one", "Arm two"]
    assert {name: [value] for name, value in words.items()}.items() <= link_of(app).items()


def test_what_is_chosen_after_a_link_counts_more_than_the_link(open_page, full_store):
    app = open_page("outcomes.py", endpoint="OS")
    choose(app, endpoint="DDFS")
    assert link_of(app)["endpoint"] == ["DDFS"]


@pytest.mark.parametrize(
    "words",
    [
        {"endpoint": "PFS", "clock": "birth", "by": "column@shoe_size", "landmark": "-3"},
        {"landmark": "nan", "adjust": "patient_id", "unit": "fortnights", "show": "Everything"},
        {"landmark": "1e9", "by": "saved@", "group": "nobody's", "versus": "no one's"},
        {"by": "call@\x00", "unknown_cause": "<script>", "fixed": "perhaps", "zoomed": "2"},
        {"clock": "sampling", "by": "column@arm"},
        {"endpoint": "", "by": "", "landmark": "", "adjust": "", "show": ""},
    ],
)
def test_a_link_of_nonsense_asks_the_usual_question(open_page, full_store, words):
    app = open_page("outcomes.py", **words)
    assert not app.exception
    assert link_of(app)["endpoint"] == ["RFS"]
    if "saved@" not in words.values():
        assert charts(app)


def test_without_two_saved_groups_the_page_says_how_to_save_them(open_page, full_store):
    app = choose(open_page("outcomes.py"), groups="saved@")
    assert not app.exception
    assert "Save two groups" in texts(app)


def test_excluded_patients_are_listed_with_their_reasons(open_page, full_store):
    app = open_page("outcomes.py")
    assert app.expander[0].label == "Followed 113 of 120 · excluded 7"
    app.session_state["outcomes_out"] = True
    app.run()
    assert not app.exception
