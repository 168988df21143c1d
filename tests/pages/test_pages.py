"""Every page with an empty and with a full store."""

import json

import pytest

from monitor.store.reading import read_courses, read_links

PAGES = (
    "home.py",
    "patients.py",
    "patient.py",
    "response.py",
    "outcomes.py",
    "staging.py",
    "depth.py",
    "importing.py",
    "history.py",
    "quality.py",
    "methods.py",
    "settings.py",
)


def texts(app) -> str:
    shown = (*app.title, *app.markdown, *app.caption, *app.info, *app.success, *app.error)
    return "\n".join(str(element.value) for element in shown).replace("\\", "")


def link_of(store, pseudonym: str) -> str:
    return next(link for link, name in read_links(store) if name == pseudonym)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_over_an_empty_store(open_page, page):
    app = open_page(page)
    assert not app.exception
    assert app.title


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_over_the_sample_cohort(open_page, full_store, page):
    query = {"p": link_of(full_store, "SYN-001")} if page == "patient.py" else {}
    app = open_page(page, **query)
    assert not app.exception
    assert app.title


def test_home_offers_two_ways_in_when_nothing_is_stored(open_page):
    app = open_page("home.py")
    assert [button.label for button in app.button] == [
        "Upload an export",
        "Load the sample cohort",
    ]


def test_the_sample_cohort_is_loaded_and_removed_with_one_click_each(open_page, store_url):
    app = open_page("home.py")
    app.button[1].click().run()
    assert next(metric.value for metric in app.metric) == "120"
    assert "no patient in it is real" in texts(app)
    app.button[0].click().run()
    assert "Load the sample cohort" in [button.label for button in app.button]


def test_the_patients_page_lists_who_fits_the_filters(open_page, full_store):
    app = open_page("patients.py")
    everybody = app.dataframe[0].value
    assert len(everybody) == 120
    app.text_input(key="patients_search").input("syn-00").run()
    assert list(app.dataframe[0].value["Patient"]) == [f"SYN-00{n}" for n in range(1, 10)]
    app.multiselect(key="patients_states").set_value(["detected"]).run()
    shown = app.dataframe[0].value
    assert set(shown["State"]) == {"detected"}
    assert 0 < len(shown) < 9


def test_a_filter_that_nobody_fits_says_so(open_page, full_store):
    app = open_page("patients.py")
    app.text_input(key="patients_search").input("nobody").run()
    assert app.info[0].value == "No patient fits these filters."


def test_the_patient_page_draws_every_sampling_of_the_course(open_page, full_store):
    app = open_page("patient.py", p=link_of(full_store, "SYN-001"))
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    names = [trace.get("name") for trace in figure["data"]]
    assert any(name and name.startswith("Detected") for name in names)


def test_both_tables_of_a_patient_are_one_click_away(open_page, full_store):
    app = open_page("patient.py", p=link_of(full_store, "SYN-001"))
    assert not app.dataframe
    app.get("button_group")[-1].set_value(["Assays", "Therapy"]).run()
    course = next(c for c in read_courses(full_store) if c.patient.patient_id == "SYN-001")
    assert len(app.dataframe[0].value) == len(course.assays)
    assert len(app.dataframe[1].value) == len(course.therapies)


def test_the_patient_page_shows_the_chart_as_a_table_on_a_switch(open_page, full_store):
    app = open_page("patient.py", p=link_of(full_store, "SYN-001"))
    app.toggle(key="timeline_as_table").set_value(True).run()
    assert not app.get("plotly_chart")
    assert len(app.dataframe[0].value) == 8


def test_a_link_to_nobody_says_so(open_page, full_store):
    app = open_page("patient.py", p="0" * 24)
    assert "No patient has this link" in texts(app)


def test_a_store_that_is_not_ours_is_named_and_left_alone(open_page, tmp_path, monkeypatch):
    foreign = tmp_path / "other.sqlite"
    foreign.write_bytes(b"this is no database at all, but somebody's file " * 50)
    monkeypatch.setenv("MONITOR_DATABASE_URL", f"sqlite:///{foreign}")
    before = foreign.read_bytes()
    app = open_page("home.py")
    assert "left untouched" in texts(app)
    assert foreign.read_bytes() == before
