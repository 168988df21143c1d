"""Patients picked for being positive turn negative by chance: how many?"""

import numpy as np
import pytest
from scipy.stats import nbinom

from monitor.stats.change import false_clearance
from monitor.stats.clearance import (
    chance_negative,
    common_mean_chance,
    expected_clearance,
    own_count_chance,
)
from monitor.stats.gamma_rates import GammaRates, fit_rates
from tests.stats.references import rows

# κ 0.35 and mean 0.6 per 2.0 M
RATES = GammaRates(0.35, 0.35 / 0.3)
BY_COUNT = (0.842533, 0.516391, 0.316498, 0.193983, 0.118893, 0.072870, 0.044662)
OVER_ALL_POSITIVES = 0.376411


def test_the_design_s_fixture():
    assert chance_negative(range(7), 2.0, 2.0, RATES) == pytest.approx(BY_COUNT, abs=5e-7)
    assert RATES.mean == pytest.approx(0.3)


def test_the_fit_agrees_with_r():
    table = rows("gamma_rates")
    k = np.repeat([r["k"] for r in table], [int(r["samplings"]) for r in table])
    n = np.repeat([r["n_million"] for r in table], [int(r["samplings"]) for r in table])
    found = fit_rates(k, n)
    assert found.shape == pytest.approx(table[0]["shape"], rel=1e-5)
    assert found.mean == pytest.approx(table[0]["mean"], rel=1e-6)


def test_at_equal_depth_the_fitted_mean_is_the_crude_one():
    k = np.random.default_rng(2).poisson(np.random.default_rng(3).gamma(0.35, 1.7, 500))
    assert fit_rates(k, np.full(500, 2.0)).mean == pytest.approx(k.mean() / 2.0, rel=1e-6)


def test_counts_that_scatter_no_more_than_poisson_have_one_common_rate():
    k, n = [1, 2, 1, 2, 1, 1], np.full(6, 2.0)
    rates = fit_rates(k, n)
    expected = common_mean_chance(2.0, sum(k) / 12.0)
    assert rates.shape > 1e4
    assert chance_negative(1, 2.0, 2.0, rates) == pytest.approx(float(expected), rel=1e-3)


def test_no_cell_at_all_cannot_be_fitted():
    with pytest.raises(ValueError, match="without a single cell"):
        fit_rates([0, 0], [2.0, 2.0])


def test_unchanged_courses_turn_negative_as_often_as_foretold(capsys):
    """10⁵ unchanged courses from a skewed gamma; share that turns negative given k₁."""
    draw = np.random.default_rng(20)
    rates = draw.gamma(RATES.shape, 1 / RATES.rate, 100_000)
    k1, k2 = draw.poisson(rates * 2.0), draw.poisson(rates * 2.0)
    lines = [f"all positives: {np.mean(k2[k1 > 0] == 0):.4f}, foretold {OVER_ALL_POSITIVES}"]
    assert np.mean(k2[k1 > 0] == 0) == pytest.approx(OVER_ALL_POSITIVES, abs=0.01)
    for count, foretold in enumerate(BY_COUNT):
        turned = k2[k1 == count] == 0
        share, error = float(turned.mean()), float(np.sqrt(foretold / turned.size))
        printed = float(false_clearance(count, 2.0, 0, 2.0))
        own = float(own_count_chance(count, 2.0, 2.0))
        common = float(common_mean_chance(2.0, RATES.mean))
        lines.append(
            f"k₁ = {count}: {share:.4f}, foretold {foretold:.4f}, printed on the card"
            f" {printed:.4f}, brackets {own:.4f} to {common:.4f}"
        )
        assert share == pytest.approx(foretold, abs=4 * error)
        if count:
            assert own <= printed
            assert own - 4 * error <= share <= common + 4 * error
            assert share - printed <= common - own
    with capsys.disabled():
        print("\n" + "\n".join(lines), end="")


