"""A cohort's frames reduced to the facts that questions on outcomes need."""

from collections.abc import Iterable
from itertools import islice

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monitor.analysis.cohort import Cohort
from monitor.analysis.cohort_rows import PATIENTS, borne, borne_names, patient_row
from monitor.analysis.frame_builder import FrameBuilder, Kind
from monitor.analysis.outcome_facts import (
    NEGATIVE,
    NEVER,
    NO_STATUS,
    POSITIVE,
    Codes,
    CohortFacts,
    Marrow,
    Starts,
    ordinals,
)
from monitor.analysis.outcome_rows import CLOCKS, FIRSTS, FOLLOW, follow_row, known_of
from monitor.analysis.patient_columns import FIELDS, Column, said
from monitor.analysis.samplings import judged_samplings
from monitor.domain.records import Course
from monitor.domain.rules import RuleSet
from monitor.domain.vocabularies import EvidenceState, Material

_CHUNK = 2_000
_MARROW = {
    "patient": Kind.CODE, "collected_on": Kind.DAY, "state": Kind.WORD, "reason": Kind.WORD,
    "is_positive": Kind.MAYBE, "borne": Kind.WORD,
}  # fmt: skip


def facts_of_cohort(cohort: Cohort) -> CohortFacts:
    """Returns the facts of a whole cohort, whose codes are its patients' numbers."""
    return _facts(cohort.patients, cohort.follow, cohort.samplings)


def facts_of(courses: Iterable[Course], rules: RuleSet) -> CohortFacts:
    """Returns the same of courses, without a call for any sampling; none of them is kept."""
    patients, follow = FrameBuilder(PATIENTS), FrameBuilder(FOLLOW)
    marrow = FrameBuilder(_MARROW)
    rest = enumerate(courses)
    while chunk := list(islice(rest, _CHUNK)):
        known = [(code, course, known_of(course)) for code, course in chunk]
        patients.add([patient_row(course, None, told) for _, course, told in known])
        follow.add([follow_row(code, course, told) for code, course, told in known])
        marrow.add([row for code, course in chunk for row in _marrow_rows(code, course, rules)])
    return _facts(patients.frame(), follow.frame(), marrow.frame())


def _marrow_rows(code: int, course: Course, rules: RuleSet) -> list[tuple[object, ...]]:
    assays = [a for a in course.assays if a.material is Material.BONE_MARROW]
    return [
        (code, s.collected_on, s.state, s.reason, s.is_positive, borne(s.assays))
        for s in judged_samplings(assays, rules)
    ]


def marrow_status(is_positive: bool | None, state: str) -> int:
    """Returns what a sampling says for status: detected where cells are, of unknown depth too; not
    detected at adequate depth. Anything else has none.
    """
    if is_positive:
        return POSITIVE
    return NEGATIVE if state == EvidenceState.NOT_DETECTED else NO_STATUS


def _facts(patients: pd.DataFrame, follow: pd.DataFrame, samplings: pd.DataFrame) -> CohortFacts:
    columns = _columns(patients)
    order = [*FIELDS, *sorted(columns.keys() - set(FIELDS))]
    uncertain = follow[["is_local_uncertain", "is_contralateral_uncertain"]]
    return CohortFacts(
        links=tuple(patients["link"]),
        patient_ids=tuple(patients["patient_id"]),
        columns={key: columns[key] for key in order if columns[key].is_given},
        first=np.column_stack([ordinals(follow[name], NEVER) for name in FIRSTS]),
        invasive_unknown=uncertain.to_numpy(dtype=bool),
        last_contact=ordinals(follow["last_contact_on"]),
        last_relapse=ordinals(follow["last_relapse_on"]),
        last_record=ordinals(follow["last_record_on"]),
        starts={clock: _starts(follow, clock) for clock in CLOCKS},
        marrow=_marrow(samplings),
    )


def _starts(follow: pd.DataFrame, clock: str) -> Starts:
    day = ordinals(follow[f"{clock} on"])
    words = follow[f"{clock} why not"].cat
    why = words.codes.to_numpy().astype(np.int32) - 1  # the first word says that there is a day
    return Starts(day, follow[f"{clock} exact"].to_numpy(), why, tuple(words.categories[1:]))


def _columns(patients: pd.DataFrame) -> dict[str, Column]:
    """Returns the columns of the patients file by name in lower case. Of two spellings of the same
    column the first that says something counts.
    """
    names = {name: name for name in FIELDS}
    texts = {name: _said(patients[name]) for name in FIELDS}
    for row, held in enumerate(patients["covariates"]):
        for name, text in held:
            value = said(text)
            if value is None:
                continue
            key = name.strip().casefold()
            if key not in texts:
                names[key] = name.strip()
                texts[key] = np.full(len(patients), None, dtype=object)
            if texts[key][row] is None:
                texts[key][row] = value
    return {key: _column(names[key], column) for key, column in texts.items()}


def _said(column: pd.Series) -> NDArray[np.object_]:
    """Returns what a field says of each patient, None where it is blank; a cohort has few words."""
    codes, values = pd.factorize(column)
    words = np.array([*(said(value) for value in values), None], dtype=object)
    return np.asarray(words[codes])


def _column(name: str, texts: NDArray[np.object_]) -> Column:
    codes, values = pd.factorize(texts)
    return Column(name, tuple(values), codes.astype(np.int32))


def _marrow(samplings: pd.DataFrame) -> Marrow:
    state, reason = samplings["state"].cat, samplings["reason"].cat
    number, found = pd.factorize(
        state.codes.to_numpy().astype(np.int64) * len(reason.categories) + reason.codes.to_numpy()
    )
    states, reasons = np.divmod(found, max(len(reason.categories), 1))
    row, visit, visits = _visits(samplings["borne"])
    return Marrow(
        patient=samplings["patient"].to_numpy().astype(np.int32),
        day=ordinals(samplings["collected_on"]),
        status=_status(samplings),
        finding=number.astype(np.int32),
        findings=tuple(
            zip(
                map(str, state.categories[states]), map(str, reason.categories[reasons]),
                strict=True,
            )
        ),
        visit_row=row,
        visit=visit,
        visits=visits,
    )  # fmt: skip


def _status(samplings: pd.DataFrame) -> NDArray[np.int8]:
    state = samplings["state"].cat
    answers = (False, True, None)
    said_by = np.array(
        [[marrow_status(answer, word) for answer in answers] for word in state.categories], np.int8
    ).reshape(-1, len(answers))
    positive = samplings["is_positive"].to_numpy(dtype=np.float64, na_value=2).astype(np.intp)
    return np.asarray(said_by[state.codes.to_numpy(), positive])


def _visits(column: pd.Series) -> tuple[Codes, Codes, tuple[str, ...]]:
    """Returns for each visit that a sampling bears its row and the visit's number, and the names;
    upper and lower case are one visit, spelled as where it stands first.
    """
    codes = column.cat.codes.to_numpy()
    known: dict[str, tuple[int, str]] = {}
    of_word: list[list[int]] = [[] for _ in column.cat.categories]
    for code in pd.unique(codes).tolist():
        names = borne_names(column.cat.categories[code])
        of_word[code] = [known.setdefault(n.casefold(), (len(known), n))[0] for n in names]
    several = np.array([len(numbers) for numbers in of_word], dtype=np.int64)[codes]
    row = np.repeat(np.arange(len(codes), dtype=np.int32), several)
    visit = [of_word[code] for code in codes.tolist() if of_word[code]]
    flat = np.fromiter((number for numbers in visit for number in numbers), np.int32, len(row))
    return row, flat, tuple(name for _, name in known.values())
