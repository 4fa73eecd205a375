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
from cooperation.presenters.list_links import get_list_url
from cooperation.presenters.schema_org import JsonLd, build_breadcrumb_jsonld
from cooperation.presenters.types import Link, Portrait, SourceNote
from cooperation.views.base import PublicMixin
from cooperation.web.account_links import build_owner_actions
from cooperation.web.context import Context
from cooperation.web.site import NOINDEX
from cooperation.web.visitor import get_public_user

if TYPE_CHECKING:
    BaseView = DetailView[Any]
else:
    BaseView = DetailView


class EntryView(PublicMixin, BaseView):
    """The page of an entry; a former or capitalised URL redirects to the current one.

    Staff see drafts, with a banner; for others they do not exist.
    """

    context_object_name = "entry"
    # The list that the entry belongs to.
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

    def get_entry_context(self) -> Context:
        """Return what the page shows of ``self.object``."""
        raise NotImplementedError

    def build_jsonld(self) -> list[JsonLd]:
        """Return the structured data of the entry itself, if it has any."""
        return []

    def get_queryset(self) -> QuerySet[Any]:
        return self.get_visible_entries(get_public_user(self.request))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the entry, or redirect to its current URL."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            moved = self.find_moved_entry()
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
        self, context: Context, **response_kwargs: Any
    ) -> HttpResponse:
        if self.rendering == "html":
            return super().render_to_response(context, **response_kwargs)
        if self.rendering == "png":
            content = render_share_image(self.object, context)
            return HttpResponse(content, "image/png", headers=NOINDEX)
        name = f"passerelles-{self.build_url(self.object).rsplit('/', 1)[-1]}"
        if self.rendering == "pdf":
            return build_pdf_response(name, render_entry_pdf(self.object, context))
        portrait = self.build_portrait(context)
        slug = self.object.get_absolute_url().split("/")[-2]
        return build_pdf_response(
            f"passerelles-portrait-{slug}.pdf",
            render_portrait_pdf(self.object, context, portrait),
        )

    def build_portrait(self, context: Context) -> Portrait:
        """Return what the portrait shows beside the context of the page."""
        raise NotImplementedError

    def list_frame_choices(self) -> dict[str, str]:
        """Return what the frame of the entry shows first, as parameters."""
        return {}

    def find_moved_entry(self) -> Any | None:
        """Return the entry with this slug in lower case, or with this former slug."""
        slug = self.kwargs["slug"].lower()
        rows = self.get_queryset()
        former = FormerSlug.objects.get_current_keys(rows.model, slug)
        return rows.filter(slug=slug).first() or rows.filter(pk__in=former).first()

    def get_context_data(self, **kwargs: Any) -> Context:
        """Add the context of the entry, and whether it is a draft (for staff)."""
        trail = [Link(self.list_label, reverse(f"cooperation:{self.list_route}"))]
        page = self.get_entry_context()
        figures = [page[name] for name in self.figure_names]
        return super().get_context_data(**kwargs) | {
            "is_draft": not is_public(self.object),
            "edit_url": build_edit_url(self.object, get_public_user(self.request)),
            "owner": build_owner_actions(self.request, self.object),
            "pdf_url": f"{self.object.get_absolute_url()[:-1]}.pdf",
            "share_image": f"{self.object.get_absolute_url()[:-1]}.png",
            "embed_url": get_list_url("embed", **self.list_frame_choices()),
            "trail": trail,
            "doubts": list_entry_doubts(page),
            "figures": [figure for figure in figures if figure.value],
            "structured": [
                build_breadcrumb_jsonld(trail, str(self.object)),
                *self.build_jsonld(),
            ],
            **page,
        }


def list_entry_doubts(page: Context) -> list[str]:
    """Return what is uncertain in an entry, by its source; none without a source."""
    source: SourceNote | None = page.get("source")
    return list(source.uncertainties) if source else []


def build_pdf_response(name: str, content: bytes) -> HttpResponse:
    headers = NOINDEX | {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, "application/pdf", headers=headers)


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
