"""What stands in a column of numbers and is no number: `<1`, `ca. 12`, `neg.`, `n.d.`, `(+)`.

None of it is ever turned into a number unasked. A comparator, a range or a word is kept as it is
written, beside an empty count (`qualified`), once a person has agreed for all texts of its kind.

- `<1`, `>100`, `ca. 12`, `2-3`: "keep as written" is proposed, one question for each comparator.
- `neg.`: 0 of N cells is proposed where the file says how many cells were screened. Where it does
  not, what is known is *negative, depth unknown*: no count, and the result says negative.
- `pos.`, `fragl.`, `nicht auswertbar`: no count; the result says so where it is blank.
- `n.d.`, `n.n.` (not done, or not detected?), `(+)`, `vereinzelt`: nothing is proposed.

Any other text in a column of numbers is a fault of its row.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from monitor.domain.plan import Question, Value
from monitor.domain.problems import Level
from monitor.domain.vocabularies import ResultText
from monitor.ingest.faults import Fault, Meaning
from monitor.ingest.numbers import Number, read_number
from monitor.ingest.reading import ColumnText, Reading
from monitor.ingest.words import RESULTS, fold_word, folded_words

KEEP, BLANK, REJECT = "keep as written", "leave blank", "reject rows"
ZERO = "0 cells"
CLUSTERS = "cluster…"  # all that speaks of clusters is one kind of text
NO_COUNT: Mapping[str, ResultText] = {
    "negative, no count": ResultText.NEGATIVE,
    "positive, no count": ResultText.POSITIVE,
    "questionable, no count": ResultText.QUESTIONABLE,
    "not evaluable": ResultText.NOT_EVALUABLE,
}
FOUND = ("tumor_cells", "probable_cells")  # of these, a word may say what was found
_NEGATIVE, _POSITIVE, _QUESTIONABLE, _NOT_EVALUABLE = NO_COUNT

_COMPARATOR = re.compile(
    r"(?P<by><=|>=|[<>≤≥~≈±]|ca|circa|approx|approximately|about|etwa|ungefähr|mind|mindestens"
    r"|max|maximal|höchstens|bis zu|up to|at least|über|unter|mehr als|weniger als|more than"
    r"|less than)\.?\s*(?P<number>[0-9].*)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?P<low>[0-9.,]+)\s*(?P<by>-|–|bis|to)\s*(?P<high>[0-9][0-9.,]*)")
_CLUSTER = re.compile(
    r".*\b(cluster|clusters|zellverband|zellverbände|aggregat)\b.*", re.IGNORECASE
)
_NONE_FOUND = folded_words("keine|keine TZ|keine Tumorzellen|no cells|kein Nachweis")
_UNCLEAR = folded_words(
    "n.d.|nd|n.n.|nn|n.b.|nb|(+)|(-)|+/-|±|vereinzelt|vereinzelte|einzelne|einzelne Zellen"
    "|wenige|few|many|viele|zahlreich|zahlreiche|massenhaft|reichlich|multiple|rare|some"
    "|Spuren|trace|traces|TNTC|schwach positiv|schwach pos.|weak|weakly positive|++|+++|-"
    "|below LOD|<LOD|< LOD|<LOQ|< LOQ|below detection limit|unter Nachweisgrenze|u.N.|BDL"
    "|not done|nicht durchgeführt|nicht bestimmt|ausstehend|pending|folgt"
    "|nil|none|null"  # no cells, or what a database writes where nothing is known
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of text: by what its answer is known, what may be answered, what is proposed."""

    name: str
    options: tuple[str, ...]
    proposed: str | None


def read_qualified(text: ColumnText, texts: Collection[str], reading: Reading) -> None:
    """Adds what is known of the texts that are no number, asking once for each kind."""
    groups: dict[Kind, list[str]] = {}
    for written in texts:
        kind = _kind(written, text)
        if kind:
            groups.setdefault(kind, []).append(written)
    for kind, group in groups.items():
        answer = reading.ask(_question(text, kind, group), text, group)
        for written in group:
            reading.meanings[written] = _meaning(answer, written, text)


