"""How a text file is laid out: delimiter, header row, what stands above it, trailing fields.

Decided on the first lines together, since a preamble misleads who looks at the first line alone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from monitor.domain.plan import Question
from monitor.ingest.header_rows import FoundHeader, find_header, is_two_names, known_count
from monitor.ingest.refusing import UnreadableFileError
from monitor.ingest.source_lines import SourceLines
from monitor.ingest.tokenizing import BrokenRow, Record, filled, records

DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
SEPARATOR_HINT = "sep="
ROWS_LOOKED_AT = 300
LEAST_SHARE = 0.5  # of the first rows, that agree on how many cells there are
ALMOST_ALL = 0.9  # of the first rows; what differs from them is damaged
IGNORE, REFUSE = "ignore it", "refuse"
HEADER_LINES_OFFERED = 20

Answers = Mapping[str, str]
Row = Record | BrokenRow


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table is. `above` is how many lines are a separator hint, `extra` how many blank
    fields every data row has beyond the header (below 0: the header beyond every row).
    """

    delimiter: str
    header: Record
    above: int = 0
    extra: int = 0
    questions: tuple[Question, ...] = ()

    @property
    def width(self) -> int:
        """Returns how many cells a data row has."""
        return len(self.header.cells) + self.extra


@dataclass(frozen=True, slots=True)
class _Reading:
    """The first rows as one delimiter divides them: most have `width` cells, a `share` of all and
    an `agreement` of those that are not broken.
    """

    delimiter: str
    rows: tuple[Row, ...]
    width: int
    share: float
    agreement: float
    known: int

    @property
    def rank(self) -> tuple[bool, int, float, int]:
        return self.width > 1, self.known, self.share, self.width


def find_layout(lines: SourceLines, answers: Answers) -> Layout:
    """Returns how the table in these lines is laid out.

    Raises UnreadableFileError where they hold no table.
    """
    hint = _separator_hint(lines)
    above = 1 if hint else 0
    named = (mark for mark, name in DELIMITER_NAMES.items() if answers.get("delimiter") == name)
    given = next(named, hint)
    readings = [_reading(lines, above, mark) for mark in ([given] if given else DELIMITERS)]
    best = max(readings, key=lambda reading: reading.rank)
    if not given and (best.width < 2 or (best.agreement < LEAST_SHARE and not best.known)):
        _refuse_undivided(lines, best)
    questions = [] if given else list(_delimiter_question(best, readings))
    return laid_out(best.rows, best.delimiter, best.width, above, answers, questions)


def laid_out(
    rows: Sequence[Row],
    delimiter: str,
    width: int,
    above: int,
    answers: Answers,
    questions: Sequence[Question] = (),
) -> Layout:
    """Returns the layout of a table whose first rows are these.

    Raises UnreadableFileError where no header is among them, or the table has one column only.
    """
    header, asked = _header(rows, width, above, answers)
    if len(header.cells) < 2:
        raise UnreadableFileError("Everything stands in one column: a table needs two at least.")
    extra = _trailing_fields(rows, header)
    more = [*questions, *asked]
    if extra:
        answer = answers.get("trailing_field")
        if answer not in (IGNORE, REFUSE):
            more.append(_trailing_question(extra))
        extra = 0 if answer == REFUSE else extra
    return Layout(delimiter, header, above, extra, tuple(more))


# ------------------------------------------------------------------ delimiter


def _separator_hint(lines: SourceLines) -> str | None:
    hint = lines[0].rstrip("\r\n").strip('"')
    named = hint.lower().startswith(SEPARATOR_HINT) and hint[len(SEPARATOR_HINT) :]
    return named if named in DELIMITERS else None


def _reading(lines: SourceLines, above: int, delimiter: str) -> _Reading:
    rough = _rough_width(lines, above, delimiter)
    rows = tuple(islice(_filled_rows(lines, above, delimiter, rough), ROWS_LOOKED_AT))
    counted = [row for row in rows if not _is_comment(row, lines)] or list(rows)
    widths = Counter(len(row.cells) for row in counted if isinstance(row, Record))
    usual = max(widths, key=lambda width: (width > 1, widths[width], width), default=1)
    known = max((known_count(row.cells) for row in rows if isinstance(row, Record)), default=0)
    share, agreement = (widths[usual] / max(total, 1) for total in (len(counted), widths.total()))
    return _Reading(delimiter, rows, usual, share, agreement, known)


