"""What each row of a file would do. Pure: table, facts and answers in, plan out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import replace

from monitor.domain.keys import row_keys
from monitor.domain.plan import (
    KEPT,
    Facts,
    ImportPlan,
    Outcome,
    PlannedRows,
    Question,
    Rejected,
    SourceFile,
)
from monitor.domain.problems import Level, Problem
from monitor.domain.vocabularies import FileKind
from monitor.ingest.checks import DECISIONS, check_rows
from monitor.ingest.covariates import (
    COVARIATES,
    LEAVE_OUT,
    STORE,
    Covariates,
    covariate_questions,
    take_covariates,
    unread_columns,
)
from monitor.ingest.deciding import (
    Columns,
    Decided,
    Rows,
    contradicting_rows,
    decide,
    filled,
    matches,
    samples_of_two,
)
from monitor.ingest.identities import Identities, ambiguous_rows, identify
from monitor.ingest.parsing import Parsed
from monitor.ingest.source_lines import count_lines
from monitor.ingest.values import BIRTH_DATE

PEOPLE = ("patient_id", "center")
LINES_NAMED = 8  # a question names so many lines; the rows themselves name the rest
Answers = MappingOf[str, str]


def refused_plan(
    source: SourceFile, facts: Facts, reason: str, kind: FileKind | None = None
) -> ImportPlan:
    """Returns the plan for a file that is not read at all."""
    lines = count_lines(source.content)
    return ImportPlan(source, kind, facts.revision, lines, refused=reason)


def plan_import(source: SourceFile, parsed: Parsed, facts: Facts, answers: Answers) -> ImportPlan:
    """Returns the plan for a parsed file: each row's outcome, and the questions still open."""
    kind = parsed.mapping.kind
    if any(problem.rule == BIRTH_DATE for problem in parsed.problems):
        reason = "Column birth_year holds birth dates. Only a year is stored: shorten it first."
        return refused_plan(source, facts, reason, kind)
    covariates = take_covariates(parsed, answers)
    parsed = replace(parsed, problems=(*parsed.problems, *covariates.problems))
    people = _people(parsed)
    found = identify((person for person in set(people) if person[1]), facts, answers)
    rows = _rows(parsed, covariates, people, found)
    matched = matches(rows, facts.rows)
    columns = filled(rows.columns, matched, _defaults(parsed))
    problems = [
        *parsed.problems,
        *check_rows(parsed, columns, facts.today),
        *ambiguous_rows(people, parsed.text("patient_id"), parsed.lines, found),
    ]
    stopped = _flags(rows, problems, answers, Level.STOP)
    if kind is FileKind.ASSAYS:
        samples = parsed.text("sample_id")
        problems += samples_of_two(rows, samples, facts.rows.values(), stopped)
        stopped = _flags(rows, problems, answers, Level.STOP)
    problems += contradicting_rows(rows, columns, stopped)
    stopped = _flags(rows, problems, answers, Level.STOP)
    pending = _flags(rows, problems, answers, Level.DECIDE)
    decided = decide(rows, columns, matched, stopped, pending)
    planned = _planned(parsed, covariates, rows, columns, decided)
    return _whole_plan(source, parsed, facts, answers, planned, tuple(problems), found)


def _people(parsed: Parsed) -> list[tuple[str, str]]:
    pairs = zip(parsed.columns["center"], parsed.columns["patient_id"], strict=True)
    return [(str(center or ""), str(patient or "")) for center, patient in pairs]


def _rows(
    parsed: Parsed, covariates: Covariates, people: Sequence[tuple[str, str]], found: Identities
) -> Rows:
    """Returns the rows with the columns that are stored; only a patients file stores who and
    where.
    """
    kind = parsed.mapping.kind
    columns = dict(parsed.columns)
    if kind is FileKind.PATIENTS:
        columns[COVARIATES] = covariates.column
    else:
        columns = {name: values for name, values in columns.items() if name not in PEOPLE}
    links = [found.links.get(person, "") for person in people]
    return Rows(
        lines=parsed.lines,
        links=links,
        keys=row_keys(kind, links, filled(columns, {}, _defaults(parsed))),
        certain=[person not in found.faults for person in people],
        columns=columns,
    )


def _defaults(parsed: Parsed) -> dict[str, str]:
    return {c.name: str(c.default) for c in parsed.mapping.declared if c.default is not None}


def _flags(rows: Rows, problems: Iterable[Problem], answers: Answers, level: Level) -> list[bool]:
    """Returns for each row whether a problem of this level stands, the answers considered."""
    lines = {p.line for p in problems if _level(p, answers) is level}
    return [line in lines for line in rows.lines]


