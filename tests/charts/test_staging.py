"""The cross-table, the sampling calendar and a lab over time as drawn, read back as plain data."""

import json
from datetime import date

import plotly.graph_objects as go
import pytest

from monitor.analysis.calendar_page import calendar_page
from monitor.analysis.lab_qc import assay_frame, lab_qc
from monitor.analysis.sampling_calendar import sampling_calendar
from monitor.analysis.staging import staging
from monitor.analysis.staging_table import stage_table
from monitor.charts.lab_qc import lab_qc_figure, lab_qc_sentence
from monitor.charts.sampling_calendar import calendar_figure, calendar_sentence
from monitor.charts.staging import staging_figure, staging_sentence
from monitor.charts.stamp import stamped
from tests.analysis.cohorts import PLAN, cohort_of, patient
from tests.analysis.test_lab_qc import assays_from

SURGERY = "2021-03-02 surgery mastectomy\n"


def plain(figure):
    """Returns the figure as plain data that plotly accepts and JSON can carry."""
    data = figure.to_dict()
    go.Figure(data)
    json.dumps(data, allow_nan=False)
    return data


def trace(data, name):
    return next(one for one in data["data"] if one.get("name", "").startswith(name))


def stage_table_of(*courses):
    cohort = cohort_of(*courses)
    return stage_table(cohort, staging(cohort))


def test_shares_stand_with_their_exact_limits_and_counts_beside_them():
    table = stage_table_of(
        patient(0, "2021-03-02 1/2.0M", grade=3), patient(1, "2021-03-02 0/2.0M", grade=3)
    )
    data = plain(staging_figure(table, dark=False))
    shares = trace(data, "Detected")
    assert shares["x"] == [50, 50]
    assert shares["error_x"]["arrayminus"][1] == pytest.approx(50 - 1.2579, abs=1e-3)
    assert trace(data, "detected of evaluable")["text"] == ["1/2", "1/2"]
    assert shares["customdata"] == [["All patients · all patients"], ["Grade · G3"]]
    assert "<b>Grade</b>" in data["layout"]["yaxis"]["ticktext"]


def test_a_level_without_anybody_evaluable_has_a_count_and_no_mark():
    table = stage_table_of(patient(0, "2021-03-02 1/2.0M", grade=3), patient(1, "", grade=1))
    data = plain(staging_figure(table, dark=True))
    assert ["Grade · G1"] not in trace(data, "Detected")["customdata"]
    assert "0/0" in trace(data, "detected of evaluable")["text"]


def test_the_sentence_says_how_many_of_how_many():
    table = stage_table_of("2021-03-02 1/2.0M", "2021-03-02 0/2.0M", "")
    assert staging_sentence(table) == (
        "Tumor cells detected at baseline in 1 of 2 evaluable patients "
        "(50.0 %, 95 % exact 1.3–98.7); not known in 1."
    )


def test_data_in_a_label_are_no_markup():
    table = stage_table_of(patient(0, "2021-03-02 1/2.0M", er="<b>x</b>"))
    data = plain(staging_figure(table, dark=False))
    texts = [*data["layout"]["yaxis"]["ticktext"], *trace(data, "Detected")["hovertext"]]
    assert not any("<b>x</b>" in text for text in texts)
    assert sum("&lt;b&gt;x" in text for text in texts) == 2


def test_nobody_evaluable_is_said_and_not_drawn():
    data = plain(staging_figure(stage_table_of(""), dark=False))
    assert data["data"] == []
    assert "No patient has an evaluable" in data["layout"]["annotations"][0]["text"]
    assert staging_sentence(stage_table_of("")).startswith("No patient has an evaluable")


def calendar_of(*texts, plan=PLAN):
    cohort = cohort_of(*texts, plan=plan)
    return calendar_page(cohort, sampling_calendar(cohort, date(2021, 9, 20)))


