"""The tables of an import's review, from plans of real files."""

from monitor.analysis.import_checks import marked_rows, rules_frame, settled
from monitor.analysis.import_reading import (
    distinct_names,
    grid_frame,
    mapping_frame,
    reading_chips,
    reading_sentence,
    visible_lines,
)
from monitor.analysis.import_review import review
from monitor.analysis.import_steps import Step, answer_title, step_of, step_states
from monitor.analysis.import_templates import EXAMPLES, GERMAN, english_template, german_template
from monitor.domain.plan import LineName, NamedLine, Outcome
from monitor.ingest.columns import COLUMNS
from monitor.ingest.mapping import map_columns
from monitor.ingest.synonyms import certain_names, fold_name
from monitor.ingest.text_table import read_table
from monitor.store.history import read_imports
from tests.imports import plan, take

FAULTY = """patient_id,collected_on,cells_screened,tumor_cells
P1,2021-03-01,2000000,3
P1,2021-09-17,2000,0
P2,2021-03-01,2000000,3.5
"""


def test_every_question_is_asked_in_one_stage_and_none_is_lost(store):
    found = plan(store, FAULTY)
    states = step_states(found)
    assert [question for state in states for question in state.questions] == list(found.questions)
    assert [state.step for state in states if state.is_open] == [Step.CHECK]


def test_the_stage_of_a_question_is_known_by_its_id():
    assert step_of("encoding") is Step.READ
    assert step_of("column:Datum") is Step.COLUMNS
    assert step_of("value:tumor_cells:neg") is Step.VALUES
    assert step_of("confirm:implausible_depth") is Step.CHECK
    assert step_of("confirm:reverts_correction") is Step.COMPARE
    assert step_of("something:new") is Step.CHECK


def test_an_answer_is_named_in_words():
    assert answer_title("dates:Entnahmedatum") == "Dates in “Entnahmedatum”"
    assert answer_title("value:tumor_cells:n.d.") == "“n.d.” in tumor_cells"
    assert answer_title("confirm:implausible_depth") == "Implausible depth"
    assert answer_title("same_person:North:0012") == "0012 at North"
    assert answer_title("column:a {b}") == "Column “a {b}”"


def test_rules_are_told_with_their_level_their_rows_and_an_example(store):
    found = rules_frame(settled(plan(store, FAULTY)))
    assert list(found["Level"])[:2] == ["✕ Stop", "? Decide"]
    assert list(found["Rows"])[:2] == [1, 1]
    assert "line 4, tumor_cells “3.5”" in found["For example"][0]
    assert found["What happens"][1] == "waits for your answer"


def test_a_decision_taken_is_a_reason_to_leave_out_or_only_a_note(store):
    assert level_of(store, "Implausible depth", {"confirm:implausible_depth": "store"}) == "• Note"
    left_out = {"confirm:implausible_depth": "leave out"}
    assert level_of(store, "Implausible depth", left_out) == "✕ Stop"


def level_of(store, rule: str, answers) -> str:
    found = rules_frame(settled(plan(store, FAULTY, answers)))
    return found.set_index("Rule")["Level"][rule]


def test_faulty_cells_carry_a_mark_beside_their_color(store):
    found = plan(store, FAULTY)
    marked = marked_rows(found, settled(found))
    assert list(marked.cells["Line"]) == ["4", "3"]
    assert list(marked.cells["tumor_cells"]) == ["✕ 3.5", "0"]
    assert list(marked.cells["cells_screened"]) == ["2000000", "? 2000"]
    assert (marked.marks.loc[0] != "").sum() == 1


def test_a_row_that_cannot_be_split_stands_there_with_its_line_and_reason(store):
    found = plan(store, FAULTY + "P3,2021-03-01,2000000,1,1\n")
    marked = marked_rows(found, settled(found))
    row = marked.cells[marked.cells["Line"] == "✕ 5"].iloc[0]
    assert row["Why"]
    assert row["patient_id"] == ""


def test_a_file_that_is_no_table_has_a_review_without_rows(store):
    shown = review(plan(store, b"%PDF-1.7"), ())
    assert shown.marked.row_count == len(shown.marked.cells) == len(shown.rules) == 0
    assert shown.counts.rejected == shown.counts.lines


def test_the_comparison_says_who_entered_the_old_value(store):
    take(store, FAULTY.replace("2000,0", "2000000,0"))
    changed = plan(store, FAULTY.replace("2000,0", "2000000,2"))
    shown = review(changed, read_imports(store))
    assert shown.rows[Outcome.CHANGED] == shown.change_count == 1
    assert shown.changes["Entered with"][0].startswith("import 1 by ")
    assert (shown.changes["Stored"][0], shown.changes["In the file"][0]) == ("0", "2")


def test_tabs_and_control_characters_of_raw_lines_are_visible():
    assert visible_lines(["a\tb\r\n", "\0c\n", "d"], limit=2) == "a→\tb\n␀c"


def test_columns_of_one_name_or_none_are_told_apart():
    assert distinct_names(["a", "a", " ", "", "Line"]) == [
        "a", "a (2)", "(no name)", "(no name) (2)", "Line (1)",
    ]  # fmt: skip
    frame = grid_frame(["a", "a"], [2, 3], [["1", "2"], ["3", "4"]])
    assert list(frame.columns) == ["Line", "a", "a (2)"]


def test_each_column_of_the_file_says_what_it_is_read_as():
    columns = [["0012", "0012", "0013"], ["1", "2", "3"], ["x", "", "x"]]
    found = mapping_frame(["Pat-Nr", "TZ", "?"], columns, {0: "patient_id"}, {"TZ"})
    assert list(found["Read as"]) == ["patient_id", "", ""]
    assert list(found["State"]) == ["read", "asked", "left out"]
    assert list(found["Samples"]) == ["0012  ·  0013", "1  ·  2  ·  3", "x"]


def test_how_a_file_was_read_is_one_line_and_a_few_chips():
    named = [NamedLine(1, 2, LineName.PREAMBLE), NamedLine(3, 3, LineName.HEADER)]
    named += [NamedLine(9, 9, LineName.TOTAL)]
    assert reading_sentence("windows-1252", ";", named, 5) == (
        "WINDOWS-1252 · semicolon · header in line 3 · 5 rows"
    )
    assert reading_chips("utf-8", ",", named)[2:] == [
        "preamble: lines 1–2", "header: line 3", "total: line 9",
    ]  # fmt: skip


def test_the_german_names_of_a_template_are_names_that_import_knows():
    for kind, names in GERMAN.items():
        known = certain_names(kind)
        wrong = {ours: name for ours, name in names.items() if known.get(fold_name(name)) != ours}
        assert wrong == {}
        assert names.keys() == {column.name for column in COLUMNS[kind]}


def test_a_template_is_read_as_the_kind_that_it_is_for():
    for kind, columns in COLUMNS.items():
        names = [column.name for column in columns]
        for content in (english_template(names), german_template(kind, names)):
            table = read_table(content)
            found = map_columns(table.header, {}, table.columns, table.units)
            assert found.kind is kind
            assert set(found.positions) == set(names)


def test_every_column_has_an_example():
    named = {column.name for columns in COLUMNS.values() for column in columns}
    assert named - EXAMPLES.keys() == {"site", "comment"}
