"""Review marks: who has looked at which result, and whether it says the same still.

A mark belongs to what was seen: one result, all of one patient, or the whole store, as of a change.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class ReviewState(StrEnum):
    """How a result stands to the marks: nobody has marked it, it says something else than what was
    marked last, or it is what was marked.
    """

    NEW = "new"
    CHANGED = "changed"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class ReviewMark:
    """One mark: when (UTC), by whom, and as of which change. It is about one version of a result
    (`assay_id`), about a patient (`person_id`), or, with neither, about everything.
    """

    made_at: str
    made_by: str
    change: int
    person_id: int | None = None
    assay_id: int | None = None


@dataclass(frozen=True, slots=True)
class ResultVersion:
    """What a result said from one change to another; equal digests say the same."""

    assay_id: int
    natural_key: str
    person_id: int
    digest: bytes
    added_by: int
    ended_by: int | None

    def was_there(self, change: int) -> bool:
        """Returns whether this version was in force as of a change."""
        return self.added_by <= change and (self.ended_by is None or self.ended_by > change)


@dataclass(frozen=True, slots=True)
class Review:
    """How a result stands, and the last mark that it got."""

    state: ReviewState
    mark: ReviewMark | None = None


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """How many results wait for a look, and of how many patients they are."""

    results: int = 0
    patients: int = 0


NEW = Review(ReviewState.NEW)


def reviews(versions: Iterable[ResultVersion], marks: Sequence[ReviewMark]) -> Mapping[int, Review]:
    """Returns how each result in force stands, by its number; marks come in the order they were
    made. What an undo brings back is reviewed again where its mark was the last one.
    """
    by_key: dict[str, list[ResultVersion]] = {}
    for version in versions:
        by_key.setdefault(version.natural_key, []).append(version)
    newest_first = tuple(reversed(marks))
    return {
        current.assay_id: _review(current, every, newest_first)
        for every in by_key.values()
        for current in every
        if current.ended_by is None
    }


def _review(
    current: ResultVersion, versions: Sequence[ResultVersion], marks: Iterable[ReviewMark]
) -> Review:
    for mark in marks:
        seen = next((version for version in versions if _is_about(mark, version)), None)
        if seen is not None:
            is_same = seen.digest == current.digest
            return Review(ReviewState.REVIEWED if is_same else ReviewState.CHANGED, mark)
    return NEW


def _is_about(mark: ReviewMark, version: ResultVersion) -> bool:
    if mark.assay_id is not None:
        return mark.assay_id == version.assay_id
    return mark.person_id in (None, version.person_id) and version.was_there(mark.change)
