"""What must hold within a row, and what a person should confirm. Pure: values in, problems out.

A rule looks at a few columns of one row as it would be stored, and at what the store knows of the
person. Equal combinations of values are judged once, however many rows have them.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import compress, count, product

from monitor.domain.coded import Coded, coded
from monitor.domain.plan import Value
from monitor.domain.problems import Level, Problem
from monitor.domain.rules import RuleSet
from monitor.domain.vocabularies import EventType, FileKind, Method, ResultText
from monitor.domain.wide import place_of
from monitor.ingest.parsing import Parsed
from monitor.ingest.person_columns import (
    BIRTH_YEAR,
    DIAGNOSED_ON,
    DIED_ON,
    EARLIEST_ON,
    FIRST_ON,
    LAST_ON,
)

MISSING = "missing"  # the only rule that a blank breaks
PLAUSIBLE_DEPTH = (10_000, 100_000_000)


@dataclass(frozen=True, slots=True)
class Rule:
    """`find` takes a row's values of `columns`, of which the first is to blame, and returns what is
    wrong with them, or None. Without the column that it `needs`, a rule does not apply.
    """

    name: str
    level: Level
    columns: tuple[str, ...]
    find: Callable[..., str | None]
    needs: str = ""


def check_rows(
    parsed: Parsed, columns: Mapping[str, Sequence[Value]], today: date, by: RuleSet
) -> Iterator[Problem]:
    """Yields every problem of the rows, whose values are given as they would be stored, with those
    that the store knows of the person (`PERSON`) where it knows any.
    """
    nothing = Coded.constant(None, len(parsed.lines))
    for rule in RULES[parsed.mapping.kind](today, by):
        if rule.needs and rule.needs not in columns:
            continue
        if rule.name == MISSING and rule.columns[0] not in parsed.mapping.positions:
            continue  # what the whole file lacks, its header was judged for
        looked_at = [coded(columns.get(name, nothing)) for name in rule.columns]
        if rule.name != MISSING and all(value is None for value in looked_at[0].distinct):
            continue
        yield from _problems(parsed, rule, _faults(rule, looked_at))


def _faults(rule: Rule, columns: Sequence[Coded[Value]]) -> Iterator[tuple[int, str]]:
    """Yields the rows, by position, that break a rule, and how. Rows are looked at only where some
    combination of the columns' values breaks it.
    """
    sizes = [len(column.distinct) for column in columns]
    is_few = math.prod(sizes) <= len(columns[0])
    faults: dict[tuple[int, ...], str] = {}
    for codes in product(*map(range, sizes)) if is_few else set(_codes(columns)):
        values = (column.distinct[code] for column, code in zip(columns, codes, strict=True))
        fault = rule.find(*values)
        if fault:
            faults[codes] = fault
    if faults:
        likely = _likely_rows(columns, faults)
        rows = zip(compress(count(), likely), compress(_codes(columns), likely), strict=True)
        yield from ((at, faults[codes]) for at, codes in rows if codes in faults)


def _codes(columns: Sequence[Coded[Value]]) -> Iterator[tuple[int, ...]]:
    return zip(*(column.codes for column in columns), strict=True)


def _likely_rows(
    columns: Sequence[Coded[Value]], combinations: Collection[tuple[int, ...]]
) -> bytes:
    """Returns for each row 1 where it may have one of these combinations of codes: by the column of
    which they have the smallest part.
    """
    parts = list(map(set, zip(*combinations, strict=True)))
    column, codes = min(
        zip(columns, parts, strict=True), key=lambda pair: len(pair[1]) / len(pair[0].distinct)
    )
    return column.where(codes)


def _problems(
    parsed: Parsed,
    rule: Rule,
    found: Iterable[tuple[int, str]],
) -> Iterator[Problem]:
    blamed = rule.columns[0]
    cells = parsed.text(blamed)
    unread = {place_of(problem.line) for problem in parsed.problems if problem.column == blamed}
    for at, message in found:
        line = parsed.lines[at]
        if not unread or place_of(line) not in unread:
            yield Problem(line, blamed, cells[at], rule.name, rule.level, message)


def _missing(name: str, value: Value, *others: Value) -> str | None:
    method, result, qualified = others
    is_excused = result == ResultText.NOT_EVALUABLE or (method == Method.PCR and result)
    if value is not None or is_excused or qualified is not None:
        return None
    return f"{name} may be blank only for pcr with a result, or not evaluable."


def _nothing_screened(screened: Value) -> str | None:
    return "N must be above 0." if screened == 0 else None


def _above(name: str, part: Value, whole: Value) -> str | None:
    if isinstance(part, int) and isinstance(whole, int) and part > whole:
        return f"More than {name} ({whole:,})."
    return None


def _pcr_has_count(cells: Value, method: Value) -> str | None:
    if method == Method.PCR and cells is not None:
        return "PCR gives no cell count, only positive or negative."
    return None


def _implausible(screened: Value) -> str | None:
    low, high = PLAUSIBLE_DEPTH
    if isinstance(screened, int) and screened and not low <= screened <= high:
        return f"{screened:,} MNC is outside 10⁴ to 10⁸. Is this another unit?"
    return None


def _disagrees(result: Value, cells: Value) -> str | None:
    if not isinstance(cells, int) or result not in (ResultText.POSITIVE, ResultText.NEGATIVE):
        return None
    is_same = (cells > 0) == (result == ResultText.POSITIVE)
    return None if is_same else f"“{result}” with {cells:,} tumor cells."


def _rate_differs(rate: Value, cells: Value, screened: Value) -> str | None:
    """Says where a reported rate is not k / N × 10⁶ within rounding; the counts are used."""
    if isinstance(rate, float) and isinstance(cells, int) and isinstance(screened, int):
        computed = cells / screened * 1e6 if screened else 0.0
        if abs(rate - computed) > 0.05 + 0.01 * computed:
            return f"The counts give {computed:.3g} per 10⁶ MNC; the counts are used."
    return None


def _sum_above(probable: Value, cells: Value, screened: Value) -> str | None:
    """Says where both categories together are more than was screened; each alone is not."""
    counts = (probable, cells, screened)
    b, k, N = (count if isinstance(count, int) else None for count in counts)
    if b is None or k is None or N is None or k > N or b > N or k + b <= N:
        return None
    return f"With the tumor cells ({k:,}) more than cells_screened ({N:,})."


def _under_screened(
    by: RuleSet, screened: Value, cells: Value, lab: Value, result: Value
) -> str | None:
    least = by.depth_for_lab(str(lab or ""))
    if not isinstance(screened, int) or not isinstance(cells, int) or not screened:
        return None
    if cells >= by.threshold or screened >= least:
        return None
    if result == ResultText.NOT_EVALUABLE:
        return None
    return f"Fewer than {least:,} MNC: stored, marked under-screened, not counted as negative."


def _control_spoils(probable: Value, stained: Value) -> str | None:
    if isinstance(probable, int) and isinstance(stained, int) and probable and stained:
        return f"The control has {stained:,} stained cells, so probable cells do not count."
    return None


def _ends_before(end: Value, start: Value) -> str | None:
    if isinstance(start, date) and isinstance(end, date) and end < start:
        return f"It starts on {start}."
    return None


def _ongoing_but_ended(ongoing: Value, end: Value) -> str | None:
    return f"It is ongoing, yet has an end, {end}." if ongoing is True and end else None


def _before_birth(diagnosed: Value, born: Value) -> str | None:
    if isinstance(diagnosed, date) and isinstance(born, int) and diagnosed.year < born:
        return "The diagnosis is before the year of birth."
    return None


def _cause_without_death(cause: Value, event: Value) -> str | None:
    if cause is not None and event not in (None, EventType.DEATH):
        return "A cause belongs to a death only."
    return None


def _after(today: date, name: str, day: Value) -> str | None:
    if isinstance(day, date) and day > today:
        return f"{name} is later than today, {today}."
    return None


def _after_death(day: Value, died: Value) -> str | None:
    if isinstance(day, date) and isinstance(died, date) and day > died:
        return f"{day} is after the death of the patient on {died}."
    return None


def _died_before(day: Value, event: Value, last: Value) -> str | None:
    if event != EventType.DEATH or not isinstance(day, date) or not isinstance(last, date):
        return None
    return f"A record of this patient is of {last}, after this death." if last > day else None


def _before_diagnosis(day: Value, diagnosed: Value) -> str | None:
    if isinstance(day, date) and isinstance(diagnosed, date) and day < diagnosed:
        return f"{day} is before the diagnosis on {diagnosed}."
    return None


def _diagnosed_after(diagnosed: Value, first: Value) -> str | None:
    if isinstance(diagnosed, date) and isinstance(first, date) and first < diagnosed:
        return f"A record of this patient is of {first}, before this diagnosis."
    return None


def _before_birth_year(day: Value, born: Value) -> str | None:
    if isinstance(day, date) and isinstance(born, int) and day.year < born:
        return f"{day} is before the year of birth, {born}."
    return None


def _born_after(born: Value, first: Value) -> str | None:
    if isinstance(born, int) and isinstance(first, date) and first.year < born:
        return f"A record of this patient is of {first}, before this year of birth."
    return None


def _whole(part: str, whole: str, name: str = "part_above_whole") -> Rule:
    return Rule(name, Level.STOP, (part, whole), partial(_above, whole))


def _needed(name: str) -> Rule:
    columns = (name, "method", "result_text", "qualified")
    return Rule(MISSING, Level.STOP, columns, partial(_missing, name))


def _not_future(today: date, *names: str) -> tuple[Rule, ...]:
    return tuple(
        Rule("future_date", Level.DECIDE, (name,), partial(_after, today, name)) for name in names
    )


def person_rules(day: str, before_diagnosis: Level = Level.DECIDE) -> tuple[Rule, ...]:
    """Returns what must hold between a day and what is known of the person."""
    return (
        _person_rule("after_death", day, DIED_ON, _after_death),
        _person_rule("before_diagnosis", day, DIAGNOSED_ON, _before_diagnosis, before_diagnosis),
        _person_rule("before_birth", day, BIRTH_YEAR, _before_birth_year),
    )


def _person_rule(
    name: str, column: str, known: str, find: Callable[..., str | None], level: Level = Level.DECIDE
) -> Rule:
    return Rule(name, level, (column, known), find, needs=known)


def assay_rules(today: date, by: RuleSet) -> tuple[Rule, ...]:
    """Returns what must hold within an assay."""
    result = ("result_text", "tumor_cells")
    rate = ("reported_rate", "tumor_cells", "cells_screened")
    both = ("probable_cells", "tumor_cells", "cells_screened")
    depth = ("cells_screened", "tumor_cells", "lab", "result_text")
    control = ("probable_cells", "control_positive")
    return (
        _needed("cells_screened"),
        _needed("tumor_cells"),
        Rule("nothing_screened", Level.STOP, ("cells_screened",), _nothing_screened),
        _whole("tumor_cells", "cells_screened", "more_cells_than_screened"),
        _whole("control_positive", "control_cells_screened"),
        _whole("marker_positive", "marker_evaluated"),
        _whole("probable_cells", "cells_screened"),
        _whole("clusters", "tumor_cells"),
        Rule("part_above_whole", Level.STOP, both, _sum_above),
        Rule("pcr_has_no_count", Level.STOP, ("tumor_cells", "method"), _pcr_has_count),
        Rule("implausible_depth", Level.DECIDE, ("cells_screened",), _implausible),
        Rule("result_disagrees", Level.DECIDE, result, _disagrees),
        Rule("rate_differs", Level.NOTE, rate, _rate_differs),
        Rule("under_screened", Level.NOTE, depth, partial(_under_screened, by)),
        Rule("control_spoils_probable", Level.NOTE, control, _control_spoils),
        *_not_future(today, "collected_on"),
        *person_rules("collected_on"),
    )


def therapy_rules(today: date, _by: RuleSet) -> tuple[Rule, ...]:
    """Returns what must hold within a therapy event."""
    return (
        Rule("ends_before_start", Level.STOP, ("ended_on", "started_on"), _ends_before),
        Rule("ongoing_but_ended", Level.STOP, ("ongoing", "ended_on"), _ongoing_but_ended),
        *_not_future(today, "started_on", "ended_on"),
        *person_rules("started_on", before_diagnosis=Level.NOTE),
        _person_rule("after_death", "ended_on", DIED_ON, _after_death),
    )


def patient_rules(today: date, _by: RuleSet) -> tuple[Rule, ...]:
    """Returns what must hold for a patient."""
    return (
        Rule("before_birth", Level.STOP, ("diagnosed_on", "birth_year"), _before_birth),
        *_not_future(today, "diagnosed_on"),
        _person_rule("before_birth", "birth_year", EARLIEST_ON, _born_after),
        _person_rule("before_diagnosis", "diagnosed_on", FIRST_ON, _diagnosed_after),
        _person_rule("after_death", "diagnosed_on", DIED_ON, _after_death),
    )


def outcome_rules(today: date, _by: RuleSet) -> tuple[Rule, ...]:
    """Returns what must hold within an outcome event."""
    dies = ("occurred_on", "event_type", LAST_ON)
    return (
        Rule("cause_without_death", Level.STOP, ("cause", "event_type"), _cause_without_death),
        *_not_future(today, "occurred_on"),
        *person_rules("occurred_on"),
        Rule("after_death", Level.DECIDE, dies, _died_before, needs=LAST_ON),
    )


RULES: dict[FileKind, Callable[[date, RuleSet], tuple[Rule, ...]]] = {
    FileKind.ASSAYS: assay_rules,
    FileKind.THERAPY: therapy_rules,
    FileKind.PATIENTS: patient_rules,
    FileKind.OUTCOMES: outcome_rules,
}
