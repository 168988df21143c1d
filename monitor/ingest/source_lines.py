"""Bytes to physical lines: LF, CRLF and CR each end one, whichever a file mixes."""

from io import BytesIO, TextIOWrapper

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decoded_lines(content: bytes) -> tuple[list[str], str]:
    """Returns the lines of UTF-8 text, each with its end, and the encoding: with mark or without.

    Raises UnicodeDecodeError, with its place in the whole content, where the bytes are no UTF-8.
    """
    encoding = "utf-8-sig" if content.startswith(BYTE_ORDER_MARK) else "utf-8"
    try:
        return _lines(content, encoding, "strict"), encoding
    except UnicodeDecodeError:
        content.decode()  # the place told while reading in pieces is that within a piece
        raise


def count_lines(content: bytes) -> int:
    """Returns how many physical lines any bytes have."""
    encoding = "utf-16" if content.startswith(UTF16_MARKS) else "latin-1"
    return len(_lines(content, encoding, "replace"))


def _lines(content: bytes, encoding: str, errors: str) -> list[str]:
    """Returns the lines, read in pieces: a StringIO of the text would take four bytes a letter."""
    return list(TextIOWrapper(BytesIO(content), encoding, errors, newline=""))
