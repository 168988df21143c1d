"""Cox's model and its check: against R 4.2.2, survival 3.5-3, and where there is no answer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.stats.cox import NotEstimable, cox, cox_rows, too_few_events
from monitor.stats.proportionality import proportionality
from tests.stats.cohorts import GBSG, HEART
from tests.stats.references import text_rows

TERMS = ("hormon", "age", "nodes", "grade")


def gbsg_rows(*terms):
    columns = {name: GBSG[name] for name in terms}
    return cox_rows(GBSG["rfs_days"], GBSG["rfs_event"], columns)


def heart_rows(*terms):
    columns = {name: HEART[name] for name in terms}
    return cox_rows(HEART["stop"], HEART["event"], columns, HEART["start"])


def test_the_model_of_the_german_breast_cancer_study_agrees_with_r():
    """coxph(Surv(rfs_days, rfs_event) ~ hormon + age + nodes + grade)."""
    expected = {row["term"]: row for row in text_rows("gbsg_tests")}
    model = cox(gbsg_rows(*TERMS))
    assert [term.name for term in model.terms] == list(TERMS)
    for term in model.terms:
        row = expected[term.name]
        assert term.coefficient == pytest.approx(float(row["chisq_or_coef"]), rel=1e-4)
        assert term.standard_error == pytest.approx(float(row["se"]), rel=1e-4)
        assert term.hazard_ratio == pytest.approx(float(row["hr"]), rel=1e-4)
        assert term.p_value == pytest.approx(float(row["p"]), rel=1e-4)
    assert (model.rows, model.events, model.degrees) == (686, 299, 4)
    assert model.likelihood_ratio == pytest.approx(73.78988283, rel=1e-6)


def test_limits_of_a_hazard_ratio_are_those_of_its_coefficient():
    term = cox(gbsg_rows("hormon")).terms[0]
    half = 1.959963984540054 * term.standard_error
    assert np.log([term.lower, term.upper]) == pytest.approx(
        [term.coefficient - half, term.coefficient + half]
    )


def test_the_stanford_heart_transplants_agree_with_r():
    """coxph(Surv(start, stop, event) ~ transplant, heart): coef 0.1271411266, se 0.3011411043."""
    (term,) = cox(heart_rows("transplant")).terms
    assert term.hazard_ratio == pytest.approx(1.135577267, rel=1e-6)
    assert term.coefficient == pytest.approx(0.1271411266, rel=1e-6)
    assert term.standard_error == pytest.approx(0.3011411043, rel=1e-6)


def test_the_stanford_heart_transplants_with_covariates_agree_with_r():
    """coxph(Surv(start, stop, event) ~ age + surgery + transplant, heart)."""
    model = cox(heart_rows("age", "surgery", "transplant"))
    assert model.coefficients == pytest.approx(
        [0.03053631491, -0.77332764530, 0.01609560530], rel=1e-6
    )
    assert [term.standard_error for term in model.terms] == pytest.approx(
        [0.01389278663, 0.35966798811, 0.30858580423], rel=1e-6
    )


def test_a_status_that_was_only_reached_by_living_is_no_benefit_once_it_counts_from_its_day():
    """The same patients by “ever transplanted” (immortal time): coxph gives 0.2662, p = 5.7e-08."""
    last = np.append(np.diff(HEART["id"]) != 0, True)
    ever = HEART["transplant"][last]
    (naive,) = cox(cox_rows(HEART["stop"][last], HEART["event"][last], {"ever": ever})).terms
    (honest,) = cox(heart_rows("transplant")).terms
    assert naive.hazard_ratio == pytest.approx(0.2662166, rel=1e-6)
    assert naive.p_value == pytest.approx(5.687894e-08, rel=1e-4)
    assert honest.lower < 1 < honest.upper


def test_the_landmark_fixture_has_the_hazard_ratio_of_r():
    """coxph(Surv(t, e) ~ g) for t > 6: 6.53095687706."""
    time = [14, 9, 30, 22, 41, 36, 48, 27, 60, 52, 44, 60]
    event = [1, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0]
    (term,) = cox(cox_rows(time, event, {"positive": [1] * 5 + [0] * 7})).terms
    assert term.hazard_ratio == pytest.approx(6.53095687706, rel=1e-6)


def test_a_row_that_starts_on_an_event_s_day_was_not_at_risk_that_day():
    """s <- c(0,0,0,4,5,4); t <- c(5,4,7,8,9,6); e <- c(1,1,0,1,1,1); x <- c(1,0,1,0,1,0)
    coxph(Surv(s, t, e) ~ x): -1.29356246523; one day earlier each, it is -1.1190227705.
    """
    start, stop = [0, 0, 0, 4, 5, 4], [5, 4, 7, 8, 9, 6]
    event, x = [1, 1, 0, 1, 1, 1], [1, 0, 1, 0, 1, 0]
    (term,) = cox(cox_rows(stop, event, {"x": x}, start)).terms
    (earlier,) = cox(cox_rows(stop, event, {"x": x}, [0, 0, 0, 3, 4, 3])).terms
    assert term.coefficient == pytest.approx(-1.29356246523, rel=1e-6)
    assert earlier.coefficient == pytest.approx(-1.1190227705, rel=1e-6)


def test_splitting_a_patient_s_time_changes_nothing():
    whole = cox(gbsg_rows("hormon", "nodes"))
    stop, event = GBSG["rfs_days"], GBSG["rfs_event"]
    middle = np.maximum(1, stop // 2)
    late = stop > middle
    both = np.concatenate
    split = cox_rows(
        both([np.where(late, middle, stop), stop[late]]),
        both([np.where(late, 0, event), event[late]]),
        {n: both([GBSG[n], GBSG[n][late]]) for n in ("hormon", "nodes")},
        both([np.zeros(stop.size), middle[late]]),
    )
    assert cox(split).coefficients == pytest.approx(whole.coefficients, rel=1e-6)


def test_proportionality_agrees_with_r():
    """cox.zph(coxph(Surv(rfs_days, rfs_event) ~ hormon + age + nodes + grade))."""
    fitted = gbsg_rows(*TERMS)
    check = proportionality(fitted, cox(fitted))
    assert [term.chi_square for term in check.terms] == pytest.approx(
        [0.1388823941, 8.7084560836, 0.9760810033, 8.7097020836], rel=1e-5
    )
    assert check.overall.chi_square == pytest.approx(18.3548031077, rel=1e-5)
    assert check.overall.p_value == pytest.approx(0.001051821532, rel=1e-4)
    assert check.overall.degrees == 4


def test_scaled_schoenfeld_residuals_agree_with_r():
    """residuals(fit, "scaledsch"), its first and its last row."""
    fitted = gbsg_rows(*TERMS)
    check = proportionality(fitted, cox(fitted))
    assert check.times[[0, -1]].tolist() == [72, 2456]
    assert check.residuals.shape == (299, 4)
    assert check.residuals[0] == pytest.approx(
        [-2.139000942, 0.078262609191, 0.007962881068, -0.4716155212], rel=1e-5
    )
    assert check.residuals[-1] == pytest.approx(
        [-3.626913944, 0.075703915074, 0.06483000569, 0.1930191458], rel=1e-5
    )


def test_proportionality_of_rows_that_start_late_agrees_with_r():
    """cox.zph(coxph(Surv(start, stop, event) ~ age + surgery + transplant, heart))."""
    fitted = heart_rows("age", "surgery", "transplant")
    check = proportionality(fitted, cox(fitted))
    assert [term.chi_square for term in check.terms] == pytest.approx(
        [0.89537708353, 0.09683511197, 0.12826652601], rel=1e-5
    )
    assert check.overall.chi_square == pytest.approx(1.37925280134, rel=1e-5)


def test_events_of_one_single_day_say_nothing_about_time():
    fitted = cox_rows([9] * 12, [1] * 10 + [0, 0], {"x": [0, 1] * 6, "y": [0, 0, 1] * 4})
    check = proportionality(fitted, cox(fitted))
    assert np.isnan([test.p_value for test in (*check.terms, check.overall)]).all()


def test_few_events_are_named_with_their_groups():
    assert too_few_events({"detected": 5, "not detected": 17}) is None
    assert too_few_events({"detected": 3, "not detected": 17}) == (
        "a hazard ratio needs at least 5 events in each group; there are 3 in “detected”"
    )


T, E = [3, 5, 6, 8, 9, 12], [1, 1, 0, 1, 1, 0]


@pytest.mark.parametrize(
    ("event", "terms", "reason"),
    [
        (E, {}, "there is no term"),
        ([0] * 6, {"x": [0, 1, 0, 1, 0, 1]}, "nobody had the event"),
        (E, {"x": [4] * 6}, "“x” is the same in all patients"),
        (E, {"x": [1, 1, 0, 1, 1, 0]}, "there is no event where “x” is 0"),
        (E, {"x": [0, 0, 1, 0, 0, 1]}, "there is no event where “x” is 1"),
        (E, {"x": [1, 2, 4, 3, 9, 5], "y": [3, 5, 9, 7, 19, 11]}, "“y” follows from the other"),
        ([1] * 6, {"x": [6, 5, 4, 3, 2, 1]}, "do not bound the hazard ratio of “x”"),
    ],
    ids=["no term", "no event", "constant", "none in 0", "none in 1", "collinear", "separated"],
)
def test_where_the_data_hold_no_answer_none_is_given(event, terms, reason):
    with pytest.raises(NotEstimable, match=reason):
        cox(cox_rows(T, event, terms))


@pytest.mark.parametrize("start", [[-1, 0, 0], [3, 0, 0], [0, 9, 0]])
def test_a_row_must_start_before_it_stops(start):
    with pytest.raises(ValueError, match="before it stops"):
        cox_rows([3, 4, 5], [1, 0, 1], {"x": [0, 1, 0]}, start)


small = st.lists(
    st.tuples(st.integers(1, 12), st.booleans(), st.integers(0, 1), st.integers(-3, 3)),
    min_size=1,
    max_size=25,
)


@given(small, st.floats(min_value=0.01, max_value=100), st.floats(min_value=-50, max_value=50))
@settings(deadline=None, max_examples=60)
def test_any_data_end_in_a_finite_hazard_ratio_or_in_a_reason(people, unit, zero):
    time, event, x, y = (np.array(values, float) for values in zip(*people, strict=True))
    try:
        model = cox(cox_rows(time, event, {"x": x, "y": y}))
    except NotEstimable:
        return
    for term in model.terms:
        assert 0 < term.lower < term.hazard_ratio < term.upper < np.inf
        assert 0 <= term.p_value <= 1
    scaled = cox(cox_rows(time * 7, event, {"x": x, "y": y * unit + zero}))
    assert scaled.coefficients == pytest.approx(model.coefficients / [1, unit], rel=1e-4, abs=1e-6)
