"""Rules in words and tables: what differs between two versions, and what that would flip."""

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from monitor.analysis.formats import counted
from monitor.analysis.import_receipt import instant
from monitor.analysis.methods_text import rule_lines
from monitor.analysis.rule_flips import FlipPreview
from monitor.domain.rules import RuleSet, RuleVersion

VERSION, PATIENT, DATE = "Version", "Patient", "Date"
# What other rules change besides calls, by the name that a rule has in its table.
_BEYOND = {
    "Recovery": "the level that a zero excludes",
    "Caution windows": "which samplings are marked with a caution",
    "Next sampling due after": "when the next sampling is due",
    "Points joined across at most": "which points of a course are joined",
}


def changed_rules(before: RuleSet, after: RuleSet) -> dict[str, str]:
    """Returns the rules that differ, by name, each as "1.0 M MNC → 3.0 M MNC"."""
    old, new = (dict(rule_lines(rules)) for rules in (before, after))
    names = [name for name in dict.fromkeys([*old, *new]) if name != VERSION]
    usual = "as all labs"
    return {
        name: f"{old.get(name, usual)} → {new.get(name, usual)}"
        for name in names
        if old.get(name) != new.get(name)
    }


def changes_in_words(before: RuleSet, after: RuleSet) -> str:
    """Returns the same as one line, "" where nothing differs."""
    return "; ".join(f"{name}: {change}" for name, change in changed_rules(before, after).items())


def beyond_calls(before: RuleSet, after: RuleSet) -> str:
    """Returns what else the changed rules decide, "" where they decide calls alone."""
    found = [_BEYOND[name] for name in changed_rules(before, after) if name in _BEYOND]
    return f"Besides calls they change {' and '.join(found)}." if found else ""


def version_table(versions: Sequence[RuleVersion]) -> pd.DataFrame:
    """Returns the versions, the newest first, each with what it changed."""
    changes = [changes_in_words(old.rules, new.rules) for new, old in pairwise(versions)]
    rows = [
        {
            VERSION: one.rules.version,
            "Saved": "" if one.is_shipped else instant(one.made_at),
            "By": one.made_by,
            "Why": "comes with the program" if one.is_shipped else one.reason,
            "Changed": change,
        }
        for one, change in zip(versions, [*changes, ""], strict=True)
    ]
    return pd.DataFrame(rows)


def turn_table(preview: FlipPreview, limit: int) -> pd.DataFrame:
    """Returns how many calls turn from what to what, the most frequent turns first."""
    now, then = turn_headings(preview)
    turns = list(preview.turns.items())[:limit]
    rows = [{"Calls": count, now: old, then: new} for (old, new), count in turns]
    return pd.DataFrame(rows, columns=["Calls", now, then])


def flip_table(preview: FlipPreview) -> pd.DataFrame:
    """Returns the flips that are listed, one row for each."""
    now, then = turn_headings(preview)
    return pd.DataFrame(
        [
            {
                PATIENT: one.patient_id,
                DATE: one.collected_on,
                "k/N": one.result,
                now: one.before,
                then: one.after,
                "Why": one.reason,
                "Series": one.series,
            }
            for one in preview.listed
        ]
    )


def turn_headings(preview: FlipPreview) -> tuple[str, str]:
    """Returns what stands above the calls as they are, and above those that they would be."""
    return f"Rules {preview.before.version}", f"Rules {preview.after.version}"


def flip_sentence(preview: FlipPreview) -> str:
    """Returns how many calls would flip, and how many were compared."""
    patients = counted(preview.patients, "patient")
    compared = f"{counted(preview.calls, 'call')} of {patients} compared"
    if not preview.flipped:
        return f"No call would flip; {compared}."
    touched = counted(preview.flipped_patients, "patient")
    return f"{counted(preview.flipped, 'call')} of {touched} would flip; {compared}."
