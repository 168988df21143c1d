"""What a reader chose on chart 1, as the options of an address, and back.

An address carries choices and opaque keys only, never who a patient is.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from monitor.analysis.calls import DEFAULT_REFERENCE
from monitor.analysis.rate_axis import Scale, Unit
from monitor.analysis.time_axis import Anchor, AxisKind
from monitor.analysis.timeline import TimelineOptions
from monitor.domain.calls import ReferenceChoice, ReferenceKind
from monitor.domain.samplings import CellDefinition
from monitor.domain.vocabularies import TherapyType

AXIS, ANCHOR, SCALE, UNIT, SHADE, CELLS = "axis", "anchor", "scale", "unit", "shade", "cells"
AGAINST, CAUTION = "against", "caution"
NAMES = (AXIS, ANCHOR, SCALE, UNIT, SHADE, CELLS, AGAINST, CAUTION)
_LEFT_OUT, _KEPT = "left_out", "kept"
_LINE = f"{ReferenceKind.BEFORE_LINE.name.lower()}-"
NOTHING = "none"

Word = TypeVar("Word", bound=StrEnum)


def options_to_query(options: TimelineOptions) -> dict[str, str]:
    """Returns the options that differ from the usual ones, each by its name."""
    texts, usual = _texts(options), _texts(TimelineOptions())
    return {name: text for name, text in texts.items() if text != usual[name]}


def options_from_query(query: Mapping[str, str]) -> TimelineOptions:
    """Returns the options of an address; what is missing or unknown is as usual."""
    usual = TimelineOptions()
    return TimelineOptions(
        axis=_word(AxisKind, query.get(AXIS), usual.axis),
        anchor=_word(Anchor, query.get(ANCHOR), usual.anchor),
        scale=_word(Scale, query.get(SCALE), usual.scale),
        unit=_word(Unit, query.get(UNIT), usual.unit),
        shaded=_shaded(query.get(SHADE), usual.shaded),
        cells=_word(CellDefinition, query.get(CELLS), usual.cells),
        reference=reference_from_text(query.get(AGAINST)),
        without_cautioned=query.get(CAUTION) == _LEFT_OUT,
    )


def _texts(options: TimelineOptions) -> dict[str, str]:
    return {
        AXIS: _text(options.axis),
        ANCHOR: _text(options.anchor),
        SCALE: _text(options.scale),
        UNIT: _text(options.unit),
        SHADE: ",".join(sorted(map(_text, options.shaded))) or NOTHING,
        CELLS: _text(options.cells),
        AGAINST: reference_to_text(options.reference),
        CAUTION: _LEFT_OUT if options.without_cautioned else _KEPT,
    }


def reference_to_text(choice: ReferenceChoice) -> str:
    """Returns a reference as an address and a session hold it: "previous", "before_line-12"."""
    if choice.kind is ReferenceKind.BEFORE_LINE:
        return f"{_LINE}{choice.therapy_id}"
    return _text(choice.kind)


def reference_from_text(text: str | None) -> ReferenceChoice:
    """Returns the reference of such a text; the usual one where it is missing or unknown."""
    number = (text or "").removeprefix(_LINE)
    if text and text.startswith(_LINE) and number.isascii() and number.isdecimal():
        return ReferenceChoice(ReferenceKind.BEFORE_LINE, int(number[:18]))
    kind = _word(ReferenceKind, text, DEFAULT_REFERENCE.kind)
    return DEFAULT_REFERENCE if kind is ReferenceKind.BEFORE_LINE else ReferenceChoice(kind)


def _text(word: StrEnum) -> str:
    return word.name.lower()


def _word(kind: type[Word], text: str | None, usual: Word) -> Word:
    return next((word for word in kind if _text(word) == text), usual)


def _shaded(text: str | None, usual: tuple[TherapyType, ...]) -> tuple[TherapyType, ...]:
    if text is None:
        return usual
    named = text.split(",")
    return tuple(word for word in TherapyType if _text(word) in named)
