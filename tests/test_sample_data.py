"""The synthetic sample cohort: redrawn byte for byte, true to data.md, true to life."""

import csv
import random
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import mean, variance

import pytest

from sample_data import generate

FOLDER = Path(generate.__file__).parent
NAMES = ("patients.csv", "assays.csv", "therapy.csv", "outcomes.csv")
DATA_CUT = date(2024, 8, 31)

Row = dict[str, str]

COLUMNS = {
    "patients.csv": "patient_id study center arm diagnosed_on birth_year menopausal_status "
    "histology pt pn nodes_positive grade er pr her2 ki67_pct",
    "assays.csv": "patient_id center sample_id collected_on visit site material method antibody "
    "lab reader volume_ml viability_pct cells_screened tumor_cells probable_cells clusters "
    "control_cells_screened control_positive reported_rate result_text marker marker_positive "
    "marker_evaluated status comment",
    "therapy.csv": "patient_id therapy_type agent started_on ended_on ongoing date_precision "
    "cycles dose dose_unit intent end_reason comment",
    "outcomes.csv": "patient_id event_type occurred_on invasive site cause comment",
}

# Every word must be among these, and each of these must occur: "" is a blank cell.
VOCABULARIES = {
    ("patients.csv", "study"): {"SYNTHETIC"},
    ("patients.csv", "center"): {"North", "South"},
    ("patients.csv", "arm"): {"standard", "zoledronate"},
    ("patients.csv", "menopausal_status"): {"pre", "post", "unknown"},
    ("patients.csv", "histology"): {"ductal", "lobular", "other"},
    ("patients.csv", "grade"): {"1", "2", "3"},
    ("patients.csv", "er"): {"positive", "negative"},
    ("patients.csv", "pr"): {"positive", "negative", "unknown"},
    ("patients.csv", "her2"): {"positive", "negative", "unknown"},
    ("assays.csv", "site"): {"left", "right", "both"},
    ("assays.csv", "material"): {"bone_marrow"},
    ("assays.csv", "method"): {"icc", "if", "pcr"},
    ("assays.csv", "antibody"): {"A45-B/B3", "AE1/AE3", ""},
    ("assays.csv", "lab"): {"Lab North", "Lab South"},
    ("assays.csv", "result_text"): {"positive", "negative", "questionable", "not evaluable"},
    ("assays.csv", "marker"): {"HER2", ""},
    ("assays.csv", "status"): {"valid", "withdrawn"},
    ("therapy.csv", "therapy_type"): {
        "surgery",
        "chemotherapy",
        "radiotherapy",
        "endocrine",
        "her2",
        "cdk46",
        "parp",
        "immunotherapy",
        "bone_targeted",
        "dtc_directed",
        "supportive",
    },
    ("therapy.csv", "ongoing"): {"yes", "no", ""},
    ("therapy.csv", "date_precision"): {"day", "month", "year"},
    ("therapy.csv", "intent"): {"neoadjuvant", "adjuvant", "secondary_adjuvant", "palliative", ""},
    ("therapy.csv", "end_reason"): {
        "regular",
        "dose_reduced",
        "toxicity",
        "progression",
        "patient_wish",
        "death",
        "other",
        "",
    },
    ("outcomes.csv", "event_type"): {
        "local_recurrence",
        "regional_recurrence",
        "distant_metastasis",
        "contralateral_breast",
        "second_primary",
        "death",
        "last_contact",
    },
    ("outcomes.csv", "invasive"): {"yes", ""},
    ("outcomes.csv", "cause"): {"breast_cancer", "other", "unknown", ""},
}
METASTASIS_SITES = frozenset(
    ("OSS", "HEP", "PUL", "BRA", "LYM", "MAR", "PLE", "PER", "ADR", "SKI", "OTH", "GEN")
)


