"""What in the data deserves a look: rules, each with its count and its list, and what is not
counted and why.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from monitor.analysis.cohort import Cohort
from monitor.domain.vocabularies import AssayStatus, EventType, EvidenceState, ResultText

# Plausible depths, in MNC (data.md 2).
LEAST_DEPTH, MOST_DEPTH = 10_000, 100_000_000
# A rate may be rounded by so much, and be written per 2×10⁶ or in percent.
_ROUNDING = 0.06
_FACTORS = {1.0: "", 2.0: "per 2×10⁶", 1e-4: "percent"}
# What a reason says beside its numbers, so that samplings left out for the same one are one row.
_REASONS = (
    (re.compile(r"only .+? that a negative needs"), "fewer cells screened than a negative needs"),
    (re.compile(r"below threshold, [^;]+"), "below threshold"),
    (re.compile(r"[^;]+ is not demonstrably above its control [^;]+"), "not above its control"),
    (re.compile(r"control stained \(\d+\)"), "control stained"),
)

Found = tuple[pd.Series, pd.Series | None, pd.Series | str]  # patient codes, days, what
Rule = Callable[[Cohort, pd.DataFrame], Found]


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """One rule: its question, and one row of `frame` (patient, code, date, what) for each case."""

    rule: str
    why: str
    frame: pd.DataFrame

    @property
    def count(self) -> int:
        return len(self.frame)

    @property
    def patients(self) -> int:
        return int(self.frame["code"].nunique())


def findings(cohort: Cohort, assays: pd.DataFrame) -> tuple[Finding, ...]:
    """Returns every rule with what it finds among these patients and their marrow assays."""
    return tuple(
        Finding(rule, why, _frame(cohort, *find(cohort, assays))) for rule, why, find in _RULES
    )


def finding_table(found: tuple[Finding, ...]) -> pd.DataFrame:
    """Returns the rules with their counts, those that find most first."""
    ordered = sorted(found, key=lambda finding: -finding.count)
    return pd.DataFrame(
        [(f.rule, f.count, f.patients, f.why) for f in ordered],
        columns=["Rule", "Cases", "Patients", "Why it matters"],
    )


def exclusions(cohort: Cohort) -> pd.DataFrame:
    """Returns why samplings are not evaluable: state, reason without its numbers, how many."""
    samplings = cohort.samplings
    states = (EvidenceState.DETECTED.value, EvidenceState.NOT_DETECTED.value)
    left_out = samplings.loc[~samplings["state"].isin(states).to_numpy()]
    texts = left_out["reason"].astype(str)
    reasons = texts.map({text: _without_numbers(text) for text in texts.unique()})
    kinds = pd.DataFrame(
        {"State": left_out["state"].astype(str), "Reason": reasons, "code": left_out["patient"]}
    )
    groups = kinds.groupby(["State", "Reason"])["code"]
    table = pd.DataFrame({"Samplings": groups.size(), "Patients": groups.nunique()})
    return table.reset_index().sort_values("Samplings", ascending=False, ignore_index=True)


def _without_numbers(reason: str) -> str:
    for pattern, words in _REASONS:
        reason = pattern.sub(words, reason)
    return reason


def completeness(cohort: Cohort) -> pd.DataFrame:
    """Returns of how many patients each fact is known."""
    patients = cohort.patients
    followed = cohort.events.loc[
        cohort.events["event_type"].isin([EventType.LAST_CONTACT.value, EventType.DEATH.value])
    ]
    known = {
        "marrow sampling": patients["first_sampling_on"].notna(),
        "day of diagnosis": patients["diagnosed_on"].notna(),
        "surgery": patients["first_surgery_on"].notna(),
        "systemic therapy": patients["first_systemic_on"].notna(),
        "last contact or death": patients.index.isin(followed["patient"]),
        **{
            name: (patients[column] != "") & (patients[column] != "unknown")
            for name, column in (
                ("pT", "pt"), ("pN", "pn"), ("ER", "er"), ("PR", "pr"), ("HER2", "her2"),
                ("arm", "arm"),
            )
        },
        "grade": patients["grade"].notna(),
    }  # fmt: skip
    counts = {name: int(np.asarray(is_known, dtype=bool).sum()) for name, is_known in known.items()}
    total = len(patients)
    return pd.DataFrame(
        {
            "Fact": list(counts),
            "Known of": list(counts.values()),
            "Not known of": [total - number for number in counts.values()],
        }
    )


def _frame(
    cohort: Cohort, codes: pd.Series, days: pd.Series | None, what: pd.Series | str
) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "patient": cohort.pseudonyms(codes),
            "code": codes.to_numpy(),
            "date": pd.NaT if days is None else days.to_numpy(),
            "what": what if isinstance(what, str) else what.to_numpy(),
        }
    )
    return frame.sort_values(["patient", "date"], ignore_index=True)


def _cases(frame: pd.DataFrame, is_case: Any, what: Callable[[pd.DataFrame], Any] | str) -> Found:
    mask = pd.Series(is_case, index=frame.index).fillna(False).to_numpy(dtype=bool)
    found = frame.loc[mask]
    said = what if isinstance(what, str) else pd.Series(what(found), dtype="object")
    return found["patient"], found["collected_on"], said


def _valid(assays: pd.DataFrame) -> pd.DataFrame:
    return assays.loc[(assays["status"] != AssayStatus.WITHDRAWN.value).to_numpy()]


def _k_in_n(found: pd.DataFrame) -> list[str]:
    pairs = zip(found["k"].tolist(), found["n"].tolist(), strict=True)
    return [f"{_shown(k)} in {_shown(n)}" for k, n in pairs]


def _shown(number: Any) -> str:
    return "?" if pd.isna(number) else f"{int(number):,}"


def _contradicted(_cohort: Cohort, assays: pd.DataFrame) -> Found:
    held = _valid(assays)
    is_against = ((held["result"] == ResultText.NEGATIVE.value) & (held["k"] > 0)) | (
        (held["result"] == ResultText.POSITIVE.value) & (held["k"] == 0)
    )
    return _cases(
        held, is_against, lambda f: [
            f"“{word}” beside {text}" for word, text in zip(f["result"], _k_in_n(f), strict=True)
        ],
    )  # fmt: skip


def _other_rate(_cohort: Cohort, assays: pd.DataFrame) -> Found:
    held = _valid(assays)
    rate = held["k"].astype("Float64") / held["n"].astype("Float64") * 1e6
    is_other = (held["reported_rate"] - rate).abs() > _ROUNDING * np.maximum(rate, 0.1)
    return _cases(
        held, is_other, lambda f: [
            _rate_words(*row) for row in zip(f["reported_rate"], f["k"], f["n"], strict=True)
        ],
    )  # fmt: skip


def _rate_words(reported: float, k: float, n: float) -> str:
    own = 1e6 * k / n
    factor = next(
        (name for f, name in _FACTORS.items() if own and abs(reported / own - f) <= _ROUNDING * f),
        "",
    )
    return f"reported {reported:g}, from {k:,} in {n:,}: {own:.3g} per 10⁶" + (
        f" ({factor}?)" if factor else ""
    )


def _implausible(_cohort: Cohort, assays: pd.DataFrame) -> Found:
    held = _valid(assays)
    is_odd = (held["n"] < LEAST_DEPTH) | (held["n"] > MOST_DEPTH)
    return _cases(held, is_odd, lambda f: [f"{_shown(n)} MNC screened" for n in f["n"]])


def _no_depth(cohort: Cohort, _assays: pd.DataFrame) -> Found:
    samplings = cohort.samplings
    is_unknown = samplings["state"] == EvidenceState.DEPTH_UNKNOWN.value
    return _cases(samplings, is_unknown, lambda f: f["reason"].astype(str))


def _shallow(cohort: Cohort, _assays: pd.DataFrame) -> Found:
    samplings = cohort.samplings
    is_short = samplings["state"] == EvidenceState.UNDER_SCREENED.value
    return _cases(samplings, is_short, lambda f: f["reason"].astype(str))


def _not_evaluable(cohort: Cohort, _assays: pd.DataFrame) -> Found:
    samplings = cohort.samplings
    is_out = samplings["state"] == EvidenceState.NOT_EVALUABLE.value
    return _cases(samplings, is_out, lambda f: f["reason"].astype(str))


def _no_control(_cohort: Cohort, assays: pd.DataFrame) -> Found:
    held = _valid(assays)
    is_missing = held["control_k"].isna() & (held["k"] > 0)
    return _cases(held, is_missing, lambda f: [f"{text}, no control" for text in _k_in_n(f)])


def _stained(_cohort: Cohort, assays: pd.DataFrame) -> Found:
    held = _valid(assays)
    return _cases(
        held, held["control_k"] > 0, lambda f: [
            f"control {_shown(k)} in {_shown(n)}; assay {text}"
            for k, n, text in zip(f["control_k"], f["control_n"], _k_in_n(f), strict=True)
        ],
    )  # fmt: skip


def _written_otherwise(_cohort: Cohort, assays: pd.DataFrame) -> Found:
    held = _valid(assays)
    is_text = held["qualified"].fillna("").astype(str) != ""
    return _cases(held, is_text, lambda f: [f"the lab wrote {text}" for text in f["qualified"]])


def _withdrawn(_cohort: Cohort, assays: pd.DataFrame) -> Found:
    return _cases(assays, assays["status"] == AssayStatus.WITHDRAWN.value, _k_in_n)


def _out_of_life(cohort: Cohort, _assays: pd.DataFrame) -> Found:
    samplings = cohort.samplings
    died = cohort.of_patient(samplings, "died_on")
    diagnosed = cohort.of_patient(samplings, "diagnosed_on")
    is_late, is_early = samplings["collected_on"] > died, samplings["collected_on"] < diagnosed
    return _cases(
        samplings, is_late | is_early,
        lambda f: np.where(is_late.loc[f.index], "after death", "before the diagnosis"),
    )  # fmt: skip


def _off_window(cohort: Cohort, _assays: pd.DataFrame) -> Found:
    samplings = cohort.samplings
    return _cases(samplings, samplings["is_off_window"], "in no visit window")


def _second(cohort: Cohort, _assays: pd.DataFrame) -> Found:
    samplings = cohort.samplings
    is_spare = (samplings["visit"] != "") & ~samplings["is_counted_visit"]
    is_spare = is_spare & ~samplings["after_relapse"]
    return _cases(
        samplings, is_spare, lambda f: [f"another one counts for {visit}" for visit in f["visit"]]
    )


def _not_sampled(cohort: Cohort, _assays: pd.DataFrame) -> Found:
    none = cohort.patients.index[cohort.patients["first_sampling_on"].isna()]
    return pd.Series(none), None, "no marrow sampling"


def _end_unknown(cohort: Cohort, _assays: pd.DataFrame) -> Found:
    therapy = cohort.therapy
    is_open = therapy["ended_on"].isna() & ~therapy["ongoing"] & (therapy["lane"] != "surgery")
    found = therapy.loc[is_open.to_numpy()]
    return found["patient"], found["started_on"], found["agent"].astype(str) + ": end not known"


_RULES: tuple[tuple[str, str, Rule], ...] = (
    ("Result contradicts its count", "The count is used; ask the lab which is meant.",
     _contradicted),
    ("Reported rate is not k/N", "Another unit, or another N than the one reported.", _other_rate),
    ("Implausible number of cells screened", "Below 10⁴ or above 10⁸: perhaps millions.",
     _implausible),
    ("Result without its depth", "Has no interval, no test and no graded call.", _no_depth),
    ("Negative at too little depth", "Never counts as a negative.", _shallow),
    ("Not evaluable", "Counts neither way.", _not_evaluable),
    ("Positive without a reported control", "Blank is not zero: its specificity is not known.",
     _no_control),
    ("Negative control stained", "The assay counts only where it lies above its control.",
     _stained),
    ("Count written with a sign", "“<1” or “>100” is kept as written and is no number.",
     _written_otherwise),
    ("Withdrawn by the lab", "Stays visible, never counts.", _withdrawn),
    ("Sampled after death or before the diagnosis", "A wrong day, or the wrong patient.",
     _out_of_life),
    ("Off every visit window", "In no visit's rate.", _off_window),
    ("Second sampling in one window", "The nearest to the planned day counts.", _second),
    ("Never sampled", "Enrolled, in no figure of the marrow.", _not_sampled),
    ("End of therapy not known", "Gives no “after” for response to this line.", _end_unknown),
)  # fmt: skip
