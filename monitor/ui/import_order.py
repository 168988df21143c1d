"""What a person orders with the one button of an import."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """Whole or not at all, and why stored values change."""

    all_or_nothing: bool = False
    reason: str | None = None
