"""What the cohort pages take from the store: courses in chunks, assays as rows, saved groups."""

from monitor.domain.vocabularies import Material
from monitor.sample import load_sample
from monitor.store.assay_rows import COLUMNS, read_assay_rows
from monitor.store.engine import revision
from monitor.store.groups import read_groups, remove_group, save_group
from monitor.store.reading import read_course_chunks, read_courses


def test_chunks_hold_every_course_once_in_order_of_the_pseudonyms(store):
    load_sample(store)
    chunks = list(read_course_chunks(store, size=50))
    assert [len(chunk) for chunk in chunks] == [50, 50, 20]
    found = [course.patient for chunk in chunks for course in chunk]
    assert [p.link for p in found] == [c.patient.link for c in read_courses(store)]
    assert found[0].covariates


def test_chunks_hold_what_calls_and_outcomes_are_made_of(store):
    load_sample(store)
    whole = read_courses(store)
    found = [course for chunk in read_course_chunks(store) for course in chunk]
    for mine, theirs in zip(found, whole, strict=True):
        assert [(a.id, a.tumor_cells, a.clusters, a.visit) for a in mine.assays] == [
            (a.id, a.tumor_cells, a.clusters, a.visit) for a in theirs.assays
        ]
        assert [(t.agent, t.intent) for t in mine.therapies] == [
            (t.agent, t.intent) for t in theirs.therapies
        ]
        assert [(o.event_type, o.site, o.cause) for o in mine.outcomes] == [
            (o.event_type, o.site, o.cause) for o in theirs.outcomes
        ]


def test_an_empty_store_has_no_chunk(store):
    assert list(read_course_chunks(store)) == []
    assert list(read_assay_rows(store)) == []


def test_assay_rows_carry_the_place_of_their_patient(store):
    load_sample(store)
    rows = [row for chunk in read_assay_rows(store) for row in chunk]
    courses = read_courses(store)
    at = 1 + COLUMNS.index("tumor_cells")
    for place, course in enumerate(courses):
        marrow = [a for a in course.assays if a.material is Material.BONE_MARROW]
        own = [row for row in rows if row[0] == place]
        assert sorted((r[1], str(r[at])) for r in own) == sorted(
            (a.collected_on, str(a.tumor_cells)) for a in marrow
        )


def test_a_group_is_saved_replaced_and_forgotten_and_the_record_stays_as_it_is(store):
    before = revision(store)
    save_group(store, "High risk", {"receptors": ["HER2+"], "arm": ["A", "-"]})
    save_group(store, "All", {})
    save_group(store, "High risk", {"receptors": ["triple negative"]})
    assert read_groups(store) == {"All": {}, "High risk": {"receptors": ["triple negative"]}}
    remove_group(store, "All")
    remove_group(store, "never there")
    assert list(read_groups(store)) == ["High risk"]
    assert revision(store) == before
