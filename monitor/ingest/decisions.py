"""What only a person can decide about rows: one question for each rule, for all its rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import compress

from monitor.domain.plan import Outcome, PlannedRows, Question
from monitor.domain.problems import Level, Problem
from monitor.ingest.covariates import LEAVE_OUT, STORE

LINES_NAMED = 8  # a question names so many lines; the rows themselves name the rest
SAME_SAMPLING, LOOKS_LIKE_STORED = "same_sampling", "looks_like_stored"
LOOKS_LIKE_ANOTHER = "looks_like_another"
REVERTS = "reverts_correction"
CORRECTED_BEFORE, CORRECT_AGAIN = "corrected_before", "correct again"
AS_REPLICATES, KEEP_FIRST = "number as replicates", "keep the first"
SAME_AS_STORED = "same as stored"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule holds rows for, and the answers there are."""

    about: str
    options: tuple[str, ...] = (STORE, LEAVE_OUT)


DECISIONS = {
    "implausible_depth": Decision("Depth outside 10⁴ to 10⁸ MNC"),
    "future_date": Decision("Date in the future"),
    "result_disagrees": Decision("Result and count disagree"),
    "after_death": Decision("Date after death"),
    "before_diagnosis": Decision("Date before the diagnosis"),
    "before_birth": Decision("Date before birth"),
    SAME_SAMPLING: Decision(
        "Same patient, day and site given twice", (AS_REPLICATES, KEEP_FIRST, LEAVE_OUT)
    ),
    LOOKS_LIKE_STORED: Decision(
        "Perhaps an assay that is stored already", (SAME_AS_STORED, STORE, LEAVE_OUT)
    ),
    LOOKS_LIKE_ANOTHER: Decision("Perhaps the same assay as another row"),
    CORRECTED_BEFORE: Decision("Corrected by hand before", (CORRECT_AGAIN, STORE, LEAVE_OUT)),
    REVERTS: Decision("Would take back corrections: is this an older export?"),
}


def answer_to(rule: str, answers: Mapping[str, str]) -> str:
    """Returns the answer to a rule's question, '' where there is none that is permitted."""
    answer = answers.get(_question_id(rule), "")
    return answer if rule in DECISIONS and answer in DECISIONS[rule].options else ""


def level_of(problem: Problem, answers: Mapping[str, str]) -> Level:
    """Returns a problem's level once its question is answered: stored after all, or left out."""
    if problem.level is not Level.DECIDE:
        return problem.level
    answer = answer_to(problem.rule, answers)
    return {STORE: Level.NOTE, LEAVE_OUT: Level.STOP}.get(answer, Level.DECIDE)


def decisions(
    problems: Iterable[Problem], answers: Mapping[str, str], rows: PlannedRows
) -> Iterator[Question]:
    """Yields one question for each rule that holds rows until a person decides."""
    pending = set(compress(rows.lines, rows.have({Outcome.PENDING})))
    held: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        waits = problem.line in pending and level_of(problem, answers) is Level.DECIDE
        if waits and problem.rule in DECISIONS:
            held[problem.rule].append(problem)
    for rule, group in held.items():
        decision = DECISIONS[rule]
        lines = ", ".join(str(problem.line) for problem in group[:LINES_NAMED])
        more = f" and {len(group) - LINES_NAMED} more" if len(group) > LINES_NAMED else ""
        yield Question(
            id=_question_id(rule),
            about=group[0].column or "",
            message=f"{decision.about} in line {lines}{more}: {group[0].message}",
            options=decision.options,
        )


def _question_id(rule: str) -> str:
    return f"confirm:{rule}"
