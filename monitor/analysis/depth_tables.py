"""Chart 2 as tables: its samplings, its impossible points, its labs."""

import pandas as pd

from monitor.analysis.depth import DepthData

NO_LAB = "no lab named"


def depth_table(data: DepthData) -> pd.DataFrame:
    """Returns every sampling that is drawn, the shallowest first."""
    points = sorted(data.points, key=lambda p: (p.n, p.patient_id, p.collected_on))
    return pd.DataFrame(
        [
            (
                p.patient_id, p.collected_on, p.k, p.n, p.state.value,
                p.rate, p.lower, p.upper, p.excluded, p.series,
            )
            for p in points
        ],
        columns=[
            "patient", "date", "k", "N", "state", "rate", "lower", "upper", "excluded", "key",
        ],
    )  # fmt: skip


def impossible_table(data: DepthData) -> pd.DataFrame:
    """Returns every reported rate that would be less than one cell."""
    return pd.DataFrame(
        [(p.patient_id, p.collected_on, p.lab, p.rate, p.n, p.cells) for p in data.impossible],
        columns=["patient", "date", "lab", "rate", "N", "cells that would be"],
    )


def lab_table(data: DepthData) -> pd.DataFrame:
    """Returns how deep each lab screens, the shallowest first, in 10⁶ MNC."""
    return pd.DataFrame(
        [
            (
                one.lab or NO_LAB, one.samplings, one.median / 1e6,
                one.lower_quartile / 1e6, one.upper_quartile / 1e6, one.minimum / 1e6,
                one.under_screened,
            )
            for one in data.labs
        ],
        columns=[
            "Lab", "Samplings", "Median, M", "Lower quartile, M", "Upper quartile, M",
            "Minimum, M", "Under-screened",
        ],
    )  # fmt: skip
