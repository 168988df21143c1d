"""The current call on a patient's page, as a reader meets it."""

import pytest

from tests.e2e.test_patient_walks import close, drawer, open_patient

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [390, 1280])
def test_the_card_says_the_call_and_opens_its_evidence(sample_walk, width):
    walk = sample_walk
    walk.page.set_viewport_size({"width": width, "height": 800})
    open_patient(walk, "SYN-001")
    walk.page.get_by_text("Re-appeared, confirmed, demonstrable", exact=True).wait_for()
    walk.page.get_by_text("6 in 2.0 M after 0 in 5.1 M over 2 samplings").wait_for()
    walk.page.get_by_role("button", name="Evidence").click()
    shown = drawer(walk).inner_text()
    assert "The call, and what it rests on" in shown
    assert "Rate ratio" in shown
    close(walk)


def test_the_chart_is_most_of_the_first_screen(sample_walk):
    walk = sample_walk
    walk.page.set_viewport_size({"width": 1280, "height": 800})
    open_patient(walk, "SYN-001")
    walk.settle()
    top = walk.page.locator(".js-plotly-plot").first.bounding_box()["y"]
    assert 800 - top >= 0.6 * 800


def test_the_ribbon_and_the_ladder_are_drawn(sample_walk):
    walk = sample_walk
    open_patient(walk, "SYN-001")
    blocks = walk.page.locator(".js-plotly-plot .bars .bartext").all_text_contents()
    assert {"BL", "C", "R"} <= set(blocks)
    walk.page.get_by_role("button", name="Is the change real?").click()
    walk.settle()
    walk.page.locator(".js-plotly-plot").nth(1).get_by_text("14/2.0M → 5/2.0M").wait_for()
