"""The cohort's frames say the same as courses, calls and lines one by one."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from monitor.analysis.calls import calls
from monitor.analysis.cohort import patient_column, patient_column_names
from monitor.analysis.samplings import samplings
from monitor.analysis.therapy_line_changes import therapy_line_changes
from monitor.domain.vocabularies import Material
from monitor.sample import load_sample
from monitor.store.engine import open_store
from monitor.store.reading import read_course_chunks, read_courses
from tests.analysis.cohorts import PLAN, RULES, cohort_of, patient

COURSE = """
2021-03-02 14/2.0M lab=North
2021-03-02 surgery mastectomy
2021-04-01..2021-08-14 chemotherapy EC-T
2021-09-05 5/2.0M lab=North
2022-03-10 0/0.3M lab=North
2022-09-10 0/2.1M lab=North
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('cohort') / 'store.sqlite'}")
    load_sample(store)
    return store


def none_if_unknown(value):
    return None if pd.isna(value) else value


def test_every_sampling_and_call_of_the_sample_cohort_is_a_row(sample):
    courses = read_courses(sample)
    chunks = read_course_chunks(sample, size=50)
    cohort = cohort_of(*(course for chunk in chunks for course in chunk), size=50)
    rows = cohort.samplings.groupby("patient")
    for code, course in enumerate(courses):
        found = [c for c in calls(course, RULES) if c.key.material is Material.BONE_MARROW]
        own = rows.get_group(code)
        assert [c.kind.value for c in found] == list(own["call"])
        assert [c.reason for c in found] == list(own["call_reason"])
        ratios = [c.comparison and c.comparison.ratio for c in found]
        assert ratios == [none_if_unknown(ratio) for ratio in own["ratio"]]


def test_rates_and_limits_are_those_of_the_samplings_one_by_one(sample):
    courses = read_courses(sample)
    cohort = cohort_of(*courses, size=50)
    for name in ("rate", "lower", "upper", "excluded"):
        expected = [
            getattr(sampling, name)
            for course in courses
            for sampling in samplings(course.assays, RULES)
            if sampling.key.material is Material.BONE_MARROW
        ]
        held = np.array([np.nan if value is None else value for value in expected])
        assert cohort.samplings[name].to_numpy() == pytest.approx(held, nan_ok=True)


def test_every_line_of_therapy_is_a_row_before_and_after():
    course = patient(0, COURSE)
    lines = cohort_of(course).lines
    change = therapy_line_changes(course, RULES)[0]
    assert list(lines["agent"]) == ["EC-T"]
    assert (lines["before_k"][0], lines["after_k"][0]) == (14, 5)
    assert lines["ratio"][0] == change.comparison.ratio
    assert not lines["demonstrable"][0]


def test_a_cluster_is_one_event_of_a_test_and_all_its_cells_of_the_rate():
    cohort = cohort_of("2021-03-02 14/2.0M clusters=2")
    assert list(cohort.samplings["k"]) == [14]
    assert list(cohort.samplings["events"]) == [12]


def test_it_does_not_matter_in_which_chunks_the_courses_come():
    texts = [COURSE, "2021-05-02 0/2.0M", "2021-05-02 surgery lumpectomy", COURSE, ""]
    one, many = cohort_of(*texts, size=99, plan=PLAN), cohort_of(*texts, size=1, plan=PLAN)
    for part in ("patients", "samplings", "lines", "therapy", "events"):
        pd.testing.assert_frame_equal(getattr(one, part), getattr(many, part))


def test_a_cohort_of_nobody_has_every_column():
    nobody, somebody = cohort_of(plan=PLAN), cohort_of(COURSE, plan=PLAN)
    for part in ("patients", "samplings", "lines", "therapy", "events"):
        assert list(getattr(nobody, part).columns) == list(getattr(somebody, part).columns)
        assert not len(getattr(nobody, part))


def test_narrowing_keeps_codes_and_everything_that_belongs_to_them():
    cohort = cohort_of(COURSE, "2021-05-02 0/2.0M", COURSE)
    narrowed = cohort.of([0, 2])
    assert list(narrowed.codes) == [0, 2]
    assert set(narrowed.samplings["patient"]) == {0, 2}
    assert set(narrowed.therapy["patient"]) == {0, 2}
    assert narrowed.link_of(2) == "link-2"
    assert narrowed.of([2]).pseudonyms([2]) == ["P002"]
    assert len(cohort.of([]).samplings) == 0


def test_of_two_samplings_in_a_window_the_nearest_to_the_planned_day_counts():
    text = """
    2021-03-02 surgery mastectomy
    2021-03-02 1/2.0M
    2021-08-20 0/2.0M
    2021-09-05 3/2.0M
    """
    rows = cohort_of(text, plan=PLAN).samplings
    assert list(rows["visit"]) == ["BM1", "BM2", "BM2"]
    assert list(rows["days_off"]) == [0, -12, 4]
    assert list(rows["is_counted_visit"]) == [True, False, True]


def test_of_two_methods_on_one_day_the_one_that_detects_cells_counts():
    text = "2021-03-02 surgery mastectomy\n2021-03-02 0/2.0M icc\n2021-03-02 2/1.0M if"
    rows = cohort_of(text, plan=PLAN).samplings
    counted = rows[rows["is_counted_visit"]]
    assert list(counted["state"]) == ["detected"]


def test_a_withdrawn_result_gives_way_and_nothing_counts_after_distant_metastasis():
    text = """
    2021-03-02 surgery mastectomy
    2021-03-02 9/2.0M withdrawn
    2021-03-20 0/2.0M
    2021-08-01 distant_metastasis OSS
    2021-09-01 4/2.0M
    """
    rows = cohort_of(text, plan=PLAN).samplings
    assert list(rows["is_counted_visit"]) == [False, True, False]
    assert list(rows["after_relapse"]) == [False, False, True]


def test_without_a_plan_no_sampling_is_off_window():
    rows = cohort_of(COURSE).samplings
    assert set(rows["visit"]) == {""}
    assert not rows["is_off_window"].any()
    assert not rows["is_counted_visit"].any()


def test_days_that_everything_is_counted_from():
    text = COURSE + "2023-01-01 local_recurrence\n2023-06-01 distant_metastasis\n2024-01-05 death"
    row = cohort_of(text, plan=PLAN).patients.iloc[0]
    days = {
        "first_sampling_on": date(2021, 3, 2),
        "first_systemic_on": date(2021, 4, 1),
        "chemotherapy_ended_on": date(2021, 8, 14),
        "first_relapse_on": date(2023, 1, 1),
        "metastasis_on": date(2023, 6, 1),
        "died_on": date(2024, 1, 5),
        "anchored_on": date(2021, 3, 2),
    }
    assert {name: row[name].date() for name in days} == days


def test_columns_of_the_patients_file_come_as_text_with_unknown_as_blank():
    cohort = cohort_of(
        patient(0, "", pt="pT2", er="unknown", covariates=(("Ki67_pct", "40"),)),
        patient(1, "", nodes_positive=3),
    )
    assert list(patient_column(cohort, "pt")) == ["pT2", ""]
    assert list(patient_column(cohort, "er")) == ["", ""]
    assert list(patient_column(cohort, "ki67_pct")) == ["40", ""]
    assert list(patient_column(cohort, "nodes_positive")) == ["", "3"]
    assert patient_column_names(cohort) == ("pt", "nodes_positive", "Ki67_pct")
