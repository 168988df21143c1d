"""A column of dates: one order of day, month and year for all of it.

Which order, the dates decide that exist in one order only ("17/01/2023"); the others follow, and
none is turned round by itself. A date that contradicts the clear majority rejects its row, and
where nothing decides, it is asked. A date whose year comes first, or whose month is a word, is
certain in any column. Centuries are never guessed; the day of a timestamp is the local day that is
written.

What a clear majority of the column is not written like, is a slip and rejects its row: another
form among ISO dates, two digits of a year among four, a missing 0 among padded ones. So a date
that lost a letter to its neighbor is never taken for another day.
"""

import re
from collections.abc import Collection
from datetime import date

from monitor.domain.plan import Question, Value
from monitor.domain.problems import Level
from monitor.domain.vocabularies import DatePrecision
from monitor.ingest.dates import (
    FIRST_YEAR,
    LAST_YEAR,
    Order,
    Serial,
    WrittenDate,
    centuries,
    from_serial,
    in_window,
    is_serial,
    read_date,
    whole_day,
)
from monitor.ingest.faults import Fault, Meaning
from monitor.ingest.reading import ColumnText, Decision, Reading, decide
from monitor.ingest.values import parse_date
from monitor.ingest.words import STILL_ONGOING, fold_word

WINDOWS = dict(centuries())
AS_WRITTEN = "date as written"
_PADDED = re.compile(r"0[0-9]?[./-]|[0-9]+[./-]0", re.ASCII)
_BARE = re.compile(r"[1-9][./-]|[0-9]+[./-][1-9][./-]|[0-9]{4}[./-][0-9]{2}[./-][0-9]$", re.ASCII)
# Columns beside which date_precision says how much of a date is known.
_PARTIAL = ("started_on", "ended_on")


def read_dates(text: ColumnText, texts: Collection[str]) -> Reading:
    """Returns the meaning of every text of a column of dates."""
    reading = Reading()
    if texts and all(is_serial(written.strip()) for written in texts):
        _read_serials(text, texts, reading)
        return reading
    dates: dict[str, WrittenDate] = {}
    for written in texts:
        found = read_date(written)
        if isinstance(found, Fault):
            reading.meanings[written] = _ongoing(written, text) or found
        else:
            dates[written] = found
    for written in _slips(text, dates):
        message = "It is written in another form than the dates of the column."
        reading.meanings[written] = Fault("other_date_form", message)
        del dates[written]
    order, decision = _order(text, dates, reading)
    century = _century(text, dates, reading)
    _say_times(text, dates, reading)
    for written, found in dates.items():
        reading.meanings[written] = _meaning(text, found, order, decision, century)
    return reading


def _slips(text: ColumnText, dates: dict[str, WrittenDate]) -> frozenset[str]:
    """Returns the dates that are not written as a clear majority of the column is."""
    days = {t: found for t, found in dates.items() if found.precision is DatePrecision.DAY}
    ours = {t for t, found in days.items() if _is_ours(t, found)}
    forms = (
        {"ours": ours, "other": days.keys() - ours},
        {
            "long": {t for t, found in days.items() if not found.short_year},
            "short": {t for t, found in days.items() if found.short_year},
        },
        {
            "padded": {t for t in days if _PADDED.match(t.strip())},
            "bare": {t for t in days if _BARE.match(t.strip())},
        },
    )
    slips: set[str] = set()
    for form in forms:
        decision = decide(text, {name: texts - slips for name, texts in form.items()})
        if decision.winner and decision.winner != "other":
            slips |= decision.losers
    return frozenset(slips)


def _order(
    text: ColumnText, dates: dict[str, WrittenDate], reading: Reading
) -> tuple[Order | None, Decision]:
    """Returns the order of the column's dates that need one, and what decides it."""
    loose = {written: found for written, found in dates.items() if not found.is_plain}
    deciding = {
        order.value: [t for t, found in loose.items() if found.orders == {order}] for order in Order
    }
    decision = decide(text, deciding)
    if not loose:
        return None, decision
    both = [t for t, found in loose.items() if len(found.orders) > 1]
    winner = Order(decision.winner) if decision.winner else None
    question = Question(
        id=f"dates:{text.header}",
        about=text.column.name,
        message=_evidence(text, decision, both) if winner else _doubt(text, decision, both),
        options=tuple(order.value for order in Order),
        proposed=winner.value if winner else None,
    )
    answer = reading.ask(question, text)
    return (Order(answer) if answer else None), decision


def _is_ours(text: str, found: WrittenDate) -> bool:
    """Returns whether a date is in our own form, whatever time of day stands behind it."""
    return found.is_plain and not isinstance(parse_date(text.strip()[:10]), Fault)


