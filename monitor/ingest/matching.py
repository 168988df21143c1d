"""One header cell and the column of ours that it means: certainly, perhaps, or not at all."""

import re
from dataclasses import dataclass

from monitor.domain.vocabularies import FileKind
from monitor.ingest.columns import COLUMNS
from monitor.ingest.synonyms import certain_names, fold_name, folded_names, likely_names
from monitor.ingest.units import RATE, counted_by_rate, header_parts, unit_in_header
from monitor.ingest.values import unguarded


@dataclass(frozen=True, slots=True)
class Match:
    """The columns that a header cell may mean; one of them, if it is certain."""

    targets: tuple[str, ...] = ()
    is_certain: bool = False


NOTHING = Match()


def column_name(cell: str) -> str:
    """Returns a header cell in the form of our names: lower case, words joined by _."""
    return re.sub(r"[\s.-]+", "_", unguarded(cell).lower()).strip("_")


def match(kind: FileKind, cell: str) -> Match:
    """Returns what a header cell means in a file of this kind: by our own name, by a synonym, and
    by one with a unit behind it. A unit that the column cannot have leaves it in doubt, but tumor
    cells in percent or per million are a rate.
    """
    written = unguarded(cell)
    bare = header_parts(written)[0]
    ours = {column.name: column for column in COLUMNS[kind]}
    folds = tuple(dict.fromkeys((fold_name(written), fold_name(bare))))
    names = (column_name(bare), *(certain_names(kind).get(folded, "") for folded in folds))
    for name in names:
        if (
            name == "tumor_cells"
            and kind is FileKind.ASSAYS
            and unit_in_header(ours[RATE], written)
        ):
            return Match((RATE,), True)
        if name in ours:
            is_certain = unit_in_header(ours[name], written) is not None
            return Match((name,), is_certain)
    likely = (likely_names(kind).get(folded) for folded in folds)
    found = Match(next(filter(None, likely), ()))
    counted = counted_by_rate(written) if kind is FileKind.ASSAYS and not found.targets else None
    if counted and certain_names(kind).get(counted) == "tumor_cells":
        return Match((RATE,), True)
    return found


_BLOOD = folded_names(
    "ctc|ctcs|ctz|ctzs|blood|blut|pb|pbmc|zirkulierende|zirkulierend|circulating|vollblut"
)


def says_blood(cell: str) -> bool:
    """Returns whether a header cell speaks of blood or of cells that circulate."""
    return not _BLOOD.isdisjoint(re.findall(r"[a-zäöü]+", cell.lower().replace("_", " ")))
