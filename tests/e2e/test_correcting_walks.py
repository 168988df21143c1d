"""Cells corrected by hand in a real browser, by keyboard alone, and what they are read as."""

import json

import pytest

from monitor.store.drafts import read_drafts
from monitor.store.history import read_answers, read_imports
from tests.e2e.test_import_walks import HEADER, press, store_of, upload

pytestmark = pytest.mark.browser

FAULTY = HEADER + "".join(
    f"P{n:02},2021-03-17,{'2 Mio?' if n < 5 else '2000000'},{'1.5' if n == 5 else n},Lab\n"
    for n in range(12)
)
USE, ALIKE = 3, 4  # columns of the table, the first one is 0


def go_to(walk, row: int, column: int) -> None:
    """Goes to a cell of the correction table with the arrow keys."""
    canvas = walk.page.locator('[data-testid="stForm"] [data-testid="stDataFrame"] canvas').first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    walk.page.mouse.click(box["x"] + 20, box["y"] + 33 * (row + 1) + 16)
    walk.page.wait_for_timeout(300)
    for _ in range(column):
        walk.page.keyboard.press("ArrowRight")
        walk.page.wait_for_timeout(50)


def write(walk, row: int, column: int, text: str) -> None:
    """Writes into a cell of the correction table."""
    go_to(walk, row, column)
    walk.page.keyboard.type(text, delay=60)
    walk.page.keyboard.press("Enter")
    walk.page.wait_for_timeout(300)


def mark(walk, row: int, column: int) -> None:
    """Marks the box in a cell of the correction table."""
    go_to(walk, row, column)
    walk.page.keyboard.press("Space")
    walk.page.wait_for_timeout(300)


def test_cells_are_corrected_all_alike_at_once_and_survive_a_closed_page(walk, tmp_path):
    walk.open("import")
    upload(walk, "a.csv", FAULTY)
    walk.page.get_by_role("button", name="Import 6 rows, leave 6 out").wait_for()
    write(walk, 0, USE, "2000000")
    mark(walk, 0, ALIKE)
    write(walk, 1, USE, "1")
    press(walk, "Read these cells so")
    walk.page.get_by_text("have no reason").wait_for()
    walk.page.get_by_label("Reason, where a line has none of its own").fill("the lab was asked")
    press(walk, "Read these cells so")
    walk.page.get_by_text("5 lines, cells_screened: “2 Mio?” read as “2000000”").wait_for()
    (draft,) = read_drafts(store_of(tmp_path))
    walk.page.goto("about:blank")
    walk.open(f"import?draft={draft.id}")
    press(walk, "Import 12 rows")
    walk.page.get_by_text("6 cells corrected by hand").wait_for()
    store = store_of(tmp_path)
    assert read_imports(store)[0].counts.stored == 12
    kept = json.loads(read_answers(store, 1)["cell:7:tumor_cells"])
    assert (kept["said"], kept["value"], kept["reason"]) == ("1.5", "1", "the lab was asked")


def test_the_correction_table_fits_a_phone(walk):
    walk.page.set_viewport_size({"width": 390, "height": 844})
    walk.open("import")
    upload(walk, "a.csv", FAULTY)
    wide = walk.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 2
    walk.page.get_by_text("Correct single cells").scroll_into_view_if_needed()
    walk.page.get_by_role("button", name="Read these cells so").wait_for()
