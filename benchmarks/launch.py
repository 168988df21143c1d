"""Run one command and say what it used: CPU and wall seconds, peak memory, exit status.

    python -I -S benchmarks/launch.py RESULT.json COMMAND …

A process of its own and without any import to speak of, because Linux counts the memory of the
parent at the moment of the start towards the peak of the child: here about 10 MB.
"""

import json
import os
import sys
import time


def run(command: list[str]) -> dict[str, float]:
    """Returns what a command used; standard input and output are this process's own."""
    started = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(process, 0)
    return {
        "wall": time.perf_counter() - started,
        "cpu": used.ru_utime + used.ru_stime,
        # macOS counts bytes, everyone else KiB.
        "peak_mb": used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e6 / 1024),
        "status": os.waitstatus_to_exitcode(status),
    }


if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="utf-8") as result:  # noqa: PTH123  (no pathlib here)
        json.dump(run(sys.argv[2:]), result)
