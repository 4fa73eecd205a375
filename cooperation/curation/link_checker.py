"""Checker of the site's outgoing links.

It sends at most one request per second and host, follows the host's robots.txt, has a
time limit, and never connects to a private address. A link is dead when the page is
gone (404, 410) or its host cannot be reached; refusals to robots (401, 403, 429) and
server errors (5xx) are recorded, but the link is not dead.
"""

import ipaddress
import socket
import time
import urllib.error
import urllib.request
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from django.apps import apps
from django.conf import settings
from django.db.models import URLField
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.models import LinkCheck

SECONDS_BETWEEN = 1.0
TIME_LIMIT = 10.0
GONE_STATUSES = {404, 410}
MAX_ROBOTS_SIZE = 500_000


class LinkCheckResult(NamedTuple):
    """Outcome of checking a link; ``status`` is ``None`` without a response."""

    status: int | None
    problem: str = ""
    is_dead: bool = False


class PrivateHostError(ValueError):
    """The host of the URL has a private address."""


class PublicRedirectHandler(urllib.request.HTTPRedirectHandler):
    """Follows redirects, each to a public host only."""

    def redirect_request(self, *arguments: Any, **keywords: Any) -> Any:
        """Raise ``PrivateHostError`` for a redirect to a private host."""
        request = super().redirect_request(*arguments, **keywords)
        if request is not None:
            require_public(request.full_url)
        return request


def list_url_fields() -> list[tuple[Any, str]]:
    """Return the (model, field name) of every URL field of the directory."""
    return [
        (model, field.name)
        for model in apps.get_app_config("cooperation").get_models()
        if not model.__name__.startswith("Historical")
        and not model._meta.proxy
        and model is not LinkCheck
        for field in model._meta.local_fields
        if isinstance(field, URLField)
    ]


def list_outgoing_urls() -> set[str]:
    """Return every outgoing URL; one query for each field."""
    return {
        url
        for model, field in list_url_fields()
        for url in model._base_manager.exclude(**{field: ""})
        .order_by()
        .values_list(field, flat=True)
        .distinct()
    }


def find_rows_with_url(url: str) -> list[Any]:
    """Return the rows that hold a URL, five at most for each field."""
    return [
        row
        for model, field in list_url_fields()
        for row in model._base_manager.filter(**{field: url})[:5]
    ]


def require_public(url: str) -> None:
    """Raise ``PrivateHostError`` unless every address of the host is public."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PrivateHostError(url)
    for info in socket.getaddrinfo(parts.hostname, parts.port or 443):
        if not ipaddress.ip_address(info[4][0]).is_global:
            raise PrivateHostError(url)


def open_url(url: str) -> Any:
    """Open a URL with the site's user agent; the caller closes the response.

    Raises ``PrivateHostError``.
    """
    require_public(url)
    who = {"User-Agent": f"Passerelles-liens (+{settings.SITE_URL})"}
    request = urllib.request.Request(url, headers=who)  # noqa: S310 - http(s) only
    return urllib.request.build_opener(PublicRedirectHandler).open(
        request, timeout=TIME_LIMIT
    )


def check_link(url: str) -> LinkCheckResult:
    try:
        with open_url(url) as answer:
            return LinkCheckResult(int(answer.status))
    except urllib.error.HTTPError as error:
        with error:
            dead = error.code in GONE_STATUSES
            return LinkCheckResult(error.code, f"HTTP {error.code}", dead)
    except PrivateHostError:
        return LinkCheckResult(None, _("adresse interne, non essayée"))
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        return LinkCheckResult(
            None, str(reason)[:200] or type(error).__name__, is_dead=True
        )


class RobotsRules:
    """The robots.txt of each host, fetched once."""

    def __init__(self) -> None:
        self.known: dict[str, RobotFileParser] = {}

    def allow(self, url: str) -> bool:
        """Return whether robots.txt allows the URL; without one all is allowed."""
        parts = urlsplit(url)
        home = f"{parts.scheme}://{parts.netloc}"
        if home not in self.known:
            rules = self.known[home] = RobotFileParser()
            rules.parse(read_robots(home).splitlines())
        return self.known[home].can_fetch("Passerelles-liens", url)


def read_robots(home: str) -> str:
    try:
        with open_url(home + "/robots.txt") as answer:
            content: bytes = answer.read(MAX_ROBOTS_SIZE)
            return content.decode("utf-8", "replace")
    except (OSError, HTTPException, ValueError):
        return ""


def round_robin(urls: Iterable[str]) -> Iterator[str]:
    """Yield the URLs, alternating between hosts."""
    hosts: dict[str, deque[str]] = defaultdict(deque)
    for url in urls:
        hosts[urlsplit(url).netloc].append(url)
    queues = deque(hosts.values())
    while queues:
        queue = queues.popleft()
        yield queue.popleft()
        if queue:
            queues.append(queue)


def check_links(limit: int | None = None) -> Iterator[LinkCheck]:
    """Check the links that were checked longest ago; yield each record.

    Records of URLs that no row holds any more are deleted.
    """
    wanted = list_outgoing_urls()
    LinkCheck.objects.exclude(url__in=wanted).delete()
    tried = dict(LinkCheck.objects.values_list("url", "checked_at"))
    oldest = sorted(wanted, key=lambda url: (url in tried, tried.get(url), url))
    robots, last = RobotsRules(), dict[str, float]()
    for url in round_robin(oldest[:limit]):
        host = urlsplit(url).netloc
        wait = last.get(host, 0.0) + SECONDS_BETWEEN - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        if robots.allow(url):
            result = check_link(url)
        else:
            result = LinkCheckResult(None, _("le site ne veut pas de robots"))
        last[host] = time.monotonic()
        yield record_result(url, result)


def record_result(url: str, result: LinkCheckResult) -> LinkCheck:
    """Record the result; the date since which the link fails is kept."""
    now = timezone.now()
    before = LinkCheck.objects.filter(url=url).first()
    since = (before and before.failing_since) or now
    row, _made = LinkCheck.objects.update_or_create(
        url=url,
        defaults={
            "checked_at": now,
            "status": result.status,
            "problem": result.problem,
            "failing_since": since if result.is_dead else None,
        },
    )
    return row
