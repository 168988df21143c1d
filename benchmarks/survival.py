"""Curves and the log-rank test of a large cohort, beside lifelines in an environment of its own.

lifelines needs an older pandas than this program; LIFELINES_PYTHON names a Python that has it:
`python -m venv lifelines && lifelines/bin/pip install lifelines`.
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.figures import Effort, Figure, alternate, figure
from monitor.stats.cox import cox, cox_rows
from monitor.stats.survival import kaplan_meier, log_rank

ROWS_PER_ROW_OF_THE_FILE = 2  # 200,000 patients for the usual 100,000 rows
PYTHON = "LIFELINES_PYTHON"
PEER = Path(__file__).with_name("apps") / "lifelines_curves.py"
WHAT = "two Kaplan–Meier curves with log–log limits, and the log-rank test"
LONGEST_SECONDS = 600


def survival_figures(effort: Effort) -> Iterator[Figure]:
    """Yields the times of curves and test, and of Cox's model beside statsmodels."""
    patients = effort.rows * ROWS_PER_ROW_OF_THE_FILE
    days, event, group = _cohort(patients)
    with tempfile.TemporaryDirectory() as folder:
        held = Path(folder) / "cohort.npz"
        np.savez(held, days=days, event=event, group=group)
        peer = _lifelines(held)
        ours, theirs = alternate(effort.rounds, lambda: _ours(days, event, group), peer)
    if peer is not None:
        name = "lifelines KaplanMeierFitter and logrank_test"
        yield figure("survival.curves", WHAT, "ms", ours, name, theirs, patients)
    else:
        yield figure("survival.curves", WHAT, "ms", ours, rows=patients)
        missing = f"{PYTHON} names no Python that has lifelines"
        yield Figure("survival.curves.peer", WHAT, skipped=missing)
    yield _cox(days, event, group, effort)


def _cohort(patients: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(7)
    group = draw.integers(0, 2, patients)
    relapse = np.ceil(draw.exponential(2500 / (1 + 0.3 * group)))
    last = draw.integers(200, 5000, patients).astype(float)
    return np.minimum(relapse, last), relapse <= last, group


def _ours(days: np.ndarray, event: np.ndarray, group: np.ndarray) -> float:
    started = perf_counter()
    for code in (0, 1):
        kaplan_meier(days[group == code], event[group == code])
    log_rank(days, event, group)
    return (perf_counter() - started) * 1000


def _lifelines(held: Path) -> Callable[[], float] | None:
    """Returns how lifelines is measured, None where there is none; it must agree with ours."""
    python = os.environ.get(PYTHON)
    if not python or subprocess.run([python, "-c", "import lifelines"], check=False).returncode:
        return None

    def peer() -> float:
        command = [python, str(PEER), str(held)]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=LONGEST_SECONDS
        )
        told = json.loads(done.stdout)
        _check(held, told["chi_square"], told["survival"])
        return float(told["ms"])

    return peer


def _check(held: Path, chi_square: float, survival: list[float]) -> None:
    arrays = np.load(held)
    days, event, group = arrays["days"], arrays["event"], arrays["group"]
    found = log_rank(days, event, group)
    ours = [
        kaplan_meier(days[group == code], event[group == code]).survival_at(1000.0)
        for code in (0, 1)
    ]
    np.testing.assert_allclose(ours, survival, rtol=1e-6)
    np.testing.assert_allclose(found.chi_square if found else 0.0, chi_square, rtol=1e-6)


def _cox(days: np.ndarray, event: np.ndarray, group: np.ndarray, effort: Effort) -> Figure:
    from statsmodels.duration.hazard_regression import PHReg  # type: ignore[import-untyped]

    # statsmodels takes seconds for a tenth of the patients; more would measure patience.
    some = slice(0, effort.rows // 5)
    own, hit, x = days[some], event[some], group[some].astype(float)

    def ours() -> float:
        started = perf_counter()
        cox(cox_rows(own, hit, {"group": x}))
        return (perf_counter() - started) * 1000

    def peer() -> float:
        started = perf_counter()
        PHReg(own, x[:, None], status=hit.astype(int), ties="efron").fit()
        return (perf_counter() - started) * 1000

    found = alternate(min(effort.rounds, 3), ours, peer)
    what = "Cox's model of one term, Efron's ties"
    return figure("survival.cox", what, "ms", found[0], "statsmodels PHReg", found[1], own.size)
