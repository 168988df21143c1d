"""One figure: what was measured, the peer measured beside it, and how it is printed."""

import json
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

Measured = TypeVar("Measured")


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to measure: rows of the assays file, rounds, clicks, reruns a round, sizes of files,
    and patients of a cohort.
    """

    rows: int = 100_000
    rounds: int = 5
    clicks: int = 15
    reruns: int = 10
    sizes: tuple[int, ...] = (10_000, 100_000)
    patients: tuple[int, ...] = (20_000,)

    @property
    def appended(self) -> int:
        """Returns how many rows a later file adds: a tenth."""
        return self.rows // 10


@dataclass(frozen=True, slots=True)
class Figure:
    """A median, and beside it the peer's; the ratio is the median of the rounds' own ratios.

    Where something is missing on this machine, `skipped` says what.
    """

    name: str
    what: str
    unit: str = ""
    value: float | None = None
    peer: str | None = None
    peer_value: float | None = None
    ratio: float | None = None
    ratio_range: tuple[float, float] | None = None
    rounds: int | None = None
    rows: int | None = None
    skipped: str | None = None


def figure(
    name: str,
    what: str,
    unit: str,
    values: Sequence[float],
    peer: str | None = None,
    peer_values: Sequence[float] = (),
    rows: int | None = None,
) -> Figure:
    """Returns the figure of paired rounds; `peer_values` may be empty, or has one per round."""
    ratios = (
        [ours / theirs for ours, theirs in zip(values, peer_values, strict=True)]
        if (peer_values)
        else []
    )
    return Figure(
        name=name,
        what=what,
        unit=unit,
        value=_short(median(values)),
        peer=peer if ratios else None,
        peer_value=_short(median(peer_values)) if ratios else None,
        ratio=_short(median(ratios)) if ratios else None,
        ratio_range=(_short(min(ratios)), _short(max(ratios))) if ratios else None,
        rounds=len(values),
        rows=rows,
    )


def alternate(
    rounds: int, ours: Callable[[], Measured], peer: Callable[[], Measured] | None
) -> tuple[list[Measured], list[Measured]]:
    """Returns what both measured in each round, taken in turns: ours, peer, ours, peer …"""
    first: list[Measured] = []
    second: list[Measured] = []
    for _ in range(rounds):
        first.append(ours())
        if peer is not None:
            second.append(peer())
    return first, second


def json_line(found: Figure, machine: str) -> str:
    """Returns a figure as one line of JSON; what does not apply is left out."""
    names = found.__dataclass_fields__
    values: dict[str, Any] = {name: getattr(found, name) for name in names}
    kept = {name: value for name, value in values.items() if value is not None and value != ""}
    return json.dumps({**kept, "machine": machine}, ensure_ascii=False)


def this_machine() -> str:
    """Returns cores, memory, system and Python in a few words."""
    words = [f"{os.cpu_count()} cores", _memory(), _system(), f"Python {platform.python_version()}"]
    return ", ".join(word for word in words if word)


def _memory() -> str:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows
        return ""
    return f"{size / 2**30:.0f} GiB"


def _system() -> str:
    try:
        release = platform.freedesktop_os_release()
    except (OSError, AttributeError):
        return f"{platform.system()} {platform.release()}"
    return f"{release.get('NAME', 'Linux').removesuffix(' GNU/Linux')} {release.get('VERSION_ID')}"


def folder_of_the_clone() -> Path:
    """Returns where app.py stands."""
    return Path(__file__).resolve().parent.parent


def _short(number: float) -> float:
    """Returns a number with three significant digits, whole from 100 up."""
    return float(f"{number:.3g}") if abs(number) < 100 else float(round(number))
