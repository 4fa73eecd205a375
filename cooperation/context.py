"""What every template may read."""

from typing import Any

from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Give what the base template needs on every page."""
    return {}
