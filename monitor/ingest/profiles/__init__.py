"""Profiles that come with the program: one JSON file each, read when asked for."""

import json
from functools import cache
from pathlib import Path

from monitor.domain.profile import Profile
from monitor.domain.vocabularies import FileKind

FOLDER = Path(__file__).parent


@cache
def shipped_profiles() -> tuple[Profile, ...]:
    """Returns the profiles that come with the program, by name."""
    found = (_profile(path) for path in FOLDER.glob("*.json"))
    return tuple(sorted(found, key=lambda profile: profile.name))


def _profile(path: Path) -> Profile:
    said = json.loads(path.read_text(encoding="utf-8"))
    return Profile(
        name=said["name"],
        version=said["version"],
        kind=FileKind(said["kind"]),
        header=tuple(said["header"]),
        answers=said["answers"],
    )
