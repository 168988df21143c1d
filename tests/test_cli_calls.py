"""`call`, `course` and `analyze outcomes` as a script meets them: fields, words, exit status."""

import json
from datetime import date, timedelta

import pytest

from monitor.analysis.outcome_clocks import Clock
from monitor.cli import main
from monitor.cli_analyze import CLOCKS
from monitor.sample import load_sample
from monitor.store.engine import open_store
from monitor.store.reading import read_links
from tests.stats.references import rows, text_rows

# methods.md 2: k₁, N₁, k₂, N₂ in 10⁶ → ratio and its limits as printed, p.
TABLE = (
    (14, 2.0, 5, 2.0, 0.357, 0.10, 1.05, 0.064),
    (14, 2.0, 1, 2.0, 0.071, 0.002, 0.47, 0.00098),
    (6, 2.0, 0, 2.0, 0.0, 0.0, 0.85, 0.03125),
    (5, 2.0, 0, 2.0, 0.0, 0.0, 1.09, 0.0625),
    (1, 2.0, 0, 2.0, 0.0, 0.0, 39.0, 1.0),
    (12, 1.85, 3, 2.4, 0.193, 0.035, 0.714, 0.006924),
)
SAMPLING_FIELDS = {
    "collected_on", "tumor_cells", "cells_screened", "lower", "upper", "excluded", "state", "call",
    "grade", "confirmed_on", "reference_on", "ratio", "ratio_lower", "ratio_upper", "p_value",
    "p_central", "chance_of_false_clearance", "reason",
}  # fmt: skip


class Done:
    """How a command ended, and what it said."""

    def __init__(self, status: int, said: tuple[str, str]) -> None:
        self.status, (self.out, self.err) = status, said

    @property
    def json(self):
        return json.loads(self.out, parse_constant=pytest.fail)  # NaN and Infinity are no JSON


@pytest.fixture
def store_url(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    monkeypatch.setenv("MONITOR_DATABASE_URL", url)
    return url


@pytest.fixture
def monitor(store_url, capsys):
    def run(*arguments: str) -> Done:
        try:
            status = main(arguments)
        except SystemExit as left:
            status = int(left.code or 0)
        return Done(status, capsys.readouterr())

    return run


@pytest.fixture
def sample(store_url):
    store = open_store(store_url)
    load_sample(store)
    return store


@pytest.fixture
def imported(monitor, tmp_path):
    """Returns a function that imports rows of assays, given as text."""

    def take(text: str) -> None:
        path = tmp_path / "assays.csv"
        path.write_text(text, encoding="utf-8")
        assert monitor("import", str(path), "--accept-proposed").status == 0

    return take


def call(monitor, k1, n1, k2, n2, *options):
    numbers = {"--k1": k1, "--n1": n1, "--k2": k2, "--n2": n2}
    return monitor("call", *(f"{name}={value}" for name, value in numbers.items()), *options)


@pytest.mark.parametrize("row", TABLE)
def test_call_gives_the_table_of_the_methods(monitor, row):
    k1, n1, k2, n2, ratio, lower, upper, p_value = row
    found = call(monitor, k1, n1 * 1e6, k2, n2 * 1e6, "--json").json
    assert found["ratio"] == pytest.approx(ratio, abs=6e-4)
    assert found["ratio_lower"] == pytest.approx(lower, abs=6e-3)
    assert found["ratio_upper"] == pytest.approx(upper, abs=6e-3)
    assert found["p_value"] == pytest.approx(p_value, rel=1e-2)
    assert found["demonstrable"] == (upper < 1)


@pytest.mark.parametrize("row", rows("poisson_ratio"))
def test_call_agrees_with_r(monitor, row):
    depths = (row["n1_million"] * 1e6, row["n2_million"] * 1e6)
    found = call(monitor, int(row["k1"]), depths[0], int(row["k2"]), depths[1], "--json").json
    for name, reference in (
        ("ratio", "ratio"),
        ("ratio_lower", "lower"),
        ("ratio_upper", "upper"),
        ("p_value", "p"),
    ):
        wanted = float(row[reference])
        shown = float("inf") if found[name] is None else found[name]
        assert shown == pytest.approx(wanted, rel=1e-6, abs=1e-12)


def test_the_example_of_the_command_line_prints_one_line_of_json(monitor):
    done = monitor("call", "--k1", "14", "--n1", "2.0e6", "--k2", "5", "--n2", "2.0e6", "--json")
    assert done.status == 0
    assert done.out.count("\n") == 1
    assert done.json["smallest_demonstrable"] == {"fall_to": 4, "rise_to": 28}


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (
            (14, 2e6, 5, 2e6),
            ("14 in 2.0 M → 5 in 2.0 M", "RR 0.357 (95 % 0.101 to 1.05)", "chance"),
        ),
        ((1, 2e6, 0, 2.1e6), ("49 % of such pairs when nothing changed", "no fall, not even to 0")),
        ((0, 2e6, 0, 2e6), ("no cells in either",)),
        ((0, 2e6, 6, 2e6), ("RR ∞ (95 % 1.18 to ∞)", "demonstrable")),
        ((8, 2e6, 1, 2e6), ("no fall with more than 1 cell;", "demonstrable")),
    ],
)
def test_call_speaks_to_a_person(monitor, counts, words):
    said = call(monitor, *counts).out
    assert all(word in said for word in words)


