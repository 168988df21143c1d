"""Whose export a file is, beside its header: how its pseudonyms are written, what lab it names.

Two labs may send the same columns; the answers of one must not be taken for the other's.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

EXPECTED_IDS, EXPECTED_LABS = "expects:patient_id", "expects:lab"
LEAST_IDS = 5  # so many patients show how a lab writes its pseudonyms
MOST_SHAPES, MOST_LABS = 4, 3  # more tell nothing
MOST = 0.5  # so great a part of the pseudonyms must be as expected
SHOWN = 2


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file shows of whose it is: the forms of its pseudonyms and how many have each, and the
    labs that it names.
    """

    shapes: Mapping[str, int] = field(default_factory=dict)
    labs: frozenset[str] = frozenset()


NOTHING_SEEN = Seen()


def seen_in(pseudonyms: Iterable[object], labs: Iterable[object]) -> Seen:
    """Returns what distinct pseudonyms and the labs beside them show."""
    shapes = Counter(_shape(name) for name in pseudonyms if isinstance(name, str) and name.strip())
    named = (lab.strip() for lab in labs if isinstance(lab, str))
    return Seen(shapes, frozenset(filter(None, named)))


def expectations(seen: Seen) -> dict[str, str]:
    """Returns what a profile learns of whose files it is for, as it keeps its answers."""
    learned: dict[str, str] = {}
    if sum(seen.shapes.values()) >= LEAST_IDS and len(seen.shapes) <= MOST_SHAPES:
        learned[EXPECTED_IDS] = json.dumps(sorted(seen.shapes))
    if 0 < len(seen.labs) <= MOST_LABS:
        learned[EXPECTED_LABS] = json.dumps(sorted(seen.labs), ensure_ascii=False)
    return learned


def departures(answers: Mapping[str, str], seen: Seen) -> Iterator[str]:
    """Yields in words what a file shows that a profile with these answers does not expect."""
    shapes: list[str] = json.loads(answers.get(EXPECTED_IDS, "[]"))
    known = sum(seen.shapes.get(shape, 0) for shape in shapes)
    if shapes and known < MOST * sum(seen.shapes.values()):
        yield f"pseudonyms like {_some(seen.shapes)}, where {_some(shapes)} is expected"
    labs: list[str] = json.loads(answers.get(EXPECTED_LABS, "[]"))
    labs += [answers["constant:lab"]] if "constant:lab" in answers else []
    if labs and seen.labs and seen.labs.isdisjoint(labs):
        yield f"lab {_some(sorted(seen.labs))}, where {_some(labs)} is expected"


def _shape(pseudonym: str) -> str:
    """Returns how a pseudonym is written: MUC-0 for MUC-0012."""
    return re.sub(r"[0-9]+", "0", pseudonym.strip())


def _some(names: Iterable[str]) -> str:
    return " or ".join(list(names)[:SHOWN])
