"""ETags of public pages.

A page of the anonymous public depends on the public data, on its address and language,
on the code, and on the day (the status of an agreement is computed up to today). The
ETag changes with any of them.
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.utils import timezone, translation

from cooperation.db import get_read_connection

# What htmx says of itself may decide between a page and a part of it.
HTMX_HEADERS = ["HX-Request", "HX-Boosted", "HX-Target", "HX-History-Restore-Request"]

VERSION_KEY = "passerelles.public_version"

PUBLIC_VERSION_SQL = """
SELECT md5(string_agg(transaction || ' ' || started_at::text, ','
                      ORDER BY transaction, started_at))
FROM passerelles_public_change
"""


def get_public_version() -> str:
    """Return the version of the public data, which changes with each commit.

    Changes to drafts count too. Takes one query. Read it before the data, so that what
    is read afterwards is at least as new.
    """
    connection = get_read_connection()
    # The query itself tells whether the connection lives: one way to the server, not
    # two.
    connection.health_check_done = True
    try:
        return read_public_version(connection)
    except (OperationalError, InterfaceError):
        if connection.connection is None or connection.is_usable():
            raise
        connection.close()
        return read_public_version(connection)


def read_public_version(connection: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute(PUBLIC_VERSION_SQL)
        (version,) = cursor.fetchone()
    return version or ""


def get_page_version(request: HttpRequest) -> str:
    """Return the version of the public data that a page is made of.

    It is read once for a request: before the page, if the page has an ETag.
    """
    if VERSION_KEY not in request.META:
        request.META[VERSION_KEY] = get_public_version()
    version: str = request.META[VERSION_KEY]
    return version


@cache
def compute_code_version() -> str:
    """Return a digest of the files that pages depend on.

    Computed once per process.
    """
    digest = hashlib.sha256()
    for path in sorted(iter_code_files()):
        digest.update(path.as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def iter_code_files() -> Iterator[Path]:
    ours = [Path(app.path) for app in apps.get_app_configs()]
    folders = [path for path in ours if path.parent == settings.BASE_DIR]
    folders += [settings.BASE_DIR / "templates", *settings.LOCALE_PATHS]
    folders += [settings.BASE_DIR / "docs" / "guide"]
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix in {".py", ".html", ".mo", ".md"}:
                yield path


def is_anonymous(request: HttpRequest) -> bool:
    """Return whether the request has neither session nor message cookie."""
    known = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}
    return known.isdisjoint(request.COOKIES)


def build_page_etag(request: HttpRequest) -> str | None:
    """Return the ETag of the requested page; ``None`` where it may be personal.

    It is weak, as the page may be compressed or not. There is none in development,
    where templates change without the code's version being computed again.
    """
    if settings.DEBUG or not is_anonymous(request):
        return None
    parts = [
        get_page_version(request),
        compute_code_version(),
        compute_static_version(),
        request.build_absolute_uri(),
        translation.get_language() or "",
        timezone.localdate().isoformat(),
        *(request.headers.get(name, "") for name in HTMX_HEADERS),
    ]
    return f'W/"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'


@cache
def compute_static_version() -> str:
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    content = manifest.read_bytes() if manifest.exists() else b""
    return hashlib.sha256(content).hexdigest()
