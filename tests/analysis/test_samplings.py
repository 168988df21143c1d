"""What a day's assays show together: the course in a reader's notation, the verdict beside it."""

import pytest

from monitor.analysis.formats import k_in_n
from monitor.analysis.samplings import samplings
from monitor.domain.rules import RuleSet
from monitor.domain.samplings import CellDefinition
from monitor.domain.vocabularies import EvidenceState, Material
from tests.builders import assays

RULES = RuleSet()


def verdict(sampling):
    return f"{sampling.state} {k_in_n(sampling.tumor_cells, sampling.cells_screened)}"


def judge(text, rules=RULES, cells=CellDefinition.TUMOR_AND_PROBABLE):
    lines = [f"2021-03-02 {line}" for line in text.split(" + ")]
    found = samplings(assays("\n".join(lines)), rules, cells)
    assert len(found) == 1
    return found[0]


VERDICTS = [
    # pooling
    ("2/1.0M left + 0/1.0M right", "detected 2/2.0M"),
    ("0/1.0M left + 0/1.1M right", "not detected 0/2.1M"),
    ("0/0.5M left + 0/0.4M right", "under-screened 0/0.9M"),
    ("1/0.1M", "detected 1/0.1M"),
    ("0/1.0M", "not detected 0/1.0M"),
    ("0/0.999999M", "under-screened 0/1.0M"),
    # withdrawn and not evaluable
    ("14/2.0M withdrawn", "not evaluable ?/?"),
    ("14/1.0M withdrawn left + 0/1.2M right", "not detected 0/1.2M"),
    ("n.e.", "not evaluable ?/?"),
    ("0/2.0M n.e.", "not evaluable ?/?"),
    ("n.e. left + 0/0.6M right", "under-screened 0/0.6M"),
    ("comment=empty", "not evaluable ?/?"),
    ("questionable", "not evaluable ?/?"),
    ("1/2.0M questionable", "detected 1/2.0M"),
    # the control, assay by assay
    ("2/1.0M control=1/0.5M", "not evaluable ?/?"),
    ("2/1.0M control=1/?", "not evaluable ?/?"),
    ("2/? control=1/0.5M", "not evaluable ?/?"),
    ("14/1.0M control=1/1.0M", "detected 14/1.0M"),
    ("2/1.0M control=0/0.5M", "detected 2/1.0M"),
    ("2/1.0M control=?/0.5M", "detected 2/1.0M"),
    ("0/1.0M control=3/0.5M", "not detected 0/1.0M"),
    ("2/1.0M left control=1/0.5M + 0/1.0M right control=0/0.5M", "not detected 0/1.0M"),
    ("2/1.0M probable=0 control=1/0.5M", "detected 2/1.0M"),
    # probable cells count where the control is reported and clean
    ("0/2.0M probable=2 control=0/0.5M", "detected 2/2.0M"),
    ("0/2.0M probable=2 control=1/0.5M", "not detected 0/2.0M"),
    ("0/2.0M probable=2", "not detected 0/2.0M"),
    # depth unknown
    ("pos", "depth unknown ?/?"),
    ("neg", "depth unknown ?/?"),
    ("rate=3.2", "depth unknown ?/?"),
    ("3/?", "depth unknown 3/?"),
    ("pcr pos", "depth unknown ?/?"),
    ("2/2.0M pcr neg", "depth unknown ?/?"),
    ("pcr questionable", "not evaluable ?/?"),
    ("pcr rate=2", "not evaluable ?/?"),
    ("?/2.0M pos", "depth unknown ?/?"),
    ("2/1.0M left + pos right", "detected 2/1.0M"),
    ("0/1.0M left + neg right", "not detected 0/1.0M"),
    ("0/1.0M left + pos right", "depth unknown ?/?"),
]


@pytest.mark.parametrize(("text", "expected"), VERDICTS)
def test_the_state_of_a_sampling(text, expected):
    assert verdict(judge(text)) == expected


@pytest.mark.parametrize(
    ("text", "threshold", "expected", "reason"),
    [
        ("1/2.0M", 2, "not detected 1/2.0M", "below threshold, 1 in 2.0 M; a negative needs 1.0 M"),
        ("1/0.5M", 2, "under-screened 1/0.5M", "below threshold, 1 in 0.5 M; only 500,000 of the "
         "1,000,000 cells that a negative needs"),
        ("2/0.5M", 2, "detected 2/0.5M", "2 cells reach the threshold of 2"),
        ("1/?", 2, "depth unknown 1/?", "negative; the number of cells screened is not given"),
    ],
)  # fmt: skip
def test_a_higher_threshold(text, threshold, expected, reason):
    sampling = judge(text, RuleSet(threshold=threshold))
    assert (verdict(sampling), sampling.reason) == (expected, reason)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1/2.0M", "1 cell reaches the threshold of 1"),
        ("0/2.1M", "no cell in 2.1 M; a negative needs 1.0 M"),
        ("0/0.3M", "only 300,000 of the 1,000,000 cells that a negative needs"),
        ("14/2.0M withdrawn", "withdrawn by the lab"),
        ("n.e. left + 1/1.0M withdrawn right",
         "the lab calls it not evaluable; withdrawn by the lab"),
        ("2/1.0M control=1/0.5M",
         "2/1.0M is not demonstrably above its control 1/0.5M (p = 0.74)"),
        ("2/1.0M control=1/?",
         "control stained (1), its number of cells or the assay's own is not given"),
        ("pcr pos", "positive; PCR counts no cells"),
        ("?/2.0M neg", "negative; the cells were not counted"),
        ("comment=empty", "neither a count nor a result"),
    ],
)  # fmt: skip
def test_the_reason_is_one_short_sentence(text, reason):
    assert judge(text).reason == reason


