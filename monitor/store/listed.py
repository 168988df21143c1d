"""Looking for many texts at once: handed over as one value, for a parameter each takes longer than
finding the rows.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Column, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

BATCH = 10_000


def batches(names: Iterable[str]) -> Iterator[list[str]]:
    """Yields the distinct names in order, so many at a time as are looked for at once."""
    remaining = iter(sorted(set(names)))
    while batch := list(islice(remaining, BATCH)):
        yield batch


def is_one_of(column: Column[str], names: Iterable[str]) -> ColumnElement[bool]:
    """Returns the condition that a column holds one of these texts."""
    return column.bool_op("IN")(_Listed(json.dumps(list(names))))


class _Listed(FunctionElement[str]):
    """The texts of a JSON list, as rows."""

    inherit_cache = True


@compiles(_Listed, "sqlite")
def _in_sqlite(listed: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(listed.clauses, **options)}))"


@compiles(_Listed, "postgresql")
def _in_postgresql(listed: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    texts = compiler.process(listed.clauses, **options)
    return f"(SELECT json_array_elements_text(CAST({texts} AS json)))"
