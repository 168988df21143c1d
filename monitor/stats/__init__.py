"""Numbers in, numbers out: each function names its formula, unit and source."""
