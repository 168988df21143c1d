"""Columns that would name a person: by their header, or by what stands in their cells.

Nothing of such a column is ever shown: where one is found, its cells are looked at here and never
travel further. Only pseudonyms and birth years are stored.
"""

import re
from collections.abc import Collection, Iterable, Sequence

from monitor.domain.coded import Coded
from monitor.domain.plan import Question
from monitor.ingest.dates import read_date
from monitor.ingest.faults import Fault
from monitor.ingest.synonyms import IGNORED, fold_name

QUESTION, DROP = "personal_columns", "drop the columns"
LOOKED_AT = 2_000  # distinct texts of a column are enough to know it by
MOST = 0.5  # so great a part of them tells what the column is
YOUNGEST = 10  # years from birth to the first sampling, at least

# Matched against the letters of a header cell alone: "Name, Vorname" is "namevorname".
_HEADER = re.compile(
    r"((sur|first|last|middle|full|family|given|maiden|birth|patients?|patienten|pat|nach|vor"
    r"|geburts|familien)?namen?)+"
    r"|(patients?)?(dateof)?birth(date|day)?|dateofbirth|dob"
    r"|geb|geb(urts)?(datum|dat|tag)|geboren(am)?"
    r"|(patients?)?mrn|(medical|hospital|patients?)?record(no|number|nr|id)"
    r"|(social|national)?(security|insurance|health)(no|number|nr|id)|ssn|nhs(no|number)|kvnr"
    r"|(kranken)?(versicherten|versicherungs)(nummer|nr)|(akten)(nummer|nr|zeichen)"
    r"|street|address|strasse|straße|anschrift|adresse"
    r"|(tele)?phone(no|number|nr)?|telefon(nummer|nr)?|mobile|email"
)
# A hospital's own number of a case, unless a person says that it is the pseudonym.
_CASE = re.compile(r"fall(nummer|nr|id)")

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_INSURANCE = re.compile(r"[A-Z][0-9]{9}")  # German health insurance (KVNR)
_SOCIAL_SECURITY = re.compile(r"[0-9]{3}-[0-9]{2}-[0-9]{4}")
_PHONE = re.compile(r"(?:\+[0-9]{1,3}|\(?0[0-9]{1,5}\)?)[ /-][0-9 /-]{4,}[0-9]")
_LETTERS = r"[^\W\d_]"
_NAME = re.compile(
    rf"{_LETTERS}[\w'’.-]+(?: {_LETTERS}[\w'’.-]+)?, ?{_LETTERS}[\w'’.-]+(?: {_LETTERS}[\w'’.-]*)?"
)
_STRONG = (_MAIL, _INSURANCE, _SOCIAL_SECURITY, _PHONE)
_DIGIT = re.compile(r"\d")


def personal_headers(header: Sequence[str], has_patient: bool) -> list[int]:
    """Returns the positions of the columns whose name says that they hold personal data."""
    found = []
    for at, cell in enumerate(header):
        letters = "".join(filter(str.isalpha, cell.lower()))
        if _HEADER.fullmatch(letters) or (has_patient and _CASE.fullmatch(letters)):
            found.append(at)
    return found


def holds_birth_dates(cells: Sequence[str]) -> bool:
    """Returns whether a column of birth years holds more than years: 4.3.58, March 1958."""
    return any(len(text) > 4 and _DIGIT.search(text) for text in map(str.strip, _distinct(cells)))


def holds_names(cells: Sequence[str]) -> bool:
    """Returns whether a column that should hold pseudonyms names people."""
    texts = _looked_at(cells)
    return _are_names(texts) or _share(texts, _MAIL) >= MOST


def personal_contents(
    header: Sequence[str],
    columns: Sequence[Sequence[str]],
    positions: Iterable[int],
    sampled: Collection[int],
) -> list[int]:
    """Returns those positions whose cells look like names, birth dates or numbers of persons;
    `sampled` are the columns of dates of samplings and events.
    """
    first = _first_year(columns[at] for at in sampled)
    return [at for at in positions if _is_personal(header[at], _looked_at(columns[at]), first)]


def personal_question(names: Sequence[str]) -> Question:
    """Returns the question about columns that look personal, by name and nothing else."""
    return Question(
        id=QUESTION,
        about="",
        message=(
            f"Column {', '.join(names)} looks like names, birth dates or record numbers. Only "
            "pseudonyms are stored here. Drop the columns from the file?"
        ),
        options=(DROP,),
    )


def _is_personal(name: str, texts: Sequence[str], first_year: int | None) -> bool:
    if not texts:
        return False
    if any(_share(texts, pattern) >= MOST for pattern in _STRONG):
        return True
    if _are_names(texts):
        return True
    return fold_name(name) not in IGNORED and _are_birth_dates(texts, first_year)


def _are_names(texts: Sequence[str]) -> bool:
    """Returns whether most, and more than one, are like Müller, Anna."""
    names = [text for text in texts if _NAME.fullmatch(text) and _is_capitalized(text)]
    return len(names) > 1 and len(names) >= MOST * len(texts)


def _is_capitalized(text: str) -> bool:
    return all(part.strip()[:1].isupper() for part in text.split(","))


def _are_birth_dates(texts: Sequence[str], first_year: int | None) -> bool:
    """Returns whether most are full dates of the last century, well before any sampling."""
    years = [year for year in map(_year, texts) if year is not None]
    if len(years) < MOST * len(texts) or not years:
        return False
    of_last_century = sum(1900 <= year <= 1999 for year in years)
    latest = (first_year or 1990) - YOUNGEST
    return of_last_century > MOST * len(years) and sorted(years)[len(years) // 2] <= latest


def _first_year(columns: Iterable[Sequence[str]]) -> int | None:
    years = [year for cells in columns for year in map(_year, _looked_at(cells)) if year]
    return min(years, default=None)


def _year(text: str) -> int | None:
    """Returns the year of a full date, of two digits as one of the last century."""
    found = read_date(text)
    if isinstance(found, Fault) or found.precision != "day":
        return None
    year = found.parts[0][1][0]
    return 1900 + year if found.short_year else year


def _share(texts: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(pattern.fullmatch(text) is not None for text in texts) / max(1, len(texts))


def _looked_at(cells: Sequence[str]) -> list[str]:
    stripped = (text.strip() for text in _distinct(cells)[:LOOKED_AT])
    return [text for text in stripped if text]


def _distinct(cells: Sequence[str]) -> Sequence[str]:
    return cells.distinct if isinstance(cells, Coded) else list(dict.fromkeys(cells))
