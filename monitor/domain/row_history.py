"""One stored row through time: rows are immutable, so a correction is a further version."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.domain.plan import Value
from monitor.domain.records import Origin


@dataclass(frozen=True, slots=True)
class Touch:
    """The change that added or ended a version: what kind, when (UTC) and by whom."""

    number: int
    kind: str
    made_at: str
    made_by: str


@dataclass(frozen=True, slots=True)
class RowVersion:
    """What a row said from one change to another; `ended` is None for the version in force."""

    row_id: int
    origin: Origin
    values: Mapping[str, Value]
    added: Touch
    ended: Touch | None
