"""The whole path as a person walks it."""

import re

import pytest

pytestmark = pytest.mark.browser

PAGES = (
    "", "patients", "response", "outcomes", "staging", "depth", "import", "history", "quality",
    "methods", "settings",
)  # fmt: skip

ASSAYS = """patient_id,center,collected_on,cells_screened,tumor_cells,lab,antibody
SYN-003,North,2024-08-01,2000000,7,Lab North,A45-B/B3
SYN-003,North,2024-08-15,2000000,3.5,Lab North,A45-B/B3
SYN-003,North,2024-08-32,2000000,0,Lab North,A45-B/B3
"""


def open_from_list(walk, pseudonym: str) -> None:
    box = walk.page.get_by_role("combobox", name="Open patient")
    box.click()
    box.fill(pseudonym)
    walk.page.get_by_role("option", name=re.compile(pseudonym)).click()
    walk.heading(pseudonym)


def upload(walk, name: str, text: str) -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    walk.page.locator('input[type="file"]').set_input_files(file)
    walk.settle()


def texts_on_chart(walk) -> list[str]:
    """Returns every text that stands on the chart, the k/N labels of its points among them."""
    walk.page.locator(".js-plotly-plot .main-svg").first.wait_for()
    return walk.page.locator(".js-plotly-plot text").all_text_contents()


def test_from_an_empty_store_to_a_new_point_on_the_chart(walk):
    walk.open()
    walk.page.get_by_role("button", name="Load the sample cohort").click()
    walk.page.get_by_text("Latest samplings").wait_for()
    walk.settle()
    walk.page.get_by_role("link", name="Import").first.click()
    walk.heading("Import")
    upload(walk, "august.csv", ASSAYS)
    walk.page.get_by_text("1 stored + 2 rejected + 1 named = 4 lines").wait_for()
    walk.page.get_by_role("button", name="Import 1 row, leave 2 out").click()
    walk.page.get_by_text("Stored as import 5.").wait_for()
    walk.page.get_by_text("2 rejected rows").wait_for()
    walk.page.get_by_role("link", name="SYN-003").click()
    walk.heading("SYN-003")
    assert "7/2.0M" in texts_on_chart(walk)


def test_both_reasons_stand_in_the_history(walk):
    walk.open("import")
    upload(walk, "august.csv", ASSAYS)
    walk.page.get_by_role("button", name="Import 1 row, leave 2 out").click()
    walk.page.get_by_text("Stored as import 1.").wait_for()
    walk.page.get_by_role("link", name="History").first.click()
    walk.heading("History")
    with walk.page.expect_download() as download:
        walk.page.get_by_role("button", name="Rejected rows, to be corrected").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert "Counts are whole numbers" in text
    assert "3.5" in text
    assert "2024-08-32" in text


def test_from_the_list_to_a_patient_and_back_to_the_same_list(sample_walk):
    walk = sample_walk
    walk.open()
    walk.page.get_by_role("link", name="Patients").first.click()
    walk.heading("Patients")
    search = walk.page.get_by_role("textbox", name="Search")
    search.fill("SYN-00")
    search.press("Enter")
    walk.page.get_by_text("9 of 120 patients").wait_for()
    walk.settle()
    walk.page.mouse.click(*walk.table_cell(row=2))
    walk.heading("SYN-003")
    walk.page.go_back()
    walk.heading("Patients")
    walk.page.get_by_text("9 of 120 patients").wait_for()
    assert search.input_value() == "SYN-00"


def test_a_patients_link_opens_the_same_patient_in_a_new_tab(sample_walk):
    walk = sample_walk
    walk.open("patients")
    open_from_list(walk, "SYN-004")
    assert "SYN-004" not in walk.page.url
    tab = walk.page.context.new_page()
    tab.goto(walk.page.url)
    tab.get_by_role("heading", name="SYN-004", exact=True).wait_for()
    tab.locator(".js-plotly-plot").wait_for()


def test_the_whole_path_with_the_keyboard_alone(walk):
    walk.open()
    press_until_focused(walk, "button", "Load the sample cohort")
    walk.page.keyboard.press("Enter")
    walk.page.get_by_text("Latest samplings").wait_for()
    walk.settle()
    press_until_focused(walk, "link", "Patients")
    walk.page.keyboard.press("Enter")
    walk.heading("Patients")
    press_until_focused(walk, "combobox", "Open patient")
    walk.page.keyboard.type("SYN-002")
    walk.page.keyboard.press("ArrowDown")
    walk.page.keyboard.press("Enter")
    walk.heading("SYN-002")
    press_until_focused(walk, "switch", "Show as table")
    walk.page.keyboard.press("Space")
    walk.page.locator(".js-plotly-plot").wait_for(state="detached")


def press_until_focused(walk, role: str, name: str, most: int = 60) -> None:
    """Presses Tab until this control has the focus."""
    target = walk.page.get_by_role(role, name=name).first
    target.wait_for(state="attached")
    for _ in range(most):
        if target.evaluate(
            "node => node === document.activeElement || node.contains(document.activeElement)"
        ):
            return
        walk.page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached with the keyboard")


def test_what_a_file_says_is_shown_literally_and_runs_nothing(walk):
    walk.open("import")
    image = "<img src=x onerror=alert(1)>"
    hostile = "**P2** [x](http://example.org)"
    rows = "patient_id,collected_on,cells_screened,tumor_cells,comment\n"
    rows += f"{image},2024-08-01,2000000,1,=HYPERLINK()\n"
    rows += f"{hostile},2024-08-01,2000000,0,{image}\n"
    upload(walk, f"{image} {hostile}.csv".replace("/", ""), rows)
    walk.page.get_by_role("button", name="Import 1 row, leave 1 out").click()
    walk.page.get_by_text("Stored as import 1.").wait_for()
    assert walk.page.locator("img[src=x]").count() == 0
    walk.page.get_by_role("link", name=hostile).click()
    walk.heading(hostile)
    assert walk.page.locator("img[src=x]").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_window(sample_walk, width, scheme):
    walk = sample_walk
    walk.page.emulate_media(color_scheme=scheme)
    walk.page.set_viewport_size({"width": width, "height": 900})
    for path in PAGES:
        walk.open(path)
        main = walk.page.locator('[data-testid="stMain"]')
        assert main.evaluate("node => node.scrollWidth - node.clientWidth") <= 2
