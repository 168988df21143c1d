"""Text that was read in the wrong encoding once, before it was written here: `Ã¼` for ü."""

import re

# Windows-1252 letters back to the bytes they were read from, undefined bytes as they are.
_BYTES = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_REST = "".join(map(chr, _BYTES)) + "\x80-\xbf"
_NO_QUOTES = "".join(sign for sign in map(chr, _BYTES) if sign not in "‘’“”‚„‹›")
_NO_QUOTES += "\x80-\x90\x95-\xaa\xac-\xba\xbc-\xbf"
# Lead bytes of signs and of Latin and Greek letters, each with as many bytes as it needs. German
# quotes may follow a true Ä or Å: alone they prove nothing.
_PROOF = re.compile(rf"[ÂÃ][{_REST}]|[ÄÅÎÏ][{_NO_QUOTES}]|â[{_REST}]{{2}}|ï»¿")
_PIECE = re.compile(rf"[ÂÃÄÅÎÏ][{_REST}]|â[{_REST}]{{2}}|ï»¿")
MARK = "\ufeff"
LOST = ("\ufffd", "ï¿½")  # what stands for a letter that was lost, and that once more misread
MOST_TIMES = 3  # each reading in the wrong encoding wraps the letters once more


def repaired(text: str) -> str:
    """Returns the text as it was before, the same text where nothing shows that it was changed."""
    written = text
    for _ in range(MOST_TIMES):
        if text.isascii() or not any(_unwrapped(m) != m.group() for m in _PROOF.finditer(text)):
            break
        text = _PIECE.sub(_unwrapped, text)
    return text if text == written else text.removeprefix(MARK)


def is_lost(text: str) -> bool:
    """Returns whether a letter of the text was lost before the file was written."""
    return not text.isascii() and any(sign in text for sign in LOST)


def first_change(text: str) -> tuple[str, str]:
    """Returns the first wrong letters of a text and what they were."""
    match = next(m for m in _PROOF.finditer(text) if _unwrapped(m) != m.group())
    return match.group(), repaired(match.group())


def _unwrapped(match: re.Match[str]) -> str:
    piece = match.group()
    try:
        return bytes(_BYTES.get(ord(letter), ord(letter)) for letter in piece).decode()
    except (UnicodeDecodeError, ValueError):
        return piece
