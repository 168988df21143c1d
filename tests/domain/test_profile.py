"""What makes two headers one lab's, and which profile is nearest."""

from dataclasses import replace

import pytest

from monitor.domain.answers import layout_answers, unknown_ids
from monitor.domain.profile import Profile, best_match, fingerprint, match
from monitor.domain.vocabularies import FileKind

HEADER = ("Pat-Nr", "Entnahmedatum", "MNZ ausgewertet", "CK+ Zellen", "CK+/10^6")
OSLO = Profile("Oslo", 1, FileKind.ASSAYS, HEADER, {})


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        tuple(reversed(HEADER)),
        tuple(cell.upper() for cell in HEADER),
        ("pat nr", " Entnahme-Datum ", "MNZ  ausgewertet", "CK+ Zellen", "CK+ / 10^6"),
    ],
)
def test_order_case_blanks_and_marks_make_no_other_header(header):
    assert fingerprint(header) == fingerprint(HEADER)
    assert match(OSLO, header).is_exact


@pytest.mark.parametrize(
    "header",
    [
        HEADER[:-1],
        (*HEADER, "Bemerkung"),
        (*HEADER, "Pat-Nr"),
        (*HEADER[:-1], "CK/10^6"),
        (*HEADER[:-1], "CK+/2x10^6"),
    ],
)
def test_a_column_more_less_or_other_makes_another_header(header):
    assert fingerprint(header) != fingerprint(HEADER)
    assert not match(OSLO, header).is_exact


def test_a_near_header_is_told_with_what_is_new_and_what_is_missing():
    found = match(OSLO, (*HEADER[:-1], "Bemerkung"))
    assert (found.new, found.missing) == (("Bemerkung",), ("CK+/10^6",))


@pytest.mark.parametrize("header", [(), ("a", "b"), HEADER[:2], (*HEADER, *"abcdefgh")])
def test_a_header_with_little_in_common_is_no_match(header):
    assert match(OSLO, header) is None


def test_the_nearest_profile_wins_then_ones_own_then_the_newest():
    near = replace(OSLO, name="near", header=HEADER[:-1], made_at="2024-01-01")
    own = replace(OSLO, name="own", made_at="2023-01-01")
    newer = replace(own, version=2, made_at="2024-01-01")
    assert best_match((near, OSLO), HEADER).profile == OSLO
    assert best_match((OSLO, own), HEADER).profile == own
    assert best_match((newer, own), HEADER).profile == newer
    assert best_match((), HEADER) is None


def test_a_profile_keeps_what_is_true_of_the_next_file_too():
    layout = {
        "column:E-Nr": "sample_id",
        "constant:lab": "Oslo",
        "dates:Entnahmedatum": "day.month.year",
        "value:result_text:neg": "negative",
        "encoding": "windows-1252",
        "specimen": "bone_marrow",
    }
    once = {
        "confirm:future_date": "store",
        "same_person:North:0012": "another person",
        "similar_id:012": "another person",
        "personal_columns": "drop the columns",
        "constant:collected_on": "2024-01-01",
        "hash_lines": "comment",
    }
    assert layout_answers({**layout, **once}) == layout


def test_answers_that_no_question_asks_are_named():
    assert unknown_ids(["kind", "colour", "dates:x", "shape:y"]) == ["colour", "shape:y"]
