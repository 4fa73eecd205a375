"""The workbook template of an authority, filled with its actions."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from cooperation.admin.imports.import_upload import build_template_response
from cooperation.admin.mixins.exports import MAY_EXPORT
from cooperation.enums import Publication
from cooperation.models import Action
from cooperation.spreadsheets.template import build_xlsx_template

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin


class WorkbookTemplateAdmin(Base):
    """An admin of authorities that offers the template of each."""

    change_form_template = "cooperation/admin/with_template.html"

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_template"
        view = self.admin_site.admin_view(self.template_view)
        return [path("<int:pk>/modele.xlsx", view, name=name), *super().get_urls()]

    def may_download_template(self, request: HttpRequest) -> bool:
        return bool(
            request.user.has_perm(MAY_EXPORT) and self.has_view_permission(request)
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = dict(extra_context or {})
        if self.may_download_template(request) and object_id.isdigit():
            name = f"{self.opts.app_label}_{self.opts.model_name}_template"
            context["template_url"] = reverse(f"admin:{name}", args=[object_id])
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
