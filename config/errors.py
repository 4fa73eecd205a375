"""Error pages: static, in French or English, without database or session."""

import errno
import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils.translation import gettext as _

from cooperation.web.errors import error_response, throttled_response
from cooperation.web.resubmit import render_resubmit_page

SECONDS_BEFORE_RETRY = "30"
# No room on the disk, for this user, or for a file of this size.
DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# Most limits of allauth are by the minute; it does not say how much of it is left.
SECONDS_OF_ACCOUNT_LIMITS = 60
# Long forms, whose text must not be lost where the session ended meanwhile.
RESUBMITTABLE_VIEWS = {
    "accounts:edit_action",
    "accounts:new_action",
    "accounts:edit_draft",
}


def error_page(status: int) -> HttpResponse:
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(400)


def permission_denied(_request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a failed CSRF check; a long form is offered to be sent again."""
    match = resolve(request.path_info)
    if match.view_name in RESUBMITTABLE_VIEWS:
        return render_resubmit_page(request)
    return error_page(403)


def page_not_found(_request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer what allauth refuses: too many logins, codes, forgotten passwords."""
    return throttled_response(request, SECONDS_OF_ACCOUNT_LIMITS)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 where the database is away or a disk is full, 500 for other errors."""
    error = sys.exception()
    if isinstance(error, OSError) and error.errno in DISK_ERRORS:
        message = _(
            "Le disque du site est plein : rien n’a été enregistré. Prévenez qui tient "
            "le site, puis envoyez de nouveau."
        )
        return error_response(request, message, status=503)
    if not isinstance(error, OperationalError):
        return error_page(500)
    response = error_page(503)
    response.headers["Retry-After"] = SECONDS_BEFORE_RETRY
    return response
