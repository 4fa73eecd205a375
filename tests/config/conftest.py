"""Processes that hold an embedded PostgreSQL."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

PROGRAM = """
import os, signal, sys, time
from pathlib import Path
import psycopg2
from config.embedded.base import create_database
from config.embedded.server import get_running_server
from psycopg2.extensions import make_dsn, parse_dsn

# Whoever runs the tests in the background may have these ignored.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)
address = parse_dsn(get_running_server(Path(sys.argv[1])).get_uri())
for _ in range(2):
    create_database(make_dsn(**address), "passerelles")
psycopg2.connect(**(address | {"dbname": "passerelles"})).close()
print("ready", flush=True)
sys.stdin.read()
"""


Holder = subprocess.Popen[str]
Start = Callable[[Path], Holder]


@pytest.fixture
def start_holder() -> Iterator[Start]:
    """Start a process that holds the server of a folder until its input ends."""
    with ExitStack() as holders:

        def start(data_dir: Path) -> Holder:
            program = [sys.executable, "-c", PROGRAM, str(data_dir)]
            pipe = subprocess.PIPE
            holder = subprocess.Popen(program, stdin=pipe, stdout=pipe, text=True)
            holders.enter_context(holder)
            holders.callback(holder.terminate)  # where a test failed
            assert holder.stdout
            assert holder.stdout.readline() == "ready\n"
            return holder

        yield start


def close(holder: Holder) -> int:
    """End a holder's input and wait for it; give its exit code."""
    holder.communicate()
    return holder.returncode
