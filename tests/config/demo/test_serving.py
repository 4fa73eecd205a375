"""The demonstration ends whole: workers, master and PostgreSQL, whatever ends it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.slow

PROGRAM = """
import sys
import django
django.setup()
from django.conf import settings
from django.db import connection, connections
from config.demo.serving import serve_demo
# Nothing was collected into the folder of this test.
plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.STORAGES["staticfiles"]["BACKEND"] = plain
connection.ensure_connection()
connections.close_all()
serve_demo(int(sys.argv[1]))
"""
READY = "Staff, edits the directory"
Demo = subprocess.Popen[str]
Start = Callable[[], Demo]


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(port: int, tmp_path: Path) -> Iterator[Start]:
    """Serve on ``port`` with a PostgreSQL of its own; wait until it is ready."""
    environment = {
        **os.environ,
        **{"DEMO": "1", "VAR_DIR": str(tmp_path), "DATABASE_URL": ""},
        "PYTHONWARNINGS": "ignore",  # as above
    }
    with ExitStack() as running:

        def start() -> Demo:
            program = [sys.executable, "-c", PROGRAM, str(port)]
            demo = subprocess.Popen(
                program, env=environment, stdout=subprocess.PIPE, text=True
            )
            running.enter_context(demo)
            running.callback(demo.terminate)  # where a test failed
            assert demo.stdout
            assert any(READY in line for line in demo.stdout)
            return demo

        yield start


def status(port: int, host: str) -> int:
    """Return the status of ``/healthz`` asked under the name ``host``."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/healthz", headers={"Host": host})
    answer = connection.getresponse().status
    connection.close()
    return answer


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything(
    start: Start, port: int, tmp_path: Path, number: signal.Signals
) -> None:
    demo = start()
    assert status(port, "127.0.0.1") == 200
    family = psutil.Process(demo.pid).children(recursive=True)
    assert (tmp_path / "postgresql" / "postmaster.pid").exists()

    demo.send_signal(number)
    demo.communicate()

    assert family
    assert [process for process in family if process.is_running()] == []
    assert not (tmp_path / "postgresql" / "postmaster.pid").exists()


def test_nothing_outlives_a_server_that_is_killed(start: Start, port: int) -> None:
    demo = start()
    family = psutil.Process(demo.pid).children(recursive=True)
    started = {process.cmdline()[-2] for process in family}
    assert {"worker", "scheduler"} <= started

    demo.kill()
    demo.communicate()

    _gone, alive = psutil.wait_procs(family, timeout=30)
    assert alive == []


def test_it_answers_to_no_name_but_those_of_loopback(start: Start, port: int) -> None:
    demo = start()

    assert status(port, "passerelles.example") == 400
    assert status(port, f"localhost:{port}") == 200

    demo.terminate()
