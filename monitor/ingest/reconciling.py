"""A file beside the store: what it would take back, and what the store has that it lacks."""

from collections.abc import Iterator, Mapping, Sequence

from monitor.domain.plan import Absent, EarlierVersion, StoredRow, Value
from monitor.domain.problems import Level, Problem
from monitor.ingest.deciding import Columns, Rows, change_of
from monitor.ingest.decisions import REVERTS

FIRST_SHOWN = 100


def reverted_corrections(
    rows: Rows,
    columns: Columns,
    matched: Mapping[int, StoredRow],
    earlier: Mapping[str, Sequence[EarlierVersion]],
) -> Iterator[Problem]:
    """Yields a problem for every row whose changes say again what was corrected since: the mark of
    an export that is older than the last one.
    """
    if not earlier:
        return
    for at, row in matched.items():
        versions = earlier.get(rows.keys[at], ())
        fields = change_of(row, columns, at).fields if versions else {}
        version = next((v for v in versions if fields and _says_again(v, fields)), None)
        if version is not None:
            name, (old, new) = next(iter(fields.items()))
            message = (
                f"Import {version.corrected_by} corrected {name} from {new} to {old}; "
                f"this file says {new} again."
            )
            yield Problem(rows.lines[at], name, str(new), REVERTS, Level.DECIDE, message)


def _says_again(version: EarlierVersion, fields: Mapping[str, tuple[Value, Value]]) -> bool:
    return all(version.values.get(name) == new for name, (_, new) in fields.items())


def absent_rows(
    stored: Mapping[str, StoredRow], keys: Sequence[str], links: Sequence[str]
) -> Absent:
    """Returns what the store has of the file's patients and the file does not name."""
    if not stored:
        return Absent()
    named, people = set(keys), set(links)
    rows = [r for key, r in stored.items() if key not in named and r.link in people]
    rows.sort(key=lambda row: row.id)
    return Absent(len(rows), tuple(rows[:FIRST_SHOWN]))
