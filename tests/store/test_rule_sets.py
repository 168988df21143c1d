"""Rule sets: versioned, never changed, and gone with nothing but the store."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from monitor.domain.rules import DEFAULT_RULES, RuleSet
from monitor.store.engine import open_store, revision, writing
from monitor.store.errors import FaultyRulesError, StaleRulesError
from monitor.store.history import read_changes
from monitor.store.rule_sets import read_rule_sets, read_rules, save_rules
from monitor.store.undoing import undo_imports
from tests.imports import plan, take

DEEP = RuleSet(minimum_depth=3_000_000, lab_depths=(("Ä·B", 2_000_000),), alpha=0.01)
ASSAYS = "patient_id,collected_on,cells_screened,tumor_cells\nP1,2023-01-17,1500000,0\n"


def versions(store) -> list[str]:
    return [kept.rules.version for kept in read_rule_sets(store)]


def test_the_shipped_rules_never_change_their_values():
    assert RuleSet(
        version="1.0",
        threshold=1,
        minimum_depth=1_000_000,
        lab_depths=(),
        alpha=0.05,
        recovery=1.0,
        confirmation_days=28,
        surgery_caution_days=14,
        sampling_interval_days=365,
        connector_gap_days=548,
        caution_during_chemotherapy=True,
        caution_under_g_csf=True,
    ) == DEFAULT_RULES  # fmt: skip


def test_a_new_store_is_judged_by_the_shipped_rules(store):
    assert read_rules(store) == DEFAULT_RULES
    (only,) = read_rule_sets(store)
    assert only.is_shipped


def test_saved_rules_are_in_force_with_who_when_and_why(store):
    kept = save_rules(store, DEEP, "ab", " a deeper screen ")
    assert kept == replace(DEEP, version="1.1") == read_rules(store)
    newest, shipped = read_rule_sets(store)
    assert (newest.rules, newest.made_by, newest.reason) == (kept, "ab", "a deeper screen")
    assert newest.made_at.startswith("20")
    assert shipped.rules == DEFAULT_RULES


def test_each_change_is_a_new_version_and_a_new_revision(store):
    revisions = [revision(store)]
    for number in range(1, 12):
        save_rules(store, replace(DEEP, confirmation_days=number), "ab", "again")
        revisions.append(revision(store))
    assert versions(store) == [f"1.{number}" for number in range(11, -1, -1)]
    assert revisions == list(range(12))


def test_a_version_is_told_in_the_record_of_changes(store):
    save_rules(store, DEEP, "ab", "deeper")
    (change,) = read_changes(store, 5)
    assert (change.kind, change.made_by, change.reason) == ("rules", "ab", "version 1.1: deeper")


def test_rules_that_say_what_is_in_force_make_no_version(store):
    assert save_rules(store, replace(DEFAULT_RULES, version="7"), "ab", "same") == DEFAULT_RULES
    assert (versions(store), revision(store)) == (["1.0"], 0)


def test_going_back_is_a_further_version(store):
    save_rules(store, DEEP, "ab", "deeper")
    back = save_rules(store, DEFAULT_RULES, "ab", "too deep")
    assert back == replace(DEFAULT_RULES, version="1.2")
    assert versions(store) == ["1.2", "1.1", "1.0"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"threshold": 0}, "The threshold must be at least 1 cell."),
        ({"minimum_depth": 0}, "A minimum depth must be at least 1 cell."),
        ({"lab_depths": (("A", 0),)}, "A minimum depth must be at least 1 cell."),
        ({"lab_depths": (("A", 5), ("A", 6))}, "A lab can have one minimum depth only."),
        ({"lab_depths": ((" ", 5),)}, "A minimum depth of a lab needs the lab's name."),
        ({"alpha": 0.0}, "α must lie between 0 and 1."),
        ({"alpha": float("nan")}, "α must lie between 0 and 1."),
        ({"recovery": 1.5}, "The recovery must lie above 0 and not above 1."),
        ({"confirmation_days": -1}, "The days to a confirmation must not be negative."),
        ({"sampling_interval_days": 0}, "The sampling interval must be at least 1 day."),
        ({"connector_gap_days": 0}, "The longest connected gap must be at least 1 day."),
    ],
)
def test_rules_that_make_no_sense_are_refused_in_a_sentence(store, change, said):
    with pytest.raises(FaultyRulesError, match="were not saved") as fault:
        save_rules(store, replace(DEFAULT_RULES, **change), "ab", "why not")
    assert said in str(fault.value)
    assert (versions(store), revision(store)) == (["1.0"], 0)


def test_a_version_needs_a_reason(store):
    with pytest.raises(FaultyRulesError, match="needs a reason"):
        save_rules(store, DEEP, "ab", "  ")


def test_who_looked_at_older_rules_is_told_who_changed_them(store):
    save_rules(store, DEEP, "cd", "deeper", based_on="1.0")
    with pytest.raises(StaleRulesError, match=r"cd saved version 1\.1"):
        save_rules(store, replace(DEEP, alpha=0.1), "ab", "wider", based_on="1.0")
    assert read_rules(store).alpha == 0.01


@pytest.mark.parametrize("statement", ["UPDATE rule_set SET rules = rules", "DELETE FROM rule_set"])
def test_no_version_can_be_changed_or_deleted(store, statement):
    save_rules(store, DEEP, "ab", "deeper")
    with pytest.raises(IntegrityError, match="immutable"), writing(store) as connection:
        connection.execute(text(statement))


def test_undoing_an_import_leaves_the_rules(store):
    take(store, ASSAYS)
    save_rules(store, DEEP, "ab", "deeper")
    undo_imports(store, [1], "ab", None)
    assert read_rules(store).version == "1.1"


def test_rules_are_there_when_the_store_is_opened_again(store):
    save_rules(store, DEEP, "ab", "deeper")
    assert read_rules(open_store(store.url)) == read_rules(store)


def test_a_file_is_checked_by_the_rules_in_force(store):
    def noted() -> list[str]:
        return [p.message for p in plan(store, ASSAYS).problems if p.rule == "under_screened"]

    assert noted() == []
    save_rules(store, DEEP, "ab", "deeper")
    (note,) = noted()
    assert "Fewer than 3,000,000 MNC" in note
