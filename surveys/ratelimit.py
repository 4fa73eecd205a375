"""Rate limits on links and saved pages, counted for an hour in the cache.

The key is an HMAC of the address, as for the antispam of the public forms.
"""

import hmac
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

HOUR_SECONDS = 3600
# A page saves itself every few seconds while somebody types; a list of guessed links
# is another matter.
MAX_SAVES_PER_HOUR, MAX_UNKNOWN_LINKS_PER_HOUR = 1_500, 30
MAX_FORWARDS_PER_HOUR = 10


def is_rate_limited(what: str, key: str, most: int) -> bool:
    """Count one attempt; return whether there were more than ``most`` in an hour."""
    digest = hmac.new(settings.SECRET_KEY.encode(), key.encode(), "sha256")
    name = f"surveys:{what}:{digest.hexdigest()}"
    cache.add(name, 0, HOUR_SECONDS)
    try:
        number: Any = cache.incr(name)
    except ValueError:
        return False
    return bool(number > most)


def get_client_address(request: HttpRequest) -> str:
    """Return the IP address of a request."""
    return str(request.META.get("REMOTE_ADDR", ""))
