"""Series: what belongs together, what they say about time, and their trend."""

from datetime import date

import pytest

from monitor.analysis.series import series
from monitor.analysis.series_times import series_times
from monitor.analysis.series_trends import series_trend
from monitor.domain.rules import RuleSet
from monitor.domain.series import Between, Days
from monitor.domain.vocabularies import EventType
from monitor.stats.trend import Refusal
from tests.builders import course

RULES = RuleSet()


def times(text, **options):
    known = course(text)
    return series_times(series(known, RULES)[0], known, RULES, **options)


def day(text):
    return None if text is None else date.fromisoformat(text)


def between(after, by):
    return Between(day(after), day(by))


def test_samplings_are_sorted_by_what_makes_them_comparable():
    found = series(
        course("""
            2020-01-10 1/2.0 antibody=CK2
            2020-01-10 1/1.0 left
            2020-01-10 0/1.0 right
            2020-07-01 0/2.0
            2020-07-01 2/2.0 blood
            2021-01-01 distant_metastasis OSS
            2021-07-01 9/2.0
        """),
        RULES,
    )
    assert [(str(s.key), len(s.samplings), len(s.after_relapse), s.is_new) for s in found] == [
        ("ICC", 2, 1, False), ("ICC · CK2", 1, 0, False), ("blood · ICC", 1, 0, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "clearance", "reappearance", "is_sustained", "marrow_free"),
    [
        ("2020-01-10 0/2.0\n2020-07-01 0/2.0", None, None, None, None),
        ("2020-01-10 5/2.0", ("2020-01-10", None), None, None, None),
        ("2020-01-10 5/2.0\n2020-07-01 2/2.0\n2021-07-01 0/2.0",
         ("2020-07-01", "2021-07-01"), ("2021-07-01", None), False, Days(0, None)),
        ("2020-01-10 5/2.0\n2020-07-01 0/2.0\n2020-07-11 0/0.3\n2021-07-01 0/2.0",
         ("2020-01-10", "2020-07-01"), ("2021-07-01", None), True, Days(365, None)),
        ("2020-01-10 5/2.0\n2020-07-01 0/2.0\n2020-07-11 0/2.0",
         ("2020-01-10", "2020-07-01"), ("2020-07-11", None), False, Days(10, None)),
        ("2020-01-10 5/2.0\n2020-07-01 0/2.0\n2020-07-11 0/2.0\n2020-07-21 3/2.0\n2021-07-01 0/2.0",
         ("2020-01-10", "2020-07-01"), ("2020-07-11", "2020-07-21"), False, Days(10, 193)),
        # an under-screened zero clears nothing; a positive without depth ends a clearance
        ("2020-01-10 5/2.0\n2020-07-01 0/0.3\n2020-08-01 0/2.0\n2020-09-01 pos",
         ("2020-01-10", "2020-08-01"), ("2020-08-01", "2020-09-01"), False, Days(0, 235)),
    ],
)  # fmt: skip
def test_times_are_the_intervals_that_samplings_leave_open(
    text, clearance, reappearance, is_sustained, marrow_free
):
    found = times(text)
    assert found.clearance == (between(*clearance) if clearance else None)
    assert found.reappearance == (between(*reappearance) if reappearance else None)
    assert (found.is_sustained, found.marrow_free) == (is_sustained, marrow_free)


@pytest.mark.parametrize(
    ("text", "lead_time"),
    [
        # no negative before: nobody knows for how long it had been there
        ("2020-01-10 5/2.0\n2021-01-10 distant_metastasis OSS", Days(366, None)),
        ("2020-01-10 0/2.0\n2020-07-10 5/2.0\n2021-01-10 distant_metastasis OSS", Days(184, 366)),
        ("2020-01-10 0/2.0\n2020-07-10 5/2.0\n2020-09-10 0/0.3\n2020-10-10 1/2.0\n"
         "2021-01-10 distant_metastasis OSS", Days(184, 366)),
        ("2020-01-10 0/2.0\n2020-07-10 pos\n2021-01-10 distant_metastasis OSS", Days(184, 366)),
        # a zero before the relapse interrupts; later samplings do not matter
        ("2020-01-10 5/2.0\n2020-07-10 0/2.0\n2021-01-10 distant_metastasis OSS", None),
        ("2020-01-10 5/2.0\n2021-01-10 distant_metastasis OSS\n2021-07-10 0/2.0", Days(366, None)),
        ("2020-01-10 5/2.0\n2021-01-10 local_recurrence", None),
        ("2020-01-10 5/2.0", None),
        ("2021-01-10 distant_metastasis OSS\n2021-07-10 5/2.0", None),
    ],
)  # fmt: skip
def test_lead_time_has_both_bounds(text, lead_time):
    assert times(text).lead_time == lead_time


def test_overt_relapse_can_be_local_too():
    found = times(
        "2020-01-10 5/2.0\n2021-01-10 local_recurrence\n2021-07-10 0/2.0",
        relapses=frozenset({EventType.LOCAL_RECURRENCE}),
    )
    assert found.lead_time == Days(366, None)


def test_the_cells_screened_count_in_all_samplings():
    found = times("2020-01-10 0/2.0\n2020-07-10 n.e.\n2020-08-10 1/0.3")
    assert (found.cells_screened, found.first_detected_on) == (2_300_000, date(2020, 8, 10))


def test_a_trend_counts_months_from_the_first_evaluable_sampling():
    known = course("""
        2019-06-01 0/0.2
        2020-01-01 12/2.0
        2020-04-01 5/2.0
        2020-07-01 2/2.0
        2021-01-01 0/2.0
        2021-02-01 distant_metastasis OSS
        2021-06-01 90/2.0
    """)
    found = series_trend(series(known, RULES)[0])
    assert (found.samplings, found.first_on, found.last_on) == (
        4, date(2020, 1, 1), date(2021, 1, 1),
    )  # fmt: skip
    assert found.trend.slope == pytest.approx(-0.33, abs=0.005)
    assert found.refusal is None


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("2020-01-01 0/0.2", Refusal.FEW_SAMPLINGS),
        ("2020-01-01 14/2.0\n2020-04-01 0/2.0\n2020-07-01 0/0.2", Refusal.FEW_SAMPLINGS),
        ("2020-01-01 2/2.0\n2020-04-01 1/2.0\n2020-07-01 0/2.0", Refusal.FEW_CELLS),
        ("2020-01-01 6/2.0 clusters=3\n2020-04-01 1/2.0\n2020-07-01 0/2.0", Refusal.FEW_CELLS),
        ("2020-01-01 14/2.0\n2020-04-01 0/2.0\n2020-07-01 0/2.0", Refusal.ALL_FIRST),
    ],
)
def test_where_a_series_has_no_trend(text, refusal):
    found = series_trend(series(course(text), RULES)[0])
    assert (found.trend, found.refusal) == (None, refusal)
