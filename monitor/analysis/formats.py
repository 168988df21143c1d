"""How numbers and dates are written, once for every chart, table and sentence."""

import unicodedata
from datetime import date

# A rounded N may be off by this share: 2,134,000 becomes 2.13, never 2.1.
_ROUNDING = 0.005


def millions(cells: int) -> str:
    """Returns cells in millions with one to three decimals, no unit: 2000000 is "2.0"."""
    exact = cells / 1e6
    for decimals in (1, 2, 3):
        text = f"{exact:,.{decimals}f}"
        if abs(float(text.replace(",", "")) - exact) <= _ROUNDING * exact:
            return text
    return f"{exact:.3g}"


def k_in_n(k: int | None, n: int | None) -> str:
    """Returns the label of a result, "0/2.1M"; a question mark stands for what is not known."""
    return f"{'?' if k is None else k}/{'?' if n is None else millions(n) + 'M'}"


def rate_text(rate: float) -> str:
    """Returns a rate with three significant digits and without an exponent: "0.0127", "1,250"."""
    if rate == 0:
        return "0"
    text = f"{rate:.3g}"
    if "e" not in text:
        return text
    return f"{rate:,.0f}" if rate >= 1 else f"{rate:.9f}".rstrip("0")


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Returns the number with its noun: "1 cell", "2 cells", "1,000,000 cells"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def minus(number: str) -> str:
    """Returns a number's text with a true minus sign: "−8.6" for "-8.6"."""
    return number.replace("-", "−")


def fewer_than(threshold: int) -> str:
    """Returns what a cleared sampling shows: "no cell", or "fewer than 2 cells"."""
    return "no cell" if threshold == 1 else f"fewer than {threshold} cells"


def month(day: date) -> str:
    """Returns the ISO month of a day: "2021-03"."""
    return day.isoformat()[:7]


def words(code: str) -> str:
    """Returns a vocabulary's code as words: "distant_metastasis" is "distant metastasis"."""
    return code.replace("_", " ")


def sentence_case(text: str) -> str:
    """Returns the text with its first letter in upper case and the rest as it was."""
    return text[:1].upper() + text[1:]


def one_line(text: str, limit: int) -> str:
    """Returns the text on one line, without control characters, cut at `limit` characters."""
    visible = "".join(" " if unicodedata.category(c) in _UNSEEN else c for c in text)
    line = " ".join(visible.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


# Control and format characters; the latter could turn the direction of a whole label around.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
