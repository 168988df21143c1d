"""Columns that would name a person: by their header, or by what stands in their cells.

Nothing of such a column is ever shown: where one is found, its cells are looked at here and never
travel further. Only pseudonyms and birth years are stored.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from enum import Enum, auto

from monitor.domain.coded import Coded
from monitor.domain.plan import Question
from monitor.ingest.dates import read_date
from monitor.ingest.faults import Fault
from monitor.ingest.lone_names import any_names_somebody, names_somebody
from monitor.ingest.synonyms import IGNORED, fold_name, folded_names

QUESTION, DROP = "personal_columns", "drop the columns"
NO_PERSON, NOBODY = "no_person", "no person is named there"
LOOKED_AT = 2_000  # distinct texts of a column are enough to know it by
SOME = 0.2  # so great a part of them shows that others are names too, if less common ones
MOST = 0.5  # so great a part of them tells what the column is
YOUNGEST = 10  # years from birth to the first sampling, at least

# Matched against the letters of a header cell alone: "Name, Vorname" is "namevorname".
_HEADER = re.compile(
    r"((sur|first|last|middle|full|family|given|maiden|birth|patients?|patient(inn)?en|pat|nach|vor"
    r"|geburts|familien|mädchen|versicherten|patients?(nach|vor|last|first|sur)"
    r"|pat(nach|vor|last|first|sur)|patienten(nach|vor))?namen?)+"
    r"|namen?(of|des|der)(the)?(patients?|patienten|patientin)"
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
# Names that most women of a breast cancer study are given, and many men; one of them beside another
# capitalized word is a person, where "Bone Marrow" is none.
_GIVEN_NAMES = (
    "Alexandra Alice Amanda Amelie Andrea Angela Angelika Anja Anke Ann Anna Anne Annette Annika"
    " Astrid Barbara Beate Bettina Birgit Brigitte Britta Carina Carmen Carol Catherine Charlotte"
    " Christa Christiane Christina Christine Claudia Cornelia Dagmar Daniela Deborah Diana Doris"
    " Dorothea Edith Elena Elfriede Elisabeth Elizabeth Elke Ella Ellen Emily Emma Erika Erna Eva"
    " Franziska Frieda Gabriele Gerda Gertrud Gisela Gudrun Hanna Hannah Hannelore Heidi Heike"
    " Helen Helena Helga Henriette Hildegard Ilona Ilse Ines Inge Ingeborg Ingrid Irene Iris"
    " Irmgard Jana Jane Janet Janina Jennifer Jessica Joan Johanna Judith Julia Juliane Jutta"
    " Karen Karin Karla Katharina Kathrin Katja Katrin Kerstin Kirsten Klara Laura Lea Lena"
    " Lieselotte"
    " Linda Lisa Liselotte Lucia Luise Magdalena Manuela Margarete Margaret Margarethe Margit"
    " Margot Maria Marianne Marie Marina Marion Marlies Martha Martina Mary Melanie Michelle Miriam"
    " Monica Monika Nadine Nancy Natalie Nicole Nina Olga Pamela Patricia Paula Petra Pia Rebecca"
    " Regina Renate Rita Rosa Rosemarie Roswitha Ruth Sabine Sabrina Sandra Sara Sarah Sibylle"
    " Sigrid"
    " Silke Silvia Simone Sofia Sofie Sonja Sophia Sophie Stefanie Stephanie Susan Susanne Sybille"
    " Sylvia Tanja Tatjana Theresa Ulrike Ursula Ute Vanessa Vera Verena Veronika Victoria Waltraud"
    " Wiebke Wilma Yvonne Andreas Bernd Christian Daniel David Dieter Frank Hans Helmut James Jan"
    " Jens John Jörg Jürgen Karl Klaus Lars Manfred Markus Martin Matthias Michael Paul Peter"
    " Rainer Ralf Robert Stefan Thomas Torsten Ulrich Uwe Walter Werner William Wolfgang"
)
_GIVEN = frozenset(_GIVEN_NAMES.split())
_CAPITALIZED = re.compile(rf"{_LETTERS}[\w'’.-]*")
# A lab, a town and a country are written like Müller, Anna: "Oslo, Norway".
_PLACES = folded_names(
    "lab|laboratory|labor|center|centre|study center|zentrum|clinic|klinik|hospital|krankenhaus"
    "|city|town|ort|stadt|site|location|standort|country|land|institution|institute|institut"
    "|einrichtung|einsender|department|abteilung|station|praxis|region|origin|herkunft"
)
_WORDS = re.compile(r"[^\W\d_]+")
CLOSED_TEXTS = ("visit", "antibody", "center", "arm", "study", "histology")  # and no sentence
OWN_TEXTS = ("comment", "reader", *CLOSED_TEXTS)  # a reader is told by a code
_STRONG = (_INSURANCE, _SOCIAL_SECURITY, _PHONE)
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
    return (
        _are_names(texts)
        or _are_like_names(texts)
        or _have_mail(texts)
        or any(map(_is_somebody, _distinct(cells)))
    )


def _is_somebody(text: str) -> bool:
    """Returns whether a text of several words is a person's name, and no pseudonym."""
    words = text.replace(",", " ").split() if " " in text or "," in text else []
    if len(words) < 2 or _DIGIT.search(text):
        return False
    return names_somebody(text.title() if text.isupper() else text)


