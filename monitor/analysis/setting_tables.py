"""Tables of the Settings page: profiles, and what a self-check found."""

from collections.abc import Iterable

import pandas as pd

from monitor.analysis.formats import words
from monitor.analysis.import_receipt import instant
from monitor.domain.profile import Profile
from monitor.domain.self_check import Check


def profile_table(profiles: Iterable[Profile]) -> pd.DataFrame:
    """Returns one row for each version of a profile; shipped ones are of nobody."""
    return pd.DataFrame(
        [
            {
                "Profile": one.name,
                "Version": str(one.version),
                "Kind": words(one.kind.value),
                "Saved": "" if one.is_shipped else instant(one.made_at),
                "By": "shipped" if one.is_shipped else one.made_by,
                "Columns": len(one.header),
                "Answers": len(one.answers),
            }
            for one in profiles
        ]
    )


def check_table(checks: Iterable[Check]) -> pd.DataFrame:
    """Returns one row for each thing that was looked at."""
    return pd.DataFrame(
        [
            {
                "Result": "good" if one.is_good else "FAULT",
                "Check": one.name,
                "Found": one.found,
            }
            for one in checks
        ]
    )
