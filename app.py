"""The table of contents: the pages, how they are served, and what every page shows."""

from pathlib import Path

import streamlit as st

from monitor.ui import pages
from monitor.ui.serving import MIDDLEWARE, lifespan

app = st.App(__file__, lifespan=lifespan, middleware=MIDDLEWARE)

ICON = Path(__file__).parent / "monitor" / "ui" / "icon.svg"


def main() -> None:
    st.set_page_config(page_title="Marrow Monitor", page_icon=str(ICON), layout="wide")
    st.navigation(
        {
            "Monitor": [
                st.Page(pages.HOME, title="Home", icon=":material/home:", default=True),
                st.Page(pages.PATIENTS, title="Patients", icon=":material/groups:"),
                st.Page(pages.PATIENT, title="Patient", visibility="hidden"),
            ],
            "Analyze": [
                st.Page(pages.RESPONSE, title="Response", icon=":material/water_drop:"),
                st.Page(pages.OUTCOMES, title="Outcomes", icon=":material/show_chart:"),
                st.Page(pages.STAGING, title="Staging", icon=":material/table_chart:"),
                st.Page(pages.DEPTH, title="Depth", icon=":material/layers:"),
            ],
            "Data": [
                st.Page(
                    pages.IMPORT,
                    title="Import",
                    icon=":material/upload_file:",
                    url_path="import",
                ),
                st.Page(pages.HISTORY, title="History", icon=":material/history:"),
                st.Page(pages.QUALITY, title="Quality", icon=":material/verified:"),
            ],
            "About": [
                st.Page(pages.METHODS, title="Methods", icon=":material/functions:"),
                st.Page(pages.SETTINGS, title="Settings", icon=":material/settings:"),
            ],
        }
    ).run()
    pages.show_footer()


if __name__ == "__main__":
    main()
