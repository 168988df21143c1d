"""The table in which cells are corrected, as data: what is offered, and what was said in it."""

import json

from monitor.analysis.import_corrections import (
    ALIKE,
    EMPTY,
    REASON,
    USE,
    FaultyCell,
    answers_of,
    corrected_on,
    corrections_frame,
    editor_frame,
    made_corrections,
    said_in,
    without_reason,
)
from monitor.domain.cell_corrections import as_answer

CELLS = [FaultyCell(5, "MNZ", "2 Mio?", (6, 9)), FaultyCell(3, "TZ", "3,5")]


def filled(**columns):
    frame = editor_frame(CELLS)
    for name, values in columns.items():
        frame[{"use": USE, "alike": ALIKE, "reason": REASON}[name]] = values
    return frame


def read(answers):
    return {name: json.loads(said) for name, said in answers.items()}


def test_nothing_written_says_nothing():
    assert said_in(filled(), CELLS, "typing error") == []
    assert said_in(filled(use=[None, " "]), CELLS, "typing error") == []


def test_a_value_is_for_its_first_cell_alone_unless_all_alike_are_meant():
    one = answers_of(said_in(filled(use=["2000000", ""]), CELLS, "asked"))
    assert read(one) == {
        "cell:5:MNZ": {"value": "2000000", "reason": "asked", "said": "2 Mio?"},
    }
    every = answers_of(said_in(filled(use=["2000000", ""], alike=[True, False]), CELLS, "asked"))
    assert sorted(every) == ["cell:5:MNZ", "cell:6:MNZ", "cell:9:MNZ"]


def test_a_reason_of_its_own_stands_before_the_usual_one_and_one_is_needed():
    said = said_in(filled(use=["2000000", "3"], reason=["", "slide"]), CELLS, "asked")
    assert [one.reason for one in said] == ["asked", "slide"]
    assert without_reason(said) == ""
    lacking = said_in(filled(use=["2000000", "3"]), CELLS, " ")
    assert without_reason(lacking) == "lines 5, 3 have no reason"
    assert without_reason(lacking[1:]) == "line 3 has no reason"


def test_a_cell_is_emptied_by_a_word():
    (said,) = read(answers_of(said_in(filled(use=["", EMPTY]), CELLS, "asked"))).values()
    assert said["value"] == ""


def test_without_cells_alike_there_is_no_column_for_them():
    assert ALIKE in editor_frame(CELLS).columns
    assert ALIKE not in editor_frame(CELLS[1:]).columns


def test_what_was_corrected_is_told_alike_ones_together_and_line_by_line_on_the_receipt():
    same = as_answer({"value": "2", "reason": "asked", "said": "2?", "by": "A. B."})
    answers = {"cell:9:MNZ": same, "cell:5:MNZ": same, "dates:Datum": "day.month.year"}
    (made,) = made_corrections(answers)
    assert made.words == "2 lines, MNZ: “2?” read as “2” (asked)"
    assert made.ids == ("cell:5:MNZ", "cell:9:MNZ")
    frame = corrections_frame(answers)
    assert list(frame["Line"]) == [5, 9]
    assert corrected_on(answers, 9) == [
        "Corrected by hand, MNZ: “2?” read as “2” by A. B.: asked",
    ]
    assert corrected_on(answers, 7) == []
