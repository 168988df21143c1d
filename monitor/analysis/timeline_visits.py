"""Visit windows on a timeline: where they lie, and which of them a sampling meets."""

from dataclasses import dataclass
from datetime import date, timedelta

from monitor.analysis.time_axis import DAYS_PER_MONTH, Anchor, Position, TimeAxis
from monitor.domain.visits import VisitPlan


@dataclass(frozen=True, slots=True)
class Visit:
    """One window on the time axis; `share` is where its middle lies between the axis's ends."""

    name: str
    first: Position
    middle: Position
    last: Position
    share: float


@dataclass(frozen=True, slots=True)
class Visits:
    """The windows of one course; `origin` is the day of their anchor, None without plan or day."""

    plan: VisitPlan | None = None
    origin: date | None = None

    def name_of(self, day: date) -> str | None:
        """Returns the window of a sampling, "off-window", or None where no window is set."""
        if self.plan is None or self.origin is None:
            return None
        return self.plan.window_of((day - self.origin).days / DAYS_PER_MONTH)

    def due_after(self, day: date) -> date | None:
        """Returns the last day of the first window that begins after that day, if there is one."""
        if self.plan is None or self.origin is None:
            return None
        spans = ((_day(self.origin, w.first), _day(self.origin, w.last)) for w in self.plan.windows)
        return min((last for first, last in spans if first > day), default=None)

    def on(self, time: TimeAxis) -> tuple[Visit, ...]:
        """Returns the windows that lie on the axis, cut at its ends."""
        if self.plan is None or self.origin is None:
            return ()
        spans = [
            (w.name, max(_day(self.origin, w.first), time.first),
             min(_day(self.origin, w.last), time.last))
            for w in self.plan.windows
        ]  # fmt: skip
        return tuple(_visit(*span, time) for span in spans if span[1] < span[2])


def _visit(name: str, first: date, last: date, time: TimeAxis) -> Visit:
    middle = first + (last - first) / 2
    places = time.place(first), time.place(middle), time.place(last)
    return Visit(name, *places, time.share(middle))


def _day(origin: date, month: float) -> date:
    return origin + timedelta(days=round(month * DAYS_PER_MONTH))


def visits_of(plan: VisitPlan | None, anchors: dict[Anchor, date]) -> Visits:
    """Returns the windows of a course; none where the plan has none or the course lacks its
    anchor.
    """
    if plan is None or not plan.windows:
        return Visits()
    origin = next((day for anchor, day in anchors.items() if anchor.value == plan.anchor), None)
    return Visits(plan, origin)
