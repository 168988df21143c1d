"""What stands beside a table and names a person: lines above and below it, and a second table.

A laboratory's own name, address and staff are no patient's data, and stay.
"""

import re

from monitor.domain.plan import LineName
from monitor.ingest.personal import is_name, personal_headers
from monitor.ingest.refusing import UnreadableFileError
from monitor.ingest.sections import HeaderKind
from monitor.ingest.text_table import TextTable

ONLY_PSEUDONYMS = "Only pseudonyms are stored here: take that out and upload the file again."
BESIDE = (LineName.PREAMBLE, LineName.FOOTER)
# What a report says of one patient above its table or below; a lab's own name and address are none.
_ABOUT_A_PERSON = re.compile(
    r"[\s\"'#*]*(?P<key>patients?(inn)?(en)?[- ]?name|name (des|der) patient(en|in)"
    r"|name of (the )?patient|(nach|vor|familien|geburts)name|(last|first|sur|family|given) ?name"
    r"|geb(\.|oren( am)?|urts(datum|tag))|date of birth|birth ?date|dob|mrn"
    r"|versicherten(nummer|-?nr\.?)|patient(in)?)[\s\"']*(?P<mark>[:;,=\t|])(?P<said>.*)",
    re.IGNORECASE | re.DOTALL,
)
_BORN = re.compile(
    r".*\b(geb(\.|oren)?|born|dob)[ :]*(am |on )?[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{2,4}",
    re.IGNORECASE | re.DOTALL,
)
_SURNAME = re.compile(r"((Frau|Herr|Mrs|Mr|Ms|[^\W\d_])\.? ?)?[^\W\d_][^\W\d_'’-]+(,.*)?")
_NOBODY = ("anonym", "pseudonym", "unknown", "unbekannt", "siehe", "see ", "none", "keine")


def refuse_personal_lines(table: TextTable) -> None:
    """Raises UnreadableFileError where a line beside the rows of a table says who a patient is."""
    for place in table.named:
        line = place.line
        if place.named_as in BESIDE and _names_a_person(table.raw(line, place.last_line)):
            raise UnreadableFileError(
                f"Line {line}, which is no row of the table, says who a patient is. "
                f"{ONLY_PSEUDONYMS}"
            )
    for section in table.sections:
        cells = [cell.strip(' "') for cell in table.raw(*[section.line] * 2).split(table.delimiter)]
        if section.kind is HeaderKind.OTHER and personal_headers(cells, has_patient=False):
            raise UnreadableFileError(
                f"Line {section.line} heads a second table, whose columns look like names, birth "
                f"dates or record numbers. {ONLY_PSEUDONYMS}"
            )


def _names_a_person(line: str) -> bool:
    """Returns whether a line beside the table says who a patient is."""
    if _BORN.match(line):
        return True
    match = _ABOUT_A_PERSON.fullmatch(line.rstrip("\r\n"))
    if match is None:
        return False
    said = match["said"].strip(" \t,;|\"'")
    if match["key"].lower() in ("patient", "patientin"):
        return is_name(said) or (match["mark"] in ":=" and _is_surname(said))
    return any(map(str.isalnum, said))


def _is_surname(said: str) -> bool:
    """Returns whether what stands behind "Patient:" is like Muster, Frau Muster or A. Muster."""
    is_somebody = said[:1].isupper() and not said.lower().startswith(_NOBODY)
    return is_somebody and _SURNAME.fullmatch(said) is not None
