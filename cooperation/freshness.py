"""Whether a page that a visitor already has is still the one we would send.

A page of the anonymous public depends on the public data, on its address and language,
on the code, and on the day (an agreement's status is replayed up to today). The tag
made of all of these changes when any of them does.
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone, translation

# What htmx says of itself may decide between a page and a part of it.
HTMX_HEADERS = ["HX-Request", "HX-Boosted", "HX-Target", "HX-History-Restore-Request"]

PUBLIC_VERSION = """
SELECT md5(string_agg(transaction || ' ' || started_at::text, ','
                      ORDER BY transaction, started_at))
FROM passerelles_public_change
"""


def public_version() -> str:
    """Give the version of the public data: it changes with each committed change.

    Takes one query. A change of drafts changes it too. Read it before the data: what
    is read afterwards is then at least as new.
    """
    with connection.cursor() as cursor:
        cursor.execute(PUBLIC_VERSION)
        (version,) = cursor.fetchone()
    return version or ""


@cache
def code_version() -> str:
    """Give a digest of the files that pages are made of, read once per process."""
    digest = hashlib.sha256()
    for path in sorted(code_files()):
        digest.update(path.as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def code_files() -> Iterator[Path]:
    """Give the project's code, templates, translations and list of static files."""
    ours = [Path(app.path) for app in apps.get_app_configs()]
    folders = [path for path in ours if path.parent == settings.BASE_DIR]
    folders += [settings.BASE_DIR / "templates", *settings.LOCALE_PATHS]
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix in {".py", ".html", ".mo"}:
                yield path


def is_anonymous(request: HttpRequest) -> bool:
    """Say whether nothing in the request can tell one visitor from another."""
    known = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}
    return known.isdisjoint(request.COOKIES)


def page_tag(request: HttpRequest) -> str | None:
    """Give the validator (ETag) of the page asked for; none where it may be personal.

    It is weak: the page may be sent compressed or not. There is none in development,
    where templates change without the code's version being read again.
    """
    if settings.DEBUG or not is_anonymous(request):
        return None
    parts = [
        public_version(),
        code_version(),
        static_version(),
        request.build_absolute_uri(),
        translation.get_language() or "",
        timezone.localdate().isoformat(),
        *(request.headers.get(name, "") for name in HTMX_HEADERS),
    ]
    return f'W/"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'


@cache
def static_version() -> str:
    """Give a digest of the list of static files, whose names pages carry."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    content = manifest.read_bytes() if manifest.exists() else b""
    return hashlib.sha256(content).hexdigest()
