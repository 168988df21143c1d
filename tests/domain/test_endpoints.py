"""Endpoints: which events count, from when, and what ends the time (methods.md 6)."""

from datetime import date, timedelta

import pytest

from monitor.domain.endpoints import (
    DEFINITIONS,
    Ending,
    Endpoint,
    Flag,
    Happening,
    NotAtRisk,
    UnknownCause,
    time_to,
)
from monitor.domain.records import OutcomeEvent
from monitor.domain.vocabularies import DeathCause, EventType

START = date(2020, 1, 1)
KINDS = {
    "local": (EventType.LOCAL_RECURRENCE, {"invasive": True}),
    "local?": (EventType.LOCAL_RECURRENCE, {}),
    "local-in-situ": (EventType.LOCAL_RECURRENCE, {"invasive": False}),
    "regional": (EventType.REGIONAL_RECURRENCE, {}),
    "distant": (EventType.DISTANT_METASTASIS, {}),
    "contralateral": (EventType.CONTRALATERAL_BREAST, {"invasive": True}),
    "contralateral-in-situ": (EventType.CONTRALATERAL_BREAST, {"invasive": False}),
    "second": (EventType.SECOND_PRIMARY, {}),
    "dcis": (EventType.DCIS, {}),
    "bc-death": (EventType.DEATH, {"cause": DeathCause.BREAST_CANCER}),
    "other-death": (EventType.DEATH, {"cause": DeathCause.OTHER}),
    "death?": (EventType.DEATH, {"cause": DeathCause.UNKNOWN}),
    "death": (EventType.DEATH, {}),
    "seen": (EventType.LAST_CONTACT, {}),
}


def events(text):
    """Returns the outcome events of "100 distant, 300 bc-death": days from the clock's start."""
    found = []
    for number, part in enumerate(filter(None, (p.strip() for p in text.split(",")))):
        day, word = part.split()
        kind, fields = KINDS[word]
        found.append(OutcomeEvent(number, kind, START + timedelta(int(day)), **fields))
    return found


def time(endpoint, text, last_record=2000, **options):
    last = START + timedelta(last_record)
    return time_to(Endpoint(endpoint), events(text), START, last, **options)


def short(found):
    """Returns "100 event", or "not at risk"."""
    return "not at risk" if isinstance(found, NotAtRisk) else f"{found.days} {found.ending}"


# The table of methods.md 6: x event, c competing, blank neither counts nor censors.
COLUMNS = ("local", "regional", "distant", "contralateral", "second", "bc-death", "other-death")
TABLE = {
    "OS": ".....xx",
    "IDFS": "xxxxxxx",
    "IBCFS": "xxxx.xx",
    "RFS": "xxx..xx",
    "DDFS": "..x.xxx",
    "DRFS": "..x..xx",
    "BCSS": ".....xc",
    "RFI": "xxx..xc",
    "DRFI": "..x..xc",
}
MEANS = {"x": "100 event", "c": "100 competing", ".": "900 censored"}


@pytest.mark.parametrize(
    ("endpoint", "word", "expected"),
    [
        (endpoint, word, MEANS[sign])
        for endpoint, signs in TABLE.items()
        for word, sign in zip(COLUMNS, signs, strict=True)
    ],
)
def test_each_endpoint_counts_what_its_row_says(endpoint, word, expected):
    assert short(time(endpoint, f"100 {word}, 900 seen")) == expected


def test_the_table_has_every_endpoint():
    assert set(TABLE) == set(Endpoint) == set(DEFINITIONS)


@pytest.mark.parametrize("endpoint", list(Endpoint))
@pytest.mark.parametrize("word", ["dcis", "local-in-situ", "contralateral-in-situ"])
def test_what_is_not_invasive_is_no_endpoint_s_event(endpoint, word):
    assert short(time(endpoint, f"100 {word}, 900 seen")) == "900 censored"


@pytest.mark.parametrize("endpoint", list(Endpoint))
def test_every_endpoint_names_each_death(endpoint):
    definition = DEFINITIONS[endpoint]
    deaths = {Happening.BREAST_CANCER_DEATH, Happening.OTHER_DEATH}
    assert deaths <= definition.events | definition.competing
    assert not definition.events & definition.competing


@pytest.mark.parametrize(
    ("endpoint", "text", "expected"),
    [
        ("RFS", "300 distant, 100 local, 500 bc-death", "100 event"),
        ("DRFS", "100 local, 300 distant, 500 bc-death", "300 event"),
        ("OS", "100 local, 300 distant, 500 bc-death", "500 event"),
        ("RFI", "100 second, 300 other-death", "300 competing"),
        ("RFI", "300 other-death, 300 distant", "300 event"),
        ("BCSS", "100 second, 700 seen", "700 censored"),
        ("IBCFS", "100 second, 200 contralateral, 700 seen", "200 event"),
        ("RFS", "", "2000 censored"),
        ("RFS", "700 seen, 400 seen", "700 censored"),
    ],
)
def test_the_first_event_that_counts_ends_the_time(endpoint, text, expected):
    assert short(time(endpoint, text)) == expected


