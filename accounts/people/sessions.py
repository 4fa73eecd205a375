"""Absolute age of sessions, whatever the activity."""

import datetime
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

Handler = Callable[[HttpRequest], HttpResponse]
OPENED_AT = "opened_at"


def record_session_start(request: HttpRequest, **_signal: Any) -> None:
    """Store the start of a session; receiver of ``user_logged_in``."""
    request.session[OPENED_AT] = int(time.time())


def is_session_expired(session: SessionBase) -> bool:
    """Return whether a session is older than allowed, or its start is unknown."""
    age: float = time.time() - session.get(OPENED_AT, 0)
    return age > settings.SESSION_ABSOLUTE_AGE


def delete_old_sessions(age: datetime.timedelta) -> int:
    """Delete addresses of sessions that began so long ago, and expired sessions.

    Return how many addresses there were.
    """
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    limit = timezone.now() - age
    number: int = UserSession.objects.filter(created_at__lt=limit).delete()[0]
    return number


class AbsoluteSessionAgeMiddleware:
    """Log a person out when their session is older than allowed.

    The idle time is Django's own ``SESSION_COOKIE_AGE``. Without a session cookie the
    session is not read.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Continue as an anonymous request if the session has expired."""
        known = settings.SESSION_COOKIE_NAME in request.COOKIES
        if (
            known
            and request.user.is_authenticated
            and is_session_expired(request.session)
        ):
            logout(request)
        return self.get_response(request)


def reset_inactivity_warnings(user: Any, **_signal: Any) -> None:
    """Reset the warnings about inactivity; receiver of ``user_logged_in``."""
    if user.warnings:
        user.warnings, user.warned_at = 0, None
        user.save(update_fields=["warnings", "warned_at"])
