"""Speed and memory, each against a peer that runs beside it in the same run."""