def read_rows(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PATIENTS = read_rows("patients.csv")
ASSAYS = read_rows("assays.csv")
THERAPY = read_rows("therapy.csv")
OUTCOMES = read_rows("outcomes.csv")
DATE_COLUMNS = ("diagnosed_on", "collected_on", "started_on", "ended_on", "occurred_on")


def day(text: str) -> date:
    return date.fromisoformat(text)


def by_patient(rows: Iterable[Row]) -> dict[str, list[Row]]:
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["patient_id"]].append(row)
    return groups


def first_day(event_type: str) -> dict[str, date]:
    rows = [row for row in OUTCOMES if row["event_type"] == event_type]
    return {who: min(day(r["occurred_on"]) for r in own) for who, own in by_patient(rows).items()}


DIAGNOSED = {row["patient_id"]: day(row["diagnosed_on"]) for row in PATIENTS}
RELAPSED = first_day("distant_metastasis")
DIED = first_day("death")
LAST_CONTACT = first_day("last_contact")


class Sampling:
    """All counted assays of one patient, day and comparability key, pooled."""

    def __init__(self, rows: list[Row]) -> None:
        self.patient_id = rows[0]["patient_id"]
        self.day = day(rows[0]["collected_on"])
        self.visit = rows[0]["visit"]
        self.sites = [row["site"] for row in rows]
        self.cells = sum(int(row["tumor_cells"]) for row in rows)
        self.screened = sum(int(row["cells_screened"]) for row in rows)
        self.before_relapse = self.day <= RELAPSED.get(self.patient_id, DATA_CUT)

    @property
    def evaluable(self) -> bool:
        return self.cells > 0 or self.screened >= 1_000_000


def pool(rows: Iterable[Row]) -> list[Sampling]:
    groups: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if row["tumor_cells"] and row["status"] == "valid":
            key = ("patient_id", "collected_on", "material", "method", "antibody", "lab")
            groups[tuple(row[column] for column in key)].append(row)
    return [Sampling(group) for group in groups.values()]


SAMPLINGS = pool(ASSAYS)
COUNTS = [sampling.cells for sampling in SAMPLINGS if sampling.cells > 0]


def course_of(patient_id: str) -> str:
    """A patient's samplings in the field's notation: cells / 10^6 MNC screened."""
    own = [sampling for sampling in SAMPLINGS if sampling.patient_id == patient_id]
    return " ".join(f"{s.cells}/{s.screened / 1e6:g}" for s in own)


def share_positive(*visits: str) -> float:
    at_visit = [s for s in SAMPLINGS if s.visit in visits and s.evaluable and s.before_relapse]
    return mean(s.cells > 0 for s in at_visit)


def share(rows: list[Row], column: str, *values: str) -> float:
    return mean(row[column] in values for row in rows)


# ------------------------------------------------------------------ the script


