"""The peer of every import: the `sqlite3` program reads the same file into one typed table.

It checks nothing, hashes nothing, keeps no bytes, links no patient and tells no new row from an old
one; it has the same two indexes while it loads, and the same `synchronous=FULL`.
"""

import shutil
from pathlib import Path

from monitor.ingest.columns import ASSAYS
from monitor.ingest.values import Parser, parse_count, parse_decimal, parse_percent

NAME = "sqlite3 .import --csv"
MISSING = "the peer, because there is no sqlite3 program on this machine"
NATURAL_KEY = ("lab", "sample_id", "site", "method", "antibody", "replicate")
TYPES: dict[Parser, str] = {parse_count: "INTEGER", parse_decimal: "REAL", parse_percent: "REAL"}


def program() -> str | None:
    """Returns where the sqlite3 program is, None where there is none."""
    return shutil.which("sqlite3")


def schema() -> str:
    """Returns the statements that make the empty table with its two indexes."""
    declared = ", ".join(f"{column.name} {TYPES.get(column.parse, 'TEXT')}" for column in ASSAYS)
    return (
        f"CREATE TABLE assay ({declared});"
        f"CREATE UNIQUE INDEX assay_current ON assay ({', '.join(NATURAL_KEY)});"
        "CREATE INDEX assay_person ON assay (patient_id, collected_on);"
    )


def import_command(database: Path, assays: Path, new: bool) -> list[str]:
    """Returns the command that imports a file, into a new table where asked."""
    first = [schema()] if new else []
    steps = ["PRAGMA synchronous = FULL;", f'.import --csv --skip 1 "{assays.as_posix()}" assay']
    return ["sqlite3", str(database), *first, *steps]
