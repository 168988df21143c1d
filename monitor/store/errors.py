"""What can go wrong with a store, each fault with the sentence a person sees."""

from collections.abc import Sequence


class StoreError(Exception):
    """The store cannot be used; the message is safe to show and says what to do."""


class NoStoreAddressError(StoreError):
    def __init__(self) -> None:
        super().__init__(
            "MONITOR_DATABASE_URL is no address of a database that this program can open. "
            "Expected is one such as sqlite:////home/me/store.sqlite."
        )


class ForeignStoreError(StoreError):
    def __init__(self, place: str) -> None:
        super().__init__(
            f"{place} is no store of Marrow Monitor. It was left untouched; "
            "name another place in MONITOR_DATABASE_URL."
        )


class DamagedStoreError(StoreError):
    def __init__(self, place: str) -> None:
        super().__init__(
            f"{place} cannot be read as a database: it is damaged or cut off. It was left "
            "untouched; put a backup in its place."
        )


class StoreTooNewError(StoreError):
    def __init__(self, version: str) -> None:
        super().__init__(
            f"The store was written by a newer Marrow Monitor (its version is {version}). "
            "Update the program; the store was left untouched."
        )


class StoreUnreadableError(StoreError):
    def __init__(self, reason: str) -> None:
        super().__init__(f"The store cannot be read. The database says: {reason}.")


class StoreUnwritableError(StoreError):
    def __init__(self, reason: str) -> None:
        super().__init__(f"Nothing was stored. The database says: {reason}.")


class StalePlanError(StoreError):
    def __init__(self) -> None:
        super().__init__("The store changed after the file was checked. Check the file again.")


class NoSuchImportError(StoreError):
    def __init__(self, import_id: int) -> None:
        super().__init__(f"There is no import {import_id} that could be undone.")


class BackupFailedError(StoreError):
    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Nothing was stored: the backup that comes before it failed. The reason: {reason}."
        )


class NotABackupError(StoreError):
    def __init__(self, reason: str) -> None:
        super().__init__(f"This backup was not restored and the store is as it was: {reason}.")


class FaultyRulesError(StoreError):
    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(f"The rules were not saved. {' '.join(faults)}")


class StaleRulesError(StoreError):
    def __init__(self, version: str, made_by: str) -> None:
        super().__init__(
            f"The rules were not saved: meanwhile {made_by} saved version {version}. "
            "Look at it, then change it."
        )
