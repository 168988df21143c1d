"""Synthetic files of any size: seeded, so that every run measures the same bytes."""

import csv
import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from monitor.ingest.columns import ASSAYS

SEED = "marrow-monitor-benchmarks"
ASSAYS_PER_PATIENT = 5
ROWS_PER_FAULT = 200  # 50 in 10,000
COLUMNS = tuple(column.name for column in ASSAYS)
FIRST_DAY = date(2008, 1, 7)
DAYS_BETWEEN = 240
DAYS_OF_ENROLMENT = 3650
# Type, agent, and the days from the first assay on which it began and ended.
_COURSES = (
    ("chemotherapy", "EC-T", 14, 160),
    ("endocrine", "letrozole", 180, 900),
    ("bone_targeted", "zoledronate", 400, 700),
)

Cells = dict[str, str]


def write_assays(path: Path, numbers: Iterable[int]) -> None:
    """Writes the assays with these numbers, in an endless synthetic cohort."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_rows(numbers))


def write_therapy(path: Path, patients: int) -> None:
    """Writes what the first so many patients of that cohort were given after the first assay."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("patient_id", "center", "therapy_type", "agent", "started_on", "ended_on"))
        for patient in range(patients):
            for name, agent, first, last in _COURSES[: 1 + patient % len(_COURSES)]:
                days = (_first_day(patient) + timedelta(day) for day in (first, last))
                writer.writerow((*_who(patient), name, agent, *(day.isoformat() for day in days)))


def write_outcomes(path: Path, patients: int) -> None:
    """Writes a relapse and death of every sixth patient, and when the others were last seen."""
    draw = random.Random(SEED)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("patient_id", "center", "event_type", "occurred_on"))
        for patient in range(patients):
            last = _first_day(patient) + timedelta(draw.randint(1_000, 2_500))
            if patient % 6 == 0:
                relapse = last - timedelta(300)
                writer.writerow((*_who(patient), "distant_metastasis", relapse.isoformat()))
            kind = "death" if patient % 6 == 0 else "last_contact"
            writer.writerow((*_who(patient), kind, last.isoformat()))


def first_and_later(rows: int, later: int) -> tuple[list[int], list[int]]:
    """Returns the numbers of two files: `rows` assays, and `later` further ones of the same
    patients, spread evenly over all of them.
    """
    every = range(rows + later)
    step = len(every) // later
    second = list(every[step - 1 :: step][:later])
    return sorted(set(every) - set(second)), second


def _rows(numbers: Iterable[int]) -> Iterator[list[str]]:
    draw = random.Random(SEED)
    for at, number in enumerate(numbers):
        cells = _assay(number, draw)
        fault, place = divmod(at, ROWS_PER_FAULT)
        yield _spoilt(cells, fault) if place == ROWS_PER_FAULT // 2 else list(cells.values())


def _assay(number: int, draw: random.Random) -> Cells:
    patient, visit = divmod(number, ASSAYS_PER_PATIENT)
    name, center = _who(patient)
    lab = f"Lab {'ABC'[patient % 3]}"
    day = _first_day(patient) + timedelta(visit * DAYS_BETWEEN)
    screened = draw.choice((2_000_000, 2_000_000, 1_000_000, 3_000_000, 400_000))
    found = min(int(draw.paretovariate(1.2)) - 1, 500) if draw.random() < 0.4 else 0
    values = {
        "patient_id": name,
        "center": center,
        "sample_id": f"{day.year % 100:02d}/{number:07d}",
        "collected_on": day.isoformat(),
        "cells_screened": str(screened),
        "tumor_cells": str(found),
        "control_cells_screened": "1000000",
        "control_positive": "0",
        "visit": ("baseline", "post-CT", "12M", "24M", "36M")[visit],
        "site": "both",
        "material": "bone_marrow",
        "method": "icc",
        "antibody": "A45-B/B3",
        "lab": lab,
        "reader": draw.choice(("R1", "R2", "R3")),
        "volume_ml": f"{draw.uniform(2, 12):.1f}",
        "viability_pct": str(draw.randint(80, 99)),
        "result_text": "positive" if found else "negative",
        "status": "valid",
        "comment": "hemodilute" if draw.random() < 0.03 else "",
    }
    return {name: values.get(name, "") for name in COLUMNS}


def _who(patient: int) -> tuple[str, str]:
    """Returns pseudonym and center."""
    return f"P{patient:07d}", "North" if patient % 2 else "South"


def _first_day(patient: int) -> date:
    return FIRST_DAY + timedelta(patient * 7 % DAYS_OF_ENROLMENT)


def _spoilt(cells: Cells, fault: int) -> list[str]:
    """Returns a row that must be rejected, each time for the next of seven reasons.

    None of them has an open quote, which would swallow the peer's following rows.
    """
    name, value = (
        ("tumor_cells", "3.5"),
        ("collected_on", "15.08.2024"),
        ("tumor_cells", cells["cells_screened"] + "0"),
        ("cells_screened", ""),
        ("method", "microscope"),
        ("patient_id", ""),
        (COLUMNS[-1], None),  # one cell too few
    )[fault % 7]
    return [text for text in {**cells, name: value}.values() if text is not None]
