"""The workbook template of an authority, filled with its actions."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from cooperation.admin.base import MAY_EXPORT, ModelAdmin, build_path, get_page_url
from cooperation.enums import Publication
from cooperation.models import Action
from cooperation.spreadsheets.template import (
    build_template_response,
    build_xlsx_template,
)
from cooperation.web.context import Context


class WorkbookTemplateAdmin(ModelAdmin):
    """An admin of authorities that offers the template of each."""

    change_form_template = "cooperation/admin/authority_form.html"

    def get_urls(self) -> list[Any]:
        page = build_path(self, "<int:pk>/modele.xlsx", self.template_view, "template")
        return [page, *super().get_urls()]

    def may_download_template(self, request: HttpRequest) -> bool:
        return bool(
            request.user.has_perm(MAY_EXPORT) and self.has_view_permission(request)
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Context | None = None,
    ) -> HttpResponse:
        context = dict(extra_context or {})
        if self.may_download_template(request) and object_id.isdigit():
            context["template_url"] = get_page_url(self.model, "template", object_id)
        return super().change_view(request, object_id, form_url, context)

    def template_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return the template of an authority, filled with its unarchived actions."""
        if not self.may_download_template(request):
            raise PermissionDenied
        authority = get_object_or_404(self.get_queryset(request), pk=pk)
        actions = Action.objects.filter(lead=authority).exclude(
            publication=Publication.ARCHIVED
        )
        content = build_xlsx_template(authority, actions.order_by("title_key", "pk"))
        return build_template_response(content, f"modele-{authority.slug}.xlsx")
