"""The views of response by visit and by patient: charts 7, 6, 5 and 4."""

from monitor.ui.response_visits_courses import show_courses
from monitor.ui.response_visits_detection import show_detection
from monitor.ui.response_visits_swimmer import show_swimmer
from monitor.ui.response_visits_transitions import show_transitions

__all__ = ["show_courses", "show_detection", "show_swimmer", "show_transitions"]
