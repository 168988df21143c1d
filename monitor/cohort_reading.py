"""The cohort of a store: built from all courses once, and after a write from those it touched."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.analysis.cohort import Cohort
from monitor.analysis.cohort_build import build_cohort
from monitor.analysis.cohort_update import judged_otherwise, with_changes
from monitor.domain.evidence import Scatters
from monitor.domain.records import Course
from monitor.domain.rules import RuleSet
from monitor.domain.visits import VisitPlan
from monitor.store.changes import Mark, changes_since, read_mark
from monitor.store.engine import Store
from monitor.store.reading import read_course_chunks

# Where more of the patients are touched, all of them are read again.
MOST_TOUCHED = 0.5


@dataclass(frozen=True, slots=True)
class Judging:
    """What a cohort depends on besides its courses."""

    rules: RuleSet
    data_cut: date
    visits: VisitPlan | None
    scatter: Scatters

    def cohort(self, chunks: Iterable[Sequence[Course]]) -> Cohort:
        """Returns the cohort of these courses."""
        return build_cohort(chunks, self.rules, self.data_cut, self.visits, self.scatter)


@dataclass(frozen=True, slots=True)
class Kept:
    """A cohort, and a state of its store that it holds at the least."""

    mark: Mark | None
    cohort: Cohort


def read_kept(store: Store, by: Judging, last: Kept | None = None) -> Kept:
    """Returns the cohort of a store as it is now; what `last` holds of patients whom no write has
    touched since is taken over.
    """
    # Read before the courses: what is written in between will be looked at once more.
    mark = read_mark(store)
    renewed = _renewed(store, by, last) if last else None
    return Kept(mark, renewed or by.cohort(read_course_chunks(store)))


def _renewed(store: Store, by: Judging, last: Kept) -> Cohort | None:
    """Returns the last cohort with the patients touched since; None where all must be built."""
    before = last.cohort
    if last.mark is None or (before.rules, before.visits) != (by.rules, by.visits):
        return None
    with changes_since(store, last.mark, judged_otherwise(before, by.scatter)) as found:
        if found is None or len(found.touched) > MOST_TOUCHED * len(found.links):
            return None
        return with_changes(before, by.cohort(found.chunks()), found.links, by.data_cut)
