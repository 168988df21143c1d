"""What a self-check looked at, and what it found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: whether it is as it must be, and what was found, in words."""

    name: str
    is_good: bool
    found: str