def _evidence(text: ColumnText, decision: Decision, both: Collection[str]) -> str:
    winning = text.lines_of(decision.deciding[str(decision.winner)])
    losing = text.lines_of(decision.losers)
    against = f"{text.where(decision.losers)} only another: rejected" if losing else "none another"
    doubtful = len(text.lines_of(both))
    more = f"; {doubtful:,} {'fits' if doubtful == 1 else 'fit'} more than one" if doubtful else ""
    rows = "row fits" if len(winning) == 1 else "rows fit"
    return (
        f"Dates in column {text.header}: {len(winning):,} {rows} only {decision.winner} "
        f"({text.where(decision.deciding[str(decision.winner)])}), {against}{more}. "
        f"Read as {decision.winner}?"
    )


def _doubt(text: ColumnText, decision: Decision, both: Collection[str]) -> str:
    if decision.is_contested:
        sides = (f"{o} ({text.where(t)})" for o, t in decision.deciding.items() if t)
        return f"Column {text.header} mixes dates: {', '.join(sides)}. Which order holds?"
    example = text.first_of(both).strip()
    return (
        f"In which order is “{example}” written? No date of column {text.header} decides it "
        f"({text.where(both)})."
    )


def _century(text: ColumnText, dates: dict[str, WrittenDate], reading: Reading) -> int | None:
    """Returns the first year of the hundred that years of two digits fall into."""
    short = [written for written, found in dates.items() if found.short_year]
    if not short:
        return None
    question = Question(
        id=f"century:{text.header}",
        about=text.column.name,
        message=(
            f"Which years are meant by two digits, as in “{short[0].strip()}” in column "
            f"{text.header} ({text.where(short)})?"
        ),
        options=tuple(WINDOWS),
    )
    answer = reading.ask(question, text)
    return WINDOWS[answer] if answer else None


def _say_times(text: ColumnText, dates: dict[str, WrittenDate], reading: Reading) -> None:
    """Asks, or says where every time is midnight, that times of day are dropped."""
    timed = {written: found.time for written, found in dates.items() if found.time}
    if not timed:
        return
    message = (
        f"Column {text.header} has times of day ({text.where(timed)}). They are dropped; the day "
        "is the one that is written, whatever its time zone."
    )
    if all(set(time) <= set("0:.") or time.upper() == "12:00:00 AM" for time in timed.values()):
        reading.notes.append(text.note("times", message))
        return
    question = Question(
        f"times:{text.header}", text.column.name, message, (AS_WRITTEN,), proposed=AS_WRITTEN
    )
    reading.ask(question, text)


def _read_serials(text: ColumnText, texts: Collection[str], reading: Reading) -> None:
    first = min(texts)
    question = Question(
        id=f"dates:{text.header}",
        about=text.column.name,
        message=(
            f"Column {text.header} holds numbers such as {first.strip()} ({text.where({first})}): "
            f"day numbers of a spreadsheet? That would be "
            f"{from_serial(first.strip(), Serial.FROM_1900)} "
            f"(from an old Mac {from_serial(first.strip(), Serial.FROM_1904)})."
        ),
        options=tuple(system.value for system in Serial),
        proposed=Serial.FROM_1900.value,
    )
    system = Serial(reading.ask(question, text) or Serial.FROM_1900)
    for written in texts:
        reading.meanings[written] = from_serial(written.strip(), system)


def _ongoing(written: str, text: ColumnText) -> Meaning | None:
    """Returns what "laufend" says in place of an end date."""
    if text.column.name != "ended_on" or fold_word(written) not in STILL_ONGOING:
        return None
    return Meaning(also={"ongoing": True})


def _meaning(
    text: ColumnText,
    found: WrittenDate,
    order: Order | None,
    decision: Decision,
    century: int | None,
) -> Value | Fault | Meaning:
    if found.is_plain:
        parts = found.parts[0][1]
    elif order is None:
        return Fault("dates", "The order of day and month has to be told first.", Level.DECIDE)
    elif order not in found.orders:
        return Fault("other_date_form", f"The dates of the column are {order}; this one is not.")
    elif decision.is_contested and len(found.orders) > 1:
        return Fault(
            "ambiguous_date", "The column mixes orders of day and month, and this fits both."
        )
    else:
        parts = dict(found.parts)[order]
    if not found.short_year:
        return _day(text, parts, found.precision)
    if century is None:
        return Fault("century", "The century has to be told first.", Level.DECIDE)
    return _day(text, (in_window(parts[0], century), *parts[1:]), found.precision)


def _day(
    text: ColumnText, parts: tuple[int, int, int], precision: DatePrecision
) -> Value | Fault | Meaning:
    if not FIRST_YEAR <= parts[0] <= LAST_YEAR:
        return Fault("year_out_of_range", "The year is out of any patient's lifetime.")
    if precision is not DatePrecision.DAY and text.column.name not in _PARTIAL:
        return Fault(
            "date_incomplete", f"The {text.column.name} needs a day, not only a {precision}."
        )
    try:
        day: date = whole_day(parts, precision, last=text.column.name == "ended_on")
    except ValueError:
        return Fault("no_such_day", "There is no such day in the calendar.")
    if precision is DatePrecision.DAY:
        return day
    return Meaning(day, also={"date_precision": precision.value})
