"""News as a table to be shown."""

from collections.abc import Iterable

import pandas as pd

from monitor.analysis.news import NO_SAMPLING, CallNews
from monitor.analysis.standing import call_words


def news_frame(changed: Iterable[CallNews]) -> pd.DataFrame:
    """Returns one line per patient: the last states, the call before and the one now with its day,
    without their links.
    """
    return pd.DataFrame(
        [
            (
                one.patient_id,
                one.states,
                call_words(one.before) if one.before else NO_SAMPLING,
                call_words(one.after) if one.after else NO_SAMPLING,
                one.after.collected_on if one.after else None,
                one.center,
            )
            for one in changed
        ],
        columns=["Patient", "Last six", "Call then", "Call now", "Sampled on", "Center"],
    )
