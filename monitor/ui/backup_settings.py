"""Backups on the Settings page: making one, and putting one in the place of the store."""

import pandas as pd
import streamlit as st

from monitor.analysis.change_tables import changes_frame
from monitor.analysis.formats import counted
from monitor.domain.changes import ChangeEntry
from monitor.intake import user_name
from monitor.store.backups import Backup, back_up, read_backups
from monitor.store.errors import StoreError
from monitor.store.restoring import restore
from monitor.ui import past_imports, store
from monitor.ui.steps import show_frame
from monitor.ui.texts import literal

SAID = "settings_backup_said"
CHOSEN = "settings_backup"
CHANGES = 500
SIZE = "Size, MB"


def show_backups(key: store.StoreKey) -> None:
    """Shows the backups with the ways to make one and to go back to one."""
    engine = store.current_store().engine
    if engine.dialect.name != "sqlite":
        st.write(
            "This store lives on a database server, whose administrator backs it up (pg_dump, "
            "pg_restore)."
        )
        return
    st.write(
        "A checked copy of the store, made before every import and undo, and whenever you like. "
        "The newest five stay, and one a day of the last 14 days."
    )
    if st.button("Back up now", icon=":material/save:"):
        _back_up()
    if said := st.session_state.pop(SAID, None):
        st.success(literal(said), icon=":material/check:")
    backups = read_backups(engine)
    if not backups:
        st.caption("There is no backup yet.")
        return
    st.dataframe(
        _table(backups),
        hide_index=True,
        alt="Backups, the newest first",
        column_config={SIZE: st.column_config.NumberColumn(format="%.2f")},
    )
    st.caption(literal(f"In {backups[0].path.parent}"))
    _offer_restore(key, backups)


def _back_up() -> None:
    try:
        made = back_up(store.current_store().engine)
    except StoreError as fault:
        st.error(literal(str(fault)), icon=":material/block:")
        return
    if made is None:
        st.info("Nothing to back up: the store is empty.", icon=":material/info:")
    else:
        st.session_state[SAID] = f"The store is kept in {made.name}."


def _table(backups: tuple[Backup, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "File": one.path.name,
                "Revision": one.revision,
                "Made": one.made_on,
                SIZE: one.byte_count / 1e6,
            }
            for one in backups
        ]
    )


def _offer_restore(key: store.StoreKey, backups: tuple[Backup, ...]) -> None:
    """Shows what going back to a backup would take away, and does it once that is confirmed."""
    names = {one.path.name: one for one in backups}
    name = st.selectbox(
        "Restore a backup",
        list(names),
        index=None,
        placeholder="Choose one",
        key=f"{CHOSEN}_{key.revision}",
        width=320,
    )
    if name is None:
        return
    chosen = names[name]
    with st.container(border=True):
        changes = past_imports.changes(key, CHANGES)
        gone = [change for change in changes if change.number > chosen.revision]
        _tell_loss(chosen, key, gone)
        sure = st.checkbox("Yes, put it in the place of the store", key=f"{CHOSEN}_{name}_sure")
        if st.button(f"Restore {literal(name)}", type="primary", disabled=not sure):
            _restore(chosen)


def _tell_loss(chosen: Backup, key: store.StoreKey, gone: list[ChangeEntry]) -> None:
    st.markdown(
        f"**{literal(chosen.path.name)}** holds revision {chosen.revision:,}; the store is at "
        f"{key.revision:,}. "
        + (
            f"{counted(len(gone), 'change')} made since would be gone:"
            if gone
            else "No change was made since."
        )
    )
    if gone:
        show_frame(changes_frame(tuple(gone)), "Changes that would be gone")
    st.caption("The store as it is now is backed up first, so that this can be taken back.")


def _restore(chosen: Backup) -> None:
    try:
        revision = restore(chosen.path, user_name())
    except StoreError as fault:
        st.error(literal(str(fault)), icon=":material/block:")
        return
    st.session_state[SAID] = f"Restored from {chosen.path.name}; the revision is now {revision:,}."
    st.rerun()
