"""What is asked of a cohort about its outcomes, and why some questions cannot be asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.analysis.outcome_clocks import Clock
from monitor.domain.endpoints import Endpoint, UnknownCause


class OutcomeQuestionError(ValueError):
    """The question cannot be asked of this cohort; the message says why."""


class UnknownColumnError(OutcomeQuestionError):
    """No patient has a value in the column."""

    def __init__(self, column: str, known: Sequence[str]) -> None:
        super().__init__(f"No patient has a value of {column}. There are: {', '.join(known)}.")


class UnknownVisitError(OutcomeQuestionError):
    """No marrow was sampled at the visit."""

    def __init__(self, visit: str, known: Sequence[str]) -> None:
        names = ", ".join(known) or "none"
        super().__init__(f"No sampling is of visit “{visit}”. Visits in the files: {names}.")


@dataclass(frozen=True, slots=True)
class OutcomeQuestion:
    """What is asked: free of what, from when on, adjusted for which columns.

    The clock starts `landmark_months` after the day of `clock`, and not before the group is known.
    `landmark_was_fixed`: before anybody looked at the data; else the result is exploratory.
    """

    endpoint: Endpoint
    clock: Clock = Clock.SAMPLING
    landmark_months: float | None = None
    covariates: tuple[str, ...] = ()
    unknown_cause: UnknownCause = UnknownCause.BY_METASTASIS
    landmark_was_fixed: bool = False
