"""Bytes to UTF-8 text: by byte order mark, strict UTF-8, UTF-16, else a one-byte encoding, asked.

No byte is ever dropped. What the bytes alone cannot tell is a question, with the lines that need
an answer and a few letters of them as they would be read.
"""

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.domain.plan import Question
from monitor.ingest.refusing import UnreadableFileError, lines_named
from monitor.ingest.source_lines import UTF8_MARK, SourceLines, utf16_of

UTF32_MARKS = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
QUESTION = "encoding"
WINDOWS = "windows-1252"
ONE_BYTE = (WINDOWS, "cp850", "mac-roman")  # Windows; DOS, as older instruments write; older Macs
IN_THESE_LINES = "windows-1252 in these lines"
LEAVE_OUT = "leave these lines out"
LINES_JUDGED = 2000
DECODED_AT_ONCE = 1 << 18  # bytes
MOST_CONTROL = 0.02  # of all bytes; more is no text

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text as UTF-8 bytes, which begins at `start`; `held` are lines that are left out
    because they are in another encoding than the rest.
    """

    content: bytes
    encoding: str
    start: int = 0
    held: frozenset[int] = frozenset()
    questions: tuple[Question, ...] = ()

    @property
    def lines(self) -> SourceLines:
        return SourceLines(self.content, self.start)


def decoded(content: bytes, answers: Answers) -> Decoded:
    """Returns the text in a file's bytes, as the answer to its question says.

    Raises UnreadableFileError where the bytes are no text.
    """
    if content.startswith(UTF32_MARKS):
        raise UnreadableFileError("This is UTF-32 text. Save the file as “CSV UTF-8”.")
    wide = utf16_of(content)
    if wide:
        return Decoded(content.decode(wide, "replace").encode(), wide)
    start = len(UTF8_MARK) if content.startswith(UTF8_MARK) else 0
    if content.isascii() or _is_utf8(content):
        return Decoded(content, "utf-8-sig" if start else "utf-8", start)
    high = list(_high_lines(content, start))
    foreign = [line for line, data in high if not _is_utf8(data)]
    if start or len(foreign) < len(high):
        return _mixed(content, start, foreign, answers)
    return _one_byte(content, high, answers)


def _is_utf8(content: bytes) -> bool:
    """Returns whether bytes are strict UTF-8, looked at in pieces: text takes more room."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(content), DECODED_AT_ONCE):
            decoder.decode(content[at : at + DECODED_AT_ONCE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _high_lines(content: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yields every line that is not plain ASCII, by its number."""
    line, before = 1, start
    for match in re.finditer(
        rb"[^\r\n]*[\x80-\xff][^\r\n]*", content[start:] if start else content
    ):
        begin = match.start() + start
        between = content[before:begin]
        line += between.count(b"\n") + between.count(b"\r") - between.count(b"\r\n")
        before = begin
        yield line, match.group()


# ------------------------------------------------------------------ one encoding, but which


def _one_byte(content: bytes, high: Sequence[tuple[int, bytes]], answers: Answers) -> Decoded:
    _refuse_binary(content)
    judged = [data for _, data in high[:LINES_JUDGED]]
    possible = [name for name in ONE_BYTE if _fits(content, name)]
    likely = [name for name in possible if not any(_looks_wrong(d.decode(name)) for d in judged)]
    answer = answers.get(QUESTION)
    if answer in possible:
        return Decoded(content.decode(answer).encode(), answer)
    proposed = likely[0] if likely else None
    chosen = proposed or possible[0]
    lines = [line for line, _ in high]
    if proposed:
        shown = _shown(high[0][1], chosen)
        said = f"Read as {proposed}, {shown}; this concerns {lines_named(lines)}."
    else:
        said = f"No usual encoding makes words of {lines_named(lines)}."
    question = Question(
        QUESTION, "", f"The file is no UTF-8 text. {said}", tuple(possible), proposed
    )
    return Decoded(content.decode(chosen).encode(), chosen, questions=(question,))


def _fits(content: bytes, name: str) -> bool:
    try:
        content.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_binary(content: bytes) -> None:
    control = len(content) - len(content.translate(None, _CONTROL))
    if control > MOST_CONTROL * len(content):
        raise UnreadableFileError("This is no text: the bytes are those of a program or a device.")


_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f"))
_SIGNS = "‚ƒ„…†‡ˆ‰‹”•˜™›§¢£€"  # what DOS and Mac letters become on Windows
_LETTERS = "a-zA-ZÀ-ÖØ-öø-ÿŠšŽžŒœŸ"
# Signs inside words, capitals behind small letters, or three letters with marks in a row.
_WRONG = re.compile(
    rf"[{_LETTERS}][{_SIGNS}Ÿ][{_LETTERS}]|[a-z][À-ÖØ-ÞŠŽŒŸ]|(?![µªº])[À-ÖØ-öø-ÿ]{{3}}|[^\x00-ÿ{_SIGNS}"
    rf"{_LETTERS}–—’‘“]"
)


def _looks_wrong(text: str) -> bool:
    return _WRONG.search(text) is not None


def _shown(data: bytes, encoding: str) -> str:
    """Returns a few letters before and after: enough to judge, too few to name anybody."""
    at = next(n for n, byte in enumerate(data) if byte > 127)
    piece = data[max(at - 1, 0) : at + 2]
    return f"“{piece.decode('utf-8', 'replace')}” becomes “{piece.decode(encoding)}”"


# ------------------------------------------------------------------ two encodings in one file


def _mixed(content: bytes, start: int, foreign: Sequence[int], answers: Answers) -> Decoded:
    """Returns the text of a file that is UTF-8 but for some lines."""
    encoding = "utf-8-sig" if start else "utf-8"
    there = frozenset(foreign)
    text, is_whole = _with_lines_as_windows(content, start, there)
    options = (LEAVE_OUT, IN_THESE_LINES) if is_whole else (LEAVE_OUT,)
    answer = answers.get(QUESTION)
    if answer in options:
        return Decoded(text, encoding, start, frozenset() if answer == IN_THESE_LINES else there)
    question = Question(
        QUESTION,
        "",
        f"The file is UTF-8 text, but {lines_named(foreign)} {_is(foreign)} not: two encodings in "
        "one file.",
        options,
        LEAVE_OUT,
    )
    return Decoded(text, encoding, start, there, (question,))


def _is(lines: Sequence[int]) -> str:
    return "is" if len(lines) == 1 else "are"


def _with_lines_as_windows(content: bytes, start: int, there: frozenset[int]) -> tuple[bytes, bool]:
    """Returns the text with these lines read as Windows-1252, and whether they can be."""
    undefined = False
    line = 0

    def read(match: re.Match[bytes]) -> bytes:
        nonlocal line, undefined
        line += 1
        if line not in there:
            return match.group()
        try:
            return match.group().decode(WINDOWS).encode()
        except UnicodeDecodeError:
            undefined = True
            return match.group().decode("latin-1").encode()

    text = re.sub(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", read, content[start:])
    return content[:start] + text, not undefined
