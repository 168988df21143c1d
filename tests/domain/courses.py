"""Courses in a reader's notation with the expected call beside each sampling:

    2020-01-10 14/2.0                                -> baseline
    2020-02-01..2020-06-01 chemotherapy FEC
    2020-07-01 0/2.1                                 -> cleared, demonstrable, confirmed 2021-07-01

Everything before the arrow is in the notation of `tests.builders.course`.
"""

from tests.builders import course


def course_and_expected(text):
    """Returns the course, and the expected verdict of each sampling by day, in time order."""
    lines = [line.partition("->") for line in text.strip().splitlines()]
    expected = sorted((line.split()[0], says.strip()) for line, arrow, says in lines if arrow)
    return course("\n".join(line for line, _, _ in lines)), expected


def verdict(call):
    """Returns the call in words: kind, grade, confirmation."""
    grade = {"demonstrable": "demonstrable", "compatible with chance": "chance"}
    words = [call.kind.value]
    words += [grade[call.grade]] if call.grade else []
    words += [f"confirmed {call.confirmed_on}"] if call.confirmed_on else []
    return ", ".join(words)


def verdicts(calls):
    return [(call.collected_on.isoformat(), verdict(call)) for call in calls]
