"""Groups of patients whose response is compared, a control arm first where there is one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monitor.analysis.cohort import Codes, Cohort, patient_column

EVERYBODY = "All patients"
NOT_STATED = "not stated"
MOST_GROUPS = 6
# How arms without the therapy in question are called, by their first word.
_CONTROL = frozenset(
    {
        "control", "standard", "observation", "placebo", "none", "untreated", "soc", "kontrolle",
        "standardtherapie", "beobachtung", "no",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Patients under one name; `is_control`: they stand for what happens without the therapy."""

    name: str
    codes: Codes
    is_control: bool = False


def everybody(cohort: Cohort) -> tuple[Group, ...]:
    """Returns all patients as one group."""
    return (Group(EVERYBODY, cohort.codes),)


def groups_by(cohort: Cohort, column: str) -> tuple[Group, ...]:
    """Returns the groups that a column of the patients makes, a control first, then by name.

    One value alone, or more than six, make no groups.
    """
    texts = patient_column(cohort, column)
    texts = texts.where(texts != "", NOT_STATED)
    names = sorted(
        texts.unique(), key=lambda name: (not is_control(name), name == NOT_STATED, name)
    )
    if not 1 < len(names) <= MOST_GROUPS:
        return ()
    codes = cohort.codes
    return tuple(Group(n, codes[(texts == n).to_numpy()], is_control(n)) for n in names)


def is_control(name: str) -> bool:
    """Returns whether a group's name says that it is the control."""
    first = name.strip().lower().split(" ")[0].split("-")[0]
    return first in _CONTROL


def in_two(groups: Sequence[Group]) -> int:
    """Returns how many patients are in more than one of the groups."""
    if len(groups) < 2:
        return 0
    every = np.concatenate([group.codes for group in groups])
    return int(every.size - np.count_nonzero(np.bincount(every)))
