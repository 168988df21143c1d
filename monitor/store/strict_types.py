"""SQLite STRICT tables know INTEGER, REAL, TEXT and BLOB only: how our types are spelled there."""

from sqlalchemy import BigInteger, Double
from sqlalchemy.ext.compiler import compiles


@compiles(BigInteger, "sqlite")
def _integer(_type: object, _compiler: object, **_options: object) -> str:
    return "INTEGER"


@compiles(Double, "sqlite")
def _real(_type: object, _compiler: object, **_options: object) -> str:
    return "REAL"
