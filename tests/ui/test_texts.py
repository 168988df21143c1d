"""Texts that data wrote, where Streamlit draws them or a machine reads them aloud."""

import pytest

from monitor.ui.texts import is_plain, literal, spoken


@pytest.mark.parametrize(
    "text",
    [
        "The file is no UTF-8 text. Read as windows-1252, “S�d” becomes “Süd”.",
        "What does “n.d.” mean?",
        "CK+ Zellen could be tumor_cells or cells/ml.",
        "Date after death in line 5, 15: 2025-04-06 is after it.",
    ],
)
def test_a_plain_text_needs_no_marks(text):
    assert is_plain(text)
    assert spoken(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "a *b* c", "a _b_ c", "a_ b", "__a__", "a [b](c)", "a `b`", "a $b$",
        "say :red[b]", "say :smile:", "a <b>", "a -> b", "a -- b", "see www.a.de", "see WWW.a.de",
        "a &amp; b", "x@y.de", "1. first", "- item", "# head", "a\\b",
        "https://a.de",
    ],
)  # fmt: skip
def test_a_text_that_would_be_drawn_otherwise_is_not_plain(text):
    assert not is_plain(text)
    assert literal(text).replace("\\", "") == text.replace("\\", "")


def test_what_is_read_aloud_has_neither_marks_nor_pictures_to_load():
    assert spoken("a*b [c](d)\n") == "a*b (c)(d)"
