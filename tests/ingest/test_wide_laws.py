"""A cohort written wide is stored as one written narrow; a damaged file stores nothing wrong."""

import json
import shutil
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.domain.plan import Action
from monitor.ingest.report import report
from monitor.intake import accept_proposed
from monitor.store.engine import open_store
from tests.imports import assert_lawful, content, plan, take
from tests.ingest.polluting import HELD_BACK, count_held_back, damaged_files

NAMES = {
    "german": ("Entnahmedatum", "Tumorzellen", "MNZ ausgewertet", "Bemerkung"),
    "english": ("collection date", "tumor cells", "MNC screened", "comment"),
}
SHARED = {"german": ("Pat-Nr", "Labor", "Zeitpunkt", "Entnahmeort"),
          "english": ("patient id", "lab", "visit", "site")}  # fmt: skip
MARKS = {
    "visits": ("KM1", "KM2", "KM3", "KM4"),
    "words": ("Baseline", "Post-NACT", "6 Mo", "Follow-up 1"),
    "german": ("li", "re"),
    "english": ("left", "right"),
}
AFFIXES = {
    "before": "{mark} {name}", "behind": "{name} {mark}", "joined": "{mark}_{name}",
    "bracket": "{name} ({mark})",
}  # fmt: skip


def day(value, dress):
    return f"{value:%d.%m.%Y}" if dress == "german" else value.isoformat()


def depth(value, dress):
    return f"{value:,}".replace(",", ".") if dress == "german" else str(value)


def cells(assay, dress):
    on, found, screened, said = assay
    return (day(on, dress), str(found), depth(screened, dress), said)


def written(header, rows, dress):
    mark = ";" if dress == "german" else ","
    return "\n".join(mark.join(line) for line in [header, *rows]) + "\n"


def narrow(cohort, dress, marks, is_sided):
    who, lab, visit, site = SHARED[dress]
    header = (who, lab, site if is_sided else visit, *NAMES[dress])
    rows = [
        (patient, "Lab A", marks[at], *cells(assay, dress))
        for patient, assays in cohort
        for at, assay in enumerate(assays)
        if assay
    ]
    return written(header, rows, dress)


def wide(cohort, dress, marks, affix, order):
    """Returns the cohort with one line for each patient, the columns in this order."""
    names = [(mark, name) for mark in range(len(marks)) for name in range(len(NAMES[dress]))]
    names = [names[at] for at in order if at < len(names)]
    header = [*SHARED[dress][:2]]
    header += [AFFIXES[affix].format(mark=marks[m], name=NAMES[dress][n]) for m, n in names]
    rows = [
        (patient, "Lab A", *(cells(assays[m], dress)[n] if assays[m] else "" for m, n in names))
        for patient, assays in cohort
    ]
    return written(header, rows, dress)


counted = st.tuples(
    st.integers(0, 900), st.integers(10**6, 9 * 10**7), st.sampled_from(["", "V.a. Blut", "ok"])
)
months = st.tuples(st.integers(1995, 2020), st.integers(13, 28))


@st.composite
def cohorts(draw, groups, is_sided):
    """Returns patients with an assay, or none, in each of their groups, and one at least."""
    people = draw(st.lists(st.integers(0, 9999), min_size=1, max_size=6, unique=True))
    found = []
    for person in people:
        year, on = draw(months)
        assays = [
            (date(year, 1 if is_sided else 1 + 2 * at, on), *draw(counted))
            if draw(st.booleans())
            else None
            for at in range(groups)
        ]
        if not any(assays):
            assays[draw(st.integers(0, groups - 1))] = (date(year, 1, on), *draw(counted))
        found.append((f"P-{person:04}", assays))
    return found


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    data=st.data(),
    dress=st.sampled_from(["german", "english"]),
    kind=st.sampled_from(["visits", "words", "sides"]),
    affix=st.sampled_from(list(AFFIXES)),
    groups=st.integers(2, 4),
)
def test_a_cohort_written_wide_says_what_it_says_written_narrow(
    new_store, data, dress, kind, affix, groups
):
    is_sided = kind == "sides"
    marks = MARKS[dress if is_sided else kind][:groups]
    cohort = data.draw(cohorts(len(marks), is_sided))
    order = data.draw(st.permutations(range(len(marks) * len(NAMES[dress]))))
    one, other = new_store("narrow.sqlite"), new_store("wide.sqlite")
    first = take(one, narrow(cohort, dress, marks, is_sided))
    second = take(other, wide(cohort, dress, marks, affix, order))
    assert_lawful(second)
    assert (first.action, second.action) == (Action.STORED, Action.STORED), second.questions
    assert second.layout is not None
    assert second.counts.stored == len(cohort)
    assert content(other) == content(one)


