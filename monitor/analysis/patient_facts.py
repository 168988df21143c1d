"""What stands under a patient's name: the facts that frame the course, in one line."""

from datetime import date

from monitor.analysis.therapy_context import therapy_now
from monitor.domain.records import Course, Patient


def patient_facts(course: Course, data_cut: date) -> tuple[str, ...]:
    """Returns short facts in reading order; what is not known is left out."""
    patient = course.patient
    therapy = ", ".join(therapy_now(course, data_cut))
    facts = (
        patient.center,
        patient.study,
        patient.arm and f"arm {patient.arm}",
        patient.birth_year and f"born {patient.birth_year}",
        patient.diagnosed_on and f"diagnosed {patient.diagnosed_on}",
        _stage(patient),
        _receptors(patient),
        therapy and f"on {therapy}",
        *(f"{name} {value}" for name, value in patient.covariates),
    )
    return tuple(str(fact) for fact in facts if fact)


def _stage(patient: Patient) -> str:
    grade = f"G{patient.grade}" if patient.grade else None
    return " ".join(part for part in (patient.histology, patient.pt, patient.pn, grade) if part)


def _receptors(patient: Patient) -> str:
    signs = {"positive": "+", "negative": "−"}
    pairs = (("ER", patient.er), ("PR", patient.pr), ("HER2", patient.her2))
    return " ".join(f"{name}{signs.get(value, '?')}" for name, value in pairs if value)
