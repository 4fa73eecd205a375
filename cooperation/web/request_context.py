"""The request that is being answered, and its number, which log lines repeat."""

import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]

HEADER = "X-Request-ID"
ACCEPTED_NUMBER = re.compile(r"[\w.-]{8,64}")
current_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)
request_number: ContextVar[str] = ContextVar("request_number", default="")


class RequestContextMiddleware:
    """Number each request, or keep the number that a trusted proxy gave it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = choose_number(request)
        current_request.set(request)
        request_number.set(number)
        response = self.get_response(request)
        response.headers[HEADER] = number
        return response


def forget_request(**_signal: Any) -> None:
    """Receiver of ``request_finished``: Django logs after the last middleware."""
    current_request.set(None)
    request_number.set("")


request_finished.connect(forget_request)


def choose_number(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
    return given if ACCEPTED_NUMBER.fullmatch(given) else uuid.uuid4().hex
