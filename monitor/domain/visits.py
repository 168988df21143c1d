"""Visit windows: when a study wants a sampling, in months from an anchor."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

OFF_WINDOW = "off-window"
_LONGEST_NAME = 16


@dataclass(frozen=True, slots=True)
class VisitWindow:
    """One planned sampling: `tolerance` months either side of `month`, both ends included."""

    name: str
    month: float
    tolerance: float

    @property
    def first(self) -> float:
        return self.month - self.tolerance

    @property
    def last(self) -> float:
        return self.month + self.tolerance


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """The windows of a store, in time order, and what their months are counted from."""

    anchor: str
    windows: tuple[VisitWindow, ...] = ()

    def window_of(self, month: float) -> str:
        """Returns the name of the window in which a sampling lies, else "off-window"."""
        names = (w.name for w in self.windows if w.first <= month <= w.last)
        return next(names, OFF_WINDOW)


def check_windows(windows: Iterable[VisitWindow]) -> list[str]:
    """Returns what is wrong with windows, one sentence each; none where they can be used."""
    ordered = sorted(windows, key=lambda w: w.month)
    names = [w.name for w in ordered]
    found = [f"{name} is named twice." for name in sorted({n for n in names if names.count(n) > 1})]
    for window in ordered:
        if not window.name.strip():
            found.append(f"The window at month {window.month:g} has no name.")
        if len(window.name) > _LONGEST_NAME:
            found.append(f"{window.name} is longer than {_LONGEST_NAME} letters.")
        if not 0 < window.tolerance < 120:
            found.append(f"{window.name}: the tolerance is more than 0 months.")
        if not -120 <= window.month <= 600:
            found.append(f"{window.name}: the month is between -120 and 600.")
    found += [f"{a.name} and {b.name} overlap." for a, b in pairwise(ordered) if a.last >= b.first]
    return found


def plan_to_text(plan: VisitPlan) -> str:
    """Returns a plan as the store holds it."""
    windows = [{"name": w.name, "month": w.month, "tolerance": w.tolerance} for w in plan.windows]
    return json.dumps({"anchor": plan.anchor, "windows": windows}, ensure_ascii=False)


def plan_from_text(text: str) -> VisitPlan:
    """Returns the plan that the store holds."""
    held = json.loads(text)
    windows = (VisitWindow(**window) for window in held["windows"])
    return VisitPlan(held["anchor"], tuple(sorted(windows, key=lambda w: w.month)))
