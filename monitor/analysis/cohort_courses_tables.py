"""Chart 5 as tables: the samplings that are drawn, and the share detected at each visit."""

import pandas as pd

from monitor.analysis.cohort import Cohort
from monitor.analysis.cohort_courses import CoursesData
from monitor.analysis.cohort_courses_trellis import TrellisPage
from monitor.analysis.formats import minus


def courses_table(data: CoursesData | TrellisPage, cohort: Cohort) -> pd.DataFrame:
    """Returns a row for each sampling: of everybody for chart 5, of the page for its multiples."""
    shown = None if isinstance(data, CoursesData) else [p.line for p in data.panels]
    samplings = cohort.samplings
    if shown is not None:
        samplings = samplings[samplings["patient"].isin([line.code for line in shown])]
    return pd.DataFrame(
        {
            "patient": cohort.pseudonyms(samplings["patient"]),
            "date": samplings["collected_on"].dt.date.to_numpy(),
            "k": samplings["k"].to_numpy(),
            "N": samplings["n"].to_numpy(),
            "state": samplings["state"].astype(str).to_numpy(),
            "rate": samplings["rate"].to_numpy(),
            "lower": samplings["lower"].to_numpy(),
            "upper": samplings["upper"].to_numpy(),
            "call": samplings["call"].astype(str).to_numpy(),
            "visit": samplings["visit"].astype(str).to_numpy(),
        }
    )


def shares_table(data: CoursesData) -> pd.DataFrame:
    """Returns a row for each visit, or year, below the courses."""
    return pd.DataFrame(
        [
            {
                "visit": s.visit,
                "months": minus(f"{s.first:g} to {s.last:g}"),
                "detected": s.detected,
                "evaluable": s.evaluable,
                "rate, %": round(100 * s.share, 1),
                "Wilson 95 %": f"{100 * s.lower:.1f}–{100 * s.upper:.1f}",
            }
            for s in data.steps
        ]
    )
