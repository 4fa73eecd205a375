"""Who looks at a public page."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from cooperation.freshness import is_anonymous


def visitor(request: HttpRequest) -> Any:
    """Give the user who asks, without opening a session for those who have none.

    Opening one would make every public page vary by cookie.
    """
    return AnonymousUser() if is_anonymous(request) else request.user
