"""What reviewing and news cost: marks, the effect of an import, news, and the calls of a list."""

from collections.abc import Callable, Iterator
from time import perf_counter

from benchmarks.commands import store_url
from benchmarks.figures import Effort, Figure, alternate, figure
from benchmarks.stores import sample_links, sample_store
from monitor.analysis.cohort_build import build_cohort
from monitor.analysis.news import news
from monitor.analysis.patient_list import patient_list, patient_rows, with_calls
from monitor.analysis.standing import standing_verdicts
from monitor.domain.plan import ImportPlan
from monitor.domain.rules import DEFAULT_RULES
from monitor.effect import effect_of
from monitor.intake import carry_out, plan_file, source_file
from monitor.store.engine import Store, open_store, revision
from monitor.store.news import read_touched_since
from monitor.store.reading import (
    read_course_chunks,
    read_courses,
    read_courses_as_of,
    read_last_date,
    read_listed_courses,
)
from monitor.store.reviews import count_unreviewed, mark_all, read_reviews


def news_figures(effort: Effort) -> Iterator[Figure]:
    """Yields the times in a store of the sample cohort and many others."""
    with sample_store(effort.rows) as path:
        store = open_store(store_url(path))
        link = sample_links(path)[0]
        plan = _later_file(store)
        steps: dict[str, tuple[str, Callable[[], object]]] = {
            "mark": ("marks of one patient", lambda: read_reviews(store, link)),
            "count": ("results that wait, of the whole store", lambda: count_unreviewed(store)),
            "effect": (
                "effect on calls of a file about 120 patients",
                lambda: effect_of(store, plan, DEFAULT_RULES),
            ),
            "list": ("the list of patients without calls", lambda: _list(store, has_calls=False)),
            "list_calls": ("the same with calls", lambda: _list(store, has_calls=True)),
        }
        for name, (what, step) in steps.items():
            yield _figure(effort, name, what, step)
        since = revision(store)
        mark_all(store, "benchmark", since)
        carry_out(store, plan)
        yield _figure(effort, "since", "news since that file", lambda: _news(store, since))
        yield _figure(
            effort, "count_marked", "results that wait, all else marked",
            lambda: count_unreviewed(store),
        )  # fmt: skip
        store.engine.dispose()


def _figure(effort: Effort, name: str, what: str, step: Callable[[], object]) -> Figure:
    values, _ = alternate(effort.rounds, lambda: _milliseconds(step), None)
    return figure(f"news.{name}", what, "ms", values, rows=effort.rows)


def _milliseconds(step: Callable[[], object]) -> float:
    started = perf_counter()
    step()
    return (perf_counter() - started) * 1000


def _later_file(store: Store) -> ImportPlan:
    """Returns the plan of a file with one more sampling of every patient of the sample cohort."""
    lines = ["patient_id,center,collected_on,cells_screened,tumor_cells"]
    lines += [
        f"{course.patient.patient_id},{course.patient.center},2026-01-15,2000000,{at % 3}"
        for at, course in enumerate(read_courses(store))
        if course.patient.patient_id.startswith("SYN-")
    ]
    source = source_file("later.csv", "\n".join(lines).encode())
    answers = {"confirm:after_death": "store", "confirm:date_in_future": "store"}
    return plan_file(store, source, answers)


def _news(store: Store, since: int) -> object:
    touched = read_touched_since(store, since)
    before = read_courses_as_of(store, touched, since)
    return news(before, read_courses_as_of(store, touched, revision(store)), DEFAULT_RULES)


def _list(store: Store, *, has_calls: bool) -> object:
    cut = read_last_date(store)
    if cut is None:
        raise ValueError("The sample cohort is empty.")
    rows = patient_rows(read_listed_courses(store), DEFAULT_RULES, cut)
    if has_calls:
        cohort = build_cohort(read_course_chunks(store), DEFAULT_RULES, cut, None)
        rows = with_calls(rows, standing_verdicts(cohort))
    return patient_list(rows)
