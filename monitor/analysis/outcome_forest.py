"""What a forest plot shows: hazard ratios with their limits, each beside its check."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from monitor.analysis.outcome_groups import Grouping
from monitor.analysis.outcome_models import Adjusted
from monitor.analysis.outcomes import Outcomes
from monitor.stats.inputs import Floats

# Below it a hazard ratio is said to change with time.
_SMALL = 0.05
_MOST_POINTS = 600


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One term: its hazard ratio, what it compares, and the test of its being constant."""

    name: str
    compared: str
    events: str
    ratio: float
    lower: float
    upper: float
    p_value: float
    chi_square: float
    check_p: float

    @property
    def changes(self) -> bool:
        """Returns whether the hazard ratio demonstrably changes with time."""
        return self.check_p < _SMALL


@dataclass(frozen=True, slots=True)
class ForestData:
    """The rows, the patients and events of the model, and the test of all terms at once; `refusal`
    says why there is no model where there is none.
    """

    rows: tuple[ForestRow, ...]
    patients: int
    events: int
    check_p: float
    refusal: str
    endpoint: str


@dataclass(frozen=True, slots=True, eq=False)
class ResidualData:
    """Is one term's effect the same at all times? Its log hazard ratio at each event, in days, a
    smooth of them, and the constant one. Nearly all values lie between `low` and `high`.
    """

    name: str
    days: Floats
    values: Floats
    smooth: Floats
    constant: float
    p_value: float
    low: float
    high: float


def forest_data(
    fitted: Adjusted, endpoint: str, groups: Mapping[str, tuple[str, str]], patients: int
) -> ForestData:
    """Returns the rows of a model. `groups` says of each term of a group what it compares and how
    many events of how many patients there are on each side.
    """
    model, check = fitted.model, fitted.check
    if model is None or check is None:
        return ForestData((), patients, 0, float("nan"), fitted.refusal or "", endpoint)
    rows = []
    for term, test in zip(model.terms, check.terms, strict=True):
        compared, events = groups.get(term.name, (_unit(term.name), ""))
        rows.append(
            ForestRow(
                name=term.name,
                compared=compared,
                events=events,
                ratio=term.hazard_ratio,
                lower=term.lower,
                upper=term.upper,
                p_value=term.p_value,
                chi_square=test.chi_square,
                check_p=test.p_value,
            )
        )
    overall = check.overall.p_value
    return ForestData(tuple(rows), patients, model.events, overall, "", endpoint)


def group_terms(found: Outcomes, groups: Grouping) -> dict[str, tuple[str, str]]:
    """Returns for each term of a group what it compares, and events of patients on each side."""
    if len(found.groups) < 2:
        return {}
    held = {
        group.name: f"{group.curve.event_total:,} of {group.curve.patients:,}"
        for group in found.groups
    }
    reference = groups.reference(found.names)
    return {
        groups.term(name, found.names): (
            f"{name} against {reference}",
            f"{held[name]}, against {held[reference]} in {reference}",
        )
        for name in found.names
        if name != reference
    }


def residual_data(fitted: Adjusted, name: str) -> ResidualData | None:
    """Returns the check of one term as points and a smooth; None where there is no model."""
    model, check = fitted.model, fitted.check
    names = [term.name for term in model.terms] if model else []
    if model is None or check is None or name not in names:
        return None
    place = names.index(name)
    days, values = check.times, check.residuals[:, place]
    smooth = _smooth(days, values)
    step = max(1, -(-days.size // _MOST_POINTS))
    low, high = np.percentile(values, [2, 98]).tolist()
    return ResidualData(
        name=name,
        days=days[::step],
        values=values[::step],
        smooth=smooth[::step],
        constant=model.terms[place].coefficient,
        p_value=check.terms[place].p_value,
        low=low,
        high=high,
    )


def _unit(term: str) -> str:
    if "=" in term:
        return "against the first value"
    return "for each unit more"


def _smooth(days: Floats, values: Floats) -> Floats:
    """Returns straight lines fitted around each event, those nearest in rank counting most
    (tricube over a third of the events, at least 20).
    """
    reach = max(20, days.size // 3)
    grid = np.unique(np.linspace(0, days.size - 1, 60).astype(int))
    ranks = np.arange(days.size)
    found = []
    for at in grid:
        near = np.clip(1 - (np.abs(ranks - at) / reach) ** 3, 0, None) ** 3
        centered = days - days[at]
        total, first, second = near.sum(), near @ centered, near @ centered**2
        spread = total * second - first**2
        own = near @ values
        if spread <= 1e-12 * max(total * second, 1.0):
            found.append(own / total)
        else:
            found.append((second * own - first * (near @ (centered * values))) / spread)
    return np.asarray(np.interp(ranks, grid, found))
