"""Text that data wrote, made safe for where it is shown."""

import re

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$:~^=&@/])")


_LOADS = str.maketrans("[]", "()")
# What Streamlit's markdown may draw otherwise than it stands: also emoji, arrows and addresses.
# An underscore between letters is drawn as it is.
_DRAWN = re.compile(r"[\\`*{}\[\]<>#|$~^&@]|(?<![^\W_])_|_(?![^\W_])|:\S|--|www\.", re.IGNORECASE)


def is_plain(text: str) -> bool:
    """Returns whether Streamlit's markdown shows a text as it stands, without any marks."""
    return text[:1].isalpha() and _DRAWN.search(text) is None


def spoken(text: object) -> str:
    """Returns a text for a label that is read aloud and not drawn: as it stands, but for brackets,
    which could make a picture that is loaded.
    """
    return " ".join(str(text).translate(_LOADS).split())


def literal(text: object) -> str:
    """Returns a text that Streamlit's markdown shows as it stands: no link, style or formula."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(str(text).split()))
