"""One file after the other into a store: what must not depend on order, repetition or luck."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor import intake
from monitor.domain.plan import Action, Outcome
from monitor.store.engine import open_store, revision
from monitor.store.history import read_imports, read_rejected
from monitor.store.reading import read_links
from monitor.store.undo_preview import preview_undo
from monitor.store.undoing import Undone, undo_imports
from tests.imports import content, plan, take

PATIENTS = "patient_id,center,arm,bmi\nP1,North,a,23.5\nP2,South,b,\n"
ASSAYS = (
    "patient_id,sample_id,lab,collected_on,cells_screened,tumor_cells\n"
    "P1,17,Oslo,2023-01-17,2000000,3\nP2,18,Oslo,2023-01-18,2000000,0\n"
)
THERAPY = (
    "patient_id,therapy_type,agent,started_on,ongoing\nP1,endocrine,letrozole,2022-01-01,yes\n"
)
OUTCOMES = "patient_id,event_type,occurred_on\nP2,last_contact,2024-01-01\n"
FILES = (PATIENTS, ASSAYS, THERAPY, OUTCOMES)


def test_checking_writes_nothing(store, tmp_path):
    before = (tmp_path / "store.sqlite").read_bytes()
    for file in FILES:
        plan(store, file)
    assert (tmp_path / "store.sqlite").read_bytes() == before


@pytest.mark.parametrize("file", FILES)
def test_the_same_file_again_changes_nothing_and_says_when_it_came(store, file):
    first = take(store, file)
    before = content(store)
    again = take(store, file)
    assert first.action is Action.STORED
    assert again.action is Action.UNCHANGED
    assert (again.same_bytes.import_id, again.counts.unchanged) == (1, first.counts.stored)
    assert (content(store), revision(store)) == (before, 1)


def test_other_bytes_with_the_same_rows_change_nothing(store):
    take(store, ASSAYS)
    assert take(store, ASSAYS.replace("\n", "\r\n")).action is Action.UNCHANGED
    assert len(read_imports(store)) == 1


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_order_of_the_four_files_makes_no_difference(new_store, order):
    usual, other = new_store("usual.sqlite"), new_store("other.sqlite")
    for file in FILES:
        take(usual, file)
    for number in order:
        take(other, FILES[number])
    assert content(other) == content(usual)


def test_a_file_in_two_parts_is_the_whole_file(new_store):
    whole, parts = new_store("whole.sqlite"), new_store("parts.sqlite")
    take(whole, ASSAYS)
    header, first, second = ASSAYS.splitlines(keepends=True)
    take(parts, header + second)
    take(parts, header + first)
    assert content(parts) == content(whole)


def test_the_order_of_the_columns_makes_no_difference(new_store):
    usual, other = new_store("usual.sqlite"), new_store("other.sqlite")
    take(usual, ASSAYS)
    rows = (",".join(reversed(line.split(","))) for line in ASSAYS.splitlines())
    take(other, "\n".join(rows).upper().replace("OSLO", "Oslo"))
    assert content(other) == content(usual)


def test_nothing_is_stored_while_a_question_is_open(store):
    asked, receipt = intake.carry_out(store, plan(store, PATIENTS))
    assert (asked.action, receipt, revision(store)) == (Action.ASK, None, 0)


def test_proposed_answers_leave_what_nobody_proposed_open(store):
    take(store, PATIENTS)
    asked = take(store, "patient_id,center,arm,ki67\nP1,East,a,20\n")
    assert [question.id for question in asked.questions] == ["same_person:East:P1"]
    assert revision(store) == 1


def test_of_a_file_of_bad_rows_only_the_rows_are_kept_with_their_reasons(store):
    done = take(store, ASSAYS.replace("-01-1", "-02-3"))
    assert (done.action, done.counts.rejected, done.counts.stored) == (Action.PARTIAL, 2, 0)
    assert [row.problems[0].rule for row in read_rejected(store, 1)] == ["no_such_day"] * 2
    assert read_links(store) == ()


def test_an_import_planned_before_another_one_is_planned_anew(store):
    first, second = plan(store, ASSAYS), plan(store, ASSAYS.replace("000,3", "000,4"))
    intake.carry_out(store, first)
    done, receipt = intake.carry_out(store, second)
    assert receipt.revision == 2
    assert (done.counts.stored, done.counts.changed, done.counts.unchanged) == (0, 1, 1)


def test_a_file_name_is_kept_without_its_folders(store):
    take(store, ASSAYS, name="/home/somebody/secret/export.csv")
    assert read_imports(store)[0].file_name == "export.csv"


def test_a_user_whom_the_machine_does_not_know_may_import(store, monkeypatch):
    def nobody():
        raise OSError

    monkeypatch.setattr("getpass.getuser", nobody)
    take(store, ASSAYS)
    assert read_imports(store)[0].made_by == "unknown"


# ------------------------------------------------------------------ any history

HEADER = "patient_id,collected_on,cells_screened,tumor_cells,site,comment\n"
ANSWERS = st.fixed_dictionaries(
    {
        "confirm:same_sampling": st.sampled_from(
            ["number as replicates", "keep the first", "leave out"]
        ),
        "confirm:looks_like_stored": st.sampled_from(["same as stored", "store", "leave out"]),
        "confirm:looks_like_another": st.sampled_from(["store", "leave out"]),
        "confirm:reverts_correction": st.sampled_from(["store", "leave out"]),
    }
)
rows = st.tuples(
    st.sampled_from(["P1", "P2"]),
    st.sampled_from(["2023-01-17", "2023-02-17"]),
    st.sampled_from(["1000000", "2000000"]),
    st.sampled_from(["0", "3", "x"]),
    st.sampled_from(["left", ""]),
    st.sampled_from(["", "dry tap"]),
).map(lambda cells: ",".join(cells) + "\n")
histories = st.lists(st.lists(rows, min_size=1, max_size=4).map("".join), min_size=1, max_size=4)
SHARED = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SHARED
@given(histories, ANSWERS)
def test_undoing_the_last_import_of_any_history_is_as_if_it_had_never_been(
    new_store, files, answers
):
    store = new_store()
    for rows_of_file in files[:-1]:
        take(store, HEADER + rows_of_file, answers)
    before, imports = content(store), len(read_imports(store))
    take(store, HEADER + files[-1], answers)
    if len(read_imports(store)) > imports:
        undo_imports(store, [imports + 1], "tester")
    assert content(store) == before
    store.engine.dispose()


@SHARED
@given(histories, ANSWERS, st.randoms(use_true_random=False))
def test_undoing_any_history_in_any_order_leaves_nothing(new_store, files, answers, chance):
    store = new_store()
    for rows_of_file in files:
        take(store, HEADER + rows_of_file, answers)
    order = [entry.import_id for entry in read_imports(store)]
    chance.shuffle(order)
    for import_id in order:
        seen = preview_undo(store, import_id)
        expected = Undone(seen.removed.count, seen.restored.count, seen.kept.count)
        assert undo_imports(store, [import_id], "tester") == [expected]
    assert content(store) == {}
    store.engine.dispose()


@SHARED
@given(histories, ANSWERS)
def test_the_last_file_of_any_history_is_unchanged_when_it_comes_again(new_store, files, answers):
    store = new_store()
    for rows_of_file in files:
        done = take(store, HEADER + rows_of_file, answers)
    before = content(store)
    again = take(store, HEADER + files[-1], answers)
    assert again.counts.stored == again.counts.changed == 0
    assert again.counts.rejected == done.counts.rejected
    assert content(store) == before
    store.engine.dispose()


def test_a_store_is_read_as_it_was_after_it_was_closed(store):
    take(store, ASSAYS)
    before = content(store)
    store.engine.dispose()
    assert content(open_store(store.url)) == before


def conflicts(found) -> bool:
    """Returns whether a file and what was there before contradict each other."""
    return bool(found.questions or found.row_counts[Outcome.CHANGED])


@SHARED
@given(st.lists(rows, min_size=1, max_size=3), st.lists(rows, min_size=1, max_size=3))
def test_two_files_say_the_same_in_either_order_or_conflict_in_both(new_store, first, second):
    files = [HEADER + "".join(first), HEADER + "".join(second)]
    ends, met = [], []
    for number, order in enumerate((files, files[::-1])):
        store = new_store(f"{number}.sqlite")
        done = [take(store, file) for file in order]
        ends.append(content(store))
        met.append(any(map(conflicts, done)))
        store.engine.dispose()
    assert ends[0] == ends[1] or met == [True, True]


@SHARED
@given(st.lists(rows, min_size=2, max_size=6), st.integers(1, 5))
def test_a_file_in_two_parts_is_never_silently_another_one(new_store, file, at):
    whole, parts = new_store("whole.sqlite"), new_store("parts.sqlite")
    done = take(whole, HEADER + "".join(file))
    split = [take(parts, HEADER + "".join(part)) for part in (file[:at], file[at:]) if part]
    is_same = content(parts) == content(whole)
    assert is_same or conflicts(done) or any(map(conflicts, split))
    for store in (whole, parts):
        store.engine.dispose()
