"""Courses from text, one event a line, as a reader would note them down:

    diagnosed 2021-02-20
    2021-03-02  14/2.0M  baseline left  antibody=A45-B/B3 lab=Munich control=0/0.5M probable=2
    2021-07-05  0/1.0M right withdrawn comment=amended_later
    2022-01-10  pos | neg | questionable | n.e. | rate=3.2 | 3/? | 0/1.0M blood | pcr pos
    2021-03-10               surgery mastectomy
    2021-04-01..2021-09-14   chemotherapy EC-T cycles=8
    2021-10-01..             endocrine letrozole            (ongoing)
    2021-12-01..?            bone_targeted zoledronate      (end unknown)
    2021-05..2021-06         radiotherapy 50_Gy             (known to the month)
    2023-05-01               distant_metastasis OSS
    2024-01-01               death breast_cancer

An underscore inside a word stands for a blank. `k` of a count may be a question mark too.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from monitor.domain.records import Assay, Course, Origin, OutcomeEvent, Patient, TherapyEvent
from monitor.domain.vocabularies import (
    AssayStatus,
    DatePrecision,
    DeathCause,
    EventType,
    Intent,
    Material,
    MetastasisSite,
    Method,
    ResultText,
    Site,
    TherapyType,
)

_WORDS: dict[str, dict[str, Any]] = {
    "pos": {"result_text": ResultText.POSITIVE},
    "neg": {"result_text": ResultText.NEGATIVE},
    "questionable": {"result_text": ResultText.QUESTIONABLE},
    "n.e.": {"result_text": ResultText.NOT_EVALUABLE},
    "blood": {"material": Material.BLOOD},
    "withdrawn": {"status": AssayStatus.WITHDRAWN},
    **{site.value: {"site": site} for site in Site},
    **{method.value: {"method": method} for method in Method if method is not Method.OTHER},
}


def _text(name: str) -> Callable[[str], dict[str, Any]]:
    return lambda value: {name: value.replace("_", " ")}


def _control(value: str) -> dict[str, Any]:
    stained, screened = _count(value)
    return {"control_positive": stained, "control_cells_screened": screened}


_NAMED: dict[str, Callable[[str], dict[str, Any]]] = {
    "control": _control,
    "probable": lambda value: {"probable_cells": int(value)},
    "clusters": lambda value: {"clusters": int(value)},
    "rate": lambda value: {"reported_rate": float(value)},
    **{name: _text(name) for name in ("antibody", "lab", "reader", "comment", "sample_id")},
}
_PRECISIONS = {10: DatePrecision.DAY, 7: DatePrecision.MONTH, 4: DatePrecision.YEAR}


def course(text: str, patient_id: str = "P014") -> Course:
    """Returns the course that the text describes, each part in time order."""
    patient = Patient(link="k" * 8, patient_id=patient_id)
    assays: list[Assay] = []
    therapies: list[TherapyEvent] = []
    outcomes: list[OutcomeEvent] = []
    lines = (line for line in text.splitlines() if line.strip())
    for number, line in enumerate(lines, start=1):
        when, *words = line.split()
        origin = Origin(1, "course.csv", number + 1)
        if when == "diagnosed":
            patient = replace(patient, diagnosed_on=date.fromisoformat(words[0]))
        elif words[0] in set(TherapyType):
            therapies.append(_therapy(number, when, words, origin))
        elif words[0] in set(EventType):
            outcomes.append(_outcome(number, when, words, origin))
        else:
            assays.append(_assay(number, when, words, origin))
    return Course(
        patient,
        tuple(sorted(assays, key=lambda a: (a.collected_on, a.id))),
        tuple(sorted(therapies, key=lambda t: (t.started_on, t.id))),
        tuple(sorted(outcomes, key=lambda o: (o.occurred_on, o.id))),
    )


def assays(text: str) -> tuple[Assay, ...]:
    """Returns the assays of the course that the text describes."""
    return course(text).assays


def _assay(number: int, when: str, words: list[str], origin: Origin) -> Assay:
    fields = {name: value for word in words for name, value in _assay_word(word).items()}
    return Assay(number, date.fromisoformat(when), origin=origin, **fields)


def _assay_word(word: str) -> dict[str, Any]:
    name, _, value = word.partition("=")
    if word in _WORDS:
        return _WORDS[word]
    if name in _NAMED:
        return _NAMED[name](value)
    if "/" in word:
        k, n = _count(word)
        return {"tumor_cells": k, "cells_screened": n}
    return {"visit": word.replace("_", " ")}


def _count(text: str) -> tuple[int | None, int | None]:
    k, _, n = text.partition("/")
    depth = None if n == "?" else round(float(n.removesuffix("M")) * 1e6)
    return (None if k == "?" else int(k)), depth


def _therapy(number: int, when: str, words: list[str], origin: Origin) -> TherapyEvent:
    start, has_end, end = when.partition("..")
    kind, agent, *rest = words
    cycles = next((int(w.partition("=")[2]) for w in rest if w.startswith("cycles=")), None)
    intent = next((Intent(w) for w in rest if w in set(Intent)), None)
    comment = next((w.partition("=")[2] for w in rest if w.startswith("comment=")), None)
    return TherapyEvent(
        number,
        TherapyType(kind),
        agent.replace("_", " "),
        _day(start),
        ended_on=_day(end) if end not in ("", "?") else None,
        ongoing=True if has_end and not end else None,
        date_precision=_PRECISIONS[len(start)],
        cycles=cycles,
        intent=intent,
        comment=comment.replace("_", " ") if comment else None,
        origin=origin,
    )


def _day(text: str) -> date:
    return date.fromisoformat((text + "-01-01")[:10])


def _outcome(number: int, when: str, words: list[str], origin: Origin) -> OutcomeEvent:
    kind, *rest = words
    return OutcomeEvent(
        number,
        EventType(kind),
        _day(when),
        site=next((MetastasisSite(w) for w in rest if w in set(MetastasisSite)), None),
        cause=next((DeathCause(w) for w in rest if w in set(DeathCause)), None),
        origin=origin,
    )
