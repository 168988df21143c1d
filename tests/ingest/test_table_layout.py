"""Where the table is in a file, and which lines beside the data are which. No row may be lost."""

import pytest

from monitor.ingest.text_table import read_table
from tests.readers import broken, named, proposed, question, refusal, rows

HEAD = "patient_id,collected_on,cells_screened,tumor_cells\n"
ROWS = "P1,2023-01-17,2000000,3\nP2,2023-02-14,1000000,0\n"


def german(*lines: str) -> bytes:
    return "\r\n".join(lines).encode() + b"\r\n"


# ------------------------------------------------------------------ delimiter


def test_decimal_commas_in_every_row_do_not_make_a_comma_the_delimiter():
    content = b"A;B;C\n1;5,5;2,5\n2;5,5;1,0\n3;5,1;2,2\n"
    assert rows(content)[2] == ["1", "5,5", "2,5"]


def test_names_that_are_ours_decide_where_two_delimiters_divide_alike():
    content = b"patient_id;site;x,y,z\nP1;left;1,2,3\n"
    assert read_table(content).header == ("patient_id", "site", "x,y,z")


def test_where_nothing_decides_the_delimiter_it_is_asked():
    content = b"a,b;c\n1,2;3\n4,5;6\n"
    assert proposed(content) == {"delimiter": None}
    assert rows(content, {"delimiter": "semicolon"}) == {2: ["1,2", "3"], 3: ["4,5", "6"]}
    assert proposed(content, {"delimiter": "comma"}) == {}


def test_a_preamble_with_other_delimiters_misleads_nobody():
    content = german("Labor;Abteilung;Haus;", "Druck: 3, 4, 5, 6", "", *(HEAD + ROWS).split())
    assert list(rows(content)) == [5, 6]


@pytest.mark.parametrize(
    "content",
    [
        b"patient_id  sample_date  tumour_pct\nBM-001      2023-01-17   0.05\n",
        b"Dear all,\nplease find attached the table\nof our results.\nBest wishes\nLab\n",
        b"one word\n",
    ],
)
def test_text_that_nothing_divides_is_refused_by_saying_so(content):
    assert "No delimiter found" in refusal(content)


def test_a_single_column_is_refused_by_saying_so():
    assert "one column" in refusal(b"patient_id\nP1\nP2\n")


# ------------------------------------------------------------------ header and what is above


def test_a_preamble_is_asked_about_with_the_header_line_and_kept_readable():
    content = german(
        "Labor Dr. Huber;;;", "Stand: 17.01.2023;;;", "", *(HEAD + ROWS).replace(",", ";").split()
    )
    assert proposed(content) == {"header": "line 4"}
    assert "line 4; 2 lines above are kept" in question(content, "header")
    assert named(content) == {1: "preamble", 2: "preamble", 3: "blank", 4: "header"}
    assert read_table(content).preamble == (
        (1, "Labor Dr. Huber;;;"),
        (2, "Stand: 17.01.2023;;;"),
    )


def test_key_and_value_lines_as_wide_as_the_table_are_no_header():
    content = german("Lab;Munich", "Method;ICC", "patient_id;comment", "P1;x")
    assert rows(content) == {4: ["P1", "x"]}


def test_blank_lines_alone_above_a_header_are_not_asked_about():
    assert proposed(("\n,,\n" + HEAD + ROWS).encode()) == {}


def test_the_header_line_may_be_answered():
    content = b"a,b\nc,d\n1,2\n"
    assert proposed(content) == {}
    assert rows(content, {"header": "line 2"}) == {3: ["1", "2"]}
    assert rows(content, {"header": "line 99"}) == {2: ["c", "d"], 3: ["1", "2"]}


def test_a_header_without_names_of_ours_is_found_by_its_looks():
    content = b"Export of 3 rows\nzeta,eta,theta\n1,2,3\n4,5,6\n"
    assert read_table(content).header == ("zeta", "eta", "theta")
    assert proposed(content) == {"header": "line 2"}


def test_a_header_that_lacks_a_name_is_not_replaced_by_the_first_row():
    content = b"one,two,three\n1,2,3,4\n5,6,7,8\n"
    assert read_table(content).header == ("one", "two", "three")
    assert broken(content) == {2: "ragged_row", 3: "ragged_row"}


@pytest.mark.parametrize(
    "header", ['patient_id,"comment', 'pat"ient_id,comment', "patient\0_id,comment"]
)
def test_a_damaged_header_refuses_the_file_and_never_makes_a_header_of_a_row(header):
    content = f"{header}\nP1,x\nP2,y\n".encode()
    assert "Line 1 should be the header line" in refusal(content)


def test_a_header_over_two_lines_in_quotes_is_one_header():
    content = b'patient_id,"cells\nscreened",tumor_cells\nP1,2,3\n'
    assert read_table(content).header == ("patient_id", "cells\nscreened", "tumor_cells")
    assert rows(content) == {3: ["P1", "2", "3"]}


