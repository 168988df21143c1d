"""The cohort pages as a person walks them: one filter, a link, a figure and its files."""

import re
from urllib.parse import urlparse

import pytest

pytestmark = pytest.mark.browser

VIEWS = ("Therapy lines", "Clearance", "Visits", "Transitions", "Courses", "Swimmer", "Change")


def choose_arm(walk, arm: str) -> None:
    walk.page.get_by_role("combobox", name="Arm").click()
    walk.page.get_by_role("option", name=arm).click()
    walk.page.keyboard.press("Escape")
    walk.page.get_by_text(re.compile(r"of 120 patients")).wait_for()
    walk.settle()


def go_to(walk, page: str) -> None:
    """Follows the menu: the session goes on."""
    walk.page.get_by_role("link", name=page).click()
    walk.heading(page)


def test_one_filter_holds_for_every_cohort_page(sample_walk):
    walk = sample_walk
    walk.open("response")
    choose_arm(walk, "zoledronate")
    who = walk.page.get_by_text(re.compile(r"of 120 patients")).text_content()
    for page in ("Outcomes", "Staging", "Quality", "Response"):
        go_to(walk, page)
        assert walk.page.get_by_text(re.compile(r"of 120 patients")).text_content() == who


def test_a_link_shows_somebody_else_the_same_patients_and_names_nobody(sample_walk, browser):
    walk = sample_walk
    walk.open("staging")
    choose_arm(walk, "zoledronate")
    walk.page.get_by_role("button", name="Copy link").click()
    link = walk.page.locator("code").filter(has_text="http").first.text_content().strip()
    assert "SYN-" not in link
    assert urlparse(link).hostname == "127.0.0.1"
    other = browser.new_context().new_page()
    other.goto(link)
    other.get_by_text(re.compile(r"of 120 patients")).wait_for()
    other.context.close()


def test_a_click_on_a_patients_point_opens_the_patient(sample_walk):
    walk = sample_walk
    walk.open("response")
    point = walk.page.locator(".js-plotly-plot .scatterlayer .points path").first
    point.wait_for()
    box = point.bounding_box()
    walk.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    walk.page.get_by_role("heading", name=re.compile(r"^SYN-\d+$")).wait_for()


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_the_response_page_draws_its_figure(sample_walk, view):
    walk = sample_walk
    walk.open("response")
    walk.page.get_by_role("radio", name=view, exact=True).click()
    walk.settle()
    walk.page.locator(".js-plotly-plot .main-svg").first.wait_for()
    stamps = walk.page.locator(".js-plotly-plot").get_by_text(re.compile("data cut"))
    assert stamps.first.text_content()


def test_the_table_behind_a_figure_leaves_the_page_with_its_denominators(sample_walk):
    walk = sample_walk
    walk.open("outcomes")
    with walk.page.expect_download() as download:
        walk.page.get_by_role("button", name="CSV").first.click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert "Enrolled 120" in text
    assert "rules 1.0" in text
    assert "detected" in text
