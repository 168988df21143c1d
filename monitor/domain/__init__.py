"""The words of the field as types. Pure Python: no pandas, no SQL, no Streamlit."""
