"""By what answers are kept: frozen values of ours, as text.

Streamlit would walk through every field of a rule set and a filter, at every click and for every
answer: together that takes longer than drawing a chart. What is printed of two of them is the same
where they are the same.
"""

from collections.abc import Callable
from typing import Any

from monitor.analysis.cohort_filter import CohortFilter
from monitor.analysis.outcome_question import OutcomeQuestion
from monitor.analysis.response_spans import Span
from monitor.analysis.transitions_groups import Therapy
from monitor.domain.rules import RuleSet
from monitor.domain.visits import VisitPlan
from monitor.ui.store import StoreKey

BY_TEXT: dict[str | type[Any], Callable[[Any], Any]] = {
    **dict.fromkeys(
        (CohortFilter, OutcomeQuestion, RuleSet, Span, StoreKey, Therapy, VisitPlan), repr
    ),
    # Made of these, and known to modules that keep answers.
    "monitor.ui.response_reading.Question": repr,
    "monitor.ui.response_reading.Grouping": repr,
    "monitor.ui.response_visits_reading.Transition": repr,
    "monitor.ui.outcome_choice.GroupChoice": repr,
}
