"""A depth that no other row of the file comes near: a digit of the count beside it ran into it.

`1250000,98` with its comma moved is `12500009,8`: two whole numbers, and both are wrong. A column
of rates shows it; without one, only the other depths do. Depths of honest files reach from
0.2 to 10 million, so one that stands far above all others is pointed out, and a low one never is:
that is what a dry tap gives.
"""

from collections.abc import Iterator, Mapping, Sequence

from monitor.domain.coded import coded
from monitor.domain.plan import Value
from monitor.domain.problems import Level, Problem
from monitor.ingest.checks import PLAUSIBLE_DEPTH
from monitor.ingest.parsing import Parsed

RULE = "unusual_depth"
DEPTH, RATE = "cells_screened", "reported_rate"
LEAST_OTHERS = 3  # rows; of fewer, nothing is usual
FAR = 9  # times the next highest depth of the file
FAR_UNEVEN = 4  # where all others end in 0 and this one does not


def unusual_depths(parsed: Parsed, columns: Mapping[str, Sequence[Value]]) -> Iterator[Problem]:
    """Yields the one row whose depth stands far above all others of a file that gives no rates."""
    if RATE in parsed.mapping.positions or DEPTH not in columns:
        return
    depths = coded(columns[DEPTH])
    rows = {n: rows for n, rows in depths.counts().items() if isinstance(n, int)}
    highest = max(rows, default=0)
    usual = rows.keys() - {highest}
    if not usual or rows[highest] > 1 or sum(rows.values()) <= LEAST_OTHERS:
        return
    is_uneven = highest % 10 != 0 and not any(n % 10 for n in usual)
    far = FAR_UNEVEN if is_uneven else FAR
    if max(usual) * far <= highest <= PLAUSIBLE_DEPTH[1]:
        at = list(depths).index(highest)
        message = (
            f"{highest:,} MNC is {highest / max(usual):.1f} times the next highest depth of the "
            "file. Did a digit of the column beside it run into it?"
        )
        yield Problem(parsed.lines[at], DEPTH, parsed.text(DEPTH)[at], RULE, Level.NOTE, message)
