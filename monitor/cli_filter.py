"""Whom an `analyze` command is about: the filter of the cohort pages, as their link says it."""

import argparse
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from monitor.cli_files import UsageError
from monitor.cli_text import shown

if TYPE_CHECKING:
    from monitor.analysis.cohort import Cohort
    from monitor.analysis.cohort_filter import CohortFilter


def add_filter(command: argparse.ArgumentParser) -> None:
    """Says how patients are chosen."""
    command.add_argument(
        "--filter",
        default="",
        metavar="LINK",
        help="whom: a page's copied link, or what follows its “?”, as center=North&arm=standard",
    )


def wanted_patients(cohort: "Cohort", link: str) -> "CohortFilter":
    """Returns the filter that a link names. Raises UsageError for what no page offers: the numbers
    of everybody must not be taken for those of a few.
    """
    from monitor.analysis.cohort_filter import filter_choices, wanted_only
    from monitor.analysis.cohort_link import EVERY, filter_from_query, filter_to_query
    from monitor.analysis.outcome_link import EVERY as OF_OUTCOMES

    query = parse_qs(urlsplit(link).query or link.partition("?")[2] or link)
    if link.strip() and not query:
        raise UsageError(f"--filter says nothing that is known: {shown(link)}")
    if unknown := [name for name in query if name not in (*EVERY, *OF_OUTCOMES)]:
        raise UsageError(f"--filter knows no {shown(unknown[0])}; there are {', '.join(EVERY)}")
    asked = {name: values for name, values in query.items() if name in EVERY}
    wanted = wanted_only(filter_from_query(asked), filter_choices(cohort))
    kept = filter_to_query(wanted)
    for name, values in asked.items():
        if name != "level" and (lost := [v for v in values if v not in kept.get(name, ())]):
            raise UsageError(f"nobody has {shown(f'{name} “{lost[0]}”')}")
    return wanted


def narrowed(cohort: "Cohort", link: str) -> "Cohort":
    """Returns the patients whom a link names."""
    from monitor.analysis.cohort_filter import patients_of

    return cohort.of(patients_of(cohort, wanted_patients(cohort, link)))
