"""Limits on how often something is asked, for all processes and nodes together.

``settings.THROTTLES`` is the table of limits. Of an address only a keyed digest is
kept, until its period ends.
"""

import hmac
from pathlib import PurePosixPath

from django.conf import settings
from django.http import HttpRequest

from cooperation.models import RequestCount
from cooperation.web.client_address import get_throttled_address

# The limit on public pages by the ending of their address. Other pages are searches
# when they have a query, else they are not counted.
THROTTLE_BY_SUFFIX = {
    **dict.fromkeys((".csv", ".xlsx", ".geojson"), "exports"),
    **dict.fromkeys((".pdf", ".png"), "prints"),
}


class ThrottledError(Exception):
    """There were too many attempts; ``seconds`` says how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def check_attempt(what: str, key: str) -> None:
    """Count one attempt; raise ``ThrottledError`` if there were too many.

    ``ThrottleMiddleware`` answers it with 429. Not for use in a transaction, which
    would take the count back and make others wait for it.
    """
    limit = settings.THROTTLES[what]
    if not limit.most:
        return
    digest = hmac.new(settings.SECRET_KEY.encode(), f"{what}:{key}".encode(), "sha256")
    number, left = RequestCount.objects.count_request(digest.hexdigest(), limit.seconds)
    if number > limit.most:
        raise ThrottledError(max(left, 1))


def check_client(what: str, request: HttpRequest) -> None:
    """Do the same for the address that a request comes from."""
    check_attempt(what, get_throttled_address(request))


def check_public_request(request: HttpRequest) -> None:
    """Count a request for a public page.

    Call it only where a page is made: kept pages and 304 are not counted.
    """
    suffix = PurePosixPath(request.path_info).suffix
    search = "search" if request.GET else ""
    if what := THROTTLE_BY_SUFFIX.get(suffix, search):
        check_client(what, request)
