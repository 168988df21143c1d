"""Before and after each line of therapy: the course as text, the change beside it."""

import pytest

from monitor.analysis.formats import k_in_n
from monitor.analysis.therapy_line_changes import therapy_line_changes
from monitor.domain.rules import RuleSet
from tests.builders import course


def result(sampling):
    if sampling is None:
        return "–"
    return f"{sampling.tumor_cells}/{k_in_n(0, sampling.cells_screened)[2:-1]}"


def lines(text):
    found = []
    for change in therapy_line_changes(course(text), RuleSet()):
        line = f"{change.therapy.agent}: {result(change.before)} → {result(change.after)}"
        found.append(f"{line}; {change.reason}" if change.reason else line)
    return found


EC_T = "2020-02-01..2020-06-01 chemotherapy EC-T"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"2020-01-10 14/2.0\n{EC_T}\n2020-07-01 5/2.0", ["EC-T: 14/2.0 → 5/2.0"]),
        # the last before, the first after; what was taken during it does not count
        (f"2019-10-01 9/2.0\n2020-01-10 14/2.0\n{EC_T}\n2020-04-01 1/2.0\n2020-07-01 5/2.0\n"
         "2021-07-01 0/2.0", ["EC-T: 14/2.0 → 5/2.0"]),
        # the day of the start is before, the day of the end is after
        (f"2020-02-01 14/2.0\n{EC_T}\n2020-06-01 5/2.0", ["EC-T: 14/2.0 → 5/2.0"]),
        # only evaluable samplings
        (f"2020-01-10 14/2.0\n2020-01-20 0/0.3\n{EC_T}\n2020-07-01 n.e.\n2020-09-01 0/2.0",
         ["EC-T: 14/2.0 → 0/2.0"]),
        # ongoing: the last one since
        ("2020-01-10 14/2.0\n2020-02-01.. endocrine letrozole\n2020-07-01 5/2.0\n2021-07-01 1/2.0",
         ["letrozole: 14/2.0 → 1/2.0"]),
        # what is missing is said
        (f"{EC_T}\n2020-07-01 5/2.0", ["EC-T: – → 5/2.0; no evaluable sampling before its start"]),
        (f"2020-01-10 14/2.0\n{EC_T}",
         ["EC-T: 14/2.0 → –; no evaluable sampling at or after its end"]),
        ("2020-01-10 14/2.0\n2020-02-01..? endocrine letrozole\n2021-07-01 1/2.0",
         ["letrozole: 14/2.0 → –; the end of the line is not known"]),
        ("2020-01-10 14/2.0\n2020-02-01.. endocrine letrozole",
         ["letrozole: 14/2.0 → –; no evaluable sampling since its start"]),
        (EC_T, ["EC-T: – → –; no evaluable sampling before its start; "
                "no evaluable sampling at or after its end"]),
        # a date known to the month is its last day
        ("2020-02-10 14/2.0\n2020-02..2020-06 chemotherapy EC-T\n2020-06-20 3/2.0\n"
         "2020-07-01 5/2.0",
         ["EC-T: 14/2.0 → 5/2.0; its dates are known to the month or year only: "
          "the last day counts"]),
        # not after a distant metastasis
        (f"2020-01-10 14/2.0\n{EC_T}\n2020-06-15 distant_metastasis OSS\n2020-07-01 5/2.0",
         ["EC-T: 14/2.0 → –; no evaluable sampling at or after its end"]),
        # systemic lines only, each on its own
        (f"2020-01-10 14/2.0\n2020-01-12 surgery mastectomy\n{EC_T}\n2020-07-01 5/2.0\n"
         "2020-08-01..2020-09-01 radiotherapy 50_Gy\n"
         "2020-10-01..2021-01-01 dtc_directed docetaxel\n2021-02-01 0/2.0",
         ["EC-T: 14/2.0 → 5/2.0", "docetaxel: 5/2.0 → 0/2.0"]),
        # an infusion: one day is its start and its end
        ("2020-01-10 14/2.0\n2020-02-01..2020-02-01 bone_targeted zoledronate\n2020-02-02 5/2.0",
         ["zoledronate: 14/2.0 → 5/2.0"]),
        # series are never mixed; each that has both is listed
        (f"2020-01-10 14/2.0\n{EC_T}\n2020-07-01 5/2.0 if",
         ["EC-T: 14/2.0 → –; no evaluable sampling at or after its end"]),
        (f"2020-01-10 14/2.0\n2020-01-10 2/2.0 if\n{EC_T}\n2020-07-01 5/2.0 if\n2020-07-01 0/2.0",
         ["EC-T: 14/2.0 → 0/2.0", "EC-T: 2/2.0 → 5/2.0"]),
        ("2020-01-10 14/2.0", []),
    ],
)  # fmt: skip
def test_before_and_after_a_line(text, expected):
    assert lines(text) == expected


def test_the_change_carries_its_evidence():
    (change,) = therapy_line_changes(
        course(f"2020-01-10 14/2.0\n{EC_T}\n2020-07-01 5/2.0"), RuleSet()
    )
    found = change.comparison
    assert (found.ratio, found.lower, found.upper) == pytest.approx(
        (0.357, 0.1007, 1.0493), rel=1e-3
    )
    assert found.p_value == pytest.approx(0.063568, abs=5e-7)
    assert not found.demonstrable
