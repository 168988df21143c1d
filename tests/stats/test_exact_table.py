"""The exact test of small tables, against R's `fisher.test`."""

import tracemalloc

import numpy as np
import pytest

from monitor.stats import exact_table
from monitor.stats.exact_table import exact_test

# R 4.2.2: fisher.test(matrix(c(…), ncol = 2), workspace = 2e7)$p.value
IN_R = [
    ([2, 3, 5, 1], [10, 20, 8, 15], 0.171372534346),
    ([1, 4, 0], [12, 9, 6], 0.224555061179),
    ([3, 0, 2, 7, 1], [20, 11, 9, 14, 30], 0.0174892668637),
    ([15, 2, 40, 1, 8], [60, 3, 90, 2, 40], 0.148186180805),
    ([4, 1], [3, 9], 0.100678733032),
    ([12, 30, 5], [100, 180, 9], 0.042915558637),
]


@pytest.mark.parametrize(("detected", "others", "p"), IN_R)
def test_small_tables_have_the_p_of_r(detected, others, p):
    found = exact_test(np.column_stack([detected, others]))
    assert found.p_value == pytest.approx(p, rel=1e-9)
    assert found.standard_error is None
    turned = exact_test(np.column_stack([others, detected])[::-1])
    assert turned.p_value == pytest.approx(p, rel=1e-9)


def test_of_very_many_tables_some_are_drawn_and_the_error_is_said():
    """fisher.test(…, workspace = 2e8): 0.272865306775."""
    table = np.column_stack([[30, 50, 80, 20, 4], [200, 300, 500, 90, 60]])
    found = exact_test(table)
    assert found.standard_error == pytest.approx(0.0014, abs=1e-4)
    assert abs(found.p_value - 0.272865306775) < 4 * found.standard_error
    assert exact_test(table) == found


@pytest.mark.parametrize(("detected", "others", "p"), IN_R)
def test_drawn_tables_agree_with_all_of_them(detected, others, p, monkeypatch):
    monkeypatch.setattr(exact_table, "_MOST_TABLES", 0)
    found = exact_test(np.column_stack([detected, others]))
    assert abs(found.p_value - p) < 4.5 * found.standard_error


def test_where_there_is_nothing_to_compare_there_is_no_test():
    assert exact_test([[0, 9], [0, 4]]) is None
    assert exact_test([[3, 9], [0, 0]]) is None
    with pytest.raises(ValueError, match="two columns"):
        exact_test([[1, 2, 3], [4, 5, 6]])
    with pytest.raises(ValueError, match="number of patients"):
        exact_test([[1, -2], [4, 5]])


def test_empty_groups_change_nothing():
    assert exact_test([[2, 10], [0, 0], [3, 4]]) == exact_test([[2, 10], [3, 4]])


def test_tables_of_thousands_of_patients_need_no_memory_to_speak_of():
    """R: fisher.test(matrix(c(30, 4000, 3, 20, 6000, 9), ncol = 2), workspace = 2e8)$p.value."""
    tracemalloc.start()
    found = exact_test([[30, 20], [4000, 6000], [3, 9]])
    two = exact_test([[10_000, 10_000], [9_900, 10_100]])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.p_value == pytest.approx(0.010704054836914, rel=1e-9)
    assert two.p_value == pytest.approx(0.322168090507054, rel=1e-8)
    assert most < 50e6
