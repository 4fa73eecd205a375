"""Middleware of the site."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from cooperation.web.errors import error_response, throttled_response
from cooperation.web.throttle import ThrottledError

Handler = Callable[[HttpRequest], HttpResponse]

# All of ASCII's but tab, line feed and carriage return, which texts are made of.
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Under gunicorn's limit for the request line, so that our page answers first.
MAX_QUERY_LENGTH = 6_000
MAX_NAME_SHOWN = 40


class RequestError(NamedTuple):
    """What is wrong with a request: the status of the response and a message."""

    status: int
    message: str


class RefuseControlCharactersMiddleware:
    """Answer 400 to control characters in path, query, form or cookie.

    PostgreSQL refuses NUL in a text, which would be a server error otherwise, and no
    name, search or description needs the others. Values are read as the views will read
    them, percent-encoding decoded; bytes that are not UTF-8 become U+FFFD there, which
    is harmless. Addresses over ``MAX_QUERY_LENGTH`` answer 414.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The language of the site is only settled further down.
        language = translation.get_language_from_path(request.path_info)
        with translation.override(language or settings.LANGUAGE_CODE):
            request_error = find_request_error(request)
            if request_error:
                return error_response(
                    request, request_error.message, status=request_error.status
                )
        return self.get_response(request)


def find_request_error(request: HttpRequest) -> RequestError | None:
    if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY_LENGTH:
        return RequestError(
            414, _("Cette adresse est trop longue : retirez des filtres.")
        )
    try:
        places = [
            place
            for place, text in iter_request_texts(request)
            if CONTROL_CHARACTERS.search(text)
        ]
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return RequestError(400, _("Le formulaire est abîmé, ou a trop de champs."))
    if not places:
        return None
    message = _("Un caractère invisible, que le site n’accepte pas, se trouve dans %s.")
    return RequestError(400, message % places[0])


def iter_request_texts(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Yield each text of the request, after the name of where it is."""
    yield _("l’adresse"), request.path_info
    for name, values in [*request.GET.lists(), *request.POST.lists()]:
        yield _("le nom d’un champ"), name
        for value in values:
            yield _("le champ « %s »") % name[:MAX_NAME_SHOWN], str(value)
    for value in request.COOKIES.values():
        yield _("un cookie"), value


class ThrottleMiddleware:
    """Answer 429 where a view asked for a limit that is passed (``ThrottledError``)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if not isinstance(exception, ThrottledError):
            return None
        return throttled_response(request, exception.seconds)


class LoginUnlessPublicMiddleware(LoginRequiredMiddleware):
    """Require login on every view that is not marked as public.

    Django's own middleware reads the user before it looks at the view, which opens the
    session and makes every public page vary by cookie.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class PrivateWhenLoggedInMiddleware:
    """Forbid caching of the pages of logged-in users.

    Without a session cookie the session is not read, so that pages of the anonymous
    public set no cookie and do not vary by it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        known = settings.SESSION_COOKIE_NAME in request.COOKIES
        if known and request.user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ["Cookie"])
        return response


class ResourcePolicyMiddleware:
    """Forbid other sites to embed ours (Cross-Origin-Resource-Policy)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
