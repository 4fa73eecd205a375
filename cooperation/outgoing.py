"""Trying the site's outgoing links, politely.

One request per second and host at most, within the host's robots.txt, with a time
limit, and never to an address inside the machine's own network. A link is dead when
the page is said to be gone (404, 410) or its host cannot be reached; what refuses
robots (401, 403, 429) or is ill for the moment (5xx) is noted, and not called dead.
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
GONE = {404, 410}
LARGEST_ROBOTS = 500_000


class Result(NamedTuple):
    """What trying a link gave: the status if there is one, and what is wrong."""

    status: int | None
    problem: str = ""
    is_dead: bool = False


class PrivateHostError(ValueError):
    """The address leads into the machine's own network."""


class CheckedRedirects(urllib.request.HTTPRedirectHandler):
    """Follows redirections, each to a public host only."""

    def redirect_request(self, *arguments: Any, **named: Any) -> Any:
        """Give the next request; refuse one that leads inside."""
        request = super().redirect_request(*arguments, **named)
        if request is not None:
            require_public(request.full_url)
        return request


def link_fields() -> list[tuple[Any, str]]:
    """Give the tables and columns of the directory that hold links."""
    return [
        (model, field.name)
        for model in apps.get_app_config("cooperation").get_models()
        if not model.__name__.startswith("Historical")
        and not model._meta.proxy
        and model is not LinkCheck
        for field in model._meta.local_fields
        if isinstance(field, URLField)
    ]


def outgoing() -> set[str]:
    """Give every outgoing address; one query for each column."""
    return {
        url
        for model, field in link_fields()
        for url in model._base_manager.exclude(**{field: ""})
        .order_by()
        .values_list(field, flat=True)
        .distinct()
    }


def sheets_with(url: str) -> list[Any]:
    """Give the rows that hold an address, to correct them."""
    return [
        row
        for model, field in link_fields()
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


def opened(url: str) -> Any:
    """Open an address under the site's own name; the caller closes the answer."""
    require_public(url)
    who = {"User-Agent": f"Passerelles-liens (+{settings.SITE_URL})"}
    request = urllib.request.Request(url, headers=who)  # noqa: S310 - http(s) only
    return urllib.request.build_opener(CheckedRedirects).open(
        request, timeout=TIME_LIMIT
    )


def try_link(url: str) -> Result:
    """Try a link once."""
    try:
        with opened(url) as answer:
            return Result(int(answer.status))
    except urllib.error.HTTPError as error:
        with error:
            dead = error.code in GONE
            return Result(error.code, f"HTTP {error.code}", dead)
    except PrivateHostError:
        return Result(None, _("adresse interne, non essayée"))
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        return Result(None, str(reason)[:200] or type(error).__name__, is_dead=True)


class Robots:
    """What each host allows, asked once."""

    def __init__(self) -> None:
        self.known: dict[str, RobotFileParser] = {}

    def allow(self, url: str) -> bool:
        """Say whether a host lets us try an address; no robots.txt allows all."""
        parts = urlsplit(url)
        home = f"{parts.scheme}://{parts.netloc}"
        if home not in self.known:
            rules = self.known[home] = RobotFileParser()
            rules.parse(read_robots(home).splitlines())
        return self.known[home].can_fetch("Passerelles-liens", url)


def read_robots(home: str) -> str:
    """Give the robots.txt of a host; nothing where there is none."""
    try:
        with opened(home + "/robots.txt") as answer:
            content: bytes = answer.read(LARGEST_ROBOTS)
            return content.decode("utf-8", "replace")
    except (OSError, HTTPException, ValueError):
        return ""


def in_turn(urls: Iterable[str]) -> Iterator[str]:
    """Give the addresses, a host after the other, so that none waits for another."""
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
    """Try the links that were tried longest ago; give each as it is noted.

    Addresses that no sheet holds any more are forgotten.
    """
    wanted = outgoing()
    LinkCheck.objects.exclude(url__in=wanted).delete()
    tried = dict(LinkCheck.objects.values_list("url", "checked_at"))
    oldest = sorted(wanted, key=lambda url: (url in tried, tried.get(url), url))
    robots, last = Robots(), dict[str, float]()
    for url in in_turn(oldest[:limit]):
        host = urlsplit(url).netloc
        wait = last.get(host, 0.0) + SECONDS_BETWEEN - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        if robots.allow(url):
            result = try_link(url)
        else:
            result = Result(None, _("le site ne veut pas de robots"))
        last[host] = time.monotonic()
        yield noted(url, result)


def noted(url: str, result: Result) -> LinkCheck:
    """Note what trying a link gave; since when it fails is kept."""
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
