"""Natural keys: what makes two uploaded rows speak of the same thing.

A key is never NULL and has no NULL parts, because NULL parts never collide in a unique index.
"""

import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence

from monitor.domain.vocabularies import EventType, FileKind

SEPARATOR = "\x1f"


def patient_link(secret: str, center: str, patient_id: str) -> str:
    """Returns the opaque key (24 hex digits) of a patient, which addresses may carry.

    Keyed with the store's own secret, so that a pseudonym cannot be found by trying.
    """
    message = f"{center}{SEPARATOR}{patient_id}".encode()
    return hmac.digest(secret.encode(), message, "sha256").hex()[:24]


def row_keys(
    kind: FileKind, links: Sequence[str], columns: Mapping[str, Sequence[object]]
) -> Sequence[str]:
    """Returns the natural key of every row of a file, from whose it is and its values."""
    if kind is FileKind.PATIENTS:
        return links
    key, names = _KEYS[kind]
    texts = (texts_of(columns[name]) for name in names)
    return list(map(key, links, *texts))


def _assay_key(link: str, day: str, lab: str, sample: str, *reading: str) -> str:
    """By the lab's sample number, else by patient and day.

    Labs give one number to both crests and to several stains, so site, method, antibody and
    replicate always belong to the key.
    """
    if sample:
        return SEPARATOR.join(("sample", lab, sample, *reading))
    return SEPARATOR.join(("day", lab, link, day, *reading))


def _therapy_key(link: str, event_id: str, *course: str) -> str:
    """By the source's number of the event, else by type, agent and start."""
    if event_id:
        return SEPARATOR.join(("event", link, event_id))
    return SEPARATOR.join(("course", link, *course))


def _outcome_key(link: str, event: str, day: str, place: str) -> str:
    """By event, day and place. A patient dies once: another day is a correction."""
    if event == EventType.DEATH:
        return SEPARATOR.join(("death", link))
    return SEPARATOR.join(("event", link, event, day, place))


_KEYS: dict[FileKind, tuple[Callable[..., str], tuple[str, ...]]] = {
    FileKind.ASSAYS: (
        _assay_key,
        ("collected_on", "lab", "sample_id", "site", "method", "antibody", "replicate"),
    ),
    FileKind.THERAPY: (_therapy_key, ("event_id", "therapy_type", "agent", "started_on")),
    FileKind.OUTCOMES: (_outcome_key, ("event_type", "occurred_on", "site")),
}


def texts_of(values: Sequence[object]) -> Iterator[str]:
    """Returns the values as text, a missing one ''."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return iter(values)  # type: ignore[arg-type]
    return ("" if value is None else str(value) for value in values)
