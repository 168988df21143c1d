"""The calls of one course as a reader chose to see them: reference, cells, caution windows."""

from dataclasses import dataclass
from datetime import date

from monitor.analysis.call_changes import CallChange, cautioned_days, current_call, flips
from monitor.analysis.calls import calls
from monitor.analysis.formats import one_line
from monitor.analysis.samplings import samplings
from monitor.analysis.timeline import TimelineOptions
from monitor.domain.calls import Call, ReferenceChoice, ReferenceKind
from monitor.domain.evidence import UNCHECKED, Scatters
from monitor.domain.records import Course
from monitor.domain.rules import SYSTEMIC_THERAPIES, RuleSet
from monitor.domain.vocabularies import Material


@dataclass(frozen=True, slots=True)
class CourseCalls:
    """The marrow calls of a course in time order; `current` is the one the patient stands at.

    `left_out` are the days passed over, each with the reason, and `flipped` the calls of other days
    that this changes.
    """

    every: tuple[Call, ...]
    current: Call | None
    choice: ReferenceChoice
    left_out: dict[date, str]
    flipped: tuple[CallChange, ...] = ()


def course_calls(
    course: Course,
    options: TimelineOptions,
    rules: RuleSet,
    data_cut: date,
    scatter: Scatters = UNCHECKED,
) -> CourseCalls:
    """Returns the calls; a reference that names another patient's therapy gives way to the usual
    one.
    """
    choice = known_choice(course, options.reference)
    left_out: dict[date, str] = {}
    flipped: tuple[CallChange, ...] = ()
    if options.without_cautioned:
        found = samplings(course.assays, rules, options.cells)
        left_out = cautioned_days(course, found, rules, data_cut)
    every = _marrow(calls(course, rules, choice, options.cells, left_out, scatter))
    if left_out:
        usual = _marrow(calls(course, rules, choice, options.cells, scatter=scatter))
        flipped = tuple(f for f in flips(usual, every) if f.collected_on not in left_out)
    return CourseCalls(every, current_call(every), choice, left_out, flipped)


def known_choice(course: Course, choice: ReferenceChoice) -> ReferenceChoice:
    """Returns the choice, or the usual one where its therapy is not of this course."""
    if choice.kind is not ReferenceKind.BEFORE_LINE:
        return choice
    is_known = any(t.id == choice.therapy_id for t in course.therapies)
    return choice if is_known else ReferenceChoice()


def reference_choices(course: Course) -> dict[ReferenceChoice, str]:
    """Returns what sizes can be held against in this course, each with its name."""
    kinds = (ReferenceKind.BEFORE_THERAPY, ReferenceKind.PREVIOUS, ReferenceKind.NADIR)
    choices = {ReferenceChoice(kind): str(kind) for kind in kinds}
    for therapy in course.therapies:
        if therapy.therapy_type in SYSTEMIC_THERAPIES:
            name = f"before {one_line(therapy.agent, 40)}, {therapy.started_on}"
            choices[ReferenceChoice(ReferenceKind.BEFORE_LINE, therapy.id)] = name
    return choices


def _marrow(found: tuple[Call, ...]) -> tuple[Call, ...]:
    return tuple(c for c in found if c.key.material is Material.BONE_MARROW)