# ------------------------------------------------------------------ units


@pytest.mark.parametrize("units", [",,MNC,n", "[text],[date],Zellen,1/10^6", "-,TT.MM.JJJJ,Mio,n"])
def test_a_row_of_units_below_the_header_is_named_and_kept(units):
    content = (HEAD + units + "\n" + ROWS).encode()
    assert named(content) == {1: "header", 2: "units"}
    assert read_table(content).units == tuple(units.split(","))
    assert list(rows(content)) == [3, 4]


@pytest.mark.parametrize("row", [",,2000000,3", "P0,,n,n", ",n.d.,,", ",17.01.2023,n,n"])
def test_a_row_that_is_not_evidently_units_stays_a_row(row):
    content = (HEAD + row + "\n" + ROWS).encode()
    assert list(rows(content)) == [2, 3, 4]


def test_units_further_down_stay_rows():
    content = (HEAD + ROWS + ",,MNC,n\n" + ROWS).encode()
    assert 4 in rows(content)


# ------------------------------------------------------------------ totals and footers


@pytest.mark.parametrize(
    "total", ["Summe,,3000000,3", "Total:,,3000000,3", ",,Gesamt,3", "Summe,3000000", "n = 2"]
)
def test_a_totals_row_is_named(total):
    content = (HEAD + ROWS + total + "\n").encode()
    assert named(content)[4] == "total"
    assert list(rows(content)) == [2, 3]


def test_a_totals_row_below_a_row_of_units_and_rows_that_lack_a_date_is_named():
    rows_ = "".join(f"P{n},2023-01-1{n},2000000,{n}\n" for n in range(1, 6)) + "P9,,2000000,3\n"
    content = (HEAD + ",,MNC,n\n" + rows_ + "Summe,,12000000,18\n").encode()
    assert named(content) == {1: "header", 2: "units", 9: "total"}
    assert list(rows(content)) == [3, 4, 5, 6, 7, 8]


def test_subtotals_between_rows_are_named():
    content = (HEAD + ROWS + "Summe,,3000000,3\n" + ROWS).encode()
    assert named(content) == {1: "header", 4: "total"}
    assert list(rows(content)) == [2, 3, 5, 6]


def test_a_totals_row_that_has_all_that_a_row_has_is_held_back_with_its_reason():
    content = (HEAD + ROWS + "Total,2023-12-31,3000000,3\n").encode()
    assert broken(content) == {4: "total_row"}
    assert list(rows(content)) == [2, 3]


def test_a_word_for_totals_that_is_common_in_the_first_column_is_a_word():
    content = ("kind,patient_id,comment\n" + "total,P1,x\npart,P2,y\n" * 5).encode()
    assert len(rows(content)) == 10


@pytest.mark.parametrize(
    "end",
    [
        "Ende", "Ende der Liste,,,", "Seite 1 von 1", "Page 1 of 3,,,", "- 2 -", "--------",
        "Gedruckt am 17.01.2023, Dr. Huber", "\nDr. Huber, Laborleitung",
        "\nn.d. = nicht durchgeführt",
        "2 rows", "Erstellt: 17.01.2023",
    ],
)  # fmt: skip
def test_a_note_below_the_last_row_is_a_footer(end):
    content = (HEAD + ROWS + end + "\n").encode()
    line = 4 + end.count("\n")
    assert named(content)[line] == "footer"
    assert list(rows(content)) == [2, 3]


@pytest.mark.parametrize(
    "end",
    [
        "P3", "P3,2023-03-29",
        "P3,2023-03-29,17", "BM 003", "Endres", "\nP3", "\nBM 003,2023-01-01",
        "Total Hip,2023-01-17", "second part of a comment",
        "Endpoint-7,2023-01-17,5",
    ],
)  # fmt: skip
def test_a_row_cut_short_is_never_a_footer(end):
    content = (HEAD + ROWS + end + "\n").encode()
    assert broken(content) == {4 + end.count("\n"): "ragged_row"}


@pytest.mark.parametrize("row", ["Ende,2023-01-01,1000000,3", "Ende,2023-01-01,,", "Seite,,,"])
def test_a_row_as_wide_as_the_header_is_a_footer_only_if_it_lacks_what_every_row_has(row):
    content = (HEAD + ROWS * 3 + row + "\n").encode()
    assert (8 in rows(content)) == (row.count(",,") == 0)


def test_a_note_between_rows_is_a_ragged_row_and_a_page_number_is_a_footer():
    content = (HEAD + ROWS + "Hinweis: neues Gerät\nSeite 1 von 2\n" + HEAD + ROWS).encode()
    assert broken(content) == {4: "ragged_row"}
    assert named(content) == {1: "header", 5: "footer", 6: "repeated_header"}
    assert list(rows(content)) == [2, 3, 7, 8]


def test_a_last_line_without_an_end_is_a_row_if_it_has_all_fields():
    assert list(rows((HEAD + ROWS).rstrip().encode())) == [2, 3]


