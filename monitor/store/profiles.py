"""Profiles that were saved from imports: each version stays as it was made."""

import json
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from monitor.domain.profile import Profile
from monitor.domain.vocabularies import FileKind
from monitor.store.encoding import now
from monitor.store.engine import Store, reading, writing
from monitor.store.schema import profile


def save_profile(store: Store, wanted: Profile, made_by: str) -> Profile:
    """Keeps a profile as the next version of its name, and returns it as it is kept.

    Where the newest version says the same already, that one is returned and nothing is kept.
    """
    with writing(store) as connection:
        newest = _newest(connection, wanted.name)
        if newest is not None and _says(newest) == _says(wanted):
            return newest
        kept = Profile(
            name=wanted.name,
            version=newest.version + 1 if newest else wanted.version,
            kind=wanted.kind,
            header=wanted.header,
            answers=wanted.answers,
            made_at=now(),
            made_by=made_by,
        )
        connection.execute(insert(profile).values(_values(kept)))
    return kept


def read_profiles(store: Store) -> tuple[Profile, ...]:
    """Returns every version of every profile, by name, the newest version first."""
    query = select(profile).order_by(profile.c.id.desc())
    with reading(store) as connection:
        found = [_profile(row) for row in connection.execute(query)]
    return tuple(sorted(found, key=lambda kept: (kept.name, -kept.version)))


def _newest(connection: Connection, name: str) -> Profile | None:
    query = (
        select(profile).where(profile.c.name == name).order_by(profile.c.version.desc()).limit(1)
    )
    row = connection.execute(query).first()
    return _profile(row) if row is not None else None


def _says(said: Profile) -> tuple[FileKind, str, dict[str, str]]:
    return said.kind, said.fingerprint, dict(said.answers)


def _values(kept: Profile) -> dict[str, Any]:
    return {
        "name": kept.name,
        "version": kept.version,
        "kind": kept.kind.value,
        "fingerprint": kept.fingerprint,
        "header": json.dumps(list(kept.header)),
        "answers": json.dumps(dict(kept.answers), sort_keys=True),
        "made_at": kept.made_at,
        "made_by": kept.made_by,
    }


def _profile(row: Row[Any]) -> Profile:
    return Profile(
        name=row.name,
        version=row.version,
        kind=FileKind(row.kind),
        header=tuple(json.loads(row.header)),
        answers=json.loads(row.answers),
        made_at=row.made_at,
        made_by=row.made_by,
    )
