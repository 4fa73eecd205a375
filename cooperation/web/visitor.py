"""The user of a public page."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from cooperation.web.etags import is_anonymous


def get_public_user(request: HttpRequest) -> Any:
    """Return the user of the request, without opening a session for anonymous ones.

    Opening one would make every public page vary by cookie.
    """
    return AnonymousUser() if is_anonymous(request) else request.user
