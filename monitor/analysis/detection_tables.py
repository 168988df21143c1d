"""Chart 7 as tables: every visit of every group, and the samplings that no visit counts."""

import numpy as np
import pandas as pd

from monitor.analysis.cohort import Cohort
from monitor.analysis.detection import PARTS, DetectionData, Part, VisitCount
from monitor.analysis.detection_states import MISSING, is_second

OFF, SECOND = "off every window", "another one counts in its window"


def detection_table(data: DetectionData) -> pd.DataFrame:
    """Returns a row for each visit of each group: patients by what was found, rates in percent."""
    return pd.DataFrame([_row(count, len(data.groups) > 1) for count in data.counts])


def _row(count: VisitCount, has_groups: bool) -> dict[str, object]:
    parts = {part.value: count.count(part) for part in PARTS if part is not Part.NO_SAMPLE}
    missing = dict(zip((f"no sample: {m.value}" for m in MISSING), count.missing, strict=True))
    shares = {
        "rate, %": count.rate, "lower 95 %, %": count.lower, "upper 95 %, %": count.upper,
        "if none under-screened were positive, %": count.lowest,
        "if all were, %": count.highest,
    }  # fmt: skip
    return {
        "visit": count.visit,
        **({"group": count.group} if has_groups else {}),
        "patients": count.patients,
        **parts,
        **missing,
        "detected": count.detected,
        "evaluable": count.evaluable,
        **{name: _percent(share) for name, share in shares.items()},
    }


def _percent(share: float) -> float:
    return round(100 * share, 1)


def uncounted_table(cohort: Cohort) -> pd.DataFrame:
    """Returns the samplings that no visit counts, with the reason: off every window, or another
    one of its window is nearer. Those after a distant metastasis are not listed.
    """
    samplings = cohort.samplings
    second = is_second(cohort)
    is_off = samplings["is_off_window"].to_numpy(dtype=bool)
    wanted = (is_off | second) & ~samplings["after_relapse"].to_numpy(dtype=bool)
    found = samplings[wanted]
    return pd.DataFrame(
        {
            "patient": cohort.pseudonyms(found["patient"]),
            "date": found["collected_on"].dt.date.to_numpy(),
            "k": found["k"].to_numpy(),
            "N": found["n"].to_numpy(),
            "state": found["state"].astype(str).to_numpy(),
            "window": found["visit"].astype(str).to_numpy(),
            "days off": found["days_off"].to_numpy(),
            "why": np.where(second[wanted], SECOND, OFF),
        }
    )
