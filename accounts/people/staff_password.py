"""A password that is too weak for staff opens no page of theirs until it is changed.

An agent may become staff; only when they log in is their password seen.
"""

from copy import copy
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.models import User

WEAK_PASSWORD = "weak_password"  # noqa: S105 -- a name in the session


def record_password(request: HttpRequest, user: User, password: str) -> None:
    """Note in the session whether a password that was just used is enough for staff."""
    member = copy(user)
    member.is_staff = True
    try:
        validate_password(password, member)
    except ValidationError:
        request.session[WEAK_PASSWORD] = True
    else:
        request.session.pop(WEAK_PASSWORD, None)


def has_weak_password(request: HttpRequest) -> bool:
    """Return whether a member of staff has to choose another password."""
    user = request.user
    is_staff = user.is_authenticated and user.is_staff
    return bool(is_staff and request.session.get(WEAK_PASSWORD))


def forget_weak_password(request: HttpRequest, **_signal: Any) -> None:
    """Receiver of allauth's ``password_changed`` and ``password_set``."""
    request.session.pop(WEAK_PASSWORD, None)
