"""Draw the synthetic sample cohort: invented patients, written as four CSV files.

No patient in it is real. Every patient has a random generator of its own, seeded from ``SEED``
and the patient's number, so that changing one patient leaves all others as they are.

    python sample_data/generate.py [--out DIR]

Rates are tumor cells per 10^6 screened mononuclear cells (MNC); depths are MNC.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import TypeVar

SEED = "marrow-monitor-2139"
PATIENTS = 120
FIRST_DIAGNOSIS = date(2019, 3, 11)
ENROLMENT_DAYS = 850
DATA_CUT = date(2024, 8, 31)
DAYS_PER_MONTH = 30.44
HOLIDAYS = {(1, 1), (5, 1), (12, 24), (12, 25), (12, 26)}

# The marrow: a share of patients has no cells at all, most others few, some many.
STRUCTURAL_ZEROS = 0.15
HEAVY_BURDEN = 0.015
QUIET_RATE = (2.2, 0.083)  # shape and scale of a gamma, cells per 10^6
HEAVY_RATE = (1.0, 6.0)
RESPONDERS = {"standard": 0.45, "zoledronate": 0.65}  # therapy lowers their rate
YEARLY_DECLINE = 0.80

# What is too rare to leave to chance: the numbers of the patients it happens to.
METHOD_CHANGED = {5, 27, 48, 73, 101}
PCR_AT_24_MONTHS = {64}
WITHDRAWN_AT_12_MONTHS = {33, 90}
NOT_EVALUABLE_ONCE = {19: "24M", 41: "12M", 66: "post-CT", 85: "36M", 112: "24M"}
HER2_UNKNOWN = {63, 118}
SECOND_CANCERS = {
    31: ("second_primary", "colon"),
    57: ("contralateral_breast", "ductal"),
    94: ("second_primary", "melanoma"),
    106: ("contralateral_breast", "lobular"),
}
DEATHS_OF_OTHER_CAUSE = {45, 79}


# --------------------------------------------------------------------------- the four files


@dataclass(frozen=True, slots=True)
class PatientRow:
    """One row of patients.csv."""

    patient_id: str
    study: str
    center: str
    arm: str
    diagnosed_on: date
    birth_year: int
    menopausal_status: str
    histology: str
    pt: str
    pn: str
    nodes_positive: int
    grade: int
    er: str
    pr: str
    her2: str
    ki67_pct: int | None

    @property
    def number(self) -> int:
        """The running number behind the pseudonym."""
        return int(self.patient_id.removeprefix("SYN-"))

    @property
    def hormone_sensitive(self) -> bool:
        """Whether the estrogen or progesterone receptor is positive."""
        return "positive" in (self.er, self.pr)

    @property
    def triple_negative(self) -> bool:
        """Whether no receptor is positive."""
        return not self.hormone_sensitive and self.her2 != "positive"

    @property
    def neoadjuvant(self) -> bool:
        """Whether chemotherapy came before surgery (the stage carries a y)."""
        return self.pt.startswith("y")


@dataclass(frozen=True, slots=True)
class AssayRow:
    """One row of assays.csv."""

    patient_id: str
    center: str
    sample_id: str
    collected_on: date
    visit: str
    site: str
    material: str
    method: str
    antibody: str
    lab: str
    reader: str
    volume_ml: float | None
    viability_pct: int | None
    cells_screened: int | None
    tumor_cells: int | None
    probable_cells: int | None = None
    clusters: int | None = None
    control_cells_screened: int | None = None
    control_positive: int | None = None
    reported_rate: float | None = None
    result_text: str = ""
    marker: str = ""
    marker_positive: int | None = None
    marker_evaluated: int | None = None
    status: str = "valid"
    comment: str = ""


@dataclass(frozen=True, slots=True)
class TherapyRow:
    """One row of therapy.csv."""

    patient_id: str
    therapy_type: str
    agent: str
    started_on: date
    ended_on: date | None
    ongoing: str = "no"
    date_precision: str = "day"
    cycles: int | None = None
    dose: float | None = None
    dose_unit: str = ""
    intent: str = "adjuvant"
    end_reason: str = "regular"
    comment: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One row of outcomes.csv."""

    patient_id: str
    event_type: str
    occurred_on: date
    invasive: str = ""
    site: str = ""
    cause: str = ""
    comment: str = ""


Row = PatientRow | AssayRow | TherapyRow | OutcomeRow
Course = tuple[PatientRow, list[AssayRow], list[TherapyRow], list[OutcomeRow]]
Drawn = TypeVar("Drawn")


# --------------------------------------------------------------------------- what lies behind


@dataclass(frozen=True, slots=True)
class Plan:
    """The first treatment of a patient; no regimen means no chemotherapy."""

    surgery: str
    surgery_on: date
    regimen: str
    chemo_from: date
    chemo_to: date
    baseline_on: date


