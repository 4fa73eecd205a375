"""Errors to Sentry or GlitchTip, only where SENTRY_DSN is set; nobody's data go there.

What is sent: the error, its lines of code, the route, the version. What is not: values
of variables, bodies, cookies, headers, addresses of visitors, queries, what was logged.
"""

from typing import Any

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.django import DjangoIntegration

from config.logging import TOKENS_IN_PATHS
from config.version import get_version

KEPT_OF_REQUEST = ("method", "url")


def start_sending(**options: Any) -> None:
    """Send errors that nobody caught; ``options`` is for tests.

    ``send_default_pii`` is False by default, and deprecated as an option.
    """
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        release=get_version(),
        environment=settings.SITE_HOST,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[DjangoIntegration(transaction_style="function_name")],
        before_send=scrub_event,
        **options,
    )


def scrub_event(event: Any, _hint: Any) -> Any:
    """Return an event without what may point to a person, or hold what they wrote."""
    request = event.get("request") or {}
    kept = {name: request[name] for name in KEPT_OF_REQUEST if name in request}
    if "url" in kept:
        kept["url"] = TOKENS_IN_PATHS.sub(r"\1…", kept["url"])
    event["request"] = kept
    for name in ("user", "server_name", "breadcrumbs", "extra", "modules"):
        event.pop(name, None)
    for error in (event.get("exception") or {}).get("values", []):
        # Messages quote values: of a unique key that is taken, of a field that is read.
        error["value"] = ""
    return event