# ---------------------------------------------------------------------------- damaged files

# As in a narrow file, a rate tells when two numbers beside each other ran together.
LINES = {
    "german": (
        "Pat-Nr;KM1 Datum;KM1 MNZ;KM1 Tumorzellen;KM1 Tumorzellen %;"
        "KM2 Datum;KM2 MNZ;KM2 Tumorzellen;KM2 Tumorzellen %;Bemerkung",
        "BM-001;17.01.2023;1.250.000;625;0,05;25.04.2023;980.000;98;0,01;",
        "BM-002;14.02.2023;2.000.000;1500;0,075;23.05.2023;1.100.000;22;0,002;Verlauf",
        "BM-003;29.03.2023;1.750.000;1225;0,07;;;;;nur KM1",
        "BM-004;30.03.2023;1.500.000;0;0;18.07.2023;1.500.000;0;0;",
    ),
    "english": (
        "patient_id,collection date,MNC left,DTC left,DTC pct left,MNC right,DTC right,"
        "DTC pct right,comment",
        "BM-001,2023-01-17,1250000,625,0.05,980000,98,0.01,",
        "BM-002,2023-02-14,2000000,1500,0.075,1100000,22,0.002,repeat",
        'BM-003,2023-03-29,1750000,1225,0.07,,,,"dry, right side"',
        "BM-004,2023-03-30,1500000,0,0,1500000,0,0,",
    ),
}
COUNTED = (
    "patient_id", "collected_on", "site", "visit", "tumor_cells", "cells_screened", "reported_rate",
)  # fmt: skip


def values_of(row):
    return [[one["values"][name] for name in COUNTED] for one in row["assays"]]


@pytest.fixture(scope="module")
def standing_store(empty_store_file, tmp_path_factory):
    copy = tmp_path_factory.mktemp("wide") / "store.sqlite"
    return open_store(f"sqlite:///{shutil.copy(empty_store_file, copy)}")


@pytest.mark.parametrize("dress", LINES)
def test_one_damage_stores_no_wrong_assay_silently_and_holds_the_right_line_back(
    standing_store, dress, record_property
):
    def read(text):
        found = accept_proposed(standing_store, plan(standing_store, text))
        assert_lawful(found)
        return found

    lines, mark = LINES[dress], ";" if dress == "german" else ","
    found = count_held_back(read, lines, damaged_files(lines, mark, 20_234), values_of)
    record_property("polluted", str(found))
    print(found)
    assert found.held >= HELD_BACK * found.harmed


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*LINES["german"], *LINES["english"], "BM-001", "17.01.2023", "625", "1.250.000", ";",
             ",", '"', "\n", "\r\n", "KM3 Datum", "re", "\t", "2 Mio", "n.d.", "-"]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_any_damaged_wide_table_is_read_or_refused_and_every_line_has_one_fate(
    standing_store, parts
):
    for dress in LINES:
        found = accept_proposed(
            standing_store, plan(standing_store, f"{LINES[dress][0]}\n{''.join(parts)}")
        )
        assert_lawful(found)
        json.dumps(report(found))
