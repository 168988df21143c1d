"""Scatter of sites and background of controls, lab by lab."""

import pytest

from monitor.analysis.response_labs import background_words, lab_evidence, scatter_words
from tests.builders import course


def test_sites_of_one_day_are_compared_with_each_other_only():
    sides = "2021-01-01 9/1.0M left lab=Munich\n2021-01-01 1/1.0M right lab=Munich\n"
    found = lab_evidence([course(sides), course("2021-01-01 50/1.0M left lab=Munich\n")])
    assert [lab.lab for lab in found] == ["Munich"]
    assert found[0].scatter.degrees == 1
    assert found[0].scatter.phi == pytest.approx(6.4)
    assert "not checked" in scatter_words(found[0])


def test_a_lab_that_scatters_too_much_is_said_to():
    sides = "2021-01-01 9/1.0M left lab=Munich\n2021-01-01 1/1.0M right lab=Munich\n"
    lab = lab_evidence([course(sides)] * 25)[0]
    assert lab.scatter.is_over
    assert "more than Poisson" in scatter_words(lab)


def test_a_background_of_one_in_a_hundred_explains_eleven_of_1085():
    """methods.md 5: of 83 positives among 1,085 about 11 expected with no tumor cell (2 of 191)."""
    controls = [course("2021-01-01 0/2.0M lab=Oslo control=1/2.0M\n")] * 2
    controls += [course("2021-01-01 0/2.0M lab=Oslo control=0/2.0M\n")] * 189
    others = [course("2021-01-01 1/2.0M lab=Oslo\n")] * 83
    others += [course("2021-01-01 0/2.0M lab=Oslo\n")] * (1_085 - 83 - 191)
    lab = lab_evidence([*controls, *others])[0]
    assert (lab.positives, lab.samplings) == (83, 1_085)
    assert round(lab.false_expected) == 11
    assert "of 83 positives among 1,085 samplings about 11 (1–40)" in background_words(lab)


def test_without_controls_the_background_is_not_known():
    lab = lab_evidence([course("2021-01-01 0/2.0M\n")])[0]
    assert lab.false_expected is None
    assert background_words(lab) == "no lab named: no control counts, background not known."


def test_withdrawn_assays_blood_and_results_without_a_count_say_nothing():
    text = "2021-01-01 3/1.0M withdrawn\n2021-01-01 0/1.0M blood\n2021-02-01 pos\n"
    text += "2021-03-01 7/1.0M left n.e.\n2021-03-01 0/1.0M right n.e.\n"
    assert lab_evidence([course(text)]) == ()
