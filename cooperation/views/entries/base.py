"""What the pages of all entries have in common: URLs, access, PDF and images."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.urls import reverse
from django.views.generic import DetailView

from cooperation.models import FormerSlug
from cooperation.pdf.entries import render_entry_pdf, render_share_image
from cooperation.pdf.portraits import render_portrait_pdf
from cooperation.presenters.schema_org import build_breadcrumb_jsonld
from cooperation.views.base import PublicMixin
from cooperation.views.visitor import get_public_user

if TYPE_CHECKING:
    BaseView = DetailView[Any]
else:
    BaseView = DetailView

SHORT_LIST_LENGTH = 8
NOINDEX = {"X-Robots-Tag": "noindex"}
LONG_LIST_LENGTH = 60


class EntryView(PublicMixin, BaseView):
    """The page of an entry; a former or capitalised URL redirects to the current one.

    Staff see drafts, with a banner; for others they do not exist.
    """

    context_object_name = "sheet"
    # The list that the sheet belongs to.
    list_label: ClassVar[Any]
    list_route: ClassVar[str]
    # "html", "pdf" to print, "portrait" for one page to hand over, "png" for the
    # picture of a shared link.
    rendering = "html"
    # The parts that are figures, to show first.
    figure_names: ClassVar[tuple[str, ...]] = ()

    def get_visible_entries(self, user: Any) -> QuerySet[Any]:
        """Return the entries that ``user`` may see, with what their page shows."""
        raise NotImplementedError

    def parts(self) -> dict[str, Any]:
        """Return the context of ``self.object``."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        return self.get_visible_entries(get_public_user(self.request))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the entry, or redirect to its current URL."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            moved = self.moved()
            if moved is None:
                raise
            return HttpResponsePermanentRedirect(self.build_url(moved))

    def build_url(self, entry: Any) -> str:
        """Return the URL of an entry in the same rendering."""
        url: str = entry.get_absolute_url()
        if self.rendering == "portrait":
            return f"{url}portrait.pdf"
        return url if self.rendering == "html" else f"{url[:-1]}.{self.rendering}"

    def render_to_response(
        self, context: dict[str, Any], **response_kwargs: Any
    ) -> HttpResponse:
        if self.rendering == "pdf":
            name = f"passerelles-{self.build_url(self.object).rsplit('/', 1)[-1]}"
            headers = NOINDEX | {"Content-Disposition": f'inline; filename="{name}"'}
            content = render_entry_pdf(self.object, context)
            return HttpResponse(content, "application/pdf", headers=headers)
        if self.rendering == "portrait":
            return self.render_portrait(context)
        if self.rendering == "png":
            content = render_share_image(self.object, context)
            return HttpResponse(content, "image/png", headers=NOINDEX)
        return super().render_to_response(context, **response_kwargs)

    def render_portrait(self, context: dict[str, Any]) -> HttpResponse:
        name = f"passerelles-portrait-{self.object.get_absolute_url().split('/')[-2]}"
        headers = NOINDEX | {"Content-Disposition": f'inline; filename="{name}.pdf"'}
        content = render_portrait_pdf(
            self.object, context | self.get_portrait_context(context)
        )
        return HttpResponse(content, "application/pdf", headers=headers)

    def get_portrait_context(self, parts: dict[str, Any]) -> dict[str, Any]:
        """Return what the portrait shows beside the context of the page."""
        raise NotImplementedError

    def moved(self) -> Any | None:
        """Return the entry with this slug in lower case, or with this former slug."""
        slug = self.kwargs["slug"].lower()
        sheets = self.get_queryset()
        former = FormerSlug.objects.get_current_keys(sheets.model, slug)
        return sheets.filter(slug=slug).first() or sheets.filter(pk__in=former).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the context of the entry, and whether it is a draft (for staff)."""
        url = reverse(f"cooperation:{self.list_route}")
        parts = self.parts()
        figures = [parts[name] for name in self.figure_names]
        return super().get_context_data(**kwargs) | {
            "is_draft": not is_public(self.object),
            "edit_url": build_edit_url(self.object, get_public_user(self.request)),
            "pdf_url": f"{self.object.get_absolute_url()[:-1]}.pdf",
            "share_image": f"{self.object.get_absolute_url()[:-1]}.png",
            "trail": [{"label": self.list_label, "url": url}],
            "figures": [figure for figure in figures if figure["value"]],
            "structured": [
                build_breadcrumb_jsonld(
                    [{"label": self.list_label, "url": url}], str(self.object)
                ),
                *([parts["structured_sheet"]] if "structured_sheet" in parts else []),
            ],
            **parts,
        }


def build_edit_url(entry: Any, user: Any) -> str:
    """Return the admin URL to change an entry; empty for users who may not."""
    table = entry._meta
    right = f"{table.app_label}.change_{table.model_name}"
    if not (user.is_active and user.is_staff and user.has_perm(right)):
        return ""
    page = f"admin:{table.app_label}_{table.model_name}_change"
    return reverse(page, args=[entry.pk])


def is_public(entry: Any) -> bool:
    """Return whether an entry is public; one without publication state always is."""
    return not hasattr(entry, "is_published") or entry.is_published()
