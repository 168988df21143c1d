"""What importing a file would do to the calls: the import rehearsed, and its calls compared."""

from monitor.analysis.news import News, news
from monitor.domain.evidence import UNCHECKED, Scatters
from monitor.domain.plan import Action, ImportPlan
from monitor.domain.rules import RuleSet
from monitor.store.engine import Store
from monitor.store.rehearsal import rehearse, touched_links

MOST_PATIENTS = 1_000
MOST_ROWS = 20_000
NOTHING = News()


def is_too_large(plan: ImportPlan) -> bool:
    """Returns whether an import is larger than what is rehearsed while somebody waits."""
    rows = len(plan.rows.lines) if plan.rows else 0
    return rows > MOST_ROWS or len(touched_links(plan)) > MOST_PATIENTS


def effect_of(
    store: Store, plan: ImportPlan, rules: RuleSet, scatter: Scatters = UNCHECKED
) -> News | None:
    """Returns what an import would do to the calls; None of one that is too large.

    Raises StalePlanError where the store changed since the plan was made.
    """
    if plan.action not in (Action.STORED, Action.PARTIAL) or not touched_links(plan):
        return NOTHING
    if is_too_large(plan):
        return None
    found = rehearse(store, plan)
    return news(found.before, found.after, rules, scatter)
