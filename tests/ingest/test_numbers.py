"""Numbers as labs write them, one at a time."""

from decimal import Decimal

import pytest

from monitor.ingest.faults import Fault
from monitor.ingest.numbers import Mark, read_number


def value(text, mark=None):
    """Returns the exact value, "ambiguous", or the name of the rule that the text breaks."""
    number = read_number(text)
    if isinstance(number, Fault):
        return number.rule
    found = number.value(mark)
    return "ambiguous" if found is None else found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"), ("2000000", "2000000"), (" 14 ", "14"), ("2.000.000", "2000000"),
        ("0,5", "0.5"), ("0.075", "0.075"), ("12.50", "12.5"), ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"), ("1'000'000", "1000000"), ("1’000’000", "1000000"),
        ("1\u00a0250\u00a0000", "1250000"), ("980\u202f000", "980000"), ("2\u2009000", "2000"),
        ("2 Mio", "2000000"), ("1,5 Mio.", "1500000"), ("2 Mill.", "2000000"),
        ("3 Tsd.", "3000"), ("2x10^6", "2000000"), ("2 x 10^6", "2000000"),
        ("2×10⁶", "2000000"), ("2*10E6", "2000000"), ("12,5 x10^6", "12500000"),
        ("2,0E+06", "2000000"), ("1.25e7", "12500000"), ("5E-04", "0.0005"),
        ("0,05 %", "0.05"), ("5,0 ml", "5.0"), ("3 Zellen", "3"), ("0.002\u00a0", "0.002"),
        ("9007199254740993", "9007199254740993"),
        ("0.10000000000000000555", "0.10000000000000000555"),
    ],
)  # fmt: skip
def test_a_number_in_any_dress_has_its_exact_value(text, number):
    assert value(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [("1.234", "1.234", "1234"), ("12,345", "12345", "12.345"), ("980.000", "980", "980000"),
     ("1.250 Mio", "1250000", "1250000000")],
)  # fmt: skip
def test_one_mark_before_three_digits_may_mean_two_numbers(text, point, comma):
    assert value(text) == "ambiguous"
    assert value(text, Mark.POINT) == Decimal(point)
    assert value(text, Mark.COMMA) == Decimal(comma)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("-3", "negative"), ("\u22120.5", "negative"), ("–1", "negative"), ("+5", "signed_number"),
        ("０.075", "digits_not_ascii"), ("١٧٥", "digits_not_ascii"), ("٣", "digits_not_ascii"),
        ("1_000", "not_a_number"), ("inf", "not_a_number"), ("nan", "not_a_number"),
        ("0x10", "not_a_number"), ("²", "not_a_number"), ("1.", "not_a_number"),
        (".5", "not_a_number"), ("014", "not_a_number"), ("00,5", "not_a_number"),
        ("1..5", "not_a_number"), ("1,2,3", "not_a_number"), ("1.23.456", "not_a_number"),
        ("12 34", "not_a_number"), ("1 234'567", "not_a_number"), ("2x106", "not_a_number"),
        ("2 M", "not_a_number"), ("abc", "not_a_number"), ("<1", "not_a_number"),
        ("True", "not_a_number"), ("1e99", "number_too_large"), ("9" * 23, "number_too_large"),
        ("9" * 10_000, "number_too_large"),
    ],
)  # fmt: skip
def test_what_is_no_number_says_why_and_never_loses_its_sign(text, rule):
    assert value(text) == rule
