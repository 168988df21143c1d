"""What must hold within a row, and what a person should confirm. Pure: rows in, problems out."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from monitor.domain.plan import Value
from monitor.domain.problems import Level, Problem
from monitor.domain.vocabularies import FileKind, Method, ResultText
from monitor.ingest.parsing import Parsed

Check = Callable[[Parsed, date], Iterable[Problem]]

PLAUSIBLE_DEPTH = (10_000, 100_000_000)
DECISIONS = {
    "implausible_depth": "Depth outside 10⁴ to 10⁸ MNC",
    "future_date": "Date in the future",
    "result_disagrees": "Result and count disagree",
}


def check_rows(parsed: Parsed, today: date) -> tuple[Problem, ...]:
    """Returns every problem of the file's rows that the checks of its kind find."""
    return tuple(
        problem for check in CHECKS[parsed.mapping.kind] for problem in check(parsed, today)
    )


def _rows(parsed: Parsed, *names: str) -> Iterator[tuple[int, tuple[Value, ...]]]:
    """Yields each row's line and its values in these columns."""
    yield from zip(parsed.lines, zip(*(parsed.columns[n] for n in names), strict=True), strict=True)


def check_counts(parsed: Parsed, _today: date) -> Iterator[Problem]:
    """Each count that cannot be: screened nothing, or more cells found than screened."""
    for line, (cells, screened) in _rows(parsed, "tumor_cells", "cells_screened"):
        if screened == 0:
            yield _stop(line, "cells_screened", screened, "nothing_screened", "N must be above 0.")
        elif isinstance(cells, int) and isinstance(screened, int) and cells > screened:
            message = f"More tumor cells than cells screened ({screened:,})."
            yield _stop(line, "tumor_cells", cells, "more_cells_than_screened", message)


def check_parts(parsed: Parsed, _today: date) -> Iterator[Problem]:
    """Each part that exceeds its whole: control, marker, probable cells, clusters."""
    for part, whole in (
        ("control_positive", "control_cells_screened"),
        ("marker_positive", "marker_evaluated"),
        ("probable_cells", "cells_screened"),
        ("clusters", "tumor_cells"),
    ):
        for line, (some, all_of) in _rows(parsed, part, whole):
            if isinstance(some, int) and isinstance(all_of, int) and some > all_of:
                message = f"More than {whole} ({all_of:,})."
                yield _stop(line, part, some, "part_above_whole", message)


def check_counts_present(parsed: Parsed, _today: date) -> Iterator[Problem]:
    """Each row without N or k that is neither PCR nor not evaluable."""
    names = ("cells_screened", "tumor_cells", "method", "result_text")
    unread = {(p.line, p.column) for p in parsed.problems}
    for line, (screened, cells, method, result) in _rows(parsed, *names):
        if result == ResultText.NOT_EVALUABLE or (method == Method.PCR and result):
            continue
        for name, value in (("cells_screened", screened), ("tumor_cells", cells)):
            if value is None and (line, name) not in unread:
                message = f"{name} may be blank only for pcr with a result, or not evaluable."
                yield _stop(line, name, "", "missing", message)


def check_pcr(parsed: Parsed, _today: date) -> Iterator[Problem]:
    """Each PCR row with a count: PCR measures no cells."""
    for line, (method, cells) in _rows(parsed, "method", "tumor_cells"):
        if method == Method.PCR and cells is not None:
            message = "PCR gives no cell count, only positive or negative."
            yield _stop(line, "tumor_cells", cells, "pcr_has_no_count", message)


def check_depth(parsed: Parsed, _today: date) -> Iterator[Problem]:
    """Each depth that no marrow assay reaches or goes below: perhaps another unit."""
    low, high = PLAUSIBLE_DEPTH
    for line, (screened,) in _rows(parsed, "cells_screened"):
        if isinstance(screened, int) and screened and not low <= screened <= high:
            message = f"{screened:,} MNC is outside 10⁴ to 10⁸. Is this another unit?"
            yield _decide(line, "cells_screened", screened, "implausible_depth", message)


