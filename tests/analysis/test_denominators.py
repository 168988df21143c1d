"""Who is counted: every patient once, and the hash changes with what is counted."""

from datetime import date

from monitor.analysis.denominators import content_hash, denominator_line, denominators
from monitor.domain.rules import RuleSet
from tests.analysis.cohorts import CUT, PLAN, cohort_of, patient

SURGERY = "2021-03-02 surgery mastectomy\n"
TEXTS = (
    SURGERY + "2021-03-02 14/2.0M\n2021-09-02 0/2.0M",
    SURGERY + "2021-03-02 0/0.2M",
    SURGERY + "2021-03-02 neg",
    SURGERY + "2021-03-02 n.e.",
    SURGERY,
    SURGERY + "2021-05-01 local_recurrence",
    SURGERY + "2021-05-01 distant_metastasis\n2021-09-01 5/2.0M",
    SURGERY + "2021-06-01 death",
)


def parts(found):
    return (found.evaluable, found.under_screened, found.depth_unknown, found.not_evaluable)


def test_every_patient_is_counted_once_with_the_best_sampling():
    found = denominators(cohort_of(*TEXTS))
    assert (found.enrolled, found.sampled, found.missing) == (8, 4, 4)
    assert parts(found) == (1, 1, 1, 1)
    assert sum(parts(found)) == found.sampled


def test_who_was_not_sampled_is_split_by_what_had_happened():
    found = denominators(cohort_of(*TEXTS))
    split = (found.not_yet_due, found.alive, found.after_relapse, found.after_death)
    assert split == (0, 1, 2, 1)
    assert sum(split) == found.missing


def test_at_a_visit_only_its_own_samplings_count():
    found = denominators(cohort_of(*TEXTS, plan=PLAN), "BM2")
    assert (found.enrolled, found.sampled, found.evaluable) == (8, 1, 1)
    assert (found.alive, found.after_relapse, found.after_death) == (4, 2, 1)


def test_what_happened_after_the_window_is_no_reason():
    later = SURGERY + "2022-05-01 local_recurrence\n2023-05-01 death"
    found = denominators(cohort_of(later, plan=PLAN), "BM2")
    assert (found.alive, found.after_relapse, found.after_death) == (1, 0, 0)


def test_a_visit_whose_window_is_open_at_the_data_cut_is_not_yet_due():
    found = denominators(cohort_of(SURGERY, plan=PLAN, cut=date(2021, 9, 1)), "BM2")
    assert (found.not_yet_due, found.alive) == (1, 0)


def test_the_line_says_all_of_it():
    cohort = cohort_of(*TEXTS)
    assert denominator_line(denominators(cohort)) == (
        "Enrolled 8 · sampled 4 · evaluable 1 · under-screened 1 · depth unknown 1 · "
        "not evaluable 1 · missing 4 (1 alive and relapse-free, 2 after relapse, 1 after death) · "
        f"data cut 2024-08-31 · rules 1.0 · #{content_hash(cohort)}"
    )


def test_the_hash_changes_with_data_rules_windows_and_cut_and_with_nothing_else():
    usual = content_hash(cohort_of(*TEXTS))
    assert usual == content_hash(cohort_of(*TEXTS, size=1))
    other_links = [patient(n + 100, text) for n, text in enumerate(TEXTS)]
    renamed = [
        patient(n, text) if n else patient(0, text.replace("14/", "13/"))
        for n, text in enumerate(TEXTS)
    ]
    changed = {
        content_hash(cohort_of(*renamed)),
        content_hash(cohort_of(*other_links)),
        content_hash(cohort_of(*TEXTS, plan=PLAN)),
        content_hash(cohort_of(*TEXTS, rules=RuleSet(version="1.1"))),
        content_hash(cohort_of(*TEXTS, cut=date(2024, 9, 1))),
        content_hash(cohort_of(*TEXTS[:-1])),
    }
    assert usual not in changed
    assert len(changed) == 6
    assert len(usual) == 4
    assert date(2024, 8, 31) == CUT
