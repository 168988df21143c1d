"""Labs over time, and the rules that look through the data."""

from datetime import date

import pytest

from monitor.analysis.data_quality import completeness, exclusions, finding_table, findings
from monitor.analysis.lab_qc import (
    ASSAYS,
    Period,
    assay_frame,
    assays_of,
    lab_qc,
    labs_of,
    reader_table,
)
from monitor.analysis.lab_qc_tables import lab_qc_table, shallow_in
from tests.analysis.cohorts import PLAN, cohort_of, patient


def assays_from(*courses):
    """Returns the frame of the marrow assays of courses, as the store's rows make it."""
    rows = [
        (
            code, a.collected_on, a.lab, a.method.value, a.antibody, a.sample_id,
            a.site and a.site.value, a.replicate, a.reader, a.tumor_cells, a.cells_screened,
            a.control_positive, a.control_cells_screened, a.reported_rate,
            a.result_text and a.result_text.value, a.status.value, a.qualified,
        )
        for code, course in enumerate(courses)
        for a in course.assays
        if a.material.value == "bone_marrow"
    ]  # fmt: skip
    return assay_frame([rows] if rows else [])


def both(*texts, plan=None):
    courses = [patient(n, text) for n, text in enumerate(texts)]
    return cohort_of(*courses, plan=plan), assays_from(*courses)


def found_by(rule, *texts, plan=None):
    cohort, assays = both(*texts, plan=plan)
    finding = next(f for f in findings(cohort, assays) if f.rule == rule)
    return list(finding.frame["what"])


def test_a_lab_is_told_by_month_with_median_quartiles_and_its_shallow_negatives():
    cohort, assays = both(
        "2021-03-02 0/2.0M lab=North", "2021-03-20 0/0.4M lab=North",
        "2021-03-25 5/3.0M lab=North", "2021-05-02 0/2.0M lab=North", "2021-05-02 0/9.0M lab=South",
    )  # fmt: skip
    data = lab_qc(cohort, assays, "North")
    assert (data.period, data.counted, data.shallow) == (Period.MONTH, 4, 1)
    march, may = data.periods
    assert (march.name, march.counted, march.shallow) == ("2021-03", 3, 1)
    assert (march.lower_quartile, march.median, march.upper_quartile) == (1.2e6, 2e6, 2.5e6)
    assert (may.first, may.median) == (date(2021, 5, 1), 2e6)
    assert labs_of(cohort) == ("North", "South")
    assert list(shallow_in(cohort, "North", "2021-03")) == [1]
    assert list(shallow_in(cohort, "North", "link-1")) == []
    assert len(lab_qc_table(data)) == 2


def test_a_period_out_of_the_ordinary_is_found_by_exact_limits():
    good = [f"2021-{month:02d}-02 0/2.0M lab=North" for month in range(1, 9) for _ in range(20)]
    bad = ["2021-09-02 0/0.4M lab=North"] * 12
    cohort, assays = both(*good, *bad)
    periods = lab_qc(cohort, assays, "North").periods
    assert [p.name for p in periods if p.is_unusual] == ["2021-09"]


def test_long_series_are_told_by_quarter_or_year():
    cohort, assays = both("2010-01-02 0/2.0M lab=N\n2020-01-02 0/2.0M lab=N")
    assert lab_qc(cohort, assays, "N").period is Period.QUARTER
    assert [p.name for p in lab_qc(cohort, assays, "N").periods] == ["2010 Q1", "2020 Q1"]


def test_stained_controls_and_seams_are_kept_with_their_days():
    cohort, assays = both(
        "2021-03-02 9/2.0M lab=N antibody=A45-B/B3 control=1/0.5M\n"
        "2021-09-02 0/2.0M lab=N antibody=AE1/AE3 control=0/0.5M\n"
        "2021-10-02 3/2.0M lab=N antibody=AE1/AE3 control=2/0.5M withdrawn"
    )
    data = lab_qc(cohort, assays, "N")
    assert [(c.patient_id, c.k, c.n, c.assay_k) for c in data.stained] == [("P000", 1, 500_000, 9)]
    assert [(seam.on, "AE1/AE3" in seam.series) for seam in data.seams] == [
        (date(2021, 9, 2), True)
    ]
    assert data.controls == 2


def test_readers_are_told_apart_only_where_they_are_named():
    _, assays = both("2021-03-02 1/2.0M lab=N reader=R1\n2021-04-02 0/1.0M lab=N reader=R1")
    table = reader_table(assays)
    assert list(table["Reader"]) == ["R1"]
    assert (table["Assays"][0], table["Positive"][0], table["Share, %"][0]) == (2, 1, 50.0)
    _, without = both("2021-03-02 1/2.0M lab=N")
    assert reader_table(without).empty


