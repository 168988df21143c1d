"""A cohort kept up with writes equals the one that is built from all courses."""

import random
from dataclasses import replace
from datetime import date
from itertools import count

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor import cohort_reading
from monitor.analysis.cohort_update import FRAMES
from monitor.cohort_reading import Judging, read_kept
from monitor.domain.evidence import Scatter
from monitor.domain.rules import RuleSet
from monitor.domain.visits import VisitPlan, VisitWindow
from monitor.sample import load_sample
from monitor.store.history import read_imports
from monitor.store.restoring import restore
from monitor.store.undoing import undo_imports
from tests.imports import take

PLAN = VisitPlan("first surgery", (VisitWindow("BM1", 0, 2), VisitWindow("BM2", 6, 2)))
BY = Judging(RuleSet(), date(2024, 8, 31), PLAN, {})
PEOPLE = ("P1", "P2", "P3", "P4", "A0")
CENTERS = ("", "North")
HEADERS = {
    "assays": "patient_id,center,collected_on,lab,method,visit,cells_screened,tumor_cells,"
    "probable_cells,control_positive,reported_rate,result_text,status",
    "therapy": "patient_id,center,therapy_type,agent,started_on,ended_on,date_precision",
    "outcomes": "patient_id,center,event_type,occurred_on,site,cause",
    "patients": "patient_id,center,arm,er,grade,bmi",
}


def day(draw):
    return date(2020 + draw.randrange(3), 1 + draw.randrange(12), 1 + draw.randrange(28))


def assay(draw):
    counted = draw.random() < 0.8
    n = draw.choice((300_000, 1_000_000, 2_000_000))
    k = draw.choice((0, 0, 0, 1, 3, 14))
    return (
        day(draw), draw.choice(("Lab A", "Lab B", "")), draw.choice(("icc", "icc", "pcr")),
        draw.choice(("", "BM1", "bm1", "BM2")), n if counted else "", k if counted else "",
        draw.choice(("", "", "", "1")), "", draw.choice(("", "", "0.002")) if counted else "",
        "" if counted else draw.choice(("positive", "negative")),
        draw.choice(("valid",) * 7 + ("withdrawn",)),
    )  # fmt: skip


def therapy(draw):
    begun = day(draw)
    kind = draw.choice(("chemotherapy", "endocrine", "surgery"))
    end = begun.replace(year=begun.year + 1) if draw.random() < 0.7 else ""
    return kind, draw.choice(("EC", "letrozole")), begun, end, draw.choice(("day", "month"))


def outcome(draw):
    kind = draw.choice(("distant_metastasis", "local_recurrence", "death", "last_contact"))
    on = day(draw)
    on = on.replace(year=2025) if kind in ("death", "last_contact") else on
    return kind, on, "", draw.choice(("breast_cancer", "")) if kind == "death" else ""


def described(draw):
    return (
        draw.choice(("a", "b")), draw.choice(("positive", "negative", "unknown", "")),
        draw.choice(("", "2", "3")), draw.choice(("", "24")),
    )  # fmt: skip


MAKE = {"assays": assay, "therapy": therapy, "outcomes": outcome, "patients": described}


def file_of(kind, draw):
    """Returns a file of a few rows; the same seed and people make corrections and repetitions."""
    rows = {}
    for _ in range(1 + draw.randrange(4)):
        who = (draw.choice(PEOPLE), draw.choice(CENTERS) if draw.random() < 0.2 else "")
        rows[who if kind == "patients" else (who, draw.random())] = (*who, *MAKE[kind](draw))
    lines = (",".join(map(str, row)) for row in rows.values())
    return "\n".join((HEADERS[kind], *lines)) + "\n"


def write(store, action, seed):
    """Imports a small file of that kind, or undoes one import."""
    draw = random.Random(seed)
    if action != "undo":
        take(store, file_of(action, draw), name=f"{seed}.csv")
        return
    standing = [entry.import_id for entry in read_imports(store) if entry.undone_by is None]
    if standing:
        undo_imports(store, [draw.choice(standing)], "tester")


def assert_equal(kept, store, by=BY):
    built = read_kept(store, by).cohort
    for name in ("patients", *FRAMES):
        mine, whole = getattr(kept.cohort, name), getattr(built, name)
        pd.testing.assert_frame_equal(mine, whole, check_exact=True, obj=name)
    for name in ("rules", "data_cut", "visits", "scatter"):
        assert getattr(kept.cohort, name) == getattr(built, name)


WRITES = st.lists(
    st.tuples(st.sampled_from((*HEADERS, "assays", "undo", "undo")), st.integers(0, 999)),
    min_size=2,
    max_size=7,
)
NUMBERS = count()
ASSAYS = "patient_id,collected_on,cells_screened,tumor_cells\n"
FIRST, SECOND = ASSAYS + "P1,2023-01-17,2000000,3\n", ASSAYS + "P2,2023-01-17,2000000,3\n"
NEW = ASSAYS + "NEW,2023-01-17,2000000,3\n"


