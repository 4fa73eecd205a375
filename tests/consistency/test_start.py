"""What is wrong before anything is installed is said in one line."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow

SCRIPTS = Path(settings.BASE_DIR) / "scripts"
OLD = """
import sys
sys.version_info = (3, 10, 4)
sys.path.insert(0, {scripts!r})
import environment
environment.check_python()
"""
FULL = """
import sys
sys.path.insert(0, {scripts!r})
import environment
environment.check_room(10 ** 12)
"""


def get_output(*arguments: str, **environment: str) -> str:
    """Run a script and give what it says as it fails."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    return done.stderr


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that something listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_that_is_taken(taken_port: int) -> None:
    assert get_output(str(SCRIPTS / "demo.py"), PORT=str(taken_port)) == (
        f"Passerelles: port {taken_port} is taken; "
        "choose another: make demo PORT=8001\n"
    )


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1"])
def test_a_port_that_is_none(port: str) -> None:
    assert get_output(str(SCRIPTS / "demo.py"), PORT=port) == (
        f"Passerelles: PORT is a number from 1 to 65535, not {port!r}.\n"
    )


def test_a_python_that_is_too_old() -> None:
    message = get_output("-c", OLD.format(scripts=str(SCRIPTS)))

    assert message == (
        f"Passerelles: Python 3.11 or newer is needed, {sys.executable} is 3.10.4; "
        "name another one: make PYTHON=/path/to/python3\n"
    )


def test_a_disk_without_room() -> None:
    message = get_output("-c", FULL.format(scripts=str(SCRIPTS)))

    assert message.startswith("Passerelles: no room on disk: 1000000000000 MB needed")
    assert message.count("\n") == 1


def test_make_lists_what_it_can_do() -> None:
    make = which("make") or "make"
    done = subprocess.run(
        [make, "help"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "make demo" in done.stdout
    assert "make test" in done.stdout


@pytest.mark.parametrize("target", ["dev", "test", "bench"])
def test_make_sets_data_of_before_aside_first(target: str) -> None:
    done = subprocess.run(
        [which("make") or "make", "--dry-run", target],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line for line in done.stdout.splitlines() if ".venv/bin/" in line]
    assert lines[0] == "DEBUG=1 .venv/bin/python -m config.embedded.earlier"
