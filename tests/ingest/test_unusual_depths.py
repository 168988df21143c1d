"""A depth far above all others of its file is pointed out; the depths of honest files are not."""

import pytest

from tests.imports import outcomes, plan, rules

HEAD = "patient_id,collected_on,cells_screened,tumor_cells"
USUAL = (1_250_000, 980_000, 1_500_000, 2_000_000)


def file_of(*depths, head=HEAD, more=""):
    rows = (f"P{n},2023-01-17,{depth},8{more}\n" for n, depth in enumerate(depths))
    return f"{head}\n{''.join(rows)}"


def test_a_digit_of_the_count_that_ran_into_the_depth_is_pointed_out(store):
    found = plan(store, file_of(*USUAL, 12_500_009))
    assert rules(found) == {6: {"unusual_depth"}}
    assert not found.questions
    assert outcomes(found)[6] == "stored"


def test_uneven_depths_are_pointed_out_from_nine_times_the_next_on(store):
    uneven = (1_250_017, 980_003, 1_500_001, 1_000_000)
    assert rules(plan(store, file_of(*uneven, 13_500_009))) == {6: {"unusual_depth"}}
    assert rules(plan(store, file_of(*uneven, 13_000_009))) == {}


@pytest.mark.parametrize(
    "depths",
    [
        (200_000, 10_000_000, 2_000_000, 2_000_000, 2_000_000),
        (2_000_000, 2_000_000, 2_000_000, 10_000_000, 10_000_000),
        (2_000_000, 2_000_000, 2_000_000, 20_000),
        (200_000, 2_000_009),
        (200_000, 2_000_009, 1_500_007, 350_004, 9_999_999),
    ],
)
def test_depths_of_honest_files_are_not(store, depths):
    assert rules(plan(store, file_of(*depths))) == {}


def test_where_a_rate_says_the_same_the_depth_is_not_doubted(store):
    rates = [*(8 / depth * 1e6 for depth in USUAL), 8 / 12_500_009 * 1e6]
    rows = (
        f"P{n},2023-01-17,{depth},8,{rate:.4f}\n"
        for n, (depth, rate) in enumerate(zip((*USUAL, 12_500_009), rates, strict=True))
    )
    found = plan(store, f"{HEAD},reported_rate\n{''.join(rows)}")
    assert "unusual_depth" not in rules(found).get(6, set())