@pytest.fixture
def built(monkeypatch):
    """Returns a list that gets the number of courses of each cohort that is built."""
    found = []
    inner = Judging.cohort

    def counted(self, chunks):
        cohort = inner(self, chunks)
        found.append(len(cohort.patients))
        return cohort

    monkeypatch.setattr(Judging, "cohort", counted)
    return found


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(WRITES)
def test_after_any_writes_the_kept_cohort_is_the_built_one_frame_by_frame(
    new_store, monkeypatch, writes
):
    store = new_store(f"any-{next(NUMBERS)}.sqlite")
    monkeypatch.setattr(cohort_reading, "MOST_TOUCHED", 1.0)
    try:
        kept = read_kept(store, BY)
        for action, seed in writes:
            write(store, action, seed)
            if seed % 3:  # several writes may go by before somebody looks
                kept = read_kept(store, BY, kept)
                assert_equal(kept, store)
        assert_equal(read_kept(store, BY, kept), store)
    finally:
        store.engine.dispose()


def test_only_the_patients_that_a_write_touched_are_built_anew(store, built):
    load_sample(store)
    kept = read_kept(store, BY)
    take(store, NEW)
    again = read_kept(store, BY, kept)
    assert built == [120, 1]
    assert len(again.cohort.patients) == 121
    assert_equal(again, store)


def test_a_patient_who_vanishes_by_undo_is_gone(store, built):
    load_sample(store)
    take(store, NEW)
    kept = read_kept(store, BY)
    undo_imports(store, [read_imports(store)[0].import_id], "tester")
    again = read_kept(store, BY, kept)
    assert built == [121, 0]
    assert "NEW" not in set(again.cohort.patients["patient_id"])
    assert_equal(again, store)


def test_an_undone_assay_of_a_patient_who_stays_is_gone(store, built):
    take(store, FIRST + "P2,2023-01-17,2000000,0\n")
    take(store, ASSAYS + "P1,2023-06-17,2000000,0\n")
    kept = read_kept(store, BY)
    undo_imports(store, [2], "tester")
    again = read_kept(store, BY, kept)
    assert built == [2, 1]
    assert again.cohort.samplings["k"].tolist() == [3, 0]
    assert_equal(again, store)


@pytest.mark.parametrize(
    "other",
    [
        replace(BY, rules=replace(RuleSet(), version="2", minimum_depth=1_500_000)),
        replace(BY, visits=None),
        replace(BY, visits=VisitPlan("first surgery", (VisitWindow("BM1", 0, 1),))),
    ],
    ids=["rules", "no windows", "other windows"],
)
def test_other_rules_or_windows_build_all_of_it_anew(store, built, other):
    load_sample(store)
    kept = read_kept(store, BY)
    again = read_kept(store, other, kept)
    assert built == [120, 120]
    assert_equal(again, store, other)


def test_a_lab_whose_counts_are_divided_by_another_phi_is_judged_anew(store, built, monkeypatch):
    monkeypatch.setattr(cohort_reading, "MOST_TOUCHED", 1.0)
    load_sample(store)
    kept = read_kept(store, BY)
    lab = kept.cohort.samplings["lab"].astype(str).iloc[0]
    own = kept.cohort.samplings["patient"][kept.cohort.samplings["lab"] == lab].nunique()
    over = replace(BY, scatter={lab: Scatter(2.5, 40, True)})
    again = read_kept(store, over, kept)
    assert built == [120, own]
    assert_equal(again, store, over)
    within = replace(BY, scatter={lab: Scatter(1.1, 40, False)})
    assert_equal(read_kept(store, within, kept), store, within)
    assert built[-2:] == [0, 120]


def test_after_a_restore_everybody_is_read_anew(store, built, tmp_path):
    take(store, FIRST)
    take(store, SECOND)
    kept = read_kept(store, BY)
    restore(tmp_path / "backups" / "store-r1.sqlite", "tester", store.url)
    again = read_kept(store, BY, kept)
    assert again.cohort.patients["patient_id"].tolist() == ["P1"]
    assert built == [2, 1]


def test_another_store_in_its_place_is_read_anew_though_it_has_the_same_numbers(
    store, new_store, built
):
    load_sample(store)
    kept = read_kept(store, BY)
    other = new_store("other.sqlite")
    for number in range(6):
        take(other, f"{ASSAYS}P{number},2023-01-17,2000000,3\n")
    assert len(read_kept(other, BY, kept).cohort.patients) == 6
    assert built == [120, 6]


def test_nothing_stored_is_an_empty_cohort_and_the_first_import_fills_it(store):
    kept = read_kept(store, BY)
    assert kept.mark is None
    assert kept.cohort.patients.empty
    take(store, FIRST)
    assert_equal(read_kept(store, BY, kept), store)
