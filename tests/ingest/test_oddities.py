"""More files as labs send them: the right action, every good row exact, the rest held back.

All but a few hold the same six rows, gone wrong in one way each. `good` are the lines whose rows
are some of those six; `held` are the lines that are not stored, after what the file proposes was
accepted.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from monitor.domain.plan import Action
from monitor.ingest.report import report
from monitor.intake import accept_proposed
from tests.imports import assert_lawful, plan

ODDITIES = Path(__file__).parents[1] / "data" / "oddities"
SIX = (
    ("BM-001", date(2023, 1, 17), 1_250_000, 625, 500.0),
    ("BM-001", date(2023, 4, 25), 980_000, 98, 100.0),
    ("BM-001", date(2023, 7, 18), 1_500_000, 0, 0.0),
    ("BM-002", date(2023, 2, 14), 2_000_000, 1500, 750.0),
    ("BM-002", date(2023, 5, 23), 1_100_000, 22, 20.0),
    ("BM-003", date(2023, 3, 29), 1_750_000, 1225, 700.0),
)
NAMES = ("patient_id", "collected_on", "cells_screened", "tumor_cells", "reported_rate")
ACCEPT, CONFIRM, ASK, PARTIAL, REJECT = "accept", "confirm", "ask", "partial", "reject"


@dataclass(frozen=True)
class Odd:
    """What is wanted of a file: the action, the lines of the six rows that are good, the lines held
    back, and what is asked. `open` are the questions without a proposal.
    """

    action: str
    good: dict[int, int]  # line → which of the six
    held: tuple[int, ...] = ()
    asked: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


def six(first: int = 2, without: tuple[int, ...] = ()) -> dict[int, int]:
    return {first + n: n for n in range(6) if first + n not in without}


FILES = {
    "01_semicolon": Odd(ACCEPT, six()),
    "02_cr_only": Odd(ACCEPT, six()),
    "03_delimiters_in_comments": Odd(ACCEPT, six()),
    "04_english_synonyms": Odd(ACCEPT, six()),
    "05_german_excel_1252": Odd(
        ASK, {}, tuple(range(2, 8)),
        ("column:Anteil [%]", "dates:Entnahmedatum", "encoding", "numbers:MNZ ausgewertet"),
        ("column:Anteil [%]",),
    ),
    "06_windows_1252": Odd(CONFIRM, six(), (), ("encoding",)),
    "07_american_dates": Odd(CONFIRM, six(), (), ("dates:sample_date",)),
    "08_dates_all_ambiguous": Odd(
        ASK, {}, tuple(range(2, 8)), ("dates:sample_date",), ("dates:sample_date",)
    ),
    "09_dates_contradict": Odd(
        ASK, {}, tuple(range(2, 8)), ("dates:sample_date",), ("dates:sample_date",)
    ),
    "10_excel_day_numbers": Odd(CONFIRM, six(), (), ("dates:sample_date",)),
    "11_ids_rounded_by_excel": Odd(PARTIAL, {}, (2, 3, 4, 5, 6)),
    "12_leading_zeros_lost": Odd(
        ASK, {}, (3, 6), ("similar_id:12", "similar_id:13"), ("similar_id:12", "similar_id:13")
    ),
    "13_ids_as_decimals": Odd(ASK, {}, tuple(range(2, 8)), ("excel_text",), ("excel_text",)),
    "14_fractions_for_percent": Odd(CONFIRM, six(), (), ("unit:tumour_pct",)),
    "15_some_fractions": Odd(PARTIAL, six(2, (5, 6)), (5, 6)),
    "16_one_column_twice": Odd(REJECT, {}),
    "17_units_row": Odd(ACCEPT, six(3)),
    "18_total": Odd(ACCEPT, six()),
    "19_footer": Odd(ACCEPT, six()),
    "20_nul_byte": Odd(PARTIAL, six(2, (3,)), (3,)),
    "21_comment_unquoted": Odd(PARTIAL, six(2, (7,)), (7,)),
    "22_below_one": Odd(CONFIRM, six(2, (4,)), (), ("value:tumor_cells:<…",)),
    "23_utf16_big_endian": Odd(ACCEPT, six()),
    "24_header_only": Odd(REJECT, {}),
    "25_rows_twice": Odd(ACCEPT, six()),
    "26_row_corrected_below": Odd(
        ASK, six(2, (2,)), (2, 8), ("confirm:same_sampling",), ("confirm:same_sampling",)
    ),
    "27_row_counter": Odd(ACCEPT, six()),
    "28_web_page": Odd(REJECT, {}),
    "29_patients_called_na": Odd(ACCEPT, {5: 3}),
    "30_no_header": Odd(REJECT, {}),
    "31_sep_line": Odd(ACCEPT, six(3)),
    "32_week_dates": Odd(PARTIAL, six(2, (2, 3, 4)), (2, 3, 4)),
    "33_decimal_comma_unquoted": Odd(PARTIAL, six(2, (2, 3, 5, 6, 7)), (2, 3, 5, 6, 7)),
    "34_percent_with_exponent": Odd(ACCEPT, six()),
    "35_decimal_comma_ate_comment": Odd(PARTIAL, {2: 0, 4: 2}, (3,)),
    "36_words_for_nothing": Odd(
        ASK, {}, (2, 3, 4, 5, 6), ("value:tumor_cells:none", "value:tumor_cells:null"),
        ("value:tumor_cells:none", "value:tumor_cells:null"),
    ),
    "37_ids_without_letters": Odd(
        ASK, {}, (2, 3, 4, 5, 6, 7), ("hash_lines",), ("hash_lines",)
    ),
}  # fmt: skip
by_file = pytest.mark.parametrize("name", FILES)


def read(name):
    return (ODDITIES / f"{name}.csv").read_bytes()


def test_every_file_is_expected():
    assert {path.stem for path in ODDITIES.iterdir()} == set(FILES)


@by_file
def test_each_odd_file_is_stored_confirmed_asked_or_refused_as_it_should(name, store):
    wanted = FILES[name]
    found = plan(store, read(name))
    accepted = accept_proposed(store, found)
    assert_lawful(found)
    assert sorted(question.id for question in found.questions) == sorted(wanted.asked)
    assert {q.id for q in found.questions if q.proposed is None} == set(wanted.open)
    actions = {
        ACCEPT: (Action.STORED, Action.STORED),
        CONFIRM: (Action.ASK, Action.STORED),
        ASK: (Action.ASK, Action.ASK),
        PARTIAL: (Action.PARTIAL, Action.PARTIAL),
        REJECT: (Action.REFUSED, Action.REFUSED),
    }
    assert (found.action, accepted.action) == actions[wanted.action]


@by_file
def test_of_each_odd_file_good_rows_are_exact_and_the_others_are_held_back(name, store):
    wanted = FILES[name]
    accepted = accept_proposed(store, plan(store, read(name)))
    assert_lawful(accepted)
    rows = {row["line"]: row for row in report(accepted)["rows"]}
    for line, which in wanted.good.items():
        assert rows[line]["outcome"] == "stored"
        values = rows[line]["values"]
        told = (values["patient_id"], values["collected_on"], *(values[n] for n in NAMES[2:]))
        assert told == (SIX[which][0], SIX[which][1].isoformat(), *SIX[which][2:])
    held = [line for line, row in rows.items() if row["outcome"] in ("pending", "rejected")]
    if wanted.action != REJECT:
        assert tuple(sorted(held)) == wanted.held


def test_a_first_line_of_data_is_not_shown_in_the_reason_for_refusing_the_file(store):
    found = plan(store, read("30_no_header"))
    assert "BM-001" not in found.refused
    assert "looks like data" in found.refused
