"""Text that data wrote, made safe for where it is shown."""

import re

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$:~^=&@/])")


def literal(text: object) -> str:
    """Returns a text that Streamlit's markdown shows as it stands: no link, style or formula."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(str(text).split()))