def _rough_width(lines: SourceLines, above: int, delimiter: str) -> int:
    """Returns how many cells most lines have, of those without quotes where there are any."""
    texts = [text for block in islice(lines.blocks(above), 1) for text in block.texts]
    divided = [text for text in texts[:ROWS_LOOKED_AT] if delimiter in text]
    plain = [text for text in divided if '"' not in text]
    counts = Counter(text.count(delimiter) for text in plain or divided)
    return 1 + max(counts, key=lambda count: (counts[count], count), default=0)


def _filled_rows(lines: SourceLines, above: int, delimiter: str, width: int) -> Iterator[Row]:
    for row in records(lines, above, delimiter, width):
        if isinstance(row, BrokenRow) or filled(row.cells):
            yield row


def _is_comment(row: Row, lines: SourceLines) -> bool:
    return lines[row.line - 1].lstrip().startswith("#")


def _delimiter_question(best: _Reading, readings: Sequence[_Reading]) -> Iterator[Question]:
    """Yields the question which delimiter it is, where two divide the lines equally well."""
    rivals = [r for r in readings if r.rank == best.rank]
    if len(rivals) > 1:
        names = tuple(DELIMITER_NAMES[rival.delimiter] for rival in rivals)
        message = f"{' and '.join(names)} divide the lines equally well. Which of them does?"
        yield Question("delimiter", "", message.capitalize(), names)


def _refuse_undivided(lines: SourceLines, best: _Reading) -> None:
    if not any(isinstance(row, Record) for row in best.rows):
        raise UnreadableFileError("The file has no header line that can be read.")
    words = lines[best.rows[0].line - 1].split()
    if len(words) > 1 or best.agreement < LEAST_SHARE:
        raise UnreadableFileError(
            "No delimiter found: no comma, semicolon, tab or | divides the lines into the same "
            "number of fields. Save the table as “CSV UTF-8” and upload it again."
        )
    raise UnreadableFileError("Everything stands in one column: a table needs two at least.")


# ------------------------------------------------------------------ header


def _header(
    rows: Sequence[Row], width: int, above: int, answers: Answers
) -> tuple[Record, Sequence[Question]]:
    """Returns the header row, and the question whether it is where there are lines above it."""
    lines = {f"line {row.line}": row for row in rows if isinstance(row, Record)}
    given = lines.get(answers.get("header", ""))
    if given:
        return given, ()
    found = find_header(rows, width)
    skipped = [row for row in rows if above < row.line < found.record.line]
    if not skipped:
        return found.record, ()
    return found.record, (_header_question(found, skipped, lines),)


def _header_question(
    found: FoundHeader, skipped: Sequence[Row], lines: Mapping[str, Record]
) -> Question:
    proposed = f"line {found.record.line}"
    options = [*lines][:HEADER_LINES_OFFERED]
    if proposed not in options:
        options.append(proposed)
    number = len(skipped)
    kept = "1 line above is" if number == 1 else f"{number} lines above are"
    return Question(
        "header",
        "",
        f"The header was found in {proposed}; {kept} kept as the file's notes.",
        tuple(options),
        proposed,
    )


# ------------------------------------------------------------------ trailing fields


def _trailing_fields(rows: Sequence[Row], header: Record) -> int:
    """Returns how many blank fields the rows have beyond the header; 0 where they fit, or where
    something else may be the reason.
    """
    width = len(header.cells)
    below = [row for row in rows if isinstance(row, Record) and row.line > header.last_line]
    fits = [row for row in below if not filled(row.cells[width:])]
    usual, number = next(iter(Counter(len(row.cells) for row in fits).most_common(1)), (width, 0))
    is_rule = usual not in (width, 1) and number > ALMOST_ALL * len(below) - 1
    if not is_rule or filled(header.cells[usual:]) or any(map(is_two_names, header.cells)):
        return 0
    return usual - width


def _trailing_question(extra: int) -> Question:
    fields = "one extra empty field" if abs(extra) == 1 else f"{abs(extra)} extra empty fields"
    if extra > 0:
        message = f"Every data row ends with {fields} that the header lacks."
    else:
        message = f"The header ends with {fields} that every data row lacks."
    return Question("trailing_field", "", message, (IGNORE, REFUSE), IGNORE)