class Look(Enum):
    """What the cells of a column look like: surely of persons, or like names, which a person who
    knows the column may deny.
    """

    PERSONAL = auto()
    LIKE_NAMES = auto()


def personal_contents(
    header: Sequence[str],
    columns: Sequence[Sequence[str]],
    positions: Iterable[int],
    sampled: Collection[int],
    closed: Collection[int] = (),
) -> dict[int, Look]:
    """Returns those positions whose cells look like names, birth dates or numbers of persons;
    `sampled` are the columns of dates of samplings and events, and in `closed` ones no sentence is
    looked for.
    """
    first = _first_year(columns[at] for at in sampled)
    found = {}
    for at in positions:
        look = _look(header[at], _looked_at(columns[at]), first)
        if look is None and at not in closed and any_names_somebody(_distinct(columns[at])):
            look = Look.LIKE_NAMES
        if look is not None:
            found[at] = look
    return found


def looks_personal(names: Sequence[str]) -> str:
    """Returns the sentence that these columns look personal, by name and nothing else."""
    columns, look = ("Columns", "look") if len(names) > 1 else ("Column", "looks")
    return f"{columns} {', '.join(names)} {look} like names, birth dates or record numbers."


def personal_question(names: Sequence[str]) -> Question:
    """Returns the question about columns that look personal, by name and nothing else."""
    return Question(
        id=QUESTION,
        about="",
        message=(
            f"{looks_personal(names)} Only pseudonyms are stored here. Drop "
            f"{'it' if len(names) == 1 else 'them'} from the file?"
        ),
        options=(DROP,),
    )


def no_person_id(name: str) -> str:
    """Returns the id of the question whether a column names nobody after all."""
    return f"{NO_PERSON}:{name}"


def no_person_question(name: str) -> Question:
    """Returns the question whether a column, of which it is also asked whether to drop it, names
    nobody after all.
    """
    return Question(
        id=no_person_id(name),
        about=name,
        message=(
            f"Or does column {name} name no person, a patient, relative or physician, in any row? "
            "Then it is read; your answer is kept with the import."
        ),
        options=(NOBODY,),
    )


def _look(name: str, texts: Sequence[str], first_year: int | None) -> Look | None:
    if not texts:
        return None
    if _have_mail(texts) or any(_share(texts, pattern) >= MOST for pattern in _STRONG):
        return Look.PERSONAL
    if sum(map(_is_full_name, texts)) >= max(2, MOST * len(texts)):
        return Look.PERSONAL
    if _are_names(texts) or (_are_like_names(texts) and not _is_place(name)):
        return Look.LIKE_NAMES
    is_born = fold_name(name) not in IGNORED and _are_birth_dates(texts, first_year)
    return Look.PERSONAL if is_born else None


def _is_place(name: str) -> bool:
    """Returns whether a header cell speaks of a lab, a town or a country."""
    return not _PLACES.isdisjoint(map(fold_name, _WORDS.findall(name)))


def _have_mail(texts: Sequence[str]) -> bool:
    return any("@" in text and _MAIL.search(text) for text in texts)


def is_given_name(text: str) -> bool:
    """Returns whether a text is a name that many people are given."""
    return text.strip() in _GIVEN


def _are_names(texts: Sequence[str]) -> bool:
    """Returns whether many, and more than one, are like Anna Müller."""
    return sum(map(_is_full_name, texts)) >= max(2, SOME * len(texts))


def _are_like_names(texts: Sequence[str]) -> bool:
    """Returns whether most, and more than one, are like Müller, Anna."""
    names = [text for text in texts if _NAME.fullmatch(text) and _is_capitalized(text)]
    return len(names) > 1 and len(names) >= MOST * len(texts)


def is_name(text: str) -> bool:
    """Returns whether a text is like Anna Müller or Müller, Anna."""
    return _is_full_name(text) or (_NAME.fullmatch(text) is not None and _is_capitalized(text))


def _is_full_name(text: str) -> bool:
    """Returns whether a text is two to four capitalized words, and one a name that people have."""
    words = text.replace(",", " ").split() if text[:1].isupper() else []
    if not 2 <= len(words) <= 4 or _GIVEN.isdisjoint(words):
        return False
    return all(word[0].isupper() and _CAPITALIZED.fullmatch(word) for word in words)


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
