"""Empty templates of the four kinds of file, and an example of what stands in each column."""

from collections.abc import Iterable

import pandas as pd

from monitor.domain.vocabularies import FileKind

# What German labs and registries call the columns; import reads these names like our own.
_WHO = {"patient_id": "Pat-Nr", "center": "Zentrum"}
_COMMON = {**_WHO, "comment": "Bemerkung"}
GERMAN: dict[FileKind, dict[str, str]] = {
    FileKind.ASSAYS: {
        **_COMMON,
        "sample_id": "Proben-Nr",
        "collected_on": "Entnahmedatum",
        "cells_screened": "MNZ ausgewertet",
        "tumor_cells": "Tumorzellen",
        "probable_cells": "fragliche TZ",
        "control_cells_screened": "Isotyp MNZ",
        "control_positive": "Isotypkontrolle",
        "visit": "Zeitpunkt",
        "site": "Entnahmeort",
        "replicate": "Replikat",
        "clusters": "Anzahl Cluster",
        "material": "Probenmaterial",
        "method": "Methode",
        "antibody": "Antikörper",
        "lab": "Labor",
        "reader": "Befunder",
        "volume_ml": "Volumen",
        "viability_pct": "Vitalität",
        "reported_rate": "Tumorzellen pro Mio",
        "result_text": "Befund",
        "marker": "Marker",
        "marker_positive": "Marker positiv",
        "marker_evaluated": "Marker ausgewertet",
        "status": "Befundstatus",
    },
    FileKind.THERAPY: {
        **_COMMON,
        "therapy_type": "Therapieart",
        "agent": "Substanz",
        "started_on": "Beginn",
        "ended_on": "Ende",
        "ongoing": "laufend",
        "date_precision": "Datumsgenauigkeit",
        "cycles": "Zyklen",
        "dose": "Dosis",
        "dose_unit": "Dosiseinheit",
        "intent": "Intention",
        "end_reason": "Endegrund",
        "event_id": "Ereignis-Nr",
    },
    FileKind.PATIENTS: {
        **_WHO,
        "study": "Studie",
        "arm": "Studienarm",
        "diagnosed_on": "Diagnosedatum",
        "birth_year": "Geburtsjahr",
        "menopausal_status": "Menopausenstatus",
        "histology": "Histologie",
        "pt": "pT-Kategorie",
        "pn": "pN-Kategorie",
        "nodes_positive": "befallene LK",
        "grade": "Grading",
        "er": "ER-Status",
        "pr": "PR-Status",
        "her2": "HER2-Status",
    },
    FileKind.OUTCOMES: {
        **_COMMON,
        "event_type": "Ereignis",
        "occurred_on": "Ereignisdatum",
        "invasive": "invasiv",
        "site": "Lokalisation",
        "cause": "Todesursache",
    },
}

EXAMPLES = {
    "patient_id": "0012",
    "center": "North",
    "sample_id": "99/0417",
    "collected_on": "2023-01-17",
    "cells_screened": "2000000",
    "tumor_cells": "3",
    "probable_cells": "1",
    "control_cells_screened": "500000",
    "control_positive": "0",
    "visit": "baseline",
    "replicate": "1",
    "clusters": "0",
    "material": "bone_marrow",
    "method": "icc",
    "antibody": "A45-B/B3",
    "lab": "Lab North",
    "reader": "R1",
    "volume_ml": "5.0",
    "viability_pct": "96",
    "reported_rate": "1.5",
    "result_text": "positive",
    "marker": "HER2",
    "marker_positive": "1",
    "marker_evaluated": "3",
    "status": "valid",
    "therapy_type": "chemotherapy",
    "agent": "EC-T",
    "started_on": "2023-02-01",
    "ended_on": "2023-07-14",
    "ongoing": "no",
    "date_precision": "day",
    "cycles": "6",
    "dose": "90",
    "dose_unit": "mg/m2",
    "intent": "adjuvant",
    "end_reason": "regular",
    "event_id": "T-0007",
    "study": "SUCCESS",
    "arm": "A",
    "diagnosed_on": "2022-12-05",
    "birth_year": "1961",
    "menopausal_status": "post",
    "histology": "NST",
    "pt": "2",
    "pn": "1",
    "nodes_positive": "2",
    "grade": "2",
    "er": "positive",
    "pr": "positive",
    "her2": "negative",
    "event_type": "distant_metastasis",
    "occurred_on": "2025-03-02",
    "invasive": "yes",
    "cause": "breast_cancer",
}
_SITES = {FileKind.ASSAYS: "left", FileKind.OUTCOMES: "OSS"}


def columns_frame(kind: FileKind, rows: Iterable[tuple[str, bool, str, str]]) -> pd.DataFrame:
    """Returns the columns that a kind of file may have, given by name, whether it is required,
    unit and rule; with an example and the German name of each.
    """
    return pd.DataFrame(
        [
            (name, needed, _example(kind, name), GERMAN[kind].get(name, ""), unit, rule)
            for name, needed, unit, rule in rows
        ],
        columns=["Column", "Required", "Example", "In German", "Unit", "What it holds"],
    )


def english_template(names: Iterable[str]) -> bytes:
    """Returns an empty file with these columns, divided by commas."""
    return (",".join(names) + "\r\n").encode()


def german_template(kind: FileKind, names: Iterable[str]) -> bytes:
    """Returns an empty file with these columns in German, as a German Excel opens it."""
    cells = (GERMAN[kind].get(name, name) for name in names)
    return (";".join(cells) + "\r\n").encode("utf-8-sig")


def _example(kind: FileKind, name: str) -> str:
    return _SITES.get(kind, "") if name == "site" else EXAMPLES.get(name, "")
