"""A real PostgreSQL server of the tests' own, where its programs are installed."""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
OWNER = "postgres"


def program(name: str) -> str | None:
    """Returns the path of one of the server's programs, None where it is not installed."""
    places = os.pathsep.join([*map(str, FOLDERS), os.environ.get("PATH", "")])
    return shutil.which(name, path=places)


def missing() -> str | None:
    """Returns why no server can be started here, or None where one can."""
    if not (program("initdb") and program("pg_ctl")):
        return "PostgreSQL's programs initdb and pg_ctl are not installed"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "the driver psycopg is not installed"
    if os.name != "posix":
        return "a server is started on Unix only"
    return None


@contextmanager
def server() -> Iterator[str]:
    """Yields the folder of the socket of a server that listens nowhere else; ended afterwards."""
    with tempfile.TemporaryDirectory(prefix="mm-pg-", ignore_cleanup_errors=True) as folder:
        if os.getuid() == 0:  # the server refuses to run as root
            shutil.chown(folder, OWNER)
        data = f"{folder}/data"
        _run("initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        _run("pg_ctl", "-D", data, "-l", f"{folder}/log", "-o", options, "-w", "start")
        watch = _end_with_us(data)
        try:
            yield folder
        finally:
            watch.kill()
            watch.wait()
            _run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _end_with_us(data: str) -> "subprocess.Popen[bytes]":
    """Starts what ends the server where the tests themselves are killed."""
    wait = f"while kill -0 {os.getpid()} 2>/dev/null; do sleep 1; done"
    stop = shlex.join(_as_owner([str(program("pg_ctl")), "-D", data, "-m", "immediate", "stop"]))
    return subprocess.Popen(
        ["sh", "-c", f"{wait}; {stop}"],
        cwd="/",
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def url(folder: str, database: str) -> str:
    return f"postgresql+psycopg://{OWNER}@/{database}?host={folder}"


def _run(name: str, *arguments: str) -> None:
    command = _as_owner([str(program(name)), *arguments])
    # A server that inherits a pipe keeps it open, so what it says goes to a file.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            command, stdout=said, stderr=said, stdin=subprocess.DEVNULL, cwd="/", check=False
        )
        said.seek(0)
        assert done.returncode == 0, said.read().decode(errors="replace")


def _as_owner(command: list[str]) -> list[str]:
    return ["runuser", "-u", OWNER, "--", *command] if os.getuid() == 0 else command
