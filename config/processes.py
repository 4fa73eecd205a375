"""What worker and scheduler share: work under a lock, outages, the end."""

import logging
import secrets
import time
from socket import gethostname
from typing import Any

from django.db import (
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connections,
)

from cooperation.db import session_lock
from cooperation.web.jobs import build_lock_key

log = logging.getLogger(__name__)

# Nobody answers, or the tables are not there yet: they are being migrated.
AWAY = (OperationalError, InterfaceError, ProgrammingError)
PAUSE, NAP = 1.0, 0.5
PAUSE_WITHOUT_DATABASE = 5.0


class LongProcess:
    """Works in rounds until it is told to stop; holds a lock as a sign of life.

    Each time that the database was away it begins anew, under another ``worker_id``:
    what it left unfinished belongs to one that is dead.
    """

    title: str
    locks: int
    running: bool
    worker_id: str

    def __str__(self) -> str:
        return self.title

    def work(self, lock: Any) -> bool:
        """Do what is to be done now; return whether there may be more at once."""
        raise NotImplementedError

    def run(self) -> None:
        while self.running:
            try:
                self.work_under_lock()
            except AWAY as error:
                cause = " ".join(str(error).split())
                log.warning("Passerelles: %s waits for the database: %s", self, cause)
                connections.close_all()
                self.rest(PAUSE_WITHOUT_DATABASE)

    def work_under_lock(self) -> None:
        self.worker_id = f"{gethostname()[:40]}-{secrets.token_hex(8)}"
        key, name = build_lock_key(self.worker_id), f"{self.title}@{gethostname()}"[:63]
        with session_lock(self.locks, key, name) as lock:
            log.info("Passerelles: %s started.", self)
            while self.running:
                with lock.cursor() as cursor:
                    cursor.execute("SELECT 1")
                if not self.work(lock):
                    self.rest(PAUSE)

    def rest(self, seconds: float) -> None:
        """Wait, but no longer than it is to run."""
        end = time.monotonic() + seconds
        while self.running and time.monotonic() < end:
            time.sleep(min(seconds, NAP))
