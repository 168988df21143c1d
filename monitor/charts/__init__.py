"""The data of one chart, turned into a plotly figure and a sentence that says the same."""
