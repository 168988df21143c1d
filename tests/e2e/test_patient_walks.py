"""On a patient's page: the evidence behind a point, a comparison, the link to a view."""

import pytest

pytestmark = pytest.mark.browser


def open_patient(walk, pseudonym: str) -> None:
    walk.open("patients")
    box = walk.page.get_by_role("combobox", name="Open patient")
    box.click()
    box.fill(pseudonym)
    walk.page.get_by_role("option", name=pseudonym).click()
    walk.heading(pseudonym)
    walk.page.locator(".js-plotly-plot .main-svg").first.wait_for()


def click_point(walk, number: int) -> None:
    point = walk.page.locator(".js-plotly-plot .scatterlayer .trace .point").nth(number)
    box = point.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    walk.page.mouse.move(x, y)
    walk.page.locator(".hoverlayer .hovertext").wait_for()
    walk.page.mouse.click(x, y)


def drawer(walk):
    found = walk.page.get_by_role("dialog")
    found.get_by_text("What happened to this row").wait_for()
    found.locator("code").first.wait_for()
    return found


def close(walk) -> None:
    walk.page.keyboard.press("Escape")
    walk.page.get_by_role("dialog").wait_for(state="detached")
    walk.settle()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_click_on_a_point_shows_its_line_in_the_file_and_can_be_repeated(sample_walk, width):
    walk = sample_walk
    walk.page.set_viewport_size({"width": width, "height": 1000})
    open_patient(walk, "SYN-001")
    for _ in range(2):
        click_point(walk, 1)
        shown = drawer(walk)
        assert shown.locator("code").first.inner_text().startswith("SYN-001,North,")
        assert "5 tumor cells in 2,000,000 MNC" in shown.inner_text()
        main = walk.page.locator('[data-testid="stMain"]')
        assert main.evaluate("node => node.scrollWidth - node.clientWidth") <= 2
        close(walk)


def test_the_same_by_the_keyboard_alone(sample_walk):
    walk = sample_walk
    open_patient(walk, "SYN-001")
    tab_to(walk, "Is the change real?")
    arrow_to(walk, "Assays")
    walk.page.keyboard.press("Enter")
    walk.settle()
    tab_to(walk, "Evidence of a sampling")
    walk.page.keyboard.type("2020-10-08")
    walk.page.keyboard.press("Enter")
    shown = drawer(walk)
    assert "hemodilute" in shown.inner_text()
    close(walk)


def arrow_to(walk, name: str, most: int = 10) -> None:
    """Presses the right arrow until the pill of this name has the focus: the pills are one stop."""
    for _ in range(most):
        if walk.page.evaluate("() => document.activeElement.textContent") == name:
            return
        walk.page.keyboard.press("ArrowRight")
    raise AssertionError(f"{name} cannot be reached with the keyboard")


def tab_to(walk, name: str, most: int = 80) -> None:
    """Presses Tab until a control of this name has the focus."""
    for _ in range(most):
        focused = walk.page.evaluate(
            """() => {
                const node = document.activeElement;
                const label = node.getAttribute("aria-label") || "";
                return node.matches("a, button, input") ? `${label} ${node.textContent}` : "";
            }"""
        )
        if name in focused:
            return
        walk.page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached with the keyboard")


def test_others_are_compared_on_the_same_axes_and_the_link_says_so(sample_walk):
    walk = sample_walk
    open_patient(walk, "SYN-002")
    walk.page.get_by_role("button", name="More").click()
    box = walk.page.get_by_role("combobox", name="Compare with")
    box.click()
    box.fill("SYN-004")
    walk.page.get_by_role("option", name="SYN-004").click()
    box.press("Tab")  # leaves the open list
    walk.page.locator(".js-plotly-plot").get_by_text("SYN-004", exact=True).wait_for()
    walk.settle()
    walk.page.get_by_role("button", name="Link to this view").click()
    walk.page.wait_for_url("**compare=**")
    assert "SYN" not in walk.page.url
    tab = walk.page.context.new_page()
    tab.goto(walk.page.url)
    for name in ("SYN-002", "SYN-004"):
        tab.locator(".js-plotly-plot").get_by_text(name, exact=True).wait_for()
