"""Profiles at work: what comes with the program, and no file taken for another lab's."""

from pathlib import Path

import pytest

from monitor.domain.plan import Action
from monitor.ingest.profiles import shipped_profiles
from monitor.intake import accept_proposed, source_file
from monitor.profiling import (
    all_profiles,
    answers_with,
    find_profile,
    fits,
    plan_with,
    profile_of,
    profile_of_import,
    propose_profile,
)
from monitor.store.profiles import save_profile
from sample_data import exports
from tests.imports import content, plan, take

FOLDER = Path(exports.__file__).parent
SAMPLES = {"English ICC export": exports.ENGLISH, "German Excel export": exports.GERMAN}
SHIPPED = shipped_profiles()


def sample(name: str):
    return source_file(name, (FOLDER / name).read_bytes())


def test_every_shipped_profile_has_a_sample():
    assert {profile.name for profile in SHIPPED} == SAMPLES.keys()


@pytest.mark.parametrize("profile", SHIPPED, ids=lambda profile: profile.name)
def test_a_sample_is_claimed_by_its_own_profile_alone(store, profile):
    source = sample(SAMPLES[profile.name])
    found = propose_profile(store, source)
    assert (found.profile, found.is_exact) == (profile, True)
    others = (fits(other, source) for other in SHIPPED if other != profile)
    assert not any(other and other.is_exact for other in others)


@pytest.mark.parametrize("profile", SHIPPED, ids=lambda profile: profile.name)
def test_with_its_profile_a_sample_asks_nothing_and_every_row_is_stored(store, profile):
    found = plan_with(store, sample(SAMPLES[profile.name]), profile, {})
    assert (found.action, found.counts.stored, found.profile) == (Action.STORED, 30, profile.label)


def test_a_sample_says_the_same_with_its_profile_and_with_what_it_proposes(new_store):
    for number, profile in enumerate(SHIPPED):
        by_profile, by_hand = new_store(f"p{number}.sqlite"), new_store(f"h{number}.sqlite")
        source = sample(SAMPLES[profile.name])
        take(by_profile, source.content, answers_with(profile, source, {}))
        take(by_hand, source.content)
        assert content(by_profile) == content(by_hand)


def test_the_german_sample_is_read_as_it_was_meant(store):
    take(store, sample(exports.GERMAN).content)
    stored = {
        (name, str(a["collected_on"]), a["cells_screened"], a["tumor_cells"], a["volume_ml"])
        for (_, name), course in content(store).items()
        for a in course["assays"]
    }
    meant = {
        (f"SYN-D{r.patient:03}", str(r.collected_on), r.screened, r.cells, r.volume)
        for r in exports.readings(exports.SEED + 1)
    }
    assert stored == meant


def test_the_samples_are_those_that_the_script_writes():
    assert sample(exports.ENGLISH).content == exports.english().encode()
    assert sample(exports.GERMAN).content == exports.german().encode("cp1252")


def test_a_report_heading_that_has_grown_by_a_line_is_no_departure(store):
    source = sample(exports.GERMAN)
    longer = source_file("longer.csv", b"Ausdruck 2\r\n" + source.content)
    profile = find_profile(store, "German Excel export")
    assert fits(profile, longer, {}).is_exact
    assert answers_with(profile, longer, {})["header"] != profile.answers["header"]
    assert plan_with(store, longer, profile, {}).counts.stored == 30


def test_what_is_answered_by_hand_goes_before_a_profile(store):
    profile = find_profile(store, "German Excel export")
    given = {"constant:method": "if"}
    merged = answers_with(profile, sample(exports.GERMAN), given)
    assert merged["constant:method"] == "if"


def test_a_plan_takes_no_profile_by_itself(store):
    asked = plan(store, sample(exports.GERMAN).content)
    assert (asked.action, asked.profile, dict(asked.answers)) == (Action.ASK, None, {})


def test_what_was_learned_from_an_import_is_proposed_for_the_next_file(store):
    file = "patient_id,arm,bmi\nP1,a,23\n"
    done = accept_proposed(store, plan(store, file))
    save_profile(store, profile_of(done, "Oslo patients"), "A. B.")
    found = propose_profile(store, source_file("next.csv", b"patient_id,bmi,arm\nP2,24,b\n"))
    assert (found.profile.label, found.is_exact) == ("Oslo patients@1", True)
    assert found.profile.answers == {"covariate:bmi": "store"}


