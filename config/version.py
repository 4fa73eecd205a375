"""The version of the site, which ``pyproject.toml`` alone says."""

import tomllib
from functools import cache

from django.conf import settings


@cache
def get_version() -> str:
    """Return the version, as ``0.2.0``."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return str(project["project"]["version"])
