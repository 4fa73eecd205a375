"""The public page of a row beside its form.

No page of the site lets itself be framed. This copy of one does, by the site itself
and for staff only; its links open in a tab of their own.
"""

from typing import Any, cast

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import resolve

from cooperation.admin.base import build_path, get_page_url
from cooperation.admin.mixins.lists import ListAdmin
from cooperation.web.context import Context

OK = 200
HEAD, HEAD_WITH_TARGET = b"<head>", b'<head><base target="_blank">'


class PublicPageAdmin(ListAdmin):
    """An admin whose rows may have a public page, shown beside their form."""

    def get_urls(self) -> list[Any]:
        if not hasattr(self.model, "get_absolute_url"):
            return super().get_urls()
        own_view: Any = self.beside_view
        view = csp_replace({"frame-ancestors": [SELF]})(own_view)
        route = "<path:object_id>/page-publique/"
        return [build_path(self, route, view, "beside"), *super().get_urls()]

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Return the public page of a row; staff see that of a draft too."""
        if obj is None or not hasattr(obj, "get_absolute_url"):
            return None
        return str(obj.get_absolute_url())

    def beside_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Return the public page of a row, for a frame of this site."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404
        page = resolve(str(self.get_view_on_site_url(row)))
        response: Any = page.func(request, *page.args, **page.kwargs)
        if isinstance(response, SimpleTemplateResponse):
            response.render()
        if response.status_code == OK:
            response.content = response.content.replace(HEAD, HEAD_WITH_TARGET, 1)
            response["X-Frame-Options"] = "SAMEORIGIN"
        return cast(HttpResponse, response)

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let the form frame pages of this site."""
        usual_view: Any = super().change_view
        return csp_update({"frame-src": [SELF]})(usual_view)(request, *args, **kwargs)

    def render_change_form(
        self,
        request: HttpRequest,
        context: Context,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if obj is not None and self.get_view_on_site_url(obj):
            context["beside_url"] = get_page_url(self.model, "beside", obj.pk)
        response: HttpResponse = super().render_change_form(
            request, context, add=add, change=change, form_url=form_url, obj=obj
        )
        return response