@dataclass(frozen=True, slots=True)
class Marrow:
    """A patient's true rate at diagnosis and the factor by which therapy changes it."""

    rate: float
    response: float
    rises_before_relapse: bool


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a patient; None where it does not happen before the data cut."""

    relapsed_on: date | None = None
    relapse_site: str = ""
    died_on: date | None = None
    cause: str = ""
    lost_on: date | None = None

    @property
    def seen_until(self) -> date:
        """The last day anything can be known of the patient."""
        return min(day for day in (self.died_on, self.lost_on, DATA_CUT) if day is not None)


@dataclass(frozen=True, slots=True)
class Reading:
    """Cells found among cells screened at one site; a control of None is drawn later."""

    site: str
    cells: int | None
    screened: int | None
    control: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Sampling:
    """One aspiration: the visit it belongs to, its day and its readings."""

    visit: str
    day: date
    readings: tuple[Reading, ...]
    method: str = "icc"
    result: str = ""
    status: str = "valid"
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """An instructive patient whose course is written down instead of drawn.

    ``course`` lists visits as ``12M 2/1.0+0/1.0``: cells / 10^6 MNC, left + right. A trailing
    ``control 1/1.0`` gives the control slide; ``clotted`` and ``pcr positive`` have no count.
    """

    patient: PatientRow
    surgery: str
    regimen: str
    endocrine: str
    course: str
    relapse_month: float | None = None
    relapse_site: str = ""
    death_month: float | None = None
    directed_month: float | None = None


STUDY = "SYNTHETIC"
STORIES = (
    # The flagship: falls under EC-T, falls further, is once under-screened, stays away, comes back.
    Story(
        PatientRow(
            "SYN-001", STUDY, "North", "zoledronate", date(2019, 3, 12), 1961, "post", "ductal",
            "pT2", "pN1a", 2, 3, "positive", "positive", "positive", 40,
        ),
        "breast-conserving", "EC-T", "letrozole",
        "baseline 14/2.0 | post-CT 5/2.0 | 12M 1/2.0 | 18M 0/0.3 | 24M 0/2.1 | 36M 0/3.0 |"
        " 48M 2/2.0 | 60M 6/2.0",
    ),
    # One cell, then never again: chance explains it as well as therapy does.
    Story(
        PatientRow(
            "SYN-002", STUDY, "South", "standard", date(2019, 3, 25), 1955, "post", "ductal",
            "pT1c", "pN1a", 1, 2, "positive", "positive", "negative", 15,
        ),
        "breast-conserving", "TC", "letrozole",
        "baseline 1/2.0 | post-CT 0/2.0 | 12M 0/2.1 | 24M 0/2.0 | 36M 0/1.85 | 48M 0/2.0",
    ),
    # Never detected, at a depth that means something.
    Story(
        PatientRow(
            "SYN-003", STUDY, "North", "standard", date(2019, 4, 2), 1949, "post", "ductal",
            "pT1b", "pN0", 0, 1, "positive", "positive", "negative", 8,
        ),
        "breast-conserving", "", "anastrozole",
        "baseline 0/2.0 | 6M 0/2.0 | 12M 0/3.0 | 24M 0/2.0 | 36M 0/2.5 | 48M 0/4.0",
    ),
    # Cleared, re-appeared, rising, bone metastasis, death.
    Story(
        PatientRow(
            "SYN-004", STUDY, "South", "standard", date(2019, 4, 9), 1967, "post", "lobular",
            "pT3", "pN2a", 6, 2, "positive", "negative", "negative", 25,
        ),
        "mastectomy", "EC-T", "letrozole",
        "baseline 3/2.0 | post-CT 0/2.0 | 12M 0/2.0 | 24M 2/2.0 | 36M 9/2.0",
        relapse_month=41, relapse_site="OSS", death_month=55,
    ),
    # The lab changes method and antibody before month 24: two series, not one.
    Story(
        PatientRow(
            "SYN-005", STUDY, "North", "zoledronate", date(2019, 4, 30), 1958, "post", "ductal",
            "pT2", "pN0", 0, 3, "positive", "positive", "negative", 35,
        ),
        "breast-conserving", "EC-T", "letrozole",
        "baseline 2/2.0 | post-CT 1/2.0 | 12M 0/2.0 | 24M 1/1.7 | 36M 1/2.0 | 48M 0/2.0",
    ),
    # Stained controls: above the control, not above it, and a zero that no control can spoil.
    Story(
        PatientRow(
            "SYN-006", STUDY, "South", "zoledronate", date(2019, 5, 14), 1971, "pre", "ductal",
            "pT2", "pN1a", 3, 2, "positive", "positive", "negative", 22,
        ),
        "breast-conserving", "FEC", "tamoxifen",
        "baseline 16/2.0 control 1/1.0 | post-CT 1/2.0 control 1/1.0 | 12M 0/2.0 control 1/1.0 |"
        " 24M 2/2.0 | 36M 0/2.0",
    ),
    # Left and right crest at every visit, once very uneven.
    Story(
        PatientRow(
            "SYN-007", STUDY, "North", "standard", date(2019, 6, 4), 1963, "post", "ductal",
            "pT1c", "pN0", 0, 2, "positive", "positive", "negative", 18,
        ),
        "breast-conserving", "", "letrozole",
        "baseline 11/1.0+1/1.0 | 6M 1/1.0+1/1.0 | 12M 1/1.0+0/1.0 | 24M 0/1.0+0/0.95 |"
        " 36M 1/1.0+0/1.0 | 48M 0/1.1+0/1.0",
    ),
    # Neoadjuvant: the first sampling is taken at surgery, when chemotherapy is already over.
    Story(
        PatientRow(
            "SYN-008", STUDY, "South", "standard", date(2019, 6, 18), 1974, "pre", "ductal",
            "ypT2", "ypN2a", 5, 3, "positive", "negative", "negative", 45,
        ),
        "mastectomy", "EC-T", "tamoxifen",
        "baseline 3/2.0 | 6M 2/2.0 | 12M 2/1.85 | 24M 1/2.0 | 36M 0/2.1 | 48M 0/2.0",
    ),
    # Persistent after chemotherapy, then treated for it, then gone.
    Story(
        PatientRow(
            "SYN-009", STUDY, "North", "standard", date(2019, 7, 9), 1960, "post", "lobular",
            "pT2", "pN1a", 3, 2, "positive", "positive", "negative", 20,
        ),
        "mastectomy", "EC-T", "letrozole",
        "baseline 7/2.0 | post-CT 6/2.0 | 12M 6/2.0 | 18M 2/2.0 | 24M 0/2.2 | 36M 0/2.0 |"
        " 48M 0/2.0",
        directed_month=13,
    ),
    # Too few cells screened, again and again.
    Story(
        PatientRow(
            "SYN-010", STUDY, "South", "standard", date(2019, 7, 23), 1952, "post", "other",
            "pT2", "pN1a", 1, 2, "positive", "positive", "negative", None,
        ),
        "breast-conserving", "TC", "letrozole",
        "baseline 1/0.7 | post-CT 0/0.5 | 12M 0/0.8 | 24M clotted | 36M 0/2.0 | 48M 0/1.2",
    ),
    # Appears and rises for two years before liver metastasis; one sampling after it.
    Story(
        PatientRow(
            "SYN-011", STUDY, "North", "standard", date(2019, 8, 6), 1969, "pre", "ductal",
            "pT2", "pN1a", 2, 3, "negative", "negative", "negative", 70,
        ),
        "mastectomy", "EC-T", "",
        "baseline 0/2.0 | post-CT 0/2.0 | 12M 1/2.0 | 24M 2/2.0 | 36M 12/1.85 | 48M 26/2.0",
        relapse_month=39, relapse_site="HEP",
    ),
    # A PCR result beside a count of zero.
    Story(
        PatientRow(
            "SYN-012", STUDY, "South", "zoledronate", date(2019, 8, 20), 1957, "post", "ductal",
            "pT1c", "pN0", 0, 2, "positive", "positive", "negative", 12,
        ),
        "breast-conserving", "", "letrozole",
        "baseline 0/2.0 | 6M 0/2.0 | 12M 0/2.0 | 24M 0/2.0 | 24M pcr positive | 36M 0/2.4",
    ),
)  # fmt: skip
STORY_OF = {story.patient.number: story for story in STORIES}


# --------------------------------------------------------------------------- chance and calendar


def draw_poisson(rng: random.Random, mean: float) -> int:
    """A Poisson count, by inversion of the distribution function."""
    target = rng.random()
    count, probability = 0, math.exp(-mean)
    cumulative = probability
    while cumulative < target and probability > 0.0:
        count += 1
        probability *= mean / count
        cumulative += probability
    return count


def chance(rng: random.Random, probability: float) -> bool:
    """True with the given probability."""
    return rng.random() < probability


def pick(rng: random.Random, weights: Mapping[Drawn, float]) -> Drawn:
    """One key, drawn with its weight."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


