"""Who may know whom in monitor/, read off the imports, and what an import may not do."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CLONE = Path(__file__).resolve().parent.parent
MONITOR = CLONE / "monitor"
LONGEST_MODULE = 350

# Each room (a folder or a module of monitor/): the rooms that it may know beside itself, and the
# packages from outside. A new room says here whom it may know.
DATA_ROOMS = {"domain", "stats", "ingest", "store", "analysis", "charts", "export"}
DATA_ROOMS |= {"cohort_reading", "effect", "intake", "profiling", "sample", "source_columns"}
DATA_ROOMS |= {"withdrawing"}
MAY_KNOW: dict[str, tuple[set[str], set[str]]] = {
    "domain": (set(), set()),
    "stats": ({"domain"}, {"numpy", "scipy", "statsmodels"}),
    "ingest": ({"domain", "stats"}, {"numpy", "python_calamine"}),
    "store": ({"domain", "stats"}, {"alembic", "pandas", "platformdirs", "sqlalchemy"}),
    "analysis": ({"domain", "stats"}, {"numpy", "pandas"}),
    "charts": ({"domain", "stats", "analysis"}, {"plotly"}),
    "export": ({"domain", "stats", "analysis"}, {"numpy", "pandas"}),
    "intake": ({"domain", "ingest", "store"}, set()),  # where a file meets the store
    "cohort_reading": ({"analysis", "domain", "store"}, set()),  # built, and kept up with writes
    "effect": ({"analysis", "domain", "store"}, set()),  # an import, rehearsed and judged
    "reading": ({"domain", "ingest"}, set()),  # a file without the store
    "source_columns": ({"domain", "ingest", "store"}, set()),  # a stored value back to its column
    "sample": ({"domain", "intake", "store"}, set()),
    "profiling": ({"domain", "ingest", "intake", "store"}, set()),
    "withdrawing": ({"domain", "ingest", "intake", "store"}, set()),  # an import of a mark
    "cli": (DATA_ROOMS | {"cli_analyze", "cli_calls", "cli_files", "cli_text", "reading"}, set()),
    "cli_analyze": (
        DATA_ROOMS
        | {"cli_files", "cli_filter", "cli_groups", "cli_response", "cli_text", "cli_transitions"},
        set(),
    ),
    "cli_groups": (DATA_ROOMS | {"cli_files", "cli_filter", "cli_response", "cli_text"}, set()),
    "cli_response": (DATA_ROOMS | {"cli_files", "cli_filter", "cli_text"}, set()),
    "cli_transitions": (
        DATA_ROOMS | {"cli_files", "cli_filter", "cli_response", "cli_text"},
        set(),
    ),
    "cli_filter": ({"analysis", "cli_files", "cli_text"}, set()),
    "cli_calls": (DATA_ROOMS | {"cli_files", "cli_text"}, set()),
    "cli_files": (DATA_ROOMS | {"cli_text"}, set()),
    "cli_text": ({"domain"}, set()),
    "__main__": ({"cli"}, set()),
    "ui": (DATA_ROOMS, {"pandas", "starlette", "streamlit"}),
    "pages": (DATA_ROOMS | {"ui"}, {"pandas", "streamlit"}),
    "app": (DATA_ROOMS | {"ui", "pages"}, {"starlette", "streamlit"}),
}

# Beginnings of statements, as SQL is written here: in capitals.
SQL = re.compile(
    r"\b(SELECT\b.+\bFROM|INSERT INTO|UPDATE\b.+\bSET|DELETE FROM|CREATE TABLE|PRAGMA)\b", re.DOTALL
)


def modules() -> list[Path]:
    return sorted(MONITOR.rglob("*.py")) + [path for path in [CLONE / "app.py"] if path.exists()]


def name_of(path: Path) -> str:
    return path.relative_to(CLONE).as_posix()


def room_of(path: Path) -> str:
    inside = path.relative_to(CLONE).with_suffix("").parts
    return inside[1] if len(inside) > 1 else inside[0]


def syntax_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports_of(path: Path) -> Iterator[str]:
    """Yields the dotted name of everything that is imported, wherever in the file it stands."""
    package = path.relative_to(CLONE).parent.parts
    for node in ast.walk(syntax_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def rooms_known_by(path: Path) -> set[str]:
    parts = [name.split(".") for name in imports_of(path)]
    rooms = {name[1] for name in parts if name[0] == "monitor" and len(name) > 1}
    return rooms - {"__version__", room_of(path)}


def packages_known_by(path: Path) -> set[str]:
    packages = {name.split(".")[0] for name in imports_of(path)}
    return packages - set(sys.stdlib_module_names) - {"monitor"}


every_module = pytest.mark.parametrize("path", modules(), ids=name_of)


def test_every_room_says_whom_it_may_know() -> None:
    rooms = {room_of(path) for path in modules()} - {"__init__"}
    assert rooms <= MAY_KNOW.keys()


@every_module
def test_a_module_knows_only_rooms_and_packages_that_its_room_may_know(path: Path) -> None:
    rooms, packages = MAY_KNOW.get(room_of(path), (set(), set()))
    assert rooms_known_by(path) <= rooms
    assert packages_known_by(path) <= packages


@every_module
def test_only_the_store_speaks_to_a_database(path: Path) -> None:
    if room_of(path) == "store":
        return
    texts = [
        node.value
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert [text for text in texts if SQL.search(text)] == []
    assert not {"sqlite3", "sqlalchemy"} & {name.split(".")[0] for name in imports_of(path)}


@every_module
def test_only_the_ui_room_caches(path: Path) -> None:
    if room_of(path) == "ui":
        return
    names = {node.attr for node in ast.walk(syntax_of(path)) if isinstance(node, ast.Attribute)}
    names |= {name.split(".")[-1] for name in imports_of(path)}
    assert not names & {"cache_data", "cache_resource"}


@pytest.mark.parametrize("path", sorted(MONITOR.glob("pages/*.py")), ids=name_of)
def test_a_page_builds_no_figure_and_runs_no_query(path: Path) -> None:
    nodes = list(ast.walk(syntax_of(path)))
    assert "go" not in {node.id for node in nodes if isinstance(node, ast.Name)}
    assert "execute" not in {node.attr for node in nodes if isinstance(node, ast.Attribute)}


@every_module
def test_a_module_is_one_thought(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def run_in_an_empty_home(home: Path, code: str) -> str:
    """Returns what the code prints, run from an empty folder that is also the user's home."""
    place = str(home)
    places = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TMPDIR", "TEMP", "TMP")
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("XDG_", "MONITOR_", "COVERAGE", "PYTEST"))
    }
    environment |= dict.fromkeys(places, place) | {"PYTHONDONTWRITEBYTECODE": "1"}
    environment["PYTHONPATH"] = str(CLONE)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_program_leaves_no_trace_on_the_disk(tmp_path: Path) -> None:
    # Pages and Alembic's scripts are run by Streamlit and Alembic, never imported.
    names = [
        ".".join(path.relative_to(CLONE).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted(MONITOR.rglob("*.py"))
        if not {"pages", "migrations", "__main__.py"} & set(path.parts)
    ]
    run_in_an_empty_home(
        tmp_path, f"import importlib\nfor n in {names}: importlib.import_module(n)"
    )
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.skipif(not (MONITOR / "cli.py").exists(), reason="there is no command line yet")
def test_the_command_line_starts_without_the_slow_libraries(tmp_path: Path) -> None:
    code = "import sys, monitor.cli\nprint(*sys.modules, sep='\\n')"
    loaded = set(run_in_an_empty_home(tmp_path, code).split())
    assert not loaded & {"pandas", "scipy.stats", "statsmodels", "streamlit"}
