"""Public cohorts as arrays by column: a breast cancer study and the Stanford hearts."""

import numpy as np

from tests.stats.references import text_rows


def cohort(name):
    """Returns the columns of a reference cohort; patient_id stays text."""
    rows = text_rows(name)
    return {
        column: np.array([row[column] for row in rows], str if column == "patient_id" else float)
        for column in rows[0]
    }


GBSG, HEART = cohort("gbsg_data"), cohort("heart")
