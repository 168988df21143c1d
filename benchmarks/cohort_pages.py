"""The cohort pages over many patients: what is built once per state of the store, what each view
computes from it, how large its chart is, and a view that is chosen in a real browser.
"""

import gc
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

import plotly.io

from benchmarks.browser import APPS, OUR_APP, NoBrowserError, opened_browser, served
from benchmarks.clicking import Click, again, click_pair, in_turns, opened_page, timed
from benchmarks.cohort import ASSAYS_PER_PATIENT, write_assays
from benchmarks.commands import store_url
from benchmarks.figures import Effort, Figure, alternate, figure
from benchmarks.stores import large_store, run_monitor
from monitor.analysis.cohort import Cohort
from monitor.analysis.cohort_courses import courses_data
from monitor.analysis.cohort_filter import CohortFilter, patients_of
from monitor.analysis.depth import CohortDepth, cohort_depth, depth_data
from monitor.analysis.detection import detection_data
from monitor.analysis.detection_states import VisitStates, visit_states
from monitor.analysis.expected_clearance import clearance_data
from monitor.analysis.lab_scatter import lab_scatter
from monitor.analysis.line_response import by_change, line_page, summary
from monitor.analysis.outcome_facts import CohortFacts
from monitor.analysis.outcome_groups import FirstMarrow
from monitor.analysis.outcome_question import OutcomeQuestion
from monitor.analysis.outcome_reduction import facts_of_cohort
from monitor.analysis.outcome_steps import survival_data
from monitor.analysis.outcome_times import TimeUnit
from monitor.analysis.outcomes import outcomes_of
from monitor.analysis.response_groups import Group, everybody
from monitor.analysis.response_pairs import pairs_of
from monitor.analysis.response_spans import therapy_spans
from monitor.analysis.sampling_calendar import due_without_plan
from monitor.analysis.staging import staging
from monitor.analysis.staging_table import stage_table
from monitor.analysis.swimmer import SwimmerOrder, swimmer_page
from monitor.analysis.time_axis import Anchor
from monitor.analysis.transitions import transition_data
from monitor.analysis.transitions_clearance import visit_clearance
from monitor.charts.cohort_courses import courses_figure
from monitor.charts.depth import depth_figure
from monitor.charts.detection import detection_figure
from monitor.charts.line_response import line_response_figure
from monitor.charts.staging import staging_figure
from monitor.charts.survival import survival_figure
from monitor.charts.swimmer import swimmer_figure
from monitor.charts.transitions import transitions_figure
from monitor.cohort_reading import Judging, Kept, read_kept
from monitor.domain.endpoints import Endpoint
from monitor.domain.rules import DEFAULT_RULES
from monitor.store.engine import Store, open_store
from monitor.store.reading import read_last_date
from monitor.store.same_days import read_same_days

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PEER = "a table scan of the assays, grouped by patient, by bare sqlite3"
SCAN = (
    "SELECT person_id, MIN(collected_on), COUNT(*), SUM(tumor_cells > 0), SUM(cells_screened)"
    " FROM assay WHERE ended_by IS NULL GROUP BY person_id"
)
View = Callable[["Held"], Any]


@dataclass(frozen=True, slots=True)
class Held:
    """What the pages hold of one state of the store."""

    cohort: Cohort
    facts: CohortFacts
    depth: CohortDepth
    visits: VisitStates


def cohort_figures(effort: Effort) -> Iterator[Figure]:
    """Yields what is built once, each view from it, and clicks on two cohort pages."""
    for patients in effort.patients:
        with large_store(patients) as path:
            yield from _figures(path, patients, effort)
            if patients == effort.patients[0]:
                yield from _click_figures(path, patients, effort)


def _figures(path: Path, patients: int, effort: Effort) -> Iterator[Figure]:
    store = open_store(store_url(path))
    kept, spent = _timed(lambda: _read(store))
    cohort = kept.cohort
    yield _once("cohort", "the cohort: read, call every sampling, keep columns", spent, patients)
    facts, spent = _timed(lambda: facts_of_cohort(cohort))
    yield _once("outcomes", "the facts that outcomes rest on, from the cohort", spent, patients)
    depth, spent = _timed(lambda: cohort_depth(cohort))
    yield _once("depth", "the depth of every sampling, from the cohort", spent, patients)
    visits, spent = _timed(lambda: visit_states(cohort, by_order=True))
    yield _once("visits", "what every visit found, from the cohort", spent, patients)
    _write_again(path, patients)
    _, spent = _timed(lambda: _read(store, kept))
    yield _once("after_write", "the cohort kept up with an import of 10 rows", spent, patients)
    store.engine.dispose()
    held = Held(cohort, facts, depth, visits)
    with closing(sqlite3.connect(path)) as connection:
        for name, (what, view) in VIEWS.items():
            yield from _view(name, what, view, held, connection, effort, patients)


def _read(store: Store, last: Kept | None = None) -> Kept:
    """Returns the cohort with all that a page reads for it."""
    cut = read_last_date(store)
    if cut is None:
        raise ValueError("The store is empty.")
    by = Judging(DEFAULT_RULES, cut, None, lab_scatter(read_same_days(store)))
    gc.disable()
    try:
        return read_kept(store, by, last)
    finally:
        gc.enable()


def _write_again(store: Path, patients: int) -> None:
    """Imports ten more assays."""
    with tempfile.TemporaryDirectory() as folder:
        assays = Path(folder) / "later.csv"
        first = patients * ASSAYS_PER_PATIENT
        write_assays(assays, range(first, first + 10))
        run_monitor(store, "import", "--accept-proposed", str(assays))


