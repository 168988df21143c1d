"""Bringing data in as a person does it, from the file to the chart, in a real browser."""

import csv
import io
import re
from pathlib import Path

import pytest

from monitor.store.drafts import read_drafts
from monitor.store.engine import open_store, writing
from monitor.store.history import read_imports

pytestmark = pytest.mark.browser

SAMPLES = Path(__file__).parents[2] / "sample_data"
GERMAN = """Labor für Tumorimmunologie;;;;;;;;;;;;
Befundliste Knochenmark;Stand 12.06.2000;;;;;;;;;;;
;;;;;;;;;;;;
Pat-Nr;E-Nr;Entnahmedatum;Zeitpunkt;Ort;Vol (ml);MNZ ausgewertet;CK+ Zellen;davon TZ;Isotyp;\
CK+/10^6;Befund;Bemerkung
0012;99/0417;03.04.1999;prä-OP;BK li;5,0;1.000.000;2;2;0;2,0;pos.;
0012;99/0418;23.11.1999;6M FU;BK re;5,5;2 Mio;0;0;0;0;neg.;
0031;00/0209;14.02.2000;6M FU;bds.;4,0;2.000.000;0;0;n.d.;0;neg.;V.a. Blutbeimengung
0044;00/0511;23.05.2000;nach CTx;BK re;10;2,0E+06;12;12;0;6,0;pos.;korr. Befund v. 02.06.
Summe;;;;;;;14;14;;;;
"""
HEADER = "patient_id,collected_on,cells_screened,tumor_cells,lab\n"
FOLDED = 2  # pixels by which a page may be wider than the window


def upload(walk, name: str, content: str | bytes) -> None:
    data = content if isinstance(content, bytes) else content.encode()
    file = {"name": name, "mimeType": "text/csv", "buffer": data}
    walk.page.locator('input[type="file"]').set_input_files(file)
    walk.page.get_by_text("What will be stored").wait_for()
    walk.settle()


def press(walk, name: str) -> None:
    walk.page.get_by_role("button", name=name).first.click()
    walk.settle()


def store_of(tmp_path):
    return open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")


def rows(number: int, faulty: int = 0) -> str:
    """Returns a file of so many rows, the first of them with half a cell."""
    return HEADER + "".join(
        f"P{n // 5:05},2021-0{1 + n % 5}-17,2000000,{n % 7}{'.5' if n < faulty else ''},Lab\n"
        for n in range(number)
    )


def test_a_clean_file_of_a_known_lab_is_three_clicks_from_the_menu_to_the_chart(walk):
    walk.open()
    walk.page.get_by_role("link", name="Import").first.click()
    walk.heading("Import")
    upload(walk, "icc.csv", (SAMPLES / "export_english_icc.csv").read_bytes())
    press(walk, "Import 30 rows")
    walk.page.get_by_text("Stored as import 1.").wait_for()
    walk.page.get_by_role("link", name="SYN-").first.click()
    walk.page.locator(".js-plotly-plot .main-svg").first.wait_for()


def test_a_german_export_answers_its_questions_and_reaches_the_chart(walk):
    walk.open("import")
    upload(walk, "befunde.csv", GERMAN.encode("cp1252"))
    assert walk.page.get_by_role("button", name="Import", exact=False).count() == 0
    walk.page.get_by_text("Read as windows-1252").wait_for()
    press(walk, "Confirm")
    walk.page.get_by_text("What is CK+ Zellen?").wait_for()
    radios = walk.page.get_by_role("radiogroup")
    radios.nth(0).get_by_text("tumor_cells").click()
    radios.nth(1).get_by_text("leave out").click()
    press(walk, "Continue with these answers")
    walk.page.get_by_text("Read as day.month.year?").wait_for()
    asked = walk.page.locator('[data-testid="stRadio"]').filter(has_text="“n.d.”")
    asked.get_by_text("leave blank").click()
    press(walk, "Continue with these answers")
    press(walk, "Import 4 rows")
    walk.page.get_by_text("Stored as import 1.").wait_for()
    walk.page.get_by_role("link", name="0012").click()
    walk.heading("0012")
    walk.page.locator(".js-plotly-plot .main-svg").first.wait_for()
    labels = walk.page.locator(".js-plotly-plot text").all_text_contents()
    assert "2/1.0M" in labels
    assert "0/2.0M" in labels


def test_thirty_bad_rows_are_downloaded_corrected_and_uploaded_again(walk, tmp_path):
    walk.open("import")
    upload(walk, "bad.csv", rows(40, faulty=30))
    press(walk, "Import 10 rows, leave 30 out")
    walk.page.get_by_text("Stored as import 1.").wait_for()
    with walk.page.expect_download() as download:
        walk.page.get_by_role("button", name="Rejected rows, to be corrected").click()
    given_back = download.value.path().read_text(encoding="utf-8")
    assert len(list(csv.reader(io.StringIO(given_back)))) == 31
    walk.page.get_by_role("button", name="Import another file").click()
    walk.settle()
    upload(walk, "corrected.csv", re.sub(r"\.5,", ",", given_back))
    press(walk, "Import 30 rows")
    walk.page.get_by_text("Stored as import 2.").wait_for()
    stored = [entry.counts.stored for entry in read_imports(store_of(tmp_path))]
    assert stored == [30, 10]


