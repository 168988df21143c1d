"""What was chosen on chart 1, to an address and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.rate_axis import Scale, Unit
from monitor.analysis.time_axis import Anchor, AxisKind
from monitor.analysis.timeline import TimelineOptions
from monitor.analysis.timeline_link import options_from_query, options_to_query
from monitor.domain.calls import ReferenceChoice, ReferenceKind
from monitor.domain.samplings import CellDefinition
from monitor.domain.vocabularies import TherapyType

options = st.builds(
    TimelineOptions,
    axis=st.sampled_from(AxisKind),
    anchor=st.sampled_from(Anchor),
    scale=st.sampled_from(Scale),
    unit=st.sampled_from(Unit),
    shaded=st.lists(st.sampled_from(TherapyType), unique=True).map(tuple),
    cells=st.sampled_from(CellDefinition),
    reference=st.sampled_from(ReferenceKind)
    .map(ReferenceChoice)
    .filter(lambda choice: choice.kind is not ReferenceKind.BEFORE_LINE)
    | st.integers(1, 10**9).map(lambda number: ReferenceChoice(ReferenceKind.BEFORE_LINE, number)),
    without_cautioned=st.booleans(),
)


@given(options)
def test_there_and_back_is_the_same_choice(chosen):
    back = options_from_query(options_to_query(chosen))
    assert set(back.shaded) == set(chosen.shaded)
    assert (back.reference, back.without_cautioned) == (chosen.reference, chosen.without_cautioned)
    assert options_to_query(back) == options_to_query(chosen)


def test_the_usual_choice_adds_nothing_to_an_address():
    assert options_to_query(TimelineOptions()) == {}


def test_an_address_is_plain_words():
    chosen = TimelineOptions(axis=AxisKind.MONTHS, unit=Unit.PER_TWO_MILLION, shaded=())
    assert options_to_query(chosen) == {
        "axis": "months",
        "unit": "per_two_million",
        "shade": "none",
    }


def test_the_reference_and_the_switch_are_words_of_an_address():
    line = ReferenceChoice(ReferenceKind.BEFORE_LINE, 12)
    assert options_to_query(TimelineOptions(reference=line, without_cautioned=True)) == {
        "against": "before_line-12",
        "caution": "left_out",
    }


@pytest.mark.parametrize("text", ["before_line", "before_line-", "before_line-x", "before_line-²"])
def test_a_reference_without_a_therapy_is_as_usual(text):
    assert options_from_query({"against": text}) == TimelineOptions()


def test_what_an_address_gets_wrong_is_as_usual():
    query = {"axis": "weeks", "scale": "linear", "shade": "her2,potion"}
    assert options_from_query(query) == TimelineOptions(
        scale=Scale.LINEAR, shaded=(TherapyType.HER2,)
    )