@pytest.mark.parametrize("word", ["death?", "death"])
@pytest.mark.parametrize("endpoint", ["OS", "IDFS", "IBCFS", "RFS", "DDFS", "DRFS"])
def test_a_death_of_unknown_cause_is_an_event_where_the_cause_does_not_matter(endpoint, word):
    found = time(endpoint, f"100 {word}")
    assert short(found) == "100 event"
    assert found.flags == ()


@pytest.mark.parametrize(
    ("endpoint", "before", "setting", "expected"),
    [
        ("BCSS", "", UnknownCause.BY_METASTASIS, "500 competing"),
        ("BCSS", "100 distant,", UnknownCause.BY_METASTASIS, "500 event"),
        ("BCSS", "500 distant,", UnknownCause.BY_METASTASIS, "500 event"),
        ("BCSS", "100 local,", UnknownCause.BY_METASTASIS, "500 competing"),
        ("RFI", "", UnknownCause.BY_METASTASIS, "500 competing"),
        ("DRFI", "100 local,", UnknownCause.BY_METASTASIS, "500 competing"),
        ("BCSS", "", UnknownCause.BREAST_CANCER, "500 event"),
        ("RFI", "", UnknownCause.BREAST_CANCER, "500 event"),
        ("BCSS", "100 distant,", UnknownCause.OTHER, "500 competing"),
    ],
)
def test_elsewhere_it_is_read_by_a_setting_and_flagged(endpoint, before, setting, expected):
    found = time(endpoint, f"{before} 500 death?", unknown_cause=setting)
    assert short(found) == expected
    assert found.flags == (Flag.CAUSE_UNKNOWN,)


def test_a_recurrence_that_is_not_said_to_be_invasive_is_taken_as_such_and_flagged():
    found = time("RFS", "100 local?, 900 seen")
    assert (short(found), found.flags) == ("100 event", (Flag.INVASIVE_NOT_GIVEN,))
    assert time("DRFS", "100 local?, 900 seen").flags == ()


def test_without_a_last_contact_follow_up_ends_at_the_last_record_flagged():
    found = time("RFS", "100 dcis", last_record=640)
    assert (short(found), found.flags) == ("640 censored", (Flag.NO_LAST_CONTACT,))
    assert found.reason == f"last record on {START + timedelta(640)}"


def test_an_outcome_after_the_last_contact_extends_the_follow_up_flagged():
    found = time("OS", "400 seen, 700 distant")
    assert (short(found), found.flags) == ("700 censored", (Flag.AFTER_LAST_CONTACT,))
    assert time("OS", "400 seen, 300 distant").flags == ()


def test_another_record_after_the_last_contact_does_not():
    assert short(time("OS", "400 seen", last_record=900)) == "400 censored"


@pytest.mark.parametrize(
    ("endpoint", "text", "reason"),
    [
        ("RFS", "-30 distant, 900 seen", "distant metastasis on 2019-12-02, before the clock"),
        ("RFS", "0 distant, 900 seen", "distant metastasis on 2020-01-01, the day the clock"),
        ("RFI", "-5 other-death", "death from another cause on 2019-12-27, before the clock"),
        ("OS", "-5 seen", "last contact on 2019-12-27, before the clock starts (2020-01-01)"),
        ("OS", "0 seen", "last contact on 2020-01-01, the day the clock starts"),
    ],
)
def test_who_had_the_event_or_was_lost_before_is_not_at_risk(endpoint, text, reason):
    found = time(endpoint, text)
    assert isinstance(found, NotAtRisk)
    assert found.reason.startswith(reason)


def test_an_earlier_event_that_the_endpoint_does_not_name_excludes_nobody():
    assert short(time("OS", "-30 distant, 900 seen")) == "900 censored"
    assert short(time("DRFS", "-30 local, 200 distant")) == "200 event"
    assert isinstance(time("RFS", "-30 local, 200 distant"), NotAtRisk)


def test_without_any_record_after_the_start_nobody_is_at_risk():
    found = time("OS", "", last_record=0)
    assert found == NotAtRisk("last record on 2020-01-01, the day the clock starts")


def test_an_answer_names_its_event_and_its_day():
    found = time("RFS", "100 regional, 900 seen")
    assert found.ended_on == date(2020, 4, 10)
    assert found.reason == "regional recurrence on 2020-04-10"
    assert found.ending is Ending.EVENT