def days_after(start: date, days: float) -> date:
    """The working day on or just before ``start`` plus so many days."""
    day = start + timedelta(days=round(days))
    while day.weekday() > 4 or (day.month, day.day) in HOLIDAYS:
        day -= timedelta(days=1)
    return day


def months_after(start: date, months: float) -> date:
    """The working day on or just before ``start`` plus so many months."""
    return days_after(start, months * DAYS_PER_MONTH)


# --------------------------------------------------------------------------- patients


def draw_receptors(rng: random.Random) -> tuple[str, str, str]:
    """ER, PR and HER2 in the proportions of early breast cancer."""
    er = pick(rng, {"positive": 0.79, "negative": 0.21})
    if er == "positive":
        pr = pick(rng, {"positive": 0.84, "negative": 0.14, "unknown": 0.02})
        return er, pr, pick(rng, {"negative": 0.83, "positive": 0.17})
    return er, "negative", pick(rng, {"negative": 0.65, "positive": 0.35})


def draw_stage(rng: random.Random, neoadjuvant: bool) -> tuple[str, str, int]:
    """pT, pN and the number of positive nodes; the stage after chemotherapy carries a y."""
    if neoadjuvant:
        size = pick(rng, {"T0": 0.3, "T1b": 0.2, "T1c": 0.25, "T2": 0.2, "T3": 0.05})
    else:
        size = pick(
            rng, {"T1b": 0.12, "T1c": 0.38, "T2": 0.38, "T3": 0.08, "T4b": 0.02, "T1a": 0.02}
        )
    group = pick(rng, {"N0": 0.58, "N1a": 0.28, "N2a": 0.1, "N3a": 0.04})
    low, high = {"N0": (0, 0), "N1a": (1, 3), "N2a": (4, 9), "N3a": (10, 16)}[group]
    prefix = "yp" if neoadjuvant else "p"
    return prefix + size, prefix + group, rng.randint(low, high)


def draw_grade(rng: random.Random, er: str) -> tuple[int, int | None]:
    """Grade and Ki-67 in percent; Ki-67 is sometimes not known."""
    grades = {1: 0.16, 2: 0.58, 3: 0.26} if er == "positive" else {2: 0.2, 3: 0.8}
    grade = pick(rng, grades)
    ki67 = round(rng.gauss({1: 8, 2: 18, 3: 45}[grade], {1: 3, 2: 7, 3: 16}[grade]))
    return grade, None if chance(rng, 0.04) else min(95, max(2, ki67))


def draw_menopause(rng: random.Random, age: int) -> str:
    """Menopausal status for an age at diagnosis."""
    if chance(rng, 0.03):
        return "unknown"
    return "pre" if age < rng.gauss(51, 3) else "post"


def draw_patient(rng: random.Random, number: int) -> PatientRow:
    """One patient; patients enter in the order of their numbers, by and large."""
    entry = ENROLMENT_DAYS * (number - 1) / PATIENTS + rng.uniform(-25, 25)
    diagnosed_on = days_after(FIRST_DIAGNOSIS, max(0.0, entry))
    age = round(min(82.0, max(29.0, rng.gauss(57, 12))))
    er, pr, her2 = draw_receptors(rng)
    her2 = "unknown" if number in HER2_UNKNOWN else her2
    grade, ki67 = draw_grade(rng, er)
    neoadjuvant = chance(rng, 0.36 if er == "negative" or her2 == "positive" else 0.05)
    pt, pn, nodes = draw_stage(rng, neoadjuvant)
    return PatientRow(
        patient_id=f"SYN-{number:03d}",
        study=STUDY,
        center=pick(rng, {"North": 0.55, "South": 0.45}),
        arm=pick(rng, {"standard": 0.5, "zoledronate": 0.5}),
        diagnosed_on=diagnosed_on,
        birth_year=diagnosed_on.year - age,
        menopausal_status=draw_menopause(rng, age),
        histology=pick(rng, {"ductal": 0.79, "lobular": 0.14, "other": 0.07}),
        pt=pt,
        pn=pn,
        nodes_positive=nodes,
        grade=grade,
        er=er,
        pr=pr,
        her2=her2,
        ki67_pct=ki67,
    )


# --------------------------------------------------------------------------- plan, marrow, fate

REGIMENS = {"EC-T": (8, 147), "AC-T": (8, 147), "FEC": (6, 105), "TC": (4, 63), "TCb": (6, 105)}


def draw_regimen(rng: random.Random, patient: PatientRow) -> str:
    """The chemotherapy a patient gets, or an empty text."""
    if patient.her2 == "positive":
        return pick(rng, {"EC-T": 0.6, "TCb": 0.4})
    if patient.triple_negative or patient.neoadjuvant:
        return pick(rng, {"EC-T": 0.8, "AC-T": 0.2})
    risky = patient.nodes_positive > 0 or patient.grade == 3
    if not chance(rng, 0.75 if risky else 0.15):
        return ""
    return pick(rng, {"EC-T": 0.45, "FEC": 0.2, "TC": 0.25, "AC-T": 0.1})


def draw_surgery(rng: random.Random, patient: PatientRow) -> str:
    """The operation: breast-conserving unless the tumor is large or chance has it."""
    large = patient.pt.removeprefix("y") in ("pT3", "pT4b")
    return "mastectomy" if large or chance(rng, 0.22) else "breast-conserving"


def draw_plan(rng: random.Random, patient: PatientRow) -> Plan:
    """Surgery, chemotherapy and the baseline aspirate of one patient."""
    story = STORY_OF.get(patient.number)
    regimen = story.regimen if story else draw_regimen(rng, patient)
    surgery = story.surgery if story else draw_surgery(rng, patient)
    length = REGIMENS[regimen][1] if regimen else 0
    if patient.neoadjuvant:
        chemo_from = days_after(patient.diagnosed_on, rng.randint(14, 28))
        surgery_on = days_after(chemo_from, length + rng.randint(21, 35))
    else:
        surgery_on = days_after(patient.diagnosed_on, rng.randint(14, 42))
        chemo_from = days_after(surgery_on, rng.randint(24, 42))
    before_chemo = patient.neoadjuvant and story is None and chance(rng, 0.5)
    baseline_on = (
        days_after(chemo_from, -rng.randint(1, 8))
        if before_chemo
        else days_after(surgery_on, -pick(rng, {0: 0.75, 1: 0.2, 2: 0.05}))
    )
    return Plan(
        surgery, surgery_on, regimen, chemo_from, days_after(chemo_from, length), baseline_on
    )


