"""What every request and response goes through."""

import re
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_vary_headers

Handler = Callable[[HttpRequest], HttpResponse]
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|%(0[0-8bcBCeEfF]|1[0-9a-fA-F]|7[fF])")


class RefuseControlCharactersMiddleware:
    """Answer 400 to control characters in path, query or form.

    PostgreSQL refuses NUL in text, which would be a server error otherwise.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on unless it carries a control character."""
        return self.get_response(request)
