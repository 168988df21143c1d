"""What the Methods page says: the formulas in plain words, under a rule set, with live examples."""

from dataclasses import dataclass

from monitor.analysis import worked_examples as examples
from monitor.analysis.formats import counted, fewer_than, millions
from monitor.analysis.lab_scatter import labs_sentence
from monitor.domain.evidence import UNCHECKED, Scatters
from monitor.domain.rules import RuleSet
from monitor.stats.dispersion import FEWEST_DEGREES


@dataclass(frozen=True, slots=True)
class MethodSection:
    """One method: `anchor` in the page's address, `words` as sentences, `formulas` and computed
    `examples` as one line each.
    """

    anchor: str
    title: str
    words: tuple[str, ...]
    formulas: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


def rule_lines(rules: RuleSet) -> tuple[tuple[str, str], ...]:
    """Returns every rule in force with its value, in words."""
    cautions = [f"{counted(rules.surgery_caution_days, 'day')} after surgery"]
    cautions += ["during chemotherapy"] if rules.caution_during_chemotherapy else []
    cautions += ["under G-CSF"] if rules.caution_under_g_csf else []
    by_lab = tuple((f"Minimum depth, {lab}", _depth(depth)) for lab, depth in rules.lab_depths)
    return (
        ("Version", rules.version),
        ("Detected from", counted(rules.threshold, "cell")),
        ("Minimum depth of a negative", _depth(rules.minimum_depth)),
        *by_lab,
        ("α, two-sided", f"{rules.alpha:g}"),
        ("Recovery", f"{rules.recovery:g}"),
        ("Confirmed by a second sampling after", counted(rules.confirmation_days, "day")),
        ("Caution windows", ", ".join(cautions)),
        ("Next sampling due after", counted(rules.sampling_interval_days, "day")),
        ("Points joined across at most", counted(rules.connector_gap_days, "day")),
    )


def method_sections(rules: RuleSet, scatter: Scatters = UNCHECKED) -> tuple[MethodSection, ...]:
    """Returns the page, section by section; `scatter` of the labs is told as it is now."""
    return (
        _one_sampling(rules),
        _states(rules),
        _control(rules),
        _two_samplings(rules, scatter),
        _false_clearance(),
        _calls(rules),
        _trend(),
        _cohort(rules),
        _outcomes(),
    )


def _depth(cells: int) -> str:
    return f"{millions(cells)} M MNC"


def _one_sampling(rules: RuleSet) -> MethodSection:
    factor = "" if rules.recovery == 1 else f" × recovery {rules.recovery:g}"
    return MethodSection(
        "one-sampling",
        "One sampling",
        (
            "The rate is the tumor cells found (k) per cells screened (N). Few cells make a wide "
            "interval: it is the exact one (Garwood), which needs no normal approximation.",
            "A zero is no level of zero. It excludes, with 95 % confidence, every level above the "
            "one at which so few cells would turn up in 5 % of samplings only.",
            "Sites of one day and one method are pooled: cells and cells screened are added up.",
        ),
        (
            "lower = χ²(α/2; 2k) / 2N",
            "upper = χ²(1 − α/2; 2k + 2) / 2N",
            f"level excluded = χ²(0.95; 2k + 2) / 2N{factor}",
            f"chance to see rate r = 1 − exp(−r · N{factor})",
        ),
        (*examples.single_counts(rules), examples.pooled_sites(), *examples.detection(rules)),
    )


def _states(rules: RuleSet) -> MethodSection:
    return MethodSection(
        "evidence",
        "What a sampling shows",
        (
            f"Detected: {counted(rules.threshold, 'cell')} or more, at any depth.",
            f"Not detected: fewer, in at least {_depth(rules.minimum_depth)}"
            + (" (some labs have their own minimum, see the rules above)." if rules.lab_depths
               else "."),
            "Under-screened: fewer, in less than that. It is no negative, and no call is built "
            "on it.",
            "Depth unknown: a result without the number of cells screened. Not evaluable: the lab "
            "says so, its control spoils it, or it has neither count nor result.",
            "Only detected and not detected are evaluable.",
        ),
    )  # fmt: skip


def _control(rules: RuleSet) -> MethodSection:
    return MethodSection(
        "control",
        "Control first",
        (
            "Where the control is clean, probable cells count with the tumor cells. Where the "
            "control stained and the lab gives no probable cells, an assay with cells counts only "
            f"if it is demonstrably above its control (one-sided exact p < {rules.alpha:g}). A "
            "zero is never spoiled.",
        ),
        ("p = Pr(K ≥ k), K binomial of k + k_control with share N / (N + N_control)",),
        (examples.control_rule(rules),),
    )


