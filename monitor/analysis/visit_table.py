"""Visit windows as a table to be edited, and back."""

import pandas as pd

from monitor.domain.visits import VisitWindow

NAME, MONTH, TOLERANCE = "Name", "Month", "± months"
# What most bone-marrow studies of early breast cancer do: baseline, half a year, then yearly.
USUAL = (
    VisitWindow("BM1", 0, 2),
    VisitWindow("BM2", 6, 2),
    VisitWindow("BM3", 12, 3),
    VisitWindow("BM4", 24, 3),
    VisitWindow("BM5", 36, 3),
)


def window_table(windows: tuple[VisitWindow, ...]) -> pd.DataFrame:
    """Returns one row for each window."""
    return pd.DataFrame(
        {
            NAME: pd.Series([w.name for w in windows], dtype="object"),
            MONTH: pd.Series([w.month for w in windows], dtype="float64"),
            TOLERANCE: pd.Series([w.tolerance for w in windows], dtype="float64"),
        }
    )


def windows_of_table(table: pd.DataFrame) -> tuple[tuple[VisitWindow, ...], list[str]]:
    """Returns the windows in a table in time order, and a sentence for each unfinished row."""
    kept = table.dropna(how="all")
    is_whole = kept.notna().all(axis="columns")
    missing = [f"Row {n} is not complete." for n, whole in enumerate(is_whole, 1) if not whole]
    rows = kept.loc[is_whole, [NAME, MONTH, TOLERANCE]].itertuples(index=False)
    windows = (
        VisitWindow(str(name).strip(), float(month), float(tolerance))
        for name, month, tolerance in rows
    )
    return tuple(sorted(windows, key=lambda w: w.month)), missing
