"""Files with one delimiter or quote lost, added or moved, and how many of them are held back."""

import os
import random
from dataclasses import dataclass

from monitor.domain.plan import Action
from monitor.ingest.report import report

FILES = int(os.environ.get("MONITOR_POLLUTED_FILES", "300"))  # in each dress
HELD_BACK = 0.98


@dataclass(frozen=True, slots=True)
class Counted:
    """Of so many files a row was harmed, and of those so many were held back on the right line."""

    harmed: int
    held: int
    unharmed: int

    def __str__(self):
        held = f"{self.held} held back on the right line"
        return f"{self.harmed} harmed, {held}, {self.unharmed} unharmed"


def damages(row, delimiter):
    """Yields the row with one delimiter or quote lost, added or moved, in every way there is."""
    for mark in (delimiter, '"'):
        places = [at for at, letter in enumerate(row) if letter == mark]
        without = [row[:at] + row[at + 1 :] for at in places]
        yield from without
        for whole in (row, *without):
            yield from (whole[:at] + mark + whole[at:] for at in range(len(whole) + 1))


def damaged_files(lines, delimiter, seed):
    """Yields the line at which each damaged file is damaged, and the file."""
    found = [
        (at, hurt)
        for at, row in enumerate(lines[1:], 1)
        for hurt in dict.fromkeys(damages(row, delimiter))
        if hurt != row
    ]
    random.Random(seed).shuffle(found)
    for at, hurt in found[:FILES]:
        yield at + 1, "\n".join([*lines[:at], hurt, *lines[at + 1 :]]) + "\n"


def count_held_back(read, lines, files, values_of):
    """Returns what came of damaged files, none of which may store a wrong row silently. `values_of`
    tells what is stored of a line of a report.
    """

    def stored(found):
        rows = [row for row in report(found)["rows"] if row["outcome"] == "stored"]
        noted = {row["line"] for row in rows if row["problems"]}
        return {row["line"]: values_of(row) for row in rows}, noted

    truth, _ = stored(read("\n".join(lines) + "\n"))
    assert len(truth) == len(lines) - 1
    harmed = held = unharmed = 0
    for line, text in files:
        found = read(text)
        assert found.action is not Action.REFUSED, text
        rows, noted = stored(found)
        others = {at: values for at, values in truth.items() if at != line}
        assert {at: values for at, values in rows.items() if at != line} == others, text
        if line in rows:
            assert rows[line] == truth[line] or line in noted, text
        if rows.get(line) == truth[line]:
            assert '"' in text.splitlines()[line - 1], text  # only text in quotes is another
            unharmed += 1
        else:
            harmed += 1
            held += line not in rows
    return Counted(harmed, held, unharmed)
