"""Tables as files that a spreadsheet opens as they are, and takes nothing in them for a formula."""

import csv
import io
from collections.abc import Iterable
from typing import Any

import pandas as pd

from monitor.ingest.report import guarded


def csv_file(frame: pd.DataFrame, notes: Iterable[str] = ()) -> bytes:
    """Returns a table as CSV; notes stand above its header, each on a line that begins with #."""
    out = io.StringIO()
    for note in notes:
        out.write(f"# {' '.join(note.split())}\r\n")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(guarded(str(name)) for name in frame.columns)
    columns = [_written(frame[name]) for name in frame.columns]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode("utf-8-sig")


def _written(column: pd.Series) -> list[Any]:
    """Returns the cells of a column: days as ISO text, blank where nothing is known."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return ["" if pd.isna(day) else day.date().isoformat() for day in column]
    if pd.api.types.is_numeric_dtype(column):
        return ["" if pd.isna(number) else number for number in column.tolist()]
    return ["" if pd.isna(value) else guarded(str(value)) for value in column.tolist()]
