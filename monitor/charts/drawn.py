"""A figure that is finished: plain data on its way to the browser."""

from typing import Any

import plotly.graph_objects as go


class Drawn(go.Figure):  # type: ignore[misc]
    """A plotly figure that is passed on as it was built.

    plotly.py would check every attribute and copy the whole three times, at every click: half of
    the time that the server needs for a patient page. The tests check it instead.
    """

    def __init__(self, traces: list[dict[str, Any]], layout: dict[str, Any]) -> None:
        self._plain = {"data": traces, "layout": layout}

    def to_dict(self) -> dict[str, Any]:
        """Returns the figure as plain data."""
        return self._plain
