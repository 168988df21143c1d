"""Cached readers and what more than one page shows. The only place with Streamlit's caches."""
