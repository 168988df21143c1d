"""The rule set: what counts as detected, as deep enough, and as due."""

from dataclasses import dataclass

from monitor.domain.vocabularies import TherapyType

# What reaches cells in the marrow: the first of these ends the untreated baseline.
SYSTEMIC_THERAPIES = frozenset(
    {
        TherapyType.CHEMOTHERAPY,
        TherapyType.ENDOCRINE,
        TherapyType.HER2,
        TherapyType.CDK46,
        TherapyType.PARP,
        TherapyType.IMMUNOTHERAPY,
        TherapyType.BONE_TARGETED,
        TherapyType.DTC_DIRECTED,
    }
)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Versioned rules; everything derived under them names the version.

    `threshold` in cells of the pooled sampling, `minimum_depth` in MNC screened (`lab_depths`
    where a lab has its own), `recovery` the share of cells that survive preparation.
    """

    version: str = "1.0"
    threshold: int = 1
    minimum_depth: int = 1_000_000
    lab_depths: tuple[tuple[str, int], ...] = ()
    alpha: float = 0.05
    recovery: float = 1.0
    confirmation_days: int = 28
    surgery_caution_days: int = 14
    sampling_interval_days: int = 365
    connector_gap_days: int = 548

    def depth_for_lab(self, lab: str | None) -> int:
        """Returns the minimum depth, in MNC, that a negative of this lab must reach."""
        return dict(self.lab_depths).get(lab or "", self.minimum_depth)


DEFAULT_RULES = RuleSet()
