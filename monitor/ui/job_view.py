"""A long import on the screen: a bar that moves by itself, rows, time left, and a way out."""

import streamlit as st

from monitor.ui import jobs
from monitor.ui.jobs import Job

EVERY_SECONDS = 0.5
STAGES = {
    "read": "Reading the file",
    "parse": "Reading the values",
    "check": "Checking every row",
    "store": "Storing",
}


@st.fragment(run_every=EVERY_SECONDS)
def show_job(draft_id: str) -> None:
    """Shows a running job; once it has ended, the whole page is drawn anew."""
    job = jobs.job_of(draft_id)
    if job is None or not job.is_running:
        st.rerun()
    else:
        st.progress(job.share, text=progress_text(job))
        st.caption(
            "You may close this page: the import goes on, and its draft shows how far it is."
        )
        if st.button("Cancel", icon=":material/close:", key=f"cancel_{draft_id}"):
            with st.spinner("Ending the import …"):
                jobs.cancel(draft_id)
            st.rerun()


def progress_text(job: Job) -> str:
    """Returns what a job does: "Storing · 40,000 of 100,000 rows · about 3 s left"."""
    parts = [STAGES.get(job.stage, job.stage)]
    if job.total:
        done = f"{job.done:,} of " if job.done else ""
        parts.append(f"{done}{job.total:,} rows")
    left = job.seconds_left
    if left is not None:
        parts.append(f"about {left / 60:.0f} min left" if left > 90 else f"about {left:.0f} s left")
    return " · ".join(parts)
