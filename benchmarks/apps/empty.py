"""The peer of a start: the least that Streamlit can serve."""

import streamlit as st

st.title("Empty")
