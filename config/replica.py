"""Public pages read from a replica of the database (DATABASE_REPLICA_URL).

One alias for a whole request, so that a page's tag and its data are of one moment: the
replica for anonymous visitors of public pages while it follows the primary closely,
else the primary. All others read where they write.
"""

import time
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any

from asgiref.local import Local
from django.core.signals import request_finished, request_started
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse

from config.metrics import Gauge
from cooperation.web.etags import is_anonymous

REPLICA = "replica"
MAX_LAG_SECONDS = 5.0
ASKED_EVERY_SECONDS, ASKED_AGAIN_AFTER_FAILURE = 1.0, 10.0
# Nothing where the server follows no other: promoted, it is a primary of its own. What
# was received and replayed is all that there is while it is connected.
LAG_SQL = """
SELECT CASE
  WHEN NOT pg_is_in_recovery() THEN NULL
  WHEN EXISTS (SELECT FROM pg_stat_wal_receiver)
    AND pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
  ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())
END
"""
_chosen = Local()


class ReplicaRouter:
    """Reads where the request chose, writes on the primary."""

    def db_for_read(self, _model: Any, **_hints: Any) -> str | None:
        return getattr(_chosen, "alias", None)

    def db_for_write(self, _model: Any, **_hints: Any) -> str:
        return "default"

    def allow_relation(self, *_rows: Any, **_hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, *_arguments: Any, **_hints: Any) -> bool:
        return db != REPLICA


class ReplicaMiddleware:
    """Chooses the replica for public pages of anonymous visitors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> None:
        is_public = getattr(view, "is_public_reading", False)
        if is_public and is_anonymous(request):
            choose_replica()


def choose_replica() -> None:
    """Read from the replica until the end of the request, if it is there."""
    if is_replica_fresh():
        _chosen.alias = REPLICA


def forget_choice(**_signal: Any) -> None:
    """End the choice of a request: after its answer was sent, streams included."""
    _chosen.alias = None


request_started.connect(forget_choice)
request_finished.connect(forget_choice)


# Lag --------------------------------------------------------------------------------


class Lag:
    """How far the replica is behind, asked once a second by each process."""

    def __init__(self) -> None:
        self.lock, self.ask_at = Lock(), 0.0
        self.seconds: float | None = None

    def get(self) -> float | None:
        """Return seconds; None where the replica cannot be used."""
        with self.lock:
            if time.monotonic() >= self.ask_at:
                self.seconds = measure_lag()
                is_there = self.seconds is not None
                pause = ASKED_EVERY_SECONDS if is_there else ASKED_AGAIN_AFTER_FAILURE
                self.ask_at = time.monotonic() + pause
            return self.seconds


LAG = Lag()


def measure_lag() -> float | None:
    try:
        with connections[REPLICA].cursor() as cursor:
            cursor.execute(LAG_SQL)
            (seconds,) = cursor.fetchone()
    except DatabaseError:
        connections[REPLICA].close()
        return None
    return None if seconds is None else float(seconds)


def is_replica_fresh() -> bool:
    seconds = LAG.get()
    return seconds is not None and seconds <= MAX_LAG_SECONDS


def iter_replica_gauges() -> Iterator[Gauge]:
    yield Gauge("replica_lag_seconds", "How far the replica is behind", {"": LAG.get()})
