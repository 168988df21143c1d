"""The change ladder: every comparison of a patient, as screens.md checks it."""

import csv
from pathlib import Path

import pytest

from monitor.analysis.call_text import ratio_text
from monitor.analysis.calls import calls
from monitor.analysis.ladder import Against, ladder, ladder_table
from monitor.domain.calls import ReferenceChoice, ReferenceKind
from monitor.domain.rules import DEFAULT_RULES
from tests.builders import course

REFERENCE = Path(__file__).parents[1] / "data" / "reference" / "poisson_change.csv"
FEW = 200


def ladder_of(text, **more):
    return ladder("P014", calls(course(text), DEFAULT_RULES, **more), DEFAULT_RULES)


def rung(before, after):
    [found] = ladder_of(f"2020-01-10 {before}\n2020-07-01 {after}").rungs
    return found


CHECKS = {
    ("14/2.0M", "5/2.0M"): "0.36 (0.10–1.05)",
    ("14/2.0M", "1/2.0M"): "0.07 (0.002–0.47)",
    ("14/2.0M", "0/2.1M"): "0 (0–0.29)",
    ("14/2.0M", "0/0.3M"): "0 (0–2.01)",
    ("1/2.0M", "0/2.0M"): "0 (0–39)",
    ("5/2.0M", "0/2.0M"): "0 (0–1.09)",
    ("6/2.0M", "0/2.0M"): "0 (0–0.85)",
    ("0/2.0M", "6/2.0M"): "∞ (1.18–∞)",
    ("20/2.0M", "40/2.0M"): "2.00 (1.14–3.61)",
}


@pytest.mark.parametrize(("pair", "ratio"), CHECKS.items())
def test_the_checks_of_the_design(pair, ratio):
    assert ratio_text(rung(*pair).comparison) == ratio


def test_the_ladder_equals_the_reference_computed_with_r():
    rows = list(csv.DictReader(REFERENCE.read_text().splitlines()))[:FEW]
    for row in rows:
        if int(row["k1"]) + int(row["k2"]) == 0 or float(row["n1_million"]) < 1:
            continue
        pair = (f"{row['k1']}/{row['n1_million']}M", f"{row['k2']}/{row['n2_million']}M")
        found = ladder_of(f"2020-01-10 {pair[0]}\n2020-07-01 {pair[1]}").rungs
        compared = found[0].comparison
        for name in ("lower", "upper", "p_value", "p_central"):
            assert getattr(compared, name) == pytest.approx(float(row[name]), rel=1e-6)


def test_one_rung_against_the_reference_and_one_against_the_sampling_before():
    data = ladder_of("2020-01-10 14/2.0M\n2020-07-01 5/2.0M\n2021-01-05 0/2.1M\n2021-07-01 0/0.3M")
    days = {a: [str(r.sampling.collected_on) for r in data.of(a)] for a in Against}
    assert days[Against.REFERENCE] == ["2020-07-01", "2021-01-05", "2021-07-01"]
    assert days[Against.PREVIOUS] == ["2021-01-05", "2021-07-01"]


def test_a_zero_lies_at_the_left_end_and_an_infinite_ratio_at_the_right_one():
    cleared, new = rung("6/2.0M", "0/2.0M"), rung("0/2.0M", "6/2.0M")
    assert (cleared.is_cleared, cleared.at, cleared.low) == (True, 0.01, 0.01)
    assert (new.is_new, new.at, new.high) == (True, 100.0, 100.0)
    assert rung("0/2.0M", "0/2.0M").at is None


def test_the_chance_of_a_false_clearance_counts_from_the_last_detected_sampling():
    data = ladder_of("2020-01-10 14/2.0M\n2020-07-01 1/2.0M\n2021-01-05 0/2.1M")
    last = data.of(Against.REFERENCE)[-1]
    assert last.chance == pytest.approx(0.487805, rel=1e-5)
    assert data.of(Against.PREVIOUS)[-1].chance is None


def test_depth_is_told_where_a_fall_is_not_demonstrable():
    assert rung("1/2.0M", "0/2.0M").depth == pytest.approx(78, rel=1e-6)
    assert rung("6/2.0M", "0/2.0M").depth is None
    assert rung("1/2.0M", "5/2.0M").depth is None


def test_series_are_never_compared_with_each_other():
    data = ladder_of("2020-01-10 3/2.0M icc\n2020-07-01 0/2.0M icc\n2021-01-01 1/17M if")
    assert [str(r.sampling.collected_on) for r in data.rungs] == ["2020-07-01"]
    assert not data.has_series


def test_held_against_the_previous_there_is_one_group_only():
    previous = ReferenceChoice(ReferenceKind.PREVIOUS)
    data = ladder_of("2020-01-10 9/2.0M\n2020-07-01 3/2.0M\n2021-01-01 1/2.0M", reference=previous)
    assert [r.against for r in data.rungs] == [Against.PREVIOUS, Against.PREVIOUS]


def test_what_is_left_out_or_after_relapse_is_not_compared():
    text = "2020-01-10 9/2.0M\n2020-07-01 3/2.0M\n2020-09-01 distant_metastasis\n2021-01-01 9/2.0M"
    assert len(ladder_of(text).rungs) == 1
    day = course(text).assays[1].collected_on
    assert ladder_of(text, left_out={day: "in a window"}).missing


def test_the_table_has_every_number():
    [row] = ladder_table(ladder_of("2020-01-10 1/2.0M\n2020-07-01 0/2.1M")).to_dict("records")
    assert (row["k1"], row["N1"], row["k2"], row["N2"]) == (1, 2_000_000, 0, 2_100_000)
    assert row["chance_of_false_clearance"] == pytest.approx(0.4878, rel=1e-3)
    assert row["depth_needed"] == pytest.approx(78)
