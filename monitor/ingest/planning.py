"""What each row of a file would do. Pure: table, facts and answers in, plan out."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import replace
from itertools import compress
from operator import or_

from monitor.domain.coded import Coded, coded
from monitor.domain.keys import row_keys
from monitor.domain.plan import (
    KEPT,
    Facts,
    ImportPlan,
    Outcome,
    PlannedRows,
    Question,
    Rejected,
    StoredRow,
    Value,
)
from monitor.domain.problems import Level, Problem
from monitor.domain.source_file import SourceFile
from monitor.domain.vocabularies import FileKind
from monitor.ingest.checks import check_rows
from monitor.ingest.covariates import (
    COVARIATES,
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
from monitor.ingest.decisions import decisions, level_of
from monitor.ingest.identities import (
    Identities,
    Person,
    ambiguous_rows,
    identify,
    left_out_unasked,
    only_in,
    still_asked,
)
from monitor.ingest.parsing import Parsed
from monitor.ingest.person_columns import person_columns
from monitor.ingest.reconciling import (
    absent_rows,
    corrected_before,
    reverted_corrections,
    withdrawn_again,
)
from monitor.ingest.repeating import differing, said_again
from monitor.ingest.row_notes import row_notes
from monitor.ingest.same_sampling import (
    joined_to_stored,
    looks_like_another,
    looks_like_stored,
    numbered,
    same_samplings,
)
from monitor.ingest.source_lines import count_lines
from monitor.ingest.unusual_depths import unusual_depths
from monitor.ingest.values import BIRTH_DATE

NOTE = Level.NOTE
FEW = 32  # times as many rows are looked through faster than each line is looked for
PEOPLE = ("patient_id", "center")
Answers = MappingOf[str, str]


def refused_plan(
    source: SourceFile,
    facts: Facts,
    reason: str,
    kind: FileKind | None = None,
    questions: tuple[Question, ...] = (),
) -> ImportPlan:
    """Returns the plan for a file that is not read at all; `questions` are what could be answered
    to have it read.
    """
    lines = count_lines(source.content)
    return ImportPlan(source, kind, facts.revision, lines, refused=reason, questions=questions)


def plan_import(
    source: SourceFile,
    parsed: Parsed,
    facts: Facts,
    answers: Answers,
    silent: frozenset[Person] = frozenset(),
) -> ImportPlan:
    """Returns the plan for a parsed file: each row's outcome, and the questions still open. Of
    `silent` persons all rows are left out, so that nobody is asked whether another is one of them.
    """
    kind, given = parsed.mapping.kind, parsed
    if any(problem.rule == BIRTH_DATE for problem in parsed.problems):
        reason = "Column birth_year holds birth dates. Only a year is stored: shorten it first."
        return refused_plan(source, facts, reason, kind)
    covariates = take_covariates(parsed, answers)
    parsed = replace(parsed, problems=(*parsed.problems, *covariates.problems))
    people = _people(parsed)
    lost = {problem.line for problem in parsed.problems if problem.level is Level.STOP}
    unread = only_in(people, _rows_on(lost, parsed.lines))
    found = identify(people, parsed.lines, facts, answers, silent | unread)
    rows = _rows(parsed, covariates, people, found)
    if kind is FileKind.ASSAYS:
        rows = numbered(rows, _defaults(parsed), answers)
        rows = joined_to_stored(rows, facts.rows, answers)
    matched = matches(rows, facts.rows)
    columns = filled(rows.columns, matched, _defaults(parsed))
    doubts = ambiguous_rows(people, parsed.text("patient_id"), parsed.lines, found)
    if parsed.mapping.waits:
        problems = [*parsed.problems, *doubts]
        pending = b"\1" * len(rows.lines)
    else:
        problems = _problems(parsed, rows, columns, matched, doubts, facts, answers)
        pending = _flags(rows, problems, answers, Level.DECIDE)
    stopped = _flags(rows, problems, answers, Level.STOP)
    again = said_again(rows, columns, bytes(map(or_, stopped, pending)))
    decided = decide(rows, columns, matched, stopped, pending, again)
    planned = _planned(parsed, covariates, rows, columns, decided)
    rejected = planned.have({Outcome.REJECTED})
    found.questions[:] = still_asked(found, people, rejected)
    if more := left_out_unasked(found, people, rejected) - unread - silent:
        return plan_import(source, given, facts, answers, silent | more)
    return _whole_plan(source, parsed, facts, answers, planned, tuple(problems), found)


def _problems(
    parsed: Parsed,
    rows: Rows,
    columns: Columns,
    matched: MappingOf[int, StoredRow],
    doubts: Iterable[Problem],
    facts: Facts,
    answers: Answers,
) -> list[Problem]:
    """Returns all that was found in the rows: within each, against the store, and across them. A
    row that is left out or cannot be read yet says nothing about others.
    """
    kind = parsed.mapping.kind
    known = person_columns(kind, rows.links, columns, facts.dates)
    problems = [
        *parsed.problems,
        *check_rows(parsed, {**columns, **known}, facts.today, facts.rules),
        *doubts,
        *row_notes(parsed, rows, columns, facts.rows),
        *reverted_corrections(rows, columns, matched, facts.earlier),
        *corrected_before(parsed, rows, columns, matched, facts.corrected),
        *withdrawn_again(rows, matched),
    ]
    unread = _flags(rows, parsed.problems, answers, Level.DECIDE)

    def aside() -> bytes:
        return bytes(map(or_, _flags(rows, problems, answers, Level.STOP), unread))

    if kind is FileKind.ASSAYS:
        problems += unusual_depths(parsed, columns)
    else:
        problems += contradicting_rows(rows, differing(rows, columns, aside()))
        return problems
    problems += samples_of_two(rows, parsed.text("sample_id"), facts.rows.values(), aside())
    problems += same_samplings(rows, columns, aside(), answers)
    problems += looks_like_stored(rows, facts.rows, answers)
    problems += looks_like_another(rows, _defaults(parsed), facts.rows, aside())
    return problems


def _people(parsed: Parsed) -> Coded[Person]:
    centers, names = coded(parsed.columns["center"]), coded(parsed.columns["patient_id"])
    pairs = Coded.of(zip(centers.codes, names.codes, strict=True))
    return pairs.map(
        lambda pair: (_text(centers.distinct[pair[0]]), _text(names.distinct[pair[1]]))
    )


def _text(value: Value) -> str:
    return str(value or "")


def _rows(parsed: Parsed, covariates: Covariates, people: Coded[Person], found: Identities) -> Rows:
    """Returns the rows with the columns that are stored; only a patients file stores who and
    where.
    """
    kind = parsed.mapping.kind
    columns = dict(parsed.columns)
    if kind is FileKind.PATIENTS:
        columns[COVARIATES] = covariates.column
    else:
        columns = {name: values for name, values in columns.items() if name not in PEOPLE}
    links = people.map(lambda person: found.links.get(person, ""))
    return Rows(
        lines=parsed.lines,
        links=links,
        keys=row_keys(kind, links, filled(columns, {}, _defaults(parsed))),
        certain=people.map(lambda person: person not in found.faults),
        columns=columns,
    )


def _defaults(parsed: Parsed) -> dict[str, str]:
    return {c.name: str(c.default) for c in parsed.mapping.declared if c.default is not None}


def _flags(rows: Rows, problems: Iterable[Problem], answers: Answers, level: Level) -> bytes:
    """Returns for each row whether a problem of this level stands, the answers considered."""
    lines = {p.line for p in problems if p.level is not NOTE and level_of(p, answers) is level}
    return _rows_on(lines, rows.lines)


def _rows_on(wanted: set[int | None], lines: Sequence[int]) -> bytes:
    """Returns for each row, given by its line, 1 where it is wanted, else 0."""
    if len(wanted) * FEW > len(lines):
        return bytes(map(wanted.__contains__, lines))
    found = bytearray(len(lines))
    for line in (line for line in wanted if line is not None):
        begin, end = bisect_left(lines, line), bisect_right(lines, line)
        found[begin:end] = b"\1" * (end - begin)
    return bytes(found)


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
    if parsed.mapping.hides:
        problems = tuple(replace(problem, raw="") for problem in problems)
    questions = (
        *parsed.table.questions,
        *parsed.mapping.questions,
        *parsed.questions,
        *decisions(problems, answers, rows),
        *covariate_questions(parsed, answers),
        *found.questions,
    )
    links = coded(rows.links)
    used = {links.distinct[code] for code in set(compress(links.codes, rows.have(KEPT)))}
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
        absent=absent_rows(facts.rows, rows.keys, rows.links),
    )


def _rejected(
    parsed: Parsed, rows: PlannedRows, problems: Iterable[Problem]
) -> tuple[Rejected, ...]:
    """Returns every row that is not stored, in file order, with its raw text and all reasons."""
    reasons: dict[int | None, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.level is not Level.NOTE:
            reasons[problem.line].append(problem)
    spans = [
        (line, last, tuple(reasons[line]))
        for line, last in compress(
            zip(rows.lines, rows.last_lines, strict=True), rows.have({Outcome.REJECTED})
        )
    ]

    def stands(line: int, last: int) -> str:
        return "" if parsed.mapping.hides else parsed.table.raw(line, last)

    for row in parsed.table.broken:
        raw = stands(row.line, row.last_line)
        fault = Problem(row.line, None, raw, row.rule, Level.STOP, row.message)
        spans.append((row.line, row.last_line, (fault,)))
    return tuple(
        Rejected(line, last, stands(line, last), faults)
        for line, last, faults in sorted(spans, key=lambda span: span[0])
    )


def _nothing_to_store(parsed: Parsed, rows: PlannedRows) -> str | None:
    if not rows.lines and not parsed.table.broken:
        return "The file has a header but no data rows. Nothing to import."
    return None if rows.lines else "No row of the file can be told into its cells."