def draw_marrow(rng: random.Random, arm: str) -> Marrow:
    """A true rate: none, few cells or many, and how therapy changes it."""
    level = rng.random()
    if level < STRUCTURAL_ZEROS:
        rate = 0.0
    elif level < STRUCTURAL_ZEROS + HEAVY_BURDEN:
        rate = rng.gammavariate(*HEAVY_RATE)
    else:
        rate = rng.gammavariate(*QUIET_RATE)
    responds = chance(rng, RESPONDERS[arm])
    response = rng.uniform(0.05, 0.4) if responds else rng.uniform(0.75, 1.1)
    return Marrow(rate, response, chance(rng, 0.5))


def relapse_risk(patient: PatientRow, marrow: Marrow) -> float:
    """The chance of distant metastasis before the data cut: it grows with the cells left."""
    left = 1.0 - math.exp(-2.0 * marrow.rate * marrow.response)
    risk = 0.03 + 0.35 * left
    if patient.nodes_positive >= 4:
        risk += 0.10
    if patient.triple_negative:
        risk += 0.06
    return risk


def draw_fate(rng: random.Random, patient: PatientRow, plan: Plan, marrow: Marrow) -> Fate:
    """What becomes of a patient before the data cut."""
    followed = (DATA_CUT - plan.surgery_on).days / DAYS_PER_MONTH
    if patient.number in DEATHS_OF_OTHER_CAUSE:
        died_on = months_after(plan.surgery_on, rng.uniform(26, followed - 2))
        return Fate(died_on=died_on, cause="other")
    if not chance(rng, relapse_risk(patient, marrow)):
        lost = months_after(plan.surgery_on, rng.uniform(25, 35)) if chance(rng, 0.05) else None
        return Fate(lost_on=lost)
    month = rng.uniform(15, followed - 3)
    site = pick(rng, {"OSS": 0.45, "HEP": 0.2, "PUL": 0.15, "BRA": 0.1, "LYM": 0.06, "PLE": 0.04})
    relapsed_on = months_after(plan.surgery_on, month)
    died_on = months_after(plan.surgery_on, month + rng.uniform(4, 26))
    if died_on > DATA_CUT:
        return Fate(relapsed_on, site)
    return Fate(relapsed_on, site, died_on, pick(rng, {"breast_cancer": 0.85, "unknown": 0.15}))


def story_fate(story: Story, plan: Plan) -> Fate:
    """The fate that an instructive patient's story tells."""
    relapse, death = story.relapse_month, story.death_month
    return Fate(
        relapsed_on=months_after(plan.surgery_on, relapse) if relapse else None,
        relapse_site=story.relapse_site,
        died_on=months_after(plan.surgery_on, death) if death else None,
        cause="breast_cancer" if death else "",
    )


# --------------------------------------------------------------------------- samplings

ATTENDANCE = {"12M": 0.96, "18M": 0.2, "24M": 0.95, "36M": 0.95, "48M": 0.92, "60M": 0.8}


def second_visit(patient: PatientRow, plan: Plan) -> str:
    """What the visit after baseline is called."""
    if plan.baseline_on < plan.surgery_on and patient.neoadjuvant:
        return "surgery" if plan.baseline_on < plan.chemo_from else "6M"
    return "post-CT" if plan.regimen and not patient.neoadjuvant else "6M"


def draw_visits(rng: random.Random, patient: PatientRow, plan: Plan) -> list[str]:
    """The visits a patient comes to, were there time enough for all."""
    visits = ["baseline"] if chance(rng, 0.98) else []
    if chance(rng, 0.95):
        visits.append(second_visit(patient, plan))
    return visits + [visit for visit, share in ATTENDANCE.items() if chance(rng, share)]


def visit_day(rng: random.Random, plan: Plan, visit: str) -> date:
    """The day of a visit, some weeks off its plan as in real life."""
    jitter = max(-30.0, min(30.0, rng.gauss(0, 13)))
    if visit == "baseline":
        return plan.baseline_on
    if visit == "surgery":
        return plan.surgery_on
    if visit == "post-CT":
        wait = (plan.chemo_to - plan.surgery_on).days + 30
        return days_after(plan.surgery_on, max(170, wait) + jitter / 2)
    return days_after(plan.surgery_on, int(visit.removesuffix("M")) * DAYS_PER_MONTH + jitter)


def rate_on(marrow: Marrow, plan: Plan, fate: Fate, day: date) -> float:
    """The true rate on a day: lowered by therapy and time, raised before some relapses."""
    treated_from = max(plan.surgery_on, plan.chemo_to)
    rate = marrow.rate
    if day > plan.baseline_on:
        rate *= marrow.response
    rate *= math.pow(YEARLY_DECLINE, max(0.0, (day - treated_from).days / 365.25))
    if fate.relapsed_on and marrow.rises_before_relapse:
        months_left = max(0.0, (fate.relapsed_on - day).days / DAYS_PER_MONTH)
        rate = max(rate, 2.0 * math.pow(0.85, months_left))
    return rate


def draw_depth(rng: random.Random) -> int:
    """Cells screened in one sampling: mostly two million, sometimes too few."""
    kind = rng.random()
    if kind < 0.085:
        return 10_000 * round(rng.triangular(20, 97, 75))
    if kind < 0.62:
        return 2_000_000
    return 50_000 * round(rng.triangular(20, 80, 38))


def draw_readings(rng: random.Random, rate: float) -> tuple[Reading, ...]:
    """The counts of one sampling: both crests in one, or left and right apart."""
    depth = draw_depth(rng)
    if not chance(rng, 0.2):
        site = pick(rng, {"both": 0.86, "left": 0.14})
        return (Reading(site, draw_poisson(rng, rate * depth / 1e6), depth),)
    left = 10_000 * round(depth * rng.choice((0.5, 0.5, 0.5, 0.45, 0.55)) / 10_000)
    sides = (("left", left), ("right", depth - left))
    return tuple(Reading(side, draw_poisson(rng, rate * part / 1e6), part) for side, part in sides)


