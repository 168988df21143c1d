"""What stands behind one sampling: its numbers, its assays, its therapy, and how each row came."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from monitor.analysis.formats import counted, k_in_n, one_line, rate_text, words
from monitor.analysis.rate_axis import Unit
from monitor.analysis.therapy_context import TherapyContext
from monitor.domain.records import Assay
from monitor.domain.row_history import RowVersion
from monitor.domain.samplings import Sampling
from monitor.domain.vocabularies import AssayStatus

_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of evidence: what it is about, and what is known."""

    about: str
    text: str


def sampling_title(sampling: Sampling) -> str:
    """Returns day, result and state of a sampling in one line."""
    result = k_in_n(sampling.tumor_cells, sampling.cells_screened)
    parts = (sampling.collected_on.isoformat(), result if "?" not in result else "", sampling.state)
    return " · ".join(part for part in parts if part)


def sampling_facts(sampling: Sampling, unit: Unit) -> tuple[Fact, ...]:
    """Returns the numbers of a sampling and what was made of them."""
    facts = (
        Fact("Result", _result(sampling)),
        Fact("Rate", _rate(sampling, unit)),
        Fact("Level excluded", _excluded(sampling, unit)),
        Fact("State", f"{sampling.state}: {sampling.reason}"),
        Fact("Visit", sampling.visit or ""),
        Fact("Method", str(sampling.key)),
    )
    return _known(facts)


def _result(sampling: Sampling) -> str:
    if sampling.tumor_cells is None:
        return ""
    cells = counted(sampling.tumor_cells, "tumor cell")
    if sampling.cells_screened is None:
        return f"{cells}, cells screened not given"
    return f"{cells} in {sampling.cells_screened:,} MNC"


def _rate(sampling: Sampling, unit: Unit) -> str:
    if sampling.rate is None:
        return ""
    rate = f"{rate_text(sampling.rate * unit.factor)} {unit}"
    if sampling.lower is None or sampling.upper is None:
        return f"{rate} as reported, no interval"
    limits = (rate_text(limit * unit.factor) for limit in (sampling.lower, sampling.upper))
    return f"{rate}, exact 95 % interval {' to '.join(limits)}"


def _excluded(sampling: Sampling, unit: Unit) -> str:
    if sampling.excluded is None:
        return ""
    level = rate_text(sampling.excluded * unit.factor)
    return f"a level above {level} {unit} is unlikely (95 %, one-sided)"


def assay_facts(assay: Assay, sampling: Sampling) -> tuple[Fact, ...]:
    """Returns what is known of one assay, and whether it counts in its sampling."""
    aside = next((a.reason for a in sampling.set_aside if a.assay.id == assay.id), None)
    facts = (
        Fact("Counts", "pooled" if aside is None else f"set aside: {aside}"),
        Fact("Tumor cells", _count(assay.tumor_cells)),
        Fact("Probable cells", _count(assay.probable_cells)),
        Fact("Clusters", _count(assay.clusters)),
        Fact("Cells screened", _count(assay.cells_screened)),
        Fact("Control", _control(assay)),
        Fact("Reported rate", "" if assay.reported_rate is None else f"{assay.reported_rate:g}"),
        Fact("Result as written", assay.result_text or ""),
        Fact("Site", assay.site or ""),
        Fact("Sample", assay.sample_id or ""),
        Fact("Reader", assay.reader or ""),
        Fact("Volume", "" if assay.volume_ml is None else f"{assay.volume_ml:g} mL"),
        Fact("Viability", "" if assay.viability_pct is None else f"{assay.viability_pct:g} %"),
        Fact("Marker", _marker(assay)),
        Fact("Status", "" if assay.status is AssayStatus.VALID else assay.status),
        Fact("Comment", assay.comment or ""),
    )
    return _known(facts)


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _control(assay: Assay) -> str:
    if assay.control_positive is None:
        return "not reported"
    stained = counted(assay.control_positive, "stained cell")
    if assay.control_cells_screened is None:
        return f"{stained}, cells screened not given"
    return f"{stained} in {assay.control_cells_screened:,}"


def _marker(assay: Assay) -> str:
    if not assay.marker:
        return ""
    return f"{assay.marker}: {_count(assay.marker_positive)} of {_count(assay.marker_evaluated)}"


def context_facts(context: TherapyContext) -> tuple[Fact, ...]:
    """Returns what a sampling was taken under."""
    elapsed = (context.since_surgery, context.since_chemotherapy, context.since_g_csf)
    times = dict.fromkeys(str(e) for e in elapsed if e is not None)
    facts = (
        Fact("Taken", "; ".join(times)),
        Fact("On board", ", ".join(context.on_board) or "nothing recorded"),
        Fact("Caution", "; ".join(context.cautions)),
    )
    return _known(facts)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened to a row: when (UTC), who, what, and the line that said so."""

    when: str
    who: str
    what: str
    source: str


def row_history(versions: Iterable[RowVersion]) -> tuple[HistoryEntry, ...]:
    """Returns what happened to a row, the oldest first; a correction says what it changed."""
    versions = tuple(versions)
    followers: dict[int, RowVersion] = {}
    for old, new in pairwise(versions):
        if old.ended is not None and old.ended.number == new.added.number:
            followers[new.row_id] = old
    return tuple(
        entry
        for version in versions
        for entry in _entries(version, followers.get(version.row_id), versions)
    )


def _entries(
    version: RowVersion, before: RowVersion | None, versions: tuple[RowVersion, ...]
) -> Iterator[HistoryEntry]:
    added, ended = version.added, version.ended
    what = "added" if before is None else f"corrected: {_difference(before, version)}"
    yield HistoryEntry(_moment(added.made_at), added.made_by, what, str(version.origin))
    if ended is not None and all(v.added.number != ended.number for v in versions):
        yield HistoryEntry(
            _moment(ended.made_at), ended.made_by, f"ended by {words(ended.kind)}", ""
        )


def _difference(before: RowVersion, after: RowVersion) -> str:
    changed = [
        f"{words(name)} {_shown(before.values.get(name))} → {_shown(value)}"
        for name, value in after.values.items()
        if before.values.get(name) != value
    ]
    return "; ".join(changed) or "the same values from another line"


def _shown(value: object) -> str:
    return "blank" if value is None else one_line(str(value), 60)


def _moment(instant: str) -> str:
    return instant.replace("T", " ").removesuffix("+00:00")


def _known(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    kept = (fact for fact in facts if fact.text)
    return tuple(Fact(f.about, one_line(f.text, _LENGTH)) for f in kept)
