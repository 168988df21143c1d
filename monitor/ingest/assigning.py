"""Which column of a file is which of ours, once its kind is known; what only a person can say."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.domain.plan import Question
from monitor.domain.problems import Level, Problem
from monitor.domain.vocabularies import FileKind
from monitor.ingest.columns import COLUMNS, Form
from monitor.ingest.kinds import (
    LOOKED_AT,
    ONE_FOR_ALL,
    Cells,
    HeaderCell,
    lacking,
    may_hold,
    unknown_columns,
)
from monitor.ingest.matching import Match, column_name
from monitor.ingest.qualifiers import is_qualified
from monitor.ingest.said_above import LEAVE_OUT, NOTHING_ABOVE, Above, questions_above
from monitor.ingest.synonyms import fold_name
from monitor.ingest.words import BLANKS, RESULTS, fold_word

SAMPLES = 3  # texts of a column that a question shows
BY_AGENT = "by agent"
# Every cytokeratin-positive cell: the total, beside which a lab may list tumor cells of their own.
_TOTAL = re.compile(r"(^|anzahl|number of)(ck|[zc]ytokeratin)")


@dataclass(slots=True)
class Assigned:
    """The position of each of our columns, the positions that a question is open for, and what is
    asked and was found out.
    """

    kind: FileKind
    positions: dict[str, int] = field(default_factory=dict)
    open: set[int] = field(default_factory=set)
    questions: list[Question] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def form(self, name: str) -> Form:
        return next(column.form for column in COLUMNS[self.kind] if column.name == name)


def assign(
    kind: FileKind,
    cells: Cells,
    columns: Sequence[Sequence[str]],
    answers: Mapping[str, str],
    above: Above = NOTHING_ABOVE,
) -> Assigned:
    """Returns which column is which: as answered, then by name, then by what a person can say."""
    found = Assigned(kind)
    ours = {column.name for column in COLUMNS[kind]}
    claims: dict[str, list[int]] = defaultdict(list)
    doubtful: dict[int, Match] = {}
    for at, cell in cells.items():
        answer = answers.get(f"column:{cell.text}")
        means = cell.match(kind)
        if answer in ours:
            claims[str(answer)].append(at)
        elif answer == LEAVE_OUT:
            continue
        elif means.is_certain and not _belies(kind, means.targets[0], cell, columns, at):
            claims[means.targets[0]].append(at)
        elif means.targets:
            doubtful[at] = means
    for name, places in claims.items():
        _claim(name, places, claims, cells, found)
    free = {at: _free(means, claims) for at, means in doubtful.items()}
    for at, targets in free.items():
        if targets:
            _doubt(at, targets, free, cells, columns, found)
    told = list(questions_above(kind, {**found.positions, **_asked(found)}, above, answers))
    _ask_for_missing(cells, columns, answers, found, {question.about for question in told})
    found.questions += told
    return found


def _asked(found: Assigned) -> dict[str, int]:
    """Returns the columns of ours that a column of the file may be, as a person will say."""
    names = {column.name for column in COLUMNS[found.kind]}
    return {option: -1 for q in found.questions for option in q.options if option in names}


def _belies(
    kind: FileKind, name: str, cell: HeaderCell, columns: Sequence[Sequence[str]], at: int
) -> bool:
    """Returns whether a column of another name than ours holds nothing that ours could: an
    "Isotyp" that names the antibody is no count.
    """
    column = next(column for column in COLUMNS[kind] if column.name == name)
    is_number = column.form in (Form.COUNT, Form.DECIMAL)
    if not columns or not is_number or column_name(cell.text) == name:
        return False
    texts = _texts(columns[at])[:LOOKED_AT]
    return bool(texts) and not any(_may_be_said(kind, name, text) for text in texts)


def _may_be_said(kind: FileKind, name: str, text: str) -> bool:
    return fold_word(text) in BLANKS or is_qualified(text) or may_hold(kind, name, (text,))


def _claim(
    name: str,
    places: Sequence[int],
    claims: Mapping[str, Sequence[int]],
    cells: Cells,
    found: Assigned,
) -> None:
    """Gives a column to the one that claims it; where several do, a person says which."""
    if name == "tumor_cells" and len(places) > 1 and "probable_cells" in claims:
        places = _without_totals(places, cells, found)
    if len(places) == 1:
        found.positions[name] = places[0]
        return
    names = ", ".join(cells[at].text for at in places)
    for at in places:
        could = "could both be" if len(places) == 2 else "could all be"
        message = f"Columns {names} {could} {name}. What is {cells[at].text}?"
        found.open.add(at)
        found.questions.append(_question(cells[at].text, message, (name,)))


def _without_totals(places: Sequence[int], cells: Cells, found: Assigned) -> Sequence[int]:
    """Leaves the total of all cytokeratin-positive cells out where categories A and B are given."""
    totals = [at for at in places if _TOTAL.search(fold_name(cells[at].text))]
    if not 0 < len(totals) < len(places):
        return places
    names = ", ".join(cells[at].text for at in totals)
    message = f"{names} counts categories A and B together, which the file gives apart: not read."
    found.notes.append(Problem(None, names, names, "total_not_read", Level.NOTE, message))
    return [at for at in places if at not in totals]


def _free(means: Match, claims: Mapping[str, Sequence[int]]) -> tuple[str, ...]:
    """Returns what a column may mean that no other column means for certain."""
    return tuple(target for target in means.targets if target not in claims)


def _doubt(
    at: int,
    targets: tuple[str, ...],
    free: Mapping[int, Sequence[str]],
    cells: Cells,
    columns: Sequence[Sequence[str]],
    found: Assigned,
) -> None:
    """Asks what a general word means. Cells that are results, and nothing else, speak for
    themselves.
    """
    texts = _texts(columns[at]) if columns else []
    proposed = None
    rivals = [other for other in free.values() if "result_text" in other]
    if "result_text" in targets and len(rivals) == 1 and texts and _are_results(texts):
        proposed = "result_text"
        found.positions[proposed] = at
    message = f"Column {cells[at].text}: which of ours is it?"
    found.open.add(at)
    found.questions.append(_question(cells[at].text, message, targets, proposed))


def _texts(cells: Sequence[str]) -> list[str]:
    return [text for text in dict.fromkeys(cells) if text.strip()]


def _are_results(texts: Sequence[str]) -> bool:
    return all(fold_word(text) in RESULTS or fold_word(text) in BLANKS for text in texts) and any(
        fold_word(text) in RESULTS for text in texts
    )


def _question(
    cell: str, message: str, targets: Sequence[str], proposed: str | None = None
) -> Question:
    return Question(f"column:{cell}", cell, message, (*targets, LEAVE_OUT), proposed)


def _ask_for_missing(
    cells: Cells,
    columns: Sequence[Sequence[str]],
    answers: Mapping[str, str],
    found: Assigned,
    told: Collection[str],
) -> None:
    """Asks for what every file of this kind must have: which column of unknown name it is, or the
    one value that holds for all rows, unless a line above the table has `told` it.
    """
    asked = {target for question in found.questions for target in question.options}
    missing = lacking(found.kind, (*found.positions, *asked))
    missing = [name for name in missing if not is_answered(found.kind, name, answers)]
    unknown = unknown_columns(found.kind, cells) if columns and missing else []
    held: dict[int, list[str]] = {}
    for at in unknown:
        if f"column:{cells[at].text}" not in answers:
            held[at] = [n for n in missing if may_hold(found.kind, n, columns[at])]
    needed = [name for name in missing if name not in ONE_FOR_ALL[found.kind]]
    for at, names in held.items():
        if set(names) & set(needed):
            message = f"The file has no column {', '.join(needed)}. Is it {cells[at].text}?"
            found.open.add(at)
            found.questions.append(_question(cells[at].text, message, names))
    for name in missing:
        if name in ONE_FOR_ALL[found.kind] and name not in told:
            found.questions.append(_one_for_all(name, cells, found))


def is_answered(kind: FileKind, name: str, answers: Mapping[str, str]) -> bool:
    """Returns whether one value was answered for a column, and is one of it."""
    given = answers.get(f"constant:{name}", "").strip()
    if given == LEAVE_OUT:
        return False
    return bool(given) and (given == BY_AGENT or may_hold(kind, name, (given,)))


def _one_for_all(name: str, cells: Cells, found: Assigned) -> Question:
    column = next(column for column in COLUMNS[found.kind] if column.name == name)
    has_agent = name == "therapy_type" and "agent" in found.positions
    names = ", ".join(cell.text for cell in cells.values() if column_name(cell.text))
    return Question(
        id=f"constant:{name}",
        about=name,
        message=(
            f"The file has no column {name} ({column.rule}). Which one value holds for all its "
            f"rows? Its columns are: {names}."
        ),
        options=(*((BY_AGENT,) if has_agent else ()), *column.options),
        proposed=BY_AGENT if has_agent else None,
    )
