"""The decision about a file: what each row would do. Pure: table, facts and answers in, plan out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf

from monitor.domain.keys import assay_keys, outcome_keys, therapy_keys
from monitor.domain.plan import (
    Facts,
    ImportPlan,
    Outcome,
    PlannedRows,
    Question,
    Rejected,
    SourceFile,
    Value,
)
from monitor.domain.problems import Level, Problem
from monitor.domain.vocabularies import FileKind
from monitor.ingest.checks import DECISIONS, check_rows
from monitor.ingest.covariates import (
    COVARIATES,
    LEAVE_OUT,
    STORE,
    covariate_column,
    covariate_questions,
    unread_columns,
)
from monitor.ingest.deciding import Columns, Decided, contradicting_rows, decide, foreign_samples
from monitor.ingest.identities import Identities, ambiguous_rows, identify
from monitor.ingest.parsing import Parsed
from monitor.ingest.values import BIRTH_DATE

PEOPLE = ("patient_id", "center")


def refused_plan(
    source: SourceFile, facts: Facts, reason: str, kind: FileKind | None = None
) -> ImportPlan:
    """Returns the plan for a file that is not read at all."""
    lines = len(source.content.decode("utf-8", "replace").splitlines())
    return ImportPlan(source, kind, facts.revision, lines, refused=reason)


def plan_import(
    source: SourceFile, parsed: Parsed, facts: Facts, answers: MappingOf[str, str]
) -> ImportPlan:
    """Returns the plan for a parsed file: each row's outcome, and the questions still open."""
    kind = parsed.mapping.kind
    if any(problem.rule == BIRTH_DATE for problem in parsed.problems):
        reason = "Column birth_year holds birth dates. Only a year is stored: shorten it first."
        return refused_plan(source, facts, reason, kind)
    people = _people(parsed)
    found = identify(filter(lambda person: person[1], people), facts, answers)
    links = [found.links.get(person, "") for person in people]
    columns = _columns(parsed, answers)
    keys = _keys(kind, links, columns)
    problems = [
        *parsed.problems,
        *check_rows(parsed, facts.today),
        *ambiguous_rows(people, parsed.lines, found),
        *foreign_samples(parsed.lines, keys, links, facts.rows),
    ]
    usable = [not stopped for stopped in _flags(parsed, problems, answers, Level.STOP)]
    problems += contradicting_rows(parsed.lines, columns, keys, usable)
    stopped = _flags(parsed, problems, answers, Level.STOP)
    pending = _flags(parsed, problems, answers, Level.DECIDE)
    decided = decide(columns, keys, facts.rows, stopped, pending)
    rows = _planned(parsed, decided, links, keys)
    return _whole_plan(source, parsed, facts, answers, rows, tuple(problems), found)


def _people(parsed: Parsed) -> list[tuple[str, str]]:
    pairs = zip(parsed.columns["center"], parsed.columns["patient_id"], strict=True)
    return [(str(center or ""), str(patient or "")) for center, patient in pairs]


def _columns(parsed: Parsed, answers: MappingOf[str, str]) -> Columns:
    """Returns the columns that are stored; only a patients file stores who and where."""
    if parsed.mapping.kind is FileKind.PATIENTS:
        return {**parsed.columns, COVARIATES: covariate_column(parsed, answers)}
    return {
        name: values
        for name, values in parsed.columns.items()
        if name not in PEOPLE
    }


def _keys(kind: FileKind, links: Sequence[str], columns: Columns) -> Sequence[str]:
    def values(*names: str) -> Iterable[Sequence[Value]]:
        return (columns[name] for name in names)

    match kind:
        case FileKind.PATIENTS:
            return links
        case FileKind.ASSAYS:
            names = ("lab", "sample_id", "collected_on", "site", "method", "antibody", "replicate")
            return assay_keys(links, *values(*names))
        case FileKind.THERAPY:
            return therapy_keys(links, *values("event_id", "therapy_type", "agent", "started_on"))
        case FileKind.OUTCOMES:
            return outcome_keys(links, *values("event_type", "occurred_on", "site"))


def _flags(
    parsed: Parsed, problems: Iterable[Problem], answers: MappingOf[str, str], level: Level
) -> list[bool]:
    """Returns for each row whether a problem of this level stands, the answers considered."""
    lines = {p.line for p in problems if _level(p, answers) is level}
    return [line in lines for line in parsed.lines]


def _level(problem: Problem, answers: MappingOf[str, str]) -> Level:
    """Returns a problem's level once its question is answered: stored after all, or left out."""
    if problem.level is not Level.DECIDE:
        return problem.level
    answer = answers.get(_question_id(problem.rule))
    return {STORE: Level.NOTE, LEAVE_OUT: Level.STOP}.get(answer or "", Level.DECIDE)


def _question_id(rule: str) -> str:
    return f"confirm:{rule}"


def _planned(
    parsed: Parsed, decided: Decided, links: Sequence[str], keys: Sequence[str]
) -> PlannedRows:
    return PlannedRows(
        lines=parsed.lines,
        last_lines=parsed.table.last_lines,
        people={name: parsed.columns[name] for name in PEOPLE},
        raw={name: parsed.text(name) for name in parsed.mapping.positions},
        columns=decided.columns,
        links=links,
        keys=keys,
        outcomes=decided.outcomes,
        changes=decided.changes,
    )


def _whole_plan(
    source: SourceFile,
    parsed: Parsed,
    facts: Facts,
    answers: MappingOf[str, str],
    rows: PlannedRows,
    problems: tuple[Problem, ...],
    found: Identities,
) -> ImportPlan:
    questions = (
        *_decisions(problems, answers, rows),
        *covariate_questions(parsed, answers),
        *found.questions,
    )
    used = {link for link, o in zip(rows.links, rows.outcomes, strict=True) if o in _KEPT}
    return ImportPlan(
        source=source,
        kind=parsed.mapping.kind,
        revision=facts.revision,
        line_count=len(parsed.table.text_lines),
        rows=rows,
        named=parsed.table.named,
        rejected=_rejected(parsed, rows, problems),
        problems=(*problems, *unread_columns(parsed)),
        questions=questions,
        answers=answers,
        new_patients=tuple(patient for patient in found.new if patient.link in used),
        completed_patients=tuple(p for p in found.completed if p.link in used),
        same_bytes=facts.same_bytes,
        refused=_nothing_to_store(parsed, rows),
    )


_KEPT = (Outcome.STORED, Outcome.CHANGED, Outcome.UNCHANGED)


def _decisions(
    problems: Iterable[Problem], answers: MappingOf[str, str], rows: PlannedRows
) -> Iterable[Question]:
    """Yields one question for each rule that holds rows until a person decides."""
    outcomes = zip(rows.lines, rows.outcomes, strict=True)
    pending = {line for line, outcome in outcomes if outcome is Outcome.PENDING}
    held: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        waits = problem.line in pending and _level(problem, answers) is Level.DECIDE
        if waits and problem.rule in DECISIONS:
            held[problem.rule].append(problem)
    for rule, group in held.items():
        lines = ", ".join(str(problem.line) for problem in group[:8])
        more = f" and {len(group) - 8} more" if len(group) > 8 else ""
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