def _level(problem: Problem, answers: Answers) -> Level:
    """Returns a problem's level once its question is answered: stored after all, or left out."""
    if problem.level is not Level.DECIDE:
        return problem.level
    answer = answers.get(_question_id(problem.rule))
    return {STORE: Level.NOTE, LEAVE_OUT: Level.STOP}.get(answer or "", Level.DECIDE)


def _question_id(rule: str) -> str:
    return f"confirm:{rule}"


def _planned(
    parsed: Parsed, covariates: Covariates, rows: Rows, columns: Columns, decided: Decided
) -> PlannedRows:
    raw = {name: parsed.text(name) for name in parsed.mapping.positions}
    return PlannedRows(
        lines=parsed.lines,
        last_lines=parsed.table.last_lines,
        people={name: parsed.columns[name] for name in PEOPLE},
        raw={**raw, **covariates.raw},
        columns=columns,
        links=rows.links,
        keys=rows.keys,
        outcomes=decided.outcomes,
        changes=decided.changes,
    )


def _whole_plan(
    source: SourceFile,
    parsed: Parsed,
    facts: Facts,
    answers: Answers,
    rows: PlannedRows,
    problems: tuple[Problem, ...],
    found: Identities,
) -> ImportPlan:
    questions = (
        *parsed.table.questions,
        *parsed.mapping.questions,
        *parsed.questions,
        *_decisions(problems, answers, rows),
        *covariate_questions(parsed, answers),
        *found.questions,
    )
    used = {link for link, o in zip(rows.links, rows.outcomes, strict=True) if o in KEPT}
    return ImportPlan(
        source=source,
        kind=parsed.mapping.kind,
        revision=facts.revision,
        line_count=len(parsed.table.text_lines),
        delimiter=parsed.table.delimiter,
        header=parsed.table.header,
        rows=rows,
        named=parsed.table.named,
        rejected=_rejected(parsed, rows, problems),
        problems=(
            *problems,
            *parsed.table.notes,
            *parsed.mapping.notes,
            *unread_columns(parsed),
        ),
        questions=questions,
        answers=answers,
        new_patients=tuple(patient for patient in found.new if patient.link in used),
        completed_patients=tuple(p for p in found.completed if p.link in used),
        same_bytes=facts.same_bytes,
        refused=_nothing_to_store(parsed, rows),
    )


def _decisions(
    problems: Iterable[Problem], answers: Answers, rows: PlannedRows
) -> Iterator[Question]:
    """Yields one question for each rule that holds rows until a person decides."""
    outcomes = zip(rows.lines, rows.outcomes, strict=True)
    pending = {line for line, outcome in outcomes if outcome is Outcome.PENDING}
    held: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        waits = problem.line in pending and _level(problem, answers) is Level.DECIDE
        if waits and problem.rule in DECISIONS:
            held[problem.rule].append(problem)
    for rule, group in held.items():
        lines = ", ".join(str(problem.line) for problem in group[:LINES_NAMED])
        more = f" and {len(group) - LINES_NAMED} more" if len(group) > LINES_NAMED else ""
        yield Question(
            id=_question_id(rule),
            about=group[0].column or "",
            message=f"{DECISIONS[rule]} in line {lines}{more}: {group[0].message}",
            options=(STORE, LEAVE_OUT),
        )


def _rejected(
    parsed: Parsed, rows: PlannedRows, problems: Iterable[Problem]
) -> tuple[Rejected, ...]:
    """Returns every row that is not stored, in file order, with its raw text and all reasons."""
    reasons: dict[int | None, list[Problem]] = defaultdict(list)
    for problem in problems:
        reasons[problem.line].append(problem)
    spans = [
        (line, last, tuple(reasons[line]))
        for line, last, outcome in zip(rows.lines, rows.last_lines, rows.outcomes, strict=True)
        if outcome is Outcome.REJECTED
    ]
    for row in parsed.table.broken:
        raw = parsed.table.raw(row.line, row.last_line)
        fault = Problem(row.line, None, raw, row.rule, Level.STOP, row.message)
        spans.append((row.line, row.last_line, (fault,)))
    return tuple(
        Rejected(line, last, parsed.table.raw(line, last), faults)
        for line, last, faults in sorted(spans, key=lambda span: span[0])
    )


def _nothing_to_store(parsed: Parsed, rows: PlannedRows) -> str | None:
    if not rows.lines and not parsed.table.broken:
        return "The file has a header but no data rows. Nothing to import."
    if any(outcome is not Outcome.REJECTED for outcome in rows.outcomes):
        return None
    return "No row of the file can be stored; every row has its reason."
