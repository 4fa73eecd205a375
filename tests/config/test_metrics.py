"""Metrics are for who has the token, and say how the site does."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from config import metrics
from config.job_gauges import iter_job_gauges
from cooperation.imports.undo import undo_import
from cooperation.models import BackupRun, PeriodicJob
from cooperation.web.periodic import add_missing_jobs

TOKEN = "a-token-of-the-tests-0123456789"
BEARER = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def counting(settings: Any) -> Iterator[None]:
    """A site that counts; the token is that of tests."""
    settings.METRICS_TOKEN = TOKEN
    settings.MIDDLEWARE = ["config.metrics.MetricsMiddleware", *settings.MIDDLEWARE]
    metrics.start_counting()
    yield
    metrics.GAUGE_SOURCES.clear()
    got_request_exception.disconnect(metrics.count_database_error)


def read(client: Client) -> dict[tuple[str, tuple[str, ...]], float]:
    """Return each sample, by its name and the values of its labels."""
    answer = client.get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_without_the_setting_there_is_no_such_page(client: Client) -> None:
    assert client.get("/metrics", headers=BEARER).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer ", f"Bearer {TOKEN}x", TOKEN, "é"])
def test_without_the_token_there_is_nothing_to_read(
    client: Client, settings: Any, given: str
) -> None:
    settings.METRICS_TOKEN = TOKEN
    answer = client.get("/metrics", headers={"authorization": given})
    assert (answer.status_code, answer.text) == (401, "token\n")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.django_db
def test_requests_are_counted_by_route_and_never_by_address(
    client: Client, counting: None
) -> None:
    before = read(client)
    client.get("/pays/")
    client.get("/pays/?q=Dupont")
    client.get("/collectivites/personne/")
    after = read(client)

    def grown(name: str, *labels: str) -> float:
        return after[name, labels] - before.get((name, labels), 0)

    assert grown("passerelles_requests_total", "cooperation:country_list", "2xx") == 2
    detail = "cooperation:collectivity_detail"
    assert grown("passerelles_requests_total", detail, "4xx") == 1
    assert grown("passerelles_request_seconds_count", "cooperation:country_list") == 2
    assert "Dupont" not in str(after)
    assert "personne" not in str(after)


@pytest.mark.django_db
def test_what_waits_and_the_age_of_backups_are_told(
    client: Client, counting: None
) -> None:
    moment = timezone.now() - timedelta(hours=2)
    BackupRun.objects.create(kind="sauvegarde", started_at=moment, ended_at=moment)
    metrics.register_gauges(lambda: [metrics.Gauge("jobs_waiting", "Jobs", {"": 3.0})])
    told = read(client)
    assert told["passerelles_proposals_waiting", ()] == 0
    assert told["passerelles_backup_age_seconds", ("backup",)] == pytest.approx(
        7200, abs=60
    )
    assert ("passerelles_backup_age_seconds", ("drill",)) not in told
    assert told["passerelles_jobs_waiting", ()] == 3
    assert told["passerelles_database_up", ()] == 1


def test_jobs_that_wait_and_the_age_of_each_periodic_job_are_told(db: None) -> None:
    undo_import.enqueue(1, None)
    add_missing_jobs()
    an_hour_ago = timezone.now() - timedelta(hours=1)
    PeriodicJob.objects.filter(name="digest").update(succeeded_at=an_hour_ago)

    waiting, ages = iter_job_gauges()

    assert waiting.values == {"": 1.0}
    assert round(ages.values["digest"] or 0, -1) == 3_600
    assert ages.values["backup"] is None


def test_a_database_that_is_away_is_told_too(client: Client, counting: None) -> None:
    def fail() -> list[metrics.Gauge]:
        raise OperationalError("away")

    metrics.GAUGE_SOURCES[:] = [fail]
    assert read(client)["passerelles_database_up", ()] == 0


def test_a_request_that_failed_for_the_database_is_counted(
    counting: None, client: Client
) -> None:
    metrics.GAUGE_SOURCES.clear()
    key = ("passerelles_database_errors_total", ("OperationalError",))
    before = read(client).get(key, 0)
    try:
        raise OperationalError("away")
    except DatabaseError:
        got_request_exception.send(sender=None, request=None)
    try:
        raise ValueError
    except ValueError:
        got_request_exception.send(sender=None, request=None)
    assert read(client)[key] == before + 1


def test_what_has_no_route_is_named_by_its_kind() -> None:
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    request = RequestFactory().get("/static/x.css")
    metrics.MetricsMiddleware(answer)(request)
    assert metrics.get_route(request) == "static"
    assert metrics.get_route(RequestFactory().get("/wp-login.php")) == "unknown"


@pytest.mark.slow
def test_what_several_processes_count_is_added_up(tmp_path: Any) -> None:
    count = (
        "import os; from prometheus_client import Counter; "
        "c = Counter('x', 'x'); os.fork(); c.inc(); os.getpid()"
    )
    add = (
        "from prometheus_client import CollectorRegistry, generate_latest\n"
        "from prometheus_client.multiprocess import MultiProcessCollector\n"
        "r = CollectorRegistry(); MultiProcessCollector(r)\n"
        "print(generate_latest(r).decode())"
    )
    environment = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", count], env=environment, check=True)
    done = subprocess.run(
        [sys.executable, "-c", add],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "x_total 2.0" in done.stdout
