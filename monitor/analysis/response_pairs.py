"""Two samplings of each patient: before and after a therapy, or baseline and a later one.

What every view of response rests on. One row a patient; who has no pair is kept with the reason.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from monitor.analysis.cohort import Codes, Cohort
from monitor.analysis.response_spans import Span
from monitor.domain.rules import RuleSet
from monitor.domain.vocabularies import EvidenceState
from monitor.stats.change import compare
from monitor.stats.inputs import Floats

EVALUABLE = (EvidenceState.DETECTED.value, EvidenceState.NOT_DETECTED.value)
NO_BASELINE = "no evaluable sampling"
NO_LATER = "no evaluable sampling after the baseline"

COUNTS = ("k1", "events1", "n1", "k2", "events2", "n2")
COLUMNS = (
    "patient", "patient_id", "link", "label", "series", "first_on", "second_on", *COUNTS,
    "ratio", "lower", "upper", "p_value", "p_central", "demonstrable", "looks", "minimum",
    "dispersion",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The pairs of a span (`frame`, columns as `COLUMNS`) and what stands beside them.

    `firsts`: first samplings of everyone in question, with or without a second one (patient, k,
    events, n, minimum): what rates are fitted to. `without`: patient, patient_id, link, reason of
    who has no pair. `further` counts pairs of patients who have one already, not shown.
    """

    span: Span
    rules: RuleSet
    frame: pd.DataFrame
    firsts: pd.DataFrame
    without: pd.DataFrame
    further: int = 0

    def of(self, codes: Codes) -> "Pairs":
        """Returns the pairs of these patients."""
        return replace(
            self,
            frame=self.frame[self.frame["patient"].isin(codes)],
            firsts=self.firsts[self.firsts["patient"].isin(codes)],
            without=self.without[self.without["patient"].isin(codes)],
        )


def pairs_of(cohort: Cohort, span: Span) -> Pairs:
    """Returns one pair a patient: of a line of therapy, or from the baseline on."""
    return _line_pairs(cohort, span) if span.is_therapy else _baseline_pairs(cohort, span)


def _line_pairs(cohort: Cohort, span: Span) -> Pairs:
    lines = cohort.lines
    wanted = lines[span.takes(lines)]
    has_before = wanted["before_k"].notna() & wanted["before_n"].notna()
    has_pair = has_before & wanted["after_k"].notna() & wanted["after_n"].notna()
    ordered = wanted[has_pair].sort_values(["patient", "started_on"], kind="stable")
    first = ordered.drop_duplicates("patient")
    frame = pd.DataFrame(
        {
            "patient": first["patient"],
            "label": _texts(first["agent"]),
            "series": _texts(first["series"]),
            "first_on": first["before_on"],
            "second_on": first["after_on"],
            "k1": first["before_k"],
            "events1": first["before_events"],
            "n1": first["before_n"],
            "k2": first["after_k"],
            "events2": first["after_events"],
            "n2": first["after_n"],
            "ratio": first["ratio"],
            "lower": first["ratio_lower"],
            "upper": first["ratio_upper"],
            "p_value": first["p_value"],
            "p_central": first["p_central"],
            "demonstrable": first["demonstrable"],
            "looks": 1,
        }
    )
    befores = wanted[has_before].sort_values(["patient", "started_on"], kind="stable")
    befores = befores.drop_duplicates("patient")
    firsts = pd.DataFrame(
        {
            "patient": befores["patient"],
            "series": _texts(befores["series"]),
            "k": befores["before_k"],
            "events": befores["before_events"],
            "n": befores["before_n"],
        }
    )
    missing = wanted[~wanted["patient"].isin(first["patient"])]
    missing = missing.sort_values(["patient", "started_on"], kind="stable")
    missing = missing.drop_duplicates("patient")
    without = pd.DataFrame({"patient": missing["patient"], "reason": _texts(missing["reason"])})
    return _finished(cohort, span, (frame, firsts, without), len(ordered) - len(first))


