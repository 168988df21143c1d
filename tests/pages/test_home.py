"""Home: news since the last visit, review marks of the whole store, and unfinished imports."""

import pytest

from monitor.intake import user_name
from monitor.store.drafts import save_draft
from monitor.store.engine import open_store, revision
from monitor.store.news import read_seen, save_seen
from monitor.store.reviews import count_unreviewed, last_mark, mark_all
from monitor.store.undoing import undo_imports
from tests.imports import plan, take
from tests.pages.imports import buttons, press, texts

HEADER = "patient_id,collected_on,cells_screened,tumor_cells\n"
FIRST = HEADER + "P1,2021-03-01,2000000,3\nP1,2021-09-17,2000000,0\nP2,2021-03-01,2000000,0\n"
LATER = HEADER + "P1,2022-03-01,2000000,2\nP3,2022-03-01,2000000,2\n"


@pytest.fixture
def store(store_url):
    opened = open_store(store_url)
    take(opened, FIRST)
    return opened


def news(app):
    """Returns the table of news, None where none is shown."""
    found = [e.value for e in app.dataframe if "Call then" in e.value.columns]
    return found[0] if found else None


def test_who_comes_for_the_first_time_has_no_news_and_is_counted_from_now_on(open_page, store):
    app = open_page("home.py")
    assert "From now on" in texts(app)
    assert news(app) is None
    assert read_seen(store, user_name()).change == revision(store)
    assert "Nothing new since" in texts(app.run())


def test_a_call_that_changed_is_news_until_it_is_seen_and_no_rerun_takes_it_away(open_page, store):
    save_seen(store, user_name(), revision(store))
    take(store, LATER)
    app = open_page("home.py")
    for _ in range(2):
        shown = news(app).iloc[0]
        assert (shown["Patient"], shown["Last six"]) == ("P1", "●○●")
        assert shown["Call then"] == "cleared, not confirmed"
        assert shown["Call now"] == "re-appeared, not confirmed"
        assert "1 patient's call changed since" in texts(app)
        assert "1 patient new" in texts(app)
        app.run()
    press(app, "Seen")
    assert news(app) is None
    assert "Nothing new since" in texts(app)


def test_what_is_taken_back_before_anybody_saw_it_is_no_news(open_page, store):
    save_seen(store, user_name(), revision(store))
    take(store, LATER)
    undo_imports(store, [2], "A. B.")
    app = open_page("home.py")
    assert news(app) is None
    assert "No call changed since" in texts(app)


def test_each_user_has_news_of_their_own(open_page, store, monkeypatch):
    save_seen(store, "A. B.", revision(store))
    take(store, LATER)
    save_seen(store, "C. D.", revision(store))
    for user, is_there in (("A. B.", True), ("C. D.", False)):
        monkeypatch.setattr("monitor.intake.user_name", lambda user=user: user)
        assert (news(open_page("home.py")) is not None) is is_there


def test_of_too_many_patients_it_is_said_that_their_calls_were_not_compared(
    open_page, store, monkeypatch
):
    save_seen(store, user_name(), revision(store))
    take(store, LATER)
    monkeypatch.setattr("monitor.ui.news.MOST_PATIENTS", 1)
    app = open_page("home.py")
    assert "More than 1 patients were touched" in texts(app)
    assert "Seen" in buttons(app)


def test_everything_is_marked_reviewed_with_two_clicks(open_page, store):
    app = open_page("home.py")
    assert "3 results of 2 patients are new or changed." in texts(app)
    press(app, "Mark all as reviewed")
    assert "Every result is reviewed." in texts(app)
    assert (count_unreviewed(store).results, last_mark(store)) == (0, 1)
    take(store, LATER)
    assert "2 results of 2 patients are new or changed." in texts(app.run())


def test_a_mark_made_elsewhere_is_seen_at_the_next_rerun(open_page, store):
    app = open_page("home.py")
    mark_all(store, "A. B.", revision(store))
    assert "Every result is reviewed." in texts(app.run())


def test_an_unfinished_import_is_named_on_home_with_who_and_when(open_page, store):
    save_draft(store, plan(store, LATER, name="export_7.csv"), "A. B.")
    app = open_page("home.py")
    assert "Unfinished imports" in texts(app)
    assert "by A. B." in texts(app)
    links = [str(element.proto) for element in app.get("page_link")]
    assert any("export" in link and "draft=" in link for link in links)


def test_an_unfinished_import_is_named_over_an_empty_store_as_well(open_page, store_url):
    empty = open_store(store_url)
    save_draft(empty, plan(empty, FIRST, name="first.csv"), "A. B.")
    assert "Unfinished imports" in texts(open_page("home.py"))


def test_the_patients_page_lists_and_filters_by_the_call(open_page, store):
    app = open_page("patients.py")
    shown = app.dataframe[0].value
    assert dict(zip(shown["Patient"], shown["Call"], strict=True)) == {
        "P1": "cleared, not confirmed",
        "P2": "baseline",
    }
    app.multiselect(key="patients_calls").set_value(["cleared, not confirmed"]).run()
    assert list(app.dataframe[0].value["Patient"]) == ["P1"]


def test_calls_of_very_many_patients_are_worked_out_only_if_asked_for(
    open_page, store, monkeypatch
):
    monkeypatch.setattr("monitor.ui.listed.QUICK", 1)
    app = open_page("patients.py")
    assert "Call" not in app.dataframe[0].value
    app.toggle(key="patients_with_calls").set_value(True).run()
    assert list(app.dataframe[0].value["Call"]) == ["cleared, not confirmed", "baseline"]
