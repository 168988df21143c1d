"""A letter to the lab: which rows of its export could not be taken, each with the reason.

In German where the export is German, else in English; one HTML page without anything to load.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from monitor.analysis.formats import one_line
from monitor.analysis.lab_letter_words import ENGLISH, GERMAN, GERMAN_HEADERS, REASONS, Words
from monitor.domain.plan import ImportEntry, Rejected
from monitor.domain.problems import Level, Problem

ROWS = 500
LONGEST = 160
_STYLE = """body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;margin:1rem 0}
th,td{border-bottom:1px solid #ccc;padding:.35rem .6rem;text-align:left;vertical-align:top}
td:first-child{font-variant-numeric:tabular-nums}code{white-space:pre-wrap;word-break:break-word}
@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}"""


@dataclass(frozen=True, slots=True)
class Export:
    """The export that a letter is about: its header, and the lab's own names of our columns."""

    header: Sequence[str]
    names: Mapping[str, str]

    @property
    def is_german(self) -> bool:
        """Returns whether the header speaks German."""
        cells = " ".join(self.header).lower()
        return any(word in cells for word in GERMAN_HEADERS)


def lab_letter(entry: ImportEntry, rejected: Sequence[Rejected], export: Export) -> str:
    """Returns the letter about the rows of an import that were left out."""
    words = GERMAN if export.is_german else ENGLISH
    title = words.title.format(file=entry.file_name)
    said = words.opening.format(
        file=entry.file_name,
        day=entry.made_at[:10],
        left_out=f"{len(rejected):,}" if words is ENGLISH else _dotted(len(rejected)),
        number=entry.import_id,
    )
    head = "".join(f"<th>{escape(name)}</th>" for name in words.columns)
    body = "".join(_rows(rejected[:ROWS], export, words))
    more = f"<p>{escape(words.more.format(rows=ROWS))}</p>" if len(rejected) > ROWS else ""
    return (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(title)}</h1><p>{escape(said)}</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
        f"<p>{escape(words.closing)}</p><p><small>SHA-256 {escape(entry.sha256)}</small></p>"
        "</body></html>\n"
    )


def _rows(rejected: Iterable[Rejected], export: Export, words: Words) -> Iterator[str]:
    for row in rejected:
        problems = [p for p in row.problems if p.level is not Level.NOTE]
        for number, problem in enumerate(problems):
            first = number == 0
            cells = (
                str(row.line) if first else "",
                f"<code>{escape(one_line(row.raw, LONGEST))}</code>" if first else "",
                escape(export.names.get(problem.column or "", problem.column or "")),
                f"<code>{escape(one_line(problem.raw, LONGEST))}</code>" if problem.column else "",
                escape(_reason(problem, words)),
            )
            yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _reason(problem: Problem, words: Words) -> str:
    if words is ENGLISH:
        return problem.message
    return REASONS.get(problem.rule, f"Die Angabe ist nicht lesbar ({problem.message})")


def _dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")
