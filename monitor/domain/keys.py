"""Natural keys: what makes two uploaded rows speak of the same thing.

A key is never NULL and has no NULL parts, because NULL parts never collide in a unique index.
"""

import hashlib
import hmac
from collections.abc import Sequence

SEPARATOR = "\x1f"


def patient_link(secret: str, center: str, patient_id: str) -> str:
    """Returns the opaque key (24 hex digits) of a patient, which addresses may carry.

    Keyed with the store's own secret, so that a pseudonym cannot be found by trying.
    """
    message = f"{center}{SEPARATOR}{patient_id}".encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()[:24]


def assay_keys(
    links: Sequence[str],
    lab: Sequence[object],
    sample_id: Sequence[object],
    collected_on: Sequence[object],
    site: Sequence[object],
    method: Sequence[object],
    antibody: Sequence[object],
    replicate: Sequence[object],
) -> list[str]:
    """Returns one key per assay: by the lab's sample number, else by patient and day.

    Labs give one number to both crests and to several stains, so site, method, antibody and
    replicate always belong to the key.
    """
    rows = zip(links, lab, sample_id, collected_on, site, method, antibody, replicate, strict=True)
    return [
        _join("sample", laboratory, sample, *reading)
        if sample is not None
        else _join("day", laboratory, link, day, *reading)
        for link, laboratory, sample, day, *reading in rows
    ]


def therapy_keys(
    links: Sequence[str],
    event_id: Sequence[object],
    therapy_type: Sequence[object],
    agent: Sequence[object],
    started_on: Sequence[object],
) -> list[str]:
    """Returns one key per therapy event: by its number, else by type, agent and start."""
    rows = zip(links, event_id, therapy_type, agent, started_on, strict=True)
    return [
        _join("event", link, event) if event is not None else _join("course", link, *course)
        for link, event, *course in rows
    ]


def outcome_keys(
    links: Sequence[str],
    event_type: Sequence[object],
    occurred_on: Sequence[object],
    site: Sequence[object],
) -> list[str]:
    """Returns one key per outcome event. A patient dies once: another day is a correction."""
    rows = zip(links, event_type, occurred_on, site, strict=True)
    return [
        _join("death", link) if event == "death" else _join("event", link, event, day, place)
        for link, event, day, place in rows
    ]


def _join(*parts: object) -> str:
    return SEPARATOR.join("" if part is None else str(part) for part in parts)
