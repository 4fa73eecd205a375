"""Admin of outgoing links, read-only: a command checks them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cooperation.admin.base import get_page_url
from cooperation.admin.mixins.lists import ListAdmin
from cooperation.curation.link_checker import find_rows_with_url
from cooperation.models import LinkCheck


class DeadLinkFilter(admin.SimpleListFilter):
    title = _("réponse")
    parameter_name = "etat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("mort", _("liens morts"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.failing() if self.value() == "mort" else queryset


@admin.register(LinkCheck)
class LinkCheckAdmin(ListAdmin):
    """The links that fail, since when, and the entries that hold them."""

    list_display = ("url", "problem", "failing_since", "checked_at")
    list_filter = (DeadLinkFilter,)
    shipped_views = ((_("Liens morts"), "etat=mort"),)
    search_fields = ("url",)
    fields = ("url", "status", "problem", "failing_since", "checked_at", "entries")
    readonly_fields = ("entries",)
    show_full_result_count = False

    @admin.display(description=_("fiches"))
    def entries(self, row: LinkCheck) -> SafeString:
        links = [
            (get_page_url(entry, "change", entry.pk), str(entry))
            for entry in find_rows_with_url(row.url)
        ]
        return format_html_join(", ", '<a href="{}">{}</a>', links)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: links come from entries."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a link is deleted when no entry holds it any more."""
        return False
