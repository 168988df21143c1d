"""What was learned about one lab's export: its header and the answers that belong to its layout."""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.domain.vocabularies import FileKind
from monitor.domain.whose_file import NOTHING_SEEN, Seen, departures

NEAR = 0.6  # the share of all columns that a file and a profile must have in common


@dataclass(frozen=True, slots=True)
class Profile:
    """One version of what is known of a lab's export. Versions never change; shipped ones are of
    nobody and have no date.
    """

    name: str
    version: int
    kind: FileKind
    header: tuple[str, ...]
    answers: Mapping[str, str]
    made_at: str = ""
    made_by: str = ""

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.header)

    @property
    def label(self) -> str:
        """Returns name and version, by which the command line and an import name a profile."""
        return f"{self.name}@{self.version}"

    @property
    def is_shipped(self) -> bool:
        return not self.made_at


@dataclass(frozen=True, slots=True)
class ProfileMatch:
    """How a file compares with a profile: the columns that are new in the file, those that it
    lacks, and what speaks for another lab, in words.
    """

    profile: Profile
    new: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    departs: tuple[str, ...] = ()

    @property
    def is_exact(self) -> bool:
        return not (self.new or self.missing or self.departs)


def fingerprint(header: Iterable[str]) -> str:
    """Returns a digest of a header's columns.

    Their order does not count: a column is known by its name, so moving it changes no meaning.
    Case, blanks and punctuation do not count either; a column more or less does.
    """
    names = sorted(map(normalized, header))
    return hashlib.blake2b(json.dumps(names).encode(), digest_size=16).hexdigest()


def normalized(cell: str) -> str:
    """Returns a header cell without case, blanks and punctuation; + and % tell columns apart."""
    text = unicodedata.normalize("NFKC", cell).casefold()
    return re.sub(r"[^\w+%]|_", "", text)


def match(
    profile: Profile, header: Sequence[str], seen: Seen = NOTHING_SEEN
) -> ProfileMatch | None:
    """Returns how near a file is to a profile by its header and by what is `seen` of whose it is;
    None where the headers have too little in common.
    """
    ours, theirs = (Counter(map(normalized, cells)) for cells in (profile.header, header))
    common = (ours & theirs).total()
    if not common or common < NEAR * (ours | theirs).total():
        return None
    new, missing = _those_of(header, theirs - ours), _those_of(profile.header, ours - theirs)
    return ProfileMatch(profile, new, missing, tuple(departures(profile.answers, seen)))


def best_match(
    profiles: Iterable[Profile], header: Sequence[str], seen: Seen = NOTHING_SEEN
) -> ProfileMatch | None:
    """Returns the nearest profile: an exact one before a near one, a newer version before an older,
    one's own before a shipped one.
    """
    return nearest(found for p in profiles if (found := match(p, header, seen)))


def nearest(matches: Iterable[ProfileMatch]) -> ProfileMatch | None:
    """Returns the match that is nearest, None where there is none."""
    return max(matches, key=_nearness, default=None)


def _nearness(found: ProfileMatch) -> tuple[int, bool, str, int]:
    profile = found.profile
    differing = len(found.new) + len(found.missing) + len(found.departs)
    return -differing, not profile.is_shipped, profile.made_at, profile.version


def _those_of(header: Iterable[str], wanted: Counter[str]) -> tuple[str, ...]:
    left = wanted.copy()
    found = []
    for cell in header:
        name = normalized(cell)
        if left[name] > 0:
            left[name] -= 1
            found.append(cell)
    return tuple(found)
