"""Wide layouts: a patient's samplings side by side in one row, as BM1_date, BM1_cells, BM2_date.

One row here is one assay. Such a file is refused and its groups are named, for a row of it has no
one fate: one sampling may be right and the next one wrong.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from monitor.domain.vocabularies import FileKind
from monitor.ingest.matching import match
from monitor.ingest.synonyms import fold_name, folded_names
from monitor.ingest.wide_marks import splits

LEAST_GROUPS, LEAST_COLUMNS = 2, 2
GROUPS_NAMED = 6
DAY = "collected_on"
COUNTED = (DAY, "tumor_cells", "cells_screened", "reported_rate", "result_text")
# What the columns of a group are called where the group's own name stands before them.
_SHORT = folded_names(
    "date|datum|day|tag|cells|zellen|count|anzahl|n|k|dtc|dtz|mnc|mnz|result|befund|ergebnis|rate"
)
_WORD = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"(?P<name>[^\W\d_]+)(?P<number>\d{1,2})")

Groups = Mapping[str, Sequence[str]]  # by what the columns of a group have in common


def groups_in(header: Sequence[str]) -> Groups:
    """Returns the groups of columns that say the same of several samplings; none where each column
    stands alone.
    """
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for cell in header:
        for mark, rest in _readings(cell):
            said[mark].setdefault(rest, cell)
    best: Groups = {}
    for rests in said.values():
        alike = {
            mark: [cell for rest, cell in others.items() if rest in rests]
            for mark, others in said.items()
            if len(rests.keys() & others.keys()) >= LEAST_COLUMNS
        }
        columns = {cell for cells in alike.values() for cell in cells}
        if len(alike) >= LEAST_GROUPS and len(columns) > sum(map(len, best.values())):
            best = {mark: cells for mark, cells in alike.items() if len(cells) == len(rests)}
    return best if len(best) >= LEAST_GROUPS else {}


def beside(header: Sequence[str], positions: Mapping[str, int]) -> list[str]:
    """Returns the columns that say of another sampling what columns of ours say of the first one:
    "Tumorzellen 2" beside "Tumorzellen". A mark of several words, or without a number ("Slide 2",
    "post-OP"), is one of a sampling where that has a day of its own.
    """
    counted = {name for name in COUNTED if name in positions}
    more: dict[str, dict[str, str]] = defaultdict(dict)
    for at, cell in enumerate(header):
        for split in splits(cell) if at not in positions.values() else ():
            if split.means.targets[0] in counted:
                more[split.mark.casefold()][split.means.targets[0]] = cell
    groups = (
        list(cells.values())
        for mark, cells in more.items()
        if len(cells) >= LEAST_COLUMNS and (DAY in cells or _is_numbered(mark))
    )
    return list(dict.fromkeys(cell for group in groups for cell in group))


def _is_numbered(mark: str) -> bool:
    return _WORD.fullmatch(mark) is not None and any(map(str.isdigit, mark))


def sentence(groups: Groups) -> str:
    """Returns why such a file is not read, and what to do."""
    named = [f"{mark} ({', '.join(cells)})" for mark, cells in groups.items()]
    more = f" and {len(named) - GROUPS_NAMED} more" if len(named) > GROUPS_NAMED else ""
    shown = "; ".join(named[:GROUPS_NAMED])
    return f"Several samplings stand side by side in one row: {shown}{more}. {FIX}"


FIX = (
    "One row here is one sampling: write each group into a row of its own, with the patient "
    "repeated, below the columns patient_id, collected_on, tumor_cells, cells_screened, and upload "
    "the file again."
)


def _readings(cell: str) -> Iterator[tuple[str, str]]:
    """Yields each way to take a header cell for a group's mark and what the column says of it."""
    words = _WORD.findall(cell)
    for at, mark in enumerate(words if len(words) > 1 else ()):
        rest = " ".join(words[:at] + words[at + 1 :])
        if _says_something(rest):
            yield mark, rest.casefold()
    numbered = _NUMBERED.fullmatch(words[0]) if len(words) == 1 else None
    if numbered and _says_something(numbered["name"]):
        yield numbered["number"], numbered["name"].casefold()


def _says_something(rest: str) -> bool:
    means: Collection[str] = match(FileKind.ASSAYS, rest).targets
    return fold_name(rest) in _SHORT or any(name in COUNTED for name in means)
