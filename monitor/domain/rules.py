"""The rule set: what counts as detected, as deep enough, and as due."""

import json
from dataclasses import asdict, dataclass

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
    where a lab has its own), `recovery` the share of cells that survive preparation. Confirmation
    takes a second sampling at least `confirmation_days` after the first of its kind.
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
    caution_during_chemotherapy: bool = True
    caution_under_g_csf: bool = True

    def depth_for_lab(self, lab: str | None) -> int:
        """Returns the minimum depth, in MNC, that a negative of this lab must reach."""
        return dict(self.lab_depths).get(lab or "", self.minimum_depth)

    @property
    def faults(self) -> tuple[str, ...]:
        """Returns one sentence for each rule that makes no sense, none where all do."""
        depths = (self.minimum_depth, *(depth for _, depth in self.lab_depths))
        labs = [lab for lab, _ in self.lab_depths]
        checks = (
            (bool(self.version.strip()), "A rule set needs a version."),
            (all(lab.strip() for lab in labs), "A minimum depth of a lab needs the lab's name."),
            (self.threshold >= 1, "The threshold must be at least 1 cell."),
            (min(depths) >= 1, "A minimum depth must be at least 1 cell."),
            (len(labs) == len(set(labs)), "A lab can have one minimum depth only."),
            (0 < self.alpha < 1, "α must lie between 0 and 1."),
            (0 < self.recovery <= 1, "The recovery must lie above 0 and not above 1."),
            (self.confirmation_days >= 0, "The days to a confirmation must not be negative."),
            (self.surgery_caution_days >= 0, "The days after surgery must not be negative."),
            (self.sampling_interval_days >= 1, "The sampling interval must be at least 1 day."),
            (self.connector_gap_days >= 1, "The longest connected gap must be at least 1 day."),
        )
        return tuple(sentence for is_met, sentence in checks if not is_met)


DEFAULT_RULES = RuleSet()
"""The shipped rules, version 1.0: in force until others are saved. Their values never change."""


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One version of a store's rules: who saved it, when and why. The shipped one is of nobody."""

    rules: RuleSet
    made_at: str = ""
    made_by: str = ""
    reason: str = ""

    @property
    def is_shipped(self) -> bool:
        return not self.made_at


def next_version(version: str) -> str:
    """Returns the version after this one: 1.3 follows 1.2, and 1.10 follows 1.9."""
    first, _, last = version.rpartition(".")
    return f"{first}.{int(last) + 1}"


def rules_to_text(rules: RuleSet) -> str:
    """Returns rules as the store holds them; their version stands beside them."""
    held = asdict(rules)
    del held["version"]
    return json.dumps(held, ensure_ascii=False, sort_keys=True)


def rules_from_text(version: str, text: str) -> RuleSet:
    """Returns the rules that the store holds under a version."""
    held = json.loads(text)
    labs = tuple((lab, depth) for lab, depth in held.pop("lab_depths"))
    return RuleSet(version=version, lab_depths=labs, **held)
