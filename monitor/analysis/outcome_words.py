"""Sentences about an answer on outcomes, the same in charts, tables and captions."""

from math import isfinite

from monitor.analysis.outcomes import Outcomes
from monitor.domain.endpoints import DEFINITIONS, Endpoint, Happening


def clock_words(found: Outcomes) -> str:
    """Returns from when on time is counted: "surgery + 12 months"."""
    months = found.question.landmark_months
    start = {"sampling": "the grouping sampling"}.get(
        found.question.clock.value, found.question.clock.value
    )
    return f"{start} + {months:g} months" if months else start


def test_words(found: Outcomes) -> str:
    """Returns the log-rank test as one line, "" where there is none."""
    test = found.log_rank
    if test is None:
        return ""
    return f"log-rank χ² {test.chi_square:.2f} (df {test.degrees}), {p_text(test.p_value)}"


def p_text(p: float) -> str:
    """Returns a p-value with its letter: "p = 0.0034", "p < 0.0001"."""
    if not isfinite(p):
        return "p not known"
    if p < 0.0001:
        return "p < 0.0001"
    return f"p = {p:.2f}" if p >= 0.1 else f"p = {p:.2g}"


def endpoint_words(endpoint: Endpoint) -> str:
    """Returns an endpoint spelled out: "RFS · recurrence-free survival"."""
    return f"{endpoint} · {DEFINITIONS[endpoint].title}"


def endpoint_help() -> str:
    """Returns what each endpoint counts, a line each."""
    lines = []
    for endpoint, held in DEFINITIONS.items():
        events = ", ".join(_short(kind) for kind in Happening if kind in held.events)
        lines.append(f"- **{endpoint}** {held.title}: {events}")
    return "\n".join(lines)


def _short(kind: Happening) -> str:
    return kind.value.replace("death from another cause", "other death").replace("invasive ", "")