def test_what_a_lab_withdrew_or_calls_not_evaluable_counts_for_no_reader():
    text = "2021-03-02 0/2.0M lab=N reader=R1\n2021-04-02 7/9.0M lab=N reader=R1 withdrawn"
    text += "\n2021-05-02 7/9.0M lab=N reader=R1 n.e."
    table = reader_table(both(text)[1])
    assert (table["Assays"][0], table["Positive"][0], table["Median depth, M"][0]) == (1, 0, 2.0)


def test_nobody_makes_an_empty_frame_with_every_column():
    assert list(assay_frame([]).columns) == list(ASSAYS)
    cohort = cohort_of()
    assert assays_of(assay_frame([]), cohort.codes).empty
    assert lab_qc(cohort, assay_frame([]), "N").periods == ()


@pytest.mark.parametrize(
    ("rule", "text", "what"),
    [
        ("Result contradicts its count", "2021-03-02 3/2.0M neg",
         "“negative” beside 3 in 2,000,000"),
        ("Result contradicts its count", "2021-03-02 0/2.0M pos",
         "“positive” beside 0 in 2,000,000"),
        ("Reported rate is not k/N", "2021-03-02 4/2.0M rate=4",
         "reported 4, from 4 in 2,000,000: 2 per 10⁶ (per 2×10⁶?)"),
        ("Implausible number of cells screened", "2021-03-02 0/0.002M", "2,000 MNC screened"),
        ("Result without its depth", "2021-03-02 3/?",
         "positive; the number of cells screened is not given"),
        ("Not evaluable", "2021-03-02 n.e.", "the lab calls it not evaluable"),
        ("Positive without a reported control", "2021-03-02 3/2.0M", "3 in 2,000,000, no control"),
        ("Negative control stained", "2021-03-02 9/2.0M control=1/0.5M",
         "control 1 in 500,000; assay 9 in 2,000,000"),
        ("Withdrawn by the lab", "2021-03-02 3/2.0M withdrawn", "3 in 2,000,000"),
        ("Sampled after death or before the diagnosis",
         "2021-03-02 0/2.0M\n2021-01-02 death", "after death"),
        ("Sampled after death or before the diagnosis",
         "diagnosed 2021-05-01\n2021-03-02 0/2.0M", "before the diagnosis"),
        ("Never sampled", "2021-03-02 surgery mastectomy", "no marrow sampling"),
        ("End of therapy not known", "2021-12-01..? bone_targeted zoledronate",
         "zoledronate: end not known"),
    ],
)  # fmt: skip
def test_each_rule_finds_its_case_and_nothing_in_good_data(rule, text, what):
    assert found_by(rule, text) == [what]
    good = "diagnosed 2021-02-01\n2021-03-02 1/2.0M pos rate=0.5 control=0/0.5M"
    assert found_by(rule, good) == []


def test_samplings_off_window_and_second_ones_are_listed():
    text = "2021-03-02 surgery x\n2021-03-02 0/2.0M\n2021-03-20 0/2.0M\n2021-06-01 0/2.0M"
    assert found_by("Off every visit window", text, plan=PLAN) == ["in no visit window"]
    assert found_by("Second sampling in one window", text, plan=PLAN) == [
        "another one counts for BM1"
    ]


def test_reasons_are_counted_without_their_numbers():
    cohort, assays = both("2021-03-02 0/0.2M\n2021-05-02 0/0.3M", "2021-03-02 0/0.4M")
    table = exclusions(cohort)
    assert list(table["Reason"]) == ["fewer cells screened than a negative needs"]
    assert (table["Samplings"][0], table["Patients"][0]) == (3, 2)
    counts = finding_table(findings(cohort, assays)).set_index("Rule")
    assert counts.loc["Negative at too little depth", "Cases"] == 3


def test_counts_no_better_than_their_controls_are_one_reason():
    cohort, _ = both("2021-03-02 2/2.0M control=1/0.5M\n2021-05-02 3/1.0M control=2/0.5M")
    table = exclusions(cohort)
    assert list(table["Reason"]) == ["not above its control"]
    assert table["Samplings"][0] == 2


def test_what_is_known_of_patients_adds_up():
    table = completeness(cohort_of("2021-03-02 0/2.0M\n2023-01-01 last_contact", ""))
    assert set(table["Known of"] + table["Not known of"]) == {2}
    known = dict(zip(table["Fact"], table["Known of"], strict=True))
    assert (known["marrow sampling"], known["last contact or death"], known["pT"]) == (1, 1, 0)
