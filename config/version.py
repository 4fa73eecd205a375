"""The version of the site, which ``pyproject.toml`` alone says."""

import tomllib
from functools import cache

from django.conf import settings
from django.http import HttpRequest


@cache
def get_version() -> str:
    """Return the version, as ``0.2.0``."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return str(project["project"]["version"])


def add_version(_request: HttpRequest) -> dict[str, str]:
    """Return what the foot of staff pages says: a context processor."""
    return {"site_version": get_version()}
