"""What chart 1 says on hover, as plain lines."""

from datetime import date

from monitor.analysis.formats import (
    counted,
    k_in_n,
    minus,
    one_line,
    rate_text,
    sentence_case,
    words,
)
from monitor.analysis.rate_axis import Unit
from monitor.analysis.therapy_context import Elapsed
from monitor.analysis.therapy_lanes import LANE_LABELS
from monitor.analysis.therapy_spans import EndKind
from monitor.analysis.time_axis import DAYS_PER_MONTH, Anchor, TimeAxis
from monitor.analysis.timeline import CautionBar, TimelineData
from monitor.analysis.timeline_events import Event
from monitor.analysis.timeline_points import Point, Seam
from monitor.domain.records import Assay, TherapyEvent
from monitor.domain.samplings import Sampling
from monitor.domain.vocabularies import DatePrecision

_COMMENT_LENGTH = 140


def point_lines(point: Point, data: TimelineData) -> list[str]:
    """Returns all that is known about a sampling, the most needed first."""
    sampling = point.sampling
    return [
        " · ".join(filter(None, (sampling.collected_on.isoformat(), sampling.visit, point.window))),
        *_result_lines(point, data.options.unit),
        f"{sentence_case(sampling.state)}: {sampling.reason}",
        *_assay_lines(sampling),
        _anchor_line(point, data.time),
        *_context_lines(point, data.time.anchor),
        str(sampling.key),
        *_source_lines(sampling),
    ]


def _result_lines(point: Point, unit: Unit) -> list[str]:
    sampling = point.sampling
    lines = []
    if sampling.tumor_cells is not None and sampling.cells_screened is not None:
        cells = counted(sampling.tumor_cells, "tumor cell")
        lines.append(f"{cells} in {sampling.cells_screened:,} MNC")
    if point.lower is not None and point.upper is not None:
        limits = f"{rate_text(point.lower)}–{rate_text(point.upper)}"
        lines.append(f"{rate_text(point.rate or 0)} {unit} (95 % exact {limits})")
    elif point.rate is not None:
        lines.append(f"{rate_text(point.rate)} {unit} as reported, no interval")
    if point.excluded is not None:
        level = f"{rate_text(point.excluded)} {unit}"
        lines.append(f"A level above {level} is excluded (95 %, one-sided)")
    return lines


def _assay_lines(sampling: Sampling) -> list[str]:
    """Returns one line for each assay: where, what, its control; set aside ones with the reason."""
    pooled = [sentence_case(_assay_text(a)) for a in sampling.pooled]
    aside = [f"Set aside, {a.reason}: {_assay_text(a.assay)}" for a in sampling.set_aside]
    comments = [one_line(a.comment, _COMMENT_LENGTH) for a in sampling.assays if a.comment]
    return [*pooled, *aside, *(f"Comment: {text}" for text in comments)]


def _assay_text(assay: Assay) -> str:
    place = assay.site.value if assay.site else "assay"
    parts = [place, k_in_n(assay.tumor_cells, assay.cells_screened)]
    if assay.probable_cells is not None:
        parts.append(f"+ {assay.probable_cells} probable")
    if assay.clusters:
        parts.append(f"in {counted(assay.clusters, 'cluster')}")
    text = " ".join(parts)
    if assay.control_positive is None:
        control = "control not reported"
    else:
        control = f"control {k_in_n(assay.control_positive, assay.control_cells_screened)}"
    reader = f", read by {one_line(assay.reader, 40)}" if assay.reader else ""
    return f"{text}, {control}{reader}"


def _anchor_line(point: Point, time: TimeAxis) -> str:
    days = point.days_from_anchor
    if days is None:
        return ""
    if days == 0:
        return f"On the day of {time.anchor}"
    months = minus(f"{days / DAYS_PER_MONTH:+.1f}")
    return f"Day {minus(f'{days:+d}')} ({months} months) from {time.anchor}"


def _context_lines(point: Point, anchor: Anchor | None) -> list[str]:
    context = point.context
    elapsed = (context.since_surgery, context.since_chemotherapy, context.since_g_csf)
    is_said = anchor is Anchor.FIRST_SURGERY and _is_days(context.since_surgery, point)
    since = dict.fromkeys(str(e) for e in elapsed[1 if is_said else 0 :] if e is not None)
    lines = [sentence_case(text) for text in since]
    if context.on_board:
        lines.append(f"On board: {', '.join(context.on_board)}")
    return lines + [f"Caution: {reason}" for reason in context.cautions]


def _is_days(elapsed: Elapsed | None, point: Point) -> bool:
    """Returns whether the days from the anchor say as much, but for the name of the surgery."""
    return elapsed is not None and elapsed.is_exact and elapsed.days == point.days_from_anchor


def _source_lines(sampling: Sampling) -> list[str]:
    origins = (a.origin for a in sampling.assays if a.origin is not None)
    return [sentence_case(one_line(str(origin), 100)) for origin in origins]


def therapy_lines(event: TherapyEvent, end: EndKind, last: date, data_cut: date) -> list[str]:
    """Returns all that is known about one therapy event; `last` is the last day it is drawn for."""
    dose = f"{event.dose:g} {event.dose_unit or ''}".strip() if event.dose is not None else None
    details = [
        f"{counted(event.cycles, 'cycle')}, drawn evenly spaced" if event.cycles else None,
        f"dose {dose}" if dose else None,
        words(event.intent) if event.intent else None,
        f"ended: {words(event.end_reason)}" if event.end_reason else None,
    ]
    return [
        one_line(event.agent, 80),
        LANE_LABELS[event.therapy_type],
        _dates(event, end, last, data_cut),
        sentence_case(" · ".join(d for d in details if d)),
        f"Comment: {one_line(event.comment, _COMMENT_LENGTH)}" if event.comment else "",
        sentence_case(one_line(str(event.origin), 100)) if event.origin else "",
    ]


def _dates(event: TherapyEvent, end: EndKind, last: date, data_cut: date) -> str:
    start = _dated(event.started_on, event.date_precision)
    if event.ended_on is not None:
        ended = _dated(event.ended_on, event.date_precision)
        return start if start == ended else f"{start} to {ended}"
    if end is EndKind.ONGOING:
        until = "death" if last < data_cut else "data cut"
        return f"Since {start}, ongoing until {until} {last.isoformat()}"
    return f"Since {start}, end unknown" if end is EndKind.UNKNOWN else start


def _dated(day: date, precision: DatePrecision) -> str:
    length = {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7, DatePrecision.DAY: 10}[precision]
    return day.isoformat()[:length]


def event_lines(event: Event, time: TimeAxis) -> list[str]:
    """Returns date, kind and details of an event."""
    days = time.days_from_anchor(event.on)
    since = "" if days is None else f"Day {minus(f'{days:+d}')} from {time.anchor}"
    details = (sentence_case(detail) for detail in event.details)
    return [f"{event.on.isoformat()} · {event.label}", *details, since]


def seam_lines(seam: Seam) -> list[str]:
    """Returns what changed at a seam."""
    return ["Method change", f"Before: {seam.before}", f"After: {seam.after}",
            "Samplings on either side are not compared"]  # fmt: skip


def caution_lines(caution: CautionBar) -> list[str]:
    """Returns the reasons of a caution window and its days."""
    head = f"Caution {caution.first.isoformat()} to {caution.last.isoformat()}"
    return [head, *(sentence_case(reason) for reason in caution.reasons)]