def test_profiles_are_found_by_name_and_by_version(store):
    first = next(profile for profile in SHIPPED if profile.name == "English ICC export")
    assert find_profile(store, "English ICC export") == first
    kept = save_profile(store, first, "A. B.")
    assert find_profile(store, "English ICC export") == kept
    assert find_profile(store, "English ICC export@1") == kept
    assert find_profile(store, "English ICC export@7") is None
    assert len(all_profiles(store)) == len(SHIPPED) + 1


def test_what_is_no_table_has_no_profile(store):
    assert propose_profile(store, source_file("x.pdf", b"%PDF-1.7")) is None


LABELED = "patient_id,lab,collected_on,cells_screened,tumor_cells\n"


def export(pseudonym: str, lab: str) -> bytes:
    rows = (f"{pseudonym}{n:03},{lab},2023-01-{n:02},2000000,0\n" for n in range(1, 9))
    return (LABELED + "".join(rows)).encode()


@pytest.fixture
def oslo(store):
    done = accept_proposed(store, plan(store, export("OSL-", "Oslo")))
    return save_profile(store, profile_of(done, "Oslo"), "A. B.")


def test_a_later_export_of_the_same_lab_fits_its_profile(store, oslo):
    found = propose_profile(store, source_file("f.csv", export("OSL-9", "Oslo")))
    assert (found.profile, found.is_exact, found.departs) == (oslo, True, ())


@pytest.mark.parametrize(
    ("pseudonym", "lab", "said"),
    [
        ("MUC-", "Oslo", "pseudonyms like MUC-0, where OSL-0 is expected"),
        ("OSL-", "Munich", "lab Munich, where Oslo is expected"),
    ],
)
def test_another_labs_file_of_the_same_columns_is_said_and_does_not_fit(
    store, oslo, pseudonym, lab, said
):
    found = propose_profile(store, source_file("f.csv", export(pseudonym, lab)))
    assert (found.profile, found.is_exact, found.departs) == (oslo, False, (said,))


def test_a_lab_that_stands_above_the_table_is_looked_at_too(store):
    table = "patient_id,collected_on,cells_screened,tumor_cells\nP1,2023-01-17,2000000,0\n"
    done = accept_proposed(store, plan(store, f"Lab: Oslo\n\n{table}"))
    profile = profile_of(done, "Oslo")
    assert fits(profile, source_file("f.csv", f"Lab: Oslo\n\n{table}".encode())).is_exact
    assert not fits(profile, source_file("f.csv", f"Lab: Munich\n\n{table}".encode())).is_exact


ROWS = "patient_id,collected_on,cells_screened,tumor_cells\n"
FIRST, NEXT = ROWS + "MUC-012,2023-01-17,2000000,3\n", ROWS + "muc 12,2023-07-17,2000000,0\n"


def test_who_was_meant_is_proposed_for_the_labs_next_file_and_never_taken_unasked(new_store):
    store = new_store()
    take(store, FIRST)
    known = take(store, NEXT, {"similar_id:muc 12": "same as MUC-012"})
    learned = profile_of(known, "Lab")
    assert learned.answers["alias:muc 12"] == "MUC-012"
    assert "similar_id:muc 12" not in learned.answers
    later = plan(store, NEXT.replace("2023-07", "2024-01"), learned.answers)
    assert later.action is Action.ASK
    (question,) = later.questions
    assert question.proposed == "same as MUC-012"
    assert "In an earlier export of this lab, MUC-012 was meant." in question.message


def test_another_person_is_no_alias(new_store):
    store = new_store()
    take(store, FIRST)
    found = take(store, NEXT, {"similar_id:muc 12": "another person"})
    assert not any(name.startswith("alias:") for name in profile_of(found, "Lab").answers)


def test_a_profile_kept_from_an_import_knows_whose_files_it_is_for(new_store):
    store = new_store()
    rows = "".join(f"MUC-{n:03d},2023-01-17,2000000,{n},Lab South\n" for n in range(6))
    take(store, ROWS.replace("tumor_cells", "tumor_cells,lab") + rows)
    learned = profile_of_import(store, 1, "South")
    assert learned.answers["expects:lab"] == '["Lab South"]'
    assert learned.answers["expects:patient_id"] == '["MUC-0"]'
