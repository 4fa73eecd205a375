"""Cache of compressed public pages: compressing one costs more than rendering it.

Only pages that are the same for every anonymous visitor are compressed: the size of a
compressed page would otherwise reveal a secret in it (BREACH).
"""

import gzip
from collections.abc import Callable
from typing import NamedTuple

import brotli
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

MIN_COMPRESSED_SIZE, MAX_CACHED_SIZE = 500, 256 * 1024
CACHE_SECONDS = 3600

Compressor = Callable[[bytes], bytes]


def compress_brotli(content: bytes) -> bytes:
    """Compress at quality 5, beyond which time grows faster than size shrinks."""
    compressed: bytes = brotli.compress(content, quality=5)
    return compressed


def compress_gzip(content: bytes) -> bytes:
    """Compress without a timestamp in the header, so that equal pages stay equal."""
    return gzip.compress(content, compresslevel=6, mtime=0)


ENCODINGS: dict[str, Compressor] = {"br": compress_brotli, "gzip": compress_gzip}


class CachedPage(NamedTuple):
    content: bytes
    headers: dict[str, str]


def choose_encoding(request: HttpRequest) -> str:
    """Return the best encoding that the browser accepts, "" for none."""
    accepted = {}
    for item in request.headers.get("Accept-Encoding", "").split(","):
        name, _semicolon, weight = item.partition(";")
        accepted[name.strip().lower()] = weight.replace(" ", "")
    refused = {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    readable = (name for name in ENCODINGS if accepted.get(name, "q=0") not in refused)
    return next(readable, "")


def build_page_key(etag: str, encoding: str) -> str:
    return f"page:{encoding}:{etag}"


def get_cached_page(etag: str, encoding: str) -> HttpResponse | None:
    page: CachedPage | None = (
        caches["pages"].get(build_page_key(etag, encoding)) if encoding else None
    )
    return HttpResponse(page.content, headers=page.headers) if page else None


def compress_and_cache(response: HttpResponse, etag: str, encoding: str) -> None:
    """Compress the response in place and cache it.

    Responses under 500 bytes are left as they are; those over 256 KiB are not cached.
    """
    if not encoding or len(response.content) < MIN_COMPRESSED_SIZE:
        return
    response.content = ENCODINGS[encoding](response.content)
    response.headers["Content-Encoding"] = encoding
    if len(response.content) <= MAX_CACHED_SIZE:
        page = CachedPage(response.content, dict(response.headers))
        caches["pages"].set(build_page_key(etag, encoding), page, CACHE_SECONDS)
