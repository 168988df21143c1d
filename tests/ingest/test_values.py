"""One cell at a time: what it becomes, or the rule that it breaks."""

from datetime import date

import pytest

from monitor.domain.vocabularies import Method, ResultText, Site
from monitor.ingest.faults import Fault
from monitor.ingest.values import (
    choice,
    parse_antibody,
    parse_birth_year,
    parse_count,
    parse_date,
    parse_decimal,
    parse_identifier,
    parse_label,
    parse_name,
    parse_percent,
    parse_pseudonym,
    parse_text,
    parse_yes_no,
    whole_number,
)


def found(parse, text):
    """Returns the value, or the name of the rule that the text breaks."""
    value = parse(text)
    return value.rule if isinstance(value, Fault) else value


@pytest.mark.parametrize(
    ("text", "count"),
    [("0", 0), ("2000000", 2_000_000), (" 14 ", 14), ("9007199254740993", 9_007_199_254_740_993)],
)
def test_a_count_is_digits_and_nothing_else(text, count):
    assert found(parse_count, text) == count


@pytest.mark.parametrize(
    "text",
    [
        "1_000", "0x10", "1e6", "inf", "nan", "٣", "３", "²", "+5", "-5", "−5", "3.5", "3,0",
        "2.000.000", "2 000", "2\u00a0000", "2 Mio", "<1", "n.d.", "(+)", "1\n", "١٩", "True",
    ],
)  # fmt: skip
def test_what_python_might_take_for_a_number_is_no_count(text):
    assert found(parse_count, text.replace("\n", "\n2")) == "not_a_whole_number"


def test_a_count_with_a_leading_zero_is_rejected_because_a_comma_may_have_slipped():
    assert found(parse_count, "014") == "not_a_whole_number"


@pytest.mark.parametrize("text", ["9223372036854775808", "9" * 19])
def test_a_count_that_no_database_holds_exactly_is_rejected(text):
    assert found(parse_count, text) == "number_too_large"


def test_a_number_of_ten_thousand_digits_is_rejected_at_once():
    assert found(parse_count, "9" * 10_000) == "not_a_whole_number"


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("1000", 1000), ("1001", "out_of_range")])
def test_a_small_number_has_its_range(text, value):
    assert found(whole_number(0, 1000), text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4.5", 4.5), ("0", 0.0), ("0.10000000000000000555", 0.1), (".5", "not_a_number"),
        ("5.", "not_a_number"), ("4,5", "not_a_number"), ("1e3", "not_a_number"),
        ("inf", "not_a_number"), ("٣.٥", "not_a_number"), ("-1.0", "not_a_number"),
        ("00.5", "not_a_number"),
    ],
)  # fmt: skip
def test_a_decimal_is_written_with_a_point(text, value):
    assert found(parse_decimal, text) == value


@pytest.mark.parametrize(("text", "value"), [("100", 100.0), ("100.1", "above_100")])
def test_a_percentage_ends_at_100(text, value):
    assert found(parse_percent, text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2023-01-17", date(2023, 1, 17)),
        (" 2023-01-17 ", date(2023, 1, 17)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2023-02-29", "no_such_day"),
        ("2023-02-31", "no_such_day"),
        ("0000-01-01", "no_such_day"),
        ("0001-01-01", "year_out_of_range"),
        ("9999-12-31", "year_out_of_range"),
        ("2023-1-17", "not_an_iso_date"),
        ("20230117", "not_an_iso_date"),
        ("2023-W03-2", "not_an_iso_date"),
        ("17.01.2023", "not_an_iso_date"),
        ("03/04/2023", "not_an_iso_date"),
        ("2023-01-17T08:00", "not_an_iso_date"),
        ("２０２３-01-17", "not_an_iso_date"),
        ("44943", "not_an_iso_date"),
    ],
)
def test_a_date_is_an_iso_day_that_exists(text, value):
    assert found(parse_date, text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1958", 1958), ("58", "not_a_year"), ("1858", "not_a_year"), ("unknown", "not_a_year"),
        ("1958-03-04", "birth_date"), ("04.03.1958", "birth_date"), ("4.3.58", "birth_date"),
        ("March 1958", "birth_date"), ("19580304", "birth_date"), ("١٩٥٨-٠٣", "birth_date"),
    ],
)  # fmt: skip
def test_a_birth_year_is_four_digits_and_anything_longer_with_a_digit_is_a_birth_date(text, value):
    assert found(parse_birth_year, text) == value


