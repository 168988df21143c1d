"""Several samplings in one row that cannot be told apart: the file is refused, its groups are
named, and the way out too. Those that can be told apart are asked about: `test_wide`.
"""

import pytest

from monitor.domain.plan import Action
from tests.imports import plan


@pytest.mark.parametrize(
    ("header", "groups", "why"),
    [
        ("patient_id,DTC baseline,MNC baseline,DTC 6M,MNC 6M", ("baseline", "6M"), "no day"),
        ("patient_id,collected_on,DTC baseline,MNC baseline,DTC 6M,MNC 6M", ("6M",), "no day"),
        ("Pat-Nr,KM1 Datum,KM1 TZ,KM1 MNZ,KM2 Datum,KM2 TZ", ("KM1", "KM2"), "KM2 has not"),
        ("Pat-Nr,KM1 Datum,KM1 MNZ,KM2 Datum,KM2 MNZ,Tumorzellen", ("KM1",), "none how many"),
        ("Pat-Nr,Entnahmedatum,Befunder A Tumorzellen,Befunder B Tumorzellen,MNZ",
         ("Befunder A",), "two readings"),
        ("Pat-Nr,Entnahmedatum,TZ li,MNZ li (Mio),TZ re,MNZ re", ("li", "re"), "several units"),
        ("Pat-Nr,Entnahmedatum,TZ li,DTZ li,TZ re,DTZ re", ("li", "re"), "could all be"),
    ],
)  # fmt: skip
def test_groups_that_are_no_assays_are_refused_by_name_with_the_reason_and_the_way_out(
    store, header, groups, why
):
    cells = ["P1", *["1"] * header.count(",")]
    found = plan(store, f"{header}\n{','.join(cells)}\n")
    assert found.action is Action.REFUSED
    assert why in found.refused
    assert "side by side" in found.refused
    assert all(f" {group} (" in found.refused for group in groups)
    assert "row of its own" in found.refused


@pytest.mark.parametrize(
    "header",
    [
        "Pat-Nr,Entnahmedatum,Tumorzellen,MNZ,Entnahmedatum 2,Tumorzellen 2,MNZ 2",
        "patient_id,collected_on,tumor_cells,cells_screened,DTC 2,MNC 2",
        "patient_id,collected_on,tumor_cells,cells_screened,collected_on: Visit 2,tumor_cells: "
        "Visit 2,cells_screened: Visit 2",
        "Pat-Nr,2. Punktion Entnahmedatum,2. Punktion Tumorzellen,Entnahmedatum,Tumorzellen,"
        "MNZ ausgewertet",
        "patient_id,collected_on,tumor_cells,cells_screened,collected_on post-OP,DTC post-OP",
    ],
)
def test_a_second_sampling_is_never_left_unread_beside_the_first(store, header):
    cells = ["P1", "2023-01-17", "3", "2000000", *["7"] * (header.count(",") - 3)]
    found = plan(store, f"{header}\n{','.join(cells)}\n")
    assert found.action is Action.REFUSED
    assert "more samplings of the row" in found.refused


@pytest.mark.parametrize(
    "header",
    [
        "patient_id,collected_on,cells_screened,tumor_cells,probable_cells,control_cells_screened",
        "patient_id,collected_on,cells_screened,tumor_cells,marker,marker_positive",
        "patient_id,collected_on,cells_screened,tumor_cells,Befunder 2,Konsens",
        "patient_id,collected_on,cells_screened,tumor_cells,DTC li,MNC li,DTC re,MNC re",
        "patient_id,collected_on,cells_screened,tumor_cells,DTC slide 1,MNC slide 1,DTC slide 2,"
        "MNC slide 2",
        "patient_id,collected_on,cells_screened,tumor_cells,Datum Eingang,Datum Befund",
    ],
)
def test_columns_that_say_something_else_are_no_second_sampling(store, header):
    cells = ["P1", "2023-01-17", "2000000", "3", *[""] * (header.count(",") - 3)]
    assert plan(store, f"{header}\n{','.join(cells)}\n").action is Action.STORED
