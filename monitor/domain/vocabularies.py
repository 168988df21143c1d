"""Closed vocabularies, spelled as they stand in uploaded files and in the store.

The therapy and outcome words follow the German oncology basic data set oBDS 3.0.4, so that
registry extracts map one to one.
"""

from enum import StrEnum


class FileKind(StrEnum):
    """What one uploaded file holds."""

    ASSAYS = "assays"
    THERAPY = "therapy"
    PATIENTS = "patients"
    OUTCOMES = "outcomes"


class Material(StrEnum):
    BONE_MARROW = "bone_marrow"
    BLOOD = "blood"


class Method(StrEnum):
    ICC = "icc"
    IF = "if"
    FLOW = "flow"
    PCR = "pcr"
    OTHER = "other"


class Site(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    STERNUM = "sternum"
    OTHER = "other"


class ResultText(StrEnum):
    POSITIVE = "positive"
    NEGATIVE = "negative"
    QUESTIONABLE = "questionable"
    NOT_EVALUABLE = "not evaluable"


class AssayStatus(StrEnum):
    VALID = "valid"
    WITHDRAWN = "withdrawn"


class TherapyType(StrEnum):
    SURGERY = "surgery"
    CHEMOTHERAPY = "chemotherapy"
    RADIOTHERAPY = "radiotherapy"
    ENDOCRINE = "endocrine"
    HER2 = "her2"
    CDK46 = "cdk46"
    PARP = "parp"
    IMMUNOTHERAPY = "immunotherapy"
    BONE_TARGETED = "bone_targeted"
    DTC_DIRECTED = "dtc_directed"
    SUPPORTIVE = "supportive"
    OTHER = "other"


class DatePrecision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Intent(StrEnum):
    NEOADJUVANT = "neoadjuvant"
    ADJUVANT = "adjuvant"
    SECONDARY_ADJUVANT = "secondary_adjuvant"
    PALLIATIVE = "palliative"


class EndReason(StrEnum):
    REGULAR = "regular"
    DOSE_REDUCED = "dose_reduced"
    TOXICITY = "toxicity"
    PROGRESSION = "progression"
    PATIENT_WISH = "patient_wish"
    DEATH = "death"
    OTHER = "other"


class EventType(StrEnum):
    LOCAL_RECURRENCE = "local_recurrence"
    REGIONAL_RECURRENCE = "regional_recurrence"
    DISTANT_METASTASIS = "distant_metastasis"
    CONTRALATERAL_BREAST = "contralateral_breast"
    SECOND_PRIMARY = "second_primary"
    DCIS = "dcis"
    DEATH = "death"
    LAST_CONTACT = "last_contact"


class MetastasisSite(StrEnum):
    OSS = "OSS"
    HEP = "HEP"
    PUL = "PUL"
    BRA = "BRA"
    LYM = "LYM"
    MAR = "MAR"
    PLE = "PLE"
    PER = "PER"
    ADR = "ADR"
    SKI = "SKI"
    OTH = "OTH"
    GEN = "GEN"


class DeathCause(StrEnum):
    BREAST_CANCER = "breast_cancer"
    OTHER = "other"
    UNKNOWN = "unknown"


class ReceptorStatus(StrEnum):
    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNKNOWN = "unknown"


class EvidenceState(StrEnum):
    """What one sampling shows, and how far it can be trusted."""

    DETECTED = "detected"
    NOT_DETECTED = "not detected"
    UNDER_SCREENED = "under-screened"
    DEPTH_UNKNOWN = "depth unknown"
    NOT_EVALUABLE = "not evaluable"


RELAPSES = frozenset(
    {
        EventType.LOCAL_RECURRENCE,
        EventType.REGIONAL_RECURRENCE,
        EventType.DISTANT_METASTASIS,
        EventType.CONTRALATERAL_BREAST,
        EventType.SECOND_PRIMARY,
        EventType.DCIS,
    }
)