def _once(name: str, what: str, seconds: float, patients: int) -> Figure:
    meaning = f"{what}, once per state of the store, CPU; {patients:,} patients"
    return figure(f"cohort.build.{name}", meaning, "s", [seconds])


def _view(
    name: str, what: str, view: View, held: Held, connection: sqlite3.Connection,
    effort: Effort, patients: int,
) -> Iterator[Figure]:  # fmt: skip
    drawn = view(held)
    found = alternate(
        min(effort.rounds, 3),
        lambda: _timed(lambda: view(held))[1] * 1000,
        lambda: _timed(lambda: connection.execute(SCAN).fetchall())[1] * 1000,
    )
    meaning = f"{what} from the cohort, CPU; {patients:,} patients"
    yield figure(f"cohort.{name}", meaning, "ms", found[0], PEER, found[1])
    if drawn is not None:
        size = len(plotly.io.to_json(drawn, validate=False))
        yield figure(f"cohort.{name}.bytes", f"the chart of {what}, as JSON", "bytes", [size])


def _timed(do: Callable[[], Any]) -> tuple[Any, float]:
    started = process_time()
    found = do()
    return found, process_time() - started


def _lines(held: Held) -> Any:
    cohort = held.cohort
    pairs = by_change(pairs_of(cohort, therapy_spans(cohort)[0]))
    data, found = line_page(pairs, 1), summary(pairs)
    assert found.pairs
    return line_response_figure(data, dark=False)


def _clearance(held: Held) -> None:
    cohort = held.cohort
    clearance_data(pairs_of(cohort, therapy_spans(cohort)[0]), everybody(cohort))


def _rate(held: Held) -> None:
    detection_data(held.visits, everybody(held.cohort))


def _filtered_rate(held: Held) -> None:
    cohort = held.cohort
    chosen = patients_of(cohort, CohortFilter(centers=("North",)))
    detection_data(held.visits.of(chosen), (Group("North", chosen),))


def _matrix(held: Held) -> None:
    visits = held.visits.visits
    transition_data(held.visits, visits[0], visits[-1], everybody(held.cohort))


def _detection(held: Held) -> Any:
    return detection_figure(detection_data(held.visits, everybody(held.cohort)), dark=False)


def _transitions(held: Held) -> Any:
    states = held.visits
    first, last = states.visits[0], states.visits[-1]
    data = transition_data(states, first, last, everybody(held.cohort), states.visits, "")
    return transitions_figure(data.groups[0], data, dark=False)


def _visit_clearance(held: Held) -> None:
    states = held.visits
    visit_clearance(states, states.visits[0], states.visits[-1], everybody(held.cohort))


def _courses(held: Held) -> Any:
    return courses_figure(courses_data(held.cohort, Anchor.FIRST_SAMPLING), dark=False)


def _swimmer(held: Held) -> Any:
    order = next(iter(SwimmerOrder))
    return swimmer_figure(
        swimmer_page(held.cohort, Anchor.FIRST_SAMPLING, order, 1, ()), dark=False
    )


def _outcomes(held: Held) -> Any:
    found = outcomes_of(held.facts, OutcomeQuestion(Endpoint.RFS), FirstMarrow())
    data = survival_data(found, TimeUnit.MONTHS, False)
    return survival_figure(data, dark=False)


def _staging(held: Held) -> Any:
    return staging_figure(stage_table(held.cohort, staging(held.cohort)), dark=False)


def _due(held: Held) -> None:
    due_without_plan(held.cohort, held.cohort.data_cut)


def _depth(held: Held) -> Any:
    return depth_figure(depth_data(held.depth, None), dark=False)


VIEWS: dict[str, tuple[str, View]] = {
    "lines": ("before and after a therapy", _lines),
    "clearance": ("observed beside expected clearance", _clearance),
    "rate": ("detection rates by sampling, no chart,", _rate),
    "rate.filtered": ("the same of one center's patients", _filtered_rate),
    "matrix": ("the transition matrix of two samplings, no chart,", _matrix),
    "detection": ("detection by sampling", _detection),
    "transitions": ("transitions from sampling to sampling", _transitions),
    "visit_clearance": ("expected clearance between two samplings", _visit_clearance),
    "courses": ("all courses", _courses),
    "swimmer": ("a page of swimmers", _swimmer),
    "outcomes": ("relapse-free survival by the first marrow", _outcomes),
    "staging": ("marrow status by stage", _staging),
    "quality": ("the due list", _due),
    "depth": ("screening depth", _depth),
}


def _click_figures(path: Path, patients: int, effort: Effort) -> Iterator[Figure]:
    try:
        with ExitStack() as stack:
            browser = stack.enter_context(opened_browser())
            app = stack.enter_context(served(OUR_APP, path))
            peer = again(
                opened_page(browser, stack.enter_context(served(APPS / "one_button.py", path)))
            )
            for name, page, views in CLICKED:
                ours = _between(browser, f"{app}/{page}", views)
                found = in_turns(effort.clicks, ours, peer)
                what = f"“{views[0]}” or “{views[1]}” chosen on a page of {patients:,} patients"
                yield from click_pair(f"cohort.click.{name}", what, *found)
    except NoBrowserError as fault:
        yield Figure("cohort.click", "a click in a real browser", skipped=str(fault))


CLICKED = (
    ("outcomes", "outcomes", ("Cumulative incidence", "Survival")),
    ("response", "response", ("Visits", "Therapy lines")),
)


def _between(browser: "Browser", address: str, views: tuple[str, str]) -> Click:
    page: Page = opened_page(browser, address)
    page.wait_for_selector(".js-plotly-plot .main-svg")
    page.wait_for_function("() => watch.isIdle()")
    names = cycle(views)
    return lambda: timed(
        page, "chart", page.get_by_role("radio", name=next(names), exact=True).click
    )
