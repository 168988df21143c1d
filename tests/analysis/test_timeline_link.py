"""What was chosen on chart 1, to an address and back."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.rate_axis import Scale, Unit
from monitor.analysis.time_axis import Anchor, AxisKind
from monitor.analysis.timeline import TimelineOptions
from monitor.analysis.timeline_link import options_from_query, options_to_query
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
)


@given(options)
def test_there_and_back_is_the_same_choice(chosen):
    back = options_from_query(options_to_query(chosen))
    assert set(back.shaded) == set(chosen.shaded)
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


def test_what_an_address_gets_wrong_is_as_usual():
    query = {"axis": "weeks", "scale": "linear", "shade": "her2,potion"}
    assert options_from_query(query) == TimelineOptions(
        scale=Scale.LINEAR, shaded=(TherapyType.HER2,)
    )
