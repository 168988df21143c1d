"""What bytes are that are neither delimited text nor a workbook: told by content, never by name."""

import io
import re
import zipfile

from monitor.ingest.refusing import UnreadableFileError

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
DOUBLE_CLICKED = "Open it in Excel or the program it comes from, and save it as “CSV UTF-8”."

_PICTURE = "This is a picture, not a CSV."
_WEB_PAGE = (
    "This looks like a web page, not a CSV; the export link may have expired. If Excel opens it as "
    "a table, save it there as “CSV UTF-8”."
)
_ARCHIVE = "archive, not a CSV. Unpack it first."
_BY_START = (
    (b"%PDF", "This is a PDF, not a CSV. Ask the lab for the table itself."),
    (b"\x1f\x8b", f"This is a gzip {_ARCHIVE}"),
    (b"BZh", f"This is a bzip2 {_ARCHIVE}"),
    (b"\xfd7zXZ\0", f"This is an xz {_ARCHIVE}"),
    (b"7z\xbc\xaf\x27\x1c", f"This is a 7-Zip {_ARCHIVE}"),
    (b"Rar!\x1a\x07", f"This is a RAR {_ARCHIVE}"),
    (b"\x28\xb5\x2f\xfd", f"This is a Zstandard {_ARCHIVE}"),
    (b"PK\x05\x06", f"This is an empty zip {_ARCHIVE}"),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"{\\rtf", f"This is a rich text document (RTF), not a CSV. {DOUBLE_CLICKED}"),
    (b"SQLite format 3\0", "This is an SQLite database, not a CSV. Export its table as CSV."),
    (b"PAR1", "This is a Parquet file, not a CSV. Export it as CSV."),
    (b"ARROW1", "This is an Arrow file, not a CSV. Export it as CSV."),
    (b"$FL2@(#)", "This is an SPSS file, not a CSV. Export it as CSV."),
    (b"<stata_dta>", "This is a Stata file, not a CSV. Export it as CSV."),
    (b"HEADER RECORD*******", "This is a SAS transport file, not a CSV. Export it as CSV."),
    (b"\x7fELF", "This is a program, not a CSV."),
)
# Matched at the beginning of the text, whatever blanks stand before it.
_BY_TEXT = (
    (rb"<(!doctype\s+html|html|head|body|meta|table|script|div)\b", _WEB_PAGE),
    (rb"<\?xml|<!--|<[a-z][\w:.-]*[\s>]", f"This is an XML file, not a CSV. {DOUBLE_CLICKED}"),
    (rb'[\[{]\s*(\{|\[|"[^"\r\n]*"\s*:)', "This is a JSON file, not a CSV. Export it as CSV."),
)
_SPREADSHEET_XML = re.compile(rb"<\?mso-application\s|urn:schemas-microsoft-com:office:spreadsheet")
_OLD_XML = (
    "This is an Excel 2003 XML workbook. In Excel choose “Save as → CSV UTF-8” or “Excel workbook”."
)
_MARK = b"\xef\xbb\xbf"


def refuse_foreign(content: bytes) -> None:
    """Raises UnreadableFileError, naming what the bytes are, where they are no delimited text."""
    sentence = foreign_kind(content)
    if sentence:
        raise UnreadableFileError(sentence)


def foreign_kind(content: bytes) -> str | None:
    """Returns a sentence naming what the bytes are where they are no delimited text, else None."""
    for start, sentence in _BY_START:
        if content.startswith(start):
            return sentence
    is_bitmap = content[:2] == b"BM" and content[6:10] == bytes(4)
    if is_bitmap or content[8:12] == b"WEBP":
        return _PICTURE
    if content.startswith(ZIP):
        return zip_kind(content)
    if content.startswith(OLE):
        return f"This is an Office file, but no Excel workbook that can be read. {DOUBLE_CLICKED}"
    return _marked_up(content[:4096].removeprefix(_MARK).lstrip())


def is_text(content: bytes) -> bool:
    """Returns whether bytes may be delimited text: something, and nothing known to be else."""
    return bool(content.strip()) and foreign_kind(content) is None


def zip_kind(content: bytes) -> str:
    """Returns a sentence naming what kind of zip archive this is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        return "This is a zip archive or an Excel workbook, but damaged: it ends too early."
    if any(name.startswith("xl/") for name in names):
        return "This is an Excel workbook, but it is damaged. Open and save it in Excel again."
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return f"This is a Word or PowerPoint document, not a CSV. {DOUBLE_CLICKED}"
    if "content.xml" in names:
        return (
            f"This is an OpenDocument file, but no spreadsheet that can be read. {DOUBLE_CLICKED}"
        )
    return f"This is a zip {_ARCHIVE}"


def _marked_up(text: bytes) -> str | None:
    if not text.startswith((b"<", b"{", b"[")):
        return None
    if _SPREADSHEET_XML.search(text):
        return _OLD_XML
    for pattern, sentence in _BY_TEXT:
        if re.match(pattern, text, re.IGNORECASE):
            return sentence
    return None
