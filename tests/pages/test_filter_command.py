"""The filter of the cohort pages on the command line: the same link, the same numbers."""

import json
from urllib.parse import urlencode

import pytest

from monitor.cli import main

WRONG_USAGE = 64
LINKS = [
    {"center": "North"},
    {"therapy": "endocrine"},
    {"arm": "standard", "grade": "G2"},
    {"above": "possibly above", "level": "0.5"},
]
SURGERY = ("outcomes", "--endpoint", "RFS", "--group", "arm", "--clock", "surgery")


@pytest.fixture
def told(capsys):
    def ask(*options, link=None):
        words = () if link is None else ("--filter", urlencode(link))
        assert main(["analyze", *options, *words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return ask


def alt(app, place=0):
    return app.get("plotly_chart")[place].proto.alt


@pytest.mark.parametrize("link", LINKS)
def test_outcomes_of_a_link_are_those_of_its_page(open_page, full_store, told, link):
    app = open_page("outcomes.py", **link, by="column@arm", clock="surgery", endpoint="RFS")
    assert not app.exception
    found = told(*SURGERY, link=link)
    shown = app.dataframe[0].value
    assert shown["group"].tolist() == [group["name"] for group in found["groups"]]
    assert shown["patients"].tolist() == [group["n"] for group in found["groups"]]
    assert shown["events"].tolist() == [group["events"] for group in found["groups"]]
    assert f"excluded {len(found['excluded'])}" in app.expander[0].label
    if found["logrank"]["p"] is not None:
        said = json.loads(app.get("plotly_chart")[0].proto.spec)["layout"]["annotations"]
        assert f"{found['logrank']['chi_square']:.2f} (df" in str(said)


@pytest.mark.parametrize("link", LINKS)
def test_response_to_a_link_is_that_of_its_page(open_page, full_store, told, link):
    app = open_page("response.py", **link)
    app.button_group(key="response_view").set_value("Clearance").run()
    assert not app.exception
    (group,) = told("response", link=link)["groups"]
    assert f"{group['observed']} of {group['positive']} positive" in alt(app)
    assert f"brackets {group['bracket_own_count']:.1f}" in alt(app)


@pytest.mark.parametrize("link", LINKS)
def test_transitions_of_a_link_are_those_of_its_page(open_page, full_store, told, link):
    app = open_page("response.py", **link)
    app.button_group(key="response_view").set_value("Transitions").run()
    assert not app.exception
    visits = ("--from", "1", "--to", "2", "--by-order")
    (group,) = told("transitions", *visits, link=link)["groups"]
    table = group["table"]
    both, lost = table["pos_pos"], table["pos_neg"]
    assert f"detected to detected {both}; detected to not detected {lost}" in alt(app, 1)


def test_who_is_asked_about_for_what_came_later_starts_later(full_store, told):
    """Received letrozole: nobody is followed from the surgery to the day of it."""
    everybody = told(*SURGERY, "--times", "365")
    treated = told(*SURGERY, "--times", "365", link={"therapy": "endocrine"})
    number = sum(group["n"] for group in treated["groups"])
    assert 0 < number < sum(group["n"] for group in everybody["groups"])


@pytest.mark.parametrize(
    ("link", "complaint"),
    [
        ("shoe_size=42", "knows no shoe_size"),
        ("arm=nobody's", "nobody has arm “nobody's”"),
        ("North", "says nothing that is known"),
        ("above=sky+high", "nobody has above “sky high”"),
        ("visit=never", "nobody has visit “never”"),
    ],
)
def test_a_link_that_says_what_no_page_offers_is_wrong_usage(full_store, capsys, link, complaint):
    """The numbers of everybody must not be taken for those of a few."""
    assert main(["analyze", *SURGERY, "--filter", link]) == WRONG_USAGE
    assert complaint in capsys.readouterr().err


def test_a_whole_address_will_do(full_store, told, capsys):
    link = "http://localhost:8501/outcomes?center=North&endpoint=OS"
    assert main(["analyze", *SURGERY, "--filter", link, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == told(*SURGERY, link={"center": "North"})
