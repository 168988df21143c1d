"""The words by which lines beside the data are told: units, totals, page feet, notes at the end.

Whole cells are matched, and only where the place of the line fits too: no data row may be lost.
"""

import re
from collections.abc import Sequence

from monitor.ingest.tokenizing import filled

LONGEST = 120  # letters; no such word is longer, and no pattern meets more
_TOTAL = re.compile(
    r"[*\s]*((zwischen|end|gesamt)?(summe|ergebnis)n?|(sub|grand )?-?totals?|gesamt|insgesamt"
    r"|sums?"
    r"|mittelwert|mittel|mean|average|durchschnitt|median|minimum|maximum|anzahl|count|∑|Σ)"
    r"[*\s]*([:(=].*)?|n\s*=\s*\d[\d.,' ]*",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"[-–—\s]*((seite|page|blatt)(\s*:)?\s*\d+(\s*(von|of|/)\s*\d+)?|\d+\s*/\s*\d+)[-–—\s]*"
    r"|[-–—]+\s*\d+\s*[-–—]+",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"[*\-–—=_<\s]*(ende|end|eof|fin|erstellt|gedruckt|ausgedruckt|druckdatum|printed|created"
    r"|generated|exported|exportiert|export|report|bericht|legende|legend|hinweis|note|notes"
    r"|anmerkung|anmerkungen|quelle|source|freigegeben|validiert|unterschrift|signed|signature|stand"
    r"|version|copyright|©|n\s*=|\d+\s+(rows|records|zeilen|datensätze|einträge)|seite|page"
    r")(?![\w-]).*",
    re.IGNORECASE | re.DOTALL,
)
_COUNTED = re.compile(r"(summe|total|gesamt|anzahl|number)(?![\w-]).*[:=\s]\d+\.?", re.IGNORECASE)
_RULE = re.compile(r"[-–—=_*.\s]{3,}")
_UNIT = re.compile(
    r"[\[(]?\s*(n|n\.|nr|no|#|%|‰|-+|zellen|cells|zahl|anzahl|count|counts|mnc|mnz|tz|mio\.?|mill\.?"
    r"|million(en|s)?|tsd\.?|thousands?|tausend|stück|text|string|code|date|datum|integer|ganzzahl"
    r"|ja/nein|yes/no|[mµμ]?l|ml|mm|cm|g|mg|gy|mg/m[2²]|years?|jahre?|days?|tage?|months?|monate?"
    r"|(1\s*/\s*|per |pro |je |/|x|×|[*])?\s*(\d+\s*[x×*]\s*)?"
    r"(10\s*(\^|\*\*)\s*\d|10[⁰-⁹]+|10e\d|1e\d)"
    r"(\s*(mnc|mnz|cells|zellen))?|[tdmjy]{1,4}([./-][tdmjy]{1,4}){1,2}|(0|1)\s*/\s*\d[\d.]*)\s*[\])]?",
    re.IGNORECASE,
)
_UNITS_AHEAD = re.compile(r"(units?|einheit(en)?)\s*:?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")


def is_units(cells: Sequence[str]) -> bool:
    """Returns whether a row says units: nothing, or that word, where data rows say whose they are,
    and else nothing but units.
    """
    first, said = cells[0], filled(cells[1:])
    begins = not first.strip() or _is(_UNITS_AHEAD, first) or _is(_UNIT, first)
    return bool(begins and said) and all(_is(_UNIT, cell) for cell in said)


def is_total(cells: Sequence[str]) -> bool:
    """Returns whether the first cell that is filled says that the row sums up others."""
    said = filled(cells)
    return bool(said) and _is(_TOTAL, said[0])


def is_page_foot(cells: Sequence[str]) -> bool:
    """Returns whether a row is nothing but a page number."""
    said = filled(cells)
    return len(said) == 1 and _is(_PAGE, said[0])


def is_note(cells: Sequence[str], stands_apart: bool) -> bool:
    """Returns whether a row below the data is a note: by its first word, or, where it stands apart
    from the data, as a few words in one cell or two.
    """
    said = filled(cells)
    if not 1 <= len(said) <= 3:
        return False
    if _is(_NOTE, said[0]) or _is(_RULE, said[0]) or (len(said) == 1 and _is(_COUNTED, said[0])):
        return True
    return stands_apart and len(said) < 3 and len(_WORD.findall(said[0])) > 1


def _is(pattern: re.Pattern[str], cell: str) -> bool:
    text = cell.strip()
    return len(text) <= LONGEST and pattern.fullmatch(text) is not None