def test_the_fixture_s_share_over_all_positives_follows_from_its_chances():
    k = np.arange(400)
    from scipy.stats import nbinom

    chances = nbinom.pmf(k, RATES.shape, RATES.rate / (RATES.rate + 2.0))
    over_all = (chances * chance_negative(k, 2.0, 2.0, RATES))[1:].sum() / chances[1:].sum()
    assert over_all == pytest.approx(OVER_ALL_POSITIVES, abs=5e-7)


def test_the_range_covers_the_observed_number_of_unchanged_cohorts(capsys):
    """60 cohorts of 150 unchanged patients: the observed number lies in the printed range."""
    draw = np.random.default_rng(5)
    inside = 0
    for _ in range(60):
        rates = draw.gamma(0.5, 1.0, 150)
        n1, n2 = draw.choice([1.0, 2.0, 3.0], 150), draw.choice([1.0, 2.0], 150)
        k1, k2 = draw.poisson(rates * n1), draw.poisson(rates * n2)
        picked = k1 > 0
        pairs = (k1[picked], n1[picked], n2[picked])
        found = expected_clearance((k1, n1), pairs, refits=30)
        inside += found.lower <= np.sum(k2[picked] == 0) <= found.upper
        assert found.own_count < found.expected < found.common_mean
        assert found.lower <= found.expected <= found.upper
    with capsys.disabled():
        print(f"\nrange of expected clearance: {inside} of 60 cohorts inside", end="")
    assert inside >= 52


def test_few_positives_give_brackets_only_and_the_same_seed_the_same_range():
    k, n = np.array([1] * 19 + [0] * 50), np.full(69, 2.0)
    few = expected_clearance((k, n), (k[:19], n[:19], n[:19]))
    assert (few.expected, few.lower, few.upper, few.rates) == (None, None, None, None)
    assert few.own_count == pytest.approx(19 * np.exp(-1))
    assert few.common_mean == pytest.approx(19 * np.exp(-19 / 69))
    more, depth = np.append(k, [3, 1]), np.full(71, 2.0)
    pairs = ([1, 3], 2.0, [2.0, 1.0])
    one, two = (expected_clearance((more, depth), pairs, refits=20) for _ in range(2))
    assert one == two
    assert one.pairs == 2


def test_the_chance_of_few_cells_is_the_negative_binomial_s():
    k1, n1, n2, most = np.array([0, 1, 5]), 2.0, 3.0, 3
    kept = (RATES.rate + n1) / (RATES.rate + n1 + n2)
    expected = nbinom.cdf(most - 1, RATES.shape + k1, kept)
    assert chance_negative(k1, n1, n2, RATES, most) == pytest.approx(expected, rel=1e-9)


def test_with_a_threshold_the_chances_are_those_of_r():
    """pnbinom(threshold - 1, 0.35 + k1, (b + n1) / (b + n1 + n2)) and ppois(threshold - 1, …)."""
    k1 = [0, 1, 2, 5]
    of_two = [0.956683177110, 0.786247684414, 0.604409100211, 0.223780354571]
    of_three = [0.9464303766154, 0.7173395763206, 0.4789428175909, 0.0940834361016]
    assert chance_negative(k1, 2.0, 2.0, RATES, 2) == pytest.approx(of_two, rel=1e-9)
    assert chance_negative(k1, 1.0, 3.0, RATES, 3) == pytest.approx(of_three, rel=1e-9)
    own = [1.0, 0.7357588823429, 0.4060058497098, 0.0404276819945]
    assert own_count_chance(k1, 2.0, 2.0, 2) == pytest.approx(own, rel=1e-9)
    assert common_mean_chance(2.0, 0.3, 3) == pytest.approx(0.976884712247, rel=1e-9)


def test_a_threshold_of_one_is_no_threshold():
    k1, n1, n2 = [0, 1, 5], 2.0, [1.0, 2.0, 3.0]
    assert own_count_chance(k1, n1, n2, 1) == pytest.approx(own_count_chance(k1, n1, n2))
    assert common_mean_chance(n2, 0.3, 1) == pytest.approx(common_mean_chance(n2, 0.3))
    assert chance_negative(k1, n1, n2, RATES, 1) == pytest.approx(
        chance_negative(k1, n1, n2, RATES)
    )