def draw_samplings(
    rng: random.Random, patient: PatientRow, plan: Plan, marrow: Marrow, fate: Fate
) -> tuple[list[Sampling], date | None]:
    """A drawn patient's samplings, and the day a therapy directed at persisting cells begins."""
    samplings: list[Sampling] = []
    directed_on: date | None = None
    for visit in draw_visits(rng, patient, plan):
        day = visit_day(rng, plan, visit)
        after_relapse = fate.relapsed_on is not None and day > fate.relapsed_on
        if day >= fate.seen_until or (after_relapse and not chance(rng, 0.2)):
            break
        rate = rate_on(marrow, plan, fate, day)
        if directed_on and day > directed_on:
            rate *= 0.15
        samplings.append(Sampling(visit, day, draw_readings(rng, rate)))
        if directed_on is None and not after_relapse and persists(samplings) and chance(rng, 0.5):
            directed_on = days_after(day, rng.randint(25, 45))
    return samplings, directed_on


def persists(samplings: Sequence[Sampling]) -> bool:
    """Whether cells were found at this visit, month 12 to 24, and at the one before."""
    if len(samplings) < 3 or not samplings[-1].visit.endswith(("12M", "18M", "24M")):
        return False
    return all(any(reading.cells for reading in late.readings) for late in samplings[-2:])


def read_visit(text: str) -> Sampling:
    """One visit of a story; its day is still to be set."""
    visit, result, *rest = text.split()
    blank = Sampling(visit, date.min, (Reading("both", None, None),))
    if result == "pcr":
        return replace(blank, method="pcr", result=rest[0])
    if "/" not in result:
        return not_evaluable(blank, reason=result)
    control = read_count(rest[1]) if rest else (0, 1_000_000)
    counts = [read_count(count) for count in result.split("+")]
    sites = ("left", "right") if len(counts) == 2 else ("both",)
    readings = (Reading(site, k, n, control) for site, (k, n) in zip(sites, counts, strict=True))
    return replace(blank, readings=tuple(readings))


def read_count(text: str) -> tuple[int, int]:
    """Cells and cells screened, from ``2/1.85`` with millions behind the stroke."""
    cells, millions = text.split("/")
    return int(cells), round(float(millions) * 1_000_000)


def not_evaluable(sampling: Sampling, reason: str) -> Sampling:
    """The sampling as it looks when the lab could not read it."""
    return replace(
        sampling,
        readings=(Reading(sampling.readings[0].site, None, None),),
        result="not evaluable",
        comment=reason,
    )


def story_samplings(rng: random.Random, story: Story, plan: Plan) -> list[Sampling]:
    """The samplings that an instructive patient's story tells."""
    samplings: list[Sampling] = []
    for text in story.course.split("|"):
        sampling = read_visit(text)
        same_visit = samplings and samplings[-1].visit == sampling.visit
        day = samplings[-1].day if same_visit else visit_day(rng, plan, sampling.visit)
        samplings.append(replace(sampling, day=day))
    return samplings


def add_rarities(rng: random.Random, number: int, sampling: Sampling) -> Iterator[Sampling]:
    """The sampling, with what the rare-event tables above hold for its patient."""
    if sampling.visit == NOT_EVALUABLE_ONCE.get(number):
        yield not_evaluable(sampling, rng.choice(("clotted", "dry tap", "no particles")))
        return
    if number in WITHDRAWN_AT_12_MONTHS and sampling.visit == "12M":
        mixed_up = (Reading("both", 4, 2_000_000),)
        remark = "sample mix-up suspected, repeated"
        yield replace(sampling, readings=mixed_up, status="withdrawn", comment=remark)
        yield replace(sampling, day=days_after(sampling.day, 23), comment="repeat aspirate")
        return
    late = sampling.visit.endswith("M") and int(sampling.visit.removesuffix("M")) >= 24
    if number in METHOD_CHANGED and late:
        sampling = replace(sampling, method="if")
    yield sampling
    if number in PCR_AT_24_MONTHS and sampling.visit == "24M":
        blank = (Reading("both", None, None),)
        yield replace(sampling, readings=blank, method="pcr", result="negative")


# --------------------------------------------------------------------------- assays

ANTIBODIES = {"icc": "A45-B/B3", "if": "AE1/AE3", "pcr": ""}
READERS = {"North": ("R1", "R2"), "South": ("R3", "R4")}


def draw_control(rng: random.Random, reading: Reading) -> tuple[int | None, int | None]:
    """Cells screened and cells stained on the control slide; both None where not reported."""
    if reading.screened is None:
        return None, None
    if reading.control is not None:
        stained, screened = reading.control
        return screened, stained
    if chance(rng, 0.16):
        return None, None
    screened = pick(rng, {500_000: 0.5, 750_000: 0.1, 1_000_000: 0.4})
    return screened, pick(rng, {0: 0.985, 1: 0.012, 2: 0.003})


def draw_probable(rng: random.Random, patient: PatientRow, reading: Reading) -> int | None:
    """Category B cells: one of the two labs writes them down, and not always."""
    if patient.center == "North" or reading.control or reading.cells is None:
        return None
    if chance(rng, 0.55):
        return None
    return 1 if chance(rng, 0.25 if reading.cells else 0.05) else 0


def result_text(sampling: Sampling, reading: Reading, probable: int | None) -> str:
    """The lab's word for a count; a probable cell alone is questionable."""
    if reading.cells is None:
        return sampling.result
    if reading.cells > 0:
        return "positive"
    return "questionable" if probable else "negative"


def with_phenotype(rng: random.Random, row: AssayRow) -> AssayRow:
    """The row, with clusters and HER2-stained cells where enough cells were found for it."""
    cells = row.tumor_cells or 0
    if cells >= 5 and chance(rng, 0.5):
        row = replace(row, clusters=rng.randint(1, 2))
    if cells >= 2 and chance(rng, 0.3):
        evaluated = min(cells, rng.randint(2, 6))
        positive = rng.randint(0, evaluated)
        row = replace(row, marker="HER2", marker_positive=positive, marker_evaluated=evaluated)
    return row


def assay_row(
    rng: random.Random, patient: PatientRow, sampling: Sampling, reading: Reading, sample_id: str
) -> AssayRow:
    """One row of assays.csv for one site of one sampling."""
    k, n = reading.cells, reading.screened
    control_screened, control_positive = draw_control(rng, reading)
    probable = draw_probable(rng, patient, reading)
    reports_rate = patient.center == "North" and not probable and chance(rng, 0.9)
    volume = rng.triangular(2, 7, 4) if reading.site in ("left", "right") else rng.gauss(8, 1.5)
    row = AssayRow(
        patient_id=patient.patient_id,
        center=patient.center,
        sample_id=sample_id,
        collected_on=sampling.day,
        visit=sampling.visit,
        site=reading.site,
        material="bone_marrow",
        method=sampling.method,
        antibody=ANTIBODIES[sampling.method],
        lab=f"Lab {patient.center}",
        reader=rng.choice(READERS[patient.center]),
        volume_ml=None if chance(rng, 0.08) else round(max(2.0, volume), 1),
        viability_pct=None if chance(rng, 0.15) else round(rng.triangular(75, 99, 94)),
        cells_screened=n,
        tumor_cells=k,
        probable_cells=probable,
        control_cells_screened=control_screened,
        control_positive=control_positive,
        reported_rate=round(k / n * 1e6, 2) if k is not None and n and reports_rate else None,
        result_text=result_text(sampling, reading, probable),
        status=sampling.status,
        comment=sampling.comment or depth_comment(rng, n),
    )
    return with_phenotype(rng, row)


