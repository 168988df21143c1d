"""What a reader chose of the cohort, as the options of an address or a saved group, and back.

Choices only: no pseudonym, no key of a patient.
"""

from collections.abc import Mapping, Sequence

from monitor.analysis.cohort_filter import Above, CohortFilter

Query = Mapping[str, Sequence[str]]

# How each part of the filter is called in an address.
NAMES = {
    "arms": "arm", "centers": "center", "labs": "lab", "tumors": "pt", "nodes": "pn",
    "grades": "grade", "subtypes": "receptors", "therapies": "therapy", "agents": "agent",
    "above": "above",
}  # fmt: skip
VISIT, LEVEL = "visit", "level"
EVERY = (*NAMES.values(), VISIT, LEVEL)
_NONE = "-"  # an address loses values that are empty


def filter_to_query(chosen: CohortFilter) -> dict[str, list[str]]:
    """Returns what is chosen, by its name in an address; what is as usual is left out."""
    query = {
        name: [value or _NONE for value in getattr(chosen, part)]
        for part, name in NAMES.items()
        if getattr(chosen, part)
    }
    if chosen.visit:
        query[VISIT] = [chosen.visit]
    if chosen.above:
        query[LEVEL] = [f"{chosen.level:g}"]
    return query


def filter_from_query(query: Query) -> CohortFilter:
    """Returns the filter that an address or a saved group names; nonsense is as usual."""
    parts = {
        part: tuple("" if value == _NONE else value for value in query.get(name, ()))
        for part, name in NAMES.items()
    }
    parts["above"] = tuple(value for value in parts["above"] if value in set(Above))
    visit, level = (next(iter(query.get(name, ())), "") for name in (VISIT, LEVEL))
    return CohortFilter(**parts, visit=visit, level=_level(level))


def _level(text: str) -> float:
    try:
        level = float(text)
    except ValueError:
        return CohortFilter().level
    return level if 0 < level < 1e6 else CohortFilter().level
