"""Worker and scheduler of the demonstration, which end with its server.

``python -m config.demo.beside worker 123`` (or ``scheduler``; 123 is the server),
started by serving.py.
"""

import logging
import os
import signal
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from config.processes import LongProcess  # noqa: E402 -- models come after setup()
from config.scheduler import Scheduler  # noqa: E402 -- the same
from config.worker import SiteWorker  # noqa: E402 -- the same

NAME, SERVER = sys.argv[1], int(sys.argv[2])


class EndsWithServer(LongProcess):
    def work(self, lock: Any) -> bool:
        """Work, unless the server is gone: another process is the parent then."""
        if os.getppid() != SERVER:
            self.running = False
            return False
        return super().work(lock)


class DemoWorker(EndsWithServer, SiteWorker):
    """The worker of a real site, and its end."""


class DemoScheduler(EndsWithServer, Scheduler):
    """The scheduler of a real site, and its end."""


def run() -> None:
    process: DemoWorker | DemoScheduler
    process = DemoWorker() if NAME == "worker" else DemoScheduler()
    # A closed terminal ends it too.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, process.shutdown)
    process.run()


if __name__ == "__main__":
    # The terminal is that of the site, which tells no visit either.
    logging.disable(logging.INFO)
    run()