# ------------------------------------------------------------------ two tables in one file


def test_a_second_table_with_other_columns_is_never_read_as_rows_of_the_first():
    content = (
        HEAD + ROWS + "\npatient_id,therapy_type,agent,started_on\nP1,surgery,x,2023\n"
    ).encode()
    assert list(rows(content)) == [2, 3]
    assert broken(content) == {5: "other_header", 6: "other_header"}


def test_a_second_table_of_unknown_names_is_told_by_the_blank_line_and_its_labels():
    content = b"alpha,beta,gamma\na1,1,2\na2,3,4\na3,5,6\n\nzeta,eta,theta\nb1,7,8\n"
    assert list(rows(content)) == [2, 3, 4]
    assert broken(content) == {6: "other_header", 7: "other_header"}


def test_a_row_of_words_behind_a_blank_line_is_a_row_where_other_rows_are_words_too():
    content = b"alpha,beta\nred,round\nblue,flat\n\ngreen,square\n"
    assert list(rows(content)) == [2, 3, 5]


def test_a_narrower_second_table_is_told_by_its_header():
    content = (HEAD + ROWS + "\npatient_id,agent\nP1,FEC\n" + HEAD + ROWS).encode()
    assert broken(content) == {5: "other_header", 6: "other_header"}
    assert list(rows(content)) == [2, 3, 8, 9]


# ------------------------------------------------------------------ trailing fields


TRAILING = (HEAD + ROWS.replace("\n", ",\n")).encode()


def test_an_extra_empty_field_in_every_row_is_asked_about_and_ignored_meanwhile():
    assert proposed(TRAILING) == {"trailing_field": "ignore it"}
    assert rows(TRAILING)[2] == ["P1", "2023-01-17", "2000000", "3"]


def test_an_extra_empty_field_may_be_refused():
    assert rows(TRAILING, {"trailing_field": "refuse"}) == {}
    assert broken(TRAILING, {"trailing_field": "refuse"}) == {2: "ragged_row", 3: "ragged_row"}


def test_a_row_without_the_extra_field_or_with_a_value_in_it_is_held_back():
    bad = b"P3,2023-03-29,1000000,1\nP4,2023-03-29,1000000,1,7\n"
    content = TRAILING + bad + ROWS.replace("\n", ",\n").encode() * 20
    assert broken(content) == {4: "ragged_row", 5: "ragged_row"}


def test_an_extra_field_in_single_rows_is_ragged():
    content = (HEAD + ROWS * 3 + "P3,2023-03-29,1000000,1,\n").encode()
    assert proposed(content) == {}
    assert broken(content) == {8: "ragged_row"}


def test_a_header_with_an_extra_empty_name_that_no_row_has_is_asked_about():
    content = (HEAD.replace("\n", ",\n") + ROWS).encode()
    assert proposed(content) == {"trailing_field": "ignore it"}
    assert len(read_table(content).header) == 4
    assert list(rows(content)) == [2, 3]


def test_two_names_that_lost_the_delimiter_between_them_are_no_trailing_field():
    header = HEAD.replace("cells_screened,", "cells_screened")
    content = (header + "P1,2023-01-17,2000000,\nP2,2023-02-14,1000000,\n").encode()
    assert rows(content) == {}


# ------------------------------------------------------------------ lines that start with #


HASHED = (HEAD + ROWS + "#P3,2023-03-29,1000000,1\n# checked by R1\n").encode()


def test_lines_that_start_with_a_hash_are_asked_about_and_only_they_wait():
    table = read_table(HASHED)
    assert proposed(HASHED) == {"hash_lines": None}
    assert "Lines 4, 5" in question(HASHED, "hash_lines")
    assert [(p.line, p.rule, p.level) for p in table.problems] == [(4, "hash_lines", "decide")]
    assert list(rows(HASHED)) == [2, 3, 4]


def test_lines_that_start_with_a_hash_are_comments_or_data_as_answered():
    comment, data = {"hash_lines": "comment"}, {"hash_lines": "data"}
    assert list(rows(HASHED, comment)) == [2, 3]
    assert named(HASHED, comment) == {1: "header", 4: "footer", 5: "footer"}
    assert rows(HASHED, data)[4][0] == "#P3"
    assert broken(HASHED, data) == {5: "ragged_row"}
    assert not read_table(HASHED, data).problems


def test_where_every_row_starts_with_a_hash_it_is_data_by_proposal():
    content = (HEAD + ROWS.replace("P", "#P")).encode()
    assert proposed(content) == {"hash_lines": "data"}
    assert not read_table(content).problems


def test_comments_above_the_header_are_preamble():
    content = ("# lab export\n# v2\n" + HEAD + ROWS).encode()
    assert proposed(content) == {"header": "line 3"}
    assert named(content)[1] == "preamble"


def test_a_hash_in_front_of_the_header_hides_no_name():
    content = ("#" + HEAD + ROWS).encode()
    assert read_table(content).header_line == 1
