"""The public address of the site, and what keeps a response out of search engines."""

from django.conf import settings

NOINDEX = {"X-Robots-Tag": "noindex"}


def get_site_url() -> str:
    """Return the scheme and host of the site, without a slash at the end."""
    return settings.SITE_URL.rstrip("/")


def build_full_url(path: str) -> str:
    """Return a path of this site as a full URL; other URLs are returned unchanged."""
    return get_site_url() + path if path.startswith("/") else path