def is_qualified(written: str) -> bool:
    """Returns whether a text is such as labs write in place of a number."""
    folded = fold_word(written)
    is_word = folded in _UNCLEAR or folded in _NONE_FOUND or folded in RESULTS
    return is_word or _comparator(written) is not None or bool(_CLUSTER.fullmatch(written.strip()))


def _kind(written: str, text: ColumnText) -> Kind | None:
    folded = fold_word(written)
    by = _comparator(written)
    if by:
        return Kind(f"{by}…", (KEEP, BLANK, REJECT), KEEP)
    if _CLUSTER.fullmatch(written.strip()):
        folded = CLUSTERS
    if text.column.name in FOUND:
        return _found(folded, text)
    if folded in _NONE_FOUND or RESULTS.get(folded) == ResultText.NEGATIVE:
        is_cells = text.column.unit == "cells"
        return Kind(folded, (*(ZERO,) * is_cells, BLANK, REJECT), ZERO if is_cells else None)
    if folded in _UNCLEAR or folded in RESULTS or folded == CLUSTERS:
        options = (KEEP, *(ZERO,) * (text.column.unit == "cells"), BLANK, REJECT)
        return Kind(folded, options, None)
    return None


def _found(folded: str, text: ColumnText) -> Kind | None:
    """Returns the kind of a word that says what was found instead of how many."""
    result = RESULTS.get(folded)
    if folded in _NONE_FOUND or result == ResultText.NEGATIVE:
        has_depth = "cells_screened" in text.beside
        return Kind(folded, (ZERO, _NEGATIVE, BLANK, REJECT), ZERO if has_depth else _NEGATIVE)
    if result == ResultText.POSITIVE:
        return Kind(folded, (_POSITIVE, BLANK, REJECT), _POSITIVE)
    if result == ResultText.QUESTIONABLE:
        return Kind(folded, (_QUESTIONABLE, BLANK, REJECT), _QUESTIONABLE)
    if result == ResultText.NOT_EVALUABLE:
        return Kind(folded, (_NOT_EVALUABLE, BLANK, REJECT), _NOT_EVALUABLE)
    if folded in _UNCLEAR or folded == CLUSTERS:
        return Kind(folded, (KEEP, ZERO, *NO_COUNT, BLANK, REJECT), None)
    return None


def _comparator(written: str) -> str | None:
    """Returns the comparator of a text that compares with a number, or - for a range."""
    stripped = written.strip()
    match = _COMPARATOR.fullmatch(stripped)
    if match and isinstance(read_number(match["number"]), Number):
        return match["by"].lower()
    match = _RANGE.fullmatch(stripped)
    if match and all(isinstance(read_number(match[end]), Number) for end in ("low", "high")):
        return "…-"
    return None


def _question(text: ColumnText, kind: Kind, group: Sequence[str]) -> Question:
    examples = ", ".join(f"“{written.strip()}”" for written in sorted(group)[:4])
    return Question(
        id=f"value:{text.column.name}:{kind.name}",
        about=text.column.name,
        message=f"What does {examples} in column {text.header} mean ({text.where(group)})?",
        options=kind.options,
        proposed=kind.proposed,
    )


def _meaning(answer: str | None, written: str, text: ColumnText) -> Value | Fault | Meaning:
    if answer is None:
        return Fault("value", "What this means has to be told first.", Level.DECIDE)
    if answer == REJECT:
        return Fault("value", "Left out, as was answered for this text.")
    if answer == BLANK:
        return None
    if answer == ZERO:
        return _none_of(written) if text.column.name == "tumor_cells" else 0
    return _kept(written, NO_COUNT.get(answer))


def _none_of(written: str) -> Meaning:
    """Returns 0 of the cells screened, where the row says how many these are."""
    negative = _kept(written, ResultText.NEGATIVE)
    return Meaning(0, needs="cells_screened", otherwise=negative)


def _kept(written: str, result: ResultText | None) -> Meaning:
    also = {"result_text": result.value} if result else {}
    return Meaning(also=also, is_kept=True, note=f"Kept as “{written.strip()}”: no number.")
