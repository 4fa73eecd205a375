"""What all sheets have in common: their address, and who may see them."""

from typing import Any

from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.views.generic import DetailView

from cooperation.models import FormerSlug
from cooperation.views.public import PublicMixin
from cooperation.views.visitor import visitor

SHORT_LIST = 12
LONG_LIST = 30


class SheetView(PublicMixin, DetailView[Any]):
    """A sheet; a former or capitalised address redirects to the present one.

    Staff see drafts, with a banner; for others they do not exist.
    """

    context_object_name = "sheet"

    def scope(self, user: Any) -> QuerySet[Any]:
        """Give the sheets that ``user`` may see, with what the page shows of them."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        """Give the sheets that the visitor may see."""
        return self.scope(visitor(self.request))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the sheet, or lead to where it is now."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            moved = self.moved()
            if moved is None:
                raise
            return HttpResponsePermanentRedirect(moved.get_absolute_url())

    def moved(self) -> Any | None:
        """Give the sheet that has the address in lower case, or had it before."""
        slug = self.kwargs["slug"].lower()
        sheets = self.get_queryset()
        former = FormerSlug.objects.keys_of(sheets.model, slug)
        return sheets.filter(slug=slug).first() or sheets.filter(pk__in=former).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether the sheet is a draft, which only staff see."""
        context = super().get_context_data(**kwargs)
        return context | {"is_draft": not is_public(self.object)} | self.parts()

    def parts(self) -> dict[str, Any]:
        """Give what the page shows of ``self.object``."""
        raise NotImplementedError


def is_public(sheet: Any) -> bool:
    """Say whether a sheet is public; those without a publication state always are."""
    return not hasattr(sheet, "is_published") or sheet.is_published()
