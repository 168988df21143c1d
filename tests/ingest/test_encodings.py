"""Bytes to letters: told by the bytes where they tell, else asked with the lines that need it."""

import pytest

from tests.readers import broken, named, proposed, question, refusal, rows

HEAD = "patient_id,comment\n"
TEXT = HEAD + "P1,Müller 5 µl\nP2,plain\n"
CELLS = {2: ["P1", "Müller 5 µl"], 3: ["P2", "plain"]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_what_the_bytes_tell_by_themselves_is_not_asked(encoding):
    content = TEXT.encode(encoding)
    assert rows(content) == CELLS
    assert proposed(content) == {}


def test_utf16_of_either_byte_order_is_read_by_its_mark():
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert rows(mark + TEXT.encode(encoding)) == CELLS


@pytest.mark.parametrize("encoding", ["windows-1252", "cp850", "mac-roman"])
def test_a_one_byte_encoding_is_read_as_answered(encoding):
    assert rows(TEXT.encode(encoding), {"encoding": encoding}) == CELLS
    assert proposed(TEXT.encode(encoding), {"encoding": encoding}) == {}


@pytest.mark.parametrize("encoding", ["windows-1252", "cp850", "mac-roman"])
def test_the_encoding_that_makes_words_is_proposed_and_read_meanwhile(encoding):
    content = TEXT.encode(encoding)
    assert proposed(content) == {"encoding": encoding}
    assert rows(content) == CELLS


def test_the_question_names_the_lines_and_shows_a_few_letters_before_and_after():
    message = question(TEXT.encode("windows-1252"), "encoding")
    assert "line 2." in message
    assert "“M�l” becomes “Mül”" in message
    assert "Müller" not in message


def test_where_no_usual_encoding_makes_words_none_is_proposed():
    assert proposed((HEAD + "P1,Мария\n").encode("cp1251")) == {"encoding": None}


def test_an_answer_that_cannot_be_is_no_answer():
    content = TEXT.encode("cp850")  # ü is a byte that Windows-1252 does not have
    assert proposed(content, {"encoding": "windows-1252"}) == {"encoding": "cp850"}


def test_lines_in_another_encoding_than_the_rest_are_left_out_until_answered():
    content = TEXT.encode() + "P3,Bär\nP4,x\n".encode("windows-1252")
    assert proposed(content) == {"encoding": "leave these lines out"}
    assert rows(content) == {**CELLS, 5: ["P4", "x"]}
    assert broken(content) == {4: "not_utf8"}
    assert "line 4 is not" in question(content, "encoding")
    assert rows(content, {"encoding": "windows-1252 in these lines"})[4] == ["P3", "Bär"]


def test_a_mark_of_utf8_above_other_bytes_is_two_encodings_in_one_file():
    content = b"\xef\xbb\xbf" + (HEAD + "P1,Bär\nP2,x\n").encode("windows-1252")
    assert proposed(content) == {"encoding": "leave these lines out"}
    assert rows(content) == {3: ["P2", "x"]}


def test_a_wrong_byte_far_down_is_found_on_its_line():
    content = HEAD.encode() + b"P1,x\n" * 60_000 + b"P1,\xfc\n"
    assert "line 60002." in question(content, "encoding")


def test_utf16_that_ends_within_a_letter_holds_back_the_row_it_damages():
    content = (HEAD + "P1,x\nP2,y").encode("utf-16") + b"\x01"
    assert rows(content) == {2: ["P1", "x"]}
    assert broken(content) == {3: "lost_letters"}


def test_bytes_that_are_no_text_are_refused():
    assert "no text" in refusal(bytes(range(256)) * 10)
    assert "UTF-32" in refusal(TEXT.encode("utf-32"))


# ------------------------------------------------------------------ letters read wrong before


MISREAD = (HEAD + "P1,MÃ¼ller 50 ÂµL\nP2,x\n").encode()


def test_letters_once_read_wrong_are_asked_and_stand_as_written():
    assert proposed(MISREAD) == {"mojibake": "repair"}
    assert rows(MISREAD) == {2: ["P1", "MÃ¼ller 50 ÂµL"], 3: ["P2", "x"]}
    assert "line 2 " in question(MISREAD, "mojibake")
    assert "“Ã¼” for “ü”" in question(MISREAD, "mojibake")


def test_repairs_say_what_the_cells_were_unless_they_are_kept_as_written():
    from monitor.ingest.text_table import read_table

    was = {"MÃ¼ller 50 ÂµL": "Müller 50 µL"}
    assert read_table(MISREAD).repairs == was
    assert read_table(MISREAD, {"mojibake": "repair"}).repairs == was
    kept = read_table(MISREAD, {"mojibake": "keep as written"})
    assert (kept.repairs, kept.questions) == ({}, ())


@pytest.mark.parametrize(
    "text", ["Müller", "größer ≤ 5 µl – „Ödem“", "ČSSR žluť", "2 × 10⁶", "α-Met"]
)
@pytest.mark.parametrize("times", [1, 2])
def test_what_was_read_as_windows_1252_is_repaired_whole(text, times):
    from monitor.ingest.mojibake import repaired

    wrong = text
    for _ in range(times):
        wrong = "".join(
            bytes([byte]).decode("cp1252") if byte not in (129, 141, 143, 144, 157) else chr(byte)
            for byte in wrong.encode()
        )
    assert repaired(wrong) == text


@pytest.mark.parametrize(
    "text", ["«CAFÉ»", "„MRÄ“", "ÃO", "Âge", "São Tomé", "NÃO", "Île Â", "5 €", "Åse", "Ä", "naïve"]
)
def test_true_letters_are_not_taken_for_wrong_ones(text):
    from monitor.ingest.mojibake import repaired

    assert repaired(text) == text


def test_a_lost_letter_holds_back_its_row_only_and_can_be_kept():
    content = (HEAD + "P1,M\ufffdller\nP2,x\n").encode()
    assert proposed(content) == {"lost_letters": "leave these rows out"}
    assert rows(content) == {3: ["P2", "x"]}
    assert broken(content) == {2: "lost_letters"}
    assert rows(content, {"lost_letters": "keep as written"})[2] == ["P1", "M\ufffdller"]


def test_a_misread_mark_in_front_of_the_header_is_taken_off():
    content = "ï»¿patient_id,comment\nP1,x\n".encode()
    from monitor.ingest.text_table import read_table

    assert read_table(content).header == ("patient_id", "comment")
    assert named(content) == {1: "header"}
