"""Metrics for Prometheus, at ``/metrics`` for who has METRICS_TOKEN.

Without the setting there is no such page and nothing is counted. What the processes of
gunicorn count is added up (config/gunicorn.py gives them a folder); what the database
knows is asked at each scrape.
"""

import os
import secrets
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.signals import got_request_exception
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from accounts.models import Proposal
from config.version import get_version
from cooperation.enums import BackupRunKind
from cooperation.models import BackupRun
from cooperation.web.page_cache import KEPT_ROUTE

REQUESTS = Counter(
    "passerelles_requests",
    "Requests, by route and class of status",
    ["route", "status"],
)
LATENCY = Histogram(
    "passerelles_request_seconds",
    "Time until the answer begins, by route",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
DATABASE_ERRORS = Counter(
    "passerelles_database_errors", "Requests that failed for the database", ["error"]
)


class Gauge(NamedTuple):
    """A figure of now: its name after ``passerelles_``, and a value by label."""

    name: str
    help: str
    values: dict[str, float | None]
    label: str = ""


GaugeSource = Callable[[], Iterable[Gauge]]
GAUGE_SOURCES: list[GaugeSource] = []


def register_gauges(source: GaugeSource) -> None:
    """Add a function whose gauges are asked at each scrape."""
    GAUGE_SOURCES.append(source)


# Counting -----------------------------------------------------------------------------


class MetricsMiddleware:
    """Counts each request and how long it took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        route = get_route(request)
        REQUESTS.labels(route, f"{response.status_code // 100}xx").inc()
        LATENCY.labels(route).observe(time.perf_counter() - begun)
        return response


def get_route(request: HttpRequest) -> str:
    """Return the name of a request's route; what has none is named by kind."""
    if request.resolver_match:
        return request.resolver_match.view_name or "unnamed"
    if KEPT_ROUTE in request.META:
        return str(request.META[KEPT_ROUTE])
    is_static = request.path_info.startswith(settings.STATIC_URL)
    return "static" if is_static else "unknown"


def count_database_error(**_signal: Any) -> None:
    error = sys.exception()
    if isinstance(error, DatabaseError):
        DATABASE_ERRORS.labels(type(error).__name__).inc()


def start_counting() -> None:
    """Count errors and know the site's own gauges; called once, by ``ready()``."""
    got_request_exception.connect(count_database_error)
    register_gauges(iter_site_gauges)


def iter_site_gauges() -> Iterator[Gauge]:
    waiting = Proposal.objects.waiting().count()
    yield Gauge("proposals_waiting", "Proposals that wait for staff", {"": waiting})
    ages = {"backup": BackupRunKind.BACKUP, "drill": BackupRunKind.DRILL}
    yield Gauge(
        "backup_age_seconds",
        "Since the last backup and the last drill that succeeded",
        {name: get_age(kind) for name, kind in ages.items()},
        "kind",
    )


def get_age(kind: str) -> float | None:
    last = BackupRun.objects.of_kind(kind).get_last_success()
    return (timezone.now() - last.ended_at).total_seconds() if last else None


# The page -----------------------------------------------------------------------------


class SiteCollector(Collector):
    """What the database knows; one figure says whether it answered."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = [gauge for source in GAUGE_SOURCES for gauge in source()]
        except DatabaseError:
            found = []
        is_up = Gauge("database_up", "Whether the database answers", {"": bool(found)})
        version = Gauge("info", "Version", {get_version(): 1}, "version")
        yield from map(build_family, [version, is_up, *found])


def build_family(gauge: Gauge) -> GaugeMetricFamily:
    labels = [gauge.label] if gauge.label else []
    name = f"passerelles_{gauge.name}"
    family = GaugeMetricFamily(name, gauge.help, labels=labels)
    for label, value in gauge.values.items():
        if value is not None:
            family.add_metric([label] if labels else [], float(value))
    return family


@login_not_required
@require_safe
@never_cache
def show_metrics(request: HttpRequest) -> HttpResponse:
    """Answer the metrics to who has the token, 401 to others, 404 without a setting."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "").encode()
    if not secrets.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode()):
        refused = HttpResponse("token\n", "text/plain; charset=utf-8", status=401)
        refused.headers["WWW-Authenticate"] = "Bearer"
        return refused
    return HttpResponse(generate_latest(build_registry()), CONTENT_TYPE_LATEST)


def build_registry() -> CollectorRegistry:
    """Return what all processes counted, and what the database knows."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        for metric in (REQUESTS, LATENCY, DATABASE_ERRORS):
            registry.register(metric)
    registry.register(SiteCollector())
    return registry
