"""Public pages are read from a replica while it follows; all else from the primary."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.signals import request_finished
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config import replica
from config.replica import REPLICA, ReplicaMiddleware, ReplicaRouter
from cooperation.views.base import public_view

ROOT = Path(__file__).resolve().parents[2]


@public_view
def public(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def private(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@pytest.fixture(autouse=True)
def choice() -> Iterator[None]:
    replica.forget_choice()
    yield
    replica.forget_choice()


def choose(
    view: Any, lag: float | None, monkeypatch: pytest.MonkeyPatch, cookie: str = ""
) -> str | None:
    """Return where a request of a view reads."""
    monkeypatch.setattr(replica, "LAG", replica.Lag())
    monkeypatch.setattr(replica, "measure_lag", lambda: lag)
    request = RequestFactory().get("/")
    if cookie:
        request.COOKIES[cookie] = "x"
    ReplicaMiddleware(view).process_view(request, view, (), {})
    return ReplicaRouter().db_for_read(None)


@pytest.mark.parametrize(
    ("lag", "alias"), [(0, REPLICA), (5, REPLICA), (5.1, None), (None, None)]
)
def test_a_public_page_is_read_from_a_replica_that_follows(
    lag: float | None, alias: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert choose(public, lag, monkeypatch) == alias


def test_who_is_known_and_what_is_not_public_are_read_from_the_primary(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    assert choose(private, 0, monkeypatch) is None
    assert choose(public, 0, monkeypatch, settings.SESSION_COOKIE_NAME) is None


@pytest.mark.django_db
def test_the_choice_lasts_until_the_answer_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert choose(public, 0, monkeypatch) == REPLICA
    assert ReplicaRouter().db_for_read(AnonymousUser) == REPLICA
    assert ReplicaRouter().db_for_write(SessionMiddleware) == "default"
    assert not ReplicaRouter().allow_migrate(REPLICA, "cooperation")
    request_finished.send(sender=None)
    assert ReplicaRouter().db_for_read(None) is None


def test_the_lag_is_asked_once_a_second_and_a_dead_replica_less_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, asked = [100.0], [0]

    def measure() -> float | None:
        asked[0] += 1
        return None if now[0] > 102 else 0.0

    monkeypatch.setattr(replica.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(replica, "measure_lag", measure)
    lag = replica.Lag()
    assert [lag.get(), lag.get(), asked[0]] == [0, 0, 1]
    now[0] = 103
    assert [lag.get(), asked[0]] == [None, 2]
    now[0] = 112
    assert [lag.get(), asked[0]] == [None, 2]


def test_a_replica_that_is_away_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        def cursor(self) -> Any:
            raise OperationalError("away")

        def close(self) -> None:
            pass

    monkeypatch.setattr(replica, "connections", {REPLICA: Away()})
    assert replica.measure_lag() is None


@pytest.mark.slow
def test_a_real_replica_serves_falls_behind_and_comes_back() -> None:
    """Streaming replication of two servers: scripts/trials/replication.py."""
    done = subprocess.run(
        [sys.executable, "-m", "trials.replication"],
        cwd=ROOT / "scripts",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines() == [
        "served by the replica: old title, replica asked",
        "paused a moment: old title, old tag",
        "paused for long: new title, primary asked",
        "resumed: new title, replica asked",
        "replica dead: newest title, primary asked",
    ]