def test_so_few_cells_are_only_said_of_a_fall(monitor):
    assert "so few cells" not in call(monitor, 0, 2e6, 6, 2e6).out


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((-1, 2e6, 0, 2e6), "not negative"),
        ((1, "nan", 0, 2e6), "missing or infinite"),
        ((1, 2e6, 0, "inf"), "missing or infinite"),
        ((0, 0, 0, 2e6), "greater than 0"),
        ((0, -5, 0, 2e6), "cannot be among"),
        ((14, 2, 5, 2), "cannot be among 2 screened"),
        ((1, 1e300, 0, 1e300), "cannot have been screened"),
        ((1_000_000, 1e6, 5, 1e12), "no rare cells"),
        ((1.5, 2e6, 0, 2e6), "invalid int value"),
    ],
)
def test_counts_that_cannot_be_are_wrong_usage(monitor, counts, words):
    done = call(monitor, *counts)
    assert (done.status, done.out) == (64, "")
    assert words in done.err


def test_course_has_every_field_for_every_sampling(monitor, sample):
    found = monitor("course", "SYN-001", "--json").json
    assert found["patient_id"] == "SYN-001"
    assert len(found["samplings"]) == 8
    assert all(one.keys() >= SAMPLING_FIELDS for one in found["samplings"])
    assert [one["call"] for one in found["samplings"]] == [
        "baseline", "persistent", "lower", "no call", "cleared", "cleared", "re-appeared",
        "re-appeared",
    ]  # fmt: skip
    assert found["therapy_lines"][0]["agent"] == "EC-T"


def test_course_of_every_patient_of_the_sample_cohort_is_json(monitor, sample):
    for _, name in read_links(sample)[:40]:
        assert monitor("course", name, "--json").json["patient_id"] == name


def test_the_rates_of_a_course_are_per_million_and_agree_with_r(monitor, imported):
    counts = [r for r in rows("poisson_interval") if 0.2 <= r["n_million"] <= 50 and r["k"] < 100]
    assert len(counts) >= 9
    lines = [
        f"P1,{2001 + n // 12}-{n % 12 + 1:02}-03,{r['n_million'] * 1e6:.0f},{r['k']:.0f}"
        for n, r in enumerate(counts)
    ]
    imported("patient_id,collected_on,cells_screened,tumor_cells\n" + "\n".join(lines) + "\n")
    found = monitor("course", "P1", "--json").json["samplings"]
    for row, one in zip(counts, found, strict=True):
        assert (one["lower"], one["upper"]) == pytest.approx((row["lower"], row["upper"]), rel=1e-6)
        if one["tumor_cells"] == 0:
            assert one["excluded"] == pytest.approx(row["upper_one_sided"], rel=1e-6)


def test_course_takes_the_link_too(monitor, sample):
    link = next(link for link, name in read_links(sample) if name == "SYN-002")
    assert monitor("course", link, "--json").json["patient_id"] == "SYN-002"


def test_course_speaks_to_a_person(monitor, sample):
    said = monitor("course", "SYN-001").out
    assert "2020-10-08 · 0 in 0.3 M (above 9.99 excluded) · under-screened · no call" in said
    assert "49 % when nothing changed" in said
    assert "letrozole 2019-11-13–ongoing" in said


def test_a_patient_who_is_not_there_is_refused_with_the_name(monitor, sample):
    done = monitor("course", "nobody", "--json")
    assert (done.status, done.out) == (1, "")
    assert "no patient nobody" in done.err


def test_looking_for_a_course_leaves_no_store_behind(monitor, tmp_path):
    assert monitor("course", "P1").status == 1
    assert list(tmp_path.iterdir()) == []


TWO_CENTERS = (
    "patient_id,center,collected_on,cells_screened,tumor_cells\n"
    "P1,North,2023-01-17,2000000,3\nP1,South,2023-01-17,2000000,0\n"
)


def test_a_pseudonym_of_two_centers_needs_the_center(monitor, imported):
    imported(TWO_CENTERS)
    done = monitor("course", "P1", "--json")
    assert (done.status, done.out) == (64, "")
    assert "“North”, “South”: say which with --center" in done.err
    found = monitor("course", "P1", "--center", "South", "--json").json
    assert (found["center"], found["samplings"][0]["tumor_cells"]) == ("South", 0)
    away = monitor("course", "P1", "--center", "West")
    assert (away.status, away.err) == (1, "monitor: there is no patient P1 at West\n")


