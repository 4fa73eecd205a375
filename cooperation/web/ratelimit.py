"""Rate limits, counted in the cache; of an address only a keyed digest is kept."""

import hmac
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

HOUR_SECONDS, DAY_SECONDS = 3600, 24 * 3600


def is_rate_limited(
    what: str, key: str, most: int, seconds: int = HOUR_SECONDS
) -> bool:
    """Count one attempt; return whether there were more than ``most`` in that time."""
    digest = hmac.new(settings.SECRET_KEY.encode(), key.encode(), "sha256")
    name = f"limit:{what}:{digest.hexdigest()}"
    cache.add(name, 0, seconds)
    try:
        number: Any = cache.incr(name)
    except ValueError:
        return False
    return bool(number > most)


def get_client_address(request: HttpRequest) -> str:
    """Return the IP address of a request."""
    return str(request.META.get("REMOTE_ADDR", ""))
