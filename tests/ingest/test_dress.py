"""One cohort in the dress of many countries: read equal, or asked about, and never otherwise."""

import random
import shutil
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.plan import Action
from monitor.intake import accept_proposed
from monitor.store.engine import open_store
from tests.imports import content, outcomes, plan, take

HEADER = {
    "ours": "patient_id,collected_on,cells_screened,tumor_cells,volume_ml,site,result_text",
    "german": "Pat-Nr;Entnahmedatum;MNZ ausgewertet;Tumorzellen;Volumen (ml);Entnahmeort;Befund",
    "american": "Patient ID,Collection Date,Nucleated Cells,Tumor Cells,Volume (mL),Side,Result",
}
WORDS = {
    "ours": {"left": "left", "right": "right", "both": "both", "": ""},
    "german": {"left": "BK li", "right": "re", "both": "bds.", "": ""},
    "american": {"left": "L", "right": "R", "both": "Both", "": ""},
}
RESULTS = {
    "ours": ("negative", "positive"), "german": ("neg.", "pos."), "american": ("Negative", "POS"),
}  # fmt: skip


def grouped(number, mark):
    return f"{number:,}".replace(",", mark)


def written(dress, row):
    """Returns the cells of a row as a lab of that country writes them."""
    patient, day, screened, cells, volume, site = row
    said = RESULTS[dress][cells > 0]
    if dress == "german":
        words = f"{screened / 1e6:g} Mio".replace(".", ",")
        counts = (str(screened), grouped(screened, "."), words if screened % 1000 == 0 else "0")
        count = counts[screened % (3 if screened % 1000 == 0 else 2)]
        decimal = f"{volume:.1f}".replace(".", ",")
        return (patient, f"{day:%d.%m.%Y}", count, str(cells), decimal, WORDS[dress][site], said)
    if dress == "american":
        return (patient, f"{day:%m/%d/%Y}", f'"{grouped(screened, ",")}"', str(cells),
                f"{volume:.1f}", WORDS[dress][site], said)  # fmt: skip
    return (patient, day.isoformat(), str(screened), str(cells), f"{volume:.1f}", site, said)


def file(dress, rows):
    mark = ";" if dress == "german" else ","
    return "\n".join([HEADER[dress], *(mark.join(written(dress, row)) for row in rows)]) + "\n"


def read(found):
    columns = found.rows.columns
    names = ("collected_on", "cells_screened", "tumor_cells", "volume_ml", "site", "result_text")
    return list(zip(found.rows.people["patient_id"], *(columns[n] for n in names), strict=True))


@pytest.fixture(scope="module")
def standing_store(empty_store_file, tmp_path_factory):
    copy = tmp_path_factory.mktemp("dress") / "store.sqlite"
    return open_store(f"sqlite:///{shutil.copy(empty_store_file, copy)}")


rows = st.lists(
    st.tuples(
        st.integers(0, 9999).map("P-{:04}".format),
        st.dates(date(1995, 1, 1), date(2020, 12, 31)),
        st.one_of(st.integers(10, 9000).map(lambda n: n * 10_000), st.integers(10_000, 9 * 10**7)),
        st.integers(0, 900),
        st.integers(1, 200).map(lambda n: n / 10),
        st.sampled_from(["left", "right", "both", ""]),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda row: row[0],
)


@settings(max_examples=200, deadline=None)
@given(rows, st.sampled_from(sorted(HEADER)))
def test_the_same_cohort_in_any_dress_is_read_equal_or_asked_about(standing_store, cohort, dress):
    truth = [
        (patient, day, screened, cells, volume, site or None, ("negative", "positive")[cells > 0])
        for patient, day, screened, cells, volume, site in cohort
    ]
    found = accept_proposed(standing_store, plan(standing_store, file(dress, cohort)))
    open_questions = [question.id for question in found.questions]
    if dress == "ours":
        assert not open_questions
    if open_questions:
        assert {name.partition(":")[0] for name in open_questions} <= {"dates", "numbers"}
        assert found.action is Action.ASK
        answers = {
            "dates:Entnahmedatum": "day.month.year",
            "dates:Collection Date": "month/day/year",
            "numbers:MNZ ausgewertet": "decimal comma",
            "numbers:Nucleated Cells": "decimal point",
        }
        found = plan(standing_store, file(dress, cohort), {**found.answers, **answers})
    assert found.action is Action.STORED
    assert read(found) == truth


# Of two kinds of cells that are in doubt, what is read without an answer is the truth or nothing.
@settings(max_examples=200, deadline=None)
@given(rows, st.sampled_from(["german", "american"]))
def test_before_any_answer_no_value_is_another_one(standing_store, cohort, dress):
    found = plan(standing_store, file(dress, cohort))
    for cells, row in zip(read(found), cohort, strict=True):
        patient, day, screened, count, volume, _ = row
        assert cells[0] == patient
        assert cells[1] in (None, day)
        assert cells[2] in (None, screened)
        assert cells[3:5] == (count, volume)


def test_the_same_table_in_german_and_american_dress_is_stored_the_same(new_store):
    cohort = [
        ("P-1", date(2019, 4, 3), 2_000_000, 3, 5.5, "left"),
        ("P-2", date(2019, 12, 24), 1_250_000, 0, 4.0, ""),
    ]
    stored = []
    for dress in HEADER:
        store = new_store(f"{dress}.sqlite")
        assert take(store, file(dress, cohort)).action is Action.STORED
        stored.append(content(store))
    assert stored[0] == stored[1] == stored[2]


# ------------------------------------------------------------------ one damage in a German file


def damaged(row, chance):
    """Returns the row with one delimiter lost, added or moved."""
    what = chance.choice(("lose", "add", "move"))
    if what != "add":
        at = chance.choice([at for at, letter in enumerate(row) if letter == ";"])
        row = row[:at] + row[at + 1 :]
    if what != "lose":
        at = chance.randrange(len(row) + 1)
        row = row[:at] + ";" + row[at:]
    return row


def test_a_lost_added_or_moved_mark_in_a_german_file_stores_no_other_value(standing_store):
    chance = random.Random(7)
    for _ in range(250):
        cohort = [
            (f"P-{n:03}", date(2010 + n, n % 9 + 1, 10 + n), chance.choice((10**6, 2_100_000)),
             chance.choice((0, 1, 14)), chance.choice((5.0, 12.5)), "left")
            for n in range(6)
        ]  # fmt: skip
        lines = file("german", cohort).splitlines()
        at = chance.randrange(6)
        hurt = damaged(lines[at + 1], chance)
        if hurt == lines[at + 1]:
            continue
        lines[at + 1] = hurt
        found = accept_proposed(standing_store, plan(standing_store, "\n".join(lines) + "\n"))
        if found.action is not Action.PARTIAL:
            assert found.action is Action.ASK, hurt
            continue
        told = outcomes(found)
        assert told[at + 2] == "rejected", hurt
        whole = [row for n, row in enumerate(cohort) if n != at]
        stored = [
            cells
            for cells, outcome in zip(read(found), found.rows.outcomes, strict=True)
            if outcome == "stored"
        ]
        assert [cells[:5] for cells in stored] == [row[:5] for row in whole]
