"""Pseudonyms that look like another one: the same person, or not? Asked, never decided.

Looks alike what is the same but for case, blanks, marks, invisible characters, leading zeros, and
letters of another script. A pseudonym that the store knows exactly is never in question.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice, takewhile
from operator import ne

from monitor.domain.answers import SAME_AS, SIMILAR_ID
from monitor.domain.keys import folded_ids
from monitor.domain.plan import Facts, Question

ANOTHER, LEAVE_OUT = "another person", "leave out"
LINES_NAMED = 8
NAMED_AT_MOST = 4  # look-alikes that one question offers
Centers = Mapping[str, Collection[str]]  # of each pseudonym in the file, '' = not stated

_INVISIBLE = ("Cf", "Cc", "Zl", "Zp")
_LATIN, _OTHER_SCRIPT = re.compile(r"[A-Za-z]"), re.compile(r"[\u0370-\u04ff]")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"), "-")
_LETTERS = str.maketrans(
    "АВЕКМНОРСТУХІЅЈаеорсухіѕјΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEKMHOPCTYXISJaeopcyxisjABEZHIKMNOPTYXo"
)


@dataclass(slots=True)
class LookAlikes:
    """What was settled and what is open about the pseudonyms of a file: the one that is meant in
    the place of another, why a pseudonym is left out, which wait for an answer, and the questions.
    """

    meant: dict[str, str] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    waiting: dict[str, tuple[str, ...]] = field(default_factory=dict)


def look_alikes(centers: Centers, facts: Facts, answers: Mapping[str, str]) -> LookAlikes:
    """Returns what is settled and open about a file's pseudonyms, given with their centers."""
    found = LookAlikes()
    new = sorted(centers.keys() - facts.patients.keys())
    known = _known(facts)
    groups = _groups(new, known)
    shapes = Counter(map(_shape, centers)) if groups else Counter()
    for folded, names in groups.items():
        for name, others in _doubts(names, known.get(folded, {}), centers, shapes):
            _settle(name, others, answers, found)
    return found


def _known(facts: Facts) -> dict[str, dict[str, set[str]]]:
    """Returns by folded form the look-alikes that the store knows, with their centers."""
    known: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for folded, patients in facts.look_alikes.items():
        for patient in patients:
            known[folded][patient.patient_id].add(patient.center)
    return known


def _groups(new: Sequence[str], known: Collection[str]) -> dict[str, list[str]]:
    """Returns by folded form the new pseudonyms of which one at least may be in question."""
    folded = folded_ids(new)
    plain_text = "".join(new)
    is_plain = not known and plain_text.isascii() and plain_text.isprintable()
    if is_plain and len(set(folded)) == len(folded):
        return {}
    times = Counter(folded)
    groups: dict[str, list[str]] = defaultdict(list)
    for name, form in zip(new, folded, strict=True):
        if times[form] > 1 or form in known or is_odd(name):
            groups[form].append(name)
    return groups


def _doubts(
    names: Sequence[str],
    stored: Centers,
    centers: Centers,
    shapes: Mapping[str, int],
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yields each new pseudonym that is in question, with those that may be meant: the store's, or
    else those of the file before it, the form that most of its pseudonyms have first.
    """
    usual = [name for name in names if not is_odd(name)]
    usual.sort(key=lambda name: (-shapes[_shape(name)], name))
    for name in names:
        before = sorted(stored) if stored else takewhile(partial(ne, name), usual)
        places = stored or centers
        meant = (o for o in before if o != name and _may_meet(places[o], centers[name]))
        others = tuple(islice(meant, NAMED_AT_MOST))
        if is_odd(name) and not others and plain(name):
            others = (plain(name),)
        if others or not plain(name):
            yield name, others


def _may_meet(one: Iterable[str], other: Iterable[str]) -> bool:
    """Returns whether patients of these centers may be one: at two stated centers they are two."""
    return any(a == b or not (a and b) for a in one for b in other)


def _settle(
    name: str, others: tuple[str, ...], answers: Mapping[str, str], found: LookAlikes
) -> None:
    answer = answers.get(question_id(name), "")
    if not plain(name):
        found.left_out.add(name)
    elif answer not in options(name, others):
        found.waiting[name] = others
    elif answer == LEAVE_OUT:
        found.left_out.add(name)
    elif answer != ANOTHER:
        found.meant[name] = answer.removeprefix(SAME_AS)


def question(
    name: str,
    others: tuple[str, ...],
    lines: Sequence[int],
    stored: Collection[str],
    alias: str | None = None,
) -> Question:
    """Returns what is asked about a pseudonym that stands on these lines; of those that it looks
    like, some are `stored`, and one may be the one that it meant before.
    """
    places = ", ".join(map(str, lines[:LINES_NAMED]))
    more = f" and {len(lines) - LINES_NAMED} more" if len(lines) > LINES_NAMED else ""
    like = ", ".join(f"{other} (known already)" if other in stored else other for other in others)
    is_known = alias is not None and alias in others
    before = f" In an earlier export of this lab, {alias} was meant." if is_known else ""
    return Question(
        id=question_id(name),
        about="patient_id",
        message=(
            f"{_spelled(name)} in line {places}{more} looks like {like}.{before} "
            "Is it the same person?"
        ),
        options=options(name, others),
        proposed=f"{SAME_AS}{alias}" if is_known else None,
    )


def question_id(name: str) -> str:
    """Returns the id of the question about a pseudonym."""
    return f"{SIMILAR_ID}:{name}"


def options(name: str, others: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the answers offered. What cannot be seen makes no patient of its own."""
    last = LEAVE_OUT if not name.isprintable() or is_hidden(name) else ANOTHER
    return (*(f"{SAME_AS}{other}" for other in others), last)


def is_odd(name: str) -> bool:
    """Returns whether a pseudonym holds what nobody types on purpose: invisible characters, special
    blanks and hyphens, or letters of two scripts.
    """
    if name.isascii():
        return not name.isprintable()
    mixed = bool(_LATIN.search(name)) and bool(_OTHER_SCRIPT.search(name))
    return mixed or is_hidden(name) or name.translate(_HYPHENS) != name


def is_hidden(name: str) -> bool:
    """Returns whether a pseudonym holds characters that are not seen, or blanks but the usual."""
    return not name.isascii() and any(
        unicodedata.category(letter) in _INVISIBLE or (letter != " " and letter.isspace())
        for letter in name
    )


def plain(name: str) -> str:
    """Returns a pseudonym as it was meant: without what cannot be seen, in Latin letters."""
    text = unicodedata.normalize("NFKC", name).translate(_HYPHENS)
    if _LATIN.search(text):
        text = text.translate(_LETTERS)
    seen = (c for c in text if unicodedata.category(c) not in _INVISIBLE)
    return " ".join("".join(seen).split())


def _shape(name: str) -> str:
    return re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "0", name))


def _spelled(name: str) -> str:
    """Returns a pseudonym with what sets it apart from its look-alikes said in words."""
    odd = dict.fromkeys(letter for letter in name if not letter.isascii())
    said = [unicodedata.name(letter, f"U+{ord(letter):04X}").lower() for letter in odd]
    shown = "".join(c if c.isprintable() else "·" for c in name)
    return f"{shown} (with {', '.join(said[:3])})" if said and is_odd(name) else shown
