"""A single person named in free text: "Befund an Dr. Schmidt", "Anna Muster cancelled".

German writes every noun with a capital, so a capital alone says nothing. A person is found by what
stands before the name (a title), by the name itself (one that people are given), or by both.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from monitor.ingest.person_names import (
    ANY_SURNAMES,
    BETWEEN,
    DOUBTFUL_GIVEN,
    ENDINGS,
    GIVEN,
    HONORED,
    LOOSE_TITLES,
    NO_NAMES,
    NO_PERSONS,
    SURNAMES,
    TITLES,
    VERBS,
)

LOOKED_AT = 50_000  # distinct texts of a column
LEAST = 5  # letters; only a longer name is known by its ending
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_BARE = re.compile(r"[^\W\d_]+")
_SAINTS = frozenset(("St.", "St", "Sankt", "Saint", "San", "Santa", "Ste."))
_BORN = re.compile(
    r"(?:\b(?:geb(?:\.|oren)?|born|dob|geburtsdatum|date of birth)[ :]*(?:am |on )?)"
    r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{2,4}",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\b(?:tel|telefon|phone|mobil|mobile|handy)\b[.: ]*\+?[0-9(][0-9 ()/-]{5,}[0-9]", re.I
)
# Without one of these, no person is named; behind "von" or "by", only a known family name is one.
_TRIGGERS = frozenset(
    word.strip(".")
    for word in (*TITLES, *LOOSE_TITLES, *GIVEN, *DOUBTFUL_GIVEN, *SURNAMES)
    if word[0].isupper()
)
_STARTS = _TRIGGERS.union(word.strip(".") for word in LOOSE_TITLES)
_DATED = frozenset(
    ("geb", "geboren", "born", "dob", "geburtsdatum", "birth", "tel", "telefon", "phone", "mobil",
     "mobile", "handy")
)  # fmt: skip


class _Word(NamedTuple):
    """A word as it stands, and what stands between it and the one before."""

    text: str
    gap: str
    bare: str

    @property
    def is_name_like(self) -> bool:
        """Returns whether it is written as a name is, and is no word that we know."""
        word = self.bare
        parts = word.casefold().replace("’", "'").split("-")
        is_written = word[0].isupper() and (len(word) > 1) and not NO_NAMES.intersection(parts)
        is_capitals = word.isupper() and len(word) < 4  # CTC, DNA
        return is_written and not is_capitals and NO_PERSONS.isdisjoint(parts)

    @property
    def is_initial(self) -> bool:
        return len(self.bare) == 1 and self.text.endswith(".") and self.text[0].isupper()


def names_somebody(text: str) -> bool:
    """Returns whether a text names a person, says when one was born or how to call one."""
    if any(map(str.isdigit, text)) and (_BORN.search(text) or _CALL.search(text)):
        return True
    if _TRIGGERS.isdisjoint(_BARE.findall(text)):
        return False
    words = _words(text)
    places = [at for at, word in enumerate(words) if word.bare in _STARTS or word.is_initial]
    return any(_names_at(words, at) for at in places)


def any_names_somebody(texts: Sequence[str]) -> bool:
    """Returns whether one of a column's distinct texts names a person."""
    looked_at = texts[:LOOKED_AT]
    words = set(_BARE.findall("\n".join(looked_at)))
    if _TRIGGERS.isdisjoint(words) and _DATED.isdisjoint(map(str.casefold, words)):
        return False
    return any(map(names_somebody, looked_at))


def _words(text: str) -> list[_Word]:
    found, end = [], 0
    for match in _WORD.finditer(text):
        word = match.group()
        found.append(_Word(word, text[end : match.start()], word.removesuffix(".")))
        end = match.end()
    return found


def _names_at(words: Sequence[_Word], at: int) -> bool:
    """Returns whether a name begins at a word, or behind it where that is a title."""
    word = words[at]
    if word.text in TITLES:
        return _is_behind(words, at, strict=False)
    if word.text in LOOSE_TITLES and _is_behind(words, at, strict=True):
        return True
    if word.bare in GIVEN or word.bare in DOUBTFUL_GIVEN:
        return _is_full_name(words, at)
    if word.bare in SURNAMES:
        return _is_family_name(words, at)
    return (
        word.is_initial
        and word.bare != "M"
        and _is_known(_next(words, at))
        and not _is_house(words, at + 1)
    )


def _is_behind(words: Sequence[_Word], at: int, strict: bool) -> bool:
    """Returns whether a name stands behind a title; a known one where the title is a loose one."""
    is_person = words[at].text[0].isupper()
    while (found := _next(words, at)) is not None:
        at += 1
        is_between = found.text.casefold() in BETWEEN or found.text in TITLES
        if not is_between and not found.is_initial:
            break
    if found is None or _is_house(words, at):
        return False
    if "-" in found.text and found.text[0].islower():  # al-Sayed
        found = found._replace(bare=found.bare.rpartition("-")[2])
    if not strict:
        return found.is_name_like
    if not is_person:
        return not SURNAMES.isdisjoint((found.bare, *found.bare.split("-")))
    return found.bare in GIVEN or _is_one_of(found.bare, ANY_SURNAMES)


def _is_full_name(words: Sequence[_Word], at: int) -> bool:
    """Returns whether a given name is followed by a family name, or does what persons do."""
    if at and words[at - 1].text in _SAINTS:
        return False
    word, behind = words[at], at + 1
    if at and word.gap.strip() == "," and word.bare in GIVEN and words[at - 1].is_name_like:
        return not _is_house(words, at)
    while (
        behind < len(words)
        and words[behind].gap.strip() == ""
        and (words[behind].is_initial or words[behind].text in BETWEEN)
    ):
        behind += 1
    found = words[behind] if behind < len(words) else None
    if found is None or found.gap.strip() or _is_house(words, behind):
        return False
    if (word.bare, found.bare) in HONORED:
        return False
    if word.bare in DOUBTFUL_GIVEN:
        return _is_one_of(found.bare, SURNAMES)
    if found.text[0].islower():
        return found.bare in VERBS or ("-" in found.text and any(map(str.isupper, found.text)))
    return found.is_name_like


def _is_family_name(words: Sequence[_Word], at: int) -> bool:
    """Returns whether a family name is followed by an initial, or does what persons do."""
    if at + 1 >= len(words) or _is_house(words, at):
        return False
    found = words[at + 1]
    gap = found.gap.strip()
    return (gap in ("", ",") and found.is_initial) or (not gap and found.text in VERBS)


def _is_known(word: _Word | None) -> bool:
    return word is not None and _is_one_of(word.bare, SURNAMES)


def _is_one_of(name: str, known: frozenset[str]) -> bool:
    """Returns whether a name, or one half of a double one, is known or ends as names do."""
    parts = (name, *name.split("-"))
    return any(part in known or (len(part) > LEAST and part.endswith(ENDINGS)) for part in parts)


def _next(words: Sequence[_Word], at: int) -> _Word | None:
    """Returns the word that stands next, None where something stands between."""
    found = words[at + 1] if at + 1 < len(words) else None
    return found if found is not None and not found.gap.strip(" \u00a0.:") else None


def _is_house(words: Sequence[_Word], at: int) -> bool:
    """Returns whether what follows makes of a name a house, a street, a stain or a score."""
    for word in words[at + 1 : at + 3]:
        if word.gap.strip(" -\u00a0"):
            return False
        if word.bare.casefold() in NO_PERSONS:
            return True
        if not word.text[0].isupper():
            return False
    return False
