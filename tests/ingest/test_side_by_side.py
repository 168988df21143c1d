"""Several samplings in one row: the file is refused, its groups are named, and the way out too."""

import pytest

from monitor.domain.plan import Action
from tests.imports import plan


@pytest.mark.parametrize(
    ("header", "groups"),
    [
        ("patient_id,BM1_date,BM1_cells,BM1_N,BM2_date,BM2_cells,BM2_N", ("BM1", "BM2")),
        ("patient_id,date_1,cells_1,N_1,date_2,cells_2,N_2,date_3,cells_3,N_3", ("1", "2", "3")),
        ("patient_id,date1,cells1,n1,date2,cells2,n2", ("1", "2")),
        ("Pat-Nr,KM1 Datum,KM1 Tumorzellen,KM1 MNZ,KM2 Datum,KM2 Tumorzellen,KM2 MNZ", ("KM2",)),
        ("Pat-Nr,Entnahmedatum,Tumorzellen links,MNZ links,Tumorzellen rechts,MNZ rechts",
         ("links", "rechts")),
        ("patient_id,DTC baseline,MNC baseline,DTC 6M,MNC 6M", ("baseline", "6M")),
    ],
)  # fmt: skip
def test_a_wide_layout_is_refused_by_its_groups_and_tells_the_way_out(store, header, groups):
    cells = ["P1", *["1"] * header.count(",")]
    found = plan(store, f"{header}\n{','.join(cells)}\n")
    assert found.action is Action.REFUSED
    assert "side by side" in found.refused
    assert all(f" {group} (" in found.refused for group in groups)
    assert "row of its own" in found.refused


@pytest.mark.parametrize(
    "header",
    [
        "Pat-Nr,Entnahmedatum,Tumorzellen,MNZ,Entnahmedatum 2,Tumorzellen 2,MNZ 2",
        "patient_id,collected_on,tumor_cells,cells_screened,DTC 2,MNC 2",
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
    ],
)
def test_columns_that_say_something_else_are_no_second_sampling(store, header):
    cells = ["P1", "2023-01-17", "2000000", "3", *[""] * (header.count(",") - 3)]
    assert plan(store, f"{header}\n{','.join(cells)}\n").action is Action.STORED
