"""The tables of the patient page: what stands in each cell."""

from datetime import date

import pandas as pd

from monitor.analysis.course_tables import assay_table, therapy_table, timeline_table
from monitor.analysis.rate_axis import Unit
from monitor.analysis.timeline import TimelineOptions, timeline
from monitor.domain.rules import DEFAULT_RULES
from monitor.domain.samplings import CellDefinition
from tests.builders import course

COURSE = course("""
    2021-03-02               2/1.0M  baseline left lab=Munich
    2021-03-02               9/1.0M  right withdrawn lab=Munich
    2021-09-02               0/2.0M  lab=Munich
    2022-03-02               pos     lab=Munich
    2021-09-02               3/2.0M  blood
    2021-03-10               surgery mastectomy
    2021-04..2021-09         chemotherapy EC-T cycles=8 adjuvant
    2021-12-01..             endocrine letrozole
    2022-01-10..?            bone_targeted zoledronate
""")


def table(unit=Unit.PER_MILLION):
    options = TimelineOptions(unit=unit)
    return timeline_table(timeline(COURSE, options, DEFAULT_RULES, date(2024, 8, 31)))


def test_the_timeline_as_a_table():
    frame = table()
    assert list(frame.columns) == [
        "date", "visit", "k", "N", "rate", "lower", "upper", "excluded", "state", "reason", "call",
        "key", "source",
    ]  # fmt: skip
    first = frame.iloc[0]
    assert (first["date"], first["visit"], first["k"], first["N"]) == (
        date(2021, 3, 2), "baseline", 2, 1_000_000,
    )  # fmt: skip
    assert (first["rate"], first["state"], first["key"]) == (2.0, "detected", "ICC · Munich")
    assert first["source"] == "import 1, course.csv, line 2; import 1, course.csv, line 3"
    assert pd.isna(first["excluded"])


def test_blood_stands_after_marrow_and_says_so():
    assert list(table()["key"]) == ["ICC · Munich"] * 3 + ["blood · ICC"]


def test_an_unknown_depth_has_neither_count_nor_interval():
    row = table().iloc[2]
    assert row["state"] == "depth unknown"
    assert row[["k", "N", "rate", "lower", "upper", "excluded"]].isna().all()


def test_the_unit_multiplies_the_table_too():
    one, two = table(), table(Unit.PER_TWO_MILLION)
    for column in ("rate", "lower", "upper", "excluded"):
        assert (two[column].dropna() == 2 * one[column].dropna()).all()
    assert one["k"].equals(two["k"])


def test_every_assay_has_a_row_with_what_became_of_it():
    frame = assay_table(COURSE)
    assert list(frame["pooled"]) == [True, False, True, True, True]
    assert list(frame["reason"])[:2] == ["", "withdrawn by the lab"]
    assert list(frame["site"])[:2] == ["left", "right"]
    assert frame["source"].iloc[0] == "import 1, course.csv, line 2"
    assert frame["cells_screened"].dtype == "Int64"


def test_cells_that_count_follow_the_definition():
    probable = course("2021-03-02 1/2.0M probable=2 control=0/0.5M")
    for cells, expected in ((CellDefinition.TUMOR_AND_PROBABLE, 3), (CellDefinition.TUMOR, 1)):
        frame = assay_table(probable, DEFAULT_RULES, cells)
        assert list(frame["cells_that_count"]) == [expected]


def test_therapy_dates_are_as_precise_as_they_are_known():
    frame = therapy_table(COURSE)
    assert list(zip(frame["type"], frame["started"], frame["ended"], strict=True)) == [
        ("Surgery", "2021-03-10", ""),
        ("Chemotherapy", "2021-04", "2021-09"),
        ("Endocrine", "2021-12-01", "ongoing"),
        ("Bone-targeted", "2022-01-10", "unknown"),
    ]
    assert frame["intent"][1] == "adjuvant"
    assert list(frame["cycles"].dropna()) == [8]


def test_an_empty_course_has_empty_tables_with_all_columns():
    nobody = course("diagnosed 2021-01-01")
    data = timeline(nobody, TimelineOptions(), DEFAULT_RULES, date(2024, 8, 31))
    for frame in (timeline_table(data), assay_table(nobody), therapy_table(nobody)):
        assert len(frame) == 0
        assert len(frame.columns) >= 10
