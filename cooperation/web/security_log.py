"""The security log: logins, refusals, exports, imports, rights; who and from where.

A line names accounts by their key and holds no text that a person wrote; an address
that somebody typed is a keyed digest, by which attempts on one account are counted.
"""

import hmac
import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cooperation.web.client_address import get_client_address
from cooperation.web.request_context import Handler, current_request

log = logging.getLogger("passerelles.security")

REFUSALS = (401, 403, 429)
DIGEST_LENGTH = 16
# Views that change many entries at once, by a part of their names.
IMPORT_NAMES = ("importbatch", "process_import", "spreadsheet")


def log_event(event: str, **facts: Any) -> None:
    """Write a line about ``event``, with where the request comes from."""
    request = current_request.get()
    if request is not None:
        facts = {"ip": get_client_address(request)} | facts
    log.info(event, extra={"facts": facts})


def hash_address(address: str) -> str:
    """Return the digest of an e-mail address: the same for the same, only here."""
    text = f"address:{address.strip().lower()}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), text, "sha256").hexdigest()
    return digest[:DIGEST_LENGTH]


class SecurityLogMiddleware:
    """Log refusals, what people take away, and what they bring in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = get_known_user(request)
        if event := find_event(request, response, user):
            log_event(
                event,
                user=user.pk if user else None,
                status=response.status_code,
                method=request.method,
                path=request.path,
            )
        return response


def get_known_user(request: HttpRequest) -> Any:
    """Return who is logged in, or None; without a cookie no session is opened."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def find_event(request: HttpRequest, response: HttpResponse, user: Any) -> str:
    """Return what there is to log, or "".

    What belongs to another authority is answered with 404 to whoever is logged in.
    """
    status = response.status_code
    if status in REFUSALS or (status == 404 and user and request.resolver_match):
        return "refused"
    if user is None or status >= 400:
        return ""
    if "attachment" in response.headers.get("Content-Disposition", ""):
        return "export"
    match = request.resolver_match
    name = (match.url_name if match else "") or ""
    is_import = request.method == "POST" and any(part in name for part in IMPORT_NAMES)
    return "import" if is_import else ""
