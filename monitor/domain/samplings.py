"""A sampling: all assays of one patient, day and comparability key, pooled and judged."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitor.domain.records import Assay
from monitor.domain.vocabularies import EvidenceState, Material, Method

_EVALUABLE = (EvidenceState.DETECTED, EvidenceState.NOT_DETECTED)


class CellDefinition(StrEnum):
    """Which cells are counted: category A alone, or B too where the control is clean."""

    TUMOR = "tumor cells only"
    TUMOR_AND_PROBABLE = "tumor + probable cells"


@dataclass(frozen=True, slots=True, order=True)
class ComparabilityKey:
    """Samplings with different keys are never compared silently."""

    material: Material
    method: Method
    antibody: str
    lab: str

    def __str__(self) -> str:
        parts = (self.method.upper(), self.antibody, self.lab)
        text = " · ".join(part for part in parts if part)
        return text if self.material is Material.BONE_MARROW else f"blood · {text}"


@dataclass(frozen=True, slots=True)
class SetAside:
    """An assay that was not pooled, and why."""

    assay: Assay
    reason: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """Pooled result of one day and key.

    `tumor_cells` k and `cells_screened` N are sums over the pooled assays (None where there is no
    count or no N). `rate`, `lower`, `upper` (exact 95 %) and `excluded` (the level ruled out with
    95 %, one-sided, only below the threshold) are cells per 10⁶ MNC; where the depth is unknown
    `rate` is the one the lab reported, if any. `is_positive` says how the result counts for status:
    of an unknown depth too, None where it is not evaluable.
    """

    collected_on: date
    key: ComparabilityKey
    state: EvidenceState
    reason: str
    pooled: tuple[Assay, ...]
    set_aside: tuple[SetAside, ...] = ()
    tumor_cells: int | None = None
    cells_screened: int | None = None
    rate: float | None = None
    lower: float | None = None
    upper: float | None = None
    excluded: float | None = None
    is_positive: bool | None = None

    @property
    def assays(self) -> tuple[Assay, ...]:
        """Returns every assay of the sampling, pooled ones first."""
        return self.pooled + tuple(aside.assay for aside in self.set_aside)

    @property
    def is_evaluable(self) -> bool:
        return self.state in _EVALUABLE

    @property
    def visit(self) -> str | None:
        return next((assay.visit for assay in self.assays if assay.visit), None)
