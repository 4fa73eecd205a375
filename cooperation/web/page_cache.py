"""Cache of compressed public pages: compressing one costs more than rendering it.

Only pages that are the same for every anonymous visitor are compressed: the size of a
compressed page would otherwise reveal a secret in it (BREACH).

A page is kept by its address, with its ETag and all its headers, and sent as it is
while the ETag is that of the moment: before all that other middleware does.
"""

import gzip
import hashlib
from collections.abc import Callable
from typing import NamedTuple

import brotli
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.http import parse_etags

from cooperation.web.etags import HTMX_HEADERS, build_page_etag, is_anonymous

MIN_COMPRESSED_SIZE, MAX_CACHED_SIZE = 500, 256 * 1024
CACHE_SECONDS = 3600
# The ETag under which a view wants its page kept, in the request.
KEPT_TAG = "passerelles.kept_tag"
# The route of a page that was kept, for whoever counts requests.
KEPT_ROUTE = "passerelles.kept_route"
ADDRESS_PARTS = ("HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")
HTMX_PARTS = [f"HTTP_{name.upper().replace('-', '_')}" for name in HTMX_HEADERS]
OF_CONTENT = {"Content-Encoding", "Content-Length", "Content-Type"}
# What chooses the database that public pages are read from, where there are several.
BEFORE_READING: list[Callable[[], None]] = []

Compressor = Callable[[bytes], bytes]


def compress_brotli(content: bytes) -> bytes:
    """Compress at quality 5, beyond which time grows faster than size shrinks."""
    compressed: bytes = brotli.compress(content, quality=5)
    return compressed


def compress_gzip(content: bytes) -> bytes:
    """Compress without a timestamp in the header, so that equal pages stay equal."""
    return gzip.compress(content, compresslevel=6, mtime=0)


ENCODINGS: dict[str, Compressor] = {"br": compress_brotli, "gzip": compress_gzip}


def choose_encoding(request: HttpRequest) -> str:
    """Return the best encoding that the browser accepts, "" for none."""
    accepted = {}
    for item in request.headers.get("Accept-Encoding", "").split(","):
        name, _semicolon, weight = item.partition(";")
        accepted[name.strip().lower()] = weight.replace(" ", "")
    refused = {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    readable = (name for name in ENCODINGS if accepted.get(name, "q=0") not in refused)
    return next(readable, "")


def compress_page(request: HttpRequest, response: HttpResponse, tag: str) -> None:
    """Compress the response in place, and have it kept under its ETag.

    Responses under 500 bytes are left as they are.
    """
    encoding = choose_encoding(request)
    if not encoding or len(response.content) < MIN_COMPRESSED_SIZE:
        return
    response.content = ENCODINGS[encoding](response.content)
    response.headers["Content-Encoding"] = encoding
    request.META[KEPT_TAG] = tag


# Keeping ------------------------------------------------------------------------------


class CachedPage(NamedTuple):
    tag: str
    content: bytes
    headers: dict[str, str]
    route: str

    def build_response(self, request: HttpRequest) -> HttpResponse:
        """Return the page, or 304 if the client has it."""
        known = request.headers.get("If-None-Match", "")
        if not known or self.tag not in parse_etags(known):
            return HttpResponse(self.content, headers=self.headers)
        kept = self.headers.items()
        headers = {name: value for name, value in kept if name not in OF_CONTENT}
        return HttpResponseNotModified(headers=headers)


class KeptPageMiddleware:
    """Answer with a kept page while it is valid; keep those that views offer.

    An address of which nothing is kept costs no query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = build_page_key(request)
        page: CachedPage | None = caches["pages"].get(key) if key else None
        if page and page.tag == get_current_tag(request):
            request.META[KEPT_ROUTE] = page.route
            return page.build_response(request)
        response = self.get_response(request)
        if key:
            keep_page(key, request, response)
        return response


def build_page_key(request: HttpRequest) -> str:
    """Return the key of what a request may be answered with; empty for nothing kept."""
    if request.method not in ("GET", "HEAD") or not is_anonymous(request):
        return ""
    encoding = choose_encoding(request)
    if not encoding:
        return ""
    told = (request.META.get(name, "") for name in (*ADDRESS_PARTS, *HTMX_PARTS))
    text = chr(0).join([encoding, request.scheme or "", *told])
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def get_current_tag(request: HttpRequest) -> str | None:
    """Return the ETag of the moment, in the language that the address says."""
    for choose in BEFORE_READING:
        choose()
    language = translation.get_language_from_path(request.path_info)
    with translation.override(language or settings.LANGUAGE_CODE):
        return build_page_etag(request)


def keep_page(key: str, request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep a complete page that a view offered, with the headers it got since."""
    tag = request.META.get(KEPT_TAG)
    if not tag or not isinstance(response, HttpResponse) or response.cookies:
        return
    if response.status_code == 200 and len(response.content) <= MAX_CACHED_SIZE:
        match = request.resolver_match
        route = match.view_name if match else ""
        page = CachedPage(tag, response.content, dict(response.headers), route)
        caches["pages"].set(key, page, CACHE_SECONDS)
