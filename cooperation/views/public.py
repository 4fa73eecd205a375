"""What every page of the anonymous public has in common."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.generic.base import View

PublicView = TypeVar("PublicView", bound=Callable[..., HttpResponseBase])


def public(view: PublicView) -> PublicView:
    """Open a view to everybody, for reading only (GET and HEAD, else 405)."""
    return login_not_required(require_safe(view))


class PublicMixin(View):
    """A class-based view open to everybody, for reading only: see ``public``.

    Put it first among the bases.
    """

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        """Give the view, open to everybody."""
        return public(super().as_view(**initkwargs))