def check_result(parsed: Parsed, _today: date) -> Iterator[Problem]:
    """Each row whose result in words contradicts its count."""
    for line, (cells, result) in _rows(parsed, "tumor_cells", "result_text"):
        if isinstance(cells, int) and result in (ResultText.POSITIVE, ResultText.NEGATIVE):
            if (cells > 0) != (result == ResultText.POSITIVE):
                message = f"“{result}” with {cells:,} tumor cells."
                yield _decide(line, "result_text", result, "result_disagrees", message)


def check_rate(parsed: Parsed, _today: date) -> Iterator[Problem]:
    """Each reported rate that is not k / N × 10⁶ within rounding: noted, the counts are used."""
    for line, (rate, cells, screened) in _rows(
        parsed, "reported_rate", "tumor_cells", "cells_screened"
    ):
        if isinstance(rate, float) and isinstance(cells, int) and isinstance(screened, int):
            computed = cells / screened * 1e6 if screened else 0.0
            if abs(rate - computed) > 0.05 + 0.01 * computed:
                message = f"The counts give {computed:.3g} per 10⁶ MNC; the counts are used."
                yield _problem(line, "reported_rate", rate, "rate_differs", Level.NOTE, message)


def check_order(parsed: Parsed, _today: date) -> Iterator[Problem]:
    """Each therapy that ends before it starts, or is ongoing though it ended."""
    for line, (start, end, ongoing) in _rows(parsed, "started_on", "ended_on", "ongoing"):
        if isinstance(start, date) and isinstance(end, date) and end < start:
            yield _stop(line, "ended_on", end, "ends_before_start", f"It starts on {start}.")
        if end is not None and ongoing is True:
            yield _stop(line, "ongoing", "yes", "ongoing_but_ended", f"It has an end, {end}.")


def check_birth(parsed: Parsed, _today: date) -> Iterator[Problem]:
    """Each diagnosis before the year of birth."""
    for line, (diagnosed, born) in _rows(parsed, "diagnosed_on", "birth_year"):
        if isinstance(diagnosed, date) and isinstance(born, int) and diagnosed.year < born:
            message = "The diagnosis is before the year of birth."
            yield _stop(line, "diagnosed_on", diagnosed, "before_birth", message)


def check_cause(parsed: Parsed, _today: date) -> Iterator[Problem]:
    """Each cause of death that stands beside another event."""
    for line, (event, cause) in _rows(parsed, "event_type", "cause"):
        if cause is not None and event not in (None, "death"):
            message = "A cause belongs to a death only."
            yield _stop(line, "cause", cause, "cause_without_death", message)


def future(*names: str) -> Check:
    """Returns the check that no date of these columns is later than today."""

    def check_future(parsed: Parsed, today: date) -> Iterator[Problem]:
        for name in names:
            for line, (day,) in _rows(parsed, name):
                if isinstance(day, date) and day > today:
                    message = f"{name} is later than today, {today}."
                    yield _decide(line, name, day, "future_date", message)

    return check_future


CHECKS: dict[FileKind, tuple[Check, ...]] = {
    FileKind.ASSAYS: (
        check_counts_present,
        check_counts,
        check_parts,
        check_pcr,
        check_depth,
        check_result,
        check_rate,
        future("collected_on"),
    ),
    FileKind.THERAPY: (check_order, future("started_on", "ended_on")),
    FileKind.PATIENTS: (check_birth, future("diagnosed_on")),
    FileKind.OUTCOMES: (check_cause, future("occurred_on")),
}


def _problem(
    line: int, column: str, raw: object, rule: str, level: Level, message: str
) -> Problem:
    return Problem(line, column, str(raw), rule, level, message)


def _stop(line: int, column: str, raw: object, rule: str, message: str) -> Problem:
    return _problem(line, column, raw, rule, Level.STOP, message)


def _decide(line: int, column: str, raw: object, rule: str, message: str) -> Problem:
    return _problem(line, column, raw, rule, Level.DECIDE, message)