@pytest.mark.parametrize(
    ("text", "positive"),
    [("1/2.0M", True), ("0/2.0M", False), ("0/0.2M", False), ("pos", True), ("neg", False),
     ("rate=3.2", True), ("rate=0", False), ("3/?", True), ("n.e.", None)],
)  # fmt: skip
def test_how_a_result_counts_for_status(text, positive):
    assert judge(text).is_positive is positive


def test_what_is_set_aside_is_kept_with_its_reason():
    sampling = judge("14/1.0M withdrawn left + 0/1.2M right")
    assert [a.tumor_cells for a in sampling.pooled] == [0]
    assert [(a.assay.tumor_cells, a.reason) for a in sampling.set_aside] == [
        (14, "withdrawn by the lab")
    ]


def test_a_negative_beside_an_uncounted_positive_is_set_aside():
    sampling = judge("0/1.0M left + pos right")
    assert sampling.is_positive
    assert [a.assay.tumor_cells for a in sampling.set_aside] == [0]
    assert "positive without its cells screened" in sampling.set_aside[0].reason


def test_the_cell_definition_decides_whether_probable_cells_count():
    text = "1/2.0M probable=2 control=0/0.5M"
    assert judge(text).tumor_cells == 3
    assert judge(text, cells=CellDefinition.TUMOR).tumor_cells == 1


def test_a_lab_has_its_own_minimum_depth():
    rules = RuleSet(lab_depths=(("Oslo", 2_000_000),))
    assert judge("0/1.5M lab=Oslo", rules).state is EvidenceState.UNDER_SCREENED
    assert judge("0/1.5M lab=Munich", rules).state is EvidenceState.NOT_DETECTED


def test_rate_and_limits_are_per_million_and_pooled():
    sampling = judge("2/1.0M left + 0/1.0M right")
    assert (sampling.rate, sampling.excluded) == (1.0, None)
    assert sampling.lower == pytest.approx(0.121104639271983, rel=1e-6)
    assert sampling.upper == pytest.approx(3.61234383386198, rel=1e-6)


def test_the_excluded_level_allows_for_recovery():
    assert judge("0/2.0M").excluded == pytest.approx(1.49786613677699, rel=1e-6)
    half = judge("0/2.0M", RuleSet(recovery=0.5))
    assert half.excluded == pytest.approx(2.99573227355399, rel=1e-6)
    assert half.upper == pytest.approx(1.84443972705697, rel=1e-6)


def test_without_depth_there_is_a_reported_rate_but_no_interval():
    sampling = judge("rate=3.2")
    assert (sampling.rate, sampling.lower, sampling.upper, sampling.excluded) == (
        3.2, None, None, None,
    )  # fmt: skip
    assert judge("rate=3.2 left + rate=1.0 right").rate is None


def test_days_and_keys_are_never_pooled_with_each_other():
    found = samplings(
        assays("""
            2021-09-01  0/1.0M  blood
            2021-09-01  1/1.0M  antibody=A45-B/B3
            2021-03-02  2/1.0M  antibody=A45-B/B3  left
            2021-03-02  1/1.0M  antibody=A45-B/B3  right
            2021-03-02  0/1.0M  antibody=CK2
            2021-03-02  0/2.0M  if  antibody=CK2
            2021-03-02  0/2.0M  antibody=CK2  lab=Oslo
        """),
        RULES,
    )
    assert [(s.collected_on.isoformat()[5:], str(s.key), verdict(s)) for s in found] == [
        ("03-02", "ICC · A45-B/B3", "detected 3/2.0M"),
        ("03-02", "ICC · CK2", "not detected 0/1.0M"),
        ("03-02", "ICC · CK2 · Oslo", "not detected 0/2.0M"),
        ("03-02", "IF · CK2", "not detected 0/2.0M"),
        ("09-01", "blood · ICC", "not detected 0/1.0M"),
        ("09-01", "ICC · A45-B/B3", "detected 1/1.0M"),
    ]
    assert found[4].key.material is Material.BLOOD


def test_no_assays_no_samplings():
    assert samplings((), RULES) == ()
