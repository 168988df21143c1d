"""The filter of the cohort pages on the command line: the same link, the same numbers."""

import json
from urllib.parse import urlencode

import pytest

from monitor.analysis.cohort_filter import CohortFilter
from monitor.analysis.cohort_link import filter_to_query
from monitor.cli import main
from monitor.domain.visits import VisitPlan, VisitWindow
from monitor.store.groups import save_group
from monitor.store.settings import save_visit_plan

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


@pytest.fixture
def known_store(full_store):
    """Returns a store with visit windows and two saved groups, one with a comma in its name."""
    windows = (VisitWindow("BM1", 0, 2), VisitWindow("BM2", 6, 2), VisitWindow("BM3", 12, 3))
    save_visit_plan(full_store, VisitPlan("first surgery", windows), "A. B.")
    for name, wanted in (
        ("North", CohortFilter(centers=("North",))),
        ("Standard, all", CohortFilter(arms=("standard",))),
    ):
        save_group(full_store, name, filter_to_query(wanted))
    return full_store


@pytest.mark.parametrize(
    ("group", "asked"),
    [
        ("window@BM2", {"by": "window@BM2"}),
        ("window@bm2", {"by": "window@BM2", "center": "North"}),
        ("call@BM3", {"by": "call@BM3"}),
        ("call@landmark", {"by": "call@landmark", "landmark": "12"}),
        (
            "group:North,Standard, all",
            {"by": "saved@", "group": "North", "versus": "Standard, all"},
        ),
    ],
)
def test_every_way_of_the_page_to_form_groups_is_one_of_the_command(
    open_page, known_store, told, group, asked
):
    app = open_page("outcomes.py", **asked, clock="surgery", endpoint="RFS")
    assert not app.exception
    shown = app.dataframe[0].value
    months = ("--landmark-months", asked["landmark"]) if "landmark" in asked else ()
    link = {"center": asked["center"]} if "center" in asked else None
    named = ("outcomes", "--endpoint", "RFS", "--clock", "surgery", "--group", group)
    found = told(*named, *months, link=link)
    assert len(found["groups"]) > 1
    assert shown["group"].tolist() == [one["name"] for one in found["groups"]]
    assert shown["patients"].tolist() == [one["n"] for one in found["groups"]]
    assert shown["events"].tolist() == [one["events"] for one in found["groups"]]
    assert f"excluded {len(found['excluded'])}" in app.expander[-1].label
    said = json.loads(app.get("plotly_chart")[0].proto.spec)["layout"]["annotations"]
    assert f"{found['logrank']['chi_square']:.2f} (df" in str(said)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("window@BM9",), "no visit window “BM9”; there are: BM1, BM2, BM3"),
        (("call@never",), "there are: BM1, BM2, BM3, landmark"),
        (("group:North,South",), "no saved group “South”; there are: North, Standard, all"),
        (("group:North",), "takes two saved groups; there are: North, Standard, all"),
        (("group:North,North",), "takes two saved groups"),
        (("group:North,Standard, all", "--filter", "arm=standard"), "leave --filter out"),
    ],
)
def test_groups_that_the_store_does_not_know_are_wrong_usage(
    known_store, capsys, options, complaint
):
    named = ("outcomes", "--endpoint", "RFS", "--clock", "surgery", "--group")
    assert main(["analyze", *named, *options]) == WRONG_USAGE
    assert complaint in capsys.readouterr().err


def test_without_windows_or_saved_groups_there_are_none(full_store, capsys):
    named = ("outcomes", "--endpoint", "RFS", "--clock", "surgery", "--group")
    for group in ("window@BM1", "group:North,South"):
        assert main(["analyze", *named, group]) == WRONG_USAGE
        assert "there are: none" in capsys.readouterr().err


def test_words_have_a_true_minus_and_json_has_none(full_store, capsys):
    asked = ["analyze", "transitions", "--from", "1", "--to", "2", "--by-order"]
    assert main(asked) == 0
    (line,) = (one for one in capsys.readouterr().out.splitlines() if "difference" in one)
    assert "−" in line
    assert "-" not in line
    assert main([*asked, "--json"]) == 0
    assert "−" not in capsys.readouterr().out