def depth_comment(rng: random.Random, screened: int | None) -> str:
    """What a lab remarks on a shallow sample, sometimes."""
    shallow = screened is not None and screened < 500_000
    return rng.choice(("low yield", "hemodilute")) if shallow and chance(rng, 0.6) else ""


def assay_rows(
    rng: random.Random, patient: PatientRow, samplings: Iterable[Sampling]
) -> list[AssayRow]:
    """All rows of one patient; the assays of one day share the lab's sample number."""
    rows: list[AssayRow] = []
    days: list[date] = []
    for sampling in samplings:
        for each in add_rarities(rng, patient.number, sampling):
            if each.day not in days:
                days.append(each.day)
            sample_id = f"{each.day:%y}/{10 * patient.number + len(days):04d}"
            rows += [assay_row(rng, patient, each, site, sample_id) for site in each.readings]
    return rows


# --------------------------------------------------------------------------- therapy

# What each agent is and its usual single dose.
DRUGS: dict[str, tuple[str, float | None, str]] = {
    **dict.fromkeys(REGIMENS, ("chemotherapy", None, "")),
    "paclitaxel": ("chemotherapy", 90, "mg/m2"),
    "G-CSF": ("supportive", 6, "mg"),
    "whole breast": ("radiotherapy", 50, "Gy"),
    "chest wall": ("radiotherapy", 50, "Gy"),
    "spine": ("radiotherapy", 30, "Gy"),
    "tamoxifen": ("endocrine", 20, "mg"),
    "letrozole": ("endocrine", 2.5, "mg"),
    "anastrozole": ("endocrine", 1, "mg"),
    "exemestane": ("endocrine", 25, "mg"),
    "fulvestrant": ("endocrine", 500, "mg"),
    "trastuzumab": ("her2", 6, "mg/kg"),
    "T-DM1": ("her2", 3.6, "mg/kg"),
    "trastuzumab deruxtecan": ("her2", 5.4, "mg/kg"),
    "abemaciclib": ("cdk46", 150, "mg"),
    "ribociclib": ("cdk46", 600, "mg"),
    "olaparib": ("parp", 300, "mg"),
    "pembrolizumab": ("immunotherapy", 200, "mg"),
    "zoledronate": ("bone_targeted", 4, "mg"),
    "denosumab": ("bone_targeted", 120, "mg"),
    "hydroxychloroquine": ("dtc_directed", 600, "mg"),
    "docetaxel": ("dtc_directed", 100, "mg/m2"),
}
SWITCH = {"tamoxifen": "letrozole", "letrozole": "exemestane", "anastrozole": "tamoxifen"}


def course(
    patient: PatientRow,
    agent: str,
    start: date,
    stop: date,
    *,
    cycles: int | None = None,
    intent: str = "adjuvant",
    reason: str = "regular",
    comment: str = "",
) -> TherapyRow:
    """One course of one agent at its usual dose."""
    kind, dose, unit = DRUGS[agent]
    return TherapyRow(
        patient_id=patient.patient_id,
        therapy_type=kind,
        agent=agent,
        started_on=start,
        ended_on=stop,
        cycles=cycles,
        dose=dose,
        dose_unit=unit,
        intent=intent,
        end_reason=reason,
        comment=comment,
    )


def operation(patient: PatientRow, agent: str, day: date) -> TherapyRow:
    """A surgical event of one day."""
    return TherapyRow(patient.patient_id, "surgery", agent, day, day, intent="", end_reason="")


def surgery_events(rng: random.Random, patient: PatientRow, plan: Plan) -> Iterator[TherapyRow]:
    """The operation, and now and then a second one."""
    yield operation(patient, plan.surgery, plan.surgery_on)
    if plan.surgery == "breast-conserving" and chance(rng, 0.07):
        yield operation(patient, "re-excision", days_after(plan.surgery_on, rng.randint(9, 16)))


def chemotherapy_events(
    rng: random.Random, patient: PatientRow, plan: Plan
) -> Iterator[TherapyRow]:
    """The chemotherapy, and growth factor support for some."""
    if not plan.regimen:
        return
    reason = pick(rng, {"regular": 0.85, "dose_reduced": 0.1, "toxicity": 0.05})
    cycles = REGIMENS[plan.regimen][0] - (reason == "toxicity")
    intent = "neoadjuvant" if patient.neoadjuvant else "adjuvant"
    start, stop = plan.chemo_from, plan.chemo_to
    yield course(patient, plan.regimen, start, stop, cycles=cycles, intent=intent, reason=reason)
    if chance(rng, 0.25):
        remark = "pegfilgrastim after each cycle"
        yield course(
            patient, "G-CSF", days_after(start, 2), days_after(stop, 2), intent="", comment=remark
        )


def radiotherapy_events(
    rng: random.Random, patient: PatientRow, plan: Plan
) -> Iterator[TherapyRow]:
    """Whole breast after breast-conserving surgery, chest wall where nodes or size ask for it."""
    conserving = plan.surgery == "breast-conserving"
    if not conserving and patient.nodes_positive == 0 and "T3" not in patient.pt:
        return
    target = "whole breast" if conserving else "chest wall"
    start = days_after(max(plan.surgery_on, plan.chemo_to), rng.randint(32, 50))
    dose, fractions = pick(rng, {(50.0, 25): 0.6, (40.0, 15): 0.4})
    stop = days_after(start, fractions * 7 / 5)
    remark = f"{fractions} fractions"
    yield replace(course(patient, target, start, stop, comment=remark), dose=dose)


def endocrine_events(rng: random.Random, patient: PatientRow, plan: Plan) -> Iterator[TherapyRow]:
    """Endocrine therapy for years, for some with a switch or an early stop."""
    if not patient.hormone_sensitive:
        return
    story = STORY_OF.get(patient.number)
    start = days_after(max(plan.surgery_on, plan.chemo_to), rng.randint(28, 60))
    stop, reason = days_after(start, 365.25 * 7), "regular"
    agent = story.endocrine if story else draw_endocrine(rng, patient)
    if not story and chance(rng, 0.17):
        switched_on = days_after(start, rng.uniform(250, 1000))
        why = pick(rng, {"toxicity": 0.6, "other": 0.4})
        yield course(patient, agent, start, switched_on, reason=why)
        agent, start = SWITCH[agent], days_after(switched_on, 7)
    if not story and chance(rng, 0.1):
        stop = days_after(start, rng.uniform(200, 1100))
        reason = rng.choice(("toxicity", "patient_wish"))
    yield course(patient, agent, start, stop, reason=reason)


