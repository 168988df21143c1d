"""Dates as labs write them, one at a time."""

from datetime import date

import pytest

from monitor.ingest.dates import (
    Order,
    Serial,
    from_serial,
    in_window,
    is_day_and_month,
    is_serial,
    read_date,
    whole_day,
)
from monitor.ingest.faults import Fault


def days(text):
    """Returns the days that a text may mean by order, or the name of the rule that it breaks."""
    found = read_date(text)
    if isinstance(found, Fault):
        return found.rule
    return {order.name: "-".join(f"{part:02}" for part in parts) for order, parts in found.parts}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2023-01-17", {"YMD": "2023-01-17"}),
        ("2023/1/5", {"YMD": "2023-01-05"}),
        ("20230117", {"YMD": "2023-01-17"}),
        ("17.01.2023", {"DMY": "2023-01-17"}),
        ("17/01/2023", {"DMY": "2023-01-17"}),
        ("01/17/2023", {"MDY": "2023-01-17"}),
        ("3.4.2023", {"DMY": "2023-04-03", "MDY": "2023-03-04"}),
        ("03/04/2023", {"DMY": "2023-04-03", "MDY": "2023-03-04"}),
        ("17.1.23", {"DMY": "23-01-17"}),
        ("23-01-17", {"DMY": "17-01-23", "YMD": "23-01-17"}),
        ("17. Januar 2023", {"YMD": "2023-01-17"}),
        ("17.März 2023", {"YMD": "2023-03-17"}),
        ("17-Jan-2023", {"YMD": "2023-01-17"}),
        ("5 Dez 2023", {"YMD": "2023-12-05"}),
        ("Jan 17, 2023", {"YMD": "2023-01-17"}),
        ("January 17th 2023", {"YMD": "2023-01-17"}),
        ("17 Jan 23", {"YMD": "23-01-17"}),
        ("2023-01-17T00:30:00+01:00", {"YMD": "2023-01-17"}),
        ("2023-04-25T23:30:00-05:00", {"YMD": "2023-04-25"}),
        ("2023-07-18 00:00:00", {"YMD": "2023-07-18"}),
        ("2023-02-14T09:00Z", {"YMD": "2023-02-14"}),
        ("17.01.2023 08:15 Uhr", {"DMY": "2023-01-17"}),
        ("1/17/2023 12:00:00 AM", {"MDY": "2023-01-17"}),
        ("31.02.2023", "no_such_day"),
        ("29.02.2023", "no_such_day"),
        ("32.13.2023", "no_such_day"),
        ("2023-W03-2", "not_a_date"),
        ("44943", "not_a_date"),
        ("17.01", "not_a_date"),
        ("2-Jan", "not_a_date"),
        ("17.01/2023", "not_a_date"),
        ("２０２３-01-17", "digits_not_ascii"),
        ("heute", "not_a_date"),
    ],
)
def test_a_text_says_which_days_it_may_mean(text, found):
    assert days(text) == found


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("Mai 2000", "month", date(2000, 5, 1), date(2000, 5, 31)),
        ("May 2000", "month", date(2000, 5, 1), date(2000, 5, 31)),
        ("02/2000", "month", date(2000, 2, 1), date(2000, 2, 29)),
        ("2000-02", "month", date(2000, 2, 1), date(2000, 2, 29)),
        ("2000", "year", date(2000, 1, 1), date(2000, 12, 31)),
    ],
)
def test_a_month_or_a_year_is_a_date_of_that_precision(text, precision, first, last):
    found = read_date(text)
    assert found.precision == precision
    assert whole_day(found.parts[0][1], found.precision, last=False) == first
    assert whole_day(found.parts[0][1], found.precision, last=True) == last


def test_the_29th_of_february_of_a_short_year_waits_for_the_century():
    found = read_date("29.02.00")
    assert found.short_year
    assert found.orders == {Order.DMY}


@pytest.mark.parametrize(
    ("short", "first", "year"),
    [(68, 1969, 2068), (69, 1969, 1969), (5, 1930, 2005), (99, 1930, 1999)],
)
def test_a_short_year_lies_in_the_window_that_was_answered(short, first, year):
    assert in_window(short, first) == year


def test_a_spreadsheet_counts_days_from_1900_or_1904():
    assert is_serial("36526")
    assert not is_serial("2023")
    assert not is_serial("٣٦٥٢٦")
    assert from_serial("36526", Serial.FROM_1900) == date(2000, 1, 1)
    assert from_serial("35064", Serial.FROM_1904) == date(2000, 1, 1)


@pytest.mark.parametrize(
    "text", ["2-Jan", "9-Sep", "1-Mar", "03. Mär", "01. Feb", "Jan-02", "Okt 12"]
)
def test_what_excel_makes_of_a_fraction_or_a_gene_is_known(text):
    assert is_day_and_month(text)


@pytest.mark.parametrize(
    "text", ["SEPT9", "MARCH1", "A-12", "BM-001", "KRT19", "MAR", "2-Jam", "123-Jan"]
)
def test_what_only_looks_like_it_is_left_alone(text):
    assert not is_day_and_month(text)
