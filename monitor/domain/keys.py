"""Natural keys: what makes two uploaded rows speak of the same thing.

A key is never NULL and has no NULL parts, because NULL parts never collide in a unique index.
"""

import hmac
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import overload

from monitor.domain.coded import Coded, coded
from monitor.domain.vocabularies import EventType, FileKind

SEPARATOR = "\x1f"
_KeyOf = Callable[[tuple[str, ...]], str]  # of the texts of one row


def patient_link(secret: str, center: str, patient_id: str) -> str:
    """Returns the opaque key (24 hex digits) of a patient, which addresses may carry.

    Keyed with the store's own secret, so that a pseudonym cannot be found by trying.
    """
    message = f"{center}{SEPARATOR}{patient_id}".encode()
    return hmac.digest(secret.encode(), message, "sha256").hex()[:24]


def folded_ids(ids: Sequence[str]) -> list[str]:
    """Returns each pseudonym in a form that look-alikes share: in capitals, without blanks, marks,
    invisible characters and leading zeros, Greek and Cyrillic letters as the Latin ones they look
    like.

    The store keeps this form beside each patient: whoever changes it must migrate stores.
    """
    text = "\n".join(name.replace("\n", " ") for name in ids)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.upper()
    if not text.isascii():
        text = text.translate(_PLAIN)
    text = _MARKS.sub("", _BETWEEN_DIGITS.sub("x", text))
    return _LEADING_ZEROS.sub("", text).split("\n") if ids else []


# A mark between digits keeps them apart, as a letter that no capital can be: 1-23 is not 12-3.
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])(?:[^\w\n]|_)+(?=[0-9])")
_MARKS = re.compile(r"(?:[^\w\n]|_)+")
_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_PLAIN = str.maketrans(
    dict(
        zip("АВЕКМНОРСТУХІЅЈ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXISJ" + "ABEZHIKMNOPTYX", strict=True)
    )
    | {chr(code): None for code in (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F))}
    | {chr(code): None for code in (*range(0x2060, 0x2070), 0xFEFF)}
)


def row_keys(
    kind: FileKind, links: Sequence[str], columns: Mapping[str, Sequence[object]]
) -> Sequence[str]:
    """Returns the natural key of every row of a file, from whose it is and its values."""
    if kind is FileKind.PATIENTS:
        return links
    key, names = _KEYS[kind]
    parts = (links, *(texts_of(columns[name]) for name in names))
    if kind is FileKind.ASSAYS and all(coded(columns["sample_id"]).distinct):
        return _keys_by_sample(*parts)
    return RowKeys(key, parts)


class RowKeys(Sequence[str]):
    """Natural keys, each made of a row's texts whenever it is looked at: they are longer than all
    else of a row.
    """

    __slots__ = ("_key", "_parts")

    def __init__(self, key: _KeyOf, parts: Sequence[Sequence[str]]) -> None:
        self._key = key
        self._parts = parts

    def __len__(self) -> int:
        return len(self._parts[0])

    def __iter__(self) -> Iterator[str]:
        return map(self._key, zip(*self._parts, strict=True))

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> "RowKeys": ...
    def __getitem__(self, at: int | slice) -> "str | RowKeys":
        if isinstance(at, slice):
            return RowKeys(self._key, [part[at] for part in self._parts])
        return self._key(tuple(part[at] for part in self._parts))


def _assay_key(texts: tuple[str, ...]) -> str:
    """By the lab's sample number, else by patient and day.

    Labs give one number to both crests and to several stains, so site, method, antibody and
    replicate always belong to the key.
    """
    link, day, lab, sample, *reading = texts
    if sample:
        return SEPARATOR.join(("sample", lab, sample, *reading))
    return SEPARATOR.join(("day", lab, link, day, *reading))


def _keys_by_sample(
    _links: Sequence[str],
    _days: Sequence[str],
    labs: Sequence[str],
    samples: Sequence[str],
    *reading: Sequence[str],
) -> RowKeys:
    """Returns the same where every row has a sample number, so that texts need only be joined."""
    first = coded(labs).map(lambda lab: SEPARATOR.join(("sample", lab)))
    return RowKeys(SEPARATOR.join, (first, samples, *merged(reading)))


def _therapy_key(texts: tuple[str, ...]) -> str:
    """By the source's number of the event, else by type, agent and start."""
    link, event_id, *course = texts
    if event_id:
        return SEPARATOR.join(("event", link, event_id))
    return SEPARATOR.join(("course", link, *course))


def _outcome_key(texts: tuple[str, ...]) -> str:
    """By event, day and place. A patient dies once: another day is a correction."""
    link, event, day, place = texts
    if event == EventType.DEATH:
        return SEPARATOR.join(("death", link))
    return SEPARATOR.join(("event", link, event, day, place))


_KEYS: dict[FileKind, tuple[_KeyOf, tuple[str, ...]]] = {
    FileKind.ASSAYS: (
        _assay_key,
        ("collected_on", "lab", "sample_id", "site", "method", "antibody", "replicate"),
    ),
    FileKind.THERAPY: (_therapy_key, ("event_id", "therapy_type", "agent", "started_on")),
    FileKind.OUTCOMES: (_outcome_key, ("event_type", "occurred_on", "site")),
}


def texts_of(values: Sequence[object]) -> Sequence[str]:
    """Returns the values as text, a missing one ''."""
    if isinstance(values, Coded):
        is_text = set(map(type, values.distinct)) == {str}
        return values if is_text else values.map(_text)
    return list(map(_text, values))


def merged(columns: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Yields columns of text whose rows, joined by SEPARATOR, are the same; what every row says in
    a column is said by the one before.
    """
    before: Sequence[str] | None = None
    same: list[str] = []
    for texts in columns:
        if before is not None and isinstance(texts, Coded) and len(texts.distinct) == 1:
            same += texts.distinct
            continue
        if before is not None:
            yield _extended(before, same)
        before, same = texts, []
    if before is not None:
        yield _extended(before, same)


def _extended(texts: Sequence[str], by: Sequence[str]) -> Sequence[str]:
    if not by:
        return texts
    rest = SEPARATOR.join(("", *by))
    return coded(texts).map(lambda text: text + rest)


def _text(value: object) -> str:
    return "" if value is None else str(value)