def draw_endocrine(rng: random.Random, patient: PatientRow) -> str:
    """The first endocrine drug."""
    if patient.menopausal_status == "pre":
        return "tamoxifen"
    return pick(rng, {"letrozole": 0.6, "anastrozole": 0.2, "tamoxifen": 0.2})


def three_weekly(
    patient: PatientRow, agent: str, start: date, cycles: int, intent: str
) -> TherapyRow:
    """A course of so many cycles, three weeks each."""
    stop = days_after(start, 21 * (cycles - 1))
    return course(patient, agent, start, stop, cycles=cycles, intent=intent)


def her2_events(rng: random.Random, patient: PatientRow, plan: Plan) -> Iterator[TherapyRow]:
    """A year of anti-HER2 therapy; T-DM1 where tumor was left after neoadjuvant therapy."""
    if patient.her2 != "positive":
        return
    start = days_after(plan.chemo_from, 84 if plan.regimen.endswith("-T") else 0)
    if not patient.neoadjuvant:
        yield three_weekly(patient, "trastuzumab", start, 18, "adjuvant")
        return
    before_surgery = (plan.chemo_to - start).days // 21 + 1
    yield three_weekly(patient, "trastuzumab", start, before_surgery, "neoadjuvant")
    after = days_after(plan.surgery_on, rng.randint(28, 42))
    agent = "trastuzumab" if "T0" in patient.pt else "T-DM1"
    yield three_weekly(patient, agent, after, 14, "adjuvant")


def targeted_events(rng: random.Random, patient: PatientRow, plan: Plan) -> Iterator[TherapyRow]:
    """Abemaciclib, olaparib or pembrolizumab for the few at high risk."""
    later = days_after(max(plan.surgery_on, plan.chemo_to), rng.randint(90, 120))
    many_nodes = patient.nodes_positive >= 4 and patient.hormone_sensitive
    if many_nodes and patient.her2 == "negative" and later >= date(2020, 12, 1):
        yield course(patient, "abemaciclib", later, days_after(later, 730))
    if not patient.triple_negative or patient.number in STORY_OF:
        return
    if patient.neoadjuvant and chance(rng, 0.6):
        after = days_after(plan.surgery_on, 35)
        yield three_weekly(patient, "pembrolizumab", plan.chemo_from, 8, "neoadjuvant")
        yield three_weekly(patient, "pembrolizumab", after, 9, "adjuvant")
    elif patient.birth_year >= 1970 and chance(rng, 0.5):
        yield course(patient, "olaparib", later, days_after(later, 365))


def bone_events(rng: random.Random, patient: PatientRow, plan: Plan) -> Iterator[TherapyRow]:
    """Zoledronate every six months for three years, in the arm that gets it."""
    if patient.arm != "zoledronate":
        return
    start = days_after(plan.surgery_on, rng.randint(30, 60))
    cycles, reason = 7, "regular"
    if patient.number not in STORY_OF and chance(rng, 0.12):
        cycles, reason = rng.randint(2, 4), rng.choice(("toxicity", "patient_wish"))
    stop = days_after(start, 182.6 * (cycles - 1))
    remark = "every 6 months"
    yield course(patient, "zoledronate", start, stop, cycles=cycles, reason=reason, comment=remark)


def directed_events(
    rng: random.Random, patient: PatientRow, directed_on: date | None
) -> Iterator[TherapyRow]:
    """Therapy given because tumor cells persisted in the marrow."""
    if directed_on is None:
        return
    oral = patient.number in STORY_OF or chance(rng, 0.6)
    agent, days = ("hydroxychloroquine", 168) if oral else ("docetaxel", 105)
    stop = days_after(directed_on, days)
    yield course(patient, agent, directed_on, stop, cycles=6, intent="secondary_adjuvant")


def palliative_events(rng: random.Random, patient: PatientRow, fate: Fate) -> Iterator[TherapyRow]:
    """What is given after distant relapse."""
    if fate.relapsed_on is None or chance(rng, 0.15):
        return
    start = days_after(fate.relapsed_on, rng.randint(14, 35))
    for agent in palliative_agents(patient, fate):
        stop = days_after(start, rng.uniform(120, 900))
        yield course(patient, agent, start, stop, intent="palliative", reason="progression")
    if fate.relapse_site == "OSS" and chance(rng, 0.5):
        yield course(patient, "spine", start, days_after(start, 14), intent="palliative")


def palliative_agents(patient: PatientRow, fate: Fate) -> list[str]:
    """The drugs for a patient's tumor and for bone metastasis."""
    agents = ["paclitaxel"]
    if patient.her2 == "positive":
        agents = ["trastuzumab deruxtecan"]
    elif patient.hormone_sensitive:
        agents = ["fulvestrant", "ribociclib"]
    return [*agents, "denosumab"] if fate.relapse_site == "OSS" else agents


def cut_short(events: Iterable[TherapyRow], day: date, reason: str) -> Iterator[TherapyRow]:
    """The events begun by a day, those still running ended on it for the given reason."""
    for event in events:
        if event.started_on > day:
            continue
        running = event.ended_on is not None and event.ended_on > day
        yield replace(event, ended_on=day, end_reason=reason, cycles=None) if running else event


def left_open(events: Iterable[TherapyRow], fate: Fate) -> Iterator[TherapyRow]:
    """The events as known at the data cut: what still runs is ongoing, or its end unknown."""
    ongoing = "" if fate.lost_on else "yes"
    for event in events:
        if event.started_on > fate.seen_until:
            continue
        running = event.ended_on is not None and event.ended_on > fate.seen_until
        yield end_open(event, ongoing) if running else event


def end_open(event: TherapyRow, ongoing: str) -> TherapyRow:
    """The event without an end: ``yes`` for ongoing, else its end is unknown."""
    return replace(event, ended_on=None, ongoing=ongoing, end_reason="", cycles=None)