def _two_samplings(rules: RuleSet, scatter: Scatters) -> MethodSection:
    return MethodSection(
        "change",
        "Is a change real?",
        (
            "Given all cells of two samplings of one method, each falls into the later one with "
            "the share of the cells screened there, if nothing changed. That gives an exact test "
            "and an exact interval of the ratio of rates (RR).",
            "A change is demonstrable when the interval excludes 1, which is when the central p "
            f"lies below {rules.alpha:g}. The other p is R's `poisson.test`; at unequal depth the "
            "two may disagree, and the interval decides.",
            "That two intervals overlap is no test.",
            "Sites and replicates of one day show whether a lab's counts scatter as chance has it: "
            f"from {FEWEST_DEGREES} degrees of freedom on, the counts of a lab that demonstrably "
            "scatters more (φ above 1) are divided by φ in the test.",
        ),
        (
            "k₂ ~ binomial(k₁ + k₂, N₂ / (N₁ + N₂))",
            "RR = (k₂ / N₂) / (k₁ / N₁), limits p / (1 − p) · N₁ / N₂ of Clopper and Pearson's p",
        ),
        (*examples.changes(rules), *examples.smallest_falls(rules), labs_sentence(scatter)),
    )


def _false_clearance() -> MethodSection:
    return MethodSection(
        "false-clearance",
        "A zero after a positive",
        (
            "The chance of false clearance says in how many of such pairs all cells would have "
            "fallen into the earlier sampling although nothing changed. It is always counted from "
            "the last detected sampling; once confirmed, with the zeros since then pooled.",
        ),
        ("chance = (N₁ / (N₁ + N₂))^k₁ for a zero",),
        examples.false_clearances(),
    )


def _calls(rules: RuleSet) -> MethodSection:
    return MethodSection(
        "calls",
        "Calls",
        (
            "A call says what changed, and is derived each time from the assays and the rules; "
            "nothing is stored that could go stale. Only samplings of one material, method, "
            "antibody and lab are compared.",
            "Sizes are held against the reference: the last evaluable sampling on or before the "
            "first systemic therapy. Status is held against the last evaluable sampling.",
            "Zeros only so far: *never detected*; cells after zeros only: *appeared*. Cells after "
            "cells: *lower* or *higher* if demonstrable, else *persistent*. A zero after cells: "
            "*cleared*; cells after that: *re-appeared*. Each is graded *demonstrable* or "
            "*compatible with chance*.",
            "Confirmed means: a second sampling that says the same, at least "
            f"{counted(rules.confirmation_days, 'day')} later. Under-screened and not evaluable "
            "samplings get no call; they neither confirm nor refute.",
            "After the first distant metastasis nothing is called.",
        ),
    )


def _trend() -> MethodSection:
    return MethodSection(
        "trend",
        "One patient's trend",
        (
            "Halving and doubling times come from a Poisson regression over one series, with at "
            "least three evaluable samplings and five cells that do not all lie on the first or "
            "the last day. Otherwise there is none, and the page says why.",
        ),
        ("log μ = a + b · months + log N",),
    )


def _cohort(rules: RuleSet) -> MethodSection:
    return MethodSection(
        "regression-to-the-mean",
        "Regression to the mean",
        (
            "Patients picked for being positive turn negative by chance. The number cleared is "
            "therefore printed beside the number expected if nobody had changed, from the scatter "
            "of all rates at baseline.",
            f"Cleared means {fewer_than(rules.threshold)} after {counted(rules.threshold, 'cell')} "
            "or more, as the call does, in every table and in the number expected.",
        ),
        (
            "chance of a zero = ((β + N₁) / (β + N₁ + N₂))^(κ + k₁)",
            "chance of fewer than m cells = I_p(κ + k₁, m), p = (β + N₁) / (β + N₁ + N₂)",
        ),
        (examples.unchanged_clearance(),),
    )


def _outcomes() -> MethodSection:
    return MethodSection(
        "outcomes",
        "Outcomes",
        (
            "A group that rests on a sampling is known on that day, and no clock starts before it: "
            "whoever had the event or was lost by then is left out, counted and listed. Without "
            "that rule a null effect looks like a benefit. A lab, a therapy or a sampling that a "
            "saved group or the filter asks for is known on its day, too: a patient counts in the "
            "group that she belonged to by the landmark, or joined first, and stays in it.",
            "Curves are Kaplan–Meier's with log–log limits, compared by log-rank test and Cox "
            "regression (Efron). Under five events in a group there is no hazard ratio.",
            "P-values of many single patients are descriptive.",
        ),
    )