@pytest.mark.parametrize("parse", [parse_identifier, parse_pseudonym])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("007", "007"), (" BM-001 ", "BM-001"), ("NA", "NA"), ("99/0417", "99/0417"),
        ("SEPT9", "SEPT9"), ("MARCH1", "MARCH1"), ("A-12", "A-12"), ("Müller_3", "Müller_3"),
        ("2-Jan", "excel_date_in_text_column"), ("03. Mär", "excel_date_in_text_column"),
        ("Sep-09", "excel_date_in_text_column"), ("1.23E+05", "excel_number_in_text_column"),
        ("1,23E+11", "excel_number_in_text_column"),
        ("\u0412M-003", "mixed_script_id"), ("BM-00\u0395", "mixed_script_id"),
        ("<script>", "id_charset"), ("a;b", "id_charset"), ("{1}", "id_charset"),
    ],
)  # fmt: skip
def test_an_identifier_is_text_with_its_leading_zeros_that_no_program_has_eaten(parse, text, value):
    assert found(parse, text) == value


@pytest.mark.parametrize("text", ["BM-002\u200b", "BM\u00a0001", "BM\u2011002"])
def test_a_pseudonym_keeps_what_cannot_be_seen_for_a_person_to_judge(text):
    assert found(parse_pseudonym, text) == text


def test_a_pseudonym_holds_no_line_end():
    assert found(parse_pseudonym, "BM\n001") == "invisible_character"


@pytest.mark.parametrize(
    ("text", "value"),
    [("9-Sep", "excel_date_in_text_column"), ("KRT19", "KRT19"), ("HER2", "HER2")],
)
def test_a_marker_is_no_date(text, value):
    assert found(parse_label, text) == value


@pytest.mark.parametrize(
    "mark",
    ["\u200b", "\u200f", "\u202e", "\u00a0", "\ufeff", "\u00ad", "\u2028", "\t", "\x1f", "\n"],
)
def test_an_identifier_or_name_with_something_invisible_inside_is_rejected(mark):
    assert found(parse_identifier, f"BM{mark}001") == "invisible_character"
    assert found(parse_name, f"Lab{mark}North") == "invisible_character"


def test_an_identifier_has_at_most_64_characters():
    assert found(parse_identifier, "x" * 64) == "x" * 64
    assert found(parse_identifier, "x" * 65) == "identifier_too_long"


def test_text_is_kept_in_one_normal_form():
    assert found(parse_text, "Mu\u0308nchen") == "M\u00fcnchen"


def test_text_may_hold_line_ends_and_tabs_and_no_other_control_character():
    assert found(parse_text, "dry\r\ntap\trepeated") == "dry\r\ntap\trepeated"
    assert found(parse_text, "bell\x07") == "control_character"
    assert found(parse_text, "part\x1fpart") == "control_character"


def test_text_has_at_most_4000_characters():
    assert found(parse_text, "x" * 4001) == "text_too_long"


@pytest.mark.parametrize(
    ("text", "value"),
    [("'=1+1", "=1+1"), ("=1+1", "=1+1"), ("'-", "-"), ("'n Abend", "'n Abend"), ("'", "'")],
)
def test_the_guard_of_a_formula_is_taken_off_and_nothing_else_is(text, value):
    assert found(parse_text, text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("yes", True), ("No", False), ("ja", True), ("nein", False), ("perhaps", "unknown_word")],
)
def test_yes_or_no_in_english_and_german(text, value):
    assert found(parse_yes_no, text) is value or found(parse_yes_no, text) == value


@pytest.mark.parametrize(
    ("vocabulary", "text", "value"),
    [
        (Site, "LEFT", "left"),
        (ResultText, "Not_Evaluable", "not evaluable"),
        (ResultText, "not  evaluable", "not evaluable"),
        (Method, "CTC", "unknown_word"),
        (Site, "lef", "unknown_word"),
    ],
)
def test_a_word_of_a_vocabulary_in_any_case_and_never_by_likeness(vocabulary, text, value):
    assert found(choice(vocabulary), text) == value


@pytest.mark.parametrize("text", ["A45-B/B3", "a45-bb3", "A45 B/B3", "A45BB3"])
def test_spellings_of_one_antibody_are_folded(text):
    assert found(parse_antibody, text) == "A45-B/B3"


def test_an_unknown_antibody_keeps_its_name():
    assert found(parse_antibody, "MOC-31") == "MOC-31"
