"""Serial tumor-cell counts in bone marrow, against therapy, with honest uncertainty."""

__version__ = "0.1.0"
