"""What can go wrong with a store, each fault with the sentence a person sees."""

from pathlib import Path


class StoreError(Exception):
    """The store cannot be used; the message is safe to show and says what to do."""


class ForeignStoreError(StoreError):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is no store of Marrow Monitor. It was left untouched; "
            "name another place in MONITOR_DATABASE_URL."
        )


class DamagedStoreError(StoreError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} cannot be read as a database. It was left untouched.")


class StoreTooNewError(StoreError):
    def __init__(self, version: str) -> None:
        super().__init__(
            f"The store was written by a newer Marrow Monitor (its version is {version}). "
            "Update the program; the store was left untouched."
        )


class StoreUnwritableError(StoreError):
    def __init__(self, reason: str) -> None:
        super().__init__(f"Nothing was stored. The database says: {reason}.")


class StalePlanError(StoreError):
    def __init__(self) -> None:
        super().__init__("The store changed after the file was checked. Check the file again.")
