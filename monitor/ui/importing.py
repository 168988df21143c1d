"""Planning and carrying out an import in a session: what was answered, what was stored."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from monitor import intake
from monitor.domain.plan import ImportPlan, Outcome, PlannedRows, SourceFile
from monitor.ui import store

ANSWERS, RECEIPTS = "import_answers", "import_receipts"
PATIENTS_OFFERED = 8


@dataclass(frozen=True, slots=True)
class SessionReceipt:
    """An import of this session: its number, and (link, pseudonym) of its first patients."""

    import_id: int
    patients: tuple[tuple[str, str], ...]


def planned(source: SourceFile) -> ImportPlan:
    """Returns what importing a file would do to the store as it is now."""
    given = tuple(sorted(answers(source).items()))
    return _planned(store.current_key(), source.sha256, source.name, given, source)


@st.cache_resource(show_spinner="Reading the file …", max_entries=4)
def _planned(
    key: store.StoreKey,  # noqa: ARG001  (part of the cache's key)
    sha256: str,  # noqa: ARG001
    name: str,  # noqa: ARG001
    given: tuple[tuple[str, str], ...],
    _source: SourceFile,
) -> ImportPlan:
    return intake.plan_file(store.current_store(), _source, dict(given))


def answers(source: SourceFile) -> Mapping[str, str]:
    """Returns what was answered for this file in this session."""
    return dict(st.session_state.get(ANSWERS, {}).get(source.sha256, {}))


def keep_answers(source: SourceFile, given: Mapping[str, str]) -> None:
    """Keeps answers for this file; none at all forgets the earlier ones."""
    kept = st.session_state.get(ANSWERS, {})
    new = {**answers(source), **given} if given else {}
    st.session_state[ANSWERS] = {**kept, source.sha256: new}


def carry_out(plan: ImportPlan) -> ImportPlan:
    """Imports a file, keeps its receipt for the session, and returns the plan as carried out."""
    done, receipt = intake.carry_out(store.current_store(), plan)
    if receipt and done.rows:
        entry = [receipt.import_id, _first_patients(done.rows)]
        st.session_state[RECEIPTS] = {
            **st.session_state.get(RECEIPTS, {}),
            plan.source.sha256: entry,
        }
    return done


def receipt_of(source: SourceFile) -> SessionReceipt | None:
    """Returns the receipt of a file imported in this session, unless it was undone since."""
    entry = st.session_state.get(RECEIPTS, {}).get(source.sha256)
    if entry is None:
        return None
    import_id, patients = entry
    in_force = {e.import_id for e in store.imports(store.current_key()) if not e.is_undone}
    pairs = tuple((link, name) for link, name in patients)
    return SessionReceipt(import_id, pairs) if import_id in in_force else None


def _first_patients(rows: PlannedRows) -> list[list[str]]:
    """Returns link and pseudonym of the first patients of whom a row is stored."""
    named = zip(rows.links, rows.people["patient_id"], rows.outcomes, strict=True)
    left_out = (Outcome.REJECTED, Outcome.PENDING)
    people = {link: str(name) for link, name, outcome in named if outcome not in left_out}
    return [[link, name] for link, name in people.items()][:PATIENTS_OFFERED]
