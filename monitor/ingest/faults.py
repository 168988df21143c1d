"""What one text of a cell turns out to be: a value, a fault, or a value and something beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from monitor.domain.plan import Value
from monitor.domain.problems import Level


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is not a value of its column: the rule it breaks and what was expected.

    Where a question has to be answered first, the level is DECIDE and the rule the question's name.
    """

    rule: str
    message: str
    level: Level = Level.STOP


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text says where that is more than a value of its column.

    `also` are values of other columns, which hold where those are blank; `is_kept` says that the
    text itself is stored, because it is no number; `note` is what a person should know. Where the
    column `needs` is blank, it means `otherwise`.
    """

    value: Value = None
    also: Mapping[str, Value] = field(default_factory=dict)
    is_kept: bool = False
    note: str = ""
    needs: str = ""
    otherwise: "Meaning | None" = None


Parser = Callable[[str], Value | Fault]