def _baseline_pairs(cohort: Cohort, span: Span) -> Pairs:
    evaluable = evaluable_samplings(cohort)
    firsts = baselines(cohort, evaluable)
    later = _later(evaluable, firsts)
    chosen = _chosen(later, span)
    both = chosen.merge(firsts, on="patient", suffixes=("2", "1"))
    frame = pd.DataFrame(
        {
            "patient": both["patient"],
            "label": span.label,
            "series": _texts(both["series_name1"]),
            "first_on": both["collected_on1"],
            "second_on": both["collected_on2"],
            **{name: both[name] for name in COUNTS},
            "looks": both["looks"],
        }
    )
    frame = _compared(frame, cohort.rules.alpha, _dispersion(cohort, frame["series"]))
    named = firsts[["patient", "k", "events", "n"]].assign(series=_texts(firsts["series_name"]))
    reasons = pd.Series(NO_BASELINE, index=cohort.patients.index)
    reasons.loc[firsts["patient"]] = span.missing or NO_LATER
    codes = cohort.patients.index.difference(pd.Index(frame["patient"]))
    without = pd.DataFrame({"patient": codes, "reason": reasons.loc[codes].to_numpy()})
    return _finished(cohort, span, (frame, named, without), 0)


def evaluable_samplings(cohort: Cohort) -> pd.DataFrame:
    """Returns the samplings that can be compared: evaluable, before relapse, with k and N.

    `series` is the number of the comparability key in the order of their names, `series_name` the
    key itself.
    """
    every = cohort.samplings
    usable = (
        every["state"].isin(EVALUABLE)
        & ~every["after_relapse"].astype(bool)
        & every["k"].notna()
        & every["n"].notna()
    )
    found = every[usable]
    kinds = found["series"].astype("category").cat
    # Categories stand as they came, which is other patients' doing.
    places = np.argsort(np.argsort(kinds.categories.astype(str), kind="stable"))
    return found.assign(series=places[kinds.codes], series_name=found["series"])


def baselines(cohort: Cohort, evaluable: pd.DataFrame) -> pd.DataFrame:
    """Returns each patient's reference (methods.md 3): the last evaluable sampling on or before the
    first systemic therapy, else the first one.

    Of several series the one that has a sampling before therapy, then one that goes on afterwards,
    then the one that began first.
    """
    start = looked_up(evaluable["patient"], cohort.patients["first_systemic_on"])
    is_before = evaluable["collected_on"] <= start
    keys = ["patient", "series"]
    befores = evaluable[is_before].drop_duplicates(keys, keep="last").assign(is_before=True)
    others = evaluable.drop_duplicates(keys, keep="first").assign(is_before=False)
    each = pd.concat([befores, others]).drop_duplicates(keys, keep="first")
    last = evaluable.drop_duplicates(keys, keep="last")[[*keys, "collected_on"]]
    each = each.merge(last, on=keys, suffixes=("", "_last"))
    each = each.assign(goes_on=each["collected_on"] < each["collected_on_last"])
    ordered = each.sort_values(
        ["patient", "is_before", "goes_on", "collected_on", "series"],
        ascending=[True, False, False, True, True],
        kind="stable",
    )
    return ordered.drop_duplicates("patient")


def looked_up(codes: pd.Series, table: pd.Series) -> pd.Series:
    """Returns what the table says of each patient; missing where it says nothing."""
    return pd.Series(table.reindex(codes).to_numpy(), index=codes.index)


def _later(evaluable: pd.DataFrame, firsts: pd.DataFrame) -> pd.DataFrame:
    """Returns the later samplings of each baseline's own series, in time order."""
    start = firsts.set_index("patient")
    own = looked_up(evaluable["patient"], start["series"])
    begun = looked_up(evaluable["patient"], start["collected_on"])
    return evaluable[(evaluable["series"] == own) & (evaluable["collected_on"] > begun)]


