"""The servers that are measured: the site, a plain Django, Datasette.

Each answers over HTTP on a port of its own. What a request costs is the time until
its last byte, less the processor time of the client, which shares the machine; and
the processor time of the server's processes and of the database.
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import quote

import psutil
from django.conf import settings
from django.db import connection

HOST = "127.0.0.1"
SECONDS_TO_START = 120
SITE, PLAIN, DATASETTE = "site", "django", "datasette"
SCRIPTS = Path(__file__).resolve().parent.parent
# Each request is of an address that no cache has: the tag of a page holds this header.
_numbers = count()


class Answer(NamedTuple):
    """What a request took, in milliseconds, and what came."""

    ms: float
    status: int
    size: int


@dataclass
class Server:
    """A running server; requests go over one connection that is kept."""

    name: str
    port: int
    process: "subprocess.Popen[bytes]"
    started: float = field(default_factory=time.perf_counter)
    client: http.client.HTTPConnection | None = None

    def ask(self, address: str, *, kept: bool = False) -> Answer:
        """Request an address; a page that the site has ``kept`` only if it may."""
        headers = {"Host": "localhost", "Accept-Encoding": "br, gzip"}
        if not kept:
            headers["HX-Target"] = f"bench-{next(_numbers)}"
        wall, own = time.perf_counter(), time.thread_time()
        try:
            status, size = self.request(address, headers)
        except (http.client.HTTPException, ConnectionError):
            self.client = None
            wall, own = time.perf_counter(), time.thread_time()
            status, size = self.request(address, headers)
        taken = (time.perf_counter() - wall) - (time.thread_time() - own)
        return Answer(1000 * taken, status, size)

    def request(self, address: str, headers: dict[str, str]) -> tuple[int, int]:
        if self.client is None:
            self.client = http.client.HTTPConnection(HOST, self.port, timeout=600)
        self.client.request("GET", address, headers=headers)
        response, size = self.client.getresponse(), 0
        while piece := response.read(1 << 20):
            size += len(piece)
        return response.status, size

    def another_client(self) -> Self:
        """Return the same server with a connection of its own."""
        return type(self)(self.name, self.port, self.process)

    def processor_seconds(self) -> float:
        return sum_processor_seconds(self.process.pid)

    def memory_megabytes(self) -> float:
        """Return the resident memory of its largest process."""
        root = psutil.Process(self.process.pid)
        found = root.children(recursive=True) or [root]
        return max(one.memory_info().rss for one in found) / 1e6

    def wait(self) -> None:
        """Wait until the server listens."""
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex((HOST, self.port)) == 0:
                    return
            time.sleep(0.02)
        raise SystemExit(f"{self.name} does not start.")


def sum_processor_seconds(pid: int) -> float:
    """Return what a process and those under it have computed, ended ones included."""
    root = psutil.Process(pid)
    total = 0.0
    for one in (root, *root.children(recursive=True)):
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
        total += times.children_user + times.children_system
    return total


def find_database_process() -> int:
    """Return the server process of the database, 0 if it is not of this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    try:
        return psutil.Process(backend).ppid()
    except psutil.NoSuchProcess:
        return 0


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def run_server(
    name: str, command: list[str], port: int, **environment: str
) -> Iterator[Server]:
    """Run a server until the block ends."""
    process = subprocess.Popen(
        command,
        env=os.environ | environment,
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
        # Datasette tells there of each request.
        stderr=subprocess.DEVNULL if name == DATASETTE else None,
    )
    server = Server(name, port, process)
    try:
        server.wait()
        yield server
    finally:
        process.terminate()
        process.wait()


def run_site(workers: int = 2) -> AbstractContextManager[Server]:
    """Run the site as in production, with its own limit of a statement's time."""
    port = find_free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"]
    command += ["--keep-alive", "600", "--max-requests", "0", "config.wsgi"]
    return run_server(
        SITE,
        [*command, "--log-level", "error"],
        port,
        BIND=f"{HOST}:{port}",
        WEB_CONCURRENCY=str(workers),
        STATEMENT_TIMEOUT_MS="5000",
        DATABASE_URL=build_database_url(),
    )


def build_database_url() -> str:
    """Return where this process reads, as a site names its database."""
    to = connection.get_connection_params()
    user, host = quote(to.get("user", "")), quote(to.get("host", ""), safe="")
    return f"postgres://{user}@{host}/{to['dbname']}"


def run_plain_django() -> AbstractContextManager[Server]:
    port = find_free_port()
    to = connection.get_connection_params()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"{HOST}:{port}"]
    command += ["--workers", "2", "--threads", "4", "--keep-alive", "600"]
    command += ["--log-level", "error", "benchmark.plain_django.wsgi"]
    return run_server(
        PLAIN,
        command,
        port,
        PYTHONPATH=str(SCRIPTS),
        PLAIN_DB_NAME=to["dbname"],
        PLAIN_DB_HOST=to.get("host", ""),
        PLAIN_DB_PORT=str(to.get("port", "")),
        PLAIN_DB_USER=to.get("user", ""),
        PLAIN_DB_PASSWORD=to.get("password", ""),
    )


def run_datasette(program: str, file: Path) -> AbstractContextManager[Server]:
    port = find_free_port()
    limits = {"sql_time_limit_ms": 600_000, "facet_time_limit_ms": 600_000}
    limits |= {"suggest_facets": 0, "max_returned_rows": 1000, "default_facet_size": 30}
    command = [program, "serve", "--immutable", str(file), "--port", str(port)]
    for name, value in limits.items():
        command += ["--setting", name, str(value)]
    return run_server(DATASETTE, command, port)
