"""The peer of a click: one button that rewrites one number."""

import streamlit as st

count = st.session_state.get("count", 0)
st.session_state["count"] = count + 1
st.button("Again")
st.title(str(count))
