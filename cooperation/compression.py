"""Compressed pages, kept: compressing one costs more than making it.

Only pages that are the same for every anonymous visitor are compressed: a page with a
secret in it must not be, for its size would betray the secret.
"""

import gzip
from collections.abc import Callable
from typing import NamedTuple

import brotli
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

SMALLEST, LARGEST_KEPT = 500, 256 * 1024
KEPT_FOR_SECONDS = 3600

Compress = Callable[[bytes], bytes]


def to_brotli(content: bytes) -> bytes:
    """Compress at the quality beyond which time grows faster than size shrinks."""
    compressed: bytes = brotli.compress(content, quality=5)
    return compressed


def to_gzip(content: bytes) -> bytes:
    """Compress, without the time in the header, so that equal pages stay equal."""
    return gzip.compress(content, compresslevel=6, mtime=0)


ENCODINGS: dict[str, Compress] = {"br": to_brotli, "gzip": to_gzip}


class Kept(NamedTuple):
    """A page as it was sent."""

    content: bytes
    headers: dict[str, str]


def accepted_encoding(request: HttpRequest) -> str:
    """Give the best encoding that the visitor's browser reads; "" for none."""
    accepted = {}
    for item in request.headers.get("Accept-Encoding", "").split(","):
        name, _semicolon, weight = item.partition(";")
        accepted[name.strip().lower()] = weight.replace(" ", "")
    refused = {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    readable = (name for name in ENCODINGS if accepted.get(name, "q=0") not in refused)
    return next(readable, "")


def key(tag: str, encoding: str) -> str:
    """Give the name under which a page is kept."""
    return f"page:{encoding}:{tag}"


def recall(tag: str, encoding: str) -> HttpResponse | None:
    """Give the page kept under ``tag``, already compressed, or nothing."""
    kept: Kept | None = caches["pages"].get(key(tag, encoding)) if encoding else None
    return HttpResponse(kept.content, headers=kept.headers) if kept else None


def compress_and_keep(response: HttpResponse, tag: str, encoding: str) -> None:
    """Compress a page in place, and keep it for the next visitor if not too large."""
    if not encoding or len(response.content) < SMALLEST:
        return
    response.content = ENCODINGS[encoding](response.content)
    response.headers["Content-Encoding"] = encoding
    if len(response.content) <= LARGEST_KEPT:
        kept = Kept(response.content, dict(response.headers))
        caches["pages"].set(key(tag, encoding), kept, KEPT_FOR_SECONDS)