def test_an_import_is_undone_and_brought_back(walk, tmp_path):
    walk.open("import")
    upload(walk, "a.csv", rows(10))
    press(walk, "Import 10 rows")
    walk.page.get_by_text("Stored as import 1.").wait_for()
    walk.page.get_by_role("link", name="History").first.click()
    walk.heading("History")
    press(walk, "Undo this import")
    walk.page.get_by_text("rows removed").wait_for()
    walk.page.get_by_role("textbox", name="Why is it undone?").fill("wrong file")
    walk.page.get_by_role("textbox", name="Why is it undone?").press("Enter")
    walk.settle()
    press(walk, "Undo import 1")
    walk.page.get_by_role("button", name="Import again").wait_for()
    assert read_imports(store_of(tmp_path))[0].is_undone
    press(walk, "Import again")
    walk.heading("Import")
    press(walk, "Import 10 rows")
    walk.page.get_by_text("Stored as import 2.").wait_for()


def test_a_draft_with_its_answers_is_there_in_another_browser(walk, browser):
    walk.open("import")
    upload(walk, "befunde.csv", GERMAN.encode("cp1252"))
    press(walk, "Accept")
    address = walk.page.url
    assert "befunde" not in address
    walk.page.close()
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.get_by_text("What is CK+ Zellen?").wait_for()
    page.goto(f"{walk.url}/import")
    page.get_by_role("button", name="befunde.csv").click()
    page.get_by_text("What will be stored").wait_for()
    assert page.url == address
    context.close()


@pytest.mark.slow
def test_a_long_import_is_cancelled_and_leaves_only_its_draft(walk, tmp_path):
    walk.open("import")
    upload(walk, "long.csv", rows(20_000))
    store = store_of(tmp_path)
    with writing(store):  # the import waits for the store, so that it is met under way
        walk.page.get_by_role("button", name="Import 20,000 rows").click()
        walk.page.get_by_text("You may close this page").wait_for()
        address = walk.page.url
        walk.open()  # the server answers other pages meanwhile
        walk.heading("Marrow Monitor")
        walk.page.goto(address)
        walk.page.get_by_role("button", name="Cancel").click()
        walk.page.get_by_text("Cancelled: nothing was stored.").wait_for()
    assert read_imports(store) == ()
    assert len(read_drafts(store)) == 1
    assert not list(tmp_path.glob("**/*.partial"))


@pytest.mark.slow
def test_a_long_import_goes_on_while_nobody_looks(walk, tmp_path):
    walk.open("import")
    upload(walk, "long.csv", rows(20_000))
    walk.page.get_by_role("button", name="Import 20,000 rows").click()
    walk.page.get_by_text("You may close this page").wait_for()
    address = walk.page.url
    walk.page.goto("about:blank")
    walk.page.goto(address)
    walk.page.get_by_text("Stored as import 1.").wait_for(timeout=60_000)
    assert read_imports(store_of(tmp_path))[0].counts.stored == 20_000
    assert read_drafts(store_of(tmp_path)) == ()


def test_a_file_is_imported_with_the_keyboard_alone(walk):
    walk.open("import")
    upload(walk, "a.csv", rows(5))
    target = walk.page.get_by_role("button", name="Import 5 rows")
    for _ in range(60):
        if target.evaluate("node => node === document.activeElement"):
            break
        walk.page.keyboard.press("Tab")
    walk.page.keyboard.press("Enter")
    walk.page.get_by_text("Stored as import 1.").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_a_review_and_a_receipt_are_no_wider_than_the_window(walk, width, scheme):
    walk.page.emulate_media(color_scheme=scheme)
    walk.page.set_viewport_size({"width": width, "height": 900})
    walk.open("import")
    upload(
        walk, "befunde_mit_einem_sehr_langen_namen_ohne_leerzeichen.csv", GERMAN.encode("cp1252")
    )
    assert overflow(walk) <= FOLDED
    walk.open("import")
    upload(walk, "bad.csv", rows(20, faulty=5))
    assert overflow(walk) <= FOLDED
    press(walk, "Import 15 rows, leave 5 out")
    walk.page.get_by_text("Stored as import 1.").wait_for()
    walk.settle()
    assert overflow(walk) <= FOLDED


def overflow(walk) -> int:
    main = walk.page.locator('[data-testid="stMain"]')
    return main.evaluate("node => node.scrollWidth - node.clientWidth")
