"""The trend of one series, where it may be fitted (methods.md 4)."""

from dataclasses import dataclass
from datetime import date

from monitor.analysis.series import BOTH, tally
from monitor.domain.samplings import CellDefinition, ComparabilityKey
from monitor.domain.series import Series
from monitor.stats.trend import Refusal, Trend, fit, refusal

DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class SeriesTrend:
    """A trend over `samplings`, or why there is none.

    Months are counted from `first_on`, rates are per 10⁶; a cluster of cells counts once.
    """

    key: ComparabilityKey
    samplings: int
    first_on: date | None
    last_on: date | None
    trend: Trend | None
    refusal: Refusal | None


def series_trend(series: Series, cells: CellDefinition = BOTH) -> SeriesTrend:
    """Returns the trend of the evaluable samplings before distant relapse."""
    tallies = [tally(s, cells) for s in series.evaluable]
    if not tallies:
        return SeriesTrend(series.key, 0, None, None, None, Refusal.FEW_SAMPLINGS)
    first, last = tallies[0].first_on, tallies[-1].first_on
    months = [(t.first_on - first).days / DAYS_PER_MONTH for t in tallies]
    events = [t.events for t in tallies]
    reason = refusal(months, events)
    trend = None if reason else fit(months, events, [t.millions for t in tallies])
    return SeriesTrend(series.key, len(tallies), first, last, trend, reason)
