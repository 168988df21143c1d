"""How a file's bytes were read, for a person to compare: its lines beside the table they became."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby, islice

import pandas as pd

from monitor.analysis.formats import counted, one_line, sentence_case, words
from monitor.domain.plan import ImportPlan, LineName, NamedLine

LINES = 25
SAMPLES = 3
LONGEST_LINE = 60
HEADER = "header"
BLANK = ' ;,|\t\r\n"'
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_CONTROL: dict[int, int | str] = {code: 0x2400 + code for code in range(32)}
_CONTROL |= {127: 0x2421, 9: "→\t"}


def visible_lines(text_lines: Iterable[str], limit: int = LINES) -> str:
    """Returns the first lines of a file with tabs (→) and control characters made visible."""
    shown = (line.rstrip("\r\n").translate(_CONTROL) for line in islice(text_lines, limit))
    return "\n".join(shown)


def grid_frame(
    header: Sequence[str],
    lines: Sequence[int],
    columns: Sequence[Sequence[str]],
    limit: int = LINES,
) -> pd.DataFrame:
    """Returns the first rows as cells of text, each with the line it stands on."""
    names = distinct_names(header)
    cells = {name: list(column[:limit]) for name, column in zip(names, columns, strict=True)}
    return pd.DataFrame({"Line": list(lines[:limit])} | cells)


def distinct_names(header: Sequence[str]) -> list[str]:
    """Returns the header's cells as names of a table: none is blank and none comes twice."""
    seen: Counter[str] = Counter()
    names = []
    for cell in header:
        name = cell.strip() or "(no name)"
        seen[name] += 1
        names.append(name if seen[name] == 1 and name != "Line" else f"{name} ({seen[name]})")
    return names


def mapping_frame(
    header: Sequence[str],
    columns: Sequence[Sequence[str]],
    targets: Mapping[int, str],
    asked: Collection[str],
) -> pd.DataFrame:
    """Returns one line per column of the file: its name, samples, what it is read as, and whether
    it is read, left out or still `asked` about.
    """
    rows = []
    for at, name in enumerate(distinct_names(header)):
        state = "asked" if header[at] in asked else "read" if at in targets else "left out"
        rows.append((name, targets.get(at, ""), state, _samples(columns[at])))
    return pd.DataFrame(rows, columns=["In the file", "Read as", "State", "Samples"])


def reading_chips(encoding: str, delimiter: str | None, named: Iterable[NamedLine]) -> list[str]:
    """Returns how a file was read, and what its lines are that hold no data, a few words each; a
    workbook has no delimiter.
    """
    by_name: dict[LineName, list[int]] = {}
    for line in sorted(named, key=lambda line: line.line):
        by_name.setdefault(line.named_as, []).extend(range(line.line, line.last_line + 1))
    lines = (f"{words(name)}: {_lines(numbers)}" for name, numbers in by_name.items())
    return [*_dialect(encoding, delimiter), *lines]


def reading_sentence(
    encoding: str, delimiter: str | None, named: Sequence[NamedLine], row_count: int
) -> str:
    """Returns how a file was read in one line: "UTF-8 · comma · header in line 1 · 214 rows"."""
    header = header_line(named)
    parts = _dialect(encoding, delimiter)
    parts += [f"header in line {header}"] if header else []
    return " · ".join((*parts, counted(row_count, "row")))


def _dialect(encoding: str, delimiter: str | None) -> list[str]:
    return [encoding.upper(), *([DELIMITERS.get(delimiter, delimiter)] if delimiter else [])]


def unsettled(plan: ImportPlan, given: Mapping[str, str]) -> str | None:
    """Returns which of the answers given a plan did not hear, and why; None where it heard all."""
    again = next((question for question in plan.questions if question.id in given), None)
    if plan.refused:
        return None
    if again:
        return (
            "These answers contradict each other, or something else in the file. Still open: "
            f"{again.message}"
        )
    wanted, found = given.get(HEADER), header_line(plan.named)
    if wanted and wanted != f"line {found}":
        return f"{sentence_case(wanted)} cannot be the header: it does not fit the table below it."
    return None


def header_line(named: Iterable[NamedLine]) -> int | None:
    """Returns the line on which the header stands."""
    return next((line.line for line in named if line.named_as is LineName.HEADER), None)


def header_lines(
    text_lines: Sequence[str], named: Iterable[NamedLine], limit: int = LINES
) -> dict[str, str]:
    """Returns the lines that may be the header, by the names that an answer gives them."""
    found = header_line(named)
    numbers = [at for at, text in enumerate(text_lines[:limit], 1) if text.strip(BLANK)]
    begins = {f"line {at}": one_line(text_lines[at - 1], LONGEST_LINE) for at in numbers}
    lines = {name: f"{name} · {text}" for name, text in begins.items()}
    beyond = {} if found is None or found <= limit else {f"line {found}": f"line {found}"}
    return lines | beyond


def _samples(column: Sequence[str]) -> str:
    seen = dict.fromkeys(cell.strip() for cell in column[:1000] if cell.strip())
    return "  ·  ".join(list(seen)[:SAMPLES])


def _lines(numbers: Sequence[int]) -> str:
    """Returns line numbers with runs drawn together: "line 3", "lines 1–4, 9"."""
    runs = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        runs.append(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}")
    shown = ", ".join(runs[:8]) + (f" and {len(runs) - 8} more" if len(runs) > 8 else "")
    return f"{'line' if len(numbers) == 1 else 'lines'} {shown}"
