"""What stands behind a sampling, as plain lines."""

from datetime import date

from monitor.analysis.evidence import (
    assay_facts,
    context_facts,
    row_history,
    sampling_facts,
    sampling_title,
)
from monitor.analysis.rate_axis import Unit
from monitor.analysis.samplings import samplings
from monitor.analysis.therapy_context import caution_windows, therapy_context, therapy_now
from monitor.analysis.therapy_spans import therapy_spans
from monitor.domain.records import Origin
from monitor.domain.row_history import RowVersion, Touch
from monitor.domain.rules import RuleSet
from tests.builders import course

CUT = date(2024, 8, 31)


def sampling_of(text):
    return samplings(course(text).assays, RuleSet())[0]


def told(facts):
    return {fact.about: fact.text for fact in facts}


def test_a_negative_says_what_it_excludes():
    sampling = sampling_of("2021-03-02 0/2.1M 12M antibody=CK2 lab=Oslo")
    assert sampling_title(sampling) == "2021-03-02 · 0/2.1M · not detected"
    assert told(sampling_facts(sampling, Unit.PER_MILLION)) == {
        "Result": "0 tumor cells in 2,100,000 MNC",
        "Rate": "0 per 10⁶ MNC, exact 95 % interval 0 to 1.76",
        "Level excluded": "a level above 1.43 per 10⁶ MNC is unlikely (95 %, one-sided)",
        "State": "not detected: no cell in 2.1 M; a negative needs 1.0 M",
        "Visit": "12M",
        "Method": "ICC · CK2 · Oslo",
    }


def test_the_unit_multiplies_rate_and_limits():
    sampling = sampling_of("2021-03-02 14/2.0M")
    facts = told(sampling_facts(sampling, Unit.PER_TWO_MILLION))
    assert facts["Rate"] == "14 per 2×10⁶ MNC, exact 95 % interval 7.65 to 23.5"


def test_an_assay_that_does_not_count_says_why():
    sampling = sampling_of("2021-03-02 2/1.0M left probable=1 control=0/0.5M\n"
                           "2021-03-02 5/1.0M right withdrawn")  # fmt: skip
    pooled, aside = sampling.assays
    assert told(assay_facts(pooled, sampling)) == {
        "Counts": "pooled",
        "Tumor cells": "2",
        "Probable cells": "1",
        "Cells screened": "1,000,000",
        "Control": "0 stained cells in 500,000",
        "Site": "left",
    }
    facts = told(assay_facts(aside, sampling))
    assert facts["Counts"] == "set aside: withdrawn by the lab"
    assert (facts["Status"], facts["Control"]) == ("withdrawn", "not reported")


def test_the_therapy_at_the_time_is_told():
    taken = course("2021-05-01 0/2.0M\n2021-04-01..2021-09-14 chemotherapy EC-T")
    spans = therapy_spans(taken, CUT)
    context = therapy_context(date(2021, 5, 1), spans, caution_windows(spans, RuleSet()))
    assert told(context_facts(context)) == {
        "Taken": "30 days into EC-T",
        "On board": "EC-T",
        "Caution": "during chemotherapy (EC-T)",
    }


def version(row, added, ended=None, kind="import", **values):
    def touch(number):
        return Touch(number, kind, f"2024-01-0{number}T10:00:00+00:00", "ab")

    return RowVersion(row, Origin(added, "a.csv", 7), values, touch(added), ended and touch(ended))


def test_a_correction_says_who_changed_what_and_when():
    history = row_history([version(1, 1, 2, tumor_cells=5), version(9, 2, tumor_cells=None)])
    assert [(e.when, e.who, e.what, e.source) for e in history] == [
        ("2024-01-01 10:00:00", "ab", "added", "import 1, a.csv, line 7"),
        ("2024-01-02 10:00:00", "ab", "corrected: tumor cells 5 → blank",
         "import 2, a.csv, line 7"),
    ]  # fmt: skip


def test_an_end_without_a_successor_is_told():
    history = row_history([version(1, 1, 3, kind="undo", tumor_cells=5)])
    assert [e.what for e in history] == ["added", "ended by undo"]


class TestTherapyNow:
    def test_what_is_under_way_and_what_may_be(self):
        taken = course("""
            2021-10-01..             endocrine letrozole
            2021-12-01..?            bone_targeted zoledronate
            2021-04-01..2021-09-14   chemotherapy EC-T
            2021-03-10               surgery mastectomy
        """)
        assert therapy_now(taken, CUT) == ("letrozole", "zoledronate (end unknown)")

    def test_nobody_is_on_therapy_after_death(self):
        taken = course("2021-10-01.. endocrine letrozole\n2023-01-01 death")
        assert therapy_now(taken, CUT) == ()
