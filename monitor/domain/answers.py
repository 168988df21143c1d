"""The ids of questions: one flat map from id to answer, for page, command line, profile and draft.

An id is a name, or a name and what it is about: `dates:Entnahmedatum`, `constant:lab`.
"""

from collections.abc import Iterable, Mapping

ALIAS, SIMILAR_ID, SAME_AS = "alias", "similar_id", "same as "
_UNSPOKEN = frozenset((ALIAS, "expects", "cell"))
# How one lab writes its export: true of the next file too.
LAYOUT = frozenset(
    (
        "encoding", "sheet", "delimiter", "header", "trailing_field", "excel_text", "kind",
        "specimen", "column", "constant", "dates", "century", "numbers", "times", "unit", "value",
        "covariate", "expects", "alias", "layout",
    )
)  # fmt: skip
# What is true of one file only, or of the people in it.
ONCE = frozenset(
    (
        "cell",
        "mojibake",
        "lost_letters",
        "hash_lines",
        "personal_columns",
        "no_person",
        "confirm",
        "same_person",
        "similar_id",
    )
)
# One value for all rows that the next file will not share.
_ONE_FILES_OWN = frozenset(
    ("constant:collected_on", "constant:started_on", "constant:occurred_on", "constant:sample_id",
     "constant:patient_id", "constant:diagnosed_on", "constant:ended_on")
)  # fmt: skip


def name_of(answer_id: str) -> str:
    """Returns the name in an id, without what it is about."""
    return answer_id.partition(":")[0]


def unknown_ids(answer_ids: Iterable[str]) -> list[str]:
    """Returns the ids that no question can have, in order."""
    return sorted(found for found in answer_ids if name_of(found) not in LAYOUT | ONCE)


def layout_answers(answers: Mapping[str, str]) -> dict[str, str]:
    """Returns the answers that belong to a lab's layout, as a profile keeps them; of a pseudonym
    that was said to mean another one, that it did, to be proposed next time.
    """
    kept = {
        found: answer
        for found, answer in sorted(answers.items())
        if name_of(found) in LAYOUT and found not in _ONE_FILES_OWN
    }
    return {**kept, **_aliases(answers)}


def _aliases(answers: Mapping[str, str]) -> dict[str, str]:
    return {
        f"{ALIAS}:{found.partition(':')[2]}": answer.removeprefix(SAME_AS)
        for found, answer in sorted(answers.items())
        if name_of(found) == SIMILAR_ID and answer.startswith(SAME_AS)
    }


def alias_of(pseudonym: str, answers: Mapping[str, str]) -> str | None:
    """Returns which pseudonym another one was said to mean in an earlier export of the lab."""
    return answers.get(f"{ALIAS}:{pseudonym}")


def spoken_answers(answers: Mapping[str, str]) -> dict[str, str]:
    """Returns the answers to questions, without what profiles keep to themselves and without
    corrected cells, which have a table of their own.
    """
    return {found: said for found, said in answers.items() if name_of(found) not in _UNSPOKEN}
