"""How long a person stays logged in, whatever they do."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
OPENED_AT = "opened_at"


def note_opening(request: HttpRequest, **_signal: Any) -> None:
    """Note when a session was opened; receives ``user_logged_in``."""
    request.session[OPENED_AT] = int(time.time())


def is_too_old(session: SessionBase) -> bool:
    """Say whether a session was opened too long ago, or nobody knows when."""
    age: float = time.time() - session.get(OPENED_AT, 0)
    return age > settings.SESSION_ABSOLUTE_AGE


class AbsoluteSessionAgeMiddleware:
    """Log a person out when their session was opened too long ago.

    Its idle time is Django's own ``SESSION_COOKIE_AGE``. Without a session cookie
    nothing is asked of the session.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, as an anonymous one when the session is too old."""
        known = settings.SESSION_COOKIE_NAME in request.COOKIES
        if known and request.user.is_authenticated and is_too_old(request.session):
            logout(request)
        return self.get_response(request)


def note_login(user: Any, **_signal: Any) -> None:
    """Forget the warnings of somebody who has come."""
    if user.warnings:
        user.warnings, user.warned_at = 0, None
        user.save(update_fields=["warnings", "warned_at"])
