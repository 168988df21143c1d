"""What the patients file says, as columns to group and to adjust by: fields and covariates."""

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from monitor.domain.records import Patient
from monitor.domain.vocabularies import ReceptorStatus

FIELDS = (
    *("study", "center", "arm", "birth_year", "menopausal_status", "histology"),
    *("pt", "pn", "nodes_positive", "grade", "er", "pr", "her2"),
)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def column_value(patient: Patient, name: str) -> str | None:
    """Returns what the patients file says in a column, None where it is blank or “unknown”.

    Covariates may be named in any case.
    """
    if name in FIELDS:
        found = getattr(patient, name)
        text = "" if found is None else str(found)
    else:
        asked = name.casefold()
        text = next((v for n, v in patient.covariates if n.casefold() == asked), "")
    text = text.strip()
    return None if text in ("", ReceptorStatus.UNKNOWN) else text


def column_names(patients: Iterable[Patient]) -> tuple[str, ...]:
    """Returns the columns in which any patient has a value, fields first."""
    patients = tuple(patients)
    fields = [name for name in FIELDS if any(column_value(p, name) for p in patients)]
    covariates = {name for patient in patients for name, value in patient.covariates if value}
    return (*fields, *sorted(covariates))


def in_order(values: Iterable[str]) -> tuple[str, ...]:
    """Returns the distinct values: by size where all are numbers, else as words."""
    distinct = sorted(set(values))
    numbers = as_numbers(distinct)
    if numbers is None:
        return tuple(distinct)
    return tuple(distinct[place] for place in np.argsort(numbers, kind="stable"))


def as_numbers(values: Sequence[str | None]) -> NDArray[np.float64] | None:
    """Returns a column of numbers, NaN where blank; None where it holds anything else.

    A comma is a decimal comma where no value has a point.
    """
    has_point = any("." in value for value in values if value)
    texts = [value and (value if has_point else value.replace(",", ".")) for value in values]
    if not all(_NUMBER.fullmatch(text) for text in texts if text):
        return None
    return np.array([float(text) if text else np.nan for text in texts])


def terms_of(name: str, values: Sequence[str | None]) -> Mapping[str, NDArray[np.float64]]:
    """Returns a column as terms of a model, NaN where blank.

    Numbers are one term, per unit. Words are one term for each value but the first, 1 or 0.
    """
    numbers = as_numbers(values)
    if numbers is not None:
        return {name: numbers}
    levels = in_order(value for value in values if value)
    is_blank = np.array([value is None for value in values])
    return {
        f"{name}={level}": np.where(is_blank, np.nan, [float(v == level) for v in values])
        for level in levels[1:]
    }
