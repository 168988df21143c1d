"""An import that was begun and not finished: the file's bytes and the answers given so far."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.domain.source_file import SourceFile


@dataclass(frozen=True, slots=True)
class DraftEntry:
    """A draft as a list shows it, without its bytes. Instants are UTC ISO text."""

    id: str
    file_name: str
    sha256: str
    answers: Mapping[str, str]
    profile: str | None
    uploaded_sha256: str | None
    created_at: str
    updated_at: str
    made_by: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with the file that it is about: planning it again gives the screen it was left at."""

    entry: DraftEntry
    source: SourceFile
