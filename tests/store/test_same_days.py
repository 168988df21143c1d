"""What is summed up of days with several assays: only what a lab's scatter can be measured by."""

from monitor.domain.evidence import SameDay
from monitor.store.engine import open_store
from monitor.store.same_days import read_same_days
from tests.imports import take

HEADER = (
    "patient_id,collected_on,material,method,antibody,lab,site,replicate,cells_screened,"
    "tumor_cells,status,result_text\n"
)


def found(tmp_path, *rows):
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")
    take(store, HEADER + "".join(f"{row}\n" for row in rows))
    return read_same_days(store)


def row(k, n=1_000_000, who="P1", **said):
    values = {
        "on": "2021-03-01", "material": "bone_marrow", "method": "icc", "antibody": "A45-B/B3",
        "lab": "North", "site": "left", "replicate": 1, "status": "valid", "text": "", **said,
    }  # fmt: skip
    one = values
    return (
        f"{who},{one['on']},{one['material']},{one['method']},{one['antibody']},{one['lab']},"
        f"{one['site']},{one['replicate']},{n},{k},{one['status']},{one['text']}"
    )


def test_sites_and_replicates_of_one_day_are_summed_up(tmp_path):
    rows = (row(6), row(2, 2_000_000, site="right"), row(1, replicate=2))
    assert found(tmp_path, *rows) == [SameDay("North", 9, 4_000_000, 39e-6, 3)]


def test_a_lone_assay_another_day_lab_antibody_or_patient_is_no_replicate(tmp_path):
    rows = (
        row(6), row(3, on="2021-03-02"), row(3, lab="South"), row(3, antibody="AE1/AE3"),
        row(3, who="P2"),
    )  # fmt: skip
    assert found(tmp_path, *rows) == []


def test_days_without_a_cell_blood_and_withdrawn_assays_say_nothing(tmp_path):
    rows = (
        row(0), row(0, site="right"),
        row(5, who="P2", material="peripheral_blood"),
        row(6, who="P2", material="peripheral_blood", replicate=2),
        row(5, who="P3"), row(6, who="P3", site="right", status="withdrawn"),
        row(5, who="P4"), row(6, who="P4", site="right", text="not evaluable"),
    )  # fmt: skip
    assert found(tmp_path, *rows) == []


def test_a_lab_without_a_name_is_one_too(tmp_path):
    assert found(tmp_path, row(6, lab=""), row(2, lab="", site="right"))[0].lab == ""
