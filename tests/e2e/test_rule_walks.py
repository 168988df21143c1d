"""On Settings: what other rules would flip, looked at, saved, and seen on a patient's page."""

import re

import pytest

pytestmark = pytest.mark.browser

ASSAYS = (
    "patient_id,collected_on,cells_screened,tumor_cells\n"
    "P-1,2023-01-01,2000000,1\nP-1,2023-07-01,2000000,0\n"
)


def test_a_deeper_minimum_turns_cleared_into_no_call(walk):
    page = walk.page
    walk.open("import")
    file = {"name": "assays.csv", "mimeType": "text/csv", "buffer": ASSAYS.encode()}
    page.locator('input[type="file"]').set_input_files(file)
    walk.settle()
    page.get_by_role("button", name="Import 2 rows").click()
    page.get_by_text("Stored as import 1.").wait_for()

    walk.open("settings")
    depth = page.get_by_role("spinbutton", name=re.compile("Minimum depth"))
    depth.fill("3")
    depth.press("Enter")
    walk.settle()
    page.get_by_role("button", name="Show which calls would flip").click()
    page.get_by_text("1 call of 1 patient would flip; 2 calls of 1 patient compared.").wait_for()
    row = page.get_by_role("row").filter(has_text="P-1").filter(has_text="under-screened")
    assert "cleared, compatible with chance, not confirmed" in row.inner_text()
    assert "no call" in row.inner_text()

    with page.context.expect_page() as opened:
        row.get_by_role("link", name="P-1").click()
    opened.value.get_by_role("heading", name="P-1", exact=True).wait_for()
    opened.value.close()

    page.get_by_role("textbox", name="Why are the rules changed?").fill("a deeper screen")
    page.get_by_role("button", name="Save as version 1.1").click()
    page.get_by_text("are in force").filter(has_text="1.1").first.wait_for()
    walk.open("methods")
    page.get_by_text("3.0 M MNC").first.wait_for()