def test_the_script_reproduces_the_committed_files_byte_for_byte(tmp_path: Path) -> None:
    script = str(FOLDER / "generate.py")
    subprocess.run([sys.executable, script, "--out", str(tmp_path)], check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(NAMES)
    for name in NAMES:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_a_patient_drawn_alone_is_the_patient_in_the_files() -> None:
    patient, assays, therapy, outcomes = generate.draw_course(77)
    assert patient.patient_id == "SYN-077"
    for drawn, stored in ((assays, ASSAYS), (therapy, THERAPY), (outcomes, OUTCOMES)):
        own = by_patient(stored)["SYN-077"]
        assert [{c: generate.cell(getattr(row, c)) for c in own[0]} for row in drawn] == own


@pytest.mark.parametrize("rate", [0.3, 2.0, 12.0])
def test_the_poisson_sampler_has_the_mean_and_the_variance_of_its_law(rate: float) -> None:
    rng = random.Random("poisson")
    counts = [generate.draw_poisson(rng, rate) for _ in range(20_000)]
    assert mean(counts) == pytest.approx(rate, rel=0.05)
    assert variance(counts) == pytest.approx(rate, rel=0.05)


def test_the_poisson_sampler_draws_nothing_from_nothing() -> None:
    assert generate.draw_poisson(random.Random(1), 0.0) == 0


# ------------------------------------------------------------------ the files


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_states_how_many_rows_a_file_has(name: str) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    (line,) = [line for line in readme.splitlines() if line.startswith(f"| `{name}`")]
    assert line.split("|")[3].strip() == str(len(read_rows(name)))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_utf8_without_bom_comma_separated_with_lf_and_our_columns(name: str) -> None:
    content = (FOLDER / name).read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    header = content.decode("utf-8").split("\n", 1)[0]
    assert header.split(",") == COLUMNS[name].split()


@pytest.mark.parametrize("name", NAMES)
def test_every_column_carries_data_and_every_row_has_every_column(name: str) -> None:
    rows = read_rows(name)
    for row in rows:
        assert None not in row
        assert None not in row.values()
    assert all(any(row[column] for row in rows) for column in rows[0])


@pytest.mark.parametrize(("name", "column"), VOCABULARIES)
def test_a_column_uses_the_whole_of_its_vocabulary_and_no_other_word(
    name: str, column: str
) -> None:
    assert {row[column] for row in read_rows(name)} == VOCABULARIES[name, column]


def test_no_value_has_blanks_around_it() -> None:
    for rows in (PATIENTS, ASSAYS, THERAPY, OUTCOMES):
        assert all(value == value.strip() for row in rows for value in row.values())


def test_the_patients_are_numbered_from_syn_001_to_syn_120() -> None:
    assert [row["patient_id"] for row in PATIENTS] == [f"SYN-{n:03d}" for n in range(1, 121)]


def test_every_row_belongs_to_a_patient_and_every_patient_has_rows() -> None:
    for rows in (ASSAYS, THERAPY, OUTCOMES):
        assert set(by_patient(rows)) == set(DIAGNOSED)


def test_an_assay_has_the_center_of_its_patient_and_that_centers_lab() -> None:
    center = {row["patient_id"]: row["center"] for row in PATIENTS}
    for row in ASSAYS:
        assert row["center"] == center[row["patient_id"]]
        assert row["lab"] == f"Lab {row['center']}"


NATURAL_KEYS: list[tuple[str, list[str]]] = [
    ("patients.csv", ["patient_id"]),
    ("assays.csv", ["lab", "sample_id", "site", "method", "antibody"]),
    ("assays.csv", ["lab", "patient_id", "collected_on", "site", "method", "antibody"]),
    ("therapy.csv", ["patient_id", "therapy_type", "agent", "started_on"]),
    ("outcomes.csv", ["patient_id", "event_type", "occurred_on"]),
]


@pytest.mark.parametrize(("name", "key"), NATURAL_KEYS)
def test_natural_keys_are_unique(name: str, key: list[str]) -> None:
    times = Counter(tuple(row[column] for column in key) for row in read_rows(name))
    assert [found for found, count in times.items() if count > 1] == []


def test_a_sample_number_belongs_to_one_patient_and_one_day_of_one_lab() -> None:
    days = {(r["lab"], r["sample_id"]): (r["patient_id"], r["collected_on"]) for r in ASSAYS}
    for row in ASSAYS:
        key = (row["lab"], row["sample_id"])
        assert days[key] == (row["patient_id"], row["collected_on"])
    assert len(set(days.values())) == len(days)


# ------------------------------------------------------------------ dates in order


def test_no_date_lies_before_diagnosis_or_after_the_data_cut() -> None:
    for rows in (ASSAYS, THERAPY, OUTCOMES):
        for row in rows:
            for column in DATE_COLUMNS:
                if row.get(column):
                    assert DIAGNOSED[row["patient_id"]] <= day(row[column]) <= DATA_CUT, row


def test_nothing_happens_after_death() -> None:
    for rows in (ASSAYS, THERAPY, OUTCOMES):
        for row in rows:
            last = DIED.get(row["patient_id"], DATA_CUT)
            assert all(day(row[c]) <= last for c in DATE_COLUMNS if row.get(c)), row
    assert all(row["ongoing"] != "yes" for row in THERAPY if row["patient_id"] in DIED)


def test_nothing_is_known_after_the_last_contact() -> None:
    for rows in (ASSAYS, THERAPY, OUTCOMES):
        for row in rows:
            last = LAST_CONTACT.get(row["patient_id"], DATA_CUT)
            assert all(day(row[c]) <= last for c in DATE_COLUMNS if row.get(c)), row


def test_every_patient_ends_in_one_death_or_one_last_contact() -> None:
    last = [r for r in OUTCOMES if r["event_type"] in ("death", "last_contact")]
    assert Counter(row["patient_id"] for row in last) == Counter(DIAGNOSED.keys())


def test_a_therapy_ends_on_or_after_its_start_and_is_not_ongoing_then() -> None:
    for row in THERAPY:
        if row["ended_on"]:
            assert row["started_on"] <= row["ended_on"]
            assert row["ongoing"] == "no"


def test_a_blurred_date_holds_the_first_of_its_month_or_year() -> None:
    for row in THERAPY:
        for column in ("started_on", "ended_on"):
            if row[column] and row["date_precision"] != "day":
                assert day(row[column]).day == 1
            if row[column] and row["date_precision"] == "year":
                assert day(row[column]).month == 1


def test_samplings_follow_the_order_of_the_visits() -> None:
    order = ["baseline", "surgery", "post-CT", "6M", "12M", "18M", "24M", "36M", "48M", "60M"]
    for rows in by_patient(ASSAYS).values():
        for earlier, later in pairwise(rows):
            assert earlier["collected_on"] <= later["collected_on"]
            assert order.index(earlier["visit"]) <= order.index(later["visit"])


def test_the_baseline_is_taken_before_or_at_surgery() -> None:
    operated = {
        who: min(day(r["started_on"]) for r in rows if r["therapy_type"] == "surgery")
        for who, rows in by_patient(THERAPY).items()
    }
    for row in ASSAYS:
        if row["visit"] == "baseline":
            assert day(row["collected_on"]) <= operated[row["patient_id"]]


# ------------------------------------------------------------------ one assay


def test_cells_are_found_among_a_plausible_number_of_cells_screened() -> None:
    for row in ASSAYS:
        if row["tumor_cells"]:
            assert 10_000 <= int(row["cells_screened"]) <= 100_000_000
            assert 0 <= int(row["tumor_cells"]) <= int(row["cells_screened"])


def test_only_pcr_and_not_evaluable_rows_have_no_count() -> None:
    for row in ASSAYS:
        countless = row["method"] == "pcr" or row["result_text"] == "not evaluable"
        assert (row["tumor_cells"] == "") == countless
        assert (row["cells_screened"] == "") == countless
        assert not (countless and row["reported_rate"])


def test_the_result_in_words_agrees_with_the_count() -> None:
    for row in ASSAYS:
        if row["tumor_cells"]:
            found = int(row["tumor_cells"]) > 0
            assert row["result_text"] in (("positive",) if found else ("negative", "questionable"))
            probable = int(row["probable_cells"] or 0)
            assert (row["result_text"] == "questionable") == (not found and probable > 0)


def test_the_reported_rate_is_cells_per_million() -> None:
    reported = [row for row in ASSAYS if row["reported_rate"]]
    assert len(reported) > 100
    for row in reported:
        rate = int(row["tumor_cells"]) / int(row["cells_screened"]) * 1e6
        assert float(row["reported_rate"]) == round(rate, 2)


def test_a_control_is_reported_whole_or_not_at_all() -> None:
    for row in ASSAYS:
        assert (row["control_positive"] == "") == (row["control_cells_screened"] == "")
        if row["control_cells_screened"]:
            assert 500_000 <= int(row["control_cells_screened"]) <= 1_000_000


def test_clusters_and_phenotypes_are_parts_of_the_cells_found() -> None:
    for row in ASSAYS:
        cells = int(row["tumor_cells"] or 0)
        assert 2 * int(row["clusters"] or 0) <= cells
        assert bool(row["marker"]) == bool(row["marker_evaluated"]) == bool(row["marker_positive"])
        assert int(row["marker_positive"] or 0) <= int(row["marker_evaluated"] or 0) <= cells


def test_volume_and_viability_are_possible_and_a_reader_is_a_code() -> None:
    for row in ASSAYS:
        assert 0 < float(row["volume_ml"] or 5) <= 20
        assert 50 <= int(row["viability_pct"] or 90) <= 100
        assert row["reader"] in ("R1", "R2", "R3", "R4")


# ------------------------------------------------------------------ true to life


def test_a_patient_gives_five_to_six_aspirates_on_average() -> None:
    aspirates = {(row["patient_id"], row["collected_on"]) for row in ASSAYS}
    per_patient = Counter(who for who, _ in aspirates)
    assert 5.0 <= len(aspirates) / len(PATIENTS) <= 6.0
    assert min(per_patient.values()) >= 1
    assert max(per_patient.values()) <= 9


def test_patients_are_followed_for_three_to_five_years() -> None:
    ends = LAST_CONTACT | DIED
    years = sorted((ends[who] - DIAGNOSED[who]).days / 365.25 for who in DIAGNOSED)
    assert 3.5 <= mean(years) <= 4.5
    assert years[len(years) // 8] >= 3.0
    assert years[-1] <= 5.6


def test_about_a_third_is_positive_at_baseline() -> None:
    assert 0.27 <= share_positive("baseline") <= 0.36


def test_about_a_fifth_is_positive_after_therapy() -> None:
    assert 0.15 <= share_positive("post-CT", "6M", "surgery") <= 0.25


def test_about_one_in_seven_is_positive_late() -> None:
    assert 0.12 <= share_positive("24M", "36M", "48M", "60M") <= 0.16


def test_two_thirds_of_the_positives_are_single_cells_and_a_few_are_many() -> None:
    times = Counter(COUNTS)
    assert 0.65 <= times[1] / len(COUNTS) <= 0.72
    assert 0.13 <= times[2] / len(COUNTS) <= 0.21
    many = [cells for cells in COUNTS if cells >= 10]
    assert 3 <= len(many) <= 10
    assert max(many) <= 40


def test_most_samplings_screen_two_million_cells_and_eight_percent_too_few() -> None:
    depths = [sampling.screened for sampling in SAMPLINGS]
    assert 0.06 <= mean(depth < 1_000_000 for depth in depths) <= 0.10
    assert mean(depth == 2_000_000 for depth in depths) > 0.5
    assert min(depths) >= 200_000
    assert max(depths) <= 4_000_000
    assert {1_850_000, 2_100_000} <= set(depths)


def test_about_a_fifth_of_the_samplings_are_left_and_right_apart() -> None:
    apart = [s for s in SAMPLINGS if sorted(s.sites) == ["left", "right"]]
    assert 0.15 <= len(apart) / len(SAMPLINGS) <= 0.25
    assert all(s.sites in (["both"], ["left"], ["left", "right"]) for s in SAMPLINGS)


def test_controls_are_mostly_clean_sometimes_unreported_and_rarely_stained() -> None:
    counted = [row for row in ASSAYS if row["tumor_cells"]]
    assert 0.11 <= share(counted, "control_positive", "") <= 0.19
    stained = [row for row in counted if int(row["control_positive"] or 0) > 0]
    assert 5 <= len(stained) <= 14
    assert sum(row["tumor_cells"] == "0" for row in stained) >= 2
    assert sum(row["tumor_cells"] != "0" for row in stained) >= 2


def test_baseline_cells_fall_in_some_patients_and_stay_in_others() -> None:
    before = {s.patient_id: s for s in SAMPLINGS if s.visit == "baseline" and s.evaluable}
    after = {s.patient_id: s for s in SAMPLINGS if s.visit in ("post-CT", "6M") and s.evaluable}
    pairs = Counter(
        (before[who].cells > 0, after[who].cells > 0) for who in before.keys() & after.keys()
    )
    assert all(pairs[change] >= 5 for change in ((True, True), (True, False), (False, True)))
    assert pairs[True, False] > pairs[True, True]


def test_one_in_eight_has_distant_metastasis_more_often_with_cells_left() -> None:
    assert 0.09 <= len(RELAPSED) / len(PATIENTS) <= 0.15
    late = ("12M", "18M", "24M")
    with_cells = {s.patient_id for s in SAMPLINGS if s.visit in late and s.cells > 0}
    without = set(DIAGNOSED) - with_cells
    risk = mean(who in RELAPSED for who in with_cells)
    assert risk > 1.5 * mean(who in RELAPSED for who in without)


# ------------------------------------------------------------------ something of everything


def test_some_samples_are_not_evaluable_and_say_why() -> None:
    rows = [row for row in ASSAYS if row["result_text"] == "not evaluable"]
    assert 4 <= len(rows) <= 12
    assert all(row["comment"] for row in rows)
    assert any(row["comment"] == "clotted" for row in rows)


def test_one_or_two_results_are_withdrawn_and_their_sampling_repeated() -> None:
    rows = [row for row in ASSAYS if row["status"] == "withdrawn"]
    assert 1 <= len(rows) <= 2
    for row in rows:
        assert any(
            other["status"] == "valid" and other["visit"] == row["visit"]
            for other in by_patient(ASSAYS)[row["patient_id"]]
        )


def test_four_to_six_patients_change_method_and_antibody_midway() -> None:
    changed = 0
    for rows in by_patient(ASSAYS).values():
        methods = [(r["method"], r["antibody"]) for r in rows if r["method"] != "pcr"]
        if ("if", "AE1/AE3") in methods:
            changed += 1
            first_if = methods.index(("if", "AE1/AE3"))
            assert first_if > 0
            assert set(methods[:first_if]) == {("icc", "A45-B/B3")}
            assert set(methods[first_if:]) == {("if", "AE1/AE3")}
    assert 4 <= changed <= 6


def test_a_couple_of_patients_have_one_pcr_result_without_a_count() -> None:
    rows = [row for row in ASSAYS if row["method"] == "pcr"]
    assert {row["result_text"] for row in rows} == {"positive", "negative"}
    assert len({row["patient_id"] for row in rows}) == len(rows) == 2


def test_a_few_rows_give_probable_cells_clusters_and_her2_stained_cells() -> None:
    assert sum(row["probable_cells"] == "0" for row in ASSAYS) >= 30
    assert sum(row["probable_cells"] == "1" for row in ASSAYS) >= 5
    assert sum(row["clusters"] != "" for row in ASSAYS) >= 5
    assert sum(row["marker"] == "HER2" for row in ASSAYS) >= 5


def test_some_patients_are_sampled_after_relapse_and_some_visits_are_missed() -> None:
    assert any(not sampling.before_relapse for sampling in SAMPLINGS)
    attended = {(row["patient_id"], row["visit"]) for row in ASSAYS}
    assert sum((who, "24M") not in attended and (who, "36M") in attended for who in DIAGNOSED) >= 2


@pytest.mark.parametrize(
    ("kind", "agent"),
    [
        ("surgery", "breast-conserving"),
        ("surgery", "mastectomy"),
        ("chemotherapy", "EC-T"),
        ("chemotherapy", "FEC"),
        ("chemotherapy", "TC"),
        ("chemotherapy", "AC-T"),
        ("radiotherapy", "whole breast"),
        ("endocrine", "tamoxifen"),
        ("endocrine", "letrozole"),
        ("her2", "trastuzumab"),
        ("her2", "T-DM1"),
        ("cdk46", "abemaciclib"),
        ("parp", "olaparib"),
        ("immunotherapy", "pembrolizumab"),
        ("bone_targeted", "zoledronate"),
        ("dtc_directed", "hydroxychloroquine"),
        ("dtc_directed", "docetaxel"),
        ("supportive", "G-CSF"),
    ],
)
def test_somebody_was_given(kind: str, agent: str) -> None:
    assert any(row["therapy_type"] == kind and row["agent"] == agent for row in THERAPY)


def test_surgery_is_a_single_day_and_radiotherapy_is_measured_in_gray() -> None:
    for row in THERAPY:
        if row["therapy_type"] == "surgery":
            assert row["started_on"] == row["ended_on"]
        if row["therapy_type"] == "radiotherapy":
            assert row["dose_unit"] == "Gy"


def test_zoledronate_is_given_in_its_arm_only() -> None:
    arm = {row["patient_id"]: row["arm"] for row in PATIENTS}
    treated = {row["patient_id"] for row in THERAPY if row["agent"] == "zoledronate"}
    assert treated == {who for who in arm if arm[who] == "zoledronate"}


def test_targeted_drugs_follow_the_receptors() -> None:
    receptors = {row["patient_id"]: row for row in PATIENTS}
    for row in THERAPY:
        own = receptors[row["patient_id"]]
        if row["therapy_type"] == "her2":
            assert own["her2"] == "positive"
        if row["therapy_type"] == "endocrine":
            assert "positive" in (own["er"], own["pr"])
        if row["therapy_type"] == "immunotherapy":
            assert "positive" not in (own["er"], own["pr"], own["her2"])


def test_about_one_in_seven_has_neoadjuvant_chemotherapy_before_surgery() -> None:
    chemo = [r for r in THERAPY if r["therapy_type"] == "chemotherapy"]
    patients = {row["patient_id"] for row in chemo if row["intent"] == "neoadjuvant"}
    assert 0.10 <= len(patients) / len(PATIENTS) <= 0.20
    for who in patients:
        own = by_patient(THERAPY)[who]
        assert own[0]["therapy_type"] != "surgery"


def test_some_therapies_are_ongoing_some_ends_are_unknown_and_some_dates_are_blurred() -> None:
    open_ended = [row for row in THERAPY if not row["ended_on"]]
    assert sum(row["ongoing"] == "yes" for row in open_ended) >= 40
    assert sum(row["ongoing"] == "no" for row in open_ended) >= 2
    assert sum(row["ongoing"] == "" for row in open_ended) >= 2
    assert sum(row["date_precision"] == "month" for row in THERAPY) >= 5
    assert sum(row["date_precision"] == "year" for row in THERAPY) >= 1


def test_some_endocrine_therapies_are_switched() -> None:
    drugs = by_patient(row for row in THERAPY if row["therapy_type"] == "endocrine")
    assert sum(len({row["agent"] for row in rows}) > 1 for rows in drugs.values()) >= 5


def test_palliative_therapy_is_given_after_relapse_only() -> None:
    rows = [row for row in THERAPY if row["intent"] == "palliative"]
    assert len(rows) >= 5
    for row in rows:
        assert day(row["started_on"]) > RELAPSED[row["patient_id"]]


def test_metastases_have_a_site_and_deaths_a_cause() -> None:
    for row in OUTCOMES:
        assert bool(row["site"]) == (row["event_type"] == "distant_metastasis")
        assert row["site"] in METASTASIS_SITES | {""}
        assert bool(row["cause"]) == (row["event_type"] == "death")
    sites = Counter(row["site"] for row in OUTCOMES if row["site"])
    assert sites.most_common(1)[0][0] == "OSS"


def test_some_die_of_their_metastases_and_some_of_something_else() -> None:
    causes = Counter(row["cause"] for row in OUTCOMES if row["cause"])
    assert causes["breast_cancer"] >= 4
    assert 1 <= causes["other"] <= 3
    for row in OUTCOMES:
        if row["cause"] == "breast_cancer":
            assert row["patient_id"] in RELAPSED


# ------------------------------------------------------------------ instructive courses


@pytest.mark.parametrize(
    ("patient_id", "course"),
    [
        ("SYN-001", "14/2 5/2 1/2 0/0.3 0/2.1 0/3 2/2 6/2"),  # falls, stays away, comes back
        ("SYN-002", "1/2 0/2 0/2.1 0/2 0/1.85 0/2"),  # one cell, cleared by chance
        ("SYN-003", "0/2 0/2 0/3 0/2 0/2.5 0/4"),  # never detected
        ("SYN-004", "3/2 0/2 0/2 2/2 9/2"),  # re-appeared, then relapse
        ("SYN-007", "12/2 2/2 1/2 0/1.95 1/2 0/2.1"),  # left and right
        ("SYN-009", "7/2 6/2 6/2 2/2 0/2.2 0/2 0/2"),  # persistent, then directed therapy
        ("SYN-010", "1/0.7 0/0.5 0/0.8 0/2 0/1.2"),  # under-screened
        ("SYN-011", "0/2 0/2 1/2 2/2 12/1.85 26/2"),  # rising before relapse
    ],
)
def test_an_instructive_patient_runs_the_course_told(patient_id: str, course: str) -> None:
    assert course_of(patient_id) == course


def test_the_flagship_patient_has_every_therapy_of_her_tumor() -> None:
    own = {row["agent"]: row for row in by_patient(THERAPY)["SYN-001"]}
    assert own.keys() == {
        "breast-conserving",
        "EC-T",
        "zoledronate",
        "trastuzumab",
        "whole breast",
        "letrozole",
    }
    assert own["letrozole"]["ongoing"] == "yes"
    assert own["EC-T"]["ended_on"] < by_patient(ASSAYS)["SYN-001"][1]["collected_on"]


def test_the_re_appearing_patient_relapses_in_bone_after_her_last_sampling_and_dies() -> None:
    assert RELAPSED["SYN-004"] > day(by_patient(ASSAYS)["SYN-004"][-1]["collected_on"])
    events = [(r["event_type"], r["site"]) for r in by_patient(OUTCOMES)["SYN-004"]]
    assert events[0] == ("distant_metastasis", "OSS")
    assert events[-1] == ("death", "")


def test_a_patient_changes_method_between_month_12_and_24() -> None:
    methods = [(r["visit"], r["method"]) for r in by_patient(ASSAYS)["SYN-005"]]
    assert methods[2:4] == [("12M", "icc"), ("24M", "if")]


def test_a_patient_has_stained_controls_with_and_without_tumor_cells() -> None:
    rows = by_patient(ASSAYS)["SYN-006"]
    found = [(row["tumor_cells"], row["control_positive"]) for row in rows]
    assert found == [("16", "1"), ("1", "1"), ("0", "1"), ("2", "0"), ("0", "0")]


def test_a_neoadjuvant_patient_is_first_sampled_after_the_start_of_chemotherapy() -> None:
    chemo = by_patient(THERAPY)["SYN-008"][0]
    assert (chemo["therapy_type"], chemo["intent"]) == ("chemotherapy", "neoadjuvant")
    assert chemo["started_on"] < by_patient(ASSAYS)["SYN-008"][0]["collected_on"]


def test_the_persistent_patient_is_cleared_only_after_directed_therapy() -> None:
    (directed,) = [r for r in by_patient(THERAPY)["SYN-009"] if r["therapy_type"] == "dtc_directed"]
    own = [s for s in SAMPLINGS if s.patient_id == "SYN-009"]
    assert all(s.cells > 0 for s in own if s.day <= day(directed["started_on"]))
    assert all(s.cells == 0 for s in own if s.day > day(directed["ended_on"]))