OUTCOMES = ("analyze", "outcomes", "--endpoint", "RFS")


def test_outcomes_have_the_fields_and_groups_that_were_asked_for(monitor, sample):
    done = monitor(*OUTCOMES, "--group", "marrow@baseline", "--times", "365,1095", "--json")
    found = done.json
    assert found.keys() == {"times", "groups", "logrank", "cox", "excluded"}
    assert found["times"] == [365, 1095]
    assert [group["name"] for group in found["groups"]] == ["detected", "not detected"]
    assert all(len(group["survival"]) == 2 for group in found["groups"])
    assert sum(g["n"] for g in found["groups"]) + len(found["excluded"]) == 120
    assert "Exploratory" in done.err
    assert [term["term"] for term in found["cox"]] == ["detected"]


def test_outcomes_speak_to_a_person(monitor, sample):
    said = monitor(*OUTCOMES, "--group", "marrow@baseline", "--landmark-months", "6").out
    assert "detected: " in said
    assert "log-rank χ² = " in said
    assert "excluded: " in said


def test_every_clock_of_the_pages_can_be_asked_for(monitor, sample):
    assert {Clock(name.replace("-", " ")) for name in CLOCKS} == set(Clock)
    for clock in CLOCKS:
        assert monitor(*OUTCOMES, "--group", "marrow@baseline", "--clock", clock).status == 0


@pytest.fixture
def gbsg(monitor, tmp_path):
    """Imports the German Breast Cancer Study Group's data as a user would: two files."""
    start = date(1990, 1, 1)
    patients = ["patient_id,diagnosed_on,age,hormon,nodes_positive,grade"]
    outcomes = ["patient_id,event_type,occurred_on"]
    for row in text_rows("gbsg_data"):
        values = (row[name] for name in ("age", "hormon", "nodes", "grade"))
        patients.append(f"{row['patient_id']},{start},{','.join(values)}")
        event = "distant_metastasis" if row["rfs_event"] == "1" else "last_contact"
        outcomes.append(
            f"{row['patient_id']},{event},{start + timedelta(days=int(row['rfs_days']))}"
        )
    for name, lines in (("patients", patients), ("outcomes", outcomes)):
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        assert monitor("import", str(path), "--accept-proposed").status == 0


def test_outcomes_of_an_imported_cohort_agree_with_r(monitor, gbsg):
    curves = text_rows("gbsg_kaplan_meier")
    days = sorted({int(row["day"]) for row in curves})
    found = monitor(
        *OUTCOMES, "--clock", "diagnosis", "--group", "hormon",
        "--covariates", "age,nodes_positive,grade",
        "--times", ",".join(map(str, days)), "--json",
    ).json  # fmt: skip
    groups = {f"hormon={group['name']}": group for group in found["groups"]}
    for row in curves:
        group, at = groups[row["hormon"]], days.index(int(row["day"]))
        assert group["at_risk"][at] == int(row["at_risk"])
        for name in ("survival", "lower", "upper"):
            assert group[name][at] == pytest.approx(float(row[name]), rel=1e-6)
    expected = {
        row["term"].replace("nodes", "nodes_positive"): row for row in text_rows("gbsg_tests")
    }
    test = expected.pop("logrank")
    assert found["logrank"]["chi_square"] == pytest.approx(float(test["chisq_or_coef"]), rel=1e-6)
    assert found["logrank"]["p"] == pytest.approx(float(test["p"]), rel=1e-6)
    for term in found["cox"]:
        row = expected.pop(term["term"])
        wanted = [float(row[name]) for name in ("chisq_or_coef", "se", "hr", "p")]
        shown = [term[name] for name in ("coef", "se", "hr", "p")]
        assert shown == pytest.approx(wanted, rel=1e-4)
    assert expected == {}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--group", "arm"), "let the clock start at the surgery"),
        (("--group", "marrow@moon"), "No sampling is of visit “moon”"),
        (("--group", "shoe", "--clock", "surgery"), "No patient has a value of shoe"),
        (("--group", "arm", "--landmark-months", "soon"), "months from 0"),
        (("--group", "arm", "--landmark-months", "-1"), "months from 0"),
        (("--group", "arm", "--times", "1,x"), "days from 0"),
        (("--group", "arm", "--clock", "moon"), "invalid choice"),
        ((), "--group"),
    ],
)
def test_a_question_that_cannot_be_asked_is_wrong_usage(monitor, sample, options, words):
    done = monitor(*OUTCOMES, *options, "--json")
    assert (done.status, done.out) == (64, "")
    assert words in done.err


def test_outcomes_of_an_empty_store_are_empty_and_said_so(monitor):
    done = monitor(*OUTCOMES, "--group", "marrow@baseline", "--json")
    assert done.status == 0
    assert done.json["groups"] == []
    assert "no patient is stored" in done.err
