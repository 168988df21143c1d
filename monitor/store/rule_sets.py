"""The rule sets of a store. Every version stays as it was saved; the newest one is in force."""

from dataclasses import replace

from sqlalchemy import Connection, insert, select

from monitor.domain.rules import (
    DEFAULT_RULES,
    RuleSet,
    RuleVersion,
    next_version,
    rules_from_text,
    rules_to_text,
)
from monitor.store.applying import add_change
from monitor.store.engine import Store, reading, writing
from monitor.store.errors import FaultyRulesError, StaleRulesError
from monitor.store.schema import change, rule_set

RULES = "rules"
SHIPPED = RuleVersion(DEFAULT_RULES)


def read_rules(store: Store) -> RuleSet:
    """Returns the rules in force: the last ones saved, or those that come with the program."""
    with reading(store) as connection:
        return rules_in_force(connection)


def rules_in_force(connection: Connection) -> RuleSet:
    """Returns the same, read on a connection that is open already."""
    return _newest(connection).rules


def read_rule_sets(store: Store) -> tuple[RuleVersion, ...]:
    """Returns every version, the newest first; the last one came with the program."""
    with reading(store) as connection:
        return (*_saved(connection), SHIPPED)


def save_rules(
    store: Store, rules: RuleSet, made_by: str, reason: str, *, based_on: str | None = None
) -> RuleSet:
    """Keeps rules as the next version and returns them as they are kept. Their own version is of
    no matter. Where the rules in force say the same, those are returned and nothing is kept.

    Raises FaultyRulesError for rules that make no sense or have no reason, StaleRulesError where
    other rules than the version `based_on` are in force by now.
    """
    faults = (*rules.faults, *([] if reason.strip() else ["A new version needs a reason."]))
    if faults:
        raise FaultyRulesError(faults)
    wanted = replace(rules, lab_depths=tuple(sorted(rules.lab_depths)))
    with writing(store) as connection:
        newest = _newest(connection)
        in_force = newest.rules.version
        if based_on not in (None, in_force):
            raise StaleRulesError(in_force, newest.made_by)
        if replace(wanted, version=in_force) == newest.rules:
            return newest.rules
        kept = replace(wanted, version=next_version(in_force))
        number = add_change(connection, RULES, made_by, f"version {kept.version}: {reason.strip()}")
        values = {"version": kept.version, "rules": rules_to_text(kept), "change_id": number}
        connection.execute(insert(rule_set).values(values))
    return kept


def _newest(connection: Connection) -> RuleVersion:
    return next(iter(_saved(connection, limit=1)), SHIPPED)


def _saved(connection: Connection, limit: int | None = None) -> list[RuleVersion]:
    query = (
        select(rule_set.c.version, rule_set.c.rules, change)
        .join_from(rule_set, change)
        .order_by(rule_set.c.id.desc())
        .limit(limit)
    )
    return [
        RuleVersion(
            rules_from_text(row.version, row.rules),
            row.made_at,
            row.made_by,
            row.reason.removeprefix(f"version {row.version}: "),
        )
        for row in connection.execute(query)
    ]
