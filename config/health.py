"""Health checks; they disclose the version and nothing else."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.version import get_version

PLAIN = "text/plain; charset=utf-8"


@login_not_required
@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 and the version as soon as the process serves, without a query."""
    return HttpResponse(f"ok\nversion {get_version()}\n", PLAIN)


@login_not_required
@require_safe
@never_cache
def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when pages can be served, else 503 without a reason."""
    if is_ready():
        return HttpResponse("ok\n", PLAIN)
    return HttpResponse("not ready\n", PLAIN, status=503)


def is_ready() -> bool:
    """Return whether the database answers and every migration is applied."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False