def _chosen(later: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Returns one of the later samplings a patient, with among how many it was looked for."""
    counted = later.assign(looks=1)
    if span.visit:
        counted = counted[(counted["visit"] == span.visit) & counted["is_counted_visit"]]
    if span.is_lowest:
        looks = counted.groupby("patient")["k"].transform("size")
        counted = counted.assign(looks=looks).sort_values(["patient", "upper"], kind="stable")
    return counted.drop_duplicates("patient", keep="last" if span.is_last else "first")


def _compared(frame: pd.DataFrame, alpha: float, dispersion: Floats) -> pd.DataFrame:
    """Returns the pairs with their ratio; of several looks the p is multiplied (methods.md 3)."""
    looks = frame["looks"].to_numpy(dtype=float)
    found = compare(
        frame["events1"].to_numpy(dtype=float), frame["n1"].to_numpy(dtype=float) / 1e6,
        frame["events2"].to_numpy(dtype=float), frame["n2"].to_numpy(dtype=float) / 1e6,
        alpha=alpha / np.maximum(looks, 1), dispersion=dispersion,
    )  # fmt: skip
    return frame.assign(
        ratio=found.ratio,
        lower=found.lower,
        upper=found.upper,
        p_value=np.minimum(1.0, found.p_value * looks),
        p_central=np.minimum(1.0, found.p_central * looks),
        demonstrable=found.demonstrable,
    )


def _finished(cohort: Cohort, span: Span, frames: tuple[pd.DataFrame, ...], further: int) -> Pairs:
    """Returns the pairs with names, plain numbers and the depth that a zero of their lab needs."""
    pairs, firsts, without = frames
    names = cohort.patients[["patient_id", "link"]]
    pairs = pairs.join(names, on="patient").sort_values("patient", kind="stable")
    pairs = pairs.assign(
        minimum=_minimum(cohort, pairs["series"]), dispersion=_dispersion(cohort, pairs["series"])
    )
    numbers = {name: pairs[name].astype("int64") for name in COUNTS}
    flags = pairs["demonstrable"].fillna(False).astype(bool)
    pairs = pairs.assign(**numbers, demonstrable=flags)
    firsts = firsts.assign(
        minimum=_minimum(cohort, firsts["series"]),
        **{name: firsts[name].astype("int64") for name in ("k", "events", "n")},
    )
    return Pairs(
        span,
        cohort.rules,
        pairs.reset_index(drop=True)[list(COLUMNS)],
        firsts.reset_index(drop=True),
        without.join(names, on="patient").sort_values("patient").reset_index(drop=True),
        further,
    )


def _minimum(cohort: Cohort, series: pd.Series) -> Floats:
    """Returns the minimum depth, in cells, of the lab that each series is from."""
    labs = _labs(cohort)
    depths = {key: float(cohort.rules.depth_for_lab(lab or None)) for key, lab in labs.items()}
    usual = float(cohort.rules.minimum_depth)
    return np.array([depths.get(key, usual) for key in series], dtype=float)


def _dispersion(cohort: Cohort, series: pd.Series) -> Floats:
    """Returns by what the counts of each series are divided: by the scatter of its lab."""
    divisors = {
        key: cohort.scatter[lab].divisor for key, lab in _labs(cohort).items()
        if lab in cohort.scatter
    }  # fmt: skip
    return np.array([divisors.get(key, 1.0) for key in series], dtype=float)


def _labs(cohort: Cohort) -> dict[str, str]:
    known = cohort.samplings.drop_duplicates("series")
    return dict(zip(_texts(known["series"]), _texts(known["lab"]), strict=True))


def _texts(column: pd.Series) -> pd.Series:
    """Returns texts in place of categories or missing values; each category is written once."""
    kinds = column.astype("category").cat
    words = np.array([*kinds.categories.astype(str), ""], dtype=object)
    return pd.Series(words[kinds.codes.to_numpy()], index=column.index, dtype=object)
