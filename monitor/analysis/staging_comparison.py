"""Marrow status at baseline of two groups of patients, by stage, grade and receptors."""

from collections.abc import Iterator, Mapping

from monitor.analysis.group_shares import GroupShares, SharePair, share_pair
from monitor.analysis.staging_table import StageRow, StageTable

OF = "Tumor cells detected, % of evaluable patients"
EVERYBODY = "All patients"


def staging_shares(
    names: tuple[str, str], tables: tuple[StageTable, StageTable], in_both: int
) -> GroupShares:
    """Returns the share with tumor cells of both groups, over all and level by level."""
    return GroupShares(*names, OF, tuple(_pairs(*tables)), in_both)


def _pairs(first: StageTable, second: StageTable) -> Iterator[SharePair]:
    yield share_pair(EVERYBODY, EVERYBODY, _counts(first.total), _counts(second.total))
    rows = _by_name(first), _by_name(second)
    for name in _in_order(*rows):
        one, two = (_counts(held.get(name)) for held in rows)
        if one[1] or two[1]:
            yield share_pair(name[0], name[1] or "not given", one, two)


def _by_name(table: StageTable) -> Mapping[tuple[str, str], StageRow]:
    return {(row.factor, row.level): row for row in table.rows}


def _in_order(
    first: Mapping[tuple[str, str], StageRow], second: Mapping[tuple[str, str], StageRow]
) -> list[tuple[str, str]]:
    """Returns the levels of both tables by factor, in their order there, blank ones last."""
    every = list(dict.fromkeys((*first, *second)))
    factors = list(dict.fromkeys(factor for factor, _ in every))
    return sorted(every, key=lambda key: (factors.index(key[0]), not key[1]))


def _counts(row: StageRow | None) -> tuple[int, int]:
    return (row.detected, row.evaluable) if row else (0, 0)