def blur(rng: random.Random, patient: PatientRow, event: TherapyRow) -> TherapyRow:
    """The event, its dates now and then known to the month, the year or not to their end."""
    long = event.therapy_type in ("endocrine", "bone_targeted")
    if not long or event.intent == "palliative" or patient.number in STORY_OF:
        return event
    kind = pick(rng, {"day": 0.76, "month": 0.11, "year": 0.05, "end unknown": 0.08})
    start, end = event.started_on, event.ended_on
    if kind == "end unknown" and not (end and event.end_reason in ("other", "death")):
        return end_open(event, rng.choice(("", "no")))
    if kind == "month" and start.replace(day=1) >= patient.diagnosed_on:
        end = end.replace(day=1) if end else None
        return replace(event, started_on=start.replace(day=1), ended_on=end, date_precision=kind)
    new_year = start.replace(month=1, day=1)
    if kind == "year" and end is None and new_year >= patient.diagnosed_on:
        return replace(event, started_on=new_year, date_precision=kind)
    return event


def therapy_rows(
    rng: random.Random, patient: PatientRow, plan: Plan, fate: Fate, directed_on: date | None
) -> list[TherapyRow]:
    """All therapy of one patient in the order of its dates."""
    events: list[TherapyRow] = [
        *surgery_events(rng, patient, plan),
        *chemotherapy_events(rng, patient, plan),
        *radiotherapy_events(rng, patient, plan),
        *endocrine_events(rng, patient, plan),
        *her2_events(rng, patient, plan),
        *targeted_events(rng, patient, plan),
        *bone_events(rng, patient, plan),
        *directed_events(rng, patient, directed_on),
    ]
    if fate.relapsed_on:
        events = list(cut_short(events, fate.relapsed_on, "progression"))
    events += palliative_events(rng, patient, fate)
    if fate.died_on:
        events = list(cut_short(events, fate.died_on, "death"))
    known = [blur(rng, patient, event) for event in left_open(events, fate)]
    return sorted(known, key=lambda event: (event.started_on, event.therapy_type, event.agent))


# --------------------------------------------------------------------------- outcomes


def recurrence_rows(
    rng: random.Random, patient: PatientRow, plan: Plan, fate: Fate
) -> Iterator[OutcomeRow]:
    """Local or regional recurrence for a few, a second cancer for fewer."""
    who, number = patient.patient_id, patient.number
    latest = min(fate.seen_until, fate.relapsed_on or DATA_CUT)
    day = days_after(plan.surgery_on, rng.uniform(400, max(401, (latest - plan.surgery_on).days)))
    kind = pick(rng, {"": 0.93, "local_recurrence": 0.045, "regional_recurrence": 0.025})
    if number in STORY_OF:
        return
    if number in SECOND_CANCERS:
        kind, remark = SECOND_CANCERS[number]
        yield OutcomeRow(who, kind, day, invasive="yes", comment=remark)
    elif kind:
        yield OutcomeRow(who, kind, day, invasive="yes")


def outcome_rows(
    rng: random.Random, patient: PatientRow, plan: Plan, fate: Fate, last_known: date
) -> list[OutcomeRow]:
    """All outcomes of one patient, closed by death or by the last contact."""
    rows = list(recurrence_rows(rng, patient, plan, fate))
    if fate.relapsed_on:
        rows.append(metastasis(patient, fate.relapsed_on, fate.relapse_site))
        spread = days_after(fate.relapsed_on, rng.randint(60, 200))
        if spread < fate.seen_until and chance(rng, 0.4):
            site = "PUL" if fate.relapse_site != "PUL" else "HEP"
            rows.append(metastasis(patient, spread, site))
    if fate.died_on:
        rows.append(OutcomeRow(patient.patient_id, "death", fate.died_on, cause=fate.cause))
    else:
        latest = max([last_known, *(row.occurred_on for row in rows)])
        rows.append(last_contact(rng, patient, fate, latest))
    return sorted(rows, key=lambda row: row.occurred_on)


def metastasis(patient: PatientRow, day: date, site: str) -> OutcomeRow:
    """Distant metastasis at one site."""
    return OutcomeRow(patient.patient_id, "distant_metastasis", day, site=site)


def last_contact(
    rng: random.Random, patient: PatientRow, fate: Fate, last_known: date
) -> OutcomeRow:
    """The last contact with a living patient: not before anything else known of her."""
    seen = fate.lost_on or days_after(DATA_CUT, -rng.randint(1, 170))
    remark = "no evidence of disease"
    if fate.relapsed_on:
        remark = "alive with disease"
    if fate.lost_on:
        remark = "lost to follow-up"
    return OutcomeRow(patient.patient_id, "last_contact", max(seen, last_known), comment=remark)


# --------------------------------------------------------------------------- the cohort


def draw_course(number: int) -> Course:
    """Everything about one patient, drawn from this patient's own generator."""
    rng = random.Random(f"{SEED}:{number}")
    story = STORY_OF.get(number)
    patient = story.patient if story else draw_patient(rng, number)
    plan = draw_plan(rng, patient)
    directed_on: date | None
    if story:
        fate = story_fate(story, plan)
        samplings = story_samplings(rng, story, plan)
        month = story.directed_month
        directed_on = months_after(plan.surgery_on, month) if month else None
    else:
        marrow = draw_marrow(rng, patient.arm)
        fate = draw_fate(rng, patient, plan, marrow)
        samplings, directed_on = draw_samplings(rng, patient, plan, marrow, fate)
    assays = assay_rows(rng, patient, samplings)
    therapy = therapy_rows(rng, patient, plan, fate, directed_on)
    last_known = max([plan.surgery_on, *(row.collected_on for row in assays)])
    last_known = max([last_known, *(row.ended_on or row.started_on for row in therapy)])
    return patient, assays, therapy, outcome_rows(rng, patient, plan, fate, last_known)


def cell(value: date | float | str | None) -> str:
    """The text of one CSV cell: ISO dates, a point for decimals, nothing for None."""
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def write_rows(path: Path, row_type: type[Row], rows: Iterable[Row]) -> None:
    """Write rows as UTF-8 CSV with commas and LF, columns in the order of the row's fields."""
    columns = [column.name for column in fields(row_type)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([cell(getattr(row, column)) for column in columns])


def write_cohort(folder: Path) -> None:
    """Write the four files of the cohort into an existing folder."""
    courses = [draw_course(number) for number in range(1, PATIENTS + 1)]
    patients, assays, therapy, outcomes = zip(*courses, strict=True)
    write_rows(folder / "patients.csv", PatientRow, patients)
    write_rows(folder / "assays.csv", AssayRow, chain.from_iterable(assays))
    write_rows(folder / "therapy.csv", TherapyRow, chain.from_iterable(therapy))
    write_rows(folder / "outcomes.csv", OutcomeRow, chain.from_iterable(outcomes))


def main() -> None:
    """Write the cohort beside this script, or into the folder given by --out."""
    parser = argparse.ArgumentParser(description="Draw the synthetic sample cohort.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, metavar="DIR")
    folder: Path = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    write_cohort(folder)


if __name__ == "__main__":
    main()
