"""The demonstration's application server: that of production, on loopback only.

Worker and scheduler run beside it, and end with it.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from config import gunicorn as production
from config.demo.people import DEMO_ACCOUNTS
from config.start import load_pages

SECONDS_TO_STOP = 15


class DemoArbiter(Arbiter):
    """Gunicorn's master, which stops on SIGHUP instead of reloading."""

    def handle_hup(self) -> None:
        """Stop: the terminal is closed, so nobody could stop it later."""
        self.handle_term()


class DemoServer(BaseApplication):
    def __init__(self, port: int) -> None:
        self.address = f"127.0.0.1:{port}"
        super().__init__()

    def load_config(self) -> None:
        """Apply production's settings, except the address and the log level."""
        for name, value in vars(production).items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)
        self.cfg.set("bind", self.address)
        self.cfg.set("loglevel", "warning")
        self.cfg.set("when_ready", self.announce)

    def load(self) -> Any:
        application = get_wsgi_application()
        load_pages()
        return application

    def announce(self, _arbiter: Arbiter) -> None:
        url = f"http://{self.address}/"
        print(f"\nPasserelles is ready: {url} (Ctrl-C stops it)", flush=True)
        print(f"Log in at {url}compte/login/", flush=True)
        print(f"Mails, which go nowhere, are read at {url}demo/courriels/", flush=True)
        for account in DEMO_ACCOUNTS:
            print(f"  {account.who}: {account.email} / {account.password}", flush=True)

    def run(self) -> None:
        """Serve until a signal, then end the process with its exit handlers."""
        DemoArbiter(self).run()


@contextmanager
def run_beside() -> Iterator[None]:
    """Run worker and scheduler beside what the block does."""
    # As manage.py does: a job takes the time that it takes.
    environment = {**os.environ, "STATEMENT_TIMEOUT_MS": "0"}
    program, server = [sys.executable, "-m", "config.demo.beside"], str(os.getpid())
    running = [
        subprocess.Popen([*program, name, server], env=environment)  # noqa: S603 -- ours
        for name in ("worker", "scheduler")
    ]
    try:
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            wait_or_kill(process)


def wait_or_kill(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def serve_demo(port: int) -> None:
    with run_beside():
        DemoServer(port).run()
