"""What all pages of the anonymous public have in common: access and HTTP caching."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe
from django.views.generic.base import View

from cooperation.search.index_keeper import PageReading, begin_page, end_page
from cooperation.web.etags import build_page_etag
from cooperation.web.page_cache import (
    choose_encoding,
    compress_and_cache,
    get_cached_page,
)
from cooperation.web.throttle import check_public_request

ViewFunction = Callable[..., HttpResponseBase]
# What programs read: open data, not pages.
MACHINE_PATH = re.compile(r"\.(csv|xlsx|geojson|json|rss|atom|ics|svg)$")


def public_view(view: ViewFunction) -> ViewFunction:
    """Open a view to everybody, read-only (GET and HEAD, else 405).

    Anonymous visitors get an ``ETag``, and 304 while it is valid.
    """
    return login_not_required(require_safe(conditional_view(view)))


class PublicMixin(View):
    """A class-based view open to everybody, read-only: see ``public_view``.

    Put it first among the bases.
    """

    @classmethod
    def as_view(cls, **initkwargs: Any) -> ViewFunction:
        return public_view(super().as_view(**initkwargs))


def conditional_view(view: ViewFunction) -> ViewFunction:
    """Answer 304 or a cached page while the public data have not changed.

    Other answers count as requests, and are refused (429) where there are too many.
    One made of what was before a change that is being read has no ETag, and is not
    kept.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        tag = build_page_etag(request)
        response = get_cached_response(request, tag) if tag else None
        if response is not None:
            set_cache_headers(response, tag)
        else:
            check_public_request(request)
            reading = begin_page() if tag else None
            try:
                response = view(request, *args, **kwargs)
            except BaseException:
                end_page()
                raise
            on_render(response, lambda page: finish_page(request, page, tag, reading))
        patch_vary_headers(response, ["HX-Request", "Accept-Encoding"])
        if MACHINE_PATH.search(request.path):
            allow_other_sites(response)
        return response

    # A replica may answer it: config/replica.py.
    vars(answer)["is_public_reading"] = True
    return answer


def allow_other_sites(response: HttpResponseBase) -> None:
    """Let scripts and pages of other sites read open data; cookies stay out."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Link"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"


def get_cached_response(request: HttpRequest, tag: str) -> HttpResponseBase | None:
    """Return 304 if the client has the page, or the cached page, or None."""
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified()
    return get_cached_page(tag, choose_encoding(request))


def on_render(
    response: HttpResponseBase, then: Callable[[HttpResponseBase], None]
) -> None:
    """Call ``then`` with the response once its template is rendered."""
    if isinstance(response, SimpleTemplateResponse):
        response.add_post_render_callback(then)
    else:
        then(response)


def finish_page(
    request: HttpRequest,
    response: HttpResponseBase,
    tag: str | None,
    reading: PageReading | None,
) -> None:
    """Compress and cache a complete page; streamed exports are left as they are."""
    end_page()
    if reading and reading.used_former:
        return
    if tag and is_shareable(response) and isinstance(response, HttpResponse):
        compress_and_cache(response, tag, choose_encoding(request))
    set_cache_headers(response, tag)


def set_cache_headers(response: HttpResponseBase, tag: str | None) -> None:
    """Let caches store a shareable response, to be revalidated at each request."""
    if tag and is_shareable(response):
        response.headers["ETag"] = tag
        patch_cache_control(response, public=True, no_cache=True)


def is_shareable(response: HttpResponseBase) -> bool:
    """Return whether a response is complete and the same for everybody."""
    return response.status_code in (200, 304) and not response.cookies
