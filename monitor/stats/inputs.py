"""What the functions of this room accept, refused in a sentence where it is something else."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Bools = NDArray[np.bool_]


def counts(values: ArrayLike, name: str) -> Counts:
    """Returns whole numbers ≥ 0. Raises ValueError for anything else."""
    checked = finite(values, name)
    whole = checked.astype(np.int64)
    wrong = checked[(checked < 0) | (checked != whole)]
    if wrong.size:
        raise ValueError(f"{name} must be whole and not negative, not {wrong[0]:g}.")
    return whole


def positive(values: ArrayLike, name: str) -> Floats:
    """Returns numbers > 0. Raises ValueError for anything else."""
    checked = finite(values, name)
    if np.any(checked <= 0):
        raise ValueError(f"{name} must be greater than 0, not {checked.min():g}.")
    return checked


def finite(values: ArrayLike, name: str) -> Floats:
    """Returns numbers, none missing or infinite. Raises ValueError for anything else."""
    array = np.asarray(values, dtype=float)
    if not np.all(np.isfinite(array)):
        raise ValueError(f"{name} must be a number, not missing or infinite.")
    return array


def share(value: float, name: str) -> float:
    """Returns a number between 0 and 1, both excluded. Raises ValueError for anything else."""
    if not 0.0 < value < 1.0:
        raise ValueError(f"The {name} must lie between 0 and 1, not at {value}.")
    return value


def recovery_share(value: float) -> float:
    """Returns a recovery above 0 and up to 1. Raises ValueError for anything else."""
    if not 0.0 < value <= 1.0:
        raise ValueError(f"The recovery must lie above 0 and not above 1, not at {value}.")
    return value