def test_the_calendar_has_a_text_and_a_target_for_every_visit():
    page = calendar_of(SURGERY + "2021-03-02 0/2.0M", SURGERY)
    data = plain(calendar_figure(page, dark=False))
    assert trace(data, "visits")["text"] == [["2.0M", "due", ""], ["none", "due", ""]]
    targets = trace(data, "patients")
    assert targets["customdata"] == [["link-0"]] * 3 + [["link-1"]] * 3
    assert "Missing, window closed" in targets["hovertext"][3]
    assert trace(data, "complete")["x"] == [100, 0]
    assert data["layout"]["height"] < 300


def test_the_calendar_says_who_is_due():
    page = calendar_of(SURGERY + "2021-03-02 0/2.0M", "2020-01-05 surgery x")
    assert calendar_sentence(page) == (
        "Sampling calendar of 2 patients as of 2021-09-20: 2 due, of them 1 overdue. Visits: "
        "in window, evaluable 1, missing, window closed 3, due now 1, not yet due 1."
    )


def test_a_calendar_without_windows_says_where_to_set_them():
    data = plain(calendar_figure(calendar_of(SURGERY, plan=None), dark=False))
    assert "No visit windows are set" in data["layout"]["annotations"][0]["text"]


def lab_of(*texts):
    courses = [patient(n, text) for n, text in enumerate(texts)]
    return lab_qc(cohort_of(*courses), assays_from(*courses), "N")


def test_a_lab_is_drawn_with_its_minimum_its_limits_and_its_controls():
    data = lab_of(
        "2021-03-02 0/2.0M lab=N control=1/0.5M\n2021-04-02 0/0.4M lab=N\n2021-05-02 0/2.0M lab=N"
    )
    drawn = plain(lab_qc_figure(data, dark=False))
    assert trace(drawn, "Median depth")["y"] == [2e6, 4e5, 2e6]
    assert trace(drawn, "Under-screened")["y"] == [0, 100, 0]
    assert trace(drawn, "Ordinary")["y"] == [100, 100, 100]
    assert trace(drawn, "Stained negative control (1)")["customdata"] == [["link-0"]]
    assert drawn["layout"]["shapes"][0]["y0"] == 1_000_000


def test_a_lab_says_that_no_control_stained_or_that_none_is_reported():
    quiet = plain(lab_qc_figure(lab_of("2021-03-02 0/2.0M lab=N control=0/0.5M"), dark=False))
    assert trace(quiet, "controls")["text"] == ["none of 1 stained"]
    none = plain(lab_qc_figure(lab_of("2021-03-02 0/2.0M lab=N"), dark=True))
    assert trace(none, "controls")["text"] == ["no control is reported"]


def test_a_lab_is_told_in_one_sentence():
    data = lab_of("2021-03-02 0/2.0M lab=N\n2021-04-02 0/0.4M lab=N")
    assert lab_qc_sentence(data) == (
        "N, by month: median depth 0.4 to 2.0 M (a negative needs 1.0 M); 1 of 2 samplings "
        "under-screened (50.0 %), in no period out of the ordinary. 0 of 0 negative controls "
        "stained."
    )


def test_a_lab_without_counts_is_said_and_not_drawn():
    cohort = cohort_of("2021-03-02 pos lab=N")
    data = lab_qc(cohort, assay_frame([]), "N")
    assert plain(lab_qc_figure(data, dark=False))["data"] == []
    assert lab_qc_sentence(data).startswith("N: no marrow sampling")


def test_a_stamp_stands_below_everything_on_ground_of_its_own():
    table = stage_table_of("2021-03-02 1/2.0M")
    bare = plain(staging_figure(table, dark=False))["layout"]
    texts = ("A caption.", "All patients", "Enrolled 1 · #a41f " * 9)
    layout = plain(stamped(staging_figure(table, dark=False), texts, dark=False))["layout"]
    room = layout["height"] - bare["height"]
    assert layout["margin"]["b"] == bare["margin"]["b"] + room
    assert layout["title"]["y"] == pytest.approx(room / layout["height"], abs=1e-4)
    assert layout["title"]["text"].startswith("A caption.<br>All patients<br>Enrolled 1 · #a41f")
    assert max(len(line) for line in layout["title"]["text"].split("<br>")) <= 80
    assert layout["paper_bgcolor"] == "#FFFFFF"
