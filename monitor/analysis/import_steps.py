"""The stages of an import as a person goes through them, and which of them waits for an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.analysis.formats import sentence_case, words
from monitor.domain.answers import name_of
from monitor.domain.plan import ImportPlan, Question
from monitor.domain.problems import Problem


class Step(StrEnum):
    """One stage between an uploaded file and its stored rows."""

    READ = "Read"
    LAB = "Lab"
    COLUMNS = "Columns"
    VALUES = "Values"
    CHECK = "Check"
    COMPARE = "Compare"
    STORE = "Store"


_READ = (
    "encoding", "sheet", "delimiter", "header", "trailing_field", "mojibake", "lost_letters",
    "hash_lines",
)  # fmt: skip
_COLUMNS = (
    "kind", "layout", "column", "specimen", "personal_columns", "no_person", "constant",
    "covariate",
)  # fmt: skip
_VALUES = ("dates", "century", "numbers", "times", "unit", "value", "excel_text")
SIDE_BY_SIDE = "layout:wide"
# Decisions about what the store holds already; the others are about the row by itself.
_COMPARED = frozenset(
    ("confirm:corrected_before", "confirm:reverts_correction", "confirm:looks_like_stored")
)
# What is only said about columns as a whole; everything else said of a file is about its values.
_COLUMN_NOTES = frozenset(("columns_matched", "column_not_read", "total_not_read", "wide_layout"))
_STEPS = {
    **dict.fromkeys(_READ, Step.READ),
    **dict.fromkeys(_COLUMNS, Step.COLUMNS),
    **dict.fromkeys(_VALUES, Step.VALUES),
}
# What an answer is about, in words; {} is the part of its id behind the name.
_TITLES = {
    "encoding": "Encoding",
    "sheet": "Sheet of the workbook",
    "delimiter": "Delimiter",
    "header": "Header",
    "trailing_field": "Empty field at the end of each line",
    "mojibake": "Damaged letters",
    "lost_letters": "Lost letters",
    "hash_lines": "Lines that begin with #",
    "kind": "Kind of file",
    "layout": "Column “{}” beside several assays",
    "column": "Column “{}”",
    "specimen": "Specimen",
    "personal_columns": "Columns that name persons",
    "no_person": "Column “{}”, whose cells are like names",
    "constant": "{} of every row",
    "covariate": "Study covariate “{}”",
    "dates": "Dates in “{}”",
    "century": "Century of “{}”",
    "numbers": "Numbers in “{}”",
    "times": "Times of day in “{}”",
    "unit": "Unit of “{}”",
    "excel_text": "Text marks of Excel",
    "confirm": "{}",
    "similar_id": "Pseudonym {}",
}


@dataclass(frozen=True, slots=True)
class StepState:
    """A stage with the questions that it still asks and the answers that it was given."""

    step: Step
    questions: tuple[Question, ...]
    answers: Mapping[str, str]

    @property
    def is_open(self) -> bool:
        return bool(self.questions)


def step_of(answer_id: str) -> Step:
    """Returns the stage in which a question is asked; what is not known belongs to the checks."""
    if answer_id in _COMPARED:
        return Step.COMPARE
    return _STEPS.get(name_of(answer_id), Step.CHECK)


def step_of_note(note: Problem) -> Step:
    """Returns the stage in which a note about the whole file is shown."""
    return Step.COLUMNS if note.rule in _COLUMN_NOTES else _STEPS.get(note.rule, Step.VALUES)


def step_states(plan: ImportPlan) -> tuple[StepState, ...]:
    """Returns every stage with its open questions and its answers, in order."""
    asked = {question.id for question in plan.questions}
    return tuple(
        StepState(
            step,
            tuple(question for question in plan.questions if step_of(question.id) is step),
            {
                found: answer
                for found, answer in plan.answers.items()
                if step_of(found) is step and found not in asked
            },
        )
        for step in Step
    )


def proposals(questions: Sequence[Question]) -> dict[str, str]:
    """Returns the answers that a file itself proposes, by question."""
    return {q.id: q.proposed for q in questions if q.proposed is not None}


def answer_title(answer_id: str) -> str:
    """Returns what an answer is about, in words: `dates:Datum` is "Dates in “Datum”"."""
    name, _, about = answer_id.partition(":")
    if answer_id == SIDE_BY_SIDE:
        return "Assays side by side in a line"
    if name == "value":
        column, _, text = about.partition(":")
        return f"“{text}” in {column}"
    if name == "same_person":
        center, _, patient = about.rpartition(":")
        return f"{patient} at {center}"
    if name in ("confirm", "constant"):
        about = words(about)
    return sentence_case(_TITLES.get(name, answer_id).format(about))
