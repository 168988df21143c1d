"""Natural keys of many rows at once are those of each row alone."""

import pytest

from monitor.domain.coded import Coded
from monitor.domain.keys import row_keys
from monitor.domain.vocabularies import FileKind

LINKS = ["l1", "l1", "l2", "l2"]
ROWS = {
    "collected_on": ["2020-01-01", "2020-02-01", "2020-01-01", "2020-03-01"],
    "lab": ["A", "B", "A", None],
    "sample_id": ["s1", "s2", "s1", "s3"],
    "site": Coded.constant("both", 4),
    "method": ["icc", "icc", None, "pcr"],
    "antibody": Coded.constant(None, 4),
    "replicate": [1, 2, 1, None],
}


@pytest.mark.parametrize("samples", [["s1", "s2", "s1", "s3"], ["s1", None, None, "s3"]])
def test_a_key_is_the_same_whoever_else_is_in_the_file(samples):
    columns = {**ROWS, "sample_id": samples}
    alone = [
        row_keys(
            FileKind.ASSAYS, [LINKS[at]], {name: [said[at]] for name, said in columns.items()}
        )[0]
        for at in range(4)
    ]
    keys = row_keys(FileKind.ASSAYS, LINKS, columns)
    assert list(keys) == alone
    assert [keys[at] for at in range(4)] == alone
    assert list(keys[1:3]) == alone[1:3]


def test_a_key_names_the_sample_or_else_patient_and_day():
    columns = {**ROWS, "sample_id": ["s1", None, None, "s3"]}
    first, second, *_ = row_keys(FileKind.ASSAYS, LINKS, columns)
    assert first.split("\x1f") == ["sample", "A", "s1", "both", "icc", "", "1"]
    assert second.split("\x1f") == ["day", "B", "l1", "2020-02-01", "both", "icc", "", "2"]
